# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What YAML makes of values without quotes is never judged as something else: it is refused, and quotes are asked for."""

from __future__ import annotations

import pytest
from simulator.process import Simulator

from .faces import connection
from .playbooks import Ansible, Outcome

ID = "8656efdafebf440bb7008f174db6c567"
VERSION = "service_version must be a version such as 3.0: put it in quotes"
DIGITS = "letters, digits or _; YAML reads digits alone as a number: put the id in quotes"

#: A task of a playbook, and what its message holds.
CASES = {
    "version for task_info": ("campusgo.edge.task_info: {service_version: 3.10}", VERSION),
    "version for task_facts": ("campusgo.edge.task_facts: {service_version: 3.0}", VERSION),
    "version for the lookup": (
        "ansible.builtin.debug: {msg: \"{{ query('campusgo.edge.task', service_version=3.10) }}\"}",
        VERSION,
    ),
    "id for task_info": ("campusgo.edge.task_info: {task_id: 00000000000000000000000000000001}", DIGITS),
    "id for the gate": ("campusgo.edge.task_assert: {expect: [{task_id: 00000000000000000000000000000001}]}", DIGITS),
    "date among the fields": (
        f"campusgo.edge.task_assert: {{expect: [{{task_id: {ID}, fields: {{created_at: 2020-09-18T03:35:03Z}}}}]}}",
        "expect[0]: fields.created_at is a date, which no answer holds: put it in quotes",
    ),
    "name among the fields": (
        f"campusgo.edge.task_assert: {{expect: [{{task_id: {ID}, fields: {{input: {{on: x}}}}}}]}}",
        "expect[0]: fields.input has a name that YAML does not read as text: put it in quotes",
    ),
    "date in a schema": (
        f"campusgo.edge.task_assert: {{expect: [{{task_id: {ID}}}], extra_schema: {{const: 2020-09-18}}}}",
        "extra_schema.const is a date, which no answer holds: put it in quotes",
    ),
    "number without end": (
        f"campusgo.edge.task_assert: {{expect: [{{task_id: {ID}, fields: {{status: .inf}}}}]}}",
        "expect[0]: fields.status is a number that no answer holds",
    ),
    "date in a task": (
        'ansible.builtin.fail: {msg: "{{ (old | campusgo.edge.task_problems)[0].message }}"}',
        'created_at must be of type string, found "2020-09-18 03:35:03+00:00"',
    ),
}

PLAY = """
- hosts: localhost
  gather_facts: false
  vars:
    old: {{id: {task_id}, name: a, service_version: "3.0", created_at: 2020-09-18T03:35:03Z, updated_at: "2020-09-18T03:35:03Z",
      state: RUNNING, input: {{type: edgecamera, data: [{{index: 0}}]}}, output: {{dis: {{stream_name: a}}}}}}
  tasks:
"""


@pytest.fixture(scope="module")
def outcomes(simulator_process: Simulator, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """What each task gave; fails when anything was sent."""
    simulator_process.load("default")
    tasks = "".join(f"    - name: {name}\n      {task}\n      ignore_errors: true\n" for name, (task, _text) in CASES.items())
    run = Ansible(tmp_path_factory.mktemp("ansible")).playbook(
        PLAY.format(task_id=ID) + tasks, environment=connection(simulator_process.url)
    )
    assert run.outcomes.keys() == CASES.keys(), run.stdout + run.stderr
    assert simulator_process.requests() == []
    return dict(run.outcomes)


@pytest.mark.parametrize("case", CASES)
def test_quotes_are_asked_for(outcomes: dict[str, Outcome], case: str) -> None:
    assert outcomes[case].failed
    assert CASES[case][1] in outcomes[case].result["msg"]
