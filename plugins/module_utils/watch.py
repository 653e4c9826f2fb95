# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Follows many expectations over time until each is decided. Free of I/O: it is told what was observed, and when.

Times are seconds since the watch began. A check has a beginning (the first question is sent) and an end (the last answer is
there); a task counts as stable only from the end of one check to the beginning of another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from .contract import Contract
from .errors import Fault
from .redaction import redact_members
from .states import TERMINAL_STATES
from .timing import moment
from .verdict import FAILED, PASSED, UNKNOWN, Expectation, Observation, Reason, judge_observation, verdict_of

#: Who asks will not be let in, and the service will not appear, by asking again.
_HOPELESS = frozenset(("denied", "unknown_service"))
_LONGEST_HISTORY = 100
_LONGEST_STATE = 64


@dataclass(frozen=True)
class Patience:
    """How long to wait for what is not yet as expected. Without ``wait`` each task is checked once."""

    wait: bool = False
    wait_timeout: float = 300
    wait_sleep: float = 5
    wait_for_missing: bool = False
    stable_for: float = 0
    terminal_states: tuple[str, ...] = TERMINAL_STATES
    fail_fast: bool = False

    def timeout_reason(self) -> Reason:
        """Stands beside the reasons of the last observation when the deadline passed."""
        return Reason("timeout", self.wait_timeout, None, f"still so after {self.wait_timeout:g} s")

    def unstable_reason(self) -> Reason:
        """It was as expected when last seen."""
        message = f"it was as expected, but not for {self.stable_for:g} s without a break"
        return Reason("unstable", self.stable_for, None, message)


@dataclass(frozen=True)
class Check:
    """One round of questions. The last one begins at the deadline: what it does not show as expected never will be."""

    begin: float
    end: float
    last: bool


@dataclass
class Track:
    """One expectation, what was observed of it, and what became of it."""

    task_id: str
    service: str
    expectation: Expectation
    observation: Observation | None = None
    reasons: list[Reason] = field(default_factory=list)
    #: None while undecided.
    verdict: str | None = None
    decided_at: float = 0
    checks: int = 0
    #: Each change of state, or of the fault in its place, with the time at which it was first seen.
    history: list[dict[str, Any]] = field(default_factory=list)
    _as_expected_since: float | None = None
    _updated_at: Any = None
    _newest: datetime | None = None
    _checked_in: Check | None = None

    def observe(self, observation: Observation, check: Check, patience: Patience, contract: Contract) -> None:
        """Takes one more observation into account, also of a task that had passed: it may be undecided again."""
        self.checks += 1
        self.observation = observation
        self._checked_in = check
        self._remember(observation, check, contract)
        self.reasons = judge_observation(observation, self.task_id, self.service, self.expectation, contract)
        self.reasons += self._outdated(observation)
        self.reasons += self._terminal(patience)
        stable = self._is_stable(check, patience)
        if not self.reasons and stable:
            self._decide(PASSED, check.end)
        elif not patience.wait or self._is_hopeless(patience):
            self._decide(verdict_of(self.reasons), check.end)
        elif check.last:
            self.reasons += [] if self.reasons else [patience.unstable_reason()]
            self.reasons.append(patience.timeout_reason())
            self._decide(verdict_of(self.reasons), check.end)
        else:
            self.verdict = None

    def give_up(self, now: float, patience: Patience) -> None:
        """Decides what is undecided, though time is left: another task failed, and that is enough."""
        if self.verdict is None:
            self.reasons = self.reasons or [patience.unstable_reason()]
            self._decide(verdict_of(self.reasons), now)

    def was_checked_in(self, check: Check) -> bool:
        """Whether the latest observation is of this check."""
        return self._checked_in == check

    def stable_at(self, patience: Patience) -> float | None:
        """When the task will have been as expected for long enough, if nothing changes; None when it is not as expected."""
        return None if self._as_expected_since is None else self._as_expected_since + patience.stable_for

    def _decide(self, verdict: str, now: float) -> None:
        self.verdict = verdict
        self.decided_at = now

    def _remember(self, observation: Observation, check: Check, contract: Contract) -> None:
        seen = {"code": observation.code} if isinstance(observation, Fault) else {"state": _shown_state(observation, contract)}
        latest = self.history[-1] if self.history else {}
        if {name: value for name, value in latest.items() if name != "at"} != seen:
            self.history.append({"at": round(check.end, 3), **seen})
            del self.history[:-_LONGEST_HISTORY]

    def _outdated(self, observation: Observation) -> list[Reason]:
        """The reason beside an answer from before what was seen already, as a cache or a replica that lags behind gives it."""
        if isinstance(observation, Fault) or verdict_of(self.reasons) == UNKNOWN:
            return []
        text = observation["updated_at"]
        updated_at = cast(datetime, moment(text))  # the contract demands one
        self._newest = max(updated_at, self._newest or updated_at)
        if updated_at == self._newest:
            return []
        message = "the answer is older than one that was seen before: its updated_at went back"
        return [Reason("bad_answer", None, text, message)]

    def _terminal(self, patience: Patience) -> list[Reason]:
        """The reason beside a state that will not become the expected one, if the answer can be trusted at all."""
        codes = {reason.code for reason in self.reasons}
        if "state" not in codes or verdict_of(self.reasons) == UNKNOWN or not isinstance(self.observation, Mapping):
            return []
        state = self.observation["state"]
        if state not in patience.terminal_states:
            return []
        return [Reason("terminal", None, state, f"a task that is {state} does not change by waiting")]

    def _is_stable(self, check: Check, patience: Patience) -> bool:
        """Whether it was as expected long enough. Any break, and any move of updated_at, starts the time anew."""
        if self.reasons or not isinstance(self.observation, Mapping):
            self._as_expected_since = None
            return False
        updated_at = self.observation["updated_at"]
        if self._as_expected_since is None or updated_at != self._updated_at:
            self._as_expected_since = check.end
            self._updated_at = updated_at
        return patience.stable_for == 0 or check.begin >= self._as_expected_since + patience.stable_for

    def _is_hopeless(self, patience: Patience) -> bool:
        codes = {reason.code for reason in self.reasons}
        return bool(codes & _HOPELESS or "terminal" in codes or ("missing" in codes and not patience.wait_for_missing))


def _shown_state(task: Mapping[str, Any], contract: Contract) -> Any:
    """The state, if it is one at all: an answer may hold anything in its place, secrets included."""
    state = task.get("state")
    if not isinstance(state, str) or len(state) > _LONGEST_STATE:
        return None
    # It may repeat what another member of the task keeps secret.
    return contract.clean(redact_members(task, ("state",)))["state"]


class Watch:
    """Many expectations under one deadline. Call ``due``, ask, call ``observe``, sleep for ``pause``, until ``settled``."""

    def __init__(
        self, tracks: Sequence[Track], patience: Patience, contract: Contract, longest_check: float = float("inf")
    ) -> None:
        """A check of more than ``longest_check`` seconds does not show everything as it is at one time: it is made once more.

        It is so even if the time that is left may be too short for it: what was seen first may be otherwise since.
        """
        self.tracks = tracks
        self.settled = False
        self._patience = patience
        self._contract = contract
        self._longest_check = longest_check
        self._was_complete = False

    @property
    def all_passed(self) -> bool:
        """Whether every task passed, as far as was seen."""
        return all(track.verdict == PASSED for track in self.tracks)

    def check_is_last(self, now: float) -> bool:
        """Whether a check that begins now is the last one."""
        return not self._patience.wait or now >= self._patience.wait_timeout

    def due(self, last: bool) -> list[Track]:
        """The tracks to ask about in the next check: what is undecided, or everything before all may pass.

        What must be stable is watched to the end.
        """
        undecided = [track for track in self.tracks if track.verdict is None]
        may_pass = [track for track in self.tracks if track.verdict in (None, PASSED)]
        could_all_pass = len(may_pass) == len(self.tracks)
        return may_pass if self._patience.stable_for or (could_all_pass and (last or not undecided)) else undecided

    def observe(self, observations: Mapping[Any, Observation], check: Check) -> None:
        """Takes a check into account; keys are service and task id."""
        for track in self.due(check.last):
            track.observe(observations[(track.service, track.task_id)], check, self._patience, self._contract)
        if self._patience.fail_fast and any(track.verdict in (FAILED, UNKNOWN) for track in self.tracks):
            for track in self.tracks:
                track.give_up(check.end, self._patience)
        # An all-passed result must rest on one check of everything.
        complete = self.all_passed and all(track.was_checked_in(check) for track in self.tracks)
        confirmed = complete and (self._was_complete or not self._should_be_made_again(check))
        self._was_complete = complete
        self.settled = confirmed or (not self.all_passed and all(track.verdict is not None for track in self.tracks))

    def pause(self, now: float) -> float:
        """Seconds until the next check should begin."""
        if not any(track.verdict is None for track in self.tracks):
            return 0.0
        moments = [track.stable_at(self._patience) for track in self.tracks if track.verdict is None]
        soonest = min((m for m in moments if m is not None), default=now + self._patience.wait_sleep)
        until = min(now + self._patience.wait_sleep, soonest, self._patience.wait_timeout)
        return max(0.0, until - now)

    def _should_be_made_again(self, check: Check) -> bool:
        """Whether the check took long, and was not the last one."""
        return check.end - check.begin > self._longest_check and not check.last
