# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Jinja tests of a task."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.schema import EDGE_POOL_ID, EDGE_POOL_WORDS, matches
from ansible_collections.campusgo.edge.plugins.module_utils.states import RUNNING
from ansible_collections.campusgo.edge.plugins.plugin_utils.judging import require_contract, require_task


def running(task: Any) -> bool:
    """Whether the task's state is RUNNING."""
    return require_task(task).get("state") == RUNNING


def in_pool(task: Any, edge_pool_id: Any) -> bool:
    """Whether the task is deployed to this edge pool."""
    pool = require_task(task).get("edge_pool_id")
    if not matches(EDGE_POOL_ID, edge_pool_id):
        raise AnsibleFilterError(f"in_pool needs the whole id of an edge pool: {EDGE_POOL_WORDS}")
    return bool(pool == edge_pool_id)


def valid_task(task: Any, *extra_schema: Any) -> bool:
    """Whether the task satisfies the JSON Schema of a task and, where given, one of the user's own."""
    if len(extra_schema) > 1 or None in extra_schema:
        raise AnsibleFilterError("valid_task takes one JSON Schema of your own, which must not be null, or none")
    try:
        return not require_contract(*extra_schema).violations(require_task(task))
    except InvalidArgument as error:
        raise AnsibleFilterError(str(error)) from None


class TestModule:
    """Names the tests for Ansible."""

    def tests(self) -> dict[str, Callable[..., bool]]:
        """The tests by name."""
        return {"running": running, "in_pool": in_pool, "valid_task": valid_task}
