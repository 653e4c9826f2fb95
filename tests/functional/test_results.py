# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a query returns, from each face."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import PACKAGE, RecordedRequest, Simulator

from .faces import FACES, FACTS, INFO, LOOKUP, MODULES, Answers, Face, ask, ask_all, connection
from .playbooks import Ansible

SERVICE = "c-queue-status-analysis-edge"
SAMPLE = json.loads((PACKAGE / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))
PRINTED = SAMPLE["id"]
WRAPPED = "aa" * 16
SHORT = "taskAb_12xyZ"
TWICE = "bb" * 16
INVALID = "cc" * 16
DENIED = "dd" * 16
STOPPED = "ee" * 16
MISSING = "0f" * 16
OTHER = "f0" * 16
GENERATED = [f"{number:032x}" for number in range(1, 101)]

SCENARIO = {
    "tasks": [
        {"sample": SERVICE},
        {"sample": SERVICE, "set": {"id": WRAPPED, "name": "wrapped"}, "wrap": True},
        {"sample": SERVICE, "set": {"id": SHORT, "name": "short"}},
        {"sample": SERVICE, "set": {"id": TWICE, "name": "twice"}},
        {
            "sample": SERVICE,
            "set": {"id": STOPPED, "name": "收银台-1", "state": "STOPPED", "created_at": "2024-06-01T00:00:00Z"},
        },
        {
            "service": "c-face-edge",
            "sample": SERVICE,
            "set": {"id": INVALID, "created_at": "yesterday", "output": {"webhook": {"headers": {"appKey": "key"}}}},
            "unset": ["state", "output.webhook.url"],
        },
        {
            "service": "c-face-edge",
            "sample": SERVICE,
            "set": {"id": DENIED},
            "timeline": [{"reads": 0, "exists": False}],  # else a list would show it
            "faults": [{"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": "No."}}],
        },
        {
            "service": "c-flowcount-edge",
            "sample": SERVICE,
            "set": {"service_version": "2.1", "service_name": "c-flowcount-edge"},
            "generate": {"count": 100, "created_at": "2024-01-01T00:00:00Z", "states": ["RUNNING", "PENDING"]},
        },
        {"service": "c-face-edge", "sample": SERVICE, "generate": {"count": 99}},
    ]
}

FLOW = {"service_name": "c-flowcount-edge"}
FACE = {"service_name": "c-face-edge"}
NEEDS_RUNNING = {"required": ["edge_pool_id"], "properties": {"state": {"const": "RUNNING"}}}

CASES: dict[str, dict[str, Any]] = {
    "one": {"task_id": PRINTED},
    "several": {"task_id": [SHORT, PRINTED, WRAPPED]},
    "one twice": {"task_id": [TWICE, PRINTED, TWICE]},
    "missing": {"task_id": [PRINTED, MISSING, SHORT, OTHER]},
    "missing, warn": {"task_id": [PRINTED, MISSING, SHORT], "on_missing": "warn"},
    "missing, skip": {"task_id": [PRINTED, MISSING, SHORT], "on_missing": "skip"},
    "all missing, skip": {"task_id": [MISSING, OTHER], "on_missing": "skip"},
    "list by state": {"state": "STOPPED"},
    "list by Chinese name": {"name_like": "收银台"},
    "list by id": {"id_like": "aaaa"},
    "list by version": {**FLOW, "service_version": "2.1"},
    "list of a version that nothing has": {**FLOW, "service_version": "3.0"},
    "list since": {**FLOW, "created_since": "2024-01-01T00:01:40Z"},
    "list until, in milliseconds": {**FLOW, "created_until": "1704067201000"},
    "list between, in another zone": {
        **FLOW,
        "created_since": "2024-01-01T08:00:05+08:00",
        "created_until": "2024-01-01T00:00:07",
        "order": "created_at:ASC",
    },
    "list by two filters": {**FLOW, "state": "PENDING", "id_like": "0000000000000000000000000000006"},
    "list in order of names": {"order": "name:DESC"},
    "list of nothing": {"state": "FROZEN"},
    "invalid": {**FACE, "task_id": [GENERATED[0], INVALID]},
    "invalid, warn": {**FACE, "task_id": [GENERATED[0], INVALID], "validation": "warn"},
    "invalid, skip": {**FACE, "task_id": [GENERATED[0], INVALID], "validation": "skip"},
    "invalid in a list": {**FACE, "id_like": INVALID},
    "own schema, satisfied": {"task_id": PRINTED, "extra_schema": NEEDS_RUNNING},
    "own schema, violated": {"task_id": [PRINTED, STOPPED], "extra_schema": NEEDS_RUNNING},
    "a hundred": {**FLOW, "task_id": GENERATED},
    "a hundred, one denied": {**FACE, "task_id": [*GENERATED[:60], DENIED, *GENERATED[60:99]]},
}

UNKNOWN = f"the service {SERVICE} knows no such task in project {CREDENTIALS.project_id}; check id, service and project"
VIOLATIONS = {
    "created_at": "created_at must be a date and time such as 2020-09-18T03:35:03Z, found yesterday",
    "state": "state is missing",
    "output.webhook.url": "output.webhook.url is missing",
}


@pytest.fixture(scope="module")
def recorded(simulator_process: Simulator, new_folder: Callable[[], Path]) -> tuple[Answers, list[RecordedRequest]]:
    """The answers of every face to every case, and what was asked for them."""
    simulator_process.load(SCENARIO)
    answers = ask_all(new_folder(), CASES, environment=connection(simulator_process.url))
    return answers, simulator_process.requests()


@pytest.fixture
def answers(recorded: tuple[Answers, list[RecordedRequest]]) -> Answers:
    return recorded[0]


def _ids(answer: Any) -> list[str]:
    return [task["id"] for task in answer.tasks]


def test_a_task_is_the_service_s_own_with_its_service_name(answers: Answers, face: Face) -> None:
    answer = answers[face, "one"]
    assert not answer.failed
    assert answer.tasks == [{**SAMPLE, "service_name": SERVICE}]
    assert answer.warnings == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("several", [SHORT, PRINTED, WRAPPED]),
        ("missing, warn", [PRINTED, SHORT]),
        ("missing, skip", [PRINTED, SHORT]),
        ("all missing, skip", []),
        ("list by state", [STOPPED]),
        ("list by Chinese name", [STOPPED]),
        ("list by id", [WRAPPED]),
        ("list by version", GENERATED[::-1]),
        ("list of a version that nothing has", []),
        ("list since", [GENERATED[99]]),
        ("list until, in milliseconds", [GENERATED[0]]),
        ("list between, in another zone", [GENERATED[4], GENERATED[5], GENERATED[6]]),
        ("list by two filters", [GENERATED[0x62], GENERATED[0x60]]),
        ("list in order of names", [STOPPED, WRAPPED, TWICE, SHORT, PRINTED]),
        ("list of nothing", []),
        ("own schema, satisfied", [PRINTED]),
        ("invalid, warn", [GENERATED[0], INVALID]),
        ("invalid, skip", [GENERATED[0], INVALID]),
        ("a hundred", GENERATED),
    ],
)
def test_tasks_come_in_order(answers: Answers, face: Face, case: str, expected: list[str]) -> None:
    answer = answers[face, case]
    assert not answer.failed, answer.message
    assert _ids(answer) == expected
    assert {task["service_name"] for task in answer.tasks} <= {CASES[case].get("service_name", SERVICE)}


@pytest.mark.parametrize("case", CASES)
def test_module_and_lookup_give_the_same(answers: Answers, case: str) -> None:
    info, facts, lookup = (answers[face, case] for face in (INFO, FACTS, LOOKUP))
    assert (info.failed, info.message, info.warnings) == (lookup.failed, lookup.message, lookup.warnings)
    assert (info.failed, info.message, info.warnings) == (facts.failed, facts.message, facts.warnings)
    if not info.failed:
        assert facts.tasks == info.tasks
        assert [task for i, task in enumerate(lookup.tasks) if task not in lookup.tasks[:i]] == info.tasks


def test_an_id_given_twice_is_asked_once(recorded: tuple[Answers, list[RecordedRequest]]) -> None:
    answers, requests = recorded
    assert _ids(answers[INFO, "one twice"]) == [TWICE, PRINTED]
    assert _ids(answers[FACTS, "one twice"]) == [TWICE, PRINTED]
    assert _ids(answers[LOOKUP, "one twice"]) == [TWICE, PRINTED, TWICE]
    counts = Counter(request.path.rpartition("/")[2] for request in requests)
    assert counts[TWICE] == len(FACES)


def test_the_keys_of_a_result(answers: Answers) -> None:
    assert answers[INFO, "one"].result.keys() >= {"tasks", "missing", "schema_errors", "errors", "valid", "changed"}
    assert answers[FACTS, "one"].result["ansible_facts"].keys() == {"campusgo_edge_tasks", "campusgo_edge_queried_at"}
    assert answers[FACTS, "one"].result.keys() - answers[INFO, "one"].result.keys() == {"ansible_facts"}
    assert answers[INFO, "one"].result.keys() - answers[FACTS, "one"].result.keys() == {"tasks"}
    for face in MODULES:
        for case in CASES:
            assert answers[face, case].result["changed"] is False


@pytest.mark.parametrize(
    ("case", "valid"),
    [
        ("one", True),
        ("own schema, satisfied", True),
        ("invalid", False),
        ("invalid, warn", False),
        ("own schema, violated", False),
        ("invalid, skip", None),
        ("list of nothing", None),
        ("all missing, skip", None),
    ],
)
def test_valid_says_whether_the_contract_is_kept(answers: Answers, case: str, valid: bool | None) -> None:
    for face in MODULES:
        assert answers[face, case].result["valid"] is valid


@pytest.mark.parametrize("case", CASES)
def test_facts_say_of_a_query_what_the_other_module_says(answers: Answers, case: str) -> None:
    info, facts = (answers[face, case].result for face in MODULES)
    for name in ("missing", "schema_errors", "valid"):
        assert facts[name] == info[name]


def test_what_is_missing_fails_and_the_rest_is_carried(answers: Answers, face: Face) -> None:
    answer = answers[face, "missing"]
    assert answer.failed
    assert answer.message.splitlines() == [
        "the query failed, for 2 reasons:",
        f"task {MISSING}: {UNKNOWN}",
        f"task {OTHER}: {UNKNOWN}",
    ]
    if face in MODULES:
        assert answer.result["missing"] == [MISSING, OTHER]
        assert [task["id"] for task in answer.result["tasks"]] == [PRINTED, SHORT]
        assert answer.result["errors"] == []
        assert "ansible_facts" not in answer.result


def test_what_is_missing_can_be_a_warning_or_nothing(answers: Answers, face: Face) -> None:
    assert answers[face, "missing, warn"].warnings == [f"task {MISSING}: {UNKNOWN}"]
    assert answers[face, "missing, skip"].warnings == []


@pytest.mark.parametrize("case", ["invalid", "invalid in a list"])
def test_what_breaks_the_contract_fails(answers: Answers, face: Face, case: str) -> None:
    answer = answers[face, case]
    assert answer.failed
    headline, *lines = answer.message.splitlines()
    assert headline == "the query failed, for 3 reasons:"
    assert sorted(lines) == sorted(f"task {INVALID}: {message}" for message in VIOLATIONS.values())


def test_violations_are_told_in_full(answers: Answers) -> None:
    result = answers[INFO, "invalid"].result
    assert [task["id"] for task in result["tasks"]] == [GENERATED[0]]
    assert {error["data_path"]: error["message"] for error in result["schema_errors"]} == VIOLATIONS
    (created_at,) = (error for error in result["schema_errors"] if error["data_path"] == "created_at")
    assert created_at == {
        "task_id": INVALID,
        "message": VIOLATIONS["created_at"],
        "data_path": "created_at",
        "json_path": "$.created_at",
        "schema_path": "properties.created_at.format",
        "validator": "format",
        "expected": "date-time",
        "found": "yesterday",
    }


def test_violations_can_be_a_warning_or_nothing(answers: Answers, face: Face) -> None:
    (warning,) = answers[face, "invalid, warn"].warnings
    for message in VIOLATIONS.values():
        assert message in warning
    assert answers[face, "invalid, skip"].warnings == []
    for case in ("invalid, warn", "invalid, skip"):
        assert answers[face, case].tasks[1]["created_at"] == "yesterday"
        assert answers[face, case].tasks[1]["output"]["webhook"]["headers"]["appKey"] == "***"


def test_a_schema_of_one_s_own_counts_too(answers: Answers, face: Face) -> None:
    answer = answers[face, "own schema, violated"]
    assert answer.failed
    assert answer.message == f"task {STOPPED}: state must be RUNNING, found STOPPED"
    if face in MODULES:
        (error,) = answer.result["schema_errors"]
        assert error["schema_path"] == "extra_schema.properties.state.const"


def test_one_of_a_hundred_that_is_denied_fails_and_the_rest_is_carried(answers: Answers, face: Face) -> None:
    answer = answers[face, "a hundred, one denied"]
    assert answer.failed
    assert answer.message.startswith(f"task {DENIED}: the service answers 403 (IVA.0015): No")
    if face in MODULES:
        assert [task["id"] for task in answer.result["tasks"]] == GENERATED[:99]
        (error,) = answer.result["errors"]
        assert (error["task_id"], error["code"], error["status"]) == (DENIED, "denied", 403)


def test_check_mode_is_the_same(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(SCENARIO)
    cases = {name: CASES[name] for name in ("one", "missing", "list by state")}
    run = ask(tmp_path, face, cases, environment=connection(simulator.url), arguments=["--check"])
    assert [_ids(face.answer(run.outcomes[case])) for case in ("one", "list by state")] == [[PRINTED], [STOPPED]]
    assert face.answer(run.outcomes["missing"]).failed


def test_facts_are_replaced_as_a_whole(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load(SCENARIO)
    cases = {"first": CASES["several"], "second": CASES["one"], "failing": CASES["missing"]}
    tasks = [{"name": name, **FACTS.step(arguments), "ignore_errors": True} for name, arguments in cases.items()]
    shown = {"name": "shown", "ansible.builtin.debug": {"msg": "{{ ansible_facts.campusgo_edge_tasks.keys() | list }}"}}
    run = Ansible(tmp_path).play([*tasks, shown], environment=connection(simulator.url))
    assert run.outcomes["failing"].failed
    assert run.outcomes["shown"].result["msg"] == [PRINTED]


def test_modules_list_everything_without_a_filter_and_the_lookup_refuses(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load(SCENARIO)
    answers = ask_all(tmp_path, {"everything": {}}, environment=connection(simulator.url))
    for face in MODULES:
        assert sorted(_ids(answers[face, "everything"])) == sorted([PRINTED, WRAPPED, SHORT, TWICE, STOPPED])
    assert answers[LOOKUP, "everything"].message == (
        "nothing is asked for: give task ids, or a filter such as state='RUNNING' to list tasks"
    )


def test_a_row_with_no_id_shows_nothing_in_its_place(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load({"tasks": [{"sample": SERVICE, "id": "1" * 32, "set": {"id": "rtsp://u:s3cr3t@h/\x1b[31m"}}]})
    cases = {level: {"service_name": SERVICE, "state": "RUNNING", "validation": level} for level in ("error", "warn", "skip")}
    for run in ask_all(tmp_path, cases, environment=connection(simulator.url)).runs.values():
        assert not run.places_of("s3cr3t")
        assert not run.places_of("\x1b[31m")
