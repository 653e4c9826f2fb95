# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Jinja tests and filters share: checked values, and errors in words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.dependencies import JUDGING_LIBRARIES, missing_libraries
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument

#: Ansible's own types derive from these, and their names would tell nobody anything.
_KINDS = {str: "text", bool: "a boolean", int: "a number", float: "a number", list: "a list", type(None): "null"}


_TASK_MEMBERS = ("id", "name", "state")


def require_task(value: Any) -> Mapping[str, Any]:
    """The value, when it may be a task. Raises AnsibleFilterError that says what it is instead."""
    if not isinstance(value, Mapping):
        words = next((words for kind, words in _KINDS.items() if isinstance(value, kind)), f"of type {type(value).__name__}")
        raise AnsibleFilterError(f"a task is a dictionary, but this is {words}; give a single task")
    # Such as a result with tasks in it: that it is not in a pool, say, would tell nothing of them.
    if value and value.keys().isdisjoint(_TASK_MEMBERS):
        raise AnsibleFilterError("this dictionary is no task: it has neither id nor name nor state; give a single task")
    return value


def require_contract(extra_schema: Any = None) -> Contract:
    """The contract for tasks as they are shown. Raises AnsibleFilterError when it cannot be had."""
    missing = missing_libraries(JUDGING_LIBRARIES)
    if missing:
        raise AnsibleFilterError(missing)
    if extra_schema is None:
        return _plain_contract()
    if not isinstance(extra_schema, Mapping):
        raise AnsibleFilterError("extra_schema must be a JSON Schema, as a dictionary")
    try:
        return Contract(dict(extra_schema), of_shown=True)
    except InvalidArgument as error:
        raise AnsibleFilterError(str(error)) from None


@lru_cache(maxsize=1)
def _plain_contract() -> Contract:
    return Contract()
