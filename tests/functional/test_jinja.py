# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Jinja tests running, in_pool and valid_task, and the filter task_problems, in real templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulator.process import PACKAGE

from .playbooks import Ansible, Outcome

SAMPLE = json.loads((PACKAGE / "samples" / "c-queue-status-analysis-edge.json").read_text(encoding="utf-8"))
POOL = SAMPLE["edge_pool_id"]
SECRET = "planted-secret-of-a-task"

VARIABLES: dict[str, Any] = {
    "task": SAMPLE,
    "tasks": [SAMPLE],
    "stopped": {**SAMPLE, "state": "STOPPED"},
    "strange": {**SAMPLE, "state": "DANCING"},
    "broken": {**SAMPLE, "id": "x", "created_at": "yesterday"},
    "cloud": {name: value for name, value in SAMPLE.items() if name != "edge_pool_id"},
    "with_secret": {**SAMPLE, "output": {"webhook": {"url": "https://x.example", "headers": {"appKey": SECRET}}}},
    "only_pool": {"properties": {"edge_pool_id": {"const": POOL}}},
    "other_pool": {"properties": {"edge_pool_id": {"const": "0" * 32}}},
    "shown": {**SAMPLE, "input": {**SAMPLE["input"], "vcn": {"username": "operator", "password": "***"}}},
    "no_admin": {"properties": {"input": {"properties": {"vcn": {"additionalProperties": {"not": {"enum": ["admin"]}}}}}}},
    "no_root": {"properties": {"input": {"properties": {"vcn": {"properties": {"username": {"not": {"const": "root"}}}}}}}},
    "remote": {"$ref": "https://schemas.example/task"},
}

#: Expressions and what they give.
VALUES: dict[str, Any] = {
    "task is campusgo.edge.running": True,
    "stopped is campusgo.edge.running": False,
    "{} is campusgo.edge.running": False,
    "{'state': None} is campusgo.edge.running": False,
    "task is not campusgo.edge.running": False,
    "[task, stopped] | select('campusgo.edge.running') | length": 1,
    f"task is campusgo.edge.in_pool('{POOL}')": True,
    f"task is campusgo.edge.in_pool('{'0' * 32}')": False,
    f"cloud is campusgo.edge.in_pool('{POOL}')": False,
    "task is campusgo.edge.in_pool(task.edge_pool_id)": True,
    "task is campusgo.edge.valid_task": True,
    "strange is campusgo.edge.valid_task": True,
    "broken is campusgo.edge.valid_task": False,
    "{} is campusgo.edge.valid_task": False,
    "task is campusgo.edge.valid_task(only_pool)": True,
    "task is campusgo.edge.valid_task(other_pool)": False,
    "task is campusgo.edge.valid_task(no_admin)": True,
    "shown is campusgo.edge.valid_task(no_root)": True,
    "task | campusgo.edge.task_problems": [],
    f"task | campusgo.edge.task_problems(edge_pool_id='{POOL}', service_version='3.0')": [],
    "stopped | campusgo.edge.task_problems(['STOPPED', 'RUNNING'])": [],
    "task | campusgo.edge.task_problems(fields={'input': {'type': 'edgecamera'}})": [],
    "stopped | campusgo.edge.task_problems": [
        {"code": "state", "expected": "RUNNING", "found": "STOPPED", "message": "state is STOPPED, expected RUNNING"}
    ],
    "strange | campusgo.edge.task_problems | map(attribute='code')": ["state"],
    f"cloud | campusgo.edge.task_problems(edge_pool_id='{POOL}')": [
        {"code": "edge_pool", "expected": POOL, "found": None, "message": f"edge_pool_id is not there, expected {POOL}"}
    ],
    "task | campusgo.edge.task_problems(service_version='2.0')": [
        {"code": "service_version", "expected": "2.0", "found": "3.0", "message": "service_version is 3.0, expected 2.0"}
    ],
    "task | campusgo.edge.task_problems(fields={'input': {'type': 'vcn'}})": [
        {"code": "field", "expected": "vcn", "found": "edgecamera", "message": "input.type is edgecamera, expected vcn"}
    ],
    "broken | campusgo.edge.task_problems | map(attribute='code') | unique": ["schema"],
    "broken | campusgo.edge.task_problems | map(attribute='message') | sort | first": (
        "created_at must be a date and time such as 2020-09-18T03:35:03Z, found yesterday"
    ),
    "task | campusgo.edge.task_problems(extra_schema=other_pool) | map(attribute='code')": ["schema"],
    "with_secret | campusgo.edge.task_problems(fields={'output': {'webhook': 1}}) | map(attribute='code')": ["field"],
    "{'state': 'FAILED', 'edge_pool_id': 'x', 'service_version': '1.0'} "
    f"| campusgo.edge.task_problems('RUNNING', '{POOL}', '3.0', {{'a': 1}}) | map(attribute='code') | unique | sort": [
        "edge_pool",
        "field",
        "schema",
        "service_version",
        "state",
    ],
}

HIDDEN = "extra_schema judges input.vcn.password, which is hidden in this task"

#: Expressions and how they fail.
ERRORS: dict[str, str] = {
    "[task] is campusgo.edge.running": "a task is a dictionary, but this is a list; give a single task",
    "'RUNNING' is campusgo.edge.running": "a task is a dictionary, but this is text; give a single task",
    "tasks is campusgo.edge.valid_task": "a task is a dictionary, but this is a list; give a single task",
    "task.state is campusgo.edge.in_pool('x')": "a task is a dictionary, but this is text; give a single task",
    "true | campusgo.edge.task_problems": "a task is a dictionary, but this is a boolean; give a single task",
    "task | campusgo.edge.task_problems(edge_pool_id=none)": (
        "edge_pool_id is null: give a value, or leave it out if it is not to be judged"
    ),
    "task is campusgo.edge.valid_task(none)": ("valid_task takes one JSON Schema of your own, which must not be null, or none"),
    "none is campusgo.edge.running": "a task is a dictionary, but this is null; give a single task",
    "nowhere is campusgo.edge.running": "'nowhere' is undefined",
    "nowhere is campusgo.edge.valid_task": "'nowhere' is undefined",
    "nowhere | campusgo.edge.task_problems": "'nowhere' is undefined",
    "task is campusgo.edge.in_pool(nowhere)": "'nowhere' is undefined",
    "task is campusgo.edge.in_pool('')": "in_pool needs the whole id of an edge pool: 32 lower-case hexadecimal digits",
    "task is campusgo.edge.in_pool('8dcf5xxxxxxxxxxxxxxxxxxxxxxx2b5a')": "in_pool needs the whole id of an edge pool: 32 lower",
    "cloud is campusgo.edge.in_pool(none)": "in_pool needs the whole id of an edge pool: 32 lower-case hexadecimal digits",
    "task is campusgo.edge.valid_task(remote)": (
        "extra_schema refers to https://schemas.example/task: only references within the schema itself (#...) are followed"
    ),
    "task is campusgo.edge.valid_task('x')": "extra_schema must be a JSON Schema, as a dictionary",
    "'x' | campusgo.edge.task_problems": "a task is a dictionary, but this is text; give a single task",
    "task | campusgo.edge.task_problems('RUNING')": "'RUNING' is no state of a task; did you mean RUNNING?",
    "task | campusgo.edge.task_problems([])": "state must be the name of a state, or a list of at least one",
    "task | campusgo.edge.task_problems(edge_pool_id='')": "edge_pool_id must be the whole id of an edge pool",
    "task | campusgo.edge.task_problems(service_version=3.0)": "service_version must be a version in quotes such as '3.0'",
    "task | campusgo.edge.task_problems(fields={})": "fields must be a dictionary with at least one member",
    "with_secret | campusgo.edge.task_problems(fields={'output': {'webhook': {'headers': {'appKey': 'x'}}}})": (
        "fields names a secret of the task, which is never compared: leave it out"
    ),
    "shown | campusgo.edge.task_problems(fields={'input': {'vcn': {'password': '***'}}})": (
        "fields holds ***, which stands for what is hidden: leave it out"
    ),
    "shown | campusgo.edge.task_problems(extra_schema=no_admin)": HIDDEN
    + ": judge it with extra_schema of task_info or task_assert",
    "shown is campusgo.edge.valid_task(no_admin)": HIDDEN,
    "shown is not campusgo.edge.valid_task(no_admin)": HIDDEN,
}


@pytest.fixture(scope="module")
def outcomes(new_folder: Callable[[], Path]) -> dict[str, Outcome]:
    """What each expression gave."""
    steps = [
        {"name": f"expression {number}", "ansible.builtin.debug": {"msg": "{{ " + expression + " }}"}, "ignore_errors": True}
        for number, expression in enumerate([*VALUES, *ERRORS])
    ]
    run = Ansible(new_folder()).play(steps, vars=VARIABLES)
    assert run.places_of(SECRET) == []
    return dict(zip([*VALUES, *ERRORS], run.outcomes.values(), strict=True))


@pytest.mark.parametrize("expression", VALUES)
def test_values(outcomes: dict[str, Outcome], expression: str) -> None:
    assert not outcomes[expression].failed, outcomes[expression].result["msg"]
    assert outcomes[expression].result["msg"] == VALUES[expression]
    assert type(outcomes[expression].result["msg"]) is type(VALUES[expression])


@pytest.mark.parametrize("expression", ERRORS)
def test_errors(outcomes: dict[str, Outcome], expression: str) -> None:
    assert outcomes[expression].failed
    assert ERRORS[expression] in outcomes[expression].result["msg"]
