# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of real gates: what is written where, and what is said when that cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from simulator.process import Simulator

from .faces import SECRETS, connection
from .playbooks import Ansible, Run

COLLECTION = Path(__file__).parents[2]
SCHEMA = COLLECTION / "docs" / "schemas" / "gate.schema.json"
SERVICE = "c-queue-status-analysis-edge"
GOOD, ODD, DENIED, MISSING = (digit * 32 for digit in "abcd")
MARKUP = "{{ 7 * 7 }}<img src=x onerror=alert(1)>\x1b[2J|`"

SCENARIO = {
    "tasks": [
        {"sample": SERVICE, "set": {"id": GOOD, "name": "good"}},
        {"sample": SERVICE, "set": {"id": ODD, "name": MARKUP, "state": MARKUP}},
        {
            "sample": SERVICE,
            "set": {"id": DENIED},
            "faults": [{"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": MARKUP}}],
        },
    ]
}

GATE = {
    "name": "gate",
    "campusgo.edge.task_assert": {"expect": [{"task_id": i} for i in (GOOD, ODD, DENIED, MISSING)], "ignore_verdict": True},
    "register": "gate",
}
#: A result to report without asking anyone.
PASSED = {
    "evaluated_to": True,
    "msg": "All 1 edge tasks are as expected",
    "summary": {"total": 1, "passed": 1, "failed": 0, "unknown": 0, "requests": 1, "elapsed": 0.1},
    "verdicts": [
        {
            "task_id": GOOD,
            "service_name": SERVICE,
            "name": "good",
            "verdict": "passed",
            "reasons": [],
            "expected": {"state": "RUNNING"},
            "observed": {"state": "RUNNING"},
            "checks": 1,
            "elapsed": 0.1,
            "history": [{"at": 0.1, "state": "RUNNING"}],
        }
    ],
}


def report(name: str = "report", **arguments: Any) -> dict[str, Any]:
    """A task of a play that writes reports."""
    return {"name": name, "campusgo.edge.gate_report": arguments}


def play(ansible: Ansible, simulator: Simulator, *tasks: dict[str, Any], no_log: bool = False, **keywords: Any) -> Run:
    """Run tasks after a gate whose result is in the variable gate."""
    simulator.load(SCENARIO)
    # An argument goes through Ansible's template engine, which leaves templates in results be: so it is set by default.
    environment = {**connection(simulator.url), "_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR": "ignore"}
    run = ansible.play([{**GATE, "no_log": no_log}, *tasks], environment=environment, **keywords)
    assert not [place for secret in SECRETS for place in run.places_of(secret)]
    return run


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["run", "check mode"])
def test_a_gate_leaves_its_evidence(ansible: Ansible, simulator: Simulator, arguments: tuple[str, ...]) -> None:
    folder = ansible.left / "made" / "report"
    run = play(ansible, simulator, report(result="{{ gate }}", report_dir=str(folder)), arguments=arguments)
    names = ["gate.xml", "gate.md", "gate.html", "gate.json"]
    result = run.outcomes["report"].result
    assert result["files"] == [str(folder / name) for name in names]
    assert result["html"] == str(folder / "gate.html")
    assert result["changed"] is False
    assert sorted(file.name for file in folder.iterdir()) == sorted(names)

    document = json.loads((folder / "gate.json").read_text(encoding="ascii"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    gate = run.outcomes["gate"].result
    assert {name: document[name] for name in ("summary", "evaluated_to", "msg", "verdicts")} == {
        name: gate[name] for name in ("summary", "evaluated_to", "msg", "verdicts")
    }
    assert [verdict["verdict"] for verdict in document["verdicts"]] == ["passed", "unknown", "unknown", "failed"]
    assert document["verdicts"][1]["name"] == MARKUP

    suite = ElementTree.parse(folder / "gate.xml").getroot().find("testsuite")  # noqa: S314  # our own report
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors")] == [SERVICE, "4", "1", "2"]
    for name in ("gate.html", "gate.md", "gate.xml"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "\x1b" not in text
        assert r"\x1b[2J" in text
        assert "{{ 7 * 7 }}" in text
    assert "<img" not in (folder / "gate.html").read_text(encoding="utf-8")


def test_only_the_reports_that_are_wanted_in_their_order(ansible: Ansible) -> None:
    folder = ansible.left / "report"
    run = ansible.play(
        [
            report("two", result=PASSED, report_dir=str(folder / "two"), reports=["md", "xml"]),
            report("as text", result=PASSED, report_dir=str(folder / "one"), reports="json"),
            report("twice", result=PASSED, report_dir=str(folder / "one"), reports="json,json"),
        ]
    )
    assert {name: outcome.result["files"] for name, outcome in run.outcomes.items()} == {
        "two": [str(folder / "two" / "gate.md"), str(folder / "two" / "gate.xml")],
        "as text": [str(folder / "one" / "gate.json")],
        "twice": [str(folder / "one" / "gate.json")],
    }
    assert not [outcome for outcome in run.outcomes.values() if "html" in outcome.result]


def test_a_relative_folder_starts_where_ansible_was_started(ansible: Ansible) -> None:
    run = ansible.play([report(result=PASSED, report_dir="left/report", reports=["xml"])])
    assert run.outcomes["report"].result["files"] == [str(ansible.left / "report" / "gate.xml")]
    assert (ansible.left / "report" / "gate.xml").exists()


def test_each_of_several_hosts_has_a_folder_of_its_own(ansible: Ansible, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.json"
    hosts = ["edge-1", "EDGE-1", "../../up", "edge 2"]
    inventory.write_text(json.dumps({"all": {"hosts": {host: {} for host in hosts}}}))
    folder = ansible.left / "report"
    run = ansible.play(
        [report(result=PASSED, report_dir=str(folder), reports=["json"])],
        hosts="all",
        arguments=["--inventory", str(inventory)],
    )
    assert run.returncode == 0, run.stdout + run.stderr
    files = list(folder.rglob("*.json"))
    assert {file.parent.parent for file in files} == {folder}
    assert sorted(json.loads(file.read_text())["host"] for file in files) == sorted(hosts)
    assert not list(tmp_path.rglob("up"))


def test_one_of_several_hosts_alone_is_not_in_a_subfolder(ansible: Ansible, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"edge-1": {}, "edge-2": {}}}}))
    folder = ansible.left / "report"
    arguments = ["--inventory", str(inventory), "--limit", "edge-2"]
    ansible.play([report(result=PASSED, report_dir=str(folder), reports=["json"])], hosts="all", arguments=arguments)
    assert json.loads((folder / "gate.json").read_text())["host"] == "edge-2"


NOT_A_RESULT = "result is not what campusgo.edge.task_assert returns: "

#: Arguments beside a good report_dir, or in its place, and what is said about them.
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "unknown option": ({"result": PASSED, "report": ["xml"]}, "there is no option report; did you mean reports?"),
    "unknown report": ({"result": PASSED, "reports": ["pdf"]}, "value of reports must be one or more of: xml, md, html, json"),
    "no result": ({}, "missing required arguments: result"),
    "null result": ({"result": None}, "argument 'result' is of type NoneType and we were unable to convert to dict"),
    "no folder": ({"result": PASSED, "report_dir": ""}, "report_dir is empty: give a folder"),
    "null folder": ({"result": PASSED, "report_dir": None}, "report_dir is empty: give a folder"),
    "folder that is a file": ({"result": PASSED, "report_dir": "/dev/null/x"}, "the reports cannot be written to /dev/null/x: "),
    "another result": ({"result": "{{ pong }}"}, NOT_A_RESULT + "summary is missing"),
    "only verdicts": ({"result": {"verdicts": "{{ gate.verdicts }}"}}, NOT_A_RESULT + "summary is missing"),
    "skipped": ({"result": "{{ skipped }}"}, NOT_A_RESULT + "the task was skipped"),
    "loop": ({"result": "{{ loop }}"}, NOT_A_RESULT + "it is that of a loop; give one of its results"),
    "failed": ({"result": "{{ failed }}"}, NOT_A_RESULT + "the task failed before it judged anything: "),
    "changed": ({"result": "{{ gate | combine({'evaluated_to': true}) }}"}, "summary and evaluated_to contradict each other"),
}

OTHER_RESULTS = [
    {"ansible.builtin.set_fact": {"pong": {"ping": "pong"}}},
    {"campusgo.edge.task_assert": {"expect": []}, "register": "failed", "ignore_errors": True},
    {"campusgo.edge.task_assert": {"expect": []}, "register": "skipped", "when": False},
    {**GATE, "name": "loop", "register": "loop", "loop": [1]},
]


def test_what_is_wrong_is_said_in_one_sentence(ansible: Ansible, simulator: Simulator) -> None:
    folder = ansible.left / "report"
    cases = [
        {**report(name, **{"report_dir": str(folder), **arguments}), "ignore_errors": True}
        for name, (arguments, _message) in WRONG.items()
    ]
    run = play(ansible, simulator, *OTHER_RESULTS, *cases)
    for name, (_arguments, message) in WRONG.items():
        outcome = run.outcomes[name]
        assert outcome.failed, name
        assert message in outcome.result["msg"], name
    assert not folder.exists()


def test_async_is_refused(ansible: Ansible) -> None:
    run = ansible.play([{**report(result=PASSED, report_dir=str(ansible.left)), "async": 5, "poll": 1}])
    assert run.returncode != 0
    assert "async" in run.stdout + run.stderr


def test_a_result_that_is_not_to_be_logged_can_be_reported(ansible: Ansible, simulator: Simulator) -> None:
    folder = ansible.left / "report"
    run = play(ansible, simulator, report(result="{{ gate }}", report_dir=str(folder)), no_log=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads((folder / "gate.json").read_text())["summary"]["total"] == 4
