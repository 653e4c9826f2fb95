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
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_page import Comparison, compare, render_page
from ansible_collections.campusgo.edge.tests.unit.report_results import document_of, make_verdict, wrong_verdict


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
            [("a.b.0", "1", "1", False), ("a.b.1", '"2"', "2", True)],
        ),
        ({"fields": {"a": True}}, {"id": "x", "a": 1}, [("a", "true", "1", True)]),
        ({"fields": {"a": {}}}, {"id": "x", "a": {}}, [("a", "{}", "{}", False)]),
        ({"fields": {"a": 1}}, {"id": "x"}, [("a", "1", "not there", True)]),
        ({"fields": {"a": {"b": 1}}}, {"id": "x", "a": "text"}, [("a.b", "1", "not there", True)]),
        ({"fields": {"a": [1]}}, {"id": "x", "a": "text"}, [("a.0", "1", "not there", True)]),
        ({"fields": {"a": [1, 2]}}, {"id": "x", "a": [1]}, [("a.0", "1", "1", False), ("a.1", "2", "not there", True)]),
        ({"fields": {"a": 1}}, {}, [("a", "1", "not kept in this result", False)]),
        ({"fields": {"a": 1}}, None, [("a", "1", "not observed", False)]),
    ],
)
def test_expected_and_observed_side_by_side(expected: Any, observed: Any, comparisons: Any) -> None:
    assert list(compare(make_verdict(expected=expected, observed=observed))) == [Comparison(*line) for line in comparisons]
