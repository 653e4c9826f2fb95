# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What reports are made from: only what task_assert returned."""

from __future__ import annotations

import datetime
import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import (
    edge_pools,
    headline,
    make_document,
    pool_note,
    seen,
    title,
)
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA
from ansible_collections.campusgo.edge.tests.unit.report_results import (
    MOMENT,
    document_of,
    make_reason,
    make_result,
    make_verdict,
    realistic_result,
    wrong_verdict,
)

PUBLISHED = Path(__file__).parents[4] / "docs" / "schemas" / "gate.schema.json"


def problem(result: Any) -> str:
    with pytest.raises(InvalidArgument, match=r"^result is not what campusgo\.edge\.task_assert returns: ") as caught:
        make_document(result, "localhost", MOMENT, None)
    return str(caught.value).partition(": ")[2]


def test_the_published_schema_is_that_of_the_code() -> None:
    expected = json.dumps(GATE_SCHEMA, indent=2, ensure_ascii=False) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == expected, "if that is meant, run tests/unit/rewrite_reports.py"


def test_the_schema_is_valid_draft_07() -> None:
    jsonschema.Draft7Validator.check_schema(GATE_SCHEMA)


def test_a_document_says_what_the_result_says_and_where_it_is_from() -> None:
    result = realistic_result()
    document = make_document(result, "edge-1", MOMENT, "1.2.3")
    assert document == {
        "schema_version": 1,
        "generated_at": "2026-11-24T08:30:15Z",
        "collection_version": "1.2.3",
        "host": "edge-1",
        **{name: result[name] for name in ("summary", "evaluated_to", "msg", "verdicts")},
    }


def test_values_that_json_cannot_hold_become_text() -> None:
    fields = {1: datetime.date(2024, 1, 31), "inf": math.inf, "deep": [{"nan": math.nan}], "fine": [1, 1.5, True, None]}
    document = document_of(make_verdict(expected={"state": "RUNNING", "fields": fields}))
    assert document["verdicts"][0]["expected"]["fields"] == {
        "1": "2024-01-31",
        "inf": "inf",
        "deep": [{"nan": "nan"}],
        "fine": [1, 1.5, True, None],
    }


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (None, "it is no dictionary"),
        ("text", "it is no dictionary"),
        ({"changed": False, "skipped": True}, "the task was skipped"),
        ({"censored": "the output has been hidden", "changed": False}, "no_log hid it"),
        ({"results": [{}], "changed": False}, "it is that of a loop; give one of its results"),
        ({"failed": True, "skipped": True, "msg": "x"}, "the task was skipped"),
        ({"failed": True, "censored": "the output has been hidden"}, "no_log hid it"),
        ({"failed": True, "results": [{"failed": True}], "msg": "x"}, "it is that of a loop; give one of its results"),
        ({"failed": True, "msg": "x", "verdicts": []}, "summary is missing"),
        ({"failed": "maybe", "msg": "x"}, "summary is missing"),
        ({"failed": False, "msg": "pong"}, "summary is missing"),
        ({}, "summary is missing"),
        ({**realistic_result(), "summary": {}}, "summary.total is missing"),
        ({**realistic_result(), "evaluated_to": "no"}, "evaluated_to breaks type of its schema"),
        (make_result([]), "summary.total breaks minimum of its schema"),
        (make_result([make_verdict(verdict="green")]), "verdicts[0].verdict breaks enum of its schema"),
        (make_result([make_verdict(verdict="failed")]), "verdicts[0].reasons breaks minItems of its schema"),
        (make_result([make_verdict(reasons=[make_reason()])]), "verdicts[0].reasons breaks maxItems of its schema"),
        (make_result([make_verdict(), wrong_verdict(service_name=None)]), "verdicts[1] is about no service"),
        (make_result([make_verdict(elapsed=-1)]), "verdicts[0].elapsed breaks minimum of its schema"),
        (make_result([make_verdict(expected={"fields": []})]), "verdicts[0].expected.fields breaks type of its schema"),
        (make_result([make_verdict(elapsed=math.nan)]), "verdicts[0].elapsed breaks type of its schema"),
    ],
)
def test_something_else_is_refused_with_what_is_wrong_with_it(result: Any, expected: str) -> None:
    assert problem(result) == expected


@pytest.mark.parametrize("name", ["passed", "failed", "unknown"])
def test_totals_that_do_not_count_the_verdicts_are_refused(name: str) -> None:
    result = realistic_result()
    result["summary"][name] += 1
    assert problem(result) == "summary does not count its verdicts"


def test_a_green_light_that_contradicts_the_verdicts_is_refused() -> None:
    assert problem({**realistic_result(), "evaluated_to": True}) == "summary and evaluated_to contradict each other"


def test_no_reports_are_green_of_what_failed() -> None:
    green = make_result([make_verdict()])
    assert problem({**green, "failed": True}) == (
        "it failed though every verdict is passed, as failed_when makes it; leave failed_when out, and expect more instead"
    )
    assert make_document({**green, "failed": False}, "edge-1", MOMENT, None)["evaluated_to"] is True
    red = make_result([wrong_verdict()])
    assert make_document({**red, "failed": True}, "edge-1", MOMENT, None)["evaluated_to"] is False


def test_what_is_wrong_is_said_without_the_value() -> None:
    assert "secret" not in problem({**realistic_result(), "msg": ["secret"]})


def test_words_that_reports_share() -> None:
    assert headline(document_of(make_verdict())) == "The edge task is as expected"
    assert headline(document_of(make_verdict(), wrong_verdict())) == "1 of 2 edge tasks are not as expected"
    assert title(make_verdict()) == f"lobby {'0' * 32}"
    assert title(make_verdict(name=None)) == "0" * 32
    assert title(make_verdict(name=None, task_id=None)) == "tasks that nobody expects"


@pytest.mark.parametrize(
    ("observed", "expected", "pools", "note"),
    [
        (None, {}, [], " (expected)"),
        (None, {"edge_pool_id": "a"}, ["a"], " (expected)"),
        ({"state": "RUNNING"}, {"edge_pool_id": "a"}, ["a"], " (expected)"),
        ({"edge_pool_id": "b"}, {}, ["b"], ""),
        ({"edge_pool_id": "b"}, {"edge_pool_id": "a"}, ["b", "a"], ""),
        ({"edge_pool_id": "a"}, {"edge_pool_id": "a"}, ["a"], ""),
        ({"edge_pool_id": ["odd"]}, {}, ["['odd']"], ""),
    ],
)
def test_a_task_belongs_to_the_pool_where_it_is_and_to_that_where_it_should_be(
    observed: Any, expected: Any, pools: Any, note: str
) -> None:
    verdict = make_verdict(observed=observed, expected=expected)
    assert (edge_pools(verdict), pool_note(verdict)) == (pools, note)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ({"state": "RUNNING"}, "RUNNING"),
        ({"code": "missing"}, "missing"),
        ({"state": None}, "no state"),
        ({}, "no state"),
        ({"state": [1]}, "[1]"),
    ],
)
def test_what_was_seen_in_words(moment: dict[str, Any], words: str) -> None:
    assert seen(moment) == words
