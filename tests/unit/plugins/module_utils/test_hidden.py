# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The user's own schema never judges what is hidden in a task as it is shown; of all else it says what it says of the task."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.hidden import names_secret, texts_in
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import redact_task
from ansible_collections.campusgo.edge.tests.unit.samples import changed, queue_status

DRAFT_3 = "http://json-schema.org/draft-03/schema#"
DRAFT_4 = "http://json-schema.org/draft-04/schema#"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"
knows_newer_drafts = pytest.mark.skipif(
    not hasattr(jsonschema, "Draft202012Validator"), reason="jsonschema before 4 ends at draft-07"
)

PASSWORD = ("input", "vcn", "password")
LONG = ("output", "webhook", "url")
SHORT = ("input", "data", 0, "url")
ROI = ("service_config", "common", "target_roi")
TOKEN = ("service_config", "common", "token")
NAMES = ("service_config", "names")
TASK = changed(
    queue_status(),
    (("input", "vcn"), {"username": "operator", "password": "admin"}),
    (("output", "webhook"), {"url": "https://a.example/?key=abc", "headers": {"appKey": "open", "accept": "text/plain"}}),
    (SHORT, "https://a.example/?key=ab"),
    (("service_config", "common"), {"target_roi": '{"lines":[],"pin":12}', "token": ["a", "b"]}),
    (("service_config", "lists"), [["https://a.example/?key=a"], ["https://a.example/?key=b"]]),
    (NAMES, {"https://user:open-sesame@a.example/": 1, "b": 2}),
)
SHOWN = redact_task(TASK)


def at(path: tuple[Any, ...], rule: Any) -> dict[str, Any]:
    """A schema with a rule for the value at a path."""
    for key in reversed(path):
        rule = {"properties": {key: rule}} if isinstance(key, str) else {"items": rule}
    return rule


def judged(schema: Any, task: Any = SHOWN) -> list[str]:
    """The rules that a task as it is shown breaks."""
    return [violation.validator for violation in Contract(schema, of_shown=True).violations(task)]


def refused_place(schema: Any) -> str:
    with pytest.raises(InvalidArgument) as caught:
        judged(schema)
    place, _is, advice = str(caught.value).partition(", which is hidden in this task: ")
    assert advice == "judge it with extra_schema of task_info or task_assert"
    return place.replace("extra_schema judges ", "")


@pytest.mark.parametrize(
    ("schema", "place"),
    [
        (at(PASSWORD, {"not": {"enum": ["admin"]}}), "input.vcn.password"),
        (at(PASSWORD, {"const": "admin"}), "input.vcn.password"),
        (at(PASSWORD, {"minLength": 3}), "input.vcn.password"),
        (at(PASSWORD, {"type": "string"}), "input.vcn.password"),
        (at(PASSWORD, {"minimum": 3}), "input.vcn.password"),
        (at(PASSWORD, {"if": {"pattern": "a"}, "then": False}), "input.vcn.password"),
        (at(PASSWORD, {"anyOf": [{"pattern": "a"}, True]}), "input.vcn.password"),
        (at(("input", "vcn"), {"additionalProperties": {"maxLength": 9}}), "input.vcn.password"),
        (at(("input", "vcn"), {"patternProperties": {"^pass": {"pattern": "a"}}}), "input.vcn.password"),
        (at(("input", "vcn"), {"not": {"const": {"username": "operator", "password": "admin"}}}), "input.vcn.password"),
        (at(("input",), {"not": {"enum": [1, 2]}}), "input.data.0.url"),
        (at(LONG, {"not": {"pattern": "key=abc"}}), "output.webhook.url"),
        (at(SHORT, {"not": {"pattern": "key=ab"}}), "input.data.0.url"),
        (at(("input", "data"), {"contains": at(("url",), {"pattern": "key=ab$"})}), "input.data.0.url"),
        (at(ROI, {"not": {"pattern": "12"}}), "service_config.common.target_roi"),
        (at(TOKEN, {"minItems": 3}), "service_config.common.token"),
        (at(TOKEN, {"items": {"const": "a"}}), "service_config.common.token"),
        (at(("service_config", "lists"), {"uniqueItems": True}), "service_config.lists.0.0"),
        (at(NAMES, {"additionalProperties": False}), "service_config.names"),
        (at(NAMES, {"minProperties": 2}), "service_config.names"),
        (at(("service_config",), {"not": {"const": {"names": {}}}}), "service_config.common.target_roi"),
        ({"not": {"const": {}}}, "input.data.0.url"),
    ],
)
def test_what_is_hidden_is_not_judged(schema: Any, place: str) -> None:
    assert refused_place(schema) == place


REFERENCES = [
    (DRAFT_3, {"disallow": [{"enum": ["admin"]}]}),
    (DRAFT_4, {"not": {"enum": ["admin"]}}),
    (DRAFT_7, {"not": {"const": "admin"}}),
    pytest.param(DRAFT_2020, {"not": {"const": "admin"}}, marks=knows_newer_drafts),
]


@pytest.mark.parametrize(("draft", "rule"), REFERENCES)
def test_a_reference_to_the_whole_leads_past_nothing(draft: str, rule: Any) -> None:
    schema = {"$schema": draft, "properties": {"input": {"$ref": "#"}, "vcn": {"$ref": "#"}, "password": rule}}
    assert refused_place(schema) == "input.vcn.password"


@pytest.mark.parametrize(("draft", "rule"), REFERENCES)
def test_a_reference_to_a_part_leads_past_nothing(draft: str, rule: Any) -> None:
    schema = {"$schema": draft, **at(PASSWORD, {"$ref": "#/definitions/none"}), "definitions": {"none": rule}}
    assert refused_place(schema) == "input.vcn.password"


@knows_newer_drafts
def test_members_that_nothing_else_judges_are_judged_no_less() -> None:
    rule = {"properties": {"username": {}}, "unevaluatedProperties": {"maxLength": 9}}
    assert refused_place({"$schema": DRAFT_2020, **at(("input", "vcn"), rule)}) == "input.vcn.password"


@pytest.mark.parametrize(
    ("schema", "broken"),
    [
        (at(("input", "vcn"), {"required": ["username", "password"]}), []),
        (at(("input", "vcn"), {"minProperties": 3}), ["minProperties"]),
        (at(("input", "vcn", "username"), {"not": {"enum": ["admin"]}}), []),
        (at(("input", "vcn", "username"), {"const": "admin"}), ["const"]),
        (at(PASSWORD, False), ["false"]),
        (at(LONG, {"type": "string"}), []),
        (at(LONG, {"type": "object"}), ["type"]),
        (at(ROI, {"type": "string"}), []),
        (at(NAMES, {"type": "object"}), []),
        (at(("output", "webhook", "headers"), {"required": ["appKey"], "propertyNames": {"maxLength": 6}}), []),
        (at(("output", "webhook", "headers", "accept"), {"enum": ["text/plain"]}), []),
        (at(("input", "data"), {"minItems": 1, "maxItems": 1}), []),
        ({"required": ["hosting"], "properties": {"state": {"const": "STOPPED"}}}, ["const", "required"]),
    ],
)
def test_what_can_be_seen_is_judged(schema: Any, broken: list[str]) -> None:
    assert sorted(judged(schema)) == broken
    assert sorted(violation.validator for violation in Contract(schema).violations(TASK)) == broken


def test_what_is_decided_without_it_needs_nothing_that_is_hidden() -> None:
    rule = at(PASSWORD, {"const": "admin"})
    assert judged({"anyOf": [{"required": ["id"]}, rule]}) == []
    assert judged({"if": {"required": ["hosting"]}, "then": rule, "else": True}) == []


@pytest.mark.parametrize(
    ("value", "is_shown"),
    [
        ('{"pin":12}', False),  # nothing of this is hidden, but no face shows it
        ('{"pin":0}', False),
        ('\n {"pin":0}', False),
        ('["{\\"pin\\":0}"]', False),
        ('"{\\"pin\\":0}"', False),
        ('{"a":0}', True),
        ('{"pin', True),
        ("[" * 100_000, True),
        ("a", True),
        ("*", False),
        (["*"], False),
        (("*",), False),
        ({"*": 1}, False),
        (0, True),
    ],
)
def test_how_it_is_known_what_is_hidden(value: Any, is_shown: bool) -> None:
    task = changed(queue_status(), (("hosting",), value))
    schema = at(("hosting",), {"not": {"const": "other"}})
    if is_shown:
        assert judged(schema, task) == []
    else:
        with pytest.raises(InvalidArgument, match="extra_schema judges hosting"):
            judged(schema, task)


def test_a_tuple_stays_none_of_the_arrays() -> None:
    task = {**queue_status(), "hosting": ("a",)}
    assert judged(at(("hosting",), {"type": "array"}), task) == ["type"]


def test_the_task_itself_may_be_hidden() -> None:
    with pytest.raises(InvalidArgument, match="extra_schema judges the task, which is hidden"):
        judged({"minProperties": 1}, {"*": 1})


def test_every_text_counts_that_a_value_holds() -> None:
    assert list(texts_in({"a": ["b", ("c", 1)], "d": None})) == ["a", "b", "c", "d"]


@pytest.mark.parametrize("secret", ["a", "ab", "abc", "*", "**", "***", "****", "a*c"])
def test_a_secret_is_one_hidden_or_not(secret: str) -> None:
    assert names_secret({"input": {"data": [{"url": f"https://a.example/?key={secret}"}]}})
    assert names_secret({"input": {"vcn": {"password": secret}}})
    assert not names_secret({"description": secret, "numbers": (1, None)})
