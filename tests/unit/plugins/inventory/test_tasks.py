# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tasks become hosts: names, groups, what a cached answer is found by, and one answer of several."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleParserError
from ansible_collections.campusgo.edge.plugins.inventory.tasks import (
    Question,
    combine,
    groups_of,
    host_names,
    kept_answer,
    make_question,
    pool_group,
    unique_names,
)
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.errors import Denied, InvalidArgument, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.options import INVENTORY_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.query import QueryResult
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status
from hypothesis import given
from hypothesis import strategies as st

ID, OTHER_ID = "8656efdafebf440bb7008f174db6c567", "8656efda000000000000000000000000"
POOL = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"
GIVEN = {"endpoint": "https://iva.example", "project_id": "project", "token": "token-of-someone"}


def question(environment: dict[str, str] | None = None, **given: Any) -> Question:
    parameters = with_defaults({**GIVEN, **given}, INVENTORY_OPTIONS)
    names = ("token", "access_key", "secret_key", "username", "password", "domain_name")
    values = {name: parameters[name] for name in names if parameters[name] is not None}
    return make_question(parameters, [Source("the inventory file", values)], environment or {})


def problems(**given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        question(**given)
    return caught.value.problems


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("queue-1", "queue-1"),
        ("人脸-1", "人脸-1"),
        ("192.0.2.1", "192.0.2.1"),
        (" queue ", "queue"),
        ("-oProxyCommand=x", "_oProxyCommand_x"),
        ("../../etc/passwd", "___.._etc_passwd"),
        ("a[1:3],b:22", "a_1_3__b_22"),
        ("{{ 7 * 7 }}", "___7___7___"),
        ("é\u202e\u0000", "___"),
        ("", "_"),
    ],
)
def test_names_are_made_safe(wanted: str, name: str) -> None:
    assert host_names(wanted, ID) == [name, f"{name}-8656efda", f"{name}-{ID}"]


def test_the_id_is_short_where_it_tells_something() -> None:
    assert host_names("a", "task7qe4sbmo") == ["a", "a-7qe4sbmo", "a-task7qe4sbmo"]


def test_a_long_name_is_cut_and_gets_the_id() -> None:
    whole, short, full = host_names("队" * 100, ID)
    assert whole == ""
    assert re.fullmatch("队{63}-8656efda", short)
    assert len(full.encode()) <= 200


@given(st.text(max_size=300), st.sampled_from([ID, "task7qe4sbmo", "86xxxxxx67"]))
def test_any_text_gives_names_fit_for_files_and_patterns(wanted: str, task_id: str) -> None:
    for name in host_names(wanted, task_id)[1:]:
        assert re.fullmatch(r"[A-Za-z0-9_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]*", name)
        assert len(name.encode()) <= 200


def test_hosts_that_want_the_same_name_all_get_their_ids() -> None:
    wanted = [["a", "a-1", "a-11"], ["b", "b-2", "b-22"], ["a", "a-3", "a-33"]]
    assert unique_names(wanted, ()) == ["a-1", "b", "a-3"]
    assert unique_names(wanted[::-1], ()) == ["a-3", "b", "a-1"]


def test_a_name_that_another_host_falls_back_to_is_taken_from_both() -> None:
    wanted = [["a", "a-1", "a-11"], ["a", "a-2", "a-22"], ["a-1", "a-1-3", "a-1-33"]]
    assert unique_names(wanted, ()) == ["a-11", "a-2", "a-1-3"]


def test_the_whole_id_is_taken_when_a_part_is_not_enough() -> None:
    wanted = [host_names("a", task_id) for task_id in (ID, OTHER_ID)]
    assert unique_names(wanted, ()) == [f"a-{ID}", f"a-{OTHER_ID}"]


def test_reserved_and_empty_names_are_passed_over() -> None:
    assert unique_names([["localhost", "localhost-1"], ["", "long-2"]], {"localhost"}) == ["localhost-1", "long-2"]


@pytest.mark.parametrize("changes", [{}, {"edge_pool_id": None}, {"edge_pool_id": None, "service_name": "c-face-detection"}])
def test_the_name_of_a_group_that_a_task_may_be_in_is_passed_over(changes: dict[str, Any]) -> None:
    for group in groups_of({**queue_status(), "service_name": "c-face-edge", **changes}):
        assert unique_names([host_names(group, ID)], ()) == [f"{group}-8656efda"]
        assert unique_names([host_names(f"{group}.", ID)], ()) == [f"{group}."]


def test_what_cannot_be_told_apart_is_an_error() -> None:
    with pytest.raises(AnsibleParserError, match=f"several tasks would be the host a-{ID}; tell them apart by hostnames"):
        unique_names([host_names("a", ID), host_names("a", ID)], ())


@given(st.lists(st.tuples(st.text("ab-1", max_size=4), st.integers(0, 40)), max_size=12, unique_by=lambda pair: pair[1]))
def test_names_are_unique_whatever_is_wanted(pairs: list[tuple[str, int]]) -> None:
    names = unique_names([host_names(wanted, f"{number:032x}") for wanted, number in pairs], {"a"})
    assert len(set(names)) == len(pairs)
    assert "a" not in names


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({}, [f"campusgo_pool_{POOL}", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_RUNNING"]),
        (
            {"edge_pool_id": None, "state": "PENDING"},
            ["campusgo_edge", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_PENDING"],
        ),
        (
            {"edge_pool_id": None, "service_name": "c-face-detection"},
            ["campusgo_cloud", "campusgo_service_c_face_detection", "campusgo_state_RUNNING"],
        ),
        (
            {"state": "START-FAILED", "edge_pool_id": "../x"},
            ["campusgo_pool_unknown", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_unknown"],
        ),
        (
            {"state": None, "service_name": ["x"]},
            [f"campusgo_pool_{POOL}", "campusgo_service_unknown", "campusgo_state_unknown"],
        ),
    ],
)
def test_groups(changes: dict[str, Any], groups: list[str]) -> None:
    task = {**queue_status(), "service_name": "c-queue-status-analysis-edge", **changes}
    assert groups_of(task) == groups
    assert pool_group(task) == (groups[0] if "pool" in groups[0] else None)


@pytest.mark.parametrize(
    "given",
    [
        {"services": ["c-face-edge"]},
        {"state": "RUNNING"},
        {"name_like": "a"},
        {"id_like": "a"},
        {"service_version": "3.0"},
        {"validation": "skip"},
        {"extra_schema": {"required": ["edge_pool_id"]}},
        {"endpoint": "https://other.example"},
        {"project_id": "other"},
        {"validate_certs": False},
        {"token": "token-of-another"},
        {"token": None, "access_key": "a", "secret_key": "b"},
        {"token": None, "username": "a", "password": "b", "domain_name": "c", "region": "cn-north-4"},
        {"auth_method": "metadata"},
    ],
    ids="-".join,
)
def test_another_question_is_found_by_another_key(given: dict[str, Any]) -> None:
    assert question(**given).cache_key != question().cache_key


def test_the_same_question_is_found_again() -> None:
    assert question().cache_key == question(filters=[{"exclude": True, "include": None}], hostnames=["id"]).cache_key


def test_a_key_shows_nothing_and_holds_no_password() -> None:
    login = {"token": None, "username": "a", "domain_name": "c", "region": "cn-north-4"}
    assert question(**login, password="b").cache_key == question(**login, password="other").cache_key
    assert re.fullmatch("campusgo_edge_tasks_[0-9a-f]{32}", question().cache_key)


def test_a_question_shows_no_credentials() -> None:
    assert "token-of-someone" not in repr(question())


def test_services_are_asked_once() -> None:
    assert question(services=["c-face-edge", "floating-edge", "c-face-edge"]).services == ("c-face-edge", "floating-edge")


def test_every_problem_at_once() -> None:
    found = problems(
        services=["A9", "c-face-edge", "b2"],
        filters=[{"include": "a", "exclude": "b"}, {"include": None, "exclude": None}, {"include": 5, "exclude": None}],
        service_version=3.0,
        extra_schema={"type": "nothing"},
        token=None,
    )
    for text in (
        "'A9' is no service name",
        "'b2' is no service name",
        "filters[0] must have either include or exclude",
        "filters[1] must have either include or exclude",
        "filters must have expressions, or true or false",
        "service_version must be a version such as 3.0: put it in quotes",
        "extra_schema is no valid JSON Schema",
        "there are no credentials",
    ):
        assert sum(text in problem for problem in found) == 1
    assert len(found) == 8


def test_no_service_at_all_is_a_problem() -> None:
    assert problems(services=[]) == ("services is empty: give at least one, or leave it out",)


def test_what_was_kept_is_the_answer_again() -> None:
    task = {"id": ID, "service_name": "c-face-edge"}
    answer = kept_answer({"tasks": [task], "warnings": ["about it"]})
    assert (answer.tasks, answer.warnings) == ([task], ["about it"])


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "text",
        {},
        {"tasks": []},
        {"tasks": None, "warnings": []},
        {"tasks": [], "warnings": "text"},
        {"tasks": [1], "warnings": []},
        {"tasks": [{"id": ID}], "warnings": []},
        {"tasks": [{"service_name": "c-face-edge"}], "warnings": []},
        {"tasks": [{"id": 5, "service_name": "c-face-edge"}], "warnings": []},
        {"tasks": [{"id": "../x", "service_name": "c-face-edge"}], "warnings": []},
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(kept: Any) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        kept_answer(kept)


def fine(name: str) -> QueryResult:
    return QueryResult(tasks=[{**queue_status(), "name": name}], warnings=[f"about {name}", "about all"])


def unasked(fault: Any) -> QueryResult:
    return QueryResult(errors=[fault.as_result()], failure=fault.message)


def test_the_tasks_of_all_services_come_in_their_order() -> None:
    answer = combine({"b": fine("1"), "a": fine("2")}, True)
    assert [task["name"] for task in answer.tasks] == ["1", "2"]
    assert answer.warnings == ["about 1", "about all", "about 2"]
    assert answer.whole


def test_services_that_cannot_be_asked_are_an_error() -> None:
    results = {"a": fine("1"), "b": unasked(Denied("no")), "c": unasked(Unreachable("away")), "d": unasked(Denied("no"))}
    with pytest.raises(AnsibleParserError) as caught:
        combine(results, True)
    assert str(caught.value) == "b, d cannot be asked: no\nc cannot be asked: away"


def test_services_that_cannot_be_asked_may_be_a_warning() -> None:
    answer = combine({"a": fine("1"), "b": unasked(Denied("no"))}, False)
    assert len(answer.tasks) == 1
    assert "the inventory lacks tasks: b cannot be asked: no" in answer.warnings
    assert not answer.whole


def test_when_no_service_can_be_asked_it_is_an_error_all_the_same() -> None:
    with pytest.raises(AnsibleParserError, match="a, b cannot be asked: no"):
        combine({"a": unasked(Denied("no")), "b": unasked(Denied("no"))}, False)


@pytest.mark.parametrize("strict", [True, False])
def test_a_broken_task_is_an_error_whatever_becomes_of_services(strict: bool) -> None:
    broken = QueryResult(errors=[{"task_id": None, "code": "bad_answer", "message": "no id"}], failure="no id")
    with pytest.raises(AnsibleParserError, match="no id"):
        combine({"a": fine("1"), "b": broken}, strict)
