# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Medians, ratios, aims, and the document that shows them."""

from __future__ import annotations

import pytest
from bench.contestants import ASSERT, BARE, EMPTY, INFO, PING, SDK_THREADS, URI, WAIT, Measurement
from bench.figures import MEBIBYTE, Comparison, Figure, Figures, compare, make_figure
from bench.measure import Cost
from bench.table import Circumstances, align, render


def _figure(seconds: float, *, peak: int = 50, requests: int | None = None, asking: float | None = None) -> Figure:
    return make_figure([Measurement(Cost(seconds, seconds / 2, peak * MEBIBYTE, ""), requests, asking)])


FIGURES: Figures = {
    (EMPTY, 0): _figure(0.5),
    (PING, 0): _figure(0.8),
    (BARE, 1000): _figure(0.4, asking=0.25),
    (ASSERT, 1): _figure(0.75, requests=1),
    (ASSERT, 100): _figure(0.8, requests=4),
    (ASSERT, 1000): _figure(1.0, requests=3),
    (ASSERT, 10_000): _figure(6.0, peak=401, requests=12),
    (INFO, 100): _figure(1.2),
    (URI, 1): _figure(1.0),
    (URI, 100): _figure(32.0),
    (SDK_THREADS, 1000): _figure(1.0),
}


def test_a_figure_is_a_median_of_what_was_told() -> None:
    measured = [Measurement(Cost(seconds, 1.0, 10, ""), requests) for seconds, requests in ((9.0, 5), (1.0, None), (2.0, 3))]
    figure = make_figure(measured)
    assert (figure.seconds, figure.fastest, figure.slowest, figure.requests, figure.lag) == (2.0, 1.0, 9.0, 4, None)


@pytest.mark.parametrize(
    ("what", "value", "met"),
    [
        (f"{URI} / {ASSERT}, 100 tasks", 40.0, True),
        (f"{URI} / {ASSERT}, 1 task", 4 / 3, False),
        (f"{ASSERT} / {EMPTY}, 100 tasks", 1.6, False),
        (f"{ASSERT} / {EMPTY}, 1 task", 1.5, None),
        (f"{INFO} / {PING}, 100 tasks", 1.5, False),
        (f"what {ASSERT} adds to {EMPTY} / {SDK_THREADS}, 1,000 tasks", 0.5, True),
        (f"what {ASSERT} adds for 10,000 tasks / for 1,000", 11.0, False),
        (f"requests of {ASSERT}, 100 tasks", 4, False),
        (f"requests of {ASSERT}, 10,000 tasks", 12, True),
        (f"peak of {ASSERT}, 10,000 tasks", 401.0, False),
    ],
)
def test_what_follows_from_figures(what: str, value: float, met: bool | None) -> None:
    (comparison,) = (comparison for comparison in compare(FIGURES) if comparison.what == what)
    assert comparison.value == pytest.approx(value)
    assert comparison.met is met


def test_what_was_not_measured_is_not_compared() -> None:
    assert compare({(EMPTY, 0): _figure(0.5), (URI, 1): _figure(1.0)}) == []


def test_a_table_has_columns_of_even_width() -> None:
    assert align(["what", "n"], [["a", "1"], ["longer", "1,000"]]).splitlines() == [
        "| what   |     n |",
        "| ------ | ----: |",
        "| a      |     1 |",
        "| longer | 1,000 |",
    ]


def test_the_document_shows_figures_aims_and_gaps() -> None:
    waiting = make_figure([Measurement(Cost(35.0, 3.0, 60 * MEBIBYTE, ""), requests=9, lag=1.25)])
    comparisons = [Comparison("a", 39.5, at_least=40.0), Comparison("b", 1.0, unit="MiB", at_most=400.0), Comparison("c", 2.0)]
    circumstances = Circumstances({"server": "one of files"}, ["Not measured: the rest."])
    shown = render({**FIGURES, (WAIT, 1000): waiting}, comparisons, circumstances)
    assert "- server: one of files\n" in shown
    assert "- Not measured: the rest.\n" in shown
    assert f"- The server answered 4,000 questions a second of {BARE}.\n" in shown
    assert "the verdict came 1.25 s after the last of them." in shown
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in shown.splitlines() if line.startswith("|")]
    assert [ASSERT, "10,000", "6.00", "6.00 to 6.00", "5.50", "3.00", "401", "12"] in rows
    assert ["a", "39.50 x", "at least 40", "not met"] in rows
    assert ["b", "1 MiB", "at most 400", "met"] in rows
    assert ["c", "2 x", "", ""] in rows
