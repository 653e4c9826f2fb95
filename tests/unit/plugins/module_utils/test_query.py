# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked is checked first, all at once; what is answered is filed, redacted and scrubbed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import QUERY_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.query import Query, QueryResult, make_query, perform
from ansible_collections.campusgo.edge.tests.unit.samples import changed, queue_status
from ansible_collections.campusgo.edge.tests.unit.scripted_transport import ScriptedTransport
from hypothesis import given
from hypothesis import strategies as st

FIRST, SECOND = "8656efdafebf440bb7008f174db6c567", "task7qe4sbmo"
NOT_FOUND = (404, {"error_code": "IVA.0005", "error_msg": "The requested resource is NOT found."})
EMPTY_LIST = {"count": 0, "tasks": []}


def query(**given: Any) -> Query:
    return make_query(with_defaults(given, QUERY_OPTIONS))


def problems(**given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        query(**given)
    return caught.value.problems


def test_ids_are_asked_once_and_in_order() -> None:
    assert query(task_id=[SECOND, FIRST, SECOND, FIRST]).task_ids == (SECOND, FIRST)


def test_without_ids_it_lists() -> None:
    made = query(state="RUNNING", order="name:ASC", service_version="3.0", name_like="烟", id_like="86")
    assert made.task_ids is None
    assert made.filters == {"state": "RUNNING", "order": "name:ASC", "service_version": "3.0", "name_like": "烟", "id_like": "86"}


def test_every_problem_at_once() -> None:
    found = problems(
        service_name="Face2",
        task_id=["x", FIRST + "\n"],
        name_like="a b",
        id_like="A",
        service_version="3",
        created_since="yesterday",
        created_until="-1",
        extra_schema={"type": "nothing"},
    )
    for text in (
        "'Face2' is no service name",
        "cannot be combined with task_id",
        "'x' is no task id",
        f"{FIRST + chr(10)!r} is no task id",
        "name_like must be",
        "id_like must be",
        "service_version must be",
        "created_since must be",
        "created_until must be",
        "extra_schema is no valid JSON Schema",
    ):
        assert sum(text in problem for problem in found) == 1
    assert len(found) == 10


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"task_id": []}, "task_id is empty"),
        ({"task_id": [FIRST], "state": "RUNNING"}, "state cannot be combined with task_id"),
        ({"task_id": [FIRST], "order": "name:ASC"}, "order cannot be combined with task_id"),
        ({"task_id": [FIRST.upper()]}, "is no task id"),
        ({"task_id": [f"../{FIRST}"]}, "is no task id"),
        ({"task_id": [f"{FIRST}?a=b"]}, "is no task id"),
        ({"task_id": [""]}, "is no task id"),
        ({"task_id": ["1"]}, "YAML reads digits alone as a number: put the id in quotes"),
        ({"service_version": 3.1}, "service_version must be a version such as 3.0: put it in quotes"),
        ({"service_version": 10**5000}, "service_version must be a version such as 3.0: put it in quotes"),
        ({"service_name": "c-face-edge/tasks"}, "is no service name"),
        ({"service_name": "c"}, "is no service name"),
        ({"name_like": ""}, "name_like must be"),
        ({"id_like": "x" * 33}, "id_like must be"),
        ({"extra_schema": {}, "validation": "skip"}, "extra_schema cannot be checked when validation is skip"),
        ({"extra_schema": {"$ref": "http://a.example/"}}, "only references within the schema itself"),
    ],
)
def test_what_cannot_be_asked_is_refused(given: dict[str, Any], problem: str) -> None:
    assert problem in "; ".join(problems(**given))


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0", 0),
        ("1600400103000", 1_600_400_103_000),
        (str(2**63 - 1), 2**63 - 1),
        ("2020-09-18T03:35:03Z", 1_600_400_103_000),
        ("2020-09-18T03:35:03z", 1_600_400_103_000),
        ("2020-09-18T03:35:03", 1_600_400_103_000),
        ("2020-09-18 03:35:03", 1_600_400_103_000),
        ("2020-09-18T11:35:03+08:00", 1_600_400_103_000),
        ("2020-09-17T23:35:03-04:00", 1_600_400_103_000),
        ("2020-09-18T03:35:03.024+00:00", 1_600_400_103_024),
        ("2020-09-18", 1_600_387_200_000),
        (" 2020-09-18T03:35:03Z ", 1_600_400_103_000),
    ],
)
@pytest.mark.parametrize("name", ["created_since", "created_until"])
def test_times(name: str, text: str, milliseconds: int) -> None:
    assert query(**{name: text}).filters == {name: milliseconds}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "-1",
        "1.5",
        str(2**63),
        "9" * 5000,
        "2020-02-30",
        "1969-12-31T23:59:59Z",
        "2020-09-18T03:35:03 PST",
        "１２３",
    ],
)
@pytest.mark.parametrize("name", ["created_since", "created_until"])
def test_what_is_no_time_is_refused(name: str, text: str) -> None:
    (problem,) = problems(**{name: text})
    assert problem.startswith(f"{name} must be an ISO 8601 date and time or milliseconds since 1970")


@given(
    st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(9999, 12, 30)),
    st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
)
def test_any_moment_survives(moment: datetime, zone: timezone) -> None:
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=zone)
    milliseconds = query(created_since=moment.isoformat()).filters["created_since"]
    assert datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=int(milliseconds)) == moment


CONNECTION = {"endpoint": "https://a.example", "project_id": "p", "concurrency": 1, "retries": 0}
TOKEN = "token-sesame"


def ask(monkeypatch: pytest.MonkeyPatch, *script: Any, **given: Any) -> QueryResult:
    transport = ScriptedTransport(*script).install(monkeypatch)
    result = perform({**CONNECTION, **given}, [Source("the task's arguments", {"token": TOKEN})], {})
    assert transport.is_over
    return result


def test_problems_of_every_kind_come_at_once() -> None:
    with pytest.raises(InvalidArgument) as caught:
        perform({"task_id": [], "project_id": "/"}, [], {})
    text = str(caught.value)
    for part in ("task_id is empty", "region is missing", "project_id must be", "there are no credentials"):
        assert part in text


def test_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, queue_status(), task_id=[FIRST])
    assert result.as_result() == {
        "changed": False,
        "tasks": [{**queue_status(), "service_name": "c-queue-status-analysis-edge"}],
        "missing": [],
        "schema_errors": [],
        "errors": [],
        "valid": True,
    }
    assert (result.failure, result.warnings) == (None, [])


def test_secrets_of_tasks_and_callers_do_not_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    task = changed(
        queue_status(),
        (("description",), f"echoes {TOKEN}"),
        (("input", "vcn"), {"password": "password-sesame"}),
        (("output", "webhook", "headers"), {"appKey": "header-sesame"}),
        (("output", "webhook", "url"), "https://user:sesame@b.example/?key=sesame"),
    )
    result = ask(monkeypatch, task, (500, {"error_code": "IVA.0006", "error_msg": TOKEN}), task_id=[FIRST, SECOND])
    assert len(result.tasks) == 1
    assert "sesame" not in json.dumps(result.as_result())
    assert "sesame" not in f"{result.failure} {result.warnings}"


@pytest.mark.parametrize(("on_missing", "fails", "warns"), [("error", True, 0), ("warn", False, 1), ("skip", False, 0)])
def test_what_is_missing(on_missing: str, fails: bool, warns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, NOT_FOUND, EMPTY_LIST, queue_status(), task_id=[SECOND, FIRST], on_missing=on_missing)
    assert result.missing == [SECOND]
    assert [task["id"] for task in result.tasks] == [FIRST]
    assert (result.failure is not None) is fails
    assert len(result.warnings) == warns
    said = f"task {SECOND}: the service c-queue-status-analysis-edge knows no such task in project "
    assert said in f"{result.failure} {result.warnings}" or on_missing == "skip"


BROKEN = changed(queue_status(), (("name",), "a b"), (("description",), 7))


def test_a_broken_contract_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, BROKEN, task_id=[FIRST])
    assert (result.tasks, result.valid) == ([], False)
    assert [error["json_path"] for error in result.schema_errors] == ["$.name", "$.description"]
    assert {error["task_id"] for error in result.schema_errors} == {FIRST}
    assert result.failure.startswith("the query failed, for 2 reasons:")


def test_a_broken_contract_may_be_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, BROKEN, task_id=[FIRST], validation="warn")
    assert [task["id"] for task in result.tasks] == [FIRST]
    assert (result.valid, len(result.schema_errors), result.failure, len(result.warnings)) == (False, 2, None, 1)


def test_a_contract_may_be_left_unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, BROKEN, task_id=[FIRST], validation="skip")
    assert [task["id"] for task in result.tasks] == [FIRST]
    assert (result.valid, result.schema_errors, result.failure, result.warnings) == (None, [], None, [])


@pytest.mark.parametrize("validation", ["error", "warn", "skip"])
@pytest.mark.parametrize("answer", [{}, {"id": None}, {"id": 7}, changed(queue_status(), (("id",), SECOND)), [queue_status()]])
def test_another_answer_than_the_tasks_fails_whatever_is_checked(
    validation: str, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = ask(monkeypatch, answer, task_id=[FIRST], validation=validation)
    assert result.tasks == []
    assert result.failure


def test_one_fault_among_many_fails_and_carries_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, (503, {"error_code": "IVA.0010", "error_msg": "busy"}), queue_status(), task_id=[SECOND, FIRST])
    assert [task["id"] for task in result.tasks] == [FIRST]
    assert [(error["task_id"], error["code"], error["service_code"]) for error in result.errors] == [
        (SECOND, "service_error", "IVA.0010")
    ]
    assert result.failure.startswith(f"task {SECOND}: the service answers 503 (IVA.0010): busy")


def test_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, {"count": 1, "tasks": [queue_status()]}, state="RUNNING")
    assert [task["id"] for task in result.tasks] == [FIRST]
    assert result.valid is True


def test_an_empty_list_was_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, EMPTY_LIST)
    assert (result.tasks, result.valid, result.failure) == ([], None, None)


def test_a_list_that_cannot_be_had_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(monkeypatch, (403, {"error_code": "IVA.0009", "error_msg": "no"}))
    assert (result.tasks, result.errors[0]["code"]) == ([], "denied")
    assert result.failure


def test_a_long_failure_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [f"{number:032x}" for number in range(30)]
    result = ask(monkeypatch, *[(500, {"error_code": "IVA.0006", "error_msg": "x"})] * 31, task_id=ids)  # of a list first
    assert len(result.errors) == 30
    assert len(result.failure.splitlines()) == 22
    assert result.failure.endswith("and 10 more")


def test_plain_http_to_another_machine_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "plain http" in ask(monkeypatch, queue_status(), task_id=[FIRST], endpoint="http://a.example").warnings[0]


@pytest.mark.parametrize("source", ["given", "environment"])
@pytest.mark.parametrize("name", ["task_id", "service_name", "region", "name_like"])
def test_no_problem_shows_a_credential_in_the_place_of_another_option(name: str, source: str) -> None:
    secret = "sesame TOKEN"
    given = [Source("arguments", {"token": secret} if source == "given" else {"token": "another"})]
    with pytest.raises(InvalidArgument) as caught:
        perform({name: [secret] if name == "task_id" else secret}, given, {"HW_SECRET_KEY": secret})
    assert "***" in str(caught.value)
    assert "sesame" not in str(caught.value)
