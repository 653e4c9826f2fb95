# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.xml: what readers of JUnit count and show."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from ansible_collections.campusgo.edge.plugins.plugin_utils.report_junit import render_junit
from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import render_reports
from ansible_collections.campusgo.edge.tests.unit.report_results import document_of, make_reason, make_verdict, wrong_verdict


def junit(*verdicts: dict[str, Any]) -> ElementTree.Element:
    return ElementTree.fromstring(render_junit(document_of(*verdicts)))  # noqa: S314  # our own report


def counts(element: ElementTree.Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "errors"))


def test_counts_are_those_of_the_summary_and_of_each_service() -> None:
    root = junit()
    assert counts(root) == ("12", "5", "2")
    assert {suite.get("name"): counts(suite) for suite in root} == {
        "c-queue-status-analysis-edge": ("7", "3", "0"),
        "c-face-edge": ("2", "1", "0"),
        "c-smoke-and-fire-edge": ("3", "1", "2"),
    }
    assert [len(root.findall(f".//{name}")) for name in ("testcase", "failure", "error")] == [12, 5, 2]


def test_a_verdict_becomes_nothing_a_failure_or_an_error_with_all_its_reasons() -> None:
    reasons = [make_reason(), make_reason(code="timeout", message="still so after 9 s")]
    root = junit(make_verdict(), wrong_verdict(reasons=reasons), wrong_verdict(verdict="unknown", reasons=reasons))
    outcomes = [[child for child in case if child.tag != "system-out"] for case in root.iter("testcase")]
    assert [[child.tag for child in children] for children in outcomes] == [[], ["failure"], ["error"]]
    for (outcome,) in outcomes[1:]:
        assert outcome.attrib == {"type": "state", "message": "state is PENDING; still so after 9 s"}
        assert outcome.text == "state: state is PENDING\ntimeout: still so after 9 s"


def test_two_expectations_on_one_task_have_names_of_their_own() -> None:
    names = [case.get("name") for case in junit(make_verdict(), wrong_verdict(), make_verdict(name="b")).iter("testcase")]
    assert names == [f"lobby {'0' * 32}", f"lobby {'0' * 32} (2)", f"b {'0' * 32}"]


def test_of_several_hosts_each_has_cases_of_its_own() -> None:
    reports = [render_reports(document_of(host=host), ["xml"], one_of_several=True)["gate.xml"] for host in ("edge-1", "edge\n2")]
    roots = [ElementTree.fromstring(report) for report in reports]  # noqa: S314  # our own report
    cases = [(case.get("classname"), case.get("name")) for root in roots for case in root.iter("testcase")]
    assert len(set(cases)) == len(cases) == 24
    names = [suite.get("name") for suite in roots[1]]
    assert names == [
        rf"edge\n2.{service}" for service in ("c-queue-status-analysis-edge", "c-face-edge", "c-smoke-and-fire-edge")
    ]
    assert {case.get("classname") for case in roots[1].iter("testcase")} == set(names)


def test_one_host_alone_is_not_named_in_cases() -> None:
    assert render_reports(document_of(host="edge-1"), ["xml"])["gate.xml"] == render_junit(document_of(host="edge-1"))
    assert {case.get("classname") for case in junit(make_verdict()).iter("testcase")} == {"c-face-edge"}


def test_what_was_expected_observed_and_seen_stands_in_the_output() -> None:
    history = [{"at": 0.25, "state": "PENDING"}, {"at": 5.0, "code": "unreachable"}, {"at": 10.04, "state": "RUNNING"}]
    (case,) = junit(make_verdict(history=history)).iter("testcase")
    assert case.findtext("system-out").split("\n") == [
        'expected: {"state": "RUNNING"}',
        'observed: {"state": "RUNNING"}',
        "history: PENDING at 0.2 s, unreachable at 5.0 s, RUNNING at 10.0 s",
    ]
    assert case.get("time") == "0.250"


def test_the_figures_of_the_whole_gate_stand_beside_each_service() -> None:
    (properties,) = junit(make_verdict()).iter("properties")
    assert {entry.get("name"): entry.get("value") for entry in properties} == {
        "gate.total": "1",
        "gate.passed": "1",
        "gate.failed": "0",
        "gate.unknown": "0",
        "gate.requests": "3",
        "gate.elapsed": "1.5",
        "gate.generated_at": "2026-11-24T08:30:15Z",
        "gate.collection_version": "1.2.3",
    }


def test_no_text_of_an_answer_attaches_a_file() -> None:
    verdict = wrong_verdict(observed={"description": "[[ATTACHMENT|/etc/passwd]]", "areas": [[0, 1]]})
    report = render_junit(document_of(verdict))
    assert "[ [ATTACHMENT|/etc/passwd]]" in report
    assert "[[0, 1]]" in report
