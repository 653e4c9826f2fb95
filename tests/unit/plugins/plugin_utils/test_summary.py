# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The count at the end, and the lines while waiting, without any real time."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.errors import Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import Observation, make_expectation
from ansible_collections.campusgo.edge.plugins.module_utils.watch import Check, Patience, Track, Watch
from ansible_collections.campusgo.edge.plugins.plugin_utils.summary import Progress, make_message
from ansible_collections.campusgo.edge.tests.unit.report_results import make_result, make_verdict, wrong_verdict
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status

SERVICE = "c-queue-status-analysis-edge"
CONTRACT = Contract()


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        ([make_verdict()], "The edge task is as expected"),
        ([make_verdict()] * 2, "All 2 edge tasks are as expected"),
        ([wrong_verdict()], "1 of 1 edge task is not as expected"),
        ([wrong_verdict(verdict="unknown")], "1 of 1 edge task is not as expected (1 cannot be judged)"),
        ([make_verdict(), wrong_verdict()], "1 of 2 edge tasks are not as expected"),
    ],
)
def test_the_first_line_counts(verdicts: Any, headline: str) -> None:
    message = make_message(verdicts, make_result(verdicts)["summary"], None, None)
    assert message.partition("\n")[0] == headline


class Waiting:
    """Some tasks that are waited for, and the lines that were shown of it."""

    def __init__(self, *, tasks: int = 1, host: str | None = None, **patience: Any) -> None:
        self._patience = Patience(wait=True, wait_timeout=60, **patience)
        self._watch = Watch([Track(f"{n:032x}", SERVICE, make_expectation()) for n in range(tasks)], self._patience, CONTRACT)
        self._now = 0.0
        self.lines: list[str] = []
        self._progress = Progress(self.lines.append, self._patience.wait_timeout, host, lambda: self._now)

    def check(self, at: float, *states: str | None) -> None:
        """One check that took no time. It finds each task in its state, or not at all."""
        self._now = at
        seen = {(t.service, t.task_id): _seen(t.task_id, state) for t, state in zip(self._watch.tracks, states, strict=True)}
        self._watch.observe(seen, Check(at, at, self._watch.check_is_last(at)))
        self._progress.report(self._watch, at)


def _seen(task_id: str, state: str | None) -> Observation:
    return Unreachable("no connection") if state is None else {**queue_status(), "id": task_id, "state": state}


def test_a_line_tells_how_many_are_as_expected_and_what_the_others_are() -> None:
    waiting = Waiting(tasks=3)
    waiting.check(0, "RUNNING", "PENDING", None)
    assert waiting.lines == ["1 of 3 edge tasks are as expected (1 PENDING, 1 RUNNING, 1 unreachable), 60 s left"]


def test_one_task_is_no_tasks() -> None:
    waiting = Waiting()
    waiting.check(0, "PENDING")
    assert waiting.lines == ["0 of 1 edge task is as expected (1 PENDING), 60 s left"]


def test_where_there_are_several_hosts_a_line_begins_with_its_own() -> None:
    waiting = Waiting(host="web\x1b1")
    waiting.check(0, "PENDING")
    assert waiting.lines == ["web\\x1b1: 0 of 1 edge task is as expected (1 PENDING), 60 s left"]


def test_a_line_is_shown_when_something_changed_but_not_too_often() -> None:
    waiting = Waiting()
    for at, state in enumerate(["PENDING", "STARTING", "STARTING", "STARTING", "STARTING", "STARTING", "STARTING"]):
        waiting.check(at, state)
    assert waiting.lines == [
        "0 of 1 edge task is as expected (1 PENDING), 60 s left",
        "0 of 1 edge task is as expected (1 STARTING), 57 s left",
    ]


def test_what_is_settled_is_not_told_twice() -> None:
    waiting = Waiting()
    waiting.check(0, "RUNNING")
    assert waiting.lines == []


def test_what_is_as_expected_but_not_yet_for_long_enough_is_told_apart() -> None:
    waiting = Waiting(tasks=2, stable_for=30)
    waiting.check(0, "RUNNING", "PENDING")
    waiting.check(5, "RUNNING", "RUNNING")
    waiting.check(10, "RUNNING", "ABNORMAL")
    assert waiting.lines == [
        "1 of 2 edge tasks are as expected (1 PENDING, 1 RUNNING), 1 of them not yet for long enough, 60 s left",
        "2 of 2 edge tasks are as expected (2 RUNNING), 2 of them not yet for long enough, 55 s left",
        "1 of 2 edge tasks are as expected (1 ABNORMAL, 1 RUNNING), 1 of them not yet for long enough, 50 s left",
    ]


def test_it_says_why_it_goes_on_when_all_are_as_expected() -> None:
    waiting = Waiting(tasks=2)
    waiting.check(0, "RUNNING", "PENDING")
    waiting.check(5, "RUNNING", "RUNNING")
    waiting.check(5, "RUNNING", "RUNNING")
    assert waiting.lines[1:] == ["2 of 2 edge tasks are as expected (2 RUNNING), reading once more, 55 s left"]
