# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate: asks about everything that is expected, waits as long as it may, and gives one verdict for each expectation."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from .access import access_warnings, prepare, without_secrets
from .api import Client, Task, TaskKey
from .bulk import show_tasks
from .contract import Contract
from .credentials import Source
from .errors import Fault, InvalidArgument, gather
from .options import ASSERT_OPTIONS, with_defaults
from .redaction import redact_members, redact_task
from .schema import EDGE_POOL_ID, is_mask_of, matches
from .scrubbing import scrub
from .selection import check_service_name, check_task_ids
from .services import is_edge_service
from .timing import LONGEST_TIME, Allowance
from .verdict import (
    FAILED,
    PASSED,
    UNKNOWN,
    Reason,
    judge_observation,
    make_expectation,
    shown_expectation,
    unknown_states,
    verdict_of,
)
from .watch import Check, Patience, Track, Watch

#: Verdicts that did not pass carry the whole task and its whole history, up to this many; then they are as lean as the others.
_MOST_WHOLE_VERDICTS = 100
_LEAN_MEMBERS = ("state", "edge_pool_id", "service_version", "status", "error", "updated_at")
_LEAN_HISTORY = 20

Clock = Callable[[], float]


@dataclass(frozen=True)
class Plan:
    """What is expected, and how patiently."""

    tracks: list[Track]
    patience: Patience
    contract: Contract
    #: What rows of a list must satisfy, of strangers too: without the user's own schema.
    list_contract: Contract
    exclusive: bool

    @cached_property
    def pools(self) -> set[str]:
        """The edge pools in which tasks are expected."""
        return {t.expectation.edge_pool_id for t in self.tracks if t.expectation.edge_pool_id is not None}

    @cached_property
    def edge_services(self) -> set[str]:
        """The services whose tasks run in edge pools, as their name or an expectation says."""
        return {t.service for t in self.tracks if is_edge_service(t.service) or t.expectation.edge_pool_id is not None}

    @cached_property
    def expected(self) -> dict[TaskKey, list[Track]]:
        """The expectations of each task."""
        expected: dict[TaskKey, list[Track]] = {}
        for track in self.tracks:
            expected.setdefault(TaskKey(track.service, track.task_id), []).append(track)
        return expected


@dataclass(frozen=True)
class Intruder:
    """A task in an expected pool that nobody expected; or, without a task, a service that could not be looked through."""

    service: str
    task: Task | None
    reasons: list[Reason]


@dataclass(frozen=True)
class GateResult:
    """Verdicts in the order of the expectations, after them those on tasks that nobody expected."""

    verdicts: list[dict[str, Any]]
    summary: dict[str, Any]
    warnings: list[str]
    #: Values that must not appear in anything that is said about it.
    secrets: Sequence[str] = field(default=(), repr=False)


def judge(
    parameters: Mapping[str, Any],
    given: Sequence[Source],
    environment: Mapping[str, str],
    report: Callable[[Watch, float], None],
) -> GateResult:
    """Judges everything that is expected. ``report`` is called after each check with the watch and the time since the start.

    Raises InvalidArgument, with every problem, when it cannot be asked. Faults do not raise: they make the verdict unknown.
    """
    parameters = with_defaults(parameters, ASSERT_OPTIONS)
    plan, client = prepare(lambda: make_plan(parameters), parameters, given, environment)
    for contract in (plan.contract, plan.list_contract):
        contract.hide(client.secrets)
    started = time.monotonic()
    with without_secrets(client):
        intruders = _follow(plan, client, lambda: time.monotonic() - started, report)
    result = _result(plan, intruders, client.requests, lambda: time.monotonic() - started)
    result.warnings.extend(access_warnings(client))
    verdicts, summary, warnings = (scrub(part, client.secrets) for part in (result.verdicts, result.summary, result.warnings))
    return GateResult(verdicts, summary, warnings, client.secrets)


def make_plan(parameters: Mapping[str, Any]) -> Plan:
    """The plan that checked parameters describe. Raises InvalidArgument with everything that is wrong."""
    expect = parameters["expect"]
    try:
        tracks, patience, contract, _exclusive = gather(
            lambda: _make_tracks(expect, parameters["service_name"]),
            lambda: _make_patience(parameters),
            lambda: Contract(parameters["extra_schema"]),
            lambda: _check_exclusive(parameters["exclusive"], expect),
        )
    except ValueError as error:  # Python does not write an integer of thousands of digits
        raise InvalidArgument("a number in the arguments is too large") from error
    return Plan(tracks, patience, contract, Contract(), parameters["exclusive"])


def _make_tracks(expect: Sequence[Mapping[str, Any]], default_service: str) -> list[Track]:
    if not expect:
        raise InvalidArgument("expect is empty: a gate that expects nothing would let everything pass")
    return gather(*(partial(_make_track, place, entry, default_service) for place, entry in enumerate(expect)))


def _make_track(place: int, entry: Mapping[str, Any], default_service: str) -> Track:
    service = default_service if entry.get("service_name") is None else entry["service_name"]
    judged = {name: entry[name] for name in ("state", "edge_pool_id", "service_version", "fields") if entry.get(name) is not None}
    try:
        _service, _id, expectation = gather(
            lambda: check_service_name(service), lambda: check_task_ids([entry["task_id"]]), lambda: make_expectation(**judged)
        )
    except InvalidArgument as error:
        raise InvalidArgument(*(f"expect[{place}]: {problem}" for problem in error.problems)) from None
    return Track(entry["task_id"], service, expectation)


def _make_patience(parameters: Mapping[str, Any]) -> Patience:
    problems = [f"terminal_states: {problem}" for problem in unknown_states(parameters["terminal_states"])]
    for name, least in (("wait_timeout", "above 0"), ("wait_sleep", "above 0"), ("stable_for", "0 or more")):
        value = parameters[name]
        if not 0 <= value <= LONGEST_TIME or (value == 0 and least == "above 0"):
            problems.append(f"{name} must be a number of seconds, {least}, a week at the most, not {value}")
    if not parameters["wait"]:
        problems += [f"{name} needs wait: true" for name in ("stable_for", "wait_for_missing", "fail_fast") if parameters[name]]
    elif parameters["stable_for"] >= parameters["wait_timeout"]:
        problems.append("stable_for must be shorter than wait_timeout, else nothing could ever pass")
    if problems:
        raise InvalidArgument(*problems)
    values = {name: parameters[name] for name in Patience.__dataclass_fields__}
    return Patience(**{**values, "terminal_states": tuple(values["terminal_states"])})


def _check_exclusive(exclusive: bool, expect: Sequence[Mapping[str, Any]]) -> None:
    if exclusive and not any(entry.get("edge_pool_id") for entry in expect):
        raise InvalidArgument("exclusive needs an edge_pool_id in expect: it is about tasks in the pools that are expected")


def _follow(plan: Plan, client: Client, now: Clock, report: Callable[[Watch, float], None]) -> list[Intruder]:
    """Checks until everything is decided. Returns what is in the expected pools beside the expected tasks."""
    watch = Watch(plan.tracks, plan.patience, plan.contract, client.connection.request_timeout)
    while True:
        begin = now()
        last = watch.check_is_last(begin)
        allowance = _allowance(plan.patience, client, begin, last)
        keys = list(dict.fromkeys(TaskKey(track.service, track.task_id) for track in watch.due(last)))
        observations = show_tasks(client, keys, allowance)
        watch.observe(observations, Check(begin, now(), last))
        report(watch, now())
        if not watch.settled:
            time.sleep(watch.pause(now()))
            continue
        intruders = _intruders(plan, client, allowance) if plan.exclusive else []
        if last or not intruders or not watch.all_passed or plan.patience.fail_fast:
            return _timed_out(intruders, plan.patience) if last else intruders
        time.sleep(max(0.0, min(plan.patience.wait_sleep, plan.patience.wait_timeout - now())))


def _allowance(patience: Patience, client: Client, begin: float, last: bool) -> Allowance:
    """How long one check may take: until the deadline; the last one begins there, and asks each question once."""
    connection = client.connection
    if not patience.wait:
        return Allowance(connection.timeout, connection.retries)
    if last:
        return Allowance(connection.request_timeout, 0)
    # What fails fast must not wait until others were asked again and again.
    return Allowance(patience.wait_timeout - begin, 0 if patience.fail_fast else connection.retries)


def _intruders(plan: Plan, client: Client, allowance: Allowance) -> list[Intruder]:
    found = []
    for service in dict.fromkeys(track.service for track in plan.tracks):
        try:
            tasks = client.list_tasks(service, {}, allowance)
        except Fault as fault:
            message = f"whether the pools hold other tasks cannot be told: {fault.message}"
            found.append(Intruder(service, None, [Reason(fault.code, None, fault.service_code or fault.status, message)]))
            continue
        for task in tasks:
            reasons = _objections(task, service, plan)
            if reasons:
                found.append(Intruder(service, task, reasons))
        found += _not_listed(service, tasks, plan)
    return found


def _objections(task: Task, service: str, plan: Plan) -> list[Reason]:
    """What is wrong with a row of the list: a stranger, or an expected task that is not as it was seen."""
    tracks = plan.expected.get(TaskKey(service, task["id"]), ()) if isinstance(task.get("id"), str) else ()
    if not tracks:
        return _objections_to_stranger(task, service, plan)
    passed = [track for track in tracks if track.verdict == PASSED]  # the others have reasons of their own
    if passed and plan.list_contract.violations(task):
        return [Reason("schema", v.expected, v.found, v.message) for v in plan.list_contract.violations(task)]
    return [r for t in passed for r in judge_observation(task, t.task_id, t.service, t.expectation, plan.contract)]


def _objections_to_stranger(task: Task, service: str, plan: Plan) -> list[Reason]:
    """What is wrong with a task that nobody expects: that it is in an expected pool, or that this cannot be told."""
    pool = task.get("edge_pool_id")
    is_expected = isinstance(pool, str) and pool in plan.pools
    may_be_expected = any(is_mask_of(pool, other) for other in plan.pools)
    if matches(EDGE_POOL_ID, pool) and not is_expected and not may_be_expected:
        return []
    cannot_tell = "whether this task, which nobody expects, is in an expected edge pool cannot be told: "
    violations = plan.list_contract.violations(task)
    reasons = [Reason("schema", v.expected, v.found, cannot_tell + v.message) for v in violations]
    if is_expected:
        reasons.append(Reason("unexpected", None, pool, f"nobody expects this task in edge pool {pool}"))
    elif may_be_expected:
        reasons.append(Reason("bad_answer", None, pool, f"{cannot_tell}the id of its pool is masked, {pool}"))
    elif "edge_pool_id" not in task and service in plan.edge_services:
        reasons.append(Reason("bad_answer", None, None, f"{cannot_tell}the list does not name its pool"))
    return reasons


def _not_listed(service: str, tasks: Sequence[Task], plan: Plan) -> list[Intruder]:
    """A list without a task that was just seen cannot be trusted to show the others."""
    listed = {task["id"] for task in tasks if isinstance(task.get("id"), str)}
    lost = [t.task_id for t in plan.tracks if t.service == service and t.verdict == PASSED and t.task_id not in listed]
    if not lost:
        return []
    message = f"whether the pools hold other tasks cannot be told: the list lacks task {lost[0]}, which was just seen"
    return [Intruder(service, None, [Reason("bad_answer", lost[0], None, message)])]


def _timed_out(intruders: list[Intruder], patience: Patience) -> list[Intruder]:
    if not patience.wait:
        return intruders
    return [Intruder(i.service, i.task, [*i.reasons, patience.timeout_reason()]) for i in intruders]


def _result(plan: Plan, intruders: Sequence[Intruder], requests: int, now: Clock) -> GateResult:
    whole = _MOST_WHOLE_VERDICTS
    verdicts = []
    for track in plan.tracks:
        verdicts.append(_track_result(track, track.verdict != PASSED and whole > 0))
        whole -= track.verdict != PASSED
    verdicts += [_intruder_result(intruder, now()) for intruder in intruders]
    count = {name: sum(verdict["verdict"] == name for verdict in verdicts) for name in (PASSED, FAILED, UNKNOWN)}
    summary = {"total": len(verdicts), **count, "requests": requests, "elapsed": round(now(), 3)}
    return GateResult(verdicts, summary, [])


def _track_result(track: Track, whole: bool) -> dict[str, Any]:
    observed = None if isinstance(track.observation, Fault) else track.observation
    shown = {} if observed is None else redact_task(observed) if whole else redact_members(observed, ("name", *_LEAN_MEMBERS))
    return {
        "task_id": track.task_id,
        "service_name": track.service,
        "name": shown.get("name"),
        "verdict": track.verdict,
        "reasons": [reason.as_result() for reason in track.reasons],
        "expected": shown_expectation(track.expectation, observed),
        "observed": None if observed is None else shown if whole else _lean(shown),
        "checks": track.checks,
        "elapsed": round(track.decided_at, 3),
        "history": track.history if whole else track.history[-_LEAN_HISTORY:],
    }


def _lean(task: Task) -> Task:
    return {name: task[name] for name in _LEAN_MEMBERS if name in task}


def _intruder_result(intruder: Intruder, elapsed: float) -> dict[str, Any]:
    task = redact_task(intruder.task or {})
    return {
        "task_id": task.get("id"),
        "service_name": intruder.service,
        "name": task.get("name"),
        "verdict": verdict_of(intruder.reasons),
        "reasons": [reason.as_result() for reason in intruder.reasons],
        "expected": {},
        "observed": _lean(task) if intruder.task else None,
        "checks": 1,
        "elapsed": round(elapsed, 3),
        "history": [{"at": round(elapsed, 3), "state": task.get("state")}] if intruder.task else [],
    }
