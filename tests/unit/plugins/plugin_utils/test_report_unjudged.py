# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A gate that failed before it judged anything: every report says so, and why."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import REASONS
from ansible_collections.campusgo.edge.plugins.plugin_utils import report
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import Document, headline, make_document, why_unjudged
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_json import render_json
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_junit import render_junit
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_markdown import render_markdown
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_page import render_page
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA, NOT_ASKED
from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import RENDERERS
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable
from ansible_collections.campusgo.edge.tests.unit.plugins.plugin_utils.test_report_hostile import (
    HOSTILE,
    WORD,
    Elements,
    all_tokens,
    any_text,
    every_hostile_text,
    xml_shape,
)
from ansible_collections.campusgo.edge.tests.unit.report_results import JUNIT_SCHEMA, MOMENT, document_of
from hypothesis import given

WHY = "expect is empty; region is missing"


def unjudged(message: Any = WHY, **keywords: Any) -> Document:
    return make_document({"changed": False, "failed": True, "msg": message}, "edge-1", MOMENT, None, **keywords)


def why(*arguments: Any, **keywords: Any) -> str:
    return unjudged(*arguments, **keywords)["verdicts"][0]["reasons"][0]["message"]


def test_the_document_holds_one_verdict_about_nothing() -> None:
    assert unjudged() == {
        "schema_version": 1,
        "generated_at": "2026-11-24T08:30:15Z",
        "collection_version": None,
        "host": "edge-1",
        "summary": {"total": 1, "passed": 0, "failed": 0, "unknown": 1, "requests": 0, "elapsed": 0},
        "evaluated_to": False,
        "msg": f"Nothing could be judged: {WHY}",
        "verdicts": [
            {
                "task_id": None,
                "service_name": None,
                "name": None,
                "verdict": "unknown",
                "reasons": [{"code": "not_asked", "expected": None, "found": None, "message": WHY}],
                "expected": {},
                "observed": None,
                "checks": 0,
                "elapsed": 0,
                "history": [],
            }
        ],
    }


def test_its_code_belongs_to_reports_alone() -> None:
    assert NOT_ASKED not in REASONS
    assert NOT_ASKED in GATE_SCHEMA["properties"]["verdicts"]["items"]["properties"]["reasons"]["items"]["properties"]["code"][
        "description"
    ].split(", ")


def test_it_needs_no_library_which_may_be_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "missing_libraries", lambda _needed: "jsonschema is missing")
    assert headline(unjudged()) == "Nothing could be judged"
    with pytest.raises(report.InvalidArgument, match=r"^jsonschema is missing$"):
        document_of()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (None, "the task failed and did not say why"),
        ("", "the task failed and did not say why"),
        (["a", 1], '["a", 1]'),
        ("two\nlines\x1b[2J\u202e", r"two\nlines\x1b[2J\u202e"),
        ("no answer from https://admin:guess@example.com/x?key=guess", "no answer from https://***@example.com/x?key=***"),
        ('{"password": "guess"}', '{"password":"***"}'),
        ({"password": "guess", 1: 2}, '{"password":"***","1":2}'),
    ],
)
def test_the_message_is_printable_text_without_secrets_of_a_task(message: Any, text: str) -> None:
    assert why(message) == text


def test_the_message_is_without_the_secrets_that_are_known() -> None:
    document = unjudged("object has no attribute 'open sesame' (b3BlbiBzZXNhbWU=)", secrets=iter(["open sesame"]))
    assert document["verdicts"][0]["reasons"][0]["message"] == "object has no attribute '***' (***=)"
    assert document["msg"] == "Nothing could be judged: object has no attribute '***' (***=)"


def test_secrets_are_not_looked_for_where_something_was_judged() -> None:
    class Untouchable:
        def __iter__(self) -> Any:
            raise AssertionError

    assert why_unjudged(make_document({**document_of()}, "x", MOMENT, None, Untouchable())) is None


def test_junit_has_one_suite_with_one_error() -> None:
    text = render_junit(unjudged())
    xmlschema.XMLSchema(JUNIT_SCHEMA).validate(text)
    root = ElementTree.fromstring(text)  # noqa: S314  # our own report
    (suite,) = root
    (case,) = suite.findall("testcase")
    for counted in (root, suite):
        assert [counted.get(name) for name in ("name", "tests", "failures", "errors")] == ["campusgo.edge gate", "1", "0", "1"]
    assert (case.get("classname"), case.get("name")) == ("campusgo.edge gate", "campusgo.edge gate")
    (error,) = case.findall("error")
    assert error.attrib == {"type": "not_asked", "message": WHY}
    assert error.text == f"not_asked: {WHY}"


def test_markdown_has_the_reason_and_no_table() -> None:
    assert render_markdown(unjudged()).split("\n") == [
        "## Edge task gate: Nothing could be judged",
        "",
        f"**unknown**: `{WHY}`",
        "",
        "Not judged for `edge-1`; written at 2026-11-24T08:30:15Z.",
        "",
    ]


@pytest.mark.parametrize("message", ["m" * 100_000, "`|" * 50_000, "\U000e0001" * 50_000])
def test_markdown_fits_into_a_comment(message: str) -> None:
    assert len(render_markdown(unjudged(message))) < 60_000


def test_the_page_has_the_reason_and_neither_table_nor_script() -> None:
    page = render_page(unjudged())
    tags = {element[0] for element in Elements(page).elements}
    assert tags.isdisjoint({"table", "form", "dl", "svg", "script"})
    assert "<title>Nothing could be judged</title>" in page
    assert "<h1>Nothing could be judged</h1>" in page
    assert '<header class="unknown">' in page
    assert "Not judged for <bdi>edge-1</bdi>" in page
    assert re.findall(r'<p class="why">.*<code>(.*)</code> <bdi>(.*)</bdi></p>', page) == [("not_asked", WHY)]


def test_json_satisfies_the_schema() -> None:
    document = json.loads(render_json(unjudged()))
    jsonschema.validate(document, GATE_SCHEMA)
    assert document == unjudged()


def check_reports(text: str) -> None:
    hostile, plain = unjudged(text), unjudged(WORD)
    shown = hostile["verdicts"][0]["reasons"][0]["message"]
    for name, render in RENDERERS.items():
        assert not [character for character in render(hostile) if not character.isprintable() and character != "\n"], name

    page, plain_page = (Elements(render_page(document)) for document in (hostile, plain))
    assert (page.elements, page.values) == (plain_page.elements, plain_page.values)

    junit, plain_junit = (ElementTree.fromstring(render_junit(document)) for document in (hostile, plain))  # noqa: S314
    assert xml_shape(junit) == xml_shape(plain_junit)
    assert junit.find(".//error").get("message") == shown

    tokens, plain_tokens = (all_tokens(render_markdown(document)) for document in (hostile, plain))
    assert [(token.type, token.tag) for token in tokens] == [(token.type, token.tag) for token in plain_tokens]
    (code,) = (mine.content for mine, other in zip(tokens, plain_tokens, strict=True) if other.content == WORD)
    assert code == (shown if len(shown) <= 4_000 else shown[:3_997] + "...")

    assert render_json(hostile).isascii()
    assert json.loads(render_json(hostile)) == hostile
    jsonschema.validate(hostile, GATE_SCHEMA)


@every_hostile_text
def test_a_hostile_message_is_harmless_in_every_report(text: str) -> None:
    check_reports(text)
    xmlschema.XMLSchema(JUNIT_SCHEMA).validate(render_junit(unjudged(text)))


@pytest.mark.parametrize("name", [name for name, text in HOSTILE.items() if "//" not in text])
def test_a_message_without_addresses_is_told_as_it_is(name: str) -> None:
    assert why(HOSTILE[name]) == printable(HOSTILE[name])


@given(any_text)
def test_any_message_is_harmless(text: str) -> None:
    check_reports(text)
