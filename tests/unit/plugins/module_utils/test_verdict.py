# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Only what is known to be as expected passes, and every reason against it is named."""

from __future__ import annotations

import json
from datetime import date, datetime, timezone
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import errors, verdict
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import redact_task
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import HIDDEN
from ansible_collections.campusgo.edge.plugins.module_utils.states import KNOWN_STATES, TERMINAL_STATES
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import (
    REASONS,
    Expectation,
    Reason,
    judge_observation,
    judge_task,
    make_expectation,
    shown_expectation,
    verdict_of,
)
from ansible_collections.campusgo.edge.tests.unit.samples import REMOVED, changed, load, queue_status
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json, valid_tasks
from hypothesis import given
from hypothesis import strategies as st

CONTRACT = Contract()
TASK = queue_status()
POOL = TASK["edge_pool_id"]
SERVICE = "c-queue-status-analysis-edge"


def reasons(task: Any, **expected: Any) -> list[Reason]:
    return judge_task(task, make_expectation(**expected), CONTRACT)


def codes(task: Any, **expected: Any) -> list[str]:
    return [reason.code for reason in reasons(task, **expected)]


def test_the_states_are_those_that_the_service_names() -> None:
    text = load("error__vas-list-invalid-state")["error_msg"]
    assert text[text.rindex("[") + 1 : -1].split(", ") == list(KNOWN_STATES)
    assert set(TERMINAL_STATES) <= set(KNOWN_STATES)


def test_as_expected() -> None:
    fields = {
        "service_config": {"common": {"image_compression_ratio": 90}},
        "input": {"data": [{"index": 0}]},
        "output": {"webhook": {"headers": {"content-type": "application/json"}}},
        "description": None,
    }
    assert codes(TASK, edge_pool_id=POOL, service_version="3.0", fields=fields) == []


#: What is changed in the task, what is expected of it, and the code, what was expected and what was found.
DIFFERENCES: list[tuple[Any, dict[str, Any], str, Any, Any]] = [
    ((("state",), "STOPPED"), {}, "state", "RUNNING", "STOPPED"),
    ((("state",), "SCHEDULING"), {}, "state", "RUNNING", "SCHEDULING"),
    ((("state",), "running"), {}, "state", "RUNNING", "running"),
    ((("state",), "RUNNING "), {}, "state", "RUNNING", "RUNNING "),
    ((("state",), "FAILED"), {"state": ["RUNNING", "STARTING"]}, "state", ["RUNNING", "STARTING"], "FAILED"),
    ((("edge_pool_id",), "0" * 32), {"edge_pool_id": POOL}, "edge_pool", POOL, "0" * 32),
    ((("edge_pool_id",), REMOVED), {"edge_pool_id": POOL}, "edge_pool", POOL, None),
    ((("service_version",), "3.1"), {"service_version": "3.0"}, "service_version", "3.0", "3.1"),
    ((("name",), "b"), {"fields": {"name": "a"}}, "field", "a", "b"),
    ((("creator",), REMOVED), {"fields": {"creator": "a"}}, "field", "a", None),
]


@pytest.mark.parametrize(("change", "expected", "code", "wanted", "found"), DIFFERENCES)
def test_each_difference_has_its_reason(change: Any, expected: dict[str, Any], code: str, wanted: Any, found: Any) -> None:
    (reason,) = reasons(changed(TASK, change), **expected)
    assert (reason.code, reason.expected, reason.found) == (code, wanted, found)
    assert reason.message
    assert reason.as_result() == {"code": code, "expected": wanted, "found": found, "message": reason.message}


def test_every_reason_at_once() -> None:
    task = changed(TASK, (("state",), "FAILED"), (("edge_pool_id",), "0" * 32), (("service_version",), "1.0"), (("name",), "a b"))
    expected = {"edge_pool_id": POOL, "service_version": "3.0", "fields": {"name": "c", "creator": "x", "project_id": "y"}}
    assert codes(task, **expected) == ["schema", "state", "edge_pool", "service_version", "field", "field", "field"]


def test_a_broken_contract_is_a_reason_by_itself() -> None:
    (reason,) = reasons(changed(TASK, (("updated_at",), "now")))
    assert (reason.code, reason.found) == ("schema", "now")
    assert reason.message.startswith("updated_at must be ")


def test_the_users_schema_counts() -> None:
    contract = Contract({"required": ["hosting"]})
    assert [reason.code for reason in judge_task(TASK, Expectation(), contract)] == ["schema"]


CONFIG = {
    "sw": 1,
    "on": True,
    "ratio": 1.5,
    "text": "1",
    "nothing": None,
    "list": [1, {"a": 1, "b": 2}],
    "empty": [],
    "map": {"x": {}},
}


@pytest.mark.parametrize(
    "expected",
    [
        {"sw": 1},
        {"sw": 1.0},
        {"on": True},
        {"ratio": 1.5, "text": "1"},
        {"nothing": None},
        {"list": [1, {"a": 1}]},
        {"list": [1, {}]},
        {"empty": []},
        {"map": {}},
        {"map": {"x": {}}},
    ],
)
def test_fields_that_match(expected: dict[str, Any]) -> None:
    task = changed(TASK, (("service_config", "common"), CONFIG))
    assert codes(task, fields={"service_config": {"common": expected}}) == []


@pytest.mark.parametrize(
    ("expected", "place", "found"),
    [
        ({"sw": True}, "sw", 1),
        ({"on": 1}, "on", True),
        ({"sw": "1"}, "sw", 1),
        ({"text": 1}, "text", "1"),
        ({"sw": None}, "sw", 1),
        ({"nothing": False}, "nothing", None),
        ({"nothing": 0}, "nothing", None),
        ({"missing": None}, "missing", None),
        ({"list": [1]}, "list", [1, {"a": 1, "b": 2}]),
        ({"list": [1, {"a": 1}, 3]}, "list", [1, {"a": 1, "b": 2}]),
        ({"list": [True, {}]}, "list[0]", 1),
        ({"list": [1, {"b": 3}]}, "list[1].b", 2),
        ({"list": []}, "list", [1, {"a": 1, "b": 2}]),
        ({"list": {}}, "list", [1, {"a": 1, "b": 2}]),
        ({"empty": [None]}, "empty", []),
        ({"empty": {}}, "empty", []),
        ({"map": []}, "map", {"x": {}}),
        ({"map": {"x": {"y": None}}}, "map.x.y", None),
    ],
)
def test_fields_that_do_not_match(expected: dict[str, Any], place: str, found: Any) -> None:
    task = changed(TASK, (("service_config", "common"), CONFIG))
    (reason,) = reasons(task, fields={"service_config": {"common": expected}})
    assert (reason.code, reason.found) == ("field", found)
    assert reason.message.startswith(f"service_config.common.{place} is ")


@pytest.mark.parametrize(
    ("expected", "words"),
    [({"missing": None}, "missing is not there, expected null"), ({"nothing": 1}, "nothing is null, expected 1")],
)
def test_what_is_not_there_is_not_null(expected: dict[str, Any], words: str) -> None:
    task = changed(TASK, (("service_config", "common"), CONFIG))
    (reason,) = reasons(task, fields={"service_config": {"common": expected}})
    assert (reason.found, reason.message) == (None, f"service_config.common.{words}")


def test_what_is_found_is_redacted() -> None:
    task = changed(
        TASK,
        (("input", "vcn"), {"password": "sesame"}),
        (("output", "webhook"), {"url": "https://user:sesame@a.example/?x=sesame", "headers": {"appKey": "sesame"}}),
        (("state",), "see https://user:sesame@a.example/"),
    )
    expected = {
        "input": {"vcn": "x"},
        "output": {"webhook": {"url": "https://a.example/", "headers": {"content-type": "application/json"}}},
    }
    found = reasons(task, fields=expected)
    assert [reason.code for reason in found] == ["state", "field", "field", "field"]
    assert "sesame" not in json.dumps([reason.as_result() for reason in found])


@pytest.mark.parametrize("headers", [["a", "b", "c", "d"], "sesame", 7, None])
def test_headers_of_any_kind_can_be_compared(headers: Any) -> None:
    task = changed(TASK, (("output", "webhook", "headers"), headers))
    found = reasons(task, fields={"output": {"webhook": {"headers": {"accept": "a"}}}})
    assert "field" in [reason.code for reason in found]
    assert "sesame" not in json.dumps([reason.as_result() for reason in found])


@given(
    task=valid_tasks() | valid_tasks().map(lambda task: {**task, "state": "RUNNING"}),
    state=st.sampled_from((["RUNNING"], ["STOPPED"], ["RUNNING", "STOPPED"])),
    own_pool=st.booleans(),
    own_version=st.booleans(),
    own_name=st.booleans(),
    breakage=st.none() | st.sampled_from(("id", "name", "input", "output", "created_at", "updated_at")),
)
def test_no_reason_means_as_expected_and_a_reason_means_not(
    task: dict[str, Any], state: list[str], own_pool: bool, own_version: bool, own_name: bool, breakage: str | None
) -> None:
    pool = task.get("edge_pool_id", "0" * 32) if own_pool else "1" * 32
    version = task["service_version"] if own_version else "9.9"
    name = task["name"] if own_name else "another name"
    if breakage is not None:
        task = {**task, breakage: None}
    as_expected = (
        task["state"] in state
        and task.get("edge_pool_id") == pool
        and task["service_version"] == version
        and task["name"] == name
        and breakage is None
    )
    found = codes(task, state=state, edge_pool_id=pool, service_version=version, fields={"name": name})
    assert (found == []) is as_expected


@given(st.dictionaries(st.sampled_from(("id", "state", "edge_pool_id", "input")) | st.text(max_size=3), any_json))
def test_what_is_no_task_never_passes(task: dict[str, Any]) -> None:
    assert "schema" in codes(task)


NOON = datetime(2020, 9, 18, 12, tzinfo=timezone.utc)


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _level in range(depth - 1):
        value = {"a": value}
    return value


def test_what_is_nested_as_deeply_as_an_answer_may_be_can_be_expected() -> None:
    assert make_expectation(fields=nested(100)).fields == nested(100)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"state": "Running"}, "'Running' is no state of a task; did you mean RUNNING?"),
        ({"state": "SCHEDULING"}, "'SCHEDULING' is no state of a task"),
        ({"state": ["RUNNING", "RUNING"]}, "'RUNING' is no state of a task; did you mean RUNNING?"),
        ({"state": [None]}, "None is no state of a task"),
        ({"state": "X"}, "'X' is no state of a task; there are PENDING, RECOVERING, STARTING, UPGRADING, CREATE_FAILED, "),
        (
            {"state": "RUNNING,STOPPED"},
            "'RUNNING,STOPPED' is no state of a task; to expect one of several, give a list: [RUNNING, S",
        ),
        ({"state": "demo-token-1"}, "what is given is no state of a task; there are PENDING, "),
        ({"state": []}, "state must be the name of a state, or a list of at least one"),
        ({"state": None}, "state must be the name of a state"),
        ({"state": 7}, "state must be the name of a state"),
        ({"state": {"RUNNING": True}}, "state must be the name of a state"),
        ({"state": ""}, "'' is no state of a task"),
        ({"edge_pool_id": ""}, "edge_pool_id must be the whole id of an edge pool: 32 lower-case hexadecimal digits"),
        ({"edge_pool_id": 7}, "edge_pool_id must be the whole id of an edge pool"),
        ({"edge_pool_id": POOL[:5] + "x" * 22 + POOL[-5:]}, "edge_pool_id must be the whole id of an edge pool"),
        ({"edge_pool_id": [POOL]}, "edge_pool_id must be the whole id of an edge pool"),
        ({"service_version": 3.0}, "service_version must be a version in quotes such as '3.0', not 3.0"),
        ({"service_version": ""}, "service_version must be a version"),
        ({"service_version": "3"}, "service_version must be a version"),
        ({"fields": {}}, "fields must be a dictionary with at least one member"),
        ({"fields": []}, "fields must be a dictionary"),
        ({"fields": "state"}, "fields must be a dictionary"),
        ({"fields": {"created_at": NOON}}, "fields.created_at is a date, which no answer holds: put it in quotes"),
        ({"fields": {"input": {"data": [{"day": NOON.date()}]}}}, "fields.input.data.0.day is a date"),
        ({"fields": {"service_config": {True: 1}}}, "fields.service_config has a name that YAML does not read as text: put it"),
        ({"fields": {"a": float("nan")}}, "fields.a is a number that no answer holds"),
        ({"fields": {"a": [10**5000]}}, "fields.a.0 is a number that no answer holds"),
        ({"fields": nested(101)}, "fields is nested too deeply"),
        ({"fields": nested(5000)}, "fields is nested too deeply"),
        ({"fields": {"input": {"vcn": {"password": "sesame"}}}}, "fields names a secret of the task"),
        ({"fields": {"output": {"webhook": {"headers": {"appKey": "sesame"}}}}}, "fields names a secret of the task"),
        ({"fields": {"output": {"webhook": {"url": "https://user:sesame@a.example"}}}}, "fields names a secret of the task"),
        ({"fields": {"output": {"webhook": {"url": "https://a.example?key=sesame"}}}}, "fields names a secret of the task"),
        ({"fields": {"input": {"data": [{"url": "https://a.example?key=**"}]}}}, "fields names a secret of the task"),
        ({"fields": {"input": {"vcn": {"password": "***"}}}}, "fields holds ***, which stands for what is hidden: leave it out"),
        ({"fields": {"input": {"data": [{"url": "https://a.example?key=***"}]}}}, "fields holds ***, which"),
        ({"fields": {"description": "it is ***."}}, "fields holds ***, which"),
        ({"fields": {"a": {"https://***@a.example": 1}}}, "fields holds ***, which"),
    ],
)
def test_what_can_never_be_is_not_expected(given: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make_expectation(**given)
    (found,) = caught.value.problems
    assert found.startswith(problem)
    assert "sesame" not in found


def test_every_wrong_expectation_at_once() -> None:
    with pytest.raises(InvalidArgument) as caught:
        make_expectation(state=["a", "b"], edge_pool_id="", service_version=3, fields=[])
    assert len(caught.value.problems) == 5


def test_an_expectation_as_it_stands_in_results() -> None:
    assert make_expectation().as_result() == {"state": "RUNNING"}
    assert make_expectation(["RUNNING", "STARTING"], POOL, "3.0", {"name": "a"}).as_result() == {
        "state": ["RUNNING", "STARTING"],
        "edge_pool_id": POOL,
        "service_version": "3.0",
        "fields": {"name": "a"},
    }


def observe(observation: Any) -> list[Reason]:
    return judge_observation(observation, TASK["id"], SERVICE, Expectation(), CONTRACT)


@pytest.mark.parametrize("service", [REMOVED, SERVICE])
def test_the_task_that_was_asked_for_passes(service: Any) -> None:
    task = {**TASK} if service is REMOVED else {**TASK, "service_name": service}
    assert observe(task) == []


@pytest.mark.parametrize(
    "change",
    [(("id",), "0" * 32), (("id",), TASK["id"].upper()), (("id",), None), (("id",), REMOVED), (("service_name",), "c-face-edge")],
)
def test_another_task_is_no_answer(change: Any) -> None:
    found = observe(changed(TASK, change))
    assert "bad_answer" in [reason.code for reason in found]
    assert verdict_of(found) == "unknown"


@pytest.mark.parametrize("fault_class", errors.Fault.__subclasses__())
def test_a_fault_is_its_own_reason(fault_class: type[errors.Fault]) -> None:
    (reason,) = observe(fault_class("in words", status=503, service_code="IVA.0010"))
    assert reason == Reason(fault_class.code, None, "IVA.0010", "in words")
    assert observe(fault_class("in words", status=503))[0].found == 503
    assert verdict_of([reason]) == ("failed" if fault_class is errors.Missing else "unknown")


_FAILED = ("state", "edge_pool", "service_version", "field", "missing", "terminal", "unstable", "unexpected")
_UNKNOWN = ("schema", "unreachable", "denied", "throttled", "service_error", "unknown_service", "bad_answer")


def _verdict(*names: str) -> str:
    return verdict_of([Reason(name, None, None, "") for name in names])


def test_every_code_has_its_verdict() -> None:
    assert set(REASONS) == {*_FAILED, *_UNKNOWN, "timeout"}
    assert {_verdict(name) for name in _FAILED} == {"failed"}
    assert {_verdict(name) for name in _UNKNOWN} == {"unknown"}


@given(st.lists(st.sampled_from(sorted(REASONS))))
def test_one_unknown_makes_it_unknown_and_only_nothing_passes(names: list[str]) -> None:
    verdict = _verdict(*names)
    assert (verdict == "passed") is (names == [])
    assert (verdict == "unknown") is bool(set(names) & set(_UNKNOWN))


def test_a_message_tells_a_number_from_the_same_digits_as_text() -> None:
    (reason,) = reasons(changed(TASK, (("input", "data", 0, "index"), 2)), fields={"input": {"data": [{"index": "2"}]}})
    assert reason.message == 'input.data[0].index is 2, expected "2"'


#: What is changed in the task, what is expected of it, and the sentence that says so.
SENTENCES: list[tuple[Any, dict[str, Any], str]] = [
    ((("state",), "STOPPED"), {}, "state is STOPPED, expected RUNNING"),
    ((("state",), "FAILED"), {"state": ["RUNNING", "STARTING"]}, "state is FAILED, expected RUNNING or STARTING"),
    ((("state",), REMOVED), {}, "state is not there, expected RUNNING"),
    ((("edge_pool_id",), REMOVED), {"edge_pool_id": POOL}, f"edge_pool_id is not there, expected {POOL}"),
    ((("service_version",), "3.1"), {"service_version": "3.0"}, "service_version is 3.1, expected 3.0"),
    ((("name",), ""), {"fields": {"name": "a"}}, 'name is "", expected a'),
    ((("creator",), date(2020, 9, 18)), {"fields": {"creator": "a"}}, 'creator is "2020-09-18", expected a'),
    (
        (("creator",), date(2020, 9, 18)),
        {"fields": {"creator": '"2020-09-18"'}},
        'creator is "2020-09-18", expected "\\"2020-09-18\\""',
    ),
]


@pytest.mark.parametrize(("change", "expected", "sentence"), SENTENCES)
def test_a_difference_is_said_in_a_sentence(change: Any, expected: dict[str, Any], sentence: str) -> None:
    found = [reason.message for reason in reasons(changed(TASK, change), **expected) if reason.code != "schema"]
    assert found == [sentence]


def test_a_broken_contract_says_what_it_demands() -> None:
    (reason,) = reasons(changed(TASK, (("service_config",), "x")))
    assert (reason.code, reason.expected, reason.found) == ("schema", "object", "x")


def test_another_task_is_named_as_no_answer() -> None:
    (reason,) = observe(changed(TASK, (("id",), "0" * 32)))
    assert reason == Reason("bad_answer", TASK["id"], None, "the answer is not about the task that was asked for")


def test_what_json_cannot_hold_is_wrong_beside_the_rest() -> None:
    with pytest.raises(InvalidArgument) as caught:
        make_expectation(edge_pool_id="", fields={"a": float("nan")})
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("state", sorted(set(KNOWN_STATES) - {"RUNNING"}))
def test_nothing_but_running_is_expected_of_its_own(state: str) -> None:
    task = changed(TASK, (("state",), state))
    assert [reason.code for reason in judge_task(task, Expectation(), CONTRACT)] == codes(task) == ["state"]


def test_an_expected_name_that_repeats_a_secret_is_not_taken_from_what_is_shown() -> None:
    task = changed(
        TASK,
        (("input",), {"type": "vcn", "vcn": {"password": "hunter2hunter2"}, "data": [{}]}),
        (("debug",), {"hunter2hunter2": 1}),
    )
    (reason,) = reasons(task, fields={"debug": {"hunter2hunter2": 2}})
    assert (reason.code, reason.expected, reason.found) == ("field", 2, 1)
    assert reason.message == "debug.*** is 1, expected 2"
    assert reasons(task, fields={"debug": {"hunter2hunter2": 1}}) == []


def test_names_that_are_shown_as_one_are_compared_where_that_can_be_seen() -> None:
    task = changed(TASK, (("debug",), {"http://u:secret@h": 1, "http://u:secrets@h": 2, "plain": [3]}))
    fields = {"debug": {"http://u:secret@h": 1, "plain": [4]}}
    expectation = Expectation(fields=fields)
    hidden, plain = judge_task(task, expectation, CONTRACT)
    assert (hidden.expected, hidden.found) == (HIDDEN, HIDDEN)
    assert (plain.expected, plain.found) == (4, 3)
    assert shown_expectation(expectation, task)["fields"]["debug"] == {"http://***@h": HIDDEN, "plain": [4]}


@pytest.mark.parametrize(
    ("parameters", "expected", "place", "shown"),
    [
        ([{"name": "password", "value": "s3cret"}], [{"value": "s3cret"}], "debug[0].value", [{"value": HIDDEN}]),
        ([{"name": "password", "value": "s3cret"}], [{"value": "s3cre7"}], "debug[0].value", [{"value": HIDDEN}]),
        ([{"name": "token", "value": ["s3cret"]}], [{"value": ["s3cret"]}], "debug[0].value", [{"value": HIDDEN}]),
        ([{"name": "token", "value": {"a": 1}}], [{"value": {"b": 1}}], "debug[0].value", [{"value": HIDDEN}]),
    ],
)
def test_what_only_the_task_shows_to_be_secret_is_never_compared(parameters: Any, expected: Any, place: str, shown: Any) -> None:
    task, expectation = changed(TASK, (("debug",), parameters)), make_expectation(fields={"debug": expected})
    (reason,) = judge_task(task, expectation, CONTRACT)
    assert reason.message == f"{place} holds a secret of the task, which is never compared: leave it out of fields"
    assert reason.expected == HIDDEN
    result = shown_expectation(expectation, task)
    assert result == {"state": "RUNNING", "fields": {"debug": shown}}
    assert "s3cre" not in f"{reason} {result}"


def test_a_difference_beside_a_secret_is_told() -> None:
    parameters = [{"name": "a"}, {"name": "token", "value": "s3cret-s3cret"}]
    for expected in ([{"name": "a"}], {"name": "a"}, "a"):
        (reason,) = reasons(changed(TASK, (("debug",), parameters)), fields={"debug": expected})
        assert (reason.expected, reason.found) == (expected, [{"name": "a"}, {"name": "token", "value": HIDDEN}])
        assert " is " in reason.message


@pytest.mark.parametrize(
    "fields",
    [{"debug": [{"value": "s3cret-s3cret"}]}, {"description": "door s3cret-s3cret"}, {"nowhere": {"a": "s3cret-s3cret"}}],
)
def test_what_is_expected_repeats_no_secret_of_the_task(fields: dict[str, Any]) -> None:
    task = changed(TASK, (("debug",), [{"name": "a"}, {"name": "token", "value": "s3cret-s3cret"}]), (("description",), "x"))
    expectation = make_expectation(fields=fields)
    (reason,) = judge_task(task, expectation, CONTRACT)
    assert HIDDEN in str(reason.expected)
    assert "s3cret" not in f"{reason} {shown_expectation(expectation, task)}"


def test_an_expected_value_that_repeats_a_secret_makes_no_secret_of_what_is_found() -> None:
    task = changed(TASK, (("debug",), {"token": "s3cret-s3cret"}), (("description",), "x"))
    (reason,) = reasons(task, fields={"description": "s3cret-s3cret"})
    assert (reason.expected, reason.found) == (HIDDEN, "x")
    assert reason.message == "description is x, expected ***"


def test_however_many_fields_differ_the_task_is_redacted_no_oftener(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Any] = []

    def redact(value: Any) -> Any:
        counted.append(value)
        return redact_task(value)

    monkeypatch.setattr(verdict, "redact_task", redact)
    found = {f"m{number}": number for number in range(50)}
    expectation = Expectation(fields={"debug": dict.fromkeys(found, -1)})
    assert len(judge_task(changed(TASK, (("debug",), found)), expectation, CONTRACT)) == 50
    assert len(counted) == 2
    counted.clear()
    assert judge_task(changed(TASK, (("debug",), found)), Expectation(fields={"debug": found}), CONTRACT) == []
    assert len(counted) == 1


def test_the_id_of_a_pool_is_told_even_if_it_is_a_secret_elsewhere() -> None:
    task = changed(TASK, (("edge_pool_id",), "0" * 32), (("debug",), {"token": POOL}))
    (reason,) = reasons(task, edge_pool_id=POOL)
    assert reason.message == f"edge_pool_id is {'0' * 32}, expected {POOL}"


def test_what_is_expected_is_shown_as_it_is_where_there_is_no_secret() -> None:
    expectation = make_expectation(edge_pool_id=POOL, fields={"debug": [{"a": 1}, 2], "name": "x"})
    for found in ([{"a": 2, "b": 3}, 4], [1], {"a": 1}, [3, {"a": 1}], "x"):
        task = changed(TASK, (("debug",), found))
        assert shown_expectation(expectation, task) == expectation.as_result()
    for task in (TASK, None):
        assert shown_expectation(expectation, task) == expectation.as_result()
    assert shown_expectation(Expectation(), TASK) == {"state": "RUNNING"}
