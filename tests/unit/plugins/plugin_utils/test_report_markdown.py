# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.md: what is shown, and that it fits into a comment."""

from __future__ import annotations

import pytest
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_markdown import render_markdown
from ansible_collections.campusgo.edge.tests.unit.report_results import document_of, make_reason, make_verdict, wrong_verdict

LONGEST = 60_000


def rows(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.startswith("| **")]


def test_when_all_passed_there_is_only_the_count() -> None:
    text = render_markdown(document_of(make_verdict(), make_verdict()))
    assert text.split("\n") == [
        "## Edge task gate: All 2 edge tasks are as expected",
        "",
        "| total | passed | failed | unknown | requests | seconds |",
        "|---:|---:|---:|---:|---:|---:|",
        "| 2 | 2 | 0 | 0 | 3 | 1.5 |",
        "",
        "Judged for `localhost`; written at 2026-11-24T08:30:15Z.",
        "",
    ]


def test_what_did_not_pass_is_listed_with_its_reasons() -> None:
    reasons = [make_reason(), make_reason(message="still so")]
    text = render_markdown(document_of(make_verdict(), wrong_verdict(reasons=reasons, expected={"edge_pool_id": "a"})))
    task = f"`lobby` `{'0' * 32}` | `c-face-edge`"
    assert rows(text) == [f"| **failed** | {task} | `a` (expected) | `state is PENDING`; `still so` |"]


def test_a_verdict_on_a_whole_service_and_many_reasons_have_words() -> None:
    verdict = wrong_verdict(name=None, task_id=None, expected={}, observed=None, reasons=[make_reason(message="m")] * 7)
    (row,) = rows(render_markdown(document_of(verdict)))
    assert row == f"| **failed** | tasks that nobody expects | `c-face-edge` |  | {'`m`; ' * 5}and 2 more |"


@pytest.mark.parametrize(("wrong", "shown", "more"), [(200, 200, None), (201, 200, "and 1 more"), (10_000, 200, "and 9800 more")])
def test_at_most_200_rows(wrong: int, shown: int, more: str | None) -> None:
    text = render_markdown(document_of(make_verdict(), *[wrong_verdict()] * wrong))
    assert len(rows(text)) == shown
    assert [line for line in text.split("\n") if line.startswith("and ")] == ([more] if more else [])


@pytest.mark.parametrize("message", ["m" * 10_000, "`|" * 5_000, "\x1b\n" * 5_000, "\\|" * 5_000, "\U000e0001" * 5_000])
def test_it_always_fits_into_a_comment(message: str) -> None:
    verdict = wrong_verdict(name=message, service_name=message, reasons=[make_reason(message=message)] * 5)
    text = render_markdown(document_of(*[verdict] * 10_000, host=message))
    shown = len(rows(text))
    assert len(text) < LONGEST
    assert 0 < shown < 200
    assert f"\nand {10_000 - shown} more\n" in text
