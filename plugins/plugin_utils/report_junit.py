# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.xml: JUnit, as GitLab, Jenkins and the test reporters of GitHub read it.

The shape is that of the schema that Jenkins publishes (xunit-plugin, junit-10.xsd): a test suite may have properties, a test case
may not, so what is expected, observed and seen of a task stands in its output.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import GATE, Document, as_json, seen, service_name, title
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable

#: Elements that say why a test case did not pass: a failure is a judgement, an error means that there is none.
_OUTCOMES = {FAILED: "failure", UNKNOWN: "error"}

Verdicts = Sequence[Mapping[str, Any]]


def render_junit(document: Document, *, one_of_several: bool = False) -> str:
    """One test suite a service, one test case a task; where nothing could be judged, one of each for the gate itself.

    All text is printable, which XML's characters all are. ``one_of_several``: readers get the reports of other hosts, too. Of
    test cases with one class and name they keep only the first, so the names of suites and classes begin with the host.
    """
    verdicts = document["verdicts"]
    prefix = f"{printable(document['host'])}." if one_of_several else ""
    root = ElementTree.Element("testsuites", name=GATE, time=_seconds(document["summary"]["elapsed"]))
    root.attrib.update(_counts(verdicts))
    for service in dict.fromkeys(map(service_name, verdicts)):
        name = prefix + printable(service)
        _add_suite(root, name, [verdict for verdict in verdicts if service_name(verdict) == service], document)
    ElementTree.indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add_suite(root: ElementTree.Element, name: str, verdicts: Verdicts, document: Document) -> None:
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=name,
        skipped="0",
        time=_seconds(max(verdict["elapsed"] for verdict in verdicts)),
        timestamp=document["generated_at"].rstrip("Z"),  # readers that follow Ant's schema take no time zone
        hostname=printable(document["host"]),
    )
    suite.attrib.update(_counts(verdicts))
    properties = ElementTree.SubElement(suite, "properties")
    for key, value in _properties(document):
        ElementTree.SubElement(properties, "property", name=key, value=printable(value))
    for task, verdict in zip(_unique_titles(verdicts), verdicts):
        case = ElementTree.SubElement(suite, "testcase", classname=name, name=task, time=_seconds(verdict["elapsed"]))
        _add_outcome(case, verdict)


def _add_outcome(case: ElementTree.Element, verdict: Mapping[str, Any]) -> None:
    if verdict["verdict"] != PASSED:
        messages = [printable(reason["message"]) for reason in verdict["reasons"]]
        kind = printable(verdict["reasons"][0]["code"])
        outcome = ElementTree.SubElement(case, _OUTCOMES[verdict["verdict"]], type=kind, message="; ".join(messages))
        codes = [printable(reason["code"]) for reason in verdict["reasons"]]
        outcome.text = _no_attachment("\n".join(f"{code}: {message}" for code, message in zip(codes, messages)))
    ElementTree.SubElement(case, "system-out").text = _no_attachment("\n".join(_output(verdict)))


def _no_attachment(text: str) -> str:
    """Some readers take [[ATTACHMENT|path]] in this text for an order to fetch a file."""
    return re.sub(r"\[(?=\[ATTACHMENT)", "[ ", text, flags=re.IGNORECASE)


def _output(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield "expected: " + printable(as_json(verdict["expected"]))
    yield "observed: " + printable(as_json(verdict["observed"]))
    yield "history: " + ", ".join(f"{printable(seen(moment))} at {moment['at']:.1f} s" for moment in verdict["history"])


def _properties(document: Document) -> Iterator[tuple[str, Any]]:
    for name, value in document["summary"].items():
        yield f"gate.{printable(name)}", value
    yield "gate.generated_at", document["generated_at"]
    if document["collection_version"]:
        yield "gate.collection_version", document["collection_version"]


def _counts(verdicts: Verdicts) -> dict[str, str]:
    counted = Counter(verdict["verdict"] for verdict in verdicts)
    return {"tests": str(len(verdicts)), "failures": str(counted[FAILED]), "errors": str(counted[UNKNOWN])}


def _unique_titles(verdicts: Verdicts) -> Iterator[str]:
    """Of test cases with one name, readers keep only the first: a second expectation on a task needs a name of its own."""
    uses: Counter[str] = Counter()
    for verdict in verdicts:
        name = printable(title(verdict))
        uses[name] += 1
        yield name if uses[name] == 1 else f"{name} ({uses[name]})"


def _seconds(value: float) -> str:
    return f"{value:.3f}"
