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
        return success or _all_are(summary["total"])
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
    return f"{wrong} of {_tasks_are(summary['total'])} not as expected{unknown}"


def _all_are(total: int) -> str:
    return "The edge task is as expected" if total == 1 else f"All {_tasks_are(total)} as expected"


def _tasks_are(total: int) -> str:
    return f"{total} edge task is" if total == 1 else f"{total} edge tasks are"


class Progress:
    """Prints a line when something changed, but not too often."""

    def __init__(
        self,
        show: Callable[[str], None],
        wait_timeout: float,
        host: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Lines begin with ``host``, if there is one."""
        self._show = show
        self._wait_timeout = wait_timeout
        self._prefix = "" if host is None else f"{printable(host)}: "
        self._clock = clock
        self._latest_line = ""
        self._latest_moment = float("-inf")

    def report(self, watch: Watch, elapsed: float) -> None:
        """To be called after each check, with the seconds since the start."""
        line = _describe_progress(watch)
        now = self._clock()
        if watch.settled or line == self._latest_line or now - self._latest_moment < _SECONDS_BETWEEN_LINES:
            return
        self._latest_line, self._latest_moment = line, now
        self._show(f"{self._prefix}{line}, {max(0, round(self._wait_timeout - elapsed))} s left")


def _describe_progress(watch: Watch) -> str:
    """How many tasks are as expected, in which states all are, and why those as expected do not yet pass."""
    as_expected = [track for track in watch.tracks if track.observation is not None and not track.reasons]
    states = ", ".join(f"{count} {printable(state)}" for state, count in sorted(_count_states(watch).items()))
    parts = [f"{len(as_expected)} of {_tasks_are(len(watch.tracks))} as expected ({states})"]
    unstable = sum(track.verdict is None for track in as_expected)
    if unstable:
        parts.append(f"{unstable} of them not yet for long enough")
    if watch.all_passed:
        parts.append("reading once more")
    return ", ".join(parts)


def _count_states(watch: Watch) -> dict[str, int]:
    """How many tasks are in each state, or met each fault; what is no state at all is not shown."""
    latest = [track.history[-1] for track in watch.tracks if track.history]
    return dict(Counter(entry.get("code") or entry.get("state") or "no state" for entry in latest))
