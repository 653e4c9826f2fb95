# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that are compared, as data: JSON is YAML.

Their variables are in the files that ``contestants`` writes; who asks comes from CAMPUSGO_* variables.
"""

from __future__ import annotations

from typing import Any

_ASK = {
    "name": "Ask for the tasks",
    "ansible.builtin.uri": {
        "url": "{{ tasks_url }}/{{ item }}",
        "headers": {"X-Auth-Token": "{{ lookup('ansible.builtin.env', 'CAMPUSGO_TOKEN') }}"},
    },
    "loop": "{{ task_ids }}",
    "register": "answers",
}
_VALIDATE = {
    "name": "Validate the answers",
    "ansible.utils.validate": {
        "data": "{{ item.json }}",
        "criteria": "{{ lookup('ansible.builtin.file', schema_file) }}",
        "engine": "ansible.utils.jsonschema",
    },
    "loop": "{{ answers.results }}",
    "loop_control": {"label": "{{ item.item }}"},
}
_ASSERT = {
    "name": "Judge the answers",
    "ansible.builtin.assert": {"that": ["item.json.id == item.item", "item.json.state == 'RUNNING'"], "quiet": True},
    "loop": "{{ answers.results }}",
    "loop_control": {"label": "{{ item.item }}"},
}
_JUDGE = {"service_name": "{{ service_name }}", "expect": "{{ expect }}"}

PLAYBOOKS: dict[str, list[dict[str, Any]]] = {
    "empty": [],
    "ping": [{"name": "Run a module", "ansible.builtin.ping": {}}],
    "info": [
        {
            "name": "Query the tasks",
            "campusgo.edge.task_info": {"service_name": "{{ service_name }}", "task_id": "{{ task_ids }}"},
        }
    ],
    "assert": [{"name": "Judge the tasks", "campusgo.edge.task_assert": _JUDGE}],
    "wait": [{"name": "Wait for the tasks", "campusgo.edge.task_assert": {**_JUDGE, "wait": True, "wait_timeout": 300}}],
    "uri": [_ASK, _ASSERT],
    "uri-validate": [_ASK, _VALIDATE, _ASSERT],
}
"""The tasks of each playbook's only play, by the name of the playbook."""


def playbook(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A playbook with these tasks."""
    return [{"name": "Measure", "hosts": "localhost", "gather_facts": False, "tasks": tasks}]
