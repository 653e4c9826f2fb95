# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waiting, without any real time: what passes, what is decided early, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import errors
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import Observation, Reason, make_expectation
from ansible_collections.campusgo.edge.plugins.module_utils.watch import Check, Patience, Track, Watch
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status
from hypothesis import given, settings
from hypothesis import strategies as st

CONTRACT = Contract()
SERVICE = "c-queue-status-analysis-edge"
SAMPLE = queue_status()
POOL = SAMPLE["edge_pool_id"]
IDS = [f"{number:032x}" for number in range(3)]
EXPECTATION = make_expectation(edge_pool_id=POOL)
DURATION = 0.25
LATER = "2026-01-01T00:00:00Z"


def seen(state: str = "RUNNING", task_id: str = IDS[0], **members: Any) -> dict[str, Any]:
    return {**SAMPLE, "id": task_id, "state": state, **members}


def unreachable() -> errors.Fault:
    return errors.Unreachable("no connection")


@dataclass(frozen=True)
class Followed:
    """A watch that has settled, and what was seen of each task in which check."""

    watch: Watch
    log: list[tuple[Check, Mapping[tuple[str, str], Observation]]]

    @property
    def tracks(self) -> Sequence[Track]:
        return self.watch.tracks

    @property
    def checks(self) -> list[Check]:
        return [check for check, _observations in self.log]

    def codes(self, place: int = 0) -> list[str]:
        return [reason.code for reason in self.tracks[place].reasons]


def follow(
    patience: Patience,
    observe: Callable[[str, int], Observation],
    tasks: int = 1,
    duration: Callable[[], float] = lambda: DURATION,
    longest_check: float = float("inf"),
) -> Followed:
    """Follow some tasks until all is decided. ``observe`` tells what the check of a number shows of a task."""
    watch = Watch([Track(task_id, SERVICE, EXPECTATION) for task_id in IDS[:tasks]], patience, CONTRACT, longest_check)
    log: list[tuple[Check, Mapping[tuple[str, str], Observation]]] = []
    now = 0.0
    while not watch.settled:
        assert len(log) < 10_000, "it never ends"
        last = watch.check_is_last(now)
        observations = {(t.service, t.task_id): observe(t.task_id, len(log)) for t in watch.due(last)}
        check = Check(now, now + duration(), last)
        watch.observe(observations, check)
        log.append((check, observations))
        pause = watch.pause(check.end)
        assert 0 <= pause <= patience.wait_sleep + 1e-9
        now = check.end + pause
    return Followed(watch, log)


def script(*observations: Observation) -> Callable[[str, int], Observation]:
    """The observations one after another, the last of them for ever, each for whichever task is asked about."""
    stream = chain(observations, repeat(observations[-1]))

    def observe(task_id: str, _check: int) -> Observation:
        observation = next(stream)
        return observation if isinstance(observation, errors.Fault) else {**observation, "id": task_id}

    return observe


WAIT = Patience(wait=True, wait_timeout=10, wait_sleep=1)


def test_without_waiting_each_task_is_checked_once() -> None:
    followed = follow(Patience(), script(seen("STARTING")))
    assert (followed.tracks[0].verdict, followed.codes(), len(followed.log)) == ("failed", ["state"], 1)


def test_what_is_as_expected_at_once_is_not_asked_again() -> None:
    followed = follow(WAIT, script(seen()), tasks=3)
    assert [track.verdict for track in followed.tracks] == ["passed"] * 3
    assert len(followed.log) == 1


def test_it_waits_until_the_state_is_reached() -> None:
    followed = follow(WAIT, script(seen("PENDING"), seen("STARTING"), unreachable(), seen()))
    assert followed.tracks[0].verdict == "passed"
    assert followed.tracks[0].history == [
        {"at": 0.25, "state": "PENDING"},
        {"at": 1.5, "state": "STARTING"},
        {"at": 2.75, "code": "unreachable"},
        {"at": 4.0, "state": "RUNNING"},
    ]


def test_the_last_check_begins_at_the_deadline() -> None:
    followed = follow(WAIT, script(seen("STARTING")))
    assert (followed.tracks[0].verdict, followed.codes()) == ("failed", ["state", "timeout"])
    assert followed.checks[-1].begin == pytest.approx(WAIT.wait_timeout)
    assert [check.last for check in followed.checks] == [False] * (len(followed.checks) - 1) + [True]


def test_a_task_that_cannot_be_asked_until_the_end_is_unknown() -> None:
    followed = follow(WAIT, script(seen(), seen("STARTING"), unreachable()), tasks=2)
    assert (followed.tracks[1].verdict, followed.codes(1)) == ("unknown", ["unreachable", "timeout"])


@pytest.mark.parametrize("state", ["CREATE_FAILED", "START_FAILED", "FAILED", "SUCCEEDED", "DELETING"])
def test_a_terminal_state_is_decided_at_once(state: str) -> None:
    followed = follow(WAIT, script(seen(state)))
    assert (followed.tracks[0].verdict, followed.codes(), len(followed.log)) == ("failed", ["state", "terminal"], 1)


@pytest.mark.parametrize("state", ["ABNORMAL", "STOPPED", "PENDING", "A_NEW_STATE"])
def test_other_states_are_waited_for(state: str) -> None:
    assert follow(WAIT, script(seen(state), seen())).tracks[0].verdict == "passed"


def test_a_terminal_state_in_an_answer_that_breaks_the_contract_decides_nothing() -> None:
    broken = {**seen("FAILED"), "input": {}}
    followed = follow(WAIT, script(broken, seen()))
    assert followed.tracks[0].verdict == "passed"


def test_an_expected_state_is_never_terminal() -> None:
    watch = Watch([Track(IDS[0], SERVICE, make_expectation(state=["SUCCEEDED"]))], WAIT, CONTRACT)
    watch.observe({(SERVICE, IDS[0]): seen("SUCCEEDED")}, Check(0, 1, False))
    assert watch.settled
    assert watch.tracks[0].verdict == "passed"


def test_terminal_states_can_be_chosen() -> None:
    patience = Patience(wait=True, wait_timeout=10, wait_sleep=1, terminal_states=("STOPPED",))
    assert follow(patience, script(seen("FAILED"), seen())).tracks[0].verdict == "passed"
    assert follow(patience, script(seen("STOPPED"), seen())).codes() == ["state", "terminal"]


def test_a_missing_task_is_waited_for_only_when_asked_to() -> None:
    missing = errors.Missing("no such task")
    decided = follow(WAIT, script(missing, seen()))
    assert (decided.tracks[0].verdict, decided.codes(), len(decided.log)) == ("failed", ["missing"], 1)
    patient = Patience(wait=True, wait_timeout=10, wait_sleep=1, wait_for_missing=True)
    assert follow(patient, script(missing, seen("STARTING"), seen())).tracks[0].verdict == "passed"
    assert follow(patient, script(missing)).codes() == ["missing", "timeout"]


@pytest.mark.parametrize("fault", [errors.Denied("no"), errors.UnknownService("no")])
def test_what_asking_again_does_not_mend_is_decided_at_once(fault: errors.Fault) -> None:
    followed = follow(WAIT, script(fault, seen()))
    assert (followed.tracks[0].verdict, followed.codes(), len(followed.log)) == ("unknown", [fault.code], 1)


def test_what_is_decided_is_asked_once_more_before_all_passes() -> None:
    def observe(task_id: str, check: int) -> Observation:
        return seen(task_id=task_id) if task_id == IDS[0] or check >= 2 else seen("STARTING", task_id)

    followed = follow(WAIT, observe, tasks=2)
    assert [sorted(key[1] for key in observations) for _check, observations in followed.log] == [
        IDS[:2],
        IDS[1:2],
        IDS[1:2],
        IDS[:2],
    ]


def test_what_no_longer_passes_is_waited_for_again() -> None:
    def observe(task_id: str, check: int) -> Observation:
        first_breaks_down = task_id == IDS[0] and check in (2, 3)
        second_starts = task_id == IDS[1] and check < 1
        return seen("ABNORMAL" if first_breaks_down else "STARTING" if second_starts else "RUNNING", task_id)

    followed = follow(WAIT, observe, tasks=2)
    assert [track.verdict for track in followed.tracks] == ["passed", "passed"]
    assert [entry["state"] for entry in followed.tracks[0].history] == ["RUNNING", "ABNORMAL", "RUNNING"]


def test_the_last_check_reads_also_what_had_passed() -> None:
    def observe(task_id: str, check: int) -> Observation:
        first = task_id == IDS[0]
        return seen("RUNNING" if (check == 0 if first else check >= 8) else "STARTING", task_id)

    followed = follow(WAIT, observe, tasks=2)
    assert [check.last for check in followed.checks].count(True) == 1
    assert followed.tracks[0].verdict == "failed"
    assert followed.codes(0) == ["state", "timeout"]


STABLE = Patience(wait=True, wait_timeout=20, wait_sleep=2, stable_for=5)


def test_stable_means_as_expected_from_the_end_of_one_check_to_the_beginning_of_another() -> None:
    followed = follow(STABLE, script(seen()))
    assert followed.tracks[0].verdict == "passed"
    assert followed.checks[-1].begin - followed.checks[0].end == pytest.approx(5)


@pytest.mark.parametrize(
    "interruption",
    [seen("ABNORMAL"), unreachable(), seen(updated_at="2020-01-01T00:00:00Z")],
    ids=["state", "fault", "older"],
)
def test_the_stable_time_starts_anew(interruption: Observation) -> None:
    followed = follow(STABLE, script(seen(), seen(), interruption, seen()))
    assert followed.tracks[0].verdict == "passed"
    assert followed.checks[-1].begin - followed.checks[3].end >= 5


def test_the_stable_time_starts_anew_when_the_task_was_updated() -> None:
    followed = follow(STABLE, script(seen(), seen(), seen(updated_at=LATER)))
    assert followed.tracks[0].verdict == "passed"
    assert followed.checks[-1].begin - followed.checks[2].end >= 5


def test_what_was_seen_at_a_later_time_outweighs_an_older_answer() -> None:
    followed = follow(WAIT, script(seen("ABNORMAL", updated_at=LATER), seen()))
    (track,) = followed.tracks
    assert (track.verdict, followed.codes()) == ("unknown", ["bad_answer", "timeout"])
    assert track.reasons[0].found == SAMPLE["updated_at"]
    assert track.reasons[0].message == "the answer is older than one that was seen before: its updated_at went back"


def test_an_answer_that_cannot_be_trusted_does_not_tell_what_is_old() -> None:
    stray = {**seen(updated_at=LATER), "service_name": "c-face-edge"}
    assert follow(WAIT, script(stray, {**seen(updated_at=LATER), "input": None}, seen())).tracks[0].verdict == "passed"


def test_one_time_may_be_told_in_two_ways() -> None:
    ways = [seen(updated_at=text) for text in ("2026-01-01T08:00:00+08:00", "2025-12-31T23:30:00.000-00:30")]
    assert follow(WAIT, script(seen("STARTING", updated_at=LATER), *ways), 1).tracks[0].verdict == "passed"
    assert follow(STABLE, script(*ways)).tracks[0].verdict == "passed"


def test_never_long_enough_is_unstable() -> None:
    def observe(_task_id: str, check: int) -> Observation:
        return seen(updated_at=f"2026-01-01T00:00:{check % 60:02}Z")

    followed = follow(STABLE, observe)
    assert (followed.tracks[0].verdict, followed.codes()) == ("failed", ["unstable", "timeout"])


def test_what_is_stable_is_watched_until_all_is_decided() -> None:
    def observe(task_id: str, check: int) -> Observation:
        first_breaks_down = task_id == IDS[0] and check in (4, 5)
        second_starts = task_id == IDS[1] and check < 5
        return seen("ABNORMAL" if first_breaks_down else "PENDING" if second_starts else "RUNNING", task_id)

    followed = follow(STABLE, observe, tasks=2)
    assert [track.verdict for track in followed.tracks] == ["passed", "passed"]
    assert all(len(observations) == 2 for _check, observations in followed.log)
    assert [entry["state"] for entry in followed.tracks[0].history] == ["RUNNING", "ABNORMAL", "RUNNING"]
    assert followed.checks[-1].begin >= followed.checks[6].end + 5


def test_what_is_stable_is_watched_while_another_has_failed() -> None:
    def observe(task_id: str, check: int) -> Observation:
        states = {IDS[0]: "FAILED", IDS[1]: "RUNNING" if check < 5 else "ABNORMAL", IDS[2]: "PENDING"}
        return seen(states[task_id], task_id)

    followed = follow(STABLE, observe, tasks=3)
    assert [followed.codes(place) for place in range(3)] == [["state", "terminal"], ["state", "timeout"], ["state", "timeout"]]


def test_fail_fast_ends_the_waiting_of_all() -> None:
    patience = Patience(wait=True, wait_timeout=20, wait_sleep=2, stable_for=5, fail_fast=True)
    states = {IDS[0]: "FAILED", IDS[1]: "STARTING", IDS[2]: "RUNNING"}
    followed = follow(patience, lambda task_id, _check: seen(states[task_id], task_id), tasks=3)
    assert len(followed.log) == 1
    assert [followed.codes(place) for place in range(3)] == [["state", "terminal"], ["state"], ["unstable"]]


def test_without_fail_fast_the_others_are_waited_for() -> None:
    def observe(task_id: str, check: int) -> Observation:
        return seen("FAILED" if task_id == IDS[0] else "RUNNING" if check else "STARTING", task_id)

    followed = follow(WAIT, observe, tasks=2)
    assert [track.verdict for track in followed.tracks] == ["failed", "passed"]


def test_history_holds_no_credential() -> None:
    contract = Contract()
    contract.hide(["sesame-token"])
    track = Track(IDS[0], SERVICE, EXPECTATION)
    track.observe(seen("is sesame-token"), Check(0, 1, False), Patience(wait=True), contract)
    assert track.history == [{"at": 1, "state": "is ***"}]


def test_history_repeats_no_secret_of_the_task() -> None:
    track = Track(IDS[0], SERVICE, EXPECTATION)
    task = {**seen("login with CameraSecretPw77"), "input": {"vcn": {"password": "CameraSecretPw77"}}}
    track.observe(task, Check(0, 1, False), Patience(wait=True), Contract())
    assert track.history == [{"at": 1, "state": "login with ***"}]


def test_history_is_bounded() -> None:
    patience = Patience(wait=True, wait_timeout=1000, wait_sleep=1)
    followed = follow(patience, lambda _id, check: seen("STARTING" if check % 2 else "PENDING"))
    assert len(followed.tracks[0].history) == 100


OBSERVATIONS = st.sampled_from(
    [
        seen(),
        seen(),
        seen(updated_at=LATER),
        seen("STARTING"),
        seen("STARTING", updated_at=LATER),
        seen("ABNORMAL"),
        seen("FAILED"),
        seen("RUNNING "),
        seen(edge_pool_id="0" * 32),
        {**seen(), "id": "f" * 32},
        {**seen(), "service_name": "c-face-edge"},
        {**seen(), "input": None},
        {name: value for name, value in seen().items() if name != "state"},
        unreachable(),
        errors.Missing("no such task"),
        errors.Denied("no"),
        errors.BadAnswer("?"),
    ]
)
PATIENCE = st.builds(
    Patience,
    wait=st.booleans(),
    wait_timeout=st.sampled_from([1.0, 7.0, 20.0]),
    wait_sleep=st.sampled_from([0.5, 2.0, 30.0]),
    wait_for_missing=st.booleans(),
    stable_for=st.sampled_from([0.0, 0.9, 3.0]),
    fail_fast=st.booleans(),
)


@settings(max_examples=400)
@given(st.data(), PATIENCE, st.integers(1, 3), st.sampled_from([0.0, 0.5, float("inf")]))
def test_only_what_was_seen_as_expected_for_long_enough_passes(
    data: st.DataObject, patience: Patience, tasks: int, longest_check: float
) -> None:
    def observe(task_id: str, _check: int) -> Observation:
        observation = data.draw(OBSERVATIONS)
        mine = not isinstance(observation, errors.Fault) and observation["id"] == IDS[0]
        return {**observation, "id": task_id} if mine else observation

    followed = follow(patience, observe, tasks, lambda: data.draw(st.sampled_from([0.0, 0.1, 1.5])), longest_check)
    for track in followed.tracks:
        assert (track.verdict == "passed") == (not track.reasons)
        if track.verdict == "passed":
            _assert_earned(track, followed, patience)
    if followed.watch.all_passed:
        assert all((track.service, track.task_id) in followed.log[-1][1] for track in followed.tracks)


def _assert_earned(track: Track, followed: Followed, patience: Patience) -> None:
    key = (track.service, track.task_id)
    sightings = [(check, observations[key]) for check, observations in followed.log if key in observations]
    last_check, last = sightings[-1]
    assert _is_as_expected(last, track.task_id)
    before = [
        o
        for _check, o in sightings
        if not isinstance(o, errors.Fault) and _is_as_expected({**o, "state": "RUNNING"}, track.task_id)
    ]
    assert last["updated_at"] == max(observation["updated_at"] for observation in before)
    if not (patience.wait and patience.stable_for):
        return
    since = last_check
    for check, observations in reversed(followed.log):
        observation = observations.get(key)  # asked in every check of that time
        if observation is None or not _is_as_expected(observation, track.task_id):
            break
        if observation["updated_at"] != last["updated_at"]:
            break
        since = check
    assert last_check == followed.checks[-1]
    assert last_check.begin >= since.end + patience.stable_for


def _is_as_expected(observation: Observation, task_id: str) -> bool:
    return (
        not isinstance(observation, errors.Fault)
        and {**SAMPLE, "id": task_id, "updated_at": observation["updated_at"], "state": "RUNNING"} == observation
    )


@given(
    wait_timeout=st.sampled_from([1.0, 7.0, 20.0]),
    wait_sleep=st.sampled_from([0.5, 2.0, 30.0]),
    longest_check=st.sampled_from([0.0, 0.5, 2.0]),
    duration=st.floats(0, 25),
    fail_fast=st.booleans(),
)
def test_waiting_gives_what_a_single_check_gives(
    wait_timeout: float, wait_sleep: float, longest_check: float, duration: float, fail_fast: bool
) -> None:
    """What is as expected in a check of everything passes, if there is time to make a check that takes long once more."""
    patience = Patience(wait=True, wait_timeout=wait_timeout, wait_sleep=wait_sleep, fail_fast=fail_fast)
    watch = Watch([Track(task_id, SERVICE, EXPECTATION) for task_id in IDS], patience, CONTRACT, longest_check)
    now = 0.0
    while not watch.settled:
        last = watch.check_is_last(now)
        end = min(now + duration, wait_timeout)
        is_cut = now + duration > wait_timeout
        observations = {(SERVICE, task_id): unreachable() if is_cut else seen(task_id=task_id) for task_id in IDS}
        watch.observe(observations, Check(now, end, last))
        now = end + watch.pause(end)
    assert watch.all_passed is (duration * (1 if duration <= longest_check else 2) <= wait_timeout)


def test_what_was_seen_in_a_check_that_took_long_is_seen_once_more() -> None:
    followed = follow(WAIT, script(seen()), 2, lambda: 3, longest_check=1)
    assert [check.begin for check in followed.checks] == [0, 3]
    assert followed.watch.all_passed


def test_it_is_seen_once_more_even_if_time_may_be_too_short_for_that() -> None:
    followed = follow(WAIT, script(seen(), seen("ABNORMAL")), 1, lambda: 6, longest_check=1)
    assert [check.begin for check in followed.checks] == [0, 6, 12]
    assert followed.codes() == ["state", "timeout"]


def test_what_breaks_down_in_a_check_that_took_long_does_not_pass() -> None:
    followed = follow(WAIT, script(seen(), seen("ABNORMAL"), seen(), seen()), 1, lambda: 2, longest_check=1)
    assert [check.begin for check in followed.checks] == [0, 2, 5, 7]


def test_an_answer_may_name_the_service() -> None:
    assert follow(Patience(), script(seen(service_name=SERVICE))).tracks[0].verdict == "passed"


def test_nothing_is_settled_before_the_first_check() -> None:
    assert Watch([Track(IDS[0], SERVICE, EXPECTATION)], WAIT, CONTRACT).settled is False


def test_checks_are_counted_and_the_decision_has_its_time() -> None:
    passes = follow(WAIT, script(seen("STARTING"), seen())).tracks[0]
    fails = follow(WAIT, script(seen("STARTING"), seen("STARTING"), seen("FAILED"))).tracks[0]
    late = follow(WAIT, script(seen("STARTING"))).tracks[0]
    assert [(track.checks, track.decided_at) for track in (passes, fails, late)] == [(2, 1.5), (3, 2.75), (9, 10.25)]


def test_the_reasons_of_time_name_the_time() -> None:
    followed = follow(STABLE, lambda _id, check: seen(updated_at=f"2026-01-01T00:00:{check % 60:02}Z"))
    assert followed.tracks[0].reasons == [
        Reason("unstable", 5, None, "it was as expected, but not for 5 s without a break"),
        Reason("timeout", 20, None, "still so after 20 s"),
    ]


def test_a_terminal_state_is_named() -> None:
    reason = follow(WAIT, script(seen("FAILED"))).tracks[0].reasons[-1]
    assert reason == Reason("terminal", None, "FAILED", "a task that is FAILED does not change by waiting")


def test_history_has_times_in_milliseconds_and_states_that_may_be_some() -> None:
    states = ["A" * 64, "A" * 65, ["sesame"], "RUNNING"]
    track = Track(IDS[0], SERVICE, EXPECTATION)
    for number, state in enumerate(states):
        track.observe(seen(state), Check(number, number + 1 / 3, False), WAIT, CONTRACT)
    assert track.history == [{"at": 0.333, "state": "A" * 64}, {"at": 1.333, "state": None}, {"at": 3.333, "state": "RUNNING"}]


def test_it_pauses_until_the_next_check_can_matter() -> None:
    def pause(patience: Patience, state: str, now: float) -> float:
        watch = Watch([Track(IDS[0], SERVICE, EXPECTATION)], patience, CONTRACT)
        watch.observe({(SERVICE, IDS[0]): seen(state)}, Check(0, 1, False))
        return watch.pause(now)

    assert pause(Patience(wait=True, wait_timeout=20, wait_sleep=30, stable_for=5), "RUNNING", 1) == 5
    assert pause(Patience(wait=True, wait_timeout=20, wait_sleep=2, stable_for=5), "RUNNING", 1) == 2
    assert pause(Patience(wait=True, wait_timeout=20, wait_sleep=30), "STARTING", 1) == 19
    assert pause(Patience(wait=True, wait_timeout=20, wait_sleep=30), "STARTING", 21) == 0


def test_fail_fast_waits_while_nothing_failed() -> None:
    patience = Patience(wait=True, wait_timeout=20, wait_sleep=2, fail_fast=True)
    followed = follow(patience, lambda task_id, check: seen("RUNNING" if task_id == IDS[0] or check else "STARTING", task_id), 2)
    assert [track.verdict for track in followed.tracks] == ["passed", "passed"]


def test_what_is_given_up_has_its_time() -> None:
    patience = Patience(wait=True, wait_timeout=20, wait_sleep=2, fail_fast=True)
    followed = follow(patience, lambda task_id, _check: seen("FAILED" if task_id == IDS[0] else "STARTING", task_id), 2)
    assert [track.decided_at for track in followed.tracks] == [DURATION, DURATION]


@pytest.mark.parametrize(("duration", "longest", "checks"), [(1, 1, [0]), (5, 1, [0, 5]), (12, 1, [0, 12])])
def test_a_check_is_made_again_only_when_it_was_long(duration: float, longest: float, checks: list[float]) -> None:
    followed = follow(WAIT, script(seen()), 1, lambda: duration, longest_check=longest)
    assert [check.begin for check in followed.checks] == checks


def test_a_check_that_begins_late_is_not_long_for_that() -> None:
    followed = follow(WAIT, script(seen("STARTING"), seen()), 1, lambda: 1, longest_check=1)
    assert [check.begin for check in followed.checks] == [0, 2]
