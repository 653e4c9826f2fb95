# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is asked, what a cached answer is found by, and one answer of several."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleParserError
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.errors import Denied, InvalidArgument, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.options import INVENTORY_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.query import QueryResult
from ansible_collections.campusgo.edge.plugins.plugin_utils.inventory_answer import Question, combine, kept_answer, make_question
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status

ID = "8656efdafebf440bb7008f174db6c567"
GIVEN = {"endpoint": "https://iva.example", "project_id": "project", "token": "token-of-someone"}


def question(environment: dict[str, str] | None = None, keeps: bool = True, **given: Any) -> Question:
    parameters = with_defaults({**GIVEN, **given}, INVENTORY_OPTIONS)
    names = ("token", "access_key", "secret_key", "username", "password", "domain_name")
    values = {name: parameters[name] for name in names if parameters[name] is not None}
    return make_question(parameters, [Source("the inventory file", values)], environment or {}, keeps)


def problems(**given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        question(**given)
    return caught.value.problems


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
    assert re.fullmatch("campusgo_edge_tasks_[0-9a-f]{32}", question().cache_key or "")


def test_what_nobody_keeps_has_no_key() -> None:
    assert question(keeps=False).cache_key is None


@pytest.mark.parametrize("given", [{"region": "cn-north-4"}, {"project_name": "main", "iam_endpoint": "https://iam.example"}])
def test_what_a_server_may_see_is_kept_only_for_a_project(given: dict[str, str]) -> None:
    server = {**given, "token": None, "auth_method": "metadata"}
    (problem,) = problems(**server, project_id=None)
    assert problem.startswith("project_id is missing for a cache with auth_method metadata")
    assert question(**server, project_id=None, keeps=False).cache_key is None
    assert question(**server, project_id="a").cache_key != question(**server, project_id="b").cache_key


@pytest.mark.parametrize("where", ["file", "environment"])
def test_no_problem_shows_a_credential_in_the_place_of_another_option(where: str) -> None:
    secret = "Sesame-token-of-someone"
    environment = {"OS_AUTH_TOKEN": secret} if where == "environment" else {}
    found = problems(
        environment=environment,
        token=None if environment else secret,
        services=["c-face-edge", secret],
        ca_path=f"/{secret}",
        region=secret,
    )
    assert len(found) == 3
    assert not [problem for problem in found if secret in problem or "***" not in problem]


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


def test_a_condition_is_no_template() -> None:
    found = problems(filters=[{"include": "{{ true }}"}, {"exclude": "{% if a %}true{% endif %}"}, {"include": "{'a': {}}"}])
    says = "holds braces of a template: it is an expression already, so leave them out"
    assert found == (f"filters[0] {says}", f"filters[1] {says}")


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
