# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a person in a hurry reads: the message at the end, and the lines while waiting."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.verdict import PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.module_utils.watch import Watch
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable, shorten

_MOST_LINES = 20
_LONGEST_LINE = 400
_SECONDS_BETWEEN_LINES = 3.0


def make_message(
    verdicts: Sequence[Mapping[str, Any]], summary: Mapping[str, Any], success: str | None, failure: str | None
) -> str:
    """First line the count, or the text given in its place; then one line for each task that is not as expected."""
    wrong = [verdict for verdict in verdicts if verdict["verdict"] != PASSED]
    if not wrong:
        return success or f"All {summary['total']} edge tasks are as expected"
    more = [f"and {len(wrong) - _MOST_LINES} more"] if len(wrong) > _MOST_LINES else []
    return "\n".join([failure or _headline(len(wrong), summary), *map(describe_verdict, wrong[:_MOST_LINES]), *more])


def describe_verdict(verdict: Mapping[str, Any]) -> str:
    """One line: which task, and what is wrong with it or why it could not be asked."""
    name = " ".join(printable(part) for part in (verdict["name"], verdict["task_id"]) if part) or verdict["service_name"]
    unknown = "cannot be judged: " if verdict["verdict"] == UNKNOWN else ""
    reasons = "; ".join(printable(reason["message"]) for reason in verdict["reasons"])
    return shorten(f"- {name}: {unknown}{reasons}", _LONGEST_LINE)


def _headline(wrong: int, summary: Mapping[str, Any]) -> str:
    unknown = f" ({summary['unknown']} cannot be judged)" if summary["unknown"] else ""
    return f"{wrong} of {summary['total']} edge tasks are not as expected{unknown}"


class Progress:
    """Prints a line when something changed, but not too often."""

    def __init__(self, show: Callable[[str], None], wait_timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._show = show
        self._wait_timeout = wait_timeout
        self._clock = clock
        self._latest_counts: dict[str, int] | None = None
        self._latest_moment = float("-inf")

    def report(self, watch: Watch, elapsed: float) -> None:
        """To be called after each check, with the seconds since the start."""
        counts = _count_states(watch)
        now = self._clock()
        if watch.settled or counts == self._latest_counts or now - self._latest_moment < _SECONDS_BETWEEN_LINES:
            return
        self._latest_counts, self._latest_moment = counts, now
        passed = sum(track.verdict == PASSED for track in watch.tracks)
        states = ", ".join(f"{count} {printable(state)}" for state, count in sorted(counts.items()))
        left = max(0, round(self._wait_timeout - elapsed))
        self._show(f"{passed} of {len(watch.tracks)} edge tasks are as expected ({states}), {left} s left")


def _count_states(watch: Watch) -> dict[str, int]:
    """How many tasks are in each state, or met each fault; what is no state at all is not shown."""
    latest = [track.history[-1] for track in watch.tracks if track.history]
    return dict(Counter(entry.get("code") or entry.get("state") or "no state" for entry in latest))
