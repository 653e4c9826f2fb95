# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role and the playbook: the evidence is there before the pipeline turns red."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from simulator.process import Simulator

from .faces import connection
from .playbooks import Ansible, Run

POOL = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"
GOOD = {"task_id": "8656efdafebf440bb7008f174db6c567"}
MISPLACED = {"task_id": "4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2"}
MISSING = {"task_id": "f" * 32}
REPORTS = {"gate.xml", "gate.md", "gate.html", "gate.json"}
GATE = {"ansible.builtin.import_playbook": "campusgo.edge.gate"}
RELEASE = {"hosts": "web", "gather_facts": False, "tasks": [{"ansible.builtin.debug": {"msg": "released"}}]}


def gate(ansible: Ansible, simulator: Simulator, *arguments: str, **variables: Any) -> Run:
    given = {"campusgo_region": "cn-north-4", **variables}
    extra = ["--extra-vars", json.dumps(given), *arguments]
    return ansible.playbook(json.dumps([GATE]), environment=connection(simulator.url), arguments=extra)


def written(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["run", "check mode"])
def test_red(ansible: Ansible, simulator: Simulator, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    expect = [GOOD, MISPLACED]
    run = gate(ansible, simulator, *arguments, gate_defaults={"edge_pool_id": POOL}, gate_expect=expect)
    assert run.returncode != 0
    assert "1 of 2 edge tasks are not as expected" in run.stdout
    assert written(tmp_path / "gate-report") == REPORTS
    report = json.loads((tmp_path / "gate-report" / "gate.json").read_text(encoding="utf-8"))
    assert [verdict["verdict"] for verdict in report["verdicts"]] == ["passed", "failed"]


def test_what_is_given_for_a_task_lies_above_the_defaults(ansible: Ansible, simulator: Simulator) -> None:
    expect = [GOOD, {**MISPLACED, "edge_pool_id": "e9bf9ebe497d4c9bb2e65d1f99fe1ff9"}]
    run = gate(ansible, simulator, gate_defaults={"edge_pool_id": POOL}, gate_expect=expect)
    assert run.returncode == 0, run.stdout
    assert "All 2 edge tasks are as expected" in run.stdout


def test_the_reports_can_be_chosen(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    folder = tmp_path / "evidence" / "of today"
    assert gate(ansible, simulator, gate_expect=[GOOD], gate_reports=["xml"], gate_report_dir=str(folder)).returncode == 0
    assert written(folder) == {"gate.xml"}
    assert gate(ansible, simulator, gate_expect=[GOOD], gate_reports=[]).returncode == 0
    assert not (tmp_path / "gate-report").exists()


def test_the_result_is_left_for_later_tasks(ansible: Ansible, simulator: Simulator) -> None:
    tasks = [
        {"ansible.builtin.include_role": {"name": "campusgo.edge.gate"}, "vars": {"gate_expect": [GOOD]}},
        {"name": "later", "ansible.builtin.debug": {"msg": "{{ gate_result.summary.total }} {{ gate_result.verdicts[0].name }}"}},
    ]
    environment = {**connection(simulator.url), "ANSIBLE_SHOW_CUSTOM_STATS": "true"}
    run = ansible.play(tasks, environment=environment)
    assert run.outcomes["later"].result["msg"] == "1 queue-status-analysis-edge"
    assert '"gate_failed": 0' in run.stdout
    assert '"gate_passed": 1' in run.stdout


#: What is said about variables with which no gate can judge, by the name of the host that has them.
MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "gate_expect"),
    "empty": ({"gate_expect": []}, "expect is empty"),
    "no_id": ({"gate_expect": [{"task_ids": "x"}]}, "task_id"),
    "misspelled_default": ({"gate_expect": [GOOD], "gate_defaults": {"edge_pool": POOL}}, "edge_pool"),
    "unknown_report": ({"gate_expect": [GOOD], "gate_reports": ["pdf"]}, "pdf"),
    "no_number": ({"gate_expect": [GOOD], "gate_wait_timeout": "soon"}, "gate_wait_timeout"),
    "misspelled": ({"gate_expect": [GOOD], "gate_exclusve": True, "gate_wiat": True}, "does not know gate_exclusve, gate_wiat;"),
    "text_as_defaults": ({"gate_expect": [GOOD], "gate_defaults": "state=RUNNING"}, "must be dictionaries, not text"),
    "text_as_entry": ({"gate_expect": [json.dumps(GOOD)]}, "must be dictionaries, not text"),
    "text_as_entries": ({"gate_expect": "task_id=1"}, "must be dictionaries, not text"),
    "text_as_fields": ({"gate_expect": [{**GOOD, "fields": '{"creator": "a"}'}]}, "must be dictionaries, not text"),
    "text_as_default_fields": (
        {"gate_expect": [GOOD], "gate_defaults": {"fields": '{"creator": "a"}'}},
        "must be dictionaries, not text",
    ),
}


def test_mistakes(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    hosts = {name: {"campusgo_region": "cn-north-4", **variables} for name, (variables, _text) in MISTAKES.items()}
    (tmp_path / "hosts.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    arguments = ["--inventory", str(tmp_path / "hosts.yml"), "--extra-vars", json.dumps({"gate_hosts": "all"})]
    run = ansible.playbook(json.dumps([GATE]), environment=connection(simulator.url), arguments=arguments)
    said = {name: [line for line in run.stdout.splitlines() if line.startswith(f"fatal: [{name}]")] for name in MISTAKES}
    assert run.returncode != 0
    assert [name for name, (_variables, text) in MISTAKES.items() if text not in "".join(said[name])] == []
    assert simulator.requests() == []


def test_mistakes_in_extra_variables(ansible: Ansible, simulator: Simulator) -> None:
    unknown = {" gate_wait", '"gate_exclusive', "GATE-WAIT", "Gate_Exclusive", "gate-exclusive", "gateExclusive", "gate_wiat"}
    run = gate(ansible, simulator, gate_expect=[GOOD], **dict.fromkeys(unknown, True))
    assert run.returncode != 0
    said = re.search(r"does not know (.+?);", run.stdout)
    assert said
    assert set(said[1].split(", ")) == unknown
    assert simulator.requests() == []


@pytest.mark.parametrize(
    "extra",
    [
        "gate_exclusive: true",
        "gate_hosts=localhost gate_exclusive",
        "gate_exclusive: {{ nowhere }}",
        "campusgo_password=a S3cretPart",
        "campusgo_token: S3cretPart",
        "campusgo_token: {{ S3cretPart S3cretPart }}",
    ],
)
def test_an_extra_variable_that_sets_nothing_is_a_mistake(ansible: Ansible, simulator: Simulator, extra: str) -> None:
    run = gate(ansible, simulator, "--extra-vars", extra, "-vv", gate_expect=[GOOD])
    assert run.returncode != 0
    assert "a part of the extra variables is no variable: write -e name=value" in run.stdout
    assert "S3cretPart" not in run.stdout + run.stderr
    assert simulator.requests() == []


def test_figures_that_an_earlier_gate_of_a_workflow_left_are_no_mistake(ansible: Ansible, simulator: Simulator) -> None:
    left = {"gate_total": 3, "gate_passed": 3, "gate_failed": 0, "gate_unknown": 0}
    assert gate(ansible, simulator, gate_expect=[GOOD], **left).returncode == 0


GREEN = {"evaluated_to": True, "msg": "All fine", "summary": {"total": 1, "passed": 1, "failed": 0, "unknown": 0}}


@pytest.mark.parametrize("result", [GREEN, None, {"failed": True}, []])
def test_no_variable_can_stand_in_for_the_verdict(ansible: Ansible, simulator: Simulator, tmp_path: Path, result: Any) -> None:
    defaults = {"edge_pool_id": POOL}
    run = gate(ansible, simulator, gate_defaults=defaults, gate_expect=[MISPLACED], gate_result=result, gate_reports=[])
    assert run.returncode != 0
    assert "gate_result is what the gate leaves: it cannot be given as an extra variable" in run.stdout
    assert not (tmp_path / "gate-report").exists()


def test_no_empty_variable_can_stand_in_for_the_verdict(ansible: Ansible, simulator: Simulator) -> None:
    run = gate(ansible, simulator, gate_expect=[MISSING], gate_result={}, gate_reports=[])
    assert run.returncode != 0
    assert "gate_result is what the gate leaves: it cannot be given as an extra variable" in run.stdout


def test_no_parameter_can_stand_in_for_the_verdict(ansible: Ansible, simulator: Simulator) -> None:
    role = {"role": "campusgo.edge.gate", "gate_expect": [MISSING], "gate_result": GREEN}
    play = [{"hosts": "localhost", "gather_facts": False, "roles": [role]}]
    assert ansible.playbook(json.dumps(play), environment=connection(simulator.url)).returncode != 0


def test_a_second_gate_in_a_play_judges_again(ansible: Ansible, simulator: Simulator) -> None:
    play = {"hosts": "localhost", "gather_facts": False, "vars": {"gate_expect": [GOOD], "gate_reports": []}}
    roles = ["campusgo.edge.gate", "campusgo.edge.gate"]
    run = ansible.playbook(json.dumps([{**play, "roles": roles}]), environment=connection(simulator.url))
    assert run.returncode == 0
    assert len(simulator.requests()) == 2


def roles(*gates: dict[str, Any], **keywords: Any) -> str:
    """A play with a gate for each dictionary."""
    entries = [{"role": "campusgo.edge.gate", **gate} for gate in gates]
    return json.dumps([{"hosts": "localhost", "gather_facts": False, "roles": entries, **keywords}])


@pytest.mark.parametrize("condition", ["gate_result.evaluated_to", "gate_result.summary.failed == 0"])
def test_a_condition_on_the_result_of_the_gate_before_holds_to_the_end(
    ansible: Ansible, simulator: Simulator, condition: str
) -> None:
    first = {"vars": {"gate_expect": [GOOD]}}
    second = {"vars": {"gate_expect": [MISPLACED], "gate_defaults": {"edge_pool_id": POOL}}, "when": condition}
    run = ansible.playbook(roles(first, second), environment=connection(simulator.url))
    assert run.returncode != 0
    assert "1 of 1 edge task is not as expected" in run.stdout


@pytest.mark.parametrize("kind", ["role", "playbook"])
def test_a_condition_that_no_gate_was_yet_holds_to_the_end(ansible: Ansible, simulator: Simulator, kind: str) -> None:
    condition = {"when": "gate_result is not defined"}
    text = roles(condition) if kind == "role" else json.dumps([{**GATE, **condition}])
    extra = ["--extra-vars", json.dumps({"gate_expect": [MISSING]})]
    run = ansible.playbook(text, environment=connection(simulator.url), arguments=extra)
    assert run.returncode != 0
    assert "1 of 1 edge task is not as expected" in run.stdout


@pytest.mark.parametrize("kind", ["role", "playbook", "block"])
@pytest.mark.parametrize(("expectation", "passes"), [(MISSING, False), (GOOD, True)])
def test_a_condition_that_ends_with_the_judgment_passes_no_verdict_over(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, kind: str, expectation: dict[str, str], passes: bool
) -> None:
    """Ansible evaluates it anew for each task of the gate, and there are reports before there is a result."""
    condition = {"when": f"'{tmp_path}/reports/gate.json' is not exists"}
    include = {"ansible.builtin.include_role": {"name": "campusgo.edge.gate"}}
    plays = {
        "role": roles(condition),
        "playbook": json.dumps([{**GATE, **condition}, RELEASE]),
        "block": json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [{"block": [include], **condition}]}]),
    }
    variables = {"gate_expect": [expectation], "gate_report_dir": str(tmp_path / "reports")}
    extra = ["--extra-vars", json.dumps(variables), *inventory_of(tmp_path, "web")]
    run = ansible.playbook(plays[kind], environment=connection(simulator.url), arguments=extra)
    assert (run.returncode == 0) == passes, run.stdout
    assert ('"msg": "released"' in run.stdout) == (passes and kind == "playbook")


def test_module_defaults_do_not_tell_it_to_ignore_the_verdict(ansible: Ansible, simulator: Simulator) -> None:
    defaults = {"module_defaults": {"campusgo.edge.task_assert": {"ignore_verdict": True, "brief": False}}}
    text = roles({"vars": {"gate_expect": [MISSING]}}, **defaults)
    assert ansible.playbook(text, environment=connection(simulator.url)).returncode != 0


def test_the_result_is_left_also_when_it_is_red(ansible: Ansible, simulator: Simulator) -> None:
    include = {"ansible.builtin.include_role": {"name": "campusgo.edge.gate"}, "vars": {"gate_expect": [MISSING]}}
    show = {"name": "later", "ansible.builtin.debug": {"msg": "{{ gate_result.summary.failed }}"}}
    run = ansible.play([{"block": [include], "rescue": [show]}], environment=connection(simulator.url))
    assert run.outcomes["later"].result["msg"] == 1


@pytest.mark.parametrize("hosts", ["edge", "localhost,edge1", "edge1", "", None])
def test_hosts_that_choose_nothing_are_an_error(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: str | None
) -> None:
    extra = ["--extra-vars", json.dumps({"gate_expect": [GOOD], "gate_hosts": hosts}), *inventory_of(tmp_path, "edge1")]
    run = ansible.playbook(roles({}, name="Gate a deployment"), environment=connection(simulator.url), arguments=extra)
    assert run.returncode != 0
    assert "gate_hosts is for the playbook campusgo.edge.gate" in run.stdout
    assert simulator.requests() == []


def test_hosts_that_are_those_of_the_play_are_no_error(ansible: Ansible, simulator: Simulator) -> None:
    extra = ["--extra-vars", json.dumps({"gate_expect": [GOOD], "gate_hosts": "localhost"})]
    assert ansible.playbook(roles({}), environment=connection(simulator.url), arguments=extra).returncode == 0


def test_what_is_printed_of_a_red_gate_is_short(ansible: Ansible, simulator: Simulator) -> None:
    expect = [{"task_id": f"{number:032x}"} for number in range(10**6, 10**6 + 300)]
    run = gate(ansible, simulator, gate_expect=expect)
    assert run.returncode != 0
    assert "300 of 300 edge tasks are not as expected" in run.stdout
    assert "and 280 more" in run.stdout
    assert len(run.stdout) + len(run.stderr) < 20_000


def test_the_verdict_is_told_even_if_the_reports_cannot_be_written(
    ansible: Ansible, simulator: Simulator, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    run = gate(ansible, simulator, gate_expect=[MISSING], gate_report_dir=str(tmp_path / "file"))
    assert run.returncode != 0
    assert "1 of 1 edge task" in run.stdout
    assert "cannot be written" in run.stdout + run.stderr
    assert gate(ansible, simulator, gate_expect=[GOOD], gate_report_dir=str(tmp_path / "file")).returncode != 0


def test_reports_of_an_earlier_run_do_not_outlive_a_gate_that_could_not_judge(
    ansible: Ansible, simulator: Simulator, tmp_path: Path
) -> None:
    assert gate(ansible, simulator, gate_expect=[GOOD]).returncode == 0
    assert gate(ansible, simulator, gate_expect=[{"task_id": "x"}]).returncode != 0
    report = json.loads((tmp_path / "gate-report" / "gate.json").read_text(encoding="utf-8"))
    assert report["evaluated_to"] is False
    assert "'x' is no task id" in report["verdicts"][0]["reasons"][0]["message"]


def test_defaults_of_fields_are_not_dropped(ansible: Ansible, simulator: Simulator) -> None:
    expect = [{**GOOD, "fields": {"creator": "user_test"}}]
    run = gate(ansible, simulator, gate_defaults={"fields": {"input": {"type": "vcn"}}}, gate_expect=expect)
    assert run.returncode != 0
    assert "input.type is edgecamera, expected vcn" in run.stdout


def inventory_of(tmp_path: Path, *lines: str) -> tuple[str, str]:
    """The arguments that give an inventory of these lines."""
    inventory = tmp_path / "hosts.ini"
    inventory.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return "--inventory", str(inventory)


@pytest.mark.parametrize("hosts", ["edge_contollers", "localhost,edge_contollers", None, "", [], ",", "localhost,!localhost"])
def test_hosts_that_do_not_exist_are_an_error(ansible: Ansible, simulator: Simulator, hosts: Any) -> None:
    run = gate(ansible, simulator, gate_hosts=hosts, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "matches no host" in run.stdout


@pytest.mark.parametrize(
    "hosts",
    [None, [], "", ",", "edge1,edgee2", ["edge1", "edgee2"], "edge1:edgee2", "edge1 edgee2", "localhost:edgee2", "edge[5:9]"],
)
def test_hosts_that_an_inventory_does_not_have_are_an_error(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: Any
) -> None:
    inventory = inventory_of(tmp_path, "edge1 ansible_connection=local", "edge2 ansible_connection=local")
    run = gate(ansible, simulator, *inventory, gate_hosts=hosts, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "matches no host" in run.stdout


def test_hosts_that_the_inventory_names_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    variables = ("[all:vars]", "gate_hosts=edge1")
    inventory = inventory_of(tmp_path, "localhost ansible_connection=local", "edge1 ansible_connection=local", *variables)
    run = gate(ansible, simulator, *inventory, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "gate_hosts must be an extra variable" in run.stdout
    assert gate(ansible, simulator, *inventory, gate_hosts="edge1", gate_expect=[GOOD], gate_reports=[]).returncode == 0


def test_hosts_that_a_fact_names_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """A fact outranks the variable of a task, as an extra variable does, but no play chooses its hosts by it."""
    inventory = inventory_of(tmp_path, "edge1 ansible_connection=local")
    before = {"hosts": "localhost", "gather_facts": False, "tasks": [{"ansible.builtin.set_fact": {"gate_hosts": "edge1"}}]}
    extra = ["--extra-vars", json.dumps({"gate_expect": [GOOD]})]
    run = ansible.playbook(json.dumps([before, GATE]), environment=connection(simulator.url), arguments=[*inventory, *extra])
    assert run.returncode != 0
    assert "gate_hosts must be an extra variable" in run.stdout
    assert simulator.requests() == []


def test_hosts_that_depend_on_variables_of_hosts_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """The keyword hosts takes the default, since it sees no variable of a host."""
    lines = ("edge1 ansible_connection=local", "edge2 ansible_connection=local", "[all:vars]", "stage=all")
    hosts = "{{ stage | default('edge1') }}"
    run = gate(ansible, simulator, *inventory_of(tmp_path, *lines), gate_hosts=hosts, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "gate_hosts must be an extra variable" in run.stdout
    assert simulator.requests() == []


def test_hosts_that_only_their_own_group_names_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, "[edge]", "edge1 ansible_connection=local", "[edge:vars]", "gate_hosts=edge")
    run = gate(ansible, simulator, *inventory, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "gate_hosts must be an extra variable" in run.stdout


def test_hosts_may_be_given_to_an_imported_gate(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, "edge1 ansible_connection=local", "edge2 ansible_connection=local")
    extra = ["--extra-vars", json.dumps({"campusgo_region": "cn-north-4", "gate_expect": [GOOD]})]
    play = [{**GATE, "vars": {"gate_hosts": "edge2"}}]
    run = ansible.playbook(json.dumps(play), environment=connection(simulator.url), arguments=[*inventory, *extra])
    assert run.returncode == 0, run.stdout
    assert "ok: [edge2]" in run.stdout


#: Here Ansible and a search through the groups do not find the same host first.
NESTED = ["[inner]", "localhost ansible_connection=local", "[outer:children]", "inner", "[late]", "::1 ansible_connection=local"]


@pytest.mark.parametrize(
    ("lines", "hosts"),
    [
        (["127.0.0.1 ansible_connection=local"], None),
        (["localhost ansible_connection=local"], "all"),
        ([], "127.0.0.1"),
        ([], "::1"),
        (["localhost ansible_connection=local", "127.0.0.1 ansible_connection=local"], "127.0.0.1"),
        (["::1 ansible_connection=local", "127.0.0.1 ansible_connection=local"], None),
        (["::1 ansible_connection=local", "127.0.0.1 ansible_connection=local"], "::1"),
        ([*NESTED, "edge1 ansible_connection=local"], "127.0.0.1"),
        (["2001:db8::5 ansible_connection=local"], "2001:db8::5"),
    ],
)
def test_this_machine_may_have_another_name(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, lines: list[str], hosts: str | None
) -> None:
    variables = {"gate_hosts": hosts} if hosts else {}
    run = gate(ansible, simulator, *(inventory_of(tmp_path, *lines) if lines else ()), gate_expect=[GOOD], **variables)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    ("hosts", "limit", "left_out"),
    [
        ("all", "edge1", "edge2, other"),
        ("edge1", "edge2", "edge1"),
        ("edge*", "all,!edge*", "edge1, edge2"),
        ("localhost,edge1", "edge1", "localhost"),
        (None, "edge1", "localhost"),
        (None, "127.0.0.1", "localhost"),
        ("127.0.0.1", "localhost", "127.0.0.1"),
        ("all", "localhost", "127.0.0.1, edge1, edge2, other"),
    ],
)
def test_a_limit_cannot_leave_out_what_is_to_be_judged(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: str | None, limit: str, left_out: str
) -> None:
    here = ["localhost", "127.0.0.1"] if {hosts, limit} & {"localhost", "127.0.0.1"} else []
    inventory = inventory_of(tmp_path, *here, "edge1", "edge2", "other")
    variables = {"gate_hosts": hosts} if hosts else {}
    run = gate(ansible, simulator, *inventory, "--limit", limit, gate_expect=[GOOD], **variables)
    assert run.returncode != 0
    assert f"(--limit) leaves out what gate_hosts names ({left_out})" in run.stdout
    assert simulator.requests() == []


@pytest.mark.parametrize(
    ("lines", "hosts", "limit"),
    [(None, None, "edge1"), (None, None, "all"), (None, "edge1", "edge1"), ([], "edge1", "edge1"), (NESTED, "127.0.0.1", "::1")],
)
def test_a_limit_cannot_leave_nothing_to_be_judged(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, lines: list[str] | None, hosts: str | None, limit: str
) -> None:
    inventory = inventory_of(tmp_path, *lines) if lines is not None else ()
    variables = {"gate_hosts": hosts} if hosts else {}
    run = gate(ansible, simulator, *inventory, "--limit", limit, gate_expect=[GOOD], **variables)
    assert run.returncode != 0
    assert "(--limit)" in run.stdout + run.stderr
    assert simulator.requests() == []


def test_hosts_that_leave_each_other_out_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    run = gate(ansible, simulator, *inventory_of(tmp_path, *NESTED), gate_hosts="localhost,!127.0.0.1", gate_expect=[GOOD])
    assert run.returncode != 0
    assert simulator.requests() == []


@pytest.mark.parametrize(("hosts", "limit"), [("edge1", "edge1"), ("edge1", "edge*"), ("edge1,edge2", "edge2,other,edge1")])
def test_a_limit_that_leaves_nothing_out_changes_nothing(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: str, limit: str
) -> None:
    inventory = inventory_of(tmp_path, "edge1", "edge2", "other")
    run = gate(ansible, simulator, *inventory, "--limit", limit, gate_hosts=hosts, gate_expect=[GOOD])
    assert run.returncode == 0, run.stdout
    assert run.stdout.count("The edge task is as expected") == len(hosts.split(","))


def test_a_gate_that_refuses_its_hosts_ends_what_would_follow_it(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """A play on other hosts would otherwise go on, as if the gate had opened."""
    inventory = inventory_of(tmp_path, "edge1", "web ansible_connection=local")
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edgee1", "gate_expect": [GOOD]})]
    run = ansible.playbook(json.dumps([GATE, RELEASE]), environment=connection(simulator.url), arguments=[*inventory, *extra])
    assert run.returncode != 0
    assert "released" not in run.stdout


FAILS = {
    "hosts": "all",
    "gather_facts": False,
    "tasks": [{"ansible.builtin.fail": {}, "when": "inventory_hostname == 'edge2'"}],
}


@pytest.mark.parametrize(
    ("before", "expectation", "closed"),
    [([], MISSING, True), ([FAILS], GOOD, True), ([], GOOD, False)],
    ids=["one is red", "one failed before", "all passed"],
)
def test_what_follows_goes_on_only_if_all_passed(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, before: list[Any], expectation: dict[str, str], closed: bool
) -> None:
    lines = [f"edge1 gate_expect='[{json.dumps(GOOD)}]'", f"edge2 gate_expect='[{json.dumps(expectation)}]'", "web"]
    inventory = inventory_of(tmp_path, *lines, "[all:vars]", "campusgo_region=cn-north-4")
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edge1,edge2"})]
    run = ansible.playbook(
        json.dumps([*before, GATE, RELEASE]), environment=connection(simulator.url), arguments=[*inventory, *extra]
    )
    assert (run.returncode != 0) == closed, run.stdout
    assert ("the gate stays closed for what follows: edge2 did not pass" in run.stdout) == closed
    assert ('"msg": "released"' in run.stdout) != closed


@pytest.mark.parametrize("condition", ["inventory_hostname in groups['edge']", "gate_result is not defined"])
@pytest.mark.parametrize("expectation", [MISSING, GOOD])
def test_a_condition_for_some_hosts_opens_nothing(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, condition: str, expectation: dict[str, str]
) -> None:
    lines = ["web", "[edge]", f"edge1 gate_expect='[{json.dumps(GOOD)}]'", f"edge2 gate_expect='[{json.dumps(expectation)}]'"]
    inventory = inventory_of(tmp_path, *lines, "[all:vars]", "campusgo_region=cn-north-4")
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edge"})]
    text = json.dumps([{**GATE, "when": condition}, RELEASE])
    run = ansible.playbook(text, environment=connection(simulator.url), arguments=[*inventory, *extra])
    assert (run.returncode != 0) == (expectation is MISSING), run.stdout
    assert ("the gate stays closed for what follows: edge2 did not pass" in run.stderr + run.stdout) == (expectation is MISSING)
    assert ('"msg": "released"' in run.stdout) == (expectation is GOOD)


@pytest.mark.parametrize(
    ("hosts", "lines", "text"),
    [
        ("edge1,edgee2", (), "gate_hosts names 'edgee2', which matches no host"),
        ("edgee2", (), "edgee2 did not pass"),
        ("edge", ("[edge:vars]", "gate_exclusve=true"), "does not know gate_exclusve"),
        ("edge", ("edge2 gate_exclusve=true",), "edge2 did not pass"),
    ],
    ids=["typo", "nothing but a typo", "all refuse", "one refuses"],
)
def test_a_condition_for_some_hosts_hides_no_mistake(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: str, lines: tuple[str, ...], text: str
) -> None:
    """It does not hold for localhost, where the first play of the gate and the one that closes it do their work."""
    expect = f"gate_expect='[{json.dumps(GOOD)}]'"
    inventory = inventory_of(tmp_path, "web", "[edge]", f"edge1 {expect}", f"edge2 {expect}", *lines)
    extra = ["--extra-vars", json.dumps({"gate_hosts": hosts}), *inventory]
    play = json.dumps([{**GATE, "when": "inventory_hostname in groups['edge']"}, RELEASE])
    run = ansible.playbook(play, environment=connection(simulator.url), arguments=extra)
    assert run.returncode != 0
    assert text in run.stdout + run.stderr
    assert '"msg": "released"' not in run.stdout


def test_what_an_earlier_gate_judged_opens_nothing(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """The second gate passes over the host that would not pass it."""
    expect = f"gate_expect='[{json.dumps(GOOD)}]'"
    inventory = inventory_of(tmp_path, "web", "[edge]", f"edge1 {expect}", f"edge2 {expect}")
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edge"}), *inventory]
    for condition, closed in (("inventory_hostname == 'edge1'", True), ("true", False), ("false", False)):
        play = json.dumps([GATE, {**GATE, "when": condition}, RELEASE])
        run = ansible.playbook(play, environment=connection(simulator.url), arguments=extra)
        assert (run.returncode != 0) == closed, run.stdout
        assert ("edge2 did not pass" in run.stdout + run.stderr) == closed
        assert ('"msg": "released"' in run.stdout) != closed


def test_a_gate_of_several_hosts_that_closes_ends_with_figures(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    lines = [f"edge1 gate_expect='[{json.dumps(GOOD)}]'", f"edge2 gate_expect='[{json.dumps(MISSING)}]'"]
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edge1,edge2"}), *inventory_of(tmp_path, *lines)]
    environment = {**connection(simulator.url), "ANSIBLE_SHOW_CUSTOM_STATS": "true"}
    run = ansible.playbook(json.dumps([GATE, RELEASE]), environment=environment, arguments=extra)
    assert run.returncode == 2
    assert '"gate_failed": 1, "gate_passed": 1, "gate_total": 2' in run.stdout
    assert "the gate stays closed for what follows: edge2 did not pass" in run.stdout


def test_a_host_that_failed_before_the_gate_does_not_close_it(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    fail = {"ansible.builtin.fail": {}, "when": "inventory_hostname == 'web1'"}
    before = {"hosts": "web1,web", "gather_facts": False, "tasks": [fail]}
    extra = ["--extra-vars", json.dumps({"gate_expect": [GOOD]}), *inventory_of(tmp_path, "web1", "web")]
    run = ansible.playbook(json.dumps([before, GATE, RELEASE]), environment=connection(simulator.url), arguments=extra)
    assert '"msg": "released"' in run.stdout


@pytest.mark.parametrize("hosts", [101, True, {"edge": 1}])
def test_hosts_that_are_no_names_are_an_error(ansible: Ansible, simulator: Simulator, tmp_path: Path, hosts: Any) -> None:
    run = gate(ansible, simulator, *inventory_of(tmp_path, "edge1"), gate_hosts=hosts, gate_expect=[GOOD])
    assert run.returncode != 0
    assert "which matches no host of the inventory: check the name" in run.stdout


def test_a_gate_that_was_left_out_on_purpose_closes_nothing(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    text = json.dumps([{**GATE, "when": "false"}, RELEASE])
    run = ansible.playbook(text, environment=connection(simulator.url), arguments=inventory_of(tmp_path, "web"))
    assert run.returncode == 0
    assert '"msg": "released"' in run.stdout


@pytest.mark.parametrize("shape", ["folder", "two files", "one file"])
@pytest.mark.parametrize("strict", ["true", "false"])
def test_an_inventory_that_may_be_incomplete_is_an_error(
    ansible: Ansible, simulator: Simulator, tmp_path: Path, shape: str, strict: str
) -> None:
    folder = tmp_path / "pools"
    folder.mkdir()
    north, south = folder / "north.yml", folder / "south.yml"
    north.write_text(json.dumps({"edge": {"hosts": {"north": {"gate_expect": [GOOD]}}}}), encoding="utf-8")
    south.write_text(json.dumps({"edge": {"hosts": {"south": {"gate_expect": [MISSING]}}}})[:-1], encoding="utf-8")
    sources = {"folder": [folder], "two files": [north, south], "one file": [north]}[shape]
    arguments = [word for source in sources for word in ("--inventory", str(source))]
    environment = {**connection(simulator.url), "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": strict}
    extra = ["--extra-vars", json.dumps({"gate_hosts": "edge", "gate_reports": []})]
    run = ansible.playbook(json.dumps([GATE]), environment=environment, arguments=[*arguments, *extra])
    assert (run.returncode == 0) == (shape == "one file"), run.stdout
    asked = "set ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true" in run.stdout
    assert asked == (shape != "one file" and strict == "false")


@pytest.mark.parametrize("option", ["--syntax-check", "--list-tasks", "--list-hosts", "--list-tags"])
def test_it_can_be_looked_through(ansible: Ansible, simulator: Simulator, option: str) -> None:
    run = gate(ansible, simulator, option, gate_expect=[GOOD])
    assert run.returncode == 0, run.stdout + run.stderr


def test_an_empty_limit_is_none(ansible: Ansible, simulator: Simulator) -> None:
    assert gate(ansible, simulator, "--limit", "", gate_expect=[GOOD]).returncode == 0


@pytest.mark.parametrize("name", ["patterns", "parts", "item", "host"])
def test_no_common_variable_opens_the_way(ansible: Ansible, simulator: Simulator, tmp_path: Path, name: str) -> None:
    inventory = inventory_of(tmp_path, "edge1 ansible_connection=local")
    run = gate(ansible, simulator, *inventory, gate_hosts="edgs", gate_expect=[GOOD], **{name: ["localhost"]})
    assert run.returncode != 0
    advice = "check the name and the inventory (-i), and separate names with commas"
    assert f"gate_hosts names 'edgs', which matches no host of the inventory: {advice}" in run.stdout


def test_a_chosen_tag_does_not_skip_the_gate(ansible: Ansible, simulator: Simulator) -> None:
    run = gate(ansible, simulator, "--tags", "deploy", gate_defaults={"edge_pool_id": POOL}, gate_expect=[MISPLACED])
    assert run.returncode != 0


@pytest.mark.parametrize("skipped", ["always", "tagged", "other,tagged"])
@pytest.mark.parametrize("said_by", ["option", "environment"])
def test_a_gate_that_would_be_skipped_is_an_error(ansible: Ansible, simulator: Simulator, skipped: str, said_by: str) -> None:
    extra = ["--extra-vars", json.dumps({"gate_expect": [MISSING]})]
    environment = connection(simulator.url)
    if said_by == "option":
        extra += ["--skip-tags", skipped]
    else:
        environment = {**environment, "ANSIBLE_SKIP_TAGS": skipped}
    run = ansible.playbook(json.dumps([GATE]), environment=environment, arguments=extra)
    assert run.returncode != 0
    assert "leave always and tagged out of the tags to skip" in run.stdout + run.stderr


def test_other_tags_to_skip_change_nothing(ansible: Ansible, simulator: Simulator) -> None:
    run = gate(ansible, simulator, "--skip-tags", "deploy,all", gate_expect=[GOOD])
    assert run.returncode == 0, run.stdout
    assert "The edge task is as expected" in run.stdout


@pytest.mark.parametrize(("name", "value"), [("_gate_left_out", []), ("_gate_unknown_names", {}), ("_gate_judgment", GREEN)])
def test_no_extra_variable_takes_the_place_of_the_gates_own(
    ansible: Ansible, simulator: Simulator, name: str, value: Any
) -> None:
    run = gate(ansible, simulator, gate_expect=[MISSING], **{name: value})
    assert run.returncode != 0
    assert "names that begin with _gate_ are the gate's own" in run.stdout


def test_no_extra_variable_takes_the_place_of_the_roles_own(ansible: Ansible, simulator: Simulator) -> None:
    play = [{"hosts": "localhost", "gather_facts": False, "roles": ["campusgo.edge.gate"]}]
    extra = ["--extra-vars", json.dumps({"gate_expect": [GOOD], "gate_exclusve": True, "_gate_unknown_names": []})]
    run = ansible.playbook(json.dumps(play), environment=connection(simulator.url), arguments=extra)
    assert run.returncode != 0
    assert "names that begin with _gate_ are the gate's own" in run.stdout


def test_several_hosts(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    inventory = inventory_of(tmp_path, "north ansible_connection=local", "south ansible_connection=local")
    run = gate(ansible, simulator, *inventory, gate_hosts="all", gate_expect=[GOOD], gate_reports=["md"])
    assert run.returncode == 0, run.stdout
    assert {path.relative_to(tmp_path / "gate-report").as_posix() for path in (tmp_path / "gate-report").rglob("*.md")} == {
        "north/gate.md",
        "south/gate.md",
    }
