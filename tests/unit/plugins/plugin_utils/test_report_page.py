# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.html: what stands side by side, in which order, and under which policy. The functional tests show it to a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import judge_task, make_expectation
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_page import Comparison, compare, render_page
from ansible_collections.campusgo.edge.tests.unit.report_results import document_of, make_verdict, wrong_verdict
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status
from hypothesis import given
from hypothesis import strategies as st


def page(*verdicts: dict[str, Any]) -> str:
    return render_page(document_of(*verdicts))


def test_the_policy_admits_the_style_and_the_script_of_the_page_alone() -> None:
    text = page()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    for kind in ("style", "script"):
        ((content,)) = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert directives.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert directives == dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'")


def test_nothing_is_named_that_could_be_loaded() -> None:
    loading = r"\b(?:src|href|action|style|on[a-z]+)=|url\(|@import|https?://(?!www\.gnu\.org/licenses/)"
    assert not re.findall(loading, page(make_verdict()))


def test_what_did_not_pass_comes_first_else_the_order_is_kept() -> None:
    unknown = wrong_verdict(name="b", verdict="unknown")
    verdicts = [make_verdict(name="a"), unknown, wrong_verdict(name="c"), make_verdict(name="d")]
    assert re.findall(r'<span class="name"><bdi>(.*?)</bdi>', page(*verdicts)) == ["c", "b", "a", "d"]


def test_only_a_long_table_is_laid_out_as_it_is_scrolled() -> None:
    assert [' long"' in page(*[make_verdict()] * count) for count in (200, 201)] == [False, True]


@pytest.mark.parametrize(
    ("verdicts", "color"),
    [
        ([make_verdict()], "passed"),
        ([make_verdict(), wrong_verdict(verdict="unknown")], "unknown"),
        ([wrong_verdict(), wrong_verdict(verdict="unknown")], "failed"),
    ],
)
def test_the_head_has_the_color_of_the_worst_verdict(verdicts: Any, color: str) -> None:
    assert f'<header class="{color}">' in page(*verdicts)


@pytest.mark.parametrize(
    ("expected", "observed", "comparisons"),
    [
        ({"state": "RUNNING"}, {"state": "RUNNING"}, [("state", "RUNNING", "RUNNING", False)]),
        ({"state": "RUNNING"}, {"state": "PENDING"}, [("state", "RUNNING", "PENDING", True)]),
        ({"state": ["RUNNING", "STOPPED"]}, {"state": "STOPPED"}, [("state", "RUNNING or STOPPED", "STOPPED", False)]),
        ({"state": "RUNNING"}, {}, [("state", "RUNNING", "not there", True)]),
        ({"state": "RUNNING"}, None, [("state", "RUNNING", "not observed", False)]),
        ({}, {"state": "RUNNING", "status": "odd"}, [("state", None, "RUNNING", False), ("status", None, "odd", False)]),
        ({}, None, []),
        (
            {"fields": {"a": {"b": [1, "2"]}}},
            {"id": "x", "a": {"b": [1, 2]}},
            [("a.b[0]", "1", "1", False), ("a.b[1]", '"2"', "2", True)],
        ),
        ({"fields": {"a": True}}, {"id": "x", "a": 1}, [("a", "true", "1", True)]),
        ({"fields": {"a": {}}}, {"id": "x", "a": {}}, [("a", "{}", "{}", False)]),
        ({"fields": {"a": {}}}, {"id": "x", "a": {"b": 1}}, [("a", "{}", '{"b": 1}', False)]),
        ({"fields": {"a": {}}}, {"id": "x", "a": []}, [("a", "{}", "[]", True)]),
        ({"fields": {"a": []}}, {"id": "x", "a": [1]}, [("a", "[]", "[1]", True)]),
        ({"fields": {"a": None}}, {"id": "x", "a": None}, [("a", "null", "null", False)]),
        ({"fields": {"a": None}}, {"id": "x"}, [("a", "null", "not there", True)]),
        ({"fields": {"a": 1}}, {"id": "x"}, [("a", "1", "not there", True)]),
        ({"fields": {"a": {"b": 1}}}, {"id": "x", "a": "text"}, [("a", '{"b": 1}', '"text"', True)]),
        ({"fields": {"a": [1]}}, {"id": "x", "a": "text"}, [("a", "[1]", '"text"', True)]),
        ({"fields": {"a": [1, 2]}}, {"id": "x", "a": [1]}, [("a", "[1, 2]", "[1]", True)]),
        ({"fields": {"a": [1]}}, {"id": "x", "a": [1, 2]}, [("a", "[1]", "[1, 2]", True)]),
        ({"fields": {"a": {"b": [1]}}}, {"id": "x"}, [("a.b[0]", "1", "not there", True)]),
        ({"fields": {"a": {"b": [1]}}}, {}, [("a.b[0]", "1", "not kept in this result", False)]),
        ({"fields": {"a": {"b": 1}}}, {"a": {}}, [("a.b", "1", "not there", True)]),
        ({"fields": {"a": {"b": [1]}}}, None, [("a.b[0]", "1", "not observed", False)]),
    ],
)
def test_expected_and_observed_side_by_side(expected: Any, observed: Any, comparisons: Any) -> None:
    assert list(compare(make_verdict(expected=expected, observed=observed))) == [Comparison(*line) for line in comparisons]


_values = st.recursive(
    st.sampled_from((None, True, False, 0, 1, "1", "x")),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.sampled_from("ab"), children, max_size=2),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("abc"), _values, min_size=1), st.dictionaries(st.sampled_from("abc"), _values))
def test_what_is_marked_as_different_is_what_the_judgement_found(fields: dict[str, Any], members: dict[str, Any]) -> None:
    task = {**queue_status(), **members}
    reasons = judge_task(task, make_expectation(fields=fields), Contract())
    marked = [line.member for line in compare(make_verdict(expected={"fields": fields}, observed=task)) if line.differs]
    judged = [reason.message.partition(" is ")[0] for reason in reasons if reason.code == "field"]
    # What the task does not have at all is one reason, but a line for each of its parts.
    assert all(any(member.startswith(path) for path in judged) for member in marked)
    assert all(any(member.startswith(path) for member in marked) for path in judged)
