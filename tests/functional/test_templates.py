# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text of the service that looks like a template stays text. Every run of these tests makes templating such text an error."""

from __future__ import annotations

from typing import Any

from simulator.process import Simulator

from .faces import FACES, FACTS, INFO, connection
from .playbooks import Ansible

SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
EXPRESSION = "{{ 7 * 7 }}"
STATEMENT = "{% for i in range(3) %}x{% endfor %}"
LOOKUP = "{{ lookup('ansible.builtin.pipe', 'id') }}"
UNCHECKED = {"task_id": ID, "validation": "skip"}  # the schema allows no such names

SCENARIO = {
    "tasks": [
        {
            "sample": SERVICE,
            "set": {
                "name": EXPRESSION,
                "description": f"{STATEMENT} {LOOKUP}",
                "service_config": {"common": {EXPRESSION: "{# comment #}"}},
            },
        },
        {
            "sample": SERVICE,
            "set": {"id": "ab" * 16},
            "faults": [{"kind": "status", "status": 400, "body": {"error_code": "IVA.0004", "error_msg": EXPRESSION}}],
        },
    ]
}


#: As users have it. Otherwise already passing on a result that holds such text would be an error.
IGNORE = {"_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR": "ignore"}


def _debug(name: str, value: Any) -> dict[str, Any]:
    return {"name": name, "ansible.builtin.debug": {"msg": value}}


def test_no_face_templates_an_answer(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(SCENARIO)
    steps = [{"name": face.name, **face.step(UNCHECKED)} for face in FACES]
    run = ansible.play(steps, environment=connection(simulator.url))
    assert run.returncode == 0, run.stdout + run.stderr
    for face in FACES:
        (task,) = face.answer(run.outcomes[face.name]).tasks
        assert task["name"] == EXPRESSION
        assert task["description"] == f"{STATEMENT} {LOOKUP}"
        assert task["service_config"]["common"] == {**task["service_config"]["common"], EXPRESSION: "{# comment #}"}


def test_what_a_play_passes_on_stays_text(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(SCENARIO)
    query = f"query('campusgo.edge.task', '{ID}', validation='skip')"
    sources = {
        "task_info": "{{ answer.tasks[0] }}",
        "task_facts": f"{{{{ ansible_facts.campusgo_edge_tasks['{ID}'] }}}}",
        "lookup": f"{{{{ {query}[0] }}}}",
    }
    steps = [
        {"name": "info", **INFO.step(UNCHECKED), "register": "answer"},
        {"name": "facts", **FACTS.step(UNCHECKED)},
        *({"name": f"keep {name}", "ansible.builtin.set_fact": {f"kept_{name}": value}} for name, value in sources.items()),
        *(_debug(name, [f"{{{{ kept_{name}.name }}}}", f"{{{{ kept_{name}.description }}}}"]) for name in sources),
        _debug("judged", "{{ kept_lookup | campusgo.edge.task_problems | map(attribute='found') }}"),
    ]
    run = ansible.play(steps, environment=connection(simulator.url) | IGNORE)
    assert run.returncode == 0, run.stdout + run.stderr
    for name in sources:
        assert run.outcomes[name].result["msg"] == [EXPRESSION, f"{STATEMENT} {LOOKUP}"]
    assert run.outcomes["judged"].result["msg"] == [EXPRESSION]


def test_messages_of_the_service_are_not_templated(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load(SCENARIO)
    steps = [{"name": face.name, **face.step({"task_id": "ab" * 16}), "ignore_errors": True} for face in FACES]
    run = ansible.play(steps, environment=connection(simulator.url))
    for face in FACES:
        message = face.answer(run.outcomes[face.name]).message
        assert message == f"task {'ab' * 16}: the service answers 400 (IVA.0004): {EXPRESSION}"


def test_ids_from_templates_are_taken(ansible: Ansible, simulator: Simulator) -> None:
    templated = {"task_id": ["{{ wanted }}"], "service_name": "{{ service }}"}
    steps = [{"name": face.name, **face.step(templated)} for face in FACES]
    variables = {"wanted": ID, "service": SERVICE}
    run = ansible.play(steps, environment=connection(simulator.url), vars=variables)
    assert run.returncode == 0, run.stdout + run.stderr
    for face in FACES:
        assert [task["id"] for task in face.answer(run.outcomes[face.name]).tasks] == [ID]
