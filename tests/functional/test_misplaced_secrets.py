# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A credential shows nowhere, also where it stands in the wrong place, and what cannot be read is said in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .faces import ALL_FACES, ASSERT, LOOKUP, MODULES, SECRETS, connection
from .playbooks import Ansible, Run
from .test_inventory import Inventory

SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
TOKEN = CREDENTIALS.token
HUGE = "{{ 10 ** 5000 }}"


def _play(folder: Path, steps: dict[str, dict[str, Any]], environment: dict[str, str]) -> Run:
    tasks = [{"name": name, **step, "ignore_errors": True} for name, step in steps.items()]
    # Since ansible-core 2.21 results hold the arguments of modules only where that is asked for.
    run = Ansible(folder).play(tasks, environment={"ANSIBLE_INJECT_INVOCATION": "true", **environment}, arguments=["-vvvv"])
    assert list(run.outcomes) == list(steps), run.stdout + run.stderr
    return run


def _places(run: Run) -> dict[str, list[str]]:
    return {secret: run.places_of(secret) for secret in SECRETS if run.places_of(secret)}


def test_a_token_in_the_place_of_another_argument(tmp_path: Path, simulator: Simulator) -> None:
    cases = {
        "id": {"task_id": TOKEN},
        "service": {"task_id": ID, "service_name": TOKEN},
        "region": {"task_id": ID, "region": TOKEN},
    }
    elsewhere = {name: value for name, value in connection(simulator.url).items() if name != "CAMPUSGO_ENDPOINT"}

    steps = {f"{face.name}: {name}": face.step(arguments) for face in ALL_FACES for name, arguments in cases.items()}
    run = _play(tmp_path, steps, elsewhere)
    for face in ALL_FACES:
        for name in cases:
            message = face.answer(run.outcomes[f"{face.name}: {name}"]).message
            assert "***" in message
            # The arguments of a failed module, and the task that a failed lookup stands in, are shown by Ansible itself.
            assert TOKEN not in message
    assert not simulator.requests()


def test_a_token_in_a_variable_of_another_option(tmp_path: Path) -> None:
    variables = {"campusgo_auth_method": TOKEN, "campusgo_token": TOKEN}
    steps = {face.name: face.step({"task_id": ID}) for face in (LOOKUP, ASSERT)}
    run = _play(tmp_path, {n: {**step, "vars": {**step.get("vars", {}), **variables}} for n, step in steps.items()}, {})
    for face in (LOOKUP, ASSERT):
        message = face.answer(run.outcomes[face.name]).message
        assert "auth_method" in message
        assert TOKEN not in message


#: Inventory files with a token where something else belongs. SECRET stands for an expression that gives it.
INVENTORY_FILES: dict[str, dict[str, Any]] = {
    "authority": {"ca_path": "{{ SECRET }}"},
    "services": {"services": ["{{ SECRET }}"]},
    "region": {"region": "{{ SECRET }}/"},
    "state": {"state": "{{ SECRET }}"},
    "cache plugin": {"cache": True, "cache_plugin": "{{ SECRET }}"},
    "filter": {"filters": [{"include": "lookup('ansible.builtin.file', SECRET)"}]},
    "host name": {"hostnames": ["lookup('ansible.builtin.file', SECRET)"]},
    "group": {"groups": {"a": "lookup('ansible.builtin.file', SECRET)"}, "strict": True},
    "variable": {"compose": {"a": "lookup('ansible.builtin.file', SECRET)"}, "strict": True},
}


@pytest.mark.parametrize("source", ["environment", "file"])
def test_a_token_in_an_inventory_file_in_the_place_of_another_option(
    tmp_path: Path, ansible: Ansible, simulator: Simulator, source: str
) -> None:
    name, own = ("CAMPUSGO_TOKEN", {}) if source == "environment" else ("EDGE_TOKEN", {"token": "{{ SECRET }}"})
    cases = {case: json.dumps({"plugin": "campusgo.edge.tasks", **own, **given}) for case, given in INVENTORY_FILES.items()}
    files = {case: text.replace("SECRET", f"lookup('env', '{name}')") for case, text in cases.items()}  # JSON is YAML
    inventory = Inventory(tmp_path, ansible, simulator)
    # Running the inventory fails this test where a secret shows.
    said = inventory.refusals(files, "-vvvv", environment={"CAMPUSGO_TOKEN": "", name: TOKEN})
    assert said.keys() >= files.keys()
    assert [case for case, message in said.items() if "***" not in message] == []


#: No template, though a part of it looks like one.
UNFIT_TOKEN = "aa{{S3cretPart tail9secret}}"


def test_a_credential_that_is_taken_for_a_template_does_not_show(tmp_path: Path, ansible: Ansible, simulator: Simulator) -> None:
    gate = {"gate_expect": [{"task_id": ID}], "gate_report_dir": str(ansible.left / "reports")}
    tasks = [
        *({"name": face.name, **face.step({"task_id": ID}), "ignore_errors": True} for face in (LOOKUP, ASSERT)),
        {"ansible.builtin.include_role": {"name": "campusgo.edge.gate"}, "vars": gate},
    ]
    variables = tmp_path / "variables.json"  # Ansible itself prints what stands on the command line
    variables.write_text(json.dumps({"campusgo_token": UNFIT_TOKEN}), encoding="utf-8")
    extra = ("-vvvv", "--extra-vars", f"@{variables}")
    environment = {**connection(simulator.url), "ANSIBLE_LOG_PATH": str(ansible.left / "log.txt")}
    run = ansible.play(tasks, environment=environment, arguments=extra)
    said = "the variable campusgo_token cannot be templated; why is not shown"
    assert all(said in run.outcomes[face.name].result["msg"] for face in (LOOKUP, ASSERT))
    assert {"reports/gate.xml", "reports/gate.json", "log.txt", "standard output"} <= set(run.places_of(said))
    inventory = Inventory(tmp_path, ansible, simulator)
    inventory.write({"token": UNFIT_TOKEN}, "option.campusgo_edge.yml")
    goes_on = {**environment, "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "false"}
    listed = inventory.run({}, "--graph", *extra, files=("option.campusgo_edge.yml",), environment=goes_on)
    assert f"plugin: {said}" in listed.stderr
    assert "plugin: token cannot be templated; why is not shown" in listed.stderr
    for traces in (run, listed):
        assert [part for part in ("S3cretPart", "tail9secret") if traces.places_of(part)] == []


def test_a_token_in_the_place_of_an_argument_of_the_reports(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    arguments = {"folder": {"report_dir": f"{tmp_path}/file/{TOKEN}"}, "kind": {"reports": [TOKEN]}}
    steps = {name: {"campusgo.edge.gate_report": {"result": {}, **given}} for name, given in arguments.items()}
    steps["variable"] = {"campusgo.edge.gate_report": {"result": {}, "reports": TOKEN}, "vars": {"campusgo_token": TOKEN}}
    run = _play(tmp_path, steps, {"CAMPUSGO_TOKEN": TOKEN})
    assert not [outcome for outcome in run.outcomes.values() if TOKEN in outcome.result["msg"]]
    assert all("***" in run.outcomes[name].result["msg"] for name in ("kind", "variable"))


def test_what_the_gate_says_holds_no_token(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}, {"sample": SERVICE, "set": {"id": "f" * 32, "state": TOKEN[:64]}}]})
    good, bad = {"task_id": ID}, {"task_id": "f" * 32}
    texts = {
        "success_msg": "{{ 'all ' ~ lookup('env', 'CAMPUSGO_TOKEN') }}",
        "fail_msg": "{{ 'no ' ~ lookup('env', 'CAMPUSGO_TOKEN') }}",
    }
    waiting = {"wait": True, "wait_timeout": 1, "wait_sleep": 0.2}
    steps = {
        "passed": {"campusgo.edge.task_assert": {"expect": [good], **texts}},
        "failed": {"campusgo.edge.task_assert": {"expect": [bad], **texts}},
        "waiting": {"campusgo.edge.task_assert": {"expect": [bad], **waiting}},
    }
    environment = {**connection(simulator.url), "CAMPUSGO_TOKEN": TOKEN}
    run = _play(tmp_path, steps, environment)
    assert [outcome.result["msg"].splitlines()[0] for outcome in run.outcomes.values()][:2] == ["all ***", "no ***"]
    assert "0 of 1 edge task is as expected (1 ***)" in run.stderr
    assert _places(run) == {}


def test_a_password_in_an_address_does_not_show_when_a_module_fails_early(tmp_path: Path) -> None:
    addresses = {"endpoint": "https://user:planted-one@h.example", "iam_endpoint": "user:planted-two@h.example"}
    cases = {"number": {"task_id": ID, "retries": "abc"}, "state": {"state": "no such"}, "late": {"task_id": ID, "token": TOKEN}}
    steps = {f"{face.name} {name}": face.step({**addresses, **case}) for face in MODULES for name, case in cases.items()}
    run = _play(tmp_path, steps, {})
    assert all(outcome.failed for outcome in run.outcomes.values())
    for outcome in run.outcomes.values():
        assert outcome.result["invocation"]["module_args"]["endpoint"] == "https://***@h.example"
    # Ansible prints the arguments of the failed task itself, from the playbook.
    assert not [place for place in run.places_of("planted") if place != "standard error"]


def test_a_schema_that_wants_a_secret_of_a_task_does_not_show_in_the_result(tmp_path: Path, simulator: Simulator) -> None:
    password = {"properties": {"input": {"properties": {"vcn": {"properties": {"password": {"const": "planted"}}}}}}}
    steps = {face.name: face.step({"task_id": ID, "extra_schema": password}) for face in MODULES}
    for outcome in _play(tmp_path, steps, connection(simulator.url)).outcomes.values():
        assert not outcome.failed
        assert outcome.result["invocation"]["module_args"]["extra_schema"] == "***"
        assert "planted" not in str(outcome.result)


def test_what_modules_write_to_the_system_log_of_a_host_holds_no_secret(tmp_path: Path, simulator: Simulator) -> None:
    given = {
        "endpoint": "https://h.example/?token=planted-one",
        "iam_endpoint": "https://h.example/?token=planted-two",
        "token": TOKEN,
        "task_id": ID,
        "extra_schema": {"properties": {"vcn": {"const": "planted-three"}}},
    }
    log = tmp_path / "system.log"
    environment = {"PYTHONPATH": str(Path(__file__).with_name("system_log")), "SYSTEM_LOG": str(log)}
    _play(tmp_path / "run", {face.name: face.step(given) for face in MODULES}, environment)
    lines = log.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(MODULES)
    for line in lines:
        assert line.startswith("Invoked with ")
        assert f"task_id=['{ID}']" in line
        assert "endpoint=https://h.example/?token=***" in line
        assert "extra_schema=***" in line
        assert "planted" not in line
        assert TOKEN not in line


def test_a_number_that_python_does_not_write(tmp_path: Path, simulator: Simulator) -> None:
    # Each in another type, so that another part of the argument check meets it.
    steps = {
        "version": {"campusgo.edge.task_assert": {"expect": [{"task_id": ID, "service_version": HUGE}]}},
        "timeout": {"campusgo.edge.task_assert": {"expect": [{"task_id": ID}], "timeout": "{{ 10 ** 400 }}"}},
        "term": LOOKUP.step({"task_id": HUGE}),
        "option": LOOKUP.step({"task_id": ID, "timeout": "{{ 10 ** 400 }}"}),
    }
    run = _play(tmp_path, steps, connection(simulator.url))
    assert {name: "too large" in str(outcome.result["msg"]) for name, outcome in run.outcomes.items()} == dict.fromkeys(
        steps, True
    )


def test_expectations_as_json_text_as_on_a_command_line(tmp_path: Path, simulator: Simulator) -> None:
    texts = {
        "good": f'[{{"task_id": "{ID}"}}]',
        "null inside": f'[{{"task_id": "{ID}", "edge_pool_id": null}}]',
        "null": "null",
        "no JSON": f"task_id={ID}",
        "twice": f'[{{"task_id": "{ID}", "state": "RUNNING", "state": "STOPPED"}}]',
    }
    steps = {name: {"campusgo.edge.task_assert": {"expect": text}} for name, text in texts.items()}
    steps["no expectation"] = {"campusgo.edge.task_assert": {"expect": None}}
    run = _play(tmp_path, steps, connection(simulator.url))
    assert [name for name, outcome in run.outcomes.items() if not outcome.failed] == ["good"]
    messages = {name: str(outcome.result["msg"]) for name, outcome in run.outcomes.items()}
    assert "expect[0].edge_pool_id is null" in messages["null inside"]
    assert "it names a member twice" in messages["twice"]
    for name in ("null", "no JSON", "no expectation"):
        assert "expect must be a list of dictionaries" in messages[name]


def test_a_null_in_the_environment_sets_nothing(tmp_path: Path, simulator: Simulator) -> None:
    steps = {"null": {**ASSERT.step({"task_id": ID}), "environment": {"http_proxy": None, "CAMPUSGO_TOKEN": None}}}
    assert not _play(tmp_path, steps, connection(simulator.url)).outcomes["null"].failed
