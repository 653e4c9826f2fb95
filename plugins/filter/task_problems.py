# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a task is not as expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import RUNNING, judge_task, make_expectation
from ansible_collections.campusgo.edge.plugins.plugin_utils.judging import require_contract, require_task


def task_problems(
    task: Any,
    state: Any = RUNNING,
    edge_pool_id: Any = None,
    service_version: Any = None,
    fields: Any = None,
    extra_schema: Any = None,
) -> list[dict[str, Any]]:
    """Every reason for which the task is not as expected. Empty when it is."""
    contract = require_contract(extra_schema)
    try:
        expectation = make_expectation(state, edge_pool_id, service_version, fields)
        return [reason.as_result() for reason in judge_task(require_task(task), expectation, contract)]
    except InvalidArgument as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"task_problems": task_problems}
