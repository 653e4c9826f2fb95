# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a task is not as expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.states import RUNNING
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import judge_task, make_expectation
from ansible_collections.campusgo.edge.plugins.plugin_utils.judging import require_contract, require_task

#: Stands for an argument that was left out. A null was given: more likely a variable that is not set than a wish not to judge.
_LEFT_OUT = object()


def task_problems(
    task: Any,
    state: Any = RUNNING,
    edge_pool_id: Any = _LEFT_OUT,
    service_version: Any = _LEFT_OUT,
    fields: Any = _LEFT_OUT,
    extra_schema: Any = _LEFT_OUT,
) -> list[dict[str, Any]]:
    """Every reason for which the task is not as expected. Empty when it is."""
    arguments = {
        "edge_pool_id": edge_pool_id,
        "service_version": service_version,
        "fields": fields,
        "extra_schema": extra_schema,
    }
    given = {name: value for name, value in arguments.items() if value is not _LEFT_OUT}
    nulls = [name for name, value in given.items() if value is None]
    if nulls:
        raise AnsibleFilterError(f"{' and '.join(nulls)} is null: give a value, or leave it out if it is not to be judged")
    contract = require_contract(given.pop("extra_schema", None))
    try:
        expectation = make_expectation(state, **given)
        return [reason.as_result() for reason in judge_task(require_task(task), expectation, contract)]
    except InvalidArgument as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """The filters by name."""
        return {"task_problems": task_problems}
