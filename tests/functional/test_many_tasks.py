# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many tasks take few requests, and a list that shifts, fails or lies never decides anything."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .faces import connection
from .playbooks import Ansible

SERVICE = "c-queue-status-analysis-edge"
OTHER = "c-face-edge"


def ids(first: int, last: int) -> list[str]:
    return [f"{number:032x}" for number in range(first, last + 1)]


def generated(count: int, first: int = 1, service: str = SERVICE, **more: Any) -> dict[str, Any]:
    return {"service": service, "generate": {"count": count, "first": first}, **more}


def judge(
    ansible: Ansible, simulator: Simulator, task_ids: list[str], services: tuple[str, ...] = (SERVICE,), **arguments: Any
) -> dict[str, Any]:
    expect = [{"task_id": task_id, "service_name": service} for service in services for task_id in task_ids]
    task = {"name": "judge", "campusgo.edge.task_assert": {"expect": expect, "ignore_verdict": True, **arguments}}
    run = ansible.play([task], environment=connection(simulator.url))
    outcome = run.outcomes["judge"]
    assert not outcome.failed, run.stdout
    assert [(v["service_name"], v["task_id"]) for v in outcome.result["verdicts"]] == [
        (entry["service_name"], entry["task_id"]) for entry in expect
    ]
    return dict(outcome.result)


def verdicts(result: dict[str, Any]) -> Counter[str]:
    return Counter(verdict["verdict"] for verdict in result["verdicts"])


def codes(result: dict[str, Any]) -> Counter[str]:
    return Counter(reason["code"] for verdict in result["verdicts"] for reason in verdict["reasons"])


def asked(simulator: Simulator) -> Counter[str]:
    """How many requests asked for lists, and how many for single tasks."""
    return Counter("list" if request.path.endswith("/tasks") else "show" for request in simulator.requests())


@pytest.mark.parametrize(
    ("count", "requests"),
    [(1, {"show": 1}), (3, {"show": 3}), (4, {"list": 1}), (1000, {"list": 1}), (2500, {"list": 3})],
)
def test_as_few_requests_as_can_be(ansible: Ansible, simulator: Simulator, count: int, requests: dict[str, int]) -> None:
    simulator.load({"tasks": [generated(2500 if count > 1000 else 1000)]})
    result = judge(ansible, simulator, ids(1, count))
    assert verdicts(result) == {"passed": count}
    assert asked(simulator) == requests
    assert result["summary"]["requests"] == sum(requests.values())


def test_few_among_very_many_are_asked_for_singly(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(20)], "page_limit": 2})
    result = judge(ansible, simulator, ids(1, 5))
    assert verdicts(result) == {"passed": 5}
    assert asked(simulator) == {"list": 1, "show": 5}


def test_a_service_that_grants_less_is_asked_for_less(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(300)], "page_limit": 100})
    assert verdicts(judge(ansible, simulator, ids(1, 300))) == {"passed": 300}
    assert asked(simulator) == {"list": 3}


def test_a_service_that_refuses_large_pages(ansible: Ansible, simulator: Simulator) -> None:
    refusal = {"kind": "status", "status": 400, "body": {"error_code": "IVA.0004", "error_msg": "The param [limit] is invalid"}}
    simulator.load({"tasks": [generated(100)], "faults": {"list": [{**refusal, "times": 1}]}})
    assert verdicts(judge(ansible, simulator, ids(1, 100))) == {"passed": 100}
    assert [request.query["limit"] for request in simulator.requests()] == [["1000"], ["100"]]


def test_several_services(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(50), generated(50, service=OTHER)]})
    assert verdicts(judge(ansible, simulator, ids(1, 50), (SERVICE, OTHER))) == {"passed": 100}
    assert asked(simulator) == {"list": 2}


def test_what_no_list_shows_is_asked_for_before_it_is_missing(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(10)]})
    result = judge(ansible, simulator, ids(1, 12))
    assert codes(result) == {"missing": 2}
    assert asked(simulator) == {"list": 1, "show": 2}


def test_rows_that_shift_hide_nothing(ansible: Ansible, simulator: Simulator) -> None:
    # Newest first: those of the first page go once it was read, so that the pages after it begin too late.
    gone = generated(10, first=41, timeline=[{"reads": 1, "exists": False}])
    simulator.load({"tasks": [generated(40), gone], "page_limit": 10})
    result = judge(ansible, simulator, ids(1, 40))
    assert verdicts(result) == {"passed": 40}
    assert asked(simulator)["show"] > 0


def test_a_task_that_two_pages_show_differently_is_asked_for(ansible: Ansible, simulator: Simulator) -> None:
    # Newer tasks push the rows of the first page onto the second, where they are no longer as they were.
    stopping = generated(5, first=6, timeline=[{"reads": 1, "state": "STOPPED"}])
    newer = generated(5, first=11, timeline=[{"reads": 0, "exists": False}, {"reads": 1, "exists": True}])
    simulator.load({"tasks": [generated(5), stopping, newer], "page_limit": 5})
    result = judge(ansible, simulator, ids(1, 10))
    assert [verdict["observed"]["state"] for verdict in result["verdicts"]] == ["RUNNING"] * 5 + ["STOPPED"] * 5


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": "no"}},
        {"kind": "status", "status": 500},
        {"kind": "body", "body": '{"count": 4, "tasks": "none"}'},
        {"kind": "body", "body": '{"count": 0, "tasks": []}'},
        {"kind": "body", "body": '{"count": 4, "tasks": [{"service_name": "c-other-edge"}]}'},
        {"kind": "truncate"},
        {"kind": "hang"},
    ],
    ids=["not allowed", "500", "no list", "an empty list", "of another service", "truncated", "hang"],
)
def test_a_list_that_cannot_be_had_decides_nothing(ansible: Ansible, simulator: Simulator, fault: dict[str, Any]) -> None:
    simulator.load({"tasks": [generated(8)], "faults": {"list": [fault]}})
    result = judge(ansible, simulator, ids(1, 8), retries=0, request_timeout=2)
    assert verdicts(result) == {"passed": 8}
    assert asked(simulator) == {"list": 1, "show": 8}


def test_a_list_that_cannot_be_had_is_not_asked_for_again(ansible: Ansible, simulator: Simulator) -> None:
    fault = {"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": "no"}}
    starting = generated(8, timeline=[{"reads": 0, "state": "STARTING"}, {"reads": 2, "state": "RUNNING"}])
    simulator.load({"tasks": [starting], "faults": {"list": [fault]}})
    result = judge(ansible, simulator, ids(1, 8), wait=True, wait_timeout=30, wait_sleep=0.05)
    assert verdicts(result) == {"passed": 8}
    assert asked(simulator)["list"] == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "status", "status": 404, "body": {"error_code": "IVA.0005", "error_msg": "no"}}, "unknown_service"),
        ({"kind": "status", "status": 401, "body": {"error_code": "APIGW.0301", "error_msg": "no"}}, "denied"),
    ],
)
def test_what_holds_for_every_task_is_asked_once(
    ansible: Ansible, simulator: Simulator, fault: dict[str, Any], code: str
) -> None:
    simulator.load({"tasks": [generated(8)], "faults": {"list": [fault], "show": [fault]}})
    assert codes(judge(ansible, simulator, ids(1, 8))) == {code: 8}
    assert asked(simulator) == {"list": 1}


def test_a_wait_asks_only_for_what_is_undecided(ansible: Ansible, simulator: Simulator) -> None:
    late = generated(2, first=51, timeline=[{"reads": 0, "state": "STARTING"}, {"reads": 4, "state": "RUNNING"}])
    simulator.load({"tasks": [generated(50), late]})
    result = judge(ansible, simulator, ids(1, 52), wait=True, wait_timeout=30, wait_sleep=0.05)
    assert verdicts(result) == {"passed": 52}
    checks = Counter(verdict["checks"] for verdict in result["verdicts"])
    assert checks[2] == 50
    # At first everything, then the two that are late singly, at last everything once more.
    assert asked(simulator) == {"list": 2, "show": 2 * 4}


def test_exclusive_with_many_tasks(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(1200)]})
    result = judge(ansible, simulator, ids(1, 1199), exclusive=False)
    assert verdicts(result) == {"passed": 1199}
    expect = [{"task_id": task_id, "edge_pool_id": "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"} for task_id in ids(1, 1199)]
    task = {"name": "judge", "campusgo.edge.task_assert": {"expect": expect, "ignore_verdict": True, "exclusive": True}}
    outcome = ansible.play([task], environment=connection(simulator.url)).outcomes["judge"]
    assert codes(dict(outcome.result)) == {"unexpected": 1}
    assert outcome.result["verdicts"][-1]["task_id"] == ids(1200, 1200)[0]


def test_a_query_of_many_ids_lists_too(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [generated(100)]})
    task = {"name": "query", "campusgo.edge.task_info": {"task_id": list(reversed(ids(1, 100)))}}
    outcome = ansible.play([task], environment=connection(simulator.url)).outcomes["query"]
    assert [row["id"] for row in outcome.result["tasks"]] == list(reversed(ids(1, 100)))
    assert asked(simulator) == {"list": 1}
    assert CREDENTIALS.token not in str(outcome.result)
