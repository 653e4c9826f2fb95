# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whole runs of a gate on a clock that only the test moves: what it says, when it asks, and how long it waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import api, gate
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.gate import GateResult, judge, make_plan
from ansible_collections.campusgo.edge.plugins.module_utils.options import ASSERT_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import LONGEST_TIME
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Request, Response
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status
from requests.structures import CaseInsensitiveDict

TASK = queue_status()
POOL = TASK["edge_pool_id"]
SERVICE = "c-queue-status-analysis-edge"
OTHER_SERVICE = "c-face-edge"
IDS = [f"{number:032x}" for number in range(200)]
DURATION = 0.25

#: What a service answers to a question at a time: the JSON of a task, or a pair of status and JSON.
Answer = Callable[[str, float], Any]


class World:
    """A clock, and services that answer from it. ``answers`` are by the service's name, ``rows`` what its list shows."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, Answer], rows: Mapping[str, Any] | None = None
    ) -> None:
        self.now = 1000.0
        self.requests = 0
        self.secrets = ["sesame"]
        self.naps: list[float] = []
        self.asked: list[tuple[float, str]] = []
        self.allowances: list[tuple[float, int]] = []
        self._answers = answers
        self._rows = rows or {}
        monkeypatch.setattr(gate, "time", self)
        monkeypatch.setattr(api, "Transport", lambda *_arguments: self)
        allowance = gate.Allowance
        monkeypatch.setattr(gate, "Allowance", lambda *limits: self.allowances.append(limits) or allowance(*limits))

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds

    def send(self, request: Request, _allowance: Any) -> Response:
        path = urlsplit(request.url).path.split("/")
        service, task_id = path[path.index("services") + 1], path[-1]
        at = self.now - 1000
        self.requests += 1
        self.asked.append((at, "list" if task_id == "tasks" else task_id))
        self.now += DURATION
        answer = self._listed(service, at) if task_id == "tasks" else self._answers[service](task_id, at)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return Response(status, CaseInsensitiveDict(), json.dumps(body).encode())

    def _listed(self, service: str, at: float) -> Any:
        rows = self._rows[service]
        rows = rows(at) if callable(rows) else rows
        return rows if isinstance(rows, tuple) else {"count": len(rows), "tasks": rows}


def task(task_id: str = IDS[0], state: str = "RUNNING", **members: Any) -> dict[str, Any]:
    return {**TASK, "id": task_id, "state": state, **members}


def running(task_id: str, _at: float) -> Any:
    return task(task_id)


def run(expect: list[dict[str, Any]], seen: Callable[[Any, float], None] = lambda _watch, _now: None, **given: Any) -> GateResult:
    parameters = {"expect": expect, "endpoint": "https://a.example", "project_id": "p", "concurrency": 1, **given}
    return judge(parameters, [Source("a test", {"token": "token"})], {}, seen)


def expected(*task_ids: str, **members: Any) -> list[dict[str, Any]]:
    return [{"task_id": task_id, "edge_pool_id": POOL, **members} for task_id in task_ids]


LEAN = {
    name: TASK[name] for name in ("state", "edge_pool_id", "service_version", "status", "error", "updated_at") if name in TASK
}


def test_what_passed_is_said_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: lambda task_id, _at: task(task_id, name="sesame")})
    monkeypatch.setattr(f"{__name__}.DURATION", 1 / 3)
    result = run(expected(IDS[0]))
    assert result.verdicts == [
        {
            "task_id": IDS[0],
            "service_name": SERVICE,
            "name": "***",
            "verdict": "passed",
            "reasons": [],
            "expected": {"state": "RUNNING", "edge_pool_id": POOL},
            "observed": LEAN,
            "checks": 1,
            "elapsed": 0.333,
            "history": [{"at": 0.333, "state": "RUNNING"}],
        }
    ]
    assert result.summary == {"total": 1, "passed": 1, "failed": 0, "unknown": 0, "requests": 1, "elapsed": 0.333}
    assert result.warnings == []
    assert result.secrets is not None
    assert "sesame" in result.secrets
    assert world.naps == []


def test_what_did_not_pass_is_said_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: lambda task_id, _at: task(task_id, "STOPPED") if task_id == IDS[0] else (503, {})})
    failed, unknown = run(expected(IDS[0], IDS[1]), retries=0).verdicts
    assert failed["observed"].items() >= {"input": failed["observed"]["input"], "state": "STOPPED", "name": TASK["name"]}.items()
    assert (failed["verdict"], failed["name"]) == ("failed", TASK["name"])
    assert (unknown["verdict"], unknown["name"], unknown["observed"]) == ("unknown", None, None)
    assert unknown["history"] == [{"at": 0.5, "code": "service_error"}]


def test_what_passed_still_says_what_the_service_says_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"status": "all is well", "error": {"code": "IVA.1", "message": "it was not"}}
    World(monkeypatch, {SERVICE: lambda task_id, _at: task(task_id, **told)})
    (verdict,) = run(expected(IDS[0])).verdicts
    assert (verdict["verdict"], verdict["observed"]) == ("passed", {**LEAN, **told})


def test_only_the_first_hundred_are_said_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    states = {task_id: "RUNNING" if number < 3 else "STOPPED" for number, task_id in enumerate(IDS[:106])}
    World(monkeypatch, {}, {SERVICE: [task(task_id, state) for task_id, state in states.items()]})
    result = run(expected(*states))
    assert ["input" in verdict["observed"] for verdict in result.verdicts] == [False] * 3 + [True] * 100 + [False] * 3
    assert result.verdicts[-1]["observed"] == {**LEAN, "state": "STOPPED"}
    assert result.verdicts[-1]["name"] == TASK["name"]
    assert (result.summary["total"], result.summary["passed"], result.summary["failed"]) == (106, 3, 103)


def test_history_is_kept_whole_only_of_what_did_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(task_id: str, at: float) -> Any:
        state = "RUNNING" if task_id == IDS[0] and at > 30 else "STARTING" if int(at) % 2 else "PENDING"
        return task(task_id, state)

    World(monkeypatch, {SERVICE: answer})
    passed, failed = run(expected(IDS[0], IDS[1]), wait=True, wait_timeout=40, wait_sleep=0.5).verdicts
    assert (passed["verdict"], failed["verdict"]) == ("passed", "failed")
    assert len(passed["history"]) == 20
    assert passed["history"][-1]["state"] == "RUNNING"
    assert len(failed["history"]) > 20


def test_the_users_schema_is_applied(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running})
    (verdict,) = run(expected(IDS[0]), extra_schema={"required": ["hosting"]}).verdicts
    assert [reason["code"] for reason in verdict["reasons"]] == ["schema"]


def test_each_entry_may_name_its_service_and_what_it_expects(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running, OTHER_SERVICE: running})
    mine, other = run([{"task_id": IDS[0]}, {"task_id": IDS[0], "service_name": OTHER_SERVICE, "fields": {"name": "x"}}]).verdicts
    assert (mine["service_name"], mine["verdict"]) == (SERVICE, "passed")
    assert (other["service_name"], [reason["code"] for reason in other["reasons"]]) == (OTHER_SERVICE, ["field"])


STRANGER = task(IDS[9], state="STARTING", name="a_stranger")


def test_a_stranger_has_a_verdict_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: [task(), STRANGER]})
    monkeypatch.setattr(f"{__name__}.DURATION", 1 / 3)
    (_mine, stranger) = run(expected(IDS[0]), exclusive=True).verdicts
    assert stranger == {
        "task_id": IDS[9],
        "service_name": SERVICE,
        "name": "a_stranger",
        "verdict": "failed",
        "reasons": [
            {
                "code": "unexpected",
                "expected": None,
                "found": POOL,
                "message": f"nobody expects this task in edge pool {POOL}",
            }
        ],
        "expected": {},
        "observed": {**LEAN, "state": "STARTING"},
        "checks": 1,
        "elapsed": 0.667,
        "history": [{"at": 0.667, "state": "STARTING"}],
    }


CANNOT_TELL = "whether this task, which nobody expects, is in an expected edge pool cannot be told: "


def test_why_a_strangers_pool_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    masked = POOL[:5] + "x" * 21 + POOL[26:]
    World(monkeypatch, {SERVICE: running}, {SERVICE: [task(), {**STRANGER, "edge_pool_id": masked, "service_config": "x"}]})
    stranger = run(expected(IDS[0]), exclusive=True).verdicts[1]
    schema, masked_reason = stranger["reasons"]
    assert (schema["code"], schema["expected"], schema["found"]) == ("schema", "object", "x")
    assert schema["message"].startswith(CANNOT_TELL + "service_config must be of type object")
    assert masked_reason == {
        "code": "bad_answer",
        "expected": None,
        "found": masked,
        "message": f"{CANNOT_TELL}the id of its pool is masked, {masked}",
    }


@pytest.mark.parametrize(
    ("service", "pool", "counts"), [(SERVICE, None, True), ("c-face-detection", POOL, True), ("c-face-detection", None, False)]
)
def test_a_stranger_without_a_pool_counts_in_a_service_of_the_edge(
    service: str, pool: str | None, counts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    poolless = {name: member for name, member in STRANGER.items() if name != "edge_pool_id"}
    World(monkeypatch, {service: running, "c-face-edge": running}, {service: [task(), poolless], "c-face-edge": [task(IDS[1])]})
    mine = {"task_id": IDS[0], "service_name": service, "edge_pool_id": pool}
    _mine, _other, *strangers = run([mine, *expected(IDS[1], service_name="c-face-edge")], exclusive=True).verdicts
    reason = {"code": "bad_answer", "expected": None, "found": None, "message": f"{CANNOT_TELL}the list does not name its pool"}
    assert [(stranger["verdict"], stranger["reasons"]) for stranger in strangers] == [("unknown", [reason])] * counts


def test_a_service_that_cannot_be_looked_through_has_a_verdict_and_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = {SERVICE: (503, {"error_code": "IVA.0010", "error_msg": "no"}), OTHER_SERVICE: [task(), STRANGER]}
    World(monkeypatch, {SERVICE: running, OTHER_SERVICE: running}, rows)
    entries = [*expected(IDS[0]), *expected(IDS[0], service_name=OTHER_SERVICE)]
    *_mine, unseen, stranger = run(entries, exclusive=True, retries=0).verdicts
    assert {name: unseen[name] for name in ("task_id", "service_name", "name", "verdict", "observed", "history", "expected")} == {
        "task_id": None,
        "service_name": SERVICE,
        "name": None,
        "verdict": "unknown",
        "observed": None,
        "history": [],
        "expected": {},
    }
    (reason,) = unseen["reasons"]
    assert (reason["code"], reason["expected"], reason["found"]) == ("service_error", None, "IVA.0010")
    assert reason["message"].startswith("whether the pools hold other tasks cannot be told: ")
    assert (stranger["task_id"], stranger["service_name"]) == (IDS[9], OTHER_SERVICE)


def test_a_fault_without_a_code_of_the_service_shows_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: (503, {})})
    (_mine, unseen) = run(expected(IDS[0]), exclusive=True, retries=0).verdicts
    assert unseen["reasons"][0]["found"] == 503


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        (task(), []),
        (task(state="FAILED"), [("state", "RUNNING", "FAILED")]),
        (task(service_config="x"), [("schema", "object", "x")]),
    ],
)
def test_what_the_list_says_of_an_expected_task_counts(row: Any, reasons: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: [row]})
    mine, *more = run(expected(IDS[0]), exclusive=True).verdicts
    assert mine["verdict"] == "passed"
    found = [(reason["code"], reason["expected"], reason["found"]) for verdict in more for reason in verdict["reasons"]]
    assert found == reasons
    assert all(verdict["task_id"] == IDS[0] and reason["message"] for verdict in more for reason in verdict["reasons"])


def test_a_broken_row_says_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: [task(service_config="x")]})
    (_mine, row) = run(expected(IDS[0]), exclusive=True).verdicts
    assert row["reasons"][0]["message"] == "service_config must be of type object, found x"


def test_a_row_whose_id_is_no_text_is_a_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: [task(), {**TASK, "id": [IDS[0]]}]})
    (_mine, stranger) = run(expected(IDS[0]), exclusive=True).verdicts
    assert {reason["code"] for reason in stranger["reasons"]} == {"schema", "unexpected"}


def test_a_list_without_a_task_that_was_just_seen_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {
        SERVICE: lambda task_id, _at: task(task_id, "STOPPED" if task_id == IDS[1] else "RUNNING"),
        OTHER_SERVICE: running,
    }
    World(monkeypatch, answers, {SERVICE: [task(IDS[3])], OTHER_SERVICE: [task(IDS[2])]})
    entries = [*expected(IDS[1], IDS[0], IDS[3]), *expected(IDS[2], service_name=OTHER_SERVICE)]
    *mine, unseen = run(entries, exclusive=True).verdicts
    assert [verdict["verdict"] for verdict in mine] == ["failed", "passed", "passed", "passed"]
    assert (unseen["task_id"], unseen["service_name"], unseen["verdict"]) == (None, SERVICE, "unknown")
    assert unseen["reasons"] == [
        {
            "code": "bad_answer",
            "expected": IDS[0],
            "found": None,
            "message": f"whether the pools hold other tasks cannot be told: the list lacks task {IDS[0]}, which was just seen",
        }
    ]


WAIT = {"wait": True, "wait_timeout": 10, "wait_sleep": 4, "retries": 3, "request_timeout": 7}


def test_it_asks_at_its_times_and_says_what_it_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: lambda task_id, _at: task(task_id, "STARTING")})
    said: list[tuple[int, float]] = []
    (verdict,) = run(expected(IDS[0]), lambda watch, now: said.append((watch.tracks[0].checks, now)), **WAIT).verdicts
    assert [at for at, _id in world.asked] == [0, 4.25, 8.5, 10]
    assert said == [(1, 0.25), (2, 4.5), (3, 8.75), (4, 10.25)]
    assert world.allowances == [(10, 3), (5.75, 3), (1.5, 3), (7, 0)]
    assert [reason["code"] for reason in verdict["reasons"]] == ["state", "timeout"]


def test_without_waiting_it_takes_its_time_from_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: running})
    run(expected(IDS[0]), timeout=33, retries=2)
    assert world.allowances == [(33, 2)]


def test_the_last_check_asks_about_what_had_passed_too(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: lambda task_id, at: task(task_id, "RUNNING" if task_id == IDS[0] else "STARTING")})
    passed, late = run(expected(IDS[0], IDS[1]), **WAIT).verdicts
    assert (passed["verdict"], late["verdict"]) == ("passed", "failed")
    assert [task_id for at, task_id in world.asked if at >= 10] == [IDS[0], IDS[1]]
    assert [task_id for at, task_id in world.asked if 1 < at < 10] == [IDS[1], IDS[1]]


def test_a_check_that_takes_longer_than_a_request_may_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: running})
    monkeypatch.setattr(f"{__name__}.DURATION", 2)
    run(expected(IDS[0]), **{**WAIT, "request_timeout": 1})
    assert [at for at, _id in world.asked] == [0, 2]


def test_it_waits_for_a_stranger_to_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: running}, {SERVICE: lambda at: [task(), STRANGER] if at < 6 else [task()]})
    result = run(expected(IDS[0]), exclusive=True, **WAIT)
    assert result.summary["total"] == result.summary["passed"] == 1
    assert world.naps == [4, 4]
    assert [place for _at, place in world.asked] == [IDS[0], "list"] * 3


def test_a_stranger_that_stays_is_there_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(monkeypatch, {SERVICE: running}, {SERVICE: [task(), STRANGER]})
    mine, stranger = run(expected(IDS[0]), exclusive=True, **WAIT).verdicts
    assert mine["verdict"] == "passed"
    assert (stranger["task_id"], stranger["service_name"], stranger["observed"]["state"]) == (IDS[9], SERVICE, "STARTING")
    assert [reason["code"] for reason in stranger["reasons"]] == ["unexpected", "timeout"]
    assert world.naps == [4, 4, 0.5]


@pytest.mark.parametrize(("state", "fail_fast"), [("RUNNING", True), ("FAILED", False)])
def test_a_stranger_is_not_waited_for_where_that_cannot_help(
    state: str, fail_fast: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [task(), task(IDS[1], state), STRANGER]
    world = World(
        monkeypatch, {SERVICE: lambda task_id, _at: task(task_id, state if task_id == IDS[1] else "RUNNING")}, {SERVICE: rows}
    )
    *_mine, stranger = run(expected(IDS[0], IDS[1]), exclusive=True, fail_fast=fail_fast, **WAIT).verdicts
    assert [reason["code"] for reason in stranger["reasons"]] == ["unexpected"]
    assert world.naps == []


def test_without_waiting_there_is_no_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    World(monkeypatch, {SERVICE: running}, {SERVICE: [task(), STRANGER]})
    (_mine, stranger) = run(expected(IDS[0]), exclusive=True).verdicts
    assert [reason["code"] for reason in stranger["reasons"]] == ["unexpected"]


def problems(**given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        make_plan(with_defaults({"expect": expected(IDS[0]), **given}, ASSERT_OPTIONS))
    return caught.value.problems


_TOO_LONG = "a week at the most, not"


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"expect": []}, ["expect is empty: a gate that expects nothing would let everything pass"]),
        (
            {"exclusive": True, "expect": [{"task_id": IDS[0]}]},
            ["exclusive needs an edge_pool_id in expect: it is about tasks in the pools that are expected"],
        ),
        ({"wait_timeout": 0}, [f"wait_timeout must be a number of seconds, above 0, {_TOO_LONG} 0"]),
        ({"wait_sleep": 0}, [f"wait_sleep must be a number of seconds, above 0, {_TOO_LONG} 0"]),
        ({"wait": True, "stable_for": -1}, [f"stable_for must be a number of seconds, 0 or more, {_TOO_LONG} -1"]),
        ({"stable_for": 1, "wait_for_missing": True}, ["stable_for needs wait: true", "wait_for_missing needs wait: true"]),
        ({"fail_fast": True}, ["fail_fast needs wait: true"]),
        (
            {"wait_sleep": 0, "stable_for": 1},
            [f"wait_sleep must be a number of seconds, above 0, {_TOO_LONG} 0", "stable_for needs wait: true"],
        ),
        (
            {"wait": True, "wait_timeout": 5, "stable_for": 5},
            ["stable_for must be shorter than wait_timeout, else nothing could ever pass"],
        ),
    ],
)
def test_what_cannot_be_planned(given: dict[str, Any], found: list[str]) -> None:
    assert list(problems(**given)) == found


def test_problems_say_which_entry_they_are_about() -> None:
    (problem,) = problems(expect=[*expected(IDS[0]), {"task_id": IDS[0], "service_name": "../x"}])
    assert problem.startswith("expect[1]: ")


@pytest.mark.parametrize(
    "given",
    [
        {"wait": True, "wait_timeout": LONGEST_TIME},
        {"wait": True, "wait_timeout": 1, "wait_sleep": 1},
        {"wait": True, "wait_timeout": 5, "stable_for": 4},
        {"exclusive": True, "expect": [{"task_id": IDS[0]}, *expected(IDS[1])]},
    ],
)
def test_what_can_be_planned(given: dict[str, Any]) -> None:
    plan = make_plan(with_defaults({"expect": expected(IDS[0]), **given}, ASSERT_OPTIONS))
    assert plan.patience.wait == given.get("wait", False)
    assert plan.exclusive == given.get("exclusive", False)
