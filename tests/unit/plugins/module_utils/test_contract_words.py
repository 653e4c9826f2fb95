# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a contract says, word for word, and the lines that its limits draw."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.extra_schema import json_problems
from ansible_collections.campusgo.edge.plugins.module_utils.schema import DEEPEST_NESTING
from ansible_collections.campusgo.edge.tests.unit.samples import changed, queue_status

DRAFT_07 = "http://json-schema.org/draft-07/schema"


def nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {"type": "object"}
    for _level in range(levels):
        value = {"not": value}
    return value


def problem(schema: Any) -> str:
    with pytest.raises(InvalidArgument) as caught:
        Contract(schema).violations(queue_status())
    (found,) = caught.value.problems
    return found


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ([], "extra_schema is no valid JSON Schema: it must be a dictionary, and its $schema a text"),
        ({"$schema": 1}, "extra_schema is no valid JSON Schema: it must be a dictionary, and its $schema a text"),
        (
            {"properties": {"a": {"minLength": "x"}}},
            "extra_schema is no valid JSON Schema: see $.properties.a.minLength, keyword type",
        ),
        (
            {"title": "x"},
            "extra_schema has no rule at its top level, such as required or properties: it would judge nothing",
        ),
        (
            {"$schema": "https://a.example/", "type": "object"},
            "extra_schema names a $schema that the installed jsonschema does not know: correct it, or use draft-07",
        ),
        (
            {"$schema": f"{DRAFT_07}X", "type": "object"},
            "extra_schema names a $schema that the installed jsonschema does not know: correct it, or use draft-07",
        ),
        (
            {"items": {"$ref": "other.json"}},
            "extra_schema refers to other.json: only references within the schema itself (#...) are followed",
        ),
        (nested(DEEPEST_NESTING), "extra_schema is nested too deeply"),
    ],
)
def test_why_a_schema_is_refused(schema: Any, sentence: str) -> None:
    assert problem(schema) == sentence


def test_a_schema_that_cannot_be_applied_names_what_went_wrong() -> None:
    for target in ("#/nowhere", "#nowhere"):
        said = problem({"properties": {"state": {"$ref": target}}})
        assert said == "extra_schema cannot be applied: a reference in it leads nowhere"
    assert problem({"allOf": [{"$ref": "#"}]}) == "extra_schema cannot be applied: RecursionError"


RUNS = {"definitions": {"text": {"type": "string"}}, "properties": {"state": {"$ref": "#/definitions/text", "const": "STOPPED"}}}
IGNORED = "beside a $ref this draft ignores"


def test_rules_that_would_judge_nothing_beside_a_reference_are_refused() -> None:
    advice = "put the $ref and them into allOf"
    assert problem(RUNS) == f"extra_schema.properties.state: {IGNORED} const; {advice}"
    inner = {"allOf": [{"items": {"$ref": "#", "required": ["a"], "title": "b", "enum": [1]}}]}
    assert problem(inner) == f"extra_schema.allOf.0.items: {IGNORED} enum, required; {advice}"
    assert problem({"$ref": "#/definitions/a", "definitions": {"a": True}, "required": ["x"]}) == (
        f"extra_schema: {IGNORED} required; {advice}"
    )


def test_words_beside_a_reference_are_no_rules() -> None:
    schema = {"$ref": "#/definitions/any", "definitions": {"any": {"type": "object"}}, "title": "x", "$comment": "y"}
    assert Contract(schema).violations(queue_status()) == []
    assert Contract({"properties": {"$ref": {"const": 1}, "const": True}}).violations(queue_status()) == []


def test_a_draft_that_judges_what_stands_beside_a_reference_is_believed() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2019-09/schema", **RUNS}
    if hasattr(jsonschema, "Draft201909Validator"):
        (violation,) = Contract(schema).violations(queue_status())
        assert violation.validator == "const"
    else:  # before release 4
        assert problem(schema).startswith("extra_schema names a $schema that the installed jsonschema does not know")


@pytest.mark.parametrize("name", [DRAFT_07, f"{DRAFT_07}#"])
def test_a_draft_may_be_named_with_an_empty_fragment(name: str) -> None:
    assert Contract({"$schema": name, "type": "object"}).violations(queue_status()) == []


def test_a_schema_that_is_too_deep_for_the_stack_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(_schema: Any) -> None:
        raise RecursionError

    monkeypatch.setattr(jsonschema.Draft7Validator, "check_schema", give_up)
    assert problem({"type": "object"}) == "extra_schema is nested too deeply"


def test_numbers_and_levels_that_json_can_just_hold() -> None:
    assert list(json_problems([sys.float_info.max, -sys.float_info.max], ("a",))) == []
    assert list(json_problems(7, ("a",) * DEEPEST_NESTING)) == []
    assert list(json_problems(7, ("a",) * (DEEPEST_NESTING + 1))) == ["a is nested too deeply"]


@pytest.mark.parametrize("name", [f"{DRAFT_07}X", f"{DRAFT_07}X#", "https://json-schema.org/draft/2030-01/schema"])
def test_a_library_that_takes_any_name_for_a_draft_is_not_believed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonschema.validators, "validator_for", lambda _schema, default: jsonschema.Draft7Validator)
    assert problem({"$schema": name, "type": "object"}).startswith("extra_schema names a $schema ")


def test_each_missing_member_is_named_once() -> None:
    task = {name: member for name, member in queue_status().items() if name not in ("id", "name", "state")}
    found = Contract({"required": ["Hosting", "hosting"]}).violations(task)
    assert sorted(violation.json_path for violation in found) == ["$.Hosting", "$.hosting", "$.id", "$.name", "$.state"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a" * 200, "a" * 200),
        ("a" * 201, "a" * 200 + "..."),
        ([1], [1]),
        (list(range(20)), list(range(20))),
        (list(range(21)), "a list of 21 items"),
        ([], "a list of 0 items"),
        ([[1]], "a list of 1 item"),
        ([{"a": 1}], "a list of 1 item"),
        ({"a": 1}, "an object with 1 member"),
    ],
)
def test_what_is_found_is_shown_as_far_as_it_is_small(value: Any, found: Any) -> None:
    (violation,) = Contract({"properties": {"größe\n": {"type": ["number", "null"]}}}).violations(
        {**queue_status(), "größe\n": value}
    )
    assert (violation.data_path, violation.expected, violation.found) == ("größe\\n", ["number", "null"], found)
    assert violation.message.startswith("größe\\n must be of type number, null, found ")


@pytest.mark.parametrize(
    ("rule", "value", "words"),
    [
        ({"const": {"a": 1}}, {"a": 2}, "must be an object with 1 member, found another object"),
        ({"const": {"a": 1}}, {"a": 1, "b": 2}, "must be an object with 1 member, found an object with 2 members"),
        ({"const": [[1]]}, [[2]], "must be a list of 1 item, found another list"),
        ({"enum": [[1], [2]]}, [[3], [4]], "must be one of a list of 2 items, found another list"),
        ({"const": "a" * 201}, "a" * 202, f"must be {'a' * 200}..., found another text"),
        ({"const": 2}, "2", 'must be 2, found "2"'),
        ({"const": "2"}, 2, 'must be "2", found 2'),
        ({"const": '"2026-11-30"'}, date(2026, 11, 30), r'must be "\"2026-11-30\"", found "2026-11-30"'),
        ({"additionalProperties": {"type": "null"}}, {"a": 1}, "must be of type null, found 1"),
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, "(an object with 1 member), found an object with 1 member"),
    ],
)
def test_what_differs_is_not_said_in_the_same_words(rule: dict[str, Any], value: Any, words: str) -> None:
    (violation,) = Contract({"properties": {"hosting": rule}}).violations({**queue_status(), "hosting": value})
    assert violation.message.endswith(words)


def test_a_secret_that_differs_is_not_told_apart() -> None:
    schema = {"properties": {"hosting": {"properties": {"password": {"const": "open-sesame"}}}}}
    (violation,) = Contract(schema).violations({**queue_status(), "hosting": {"password": "other"}})
    assert violation.message == "hosting.password must be ***, found ***"


def test_a_rule_without_a_sentence_of_its_own_is_named() -> None:
    (violation,) = Contract({"properties": {"hosting": {"multipleOf": 2}}}).violations({**queue_status(), "hosting": 3})
    assert violation.message == "hosting breaks the rule multipleOf (2), found 3"


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "it is not JSON"), ('{"polygons":[],"polygons":[]}', "it names a member twice"), ("[NaN]", "NaN is no JSON number")],
)
def test_text_that_is_no_json_says_why(text: str, problem: str) -> None:
    task = queue_status()
    task["service_config"]["common"]["target_roi"] = text
    (violation,) = Contract().violations(task)
    assert violation.message.startswith(f"service_config.common.target_roi must hold JSON text, but {problem}, found ")


def test_a_violation_inside_text_of_json_says_which_rule_it_breaks() -> None:
    task = queue_status()
    task["service_config"]["common"]["target_roi"] = "[]"
    (violation,) = Contract().violations(task)
    place = "properties.service_config.properties.common.properties.target_roi.contentSchema.type"
    assert violation.schema_path == place


INSTALL_ANEW = "the Python library jsonschema cannot be imported; install it anew, with all that it needs"


@pytest.mark.parametrize("name", ["Draft7Validator", "FormatChecker", "SchemaError", "validators"])
def test_half_of_the_library_judges_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(jsonschema, name)
    assert problem({"type": "object"}) == f"extra_schema cannot be applied: {INSTALL_ANEW}"
    assert Contract().violations(queue_status()) == []
    (violation,) = Contract().violations({**queue_status(), "state": 7})
    assert (violation.validator, violation.data_path, violation.schema_path) == ("jsonschema", "", "")
    assert (violation.expected, violation.found) == ("a library that can be imported", "one that cannot")
    assert violation.message == f"the task cannot be checked: {INSTALL_ANEW}"


ROI = ("service_config", "common", "target_roi")


def test_what_is_said_of_text_that_is_no_json() -> None:
    (violation,) = Contract().violations(changed(queue_status(), (ROI, "rtsp://admin:open-sesame@192.0.2.1/")))
    assert violation.validator == "contentMediaType"
    assert violation.schema_path.endswith("target_roi.contentMediaType")
    assert violation.expected == "application/json"
    assert violation.found == "rtsp://***@192.0.2.1/"


def test_json_inside_a_text_may_not_hold_too_much_either() -> None:
    (violation,) = Contract().violations(changed(queue_status(), (ROI, json.dumps([0] * 20_000))))
    assert violation.validator == "maxValues"
    assert violation.schema_path.endswith("target_roi.contentSchema")


@pytest.mark.parametrize(
    ("value", "validator"),
    [
        ([0] * 19_999, "type"),
        ([0] * 20_000, "maxValues"),
        ([[0] * 9_999, [0] * 9_998], "type"),
        ([[0] * 9_999, [0] * 9_999], "maxValues"),
        ([[0], [0] * 19_997], "maxValues"),
    ],
    ids=["just fits", "one too many", "just fits in two", "one too many in two", "one too many in the last"],
)
def test_twenty_thousand_values_fit_into_a_task(value: Any, validator: str) -> None:
    """The whole counts as one of them, whatever it is."""
    (violation,) = Contract().violations(value)
    assert violation.validator == validator


def test_a_place_whose_name_repeats_a_secret_is_shown_without_it() -> None:
    task = changed(
        queue_status(),
        (("input",), {"type": "vcn", "vcn": {"password": "hunter2hunter2"}, "data": [{}]}),
        (("debug",), {"a": 1, "hunter2hunter2": {"b": 5}}),
    )
    schema = {"properties": {"debug": {"additionalProperties": {"properties": {"b": {"type": "string"}}}}}}
    (violation,) = Contract(schema).violations(task)
    assert violation.message == "debug.***.b must be of type string, found 5"
    assert (violation.data_path, violation.json_path) == ("debug.***.b", '$.debug["***"].b')
    (violation,) = Contract({"properties": {"debug": {"additionalProperties": {"required": ["c"]}}}}).violations(
        changed(task, (("debug",), {"hunter2hunter2": {"b": 5}}))
    )
    assert violation.message == "debug.***.c is missing"


@pytest.mark.parametrize("members", [{"a": 1}, {"a": 1, "b": 2, "c": 3}])
def test_nothing_is_shown_within_what_is_hidden(members: dict[str, Any]) -> None:
    task = changed(queue_status(), (("debug",), {"credentials": [members]}))
    rule = {"properties": {"credentials": {"items": {"properties": {"a": {"type": "string"}}}}}}
    (violation,) = Contract({"properties": {"debug": rule}}).violations(task)
    assert violation.message == "debug.credentials.0.a must be of type ***, found ***"


def test_nothing_is_shown_of_members_whose_names_are_shown_as_one() -> None:
    task = changed(queue_status(), (("debug",), {"http://u:secret@h": 1, "http://u:secrets@h": 2, "plain": 3}))
    found = Contract({"properties": {"debug": {"additionalProperties": {"type": "string"}}}}).violations(task)
    assert {(v.data_path, v.found) for v in found} == {("debug.***", "***"), ("debug.plain", 3)}
