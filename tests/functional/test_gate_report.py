# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports of real gates: what is written where, and what is said when that cannot be."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
from simulator.process import Simulator

from .faces import SECRETS, connection
from .playbooks import Ansible, Run
from .pythons import make_python

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
            "timeline": [{"reads": 0, "exists": False}],  # else a list would show it
            "faults": [{"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": MARKUP}}],
        },
    ]
}

GATE = {
    "name": "gate",
    "campusgo.edge.task_assert": {"expect": [{"task_id": i} for i in (GOOD, ODD, DENIED, MISSING)], "ignore_verdict": True},
    "register": "gate",
}
#: An argument goes through Ansible's template engine, which leaves templates in results be: so it is set by default.
LEAVE_TEMPLATES_BE = {"_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR": "ignore"}

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
    environment = {**connection(simulator.url), **LEAVE_TEMPLATES_BE}
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


@pytest.mark.parametrize("gone", [False, True])
def test_a_brief_result_is_reported_in_full(ansible: Ansible, simulator: Simulator, gone: bool) -> None:
    """The verdicts of a failure lie in a file, so that Ansible does not print them, until the run ends."""
    simulator.load(SCENARIO)
    arguments = {**GATE["campusgo.edge.task_assert"], "ignore_verdict": False, "brief": True}
    gate = {"name": "gate", "campusgo.edge.task_assert": arguments, "register": "gate", "ignore_errors": True}
    remove = {"ansible.builtin.file": {"path": "{{ gate.verdicts_file }}", "state": "absent"}, "when": gone}
    folder = ansible.left / "report"
    write = {**report(result="{{ gate }}", report_dir=str(folder), reports=["json"]), "ignore_errors": True}
    run = ansible.play([gate, remove, write], environment={**connection(simulator.url), **LEAVE_TEMPLATES_BE})
    judged, written = run.outcomes["gate"], run.outcomes["report"]
    assert judged.failed
    assert "verdicts" not in judged.result
    assert not Path(judged.result["verdicts_file"]).exists()
    assert written.failed == gone
    if gone:
        assert f"names a file with its verdicts, {judged.result['verdicts_file']}, that" in written.result["msg"]
    else:
        document = json.loads((folder / "gate.json").read_text(encoding="ascii"))
        assert [verdict["verdict"] for verdict in document["verdicts"]] == ["passed", "unknown", "unknown", "failed"]


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
        [report(result=PASSED, report_dir=str(folder), reports=["json", "xml"])],
        hosts="all",
        arguments=["--inventory", str(inventory)],
    )
    assert run.returncode == 0, run.stdout + run.stderr
    files = list(folder.rglob("*.json"))
    assert {file.parent.parent for file in files} == {folder}
    assert sorted(json.loads(file.read_text())["host"] for file in files) == sorted(hosts)
    assert not list(tmp_path.rglob("up"))
    # Of test cases with one class and name GitLab keeps only the first, whichever file they are in.
    roots = [ElementTree.parse(file).getroot() for file in folder.rglob("*.xml")]  # noqa: S314  # our own report
    classes = [case.get("classname") for root in roots for case in root.iter("testcase")]
    assert sorted(classes) == sorted(f"{host}.{SERVICE}" for host in hosts)
    assert sorted(suite.get("name") for root in roots for suite in root) == sorted(classes)


def test_one_of_several_hosts_alone_is_not_in_a_subfolder(ansible: Ansible, tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {"edge-1": {}, "edge-2": {}}}}))
    folder = ansible.left / "report"
    arguments = ["--inventory", str(inventory), "--limit", "edge-2"]
    ansible.play([report(result=PASSED, report_dir=str(folder), reports=["json", "xml"])], hosts="all", arguments=arguments)
    assert json.loads((folder / "gate.json").read_text())["host"] == "edge-2"
    (case,) = ElementTree.parse(folder / "gate.xml").getroot().iter("testcase")  # noqa: S314  # our own report
    assert case.get("classname") == SERVICE


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
    "no verdicts, no failure": ({"result": {"failed": False, "msg": "x"}}, NOT_A_RESULT + "summary is missing"),
    "changed": ({"result": "{{ gate | combine({'evaluated_to': true}) }}"}, "summary and evaluated_to contradict each other"),
    "huge number": (
        {"result": {**PASSED, "summary": {**PASSED["summary"], "elapsed": "{{ 10 ** 400 }}"}}},
        "result holds a number that is too large",
    ),
    "failed_when": (
        {"result": "{{ overruled }}"},
        NOT_A_RESULT + "it failed though every verdict is passed, as failed_when makes it",
    ),
}

OTHER_RESULTS = [
    {"ansible.builtin.set_fact": {"pong": {"ping": "pong"}}},
    {"campusgo.edge.task_assert": {"expect": []}, "register": "skipped", "when": False},
    {**GATE, "name": "loop", "register": "loop", "loop": [1]},
    {
        "name": "overruled",
        "campusgo.edge.task_assert": {"expect": [{"task_id": GOOD}]},
        "register": "overruled",
        "failed_when": True,
        "ignore_errors": True,
    },
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


def gate_with_evidence(folder: Path, expect: Any, **keywords: Any) -> dict[str, Any]:
    """A gate that leaves its reports whatever becomes of it."""
    gate = {"name": "red", "campusgo.edge.task_assert": {"expect": expect}, "register": "red", **keywords}
    return {"block": [gate], "always": [report("evidence", result="{{ red }}", report_dir=str(folder))]}


def assert_all_tell(folder: Path, why: str) -> dict[str, Any]:
    """Fails unless all four reports in a folder tell that nothing could be judged, and why. Returns what gate.json holds."""
    assert sorted(file.name for file in folder.iterdir()) == ["gate.html", "gate.json", "gate.md", "gate.xml"]
    document = json.loads((folder / "gate.json").read_text(encoding="ascii"))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    (verdict,) = document["verdicts"]
    (reason,) = verdict["reasons"]
    assert (document["evaluated_to"], verdict["verdict"], reason["code"]) == (False, "unknown", "not_asked")
    assert why in reason["message"]
    assert document["msg"] == f"Nothing could be judged: {reason['message']}"
    (suite,) = ElementTree.parse(folder / "gate.xml").getroot()  # noqa: S314  # our own report
    assert [suite.get(name) for name in ("name", "tests", "failures", "errors")] == ["campusgo.edge gate", "1", "0", "1"]
    assert suite.find("testcase/error").get("message") == reason["message"]
    assert (folder / "gate.md").read_text().startswith("## Edge task gate: Nothing could be judged\n\n**unknown**: `")
    assert "<h1>Nothing could be judged</h1>" in (folder / "gate.html").read_text()
    for name in ("gate.md", "gate.html"):
        assert why in html.unescape((folder / name).read_text()), name
    return document


GOOD_EXPECTATION = [{"task_id": GOOD}]
#: What makes a gate fail before it asks anyone: expectations, keywords of the task, and what is said about them.
NOT_ASKED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "wrong argument": ([{"task_id": GOOD, "state": "RUNING"}], {}, "'RUNING' is no state of a task; did you mean RUNNING?"),
    "nothing expected": ([], {}, "expect is empty"),
    "no credentials": (GOOD_EXPECTATION, {"environment": {"CAMPUSGO_TOKEN": ""}}, "there are no credentials"),
    "template that fails": ("{{ not_there }}", {}, "'not_there' is undefined"),
}


@pytest.mark.parametrize(("expect", "keywords", "why"), NOT_ASKED.values(), ids=NOT_ASKED)
def test_a_gate_that_cannot_ask_leaves_no_reports_of_a_green_one(
    ansible: Ansible, simulator: Simulator, expect: Any, keywords: dict[str, Any], why: str
) -> None:
    folder = ansible.left / "report"
    green = {"name": "green", "campusgo.edge.task_assert": {"expect": GOOD_EXPECTATION}, "register": "green"}
    before = report("before", result="{{ green }}", report_dir=str(folder))
    kept = {"name": "kept", "ansible.builtin.copy": {"src": f"{folder}/", "dest": f"{ansible.left}/kept/", "mode": "0700"}}
    run = play(ansible, simulator, green, before, kept, gate_with_evidence(folder, expect, **keywords))
    assert run.returncode != 0
    assert json.loads((ansible.left / "kept" / "gate.json").read_text())["evaluated_to"] is True
    assert run.outcomes["red"].failed
    assert not run.outcomes["evidence"].failed, run.outcomes["evidence"].result
    assert run.outcomes["evidence"].result["files"] == [str(folder / f"gate.{name}") for name in ("xml", "md", "html", "json")]
    assert_all_tell(folder, why)


def test_a_missing_library_leaves_no_reports_of_a_green_one(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", controller_python=make_python(tmp_path / "controller", "ansible-core"))
    folder = ansible.left / "report"
    folder.mkdir()
    for name in ("gate.xml", "gate.md", "gate.html", "gate.json"):
        (folder / name).write_text("green")
    judged = {**report("judged", result=PASSED, report_dir=str(ansible.left / "judged")), "ignore_errors": True}
    run = ansible.play([judged, gate_with_evidence(folder, GOOD_EXPECTATION)])
    assert run.outcomes["judged"].result["msg"].startswith("Failed to import the required Python library (jsonschema) on ")
    assert not (ansible.left / "judged").exists()
    assert not run.outcomes["evidence"].failed, run.outcomes["evidence"].result
    assert_all_tell(folder, "Failed to import the required Python library (requests and jsonschema) on ")


def test_a_template_that_quotes_a_credential_does_not_bring_it_into_reports(ansible: Ansible) -> None:
    folder = ansible.left / "report"
    variables = {"campusgo_token": "{{ 'open' ~ '-sesame' }}", "campusgo_access_key": "{{ not_there }}"}
    quoting = "{{ {}[campusgo_token] ~ {}[lookup('env', 'HW_SECRET_KEY')] }}"
    for name, expect in {"token": quoting, "key": quoting.replace("{}[campusgo_token]", "''")}.items():
        gate = gate_with_evidence(folder / name, expect)
        run = ansible.play([gate], vars=variables, environment={"HW_SECRET_KEY": "from-the-environment"})
        assert not run.outcomes["evidence"].failed, run.outcomes["evidence"].result
        assert_all_tell(folder / name, "has no attribute '***'")
    texts = [file.read_text() for file in folder.rglob("gate.*")]
    assert len(texts) == 8
    assert not [text for text in texts if "open-sesame" in text or "from-the-environment" in text]


def test_a_failure_is_told_as_harmless_text(ansible: Ansible) -> None:
    folder = ansible.left / "report"
    tasks = [report(result={"failed": True, "msg": "{{ hostile }}"}, report_dir=str(folder))]
    run = ansible.play(tasks, vars={"hostile": {"__ansible_unsafe": MARKUP}}, environment=LEAVE_TEMPLATES_BE)
    assert run.returncode == 0, run.stdout + run.stderr
    assert_all_tell(folder, r"{{ 7 * 7 }}<img src=x onerror=alert(1)>\x1b[2J|`")
    assert "<img" not in (folder / "gate.html").read_text()


def test_async_is_refused(ansible: Ansible) -> None:
    run = ansible.play([{**report(result=PASSED, report_dir=str(ansible.left)), "async": 5, "poll": 1}])
    assert run.returncode != 0
    assert "async" in run.stdout + run.stderr


def test_a_result_that_is_not_to_be_logged_can_be_reported(ansible: Ansible, simulator: Simulator) -> None:
    folder = ansible.left / "report"
    run = play(ansible, simulator, report(result="{{ gate }}", report_dir=str(folder)), no_log=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert json.loads((folder / "gate.json").read_text())["summary"]["total"] == 4
