# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No part of the user's own schema is passed over in silence: it judges, or the schema is refused."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status

DRAFT_3 = "http://json-schema.org/draft-03/schema#"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_6 = "http://json-schema.org/draft-06/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
knows_newer_drafts = pytest.mark.skipif(
    not hasattr(jsonschema, "Draft202012Validator"), reason="jsonschema before 4 ends at draft-07"
)
TASK = {**queue_status(), "numbers": [0, 0]}
NEVER = {"required": ["no_such_member"]}
UNKNOWN = "is no keyword of this draft, and would judge nothing"
OTHER = f"{UNKNOWN}; correct it, or name its draft in $schema"
NOWHERE = "extra_schema cannot be applied: a reference in it leads nowhere"


def problems(schema: Any) -> list[str]:
    with pytest.raises(InvalidArgument) as caught:
        Contract(schema)
    return list(caught.value.problems)


def judged(schema: Any) -> list[str]:
    """The rules that a task breaks."""
    return [violation.validator for violation in Contract(schema).violations(TASK)]


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("dependentRequired", {"id": ["no_such_member"]}),
        ("dependentSchemas", {"id": NEVER}),
        ("unevaluatedProperties", False),
        ("unevaluatedItems", False),
        ("prefixItems", [False]),
        ("contentMediaType", "application/json"),
        ("contentEncoding", "base64"),
        ("contentSchema", False),
        ("$recursiveRef", "#"),
        ("$dynamicRef", "#"),
        ("$vocabulary", {}),
        ("divisibleBy", 2),
        ("id", "https://a.example/"),
        ("edge_pool_id", {"const": "x"}),
        ("input", {"required": ["nothing"]}),
    ],
)
def test_what_is_no_keyword_of_draft_07_is_refused(keyword: str, value: Any) -> None:
    assert problems({"type": "object", keyword: value}) == [f"extra_schema.{keyword} {OTHER}"]


@pytest.mark.parametrize(
    ("draft", "keyword", "value"),
    [
        (DRAFT_3, "allOf", [{}]),
        (DRAFT_4, "const", 1),
        (DRAFT_4, "if", {}),
        (DRAFT_4, "then", NEVER),
        (DRAFT_4, "$id", "https://a.example/"),
        (DRAFT_6, "if", {}),
        (DRAFT_6, "else", NEVER),
        pytest.param(DRAFT_2019, "dependencies", {"id": ["no_such_member"]}, marks=knows_newer_drafts),
        pytest.param(DRAFT_2019, "prefixItems", [False], marks=knows_newer_drafts),
        pytest.param(DRAFT_2019, "$dynamicRef", "#", marks=knows_newer_drafts),
        pytest.param(DRAFT_2020, "dependencies", {"id": ["no_such_member"]}, marks=knows_newer_drafts),
        pytest.param(DRAFT_2020, "$recursiveRef", "#", marks=knows_newer_drafts),
        pytest.param(DRAFT_2020, "contentSchema", False, marks=knows_newer_drafts),
    ],
)
def test_what_is_no_keyword_of_the_draft_that_is_named_is_refused(draft: str, keyword: str, value: Any) -> None:
    assert problems({"$schema": draft, "type": "object", keyword: value}) == [f"extra_schema.{keyword} {OTHER}"]


@pytest.mark.parametrize(
    ("keyword", "nearest"),
    [
        ("requird", "required"),
        ("propertes", "properties"),
        ("Const", "const"),
        ("addtionalProperties", "additionalProperties"),
        ("elsee", "else"),
        ("titel", "title"),
        ("state", None),
    ],
)
def test_a_misspelled_keyword_is_named_with_the_nearest_one(keyword: str, nearest: str | None) -> None:
    hint = f"did you mean {nearest}?" if nearest else "correct it, or name its draft in $schema"
    assert problems({"properties": {"state": {keyword: []}}}) == [f"extra_schema.properties.state.{keyword} {UNKNOWN}; {hint}"]


def test_of_several_near_keywords_the_nearest_is_named() -> None:
    assert problems({"type": "object", "maxItem": 1}) == [f"extra_schema.maxItem {UNKNOWN}; did you mean maxItems?"]
    assert problems({"type": "object", "minItem": 1}) == [f"extra_schema.minItem {UNKNOWN}; did you mean minItems?"]


TYPO = {"requird": ["a"]}


@pytest.mark.parametrize(
    ("wrap", "place"),
    [
        ({"additionalItems": TYPO, "items": [True]}, "additionalItems"),
        ({"additionalProperties": TYPO}, "additionalProperties"),
        ({"allOf": [True, TYPO]}, "allOf.1"),
        ({"anyOf": [TYPO]}, "anyOf.0"),
        ({"oneOf": [TYPO]}, "oneOf.0"),
        ({"not": TYPO}, "not"),
        ({"contains": TYPO}, "contains"),
        ({"if": TYPO, "then": True}, "if"),
        ({"if": True, "then": TYPO}, "then"),
        ({"if": True, "else": TYPO}, "else"),
        ({"items": TYPO}, "items"),
        ({"items": [True, TYPO]}, "items.1"),
        ({"propertyNames": TYPO}, "propertyNames"),
        ({"properties": {"required": TYPO}}, "properties.required"),
        ({"patternProperties": {"^a": TYPO}}, "patternProperties.^a"),
        ({"dependencies": {"a": ["requird"], "b": TYPO}}, "dependencies.b"),
        ({"type": "object", "definitions": {"a": TYPO}}, "definitions.a"),
        ({"type": "object", "$defs": {"a": TYPO}}, "$defs.a"),
        ({"properties": {"a": {"items": {"not": {"properties": {"b": TYPO}}}}}}, "properties.a.items.not.properties.b"),
        ({"$schema": DRAFT_3, "disallow": [TYPO]}, "disallow.0"),
        ({"$schema": DRAFT_3, "extends": TYPO}, "extends"),
        ({"$schema": DRAFT_3, "type": ["string", TYPO]}, "type.1"),
        pytest.param({"$schema": DRAFT_2019, "dependentSchemas": {"a": TYPO}}, "dependentSchemas.a", marks=knows_newer_drafts),
        pytest.param({"$schema": DRAFT_2019, "unevaluatedItems": TYPO}, "unevaluatedItems", marks=knows_newer_drafts),
        pytest.param({"$schema": DRAFT_2019, "unevaluatedProperties": TYPO}, "unevaluatedProperties", marks=knows_newer_drafts),
        pytest.param({"$schema": DRAFT_2020, "prefixItems": [TYPO]}, "prefixItems.0", marks=knows_newer_drafts),
    ],
)
def test_every_place_of_a_schema_is_looked_through(wrap: dict[str, Any], place: str) -> None:
    assert problems(wrap) == [f"extra_schema.{place}.requird {UNKNOWN}; did you mean required?"]


@pytest.mark.parametrize(
    "schema",
    [
        {"const": {"requird": ["a"], "$id": 1, "$ref": "http://127.0.0.1:9/"}},
        {"enum": [{"requird": ["a"], "format": "x"}]},
        {"type": "string", "default": TYPO},
        {"type": "string", "examples": [TYPO]},
        {"properties": {name: {"type": "null"} for name in ("requird", "format", "$ref", "$schema", "id", "if", "then")}},
        {"type": "string", "definitions": {"format": {"type": "null"}}},
        {"not": {}, "patternProperties": {"format": {"type": "null"}}},
        {"not": {}, "dependencies": {"format": ["if"], "then": {"required": ["a"]}}},
        {"not": {}, "x-notes": TYPO, "x-": {"format": 1}},
    ],
    ids=repr,
)
def test_names_and_data_are_no_keywords(schema: dict[str, Any]) -> None:
    assert judged(schema) or "properties" in schema


def test_words_for_people_are_no_rules() -> None:
    words = {
        "title": "a",
        "description": "b",
        "$comment": "c",
        "default": {},
        "examples": [],
        "readOnly": True,
        "writeOnly": True,
    }
    top = {"$schema": DRAFT_7, "$id": "https://a.example/b.json", "deprecated": True, "definitions": {}, "$defs": {}, "x-own": 1}
    assert judged({**top, **words, "properties": {"state": {**words, "const": "STOPPED"}}}) == ["const"]
    assert judged({"$schema": DRAFT_4, "id": "https://a.example/b.json", "required": ["no_such_member"]}) == ["required"]


@pytest.mark.parametrize("name", ["https://a.example/b.json", "http://127.0.0.1:9/b.json#c", "#c", "b.json", DRAFT_7])
def test_nothing_is_looked_for_at_the_address_that_a_schema_calls_its_own(name: str) -> None:
    schema = {"x-a": {"const": "STOPPED"}, "properties": {"state": {"$ref": "#/x-a"}}}
    assert judged({"$id": name, **schema}) == ["const"]
    assert judged({"$schema": DRAFT_4, "id": name, **schema, "x-a": {"enum": ["STOPPED"]}}) == ["enum"]


@knows_newer_drafts
def test_anchors_are_no_rules() -> None:
    anchored = {"$anchor": "a", "const": "STOPPED"}
    assert judged({"$schema": DRAFT_2020, "$defs": {"a": anchored}, "properties": {"state": {"$ref": "#a"}}}) == ["const"]
    assert judged({"$schema": DRAFT_2020, "$dynamicAnchor": "a", **NEVER}) == ["required"]
    assert judged({"$schema": DRAFT_2019, "$recursiveAnchor": True, **NEVER}) == ["required"]


@pytest.mark.parametrize("name", ["$schema", "$id"])
@pytest.mark.parametrize("value", [DRAFT_7, DRAFT_4, "other.json", "#a"])
def test_what_would_change_draft_or_place_below_the_top_is_refused(name: str, value: str) -> None:
    part = {name: value, "const": "STOPPED"}
    assert problems({"properties": {"state": part}}) == [
        f"extra_schema.properties.state.{name} has its place at the top level alone"
    ]


def test_the_id_of_an_old_draft_has_its_place_at_the_top_too() -> None:
    (problem,) = problems({"$schema": DRAFT_4, "properties": {"state": {"id": "a.json", "enum": ["STOPPED"]}}})
    assert problem == "extra_schema.properties.state.id has its place at the top level alone"


@pytest.mark.parametrize("name", ["date-time", "ipv4", "uri", "no-such-format"])
def test_a_format_is_refused(name: str) -> None:
    assert problems({"properties": {"created_at": {"type": "string", "format": name}}}) == [
        "extra_schema.properties.created_at.format is not checked: use pattern"
    ]
    assert problems({"format": name}) == ["extra_schema.format is not checked: use pattern"]


@pytest.mark.parametrize(
    ("schema", "place", "objection"),
    [
        ({"if": NEVER}, "if", "judges nothing without then or else"),
        ({"type": "object", "then": NEVER}, "then", "judges nothing without if"),
        ({"type": "object", "else": NEVER}, "else", "judges nothing without if"),
        ({"additionalItems": False}, "additionalItems", "judges nothing unless items is a list"),
        ({"items": {}, "additionalItems": False}, "additionalItems", "judges nothing unless items is a list"),
        ({"$schema": DRAFT_3, "required": True, "type": "any"}, "required", "judges nothing outside of properties in this draft"),
        (
            {"$schema": DRAFT_3, "properties": {"a": {"items": {"required": True}}}},
            "properties.a.items.required",
            "judges nothing outside of properties in this draft",
        ),
        (
            {
                "$schema": DRAFT_3,
                "type": "any",
                "x-properties": {"properties": {"a": {"required": True}}},
                "extends": {"$ref": "#/x-properties/properties/a"},
            },
            "x-properties.properties.a.required",
            "judges nothing outside of properties in this draft",
        ),
        pytest.param(
            {"$schema": DRAFT_2019, "minContains": 2, "type": "array"},
            "minContains",
            "judges nothing without contains",
            marks=knows_newer_drafts,
        ),
        pytest.param(
            {"$schema": DRAFT_2020, "maxContains": 2, "type": "array"},
            "maxContains",
            "judges nothing without contains",
            marks=knows_newer_drafts,
        ),
    ],
)
def test_a_keyword_without_its_partner_is_refused(schema: dict[str, Any], place: str, objection: str) -> None:
    assert problems(schema) == [f"extra_schema.{place} {objection}"]


@pytest.mark.parametrize("keyword", ["exclusiveMinimum", "exclusiveMaximum"])
def test_a_limit_that_is_only_made_strict_is_refused_where_the_draft_does_not_look(keyword: str) -> None:
    part = {"$schema": DRAFT_3, "type": "any", "$defs": {"a": {keyword: True}}}
    assert problems(part) == [f"extra_schema.$defs.a.{keyword} judges nothing without {keyword[9:].lower()}"]


def numbers(rule: dict[str, Any]) -> dict[str, Any]:
    return {"properties": {"numbers": rule}}


@pytest.mark.parametrize(
    "schema",
    [
        {"if": {"required": ["id"]}, "then": NEVER},
        {"if": NEVER, "else": NEVER},
        numbers({"items": [{}], "additionalItems": False}),
        {"$schema": DRAFT_3, "properties": {"no_such_member": {"required": True}}},
        {"$schema": DRAFT_3, "properties": {"input": {"properties": {"no_such_member": {"required": True}}}}},
        {"$schema": DRAFT_3, **numbers({"items": {"minimum": 0, "exclusiveMinimum": True}})},
        {"$schema": DRAFT_4, **numbers({"items": {"maximum": 0, "exclusiveMaximum": True}})},
        {"$schema": DRAFT_6, **numbers({"items": {"exclusiveMinimum": 0}})},
        pytest.param({"$schema": DRAFT_2019, **numbers({"contains": {}, "minContains": 3})}, marks=knows_newer_drafts),
        pytest.param({"$schema": DRAFT_2020, **numbers({"contains": {}, "maxContains": 1})}, marks=knows_newer_drafts),
    ],
    ids=repr,
)
def test_a_keyword_with_its_partner_judges(schema: dict[str, Any]) -> None:
    assert judged(schema)


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("#/x-shared/y", "x-shared.y"),
        ("#/x-shared/y/items", "x-shared.y.items"),
        ("#/x-shared/a~1b", "x-shared.a/b"),
        ("#/x-shared/a~0b", "x-shared.a~b"),
        ("#/x-shared/~01", "x-shared.~1"),
        ("#/x-shared/a%20b", "x-shared.a b"),
        ("#/x-shared/2", "x-shared.2"),
        ("#/x-list/1", "x-list.1"),
        ("#/default", "default"),
        ("#/enum/0/z", "enum.0.z"),
    ],
)
@pytest.mark.parametrize("wrap", [lambda s: {"allOf": [s]}, lambda s: {"properties": {"a": {"items": [s]}}}])
def test_what_is_referred_to_is_looked_through_wherever_it_stands(pointer: str, place: str, wrap: Any) -> None:
    shared = dict.fromkeys(("a/b", "a~b", "~1", "a b", "2"), TYPO)
    own_words = {"x-shared": {**shared, "y": {"items": TYPO, **TYPO}}, "x-list": [True, TYPO]}
    found = problems({**own_words, "default": TYPO, "enum": [{"z": TYPO}], **wrap({"$ref": pointer})})
    assert found[0] == f"extra_schema.{place}.requird {UNKNOWN}; did you mean required?"


def test_names_that_are_referred_to_as_a_schema_are_keywords() -> None:
    assert problems({"allOf": [{"$ref": "#/x-shared"}], "x-shared": {"y": {}}}) == [f"extra_schema.x-shared.y {OTHER}"]


def test_what_is_referred_to_refers_on() -> None:
    schema = {"allOf": [{"$ref": "#/x-a"}], "x-a": {"not": {"$ref": "#/x-b"}}, "x-b": {"anyOf": [{"$ref": "#/x-a"}, TYPO]}}
    assert problems(schema) == [f"extra_schema.x-b.anyOf.1.requird {UNKNOWN}; did you mean required?"]
    assert problems({"allOf": [{"$ref": "#/x-a"}], "x-a": {"$ref": "other.json"}}) == [
        "extra_schema refers to other.json: only references within the schema itself (#...) are followed"
    ]


def test_what_is_referred_to_twice_hides_nothing_that_comes_after_it() -> None:
    members = {"a": {"$ref": "#/x-a"}, "b": {"$ref": "#/x-a"}, "c": {"$ref": "#/x-b"}}
    assert problems({"properties": members, "x-a": {}, "x-b": TYPO}) == [
        f"extra_schema.x-b.requird {UNKNOWN}; did you mean required?"
    ]


@pytest.mark.parametrize(
    "target",
    [
        "#/nowhere",
        "#/",
        "#//x-a",
        "#/x-a/y",
        "#/x-a/type/0",
        "#/x-list/2",
        "#/x-list/-1",
        "#/x-list/y",
        "#/x-list/\u00b2",
        "#/x-null",
        "#/definitions/a/type",
    ],
)
def test_a_reference_that_leads_nowhere_is_refused_before_anything_is_asked(target: str) -> None:
    schema = {"properties": {"no_such_member": {"$ref": target}}, "x-a": {"type": "null"}, "x-list": [{}, {}], "x-null": None}
    assert problems(schema) == [NOWHERE]


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"type": "nothing"}, '$["x-list"][0].type, keyword anyOf'),
        ({"not": {"enum": "RUNNING"}}, '$["x-list"][0].not.enum, keyword type'),
        ("STOPPED", '$["x-list"][0], keyword type'),
        ([], '$["x-list"][0], keyword type'),
    ],
)
def test_what_is_referred_to_must_be_a_schema(value: Any, where: str) -> None:
    schema = {"properties": {"no_such_member": {"$ref": "#/x-list/0"}}, "x-list": [value]}
    assert problems(schema) == [f"extra_schema is no valid JSON Schema: see {where}"]


@pytest.mark.parametrize("value", [True, {}, {"title": "any"}])
def test_what_is_referred_to_may_allow_anything(value: Any) -> None:
    schema = {"properties": {"state": {"$ref": "#/x-any"}, "name": {"$ref": "#/properties/state"}}, "x-any": value}
    assert judged(schema) == []


def test_what_is_referred_to_may_forbid_everything() -> None:
    assert judged({"properties": {"state": {"$ref": "#/x-none"}}, "x-none": False}) == ["false"]


def test_a_schema_may_refer_to_itself() -> None:
    schema = {"properties": {"input": {"$ref": "#"}, "output": {"$ref": "#/properties/input"}}, **NEVER}
    assert judged(schema) == ["required"] * 3


@knows_newer_drafts
def test_a_schema_of_a_newer_draft_may_refer_to_itself_by_name() -> None:
    schema = {"$schema": DRAFT_2020, "$dynamicAnchor": "me", "properties": {"input": {"$dynamicRef": "#me"}}, **NEVER}
    assert judged(schema) == ["required"] * 2
    pointing = {"$schema": DRAFT_2020, "properties": {"input": {"$dynamicRef": "#/x-a"}}, "x-a": TYPO}
    assert problems(pointing) == [f"extra_schema.x-a.requird {UNKNOWN}; did you mean required?"]


def test_every_problem_is_named() -> None:
    schema = {
        "requird": [],
        "properties": {"a": {"format": "x"}, "b": {"$ref": "#/x-c", "const": 1}},
        "x-c": {"then": {}},
    }
    assert problems(schema) == [
        f"extra_schema.requird {UNKNOWN}; did you mean required?",
        "extra_schema.properties.a.format is not checked: use pattern",
        "extra_schema.properties.b: beside a $ref this draft ignores const; put the $ref and them into allOf",
        "extra_schema.x-c.then judges nothing without if",
    ]


def test_a_name_with_a_secret_in_it_is_not_shown() -> None:
    (problem,) = problems({"type": "object", "https://u:s3cr3t@h/\x1b[31m": 1})
    assert "s3cr3t" not in problem
    assert problem.isprintable()
