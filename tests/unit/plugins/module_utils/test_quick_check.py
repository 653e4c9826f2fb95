# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The quick check never says yes where jsonschema says no, and recognizes whatever the service is known to answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import is_date_time
from ansible_collections.campusgo.edge.plugins.module_utils.quick_check import make_check
from ansible_collections.campusgo.edge.plugins.module_utils.schema import TARGET_ROI_SCHEMA, TASK_SCHEMA
from ansible_collections.campusgo.edge.tests.unit.other_algorithms import OTHER_ALGORITHMS
from ansible_collections.campusgo.edge.tests.unit.samples import documented_tasks, queue_status
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json, valid_tasks
from hypothesis import given, settings
from hypothesis import strategies as st

FORMATS = {"date-time": is_date_time}
CHECKER = jsonschema.FormatChecker(formats=())
CHECKER.checks("date-time")(is_date_time)
DOCUMENTED = [*documented_tasks().values(), *OTHER_ALGORITHMS.values()]


class Ansibles(dict):
    """A dictionary that derives from Python's, as those of Ansible do."""


class AnsiblesText(str):
    """The same of text."""


#: Values on either side of what keywords draw lines between.
EDGES = [
    *(None, True, False, 0, 1, 2, 3, 49, 50, -1, 1.0, 1.5, 2.5, "", "a", "aa", "aaa", "a\n", "RUNNING", "x" * 500, "x" * 501),
    *(AnsiblesText("aa"), Ansibles(a=1)),
    *([], [1], [1, 2], [1, 2, 3], ["a"], [[]], [None], [True], [{}]),
    *({}, {"a": 1}, {"a": "a"}, {"a": None, "b": 1}, {"a": 1, "b": 2, "c": 3}),
]
SCHEMAS = [
    *({"type": name} for name in ("string", "boolean", "null", "object", "array", "integer", "number", ["string", "null"])),
    *({"required": names} for names in ([], ["a"], ["a", "b"])),
    *({"properties": {"a": {"type": name}}} for name in ("string", "integer", ["number", "null"])),
    *({"items": rule} for rule in ({"type": "string"}, {"type": "number"}, {"type": "object"}, {"format": "date-time"})),
    {"anyOf": [{"required": ["b"]}, {"type": "string", "minLength": 2}]},
    {"anyOf": [{"format": "date-time"}, {"type": "number"}]},
    {"enum": ["a", "RUNNING"]},
    *({"pattern": pattern} for pattern in ("a", "^a$", r"^a$(?!\n)")),
    *({"minLength": 2}, {"maxLength": 2}, {"minItems": 2}, {"maxItems": 2}, {"minProperties": 2}, {"maxProperties": 2}),
    *({"minimum": 2}, {"maximum": 2}),
    {"type": ["string", "null"], "maxLength": 500, "description": "text", "title": "silent"},
]


def _library(schema: dict[str, Any]) -> Any:
    return jsonschema.Draft7Validator(schema, format_checker=CHECKER)


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_no_keyword_accepts_what_jsonschema_refuses(schema: dict[str, Any]) -> None:
    check, library = make_check(schema, FORMATS), _library(schema)
    assert [value for value in EDGES if check(value) and not library.is_valid(value)] == []


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_every_keyword_recognizes_what_is_valid_but_odd_numbers(schema: dict[str, Any]) -> None:
    check, library = make_check(schema, FORMATS), _library(schema)
    missed = [value for value in EDGES if library.is_valid(value) and not check(value)]
    assert {type(value) for value in missed} <= {bool, float}  # 1.0, an integer to jsonschema, and true, no number to it


@given(st.sampled_from(SCHEMAS), st.sampled_from(SCHEMAS), any_json | st.sampled_from(EDGES))
def test_keywords_together_never_accept_more(one: dict[str, Any], other: dict[str, Any], value: Any) -> None:
    schema = {**one, **other}
    if make_check(schema, FORMATS)(value):
        assert _library(schema).is_valid(value)


@pytest.mark.parametrize("schema", [{"const": 1}, {"type": "text"}, {"format": "email"}, {"properties": {"a": {"$ref": "#"}}}])
def test_what_is_not_known_is_not_ignored(schema: dict[str, Any]) -> None:
    with pytest.raises(KeyError):
        make_check(schema, FORMATS)


@cache
def _checks() -> tuple[Callable[[Any], bool], Any]:
    """Of a task: the quick check and that of jsonschema. Not made at import, so that a test fails where one cannot be made."""
    return make_check(TASK_SCHEMA, FORMATS), _library(TASK_SCHEMA)


def _is_recognized(task: Any) -> bool:
    return _checks()[0](task)


def test_a_task_of_ansibles_own_types_is_recognized() -> None:
    assert _is_recognized(Ansibles(queue_status(), service_name=AnsiblesText("c-queue-status-analysis-edge")))


@pytest.mark.parametrize("task", DOCUMENTED, ids=lambda task: task["id"])
def test_documented_answers_are_recognized(task: dict[str, Any]) -> None:
    assert _is_recognized(task)


@given(valid_tasks())
def test_what_the_definition_allows_is_recognized(task: dict[str, Any]) -> None:
    assert _is_recognized(task)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from _places(member, (*path, key))


@st.composite
def broken_tasks(draw: st.DrawFn) -> Any:
    """Tasks in which anything stands at one place, or nothing."""
    task = copy.deepcopy(draw(st.sampled_from(DOCUMENTED) | valid_tasks()))
    path = draw(st.sampled_from(sorted(_places(task), key=repr)))
    if not path:
        return draw(any_json)
    parent = task
    for key in path[:-1]:
        parent = parent[key]
    if draw(st.booleans()):
        parent[path[-1]] = draw(any_json | st.sampled_from(EDGES))
    else:
        del parent[path[-1]]
    return task


@settings(max_examples=400)
@given(broken_tasks())
def test_a_task_that_jsonschema_refuses_is_never_accepted(task: Any) -> None:
    if _is_recognized(task):
        assert _checks()[1].is_valid(task)


@given(any_json | st.dictionaries(st.sampled_from(("polygons", "lines", "polygos")), any_json, max_size=2))
def test_nor_is_an_area_of_interest(value: Any) -> None:
    if make_check(TARGET_ROI_SCHEMA, FORMATS)(value):
        assert _library(TARGET_ROI_SCHEMA).is_valid(value)


def test_members_that_are_not_known_are_not_looked_at() -> None:
    assert _is_recognized({**queue_status(), "hosting": {"type": object()}})
