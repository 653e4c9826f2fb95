# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The contract accepts what the service is known to answer, names everything else, and never shows a secret."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract, is_date_time
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import HIDDEN
from ansible_collections.campusgo.edge.plugins.module_utils.violations import Violation
from ansible_collections.campusgo.edge.tests.unit.other_algorithms import OTHER_ALGORITHMS
from ansible_collections.campusgo.edge.tests.unit.samples import REMOVED, changed, documented_tasks, queue_status
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json, valid_tasks
from hypothesis import given

CONTRACT = Contract()
knows_newer_drafts = pytest.mark.skipif(
    not hasattr(jsonschema, "Draft202012Validator"), reason="jsonschema before 4 ends at draft-07"
)
DOCUMENTED = documented_tasks()
HEXADECIMAL = "8656efdafebf440bb7008f174db6c567"
URL = ("output", "webhook", "url")
WEBHOOK = ("output", "webhook")
CONFIG = ("service_config",)
TARGET_ROI = ("service_config", "common", "target_roi")


def places(violations: list[Violation]) -> list[tuple[str, str]]:
    return [(violation.json_path, violation.validator) for violation in violations]


def test_the_samples_are_there() -> None:
    assert len(DOCUMENTED) >= 10


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_documented_answer_is_accepted_as_it_stands(name: str) -> None:
    assert CONTRACT.violations(DOCUMENTED[name]) == []


@pytest.mark.parametrize("name", OTHER_ALGORITHMS)
def test_answers_of_other_algorithms_are_accepted(name: str) -> None:
    assert CONTRACT.violations(OTHER_ALGORITHMS[name]) == []


@given(valid_tasks())
def test_what_the_definition_allows_is_accepted(task: dict[str, Any]) -> None:
    assert CONTRACT.violations(task) == []


def _roi(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


_REQUIRED = ("id", "name", "state", "created_at", "updated_at", "input", "output", "service_version")
_BAD_IDS = {
    "upper case": HEXADECIMAL.upper(),
    "31 digits": HEXADECIMAL[1:],
    "33 digits": HEXADECIMAL + "0",
    "newline": HEXADECIMAL + "\n",
    "text before": "x" + HEXADECIMAL,
    "text after": HEXADECIMAL + "?x=y",
    "line before": "x\n" + HEXADECIMAL,
    "no hexadecimal digit": "g" + HEXADECIMAL[1:],
    "fullwidth digits": HEXADECIMAL.replace("8", "８"),
    "task and 7": "task1234567",
    "task and 9": "task123456789",
    "task and a foreign letter": "task1234567ä",
    "text before task": "atask12345678",
    "newline after task": "task12345678\n",
    "mask of 33": "549c" + "x" * 23 + "77a2a5",
    "mask alone": "x" * 32,
    "empty": "",
}
_BAD_TIMES = {
    "30 February": "2021-02-30T00:00:00Z",
    "month 13": "2021-13-01T00:00:00Z",
    "hour 24": "2021-01-01T24:00:00Z",
    "29 February of no leap year": "2021-02-29T00:00:00Z",
    "no zone": "2021-01-01T00:00:00",
    "offset of 24 hours": "2021-01-01T00:00:00+24:00",
    "offset without colon": "2021-01-01T00:00:00+0800",
    "fullwidth digits": "２０２１-01-01T00:00:00Z",
    "Arabic digits": "٢٠٢١-٠١-٠١T٠٠:٠٠:٠٠Z",
    "date alone": "2021-01-01",
    "newline": "2021-01-01T00:00:00Z\n",
    "space for T": "2021-01-01 00:00:00Z",
    "ten digits of a second": "2021-01-01T00:00:00.0123456789Z",
    "no digits of a second": "2021-01-01T00:00:00.Z",
    "milliseconds": "1609459200000",
    "empty": "",
}
_BAD_ROIS = {
    "no JSON": ("polygons", "", "contentMediaType"),
    "empty": ("", "", "contentMediaType"),
    "half of it": ('{"polygons":[{"data":[[0, 0]', "", "contentMediaType"),
    "unescaped, as pages print it": ('{"polygons":[{"data":[[0,0]],"name":"a"b"}]}', "", "contentMediaType"),
    "number that is none": ('{"polygons":[{"data":[[NaN,0]]}]}', "", "contentMediaType"),
    "number that is too large": ('{"polygons":[{"data":[[1e999,0]]}]}', "", "contentMediaType"),
    "member named twice": ('{"polygons":[{"data":[[0,0]]}],"polygons":[]}', "", "contentMediaType"),
    "half a surrogate pair": ('{"polygons":[{"data":[[0,0]],"name":"\\ud800"}]}', "", "contentMediaType"),
    "nested too deeply": ("[" * 100_000, "", "contentMediaType"),
    "list": ([], "", "type"),
    "text": ('"polygons"', "", "type"),
    "number as text": ("7", "", "type"),
    "null as text": ("null", "", "type"),
    "neither polygons nor lines": ({"circles": []}, "", "anyOf"),
    "polygons no list": ({"polygons": {}}, ".polygons", "type"),
    "polygon no object": ({"polygons": [[[0, 0]]]}, ".polygons[0]", "type"),
    "polygon without data": ({"polygons": [{"name": "a"}]}, ".polygons[0].data", "required"),
    "data empty": ({"polygons": [{"data": []}]}, ".polygons[0].data", "minItems"),
    "data no list": ({"lines": [{"data": "0,0"}]}, ".lines[0].data", "type"),
    "point no list": ({"lines": [{"data": [0]}]}, ".lines[0].data[0]", "type"),
    "point of one": ({"polygons": [{"data": [[0]]}]}, ".polygons[0].data[0]", "minItems"),
    "point of three": ({"polygons": [{"data": [[0, 0, 0]]}]}, ".polygons[0].data[0]", "maxItems"),
    "coordinate of text": ({"polygons": [{"data": [[0, 0], [0, "1"]]}]}, ".polygons[0].data[1][1]", "type"),
    "second key wrong": ({"polygons": [], "lines": 1}, ".lines", "type"),
    "misspelled key wrong": ({"polygos": 1}, ".polygos", "type"),
}

#: What is changed in the documented answer, and the one violation that this is: name, path, value, json_path, validator.
REFUSED: list[tuple[str, tuple[Any, ...], Any, str, str]] = [
    *((f"{name} missing", (name,), REMOVED, f"$.{name}", "required") for name in _REQUIRED),
    *((f"{name} null", (name,), None, f"$.{name}", "type") for name in _REQUIRED),
    *((f"{name} number", (name,), 7, f"$.{name}", "type") for name in _REQUIRED),
    *((f"{name} list", (name,), [], f"$.{name}", "type") for name in _REQUIRED),
    *((f"id: {name}", ("id",), value, "$.id", "pattern") for name, value in _BAD_IDS.items()),
    *((f"edge_pool_id: {name}", ("edge_pool_id",), value, "$.edge_pool_id", "pattern") for name, value in _BAD_IDS.items()),
    ("edge_pool_id: id of a task", ("edge_pool_id",), "task12345678", "$.edge_pool_id", "pattern"),
    ("edge_pool_id null", ("edge_pool_id",), None, "$.edge_pool_id", "type"),
    *((f"created_at: {name}", ("created_at",), value, "$.created_at", "format") for name, value in _BAD_TIMES.items()),
    *((f"updated_at: {name}", ("updated_at",), value, "$.updated_at", "format") for name, value in _BAD_TIMES.items()),
    ("name empty", ("name",), "", "$.name", "pattern"),
    ("name with a space", ("name",), "a b", "$.name", "pattern"),
    ("name of 101", ("name",), "x" * 101, "$.name", "pattern"),
    ("state empty", ("state",), "", "$.state", "minLength"),
    ("service_version without dot", ("service_version",), "3", "$.service_version", "pattern"),
    ("service_version of foreign digits", ("service_version",), "３.０", "$.service_version", "pattern"),
    ("description number", ("description",), 7, "$.description", "type"),
    ("description of 501", ("description",), "x" * 501, "$.description", "maxLength"),
    ("service_name with digits", ("service_name",), "c-face-edge2", "$.service_name", "pattern"),
    ("error without code", ("error",), {"message": "stopped"}, "$.error.code", "required"),
    ("input without type", ("input", "type"), REMOVED, "$.input.type", "required"),
    ("input of unknown type", ("input", "type"), "cassette", "$.input.type", "enum"),
    ("input without data", ("input", "data"), REMOVED, "$.input.data", "required"),
    ("input.data empty", ("input", "data"), [], "$.input.data", "minItems"),
    ("input.data of 51", ("input", "data"), [{"id": "a"}] * 51, "$.input.data", "maxItems"),
    ("input.data object", ("input", "data"), {"id": "a"}, "$.input.data", "type"),
    ("input item no object", ("input", "data", 0), "a", "$.input.data[0]", "type"),
    ("camera id of 64", ("input", "data", 0, "id"), "x" * 64, "$.input.data[0].id", "pattern"),
    ("index 50", ("input", "data", 0, "index"), 50, "$.input.data[0].index", "maximum"),
    ("index true", ("input", "data", 0, "index"), True, "$.input.data[0].index", "type"),
    ("source no URL", ("input", "data", 0, "url"), "camera 7", "$.input.data[0].url", "pattern"),
    ("output empty", ("output",), {}, "$.output", "minProperties"),
    ("webhook without url", (*WEBHOOK, "url"), REMOVED, "$.output.webhook.url", "required"),
    ("webhook null", WEBHOOK, None, "$.output.webhook", "type"),
    ("webhook url null", URL, None, "$.output.webhook.url", "type"),
    ("webhook url of no web", URL, "javascript:alert(1)", "$.output.webhook.url", "pattern"),
    ("webhook url with newline", URL, "https://a.example/b\n", "$.output.webhook.url", "pattern"),
    ("webhook headers list", (*WEBHOOK, "headers"), [], "$.output.webhook.headers", "type"),
    ("dis without stream", ("output", "dis"), {}, "$.output.dis.stream_name", "required"),
    ("obs without path", ("output", "obs"), {"bucket": "obs-iva"}, "$.output.obs.path", "required"),
    (
        "localpath relative",
        ("output", "localpath"),
        {"mount_source_path": "a"},
        "$.output.localpath.mount_source_path",
        "pattern",
    ),
    ("service_config list", CONFIG, [], "$.service_config", "type"),
    ("service_config null", CONFIG, None, "$.service_config", "type"),
    ("service_config text", CONFIG, "{}", "$.service_config", "type"),
    ("service_config empty", CONFIG, {}, "$.service_config", "minProperties"),
    ("common list", (*CONFIG, "common"), [], "$.service_config.common", "type"),
    ("target_roi number", TARGET_ROI, 7, "$.service_config.common.target_roi", "type"),
    ("target_roi object", TARGET_ROI, {"polygons": []}, "$.service_config.common.target_roi", "type"),
    *(
        (f"target_roi: {name}", TARGET_ROI, _roi(value), f"$.service_config.common.target_roi{place}", validator)
        for name, (value, place, validator) in _BAD_ROIS.items()
    ),
]


@pytest.mark.parametrize(
    ("path", "value", "json_path", "validator"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(path: tuple[Any, ...], value: Any, json_path: str, validator: str) -> None:
    (violation,) = CONTRACT.violations(changed(queue_status(), (path, value)))
    assert (violation.json_path, violation.validator) == (json_path, validator)
    assert violation.message.startswith(violation.data_path)


#: What is changed in the documented answer without breaking it: name, path, value.
ACCEPTED: list[tuple[str, tuple[Any, ...], Any]] = [
    *(
        (f"unknown member in {'.'.join(map(str, path)) or 'the task'}", (*path, "something_new"), {"a": [1, None]})
        for path in ((), ("input",), ("input", "data", 0), ("output",), WEBHOOK, CONFIG, ("service_config", "common"))
    ),
    *((f"state {state}", ("state",), state) for state in ("SCHEDULING", "LACK_OF_RESOURCES", "stopped_no_service", "状态")),
    ("description null", ("description",), None),
    ("description missing", ("description",), REMOVED),
    ("description empty", ("description",), ""),
    ("creator missing", ("creator",), REMOVED),
    ("project_id missing", ("project_id",), REMOVED),
    ("service_name there", ("service_name",), "c-queue-status-analysis-edge"),
    ("edge_pool_id missing", ("edge_pool_id",), REMOVED),
    ("edge_pool_id of the second form", ("edge_pool_id",), "edgestreampoolAbc_1234"),
    ("resource_order_id missing", ("resource_order_id",), REMOVED),
    ("id of the second form", ("id",), "task7qe4sbmo"),
    ("id masked", ("id",), "549cxxxxxxxxxxxxxxxxxxxxxx77a2a5"),
    ("name in Chinese", ("name",), "烟火检测_1-a"),
    ("status", ("status",), "Waiting for available computing resource."),
    ("error", ("error",), {"code": "ALG.002", "message": "The stream is lost."}),
    ("service_config missing", CONFIG, REMOVED),
    ("service_config of another kind", CONFIG, {"special": True}),
    *(
        (f"common.anything = {value!r}", ("service_config", "common", "anything"), value)
        for value in (None, True, 1.2, "2", "2019/04/14 08:00:00", {"license_plate": {"sw": 1}}, [[1], ["a"]])
    ),
    ("target_roi null", TARGET_ROI, None),
    ("target_roi missing", TARGET_ROI, REMOVED),
    ("target_roi of lines", TARGET_ROI, '{"lines":[{"data":[[0.5,-1],[1e3,2]],"name":"a","properties":{"x":1}}]}'),
    ("target_roi of no polygons", TARGET_ROI, '{"polygons":[]}'),
    ("target_roi of both, and more", TARGET_ROI, '{"polygons":[],"lines":[],"circles":7}'),
    ("target_roi misspelled", TARGET_ROI, '{"polygos":[{"data":[[0,0],[0,9],[9,9]]}]}'),
    ("fraction of a second", ("created_at",), "2023-06-06T06:59:33.024Z"),
    ("offset", ("updated_at",), "2023-06-06T14:59:33+08:00"),
    ("negative offset and fraction", ("updated_at",), "2023-06-06T14:59:33.123456-03:30"),
    ("29 February of a leap year", ("created_at",), "2024-02-29T00:00:00Z"),
    ("camera without index", ("input", "data", 0, "index"), REMOVED),
    ("50 cameras", ("input", "data"), [{"id": "a"}] * 50),
    ("headers missing", (*WEBHOOK, "headers"), REMOVED),
    ("headers of other things than text", (*WEBHOOK, "headers"), {"a": 1, "b": None}),
    ("nothing else but common", CONFIG, {"common": {}}),
]


@pytest.mark.parametrize(("path", "value"), [row[1:] for row in ACCEPTED], ids=[row[0] for row in ACCEPTED])
def test_accepted(path: tuple[Any, ...], value: Any) -> None:
    assert CONTRACT.violations(changed(queue_status(), (path, value))) == []


@pytest.mark.parametrize("levels", [100, 300, 500, 900, 3000, 30_000])
def test_a_deep_target_roi_is_refused_however_deep(levels: int) -> None:
    text = '{"circles":' + "[" * levels + "]" * levels + "}"
    (violation,) = CONTRACT.violations(changed(queue_status(), (TARGET_ROI, text)))
    assert violation.json_path == "$.service_config.common.target_roi"


def test_all_violations_come_at_once() -> None:
    task = changed(
        queue_status(),
        (("id",), "1"),
        (("name",), REMOVED),
        (("state",), 3),
        (("created_at",), "yesterday"),
        (("input", "data"), []),
        (("input", "type"), REMOVED),
        ((*WEBHOOK, "url"), REMOVED),
        (TARGET_ROI, '{"polygons":[{"data":[[0]]},{}]}'),
    )
    roi = "$.service_config.common.target_roi"
    assert sorted(places(CONTRACT.violations(task))) == [
        ("$.created_at", "format"),
        ("$.id", "pattern"),
        ("$.input.data", "minItems"),
        ("$.input.type", "required"),
        ("$.name", "required"),
        ("$.output.webhook.url", "required"),
        (f"{roi}.polygons[0].data[0]", "minItems"),
        (f"{roi}.polygons[1].data", "required"),
        ("$.state", "type"),
    ]


@pytest.mark.parametrize("value", [None, [], "task", 7, True])
def test_what_is_no_object_is_no_task(value: Any) -> None:
    (violation,) = CONTRACT.violations(value)
    assert (violation.json_path, violation.data_path, violation.validator) == ("$", "", "type")
    assert violation.message.startswith("the task must be of type object")


@given(any_json)
def test_anything_is_judged_without_an_exception(value: Any) -> None:
    for violation in CONTRACT.violations(value):
        assert json.dumps(violation.as_result())


@pytest.mark.parametrize("value", [None, 7, [], {}])
def test_only_text_can_be_a_date_time(value: object) -> None:
    assert is_date_time(value)  # its type is another rule's business


def test_a_violation_reads_like_this() -> None:
    task = changed(queue_status(), (("id",), "42"), (("input", "data"), []), (("output", "webhook", "url"), REMOVED))
    by_path = {violation.data_path: violation.as_result() for violation in CONTRACT.violations(task)}
    assert by_path["id"] == {
        "message": "id must be 32 lower-case hexadecimal digits, or task and 8 letters, digits or _, found 42",
        "data_path": "id",
        "json_path": "$.id",
        "schema_path": "properties.id.pattern",
        "validator": "pattern",
        "expected": by_path["id"]["expected"],
        "found": "42",
    }
    assert by_path["input.data"]["message"] == "input.data must have 1 items or more, found a list of 0 items"
    assert by_path["output.webhook.url"]["message"] == "output.webhook.url is missing"
    assert (by_path["output.webhook.url"]["expected"], by_path["output.webhook.url"]["found"]) == ("present", "missing")


def test_a_place_inside_target_roi_has_a_path_like_any_other() -> None:
    (violation,) = CONTRACT.violations(changed(queue_status(), (TARGET_ROI, '{"lines":[{"data":[["a",0]]}]}')))
    assert violation.data_path == "service_config.common.target_roi.lines.0.data.0.0"
    assert violation.schema_path.startswith("properties.service_config.properties.common.properties.target_roi.contentSchema.")
    assert (violation.expected, violation.found) == ("number", "a")


def test_a_key_that_is_no_name_is_quoted_in_the_path() -> None:
    schema = {"properties": {"service_config": {"properties": {"common": {"additionalProperties": {"type": "string"}}}}}}
    task = changed(queue_status(), (("service_config", "common"), {'outstore "stall" _sw': 1}))
    (violation,) = Contract(schema).violations(task)
    assert violation.json_path == r'$.service_config.common["outstore \"stall\" _sw"]'


def test_what_is_found_is_never_large() -> None:
    long_list = changed(queue_status(), (("id",), ["x" * 1000] * 1000), (("state",), "y" * 10_000), (("name",), {"a": 1}))
    found = {violation.data_path: violation.found for violation in CONTRACT.violations(long_list)}
    assert found["id"] == "a list of 1000 items"
    assert found["state"] == "y" * 200 + "..."
    assert found["name"] == "an object with 1 member"


def _with_points(number: int) -> dict[str, Any]:
    points = {"polygons": [{"data": [["a", 1]] * number}]}
    return changed(queue_status(), (TARGET_ROI, json.dumps(points)))


@pytest.mark.parametrize(("number", "last"), [(30, None), (31, "1"), (999, "969"), (1000, "970 or"), (3000, "970 or")])
def test_violations_are_bounded(number: int, last: str | None) -> None:
    violations = CONTRACT.violations(_with_points(number))
    assert {violation.validator for violation in violations[:30]} == {"type"}
    assert [str(v.found) for v in violations[30:]] == ([last] if last else [])
    assert [v.message for v in violations[30:]] == ([f"{last} more violations are not shown"] if last else [])
    assert len(Contract({"required": ["hosting"]}).violations(_with_points(number))) == 31


def test_a_violation_inside_a_region_repeats_no_secret_of_the_task() -> None:
    vcn = {"type": "vcn", "vcn": {"password": "CameraSecretPw77"}, "data": [{}]}

    def told(roi: str) -> list[tuple[Any, str]]:
        task = changed(queue_status(), (("input",), vcn), (TARGET_ROI, roi))
        return [(violation.found, violation.message) for violation in CONTRACT.violations(task)]

    place = "service_config.common.target_roi"
    assert told('{"polygons":"CameraSecretPw77"}') == [(HIDDEN, f"{place}.polygons must be of type array, found ***")]
    assert told("CameraSecretPw77") == [(HIDDEN, f"{place} must hold JSON text, but it is not JSON, found ***")]
    inner = json.dumps(["CameraSecretPw77"] * 2)
    assert told(inner)[0] == ([HIDDEN] * 2, f"{place} must be of type object, found ***, ***")


@pytest.mark.parametrize(
    ("path", "rule", "expected"),
    [
        (URL, {"pattern": "^rtsp://admin:hunter2hunter2@"}, HIDDEN),
        (URL, {"allOf": [{"pattern": "hunter2hunter2"}]}, HIDDEN),
        (("state",), {"pattern": "^rtsp://admin:hunter2hunter2@"}, "^rtsp://***@"),
        (("state",), {"pattern": "password=hunter2hunter2"}, "password=***"),
        (("state",), {"pattern": "^RUN"}, "^RUN"),
        (("state",), {"type": ["null", "integer"]}, ["null", "integer"]),
        (URL, {"type": "integer"}, "integer"),
        (URL, {"maxLength": 3}, 3),
        (("state",), {"pattern": "^X", "description": "as at rtsp://admin:hunter2hunter2@a.example"}, "^X"),
    ],
)
def test_a_rule_of_the_user_shows_no_secret(path: tuple[Any, ...], rule: dict[str, Any], expected: Any) -> None:
    schema: dict[str, Any] = rule
    for name in reversed(path):
        schema = {"properties": {name: schema}}
    task = changed(queue_status(), (URL, "https://a.example/live"), (("state",), "STOPPED"))
    (violation,) = Contract(schema).violations(task)
    assert violation.expected == expected
    assert "hunter2" not in str(violation.as_result())


_TOO_MANY = [{"index": 1}] * 340_000


@pytest.mark.parametrize("path", [("input", "data"), ("unknown",)])
def test_a_task_of_too_many_values_is_one_violation(path: tuple[str, ...]) -> None:
    # To judge each of them, or to search each for secrets, would take very long: a hang, not a slow test.
    task = changed(queue_status(), (path, _TOO_MANY), (("state",), 1))
    (violation,) = Contract({"required": ["hosting"]}).violations(task)
    assert violation.message == "the task must hold 20000 values at the most, found more"
    assert places([violation]) == [("$", "maxValues")]


def test_a_target_roi_of_too_many_values_is_one_violation() -> None:
    task = changed(queue_status(), (TARGET_ROI, json.dumps({"polygons": [{"data": [["a", "b"]] * 300_000}]})))
    (violation,) = CONTRACT.violations(task)
    assert violation.json_path == "$.service_config.common.target_roi"
    assert violation.validator == "maxValues"


def test_a_task_of_many_values_is_judged_as_a_whole() -> None:
    assert CONTRACT.violations(changed(queue_status(), (("unknown",), [[1, {"a": 2}]] * 4500))) == []


SECRET = "sesame-7f3a"  # has no character that any encoding changes
_MANY_HEADERS = {f"key{number}": SECRET for number in range(11)}
_MESSAGES_OF_PLACES = [
    ("password too long", ("input", "vcn"), {"password": SECRET * 100}),
    ("password in a list", ("input", "vcn"), {"password": [SECRET]}),
    ("password in an object", ("input", "vcn"), {"password": {"a": SECRET}}),
    ("password of a vcn that is a list", ("input", "vcn"), [{"password": SECRET}]),
    ("password in capitals", ("input", "vcn"), {"PASSWORD": SECRET, "port": []}),
    ("too many headers", (*WEBHOOK, "headers"), _MANY_HEADERS),
    ("headers in a list", (*WEBHOOK, "headers"), [SECRET]),
    ("headers as text", (*WEBHOOK, "headers"), f"appKey: {SECRET}"),
    ("headers of a source", ("input", "data", 0, "headers"), _MANY_HEADERS),
    ("user info of a malformed URL", URL, f"https://user:{SECRET}@a.example/b c"),
    ("user info with a slash", URL, f"https://user:/{SECRET}@a.example/ "),
    ("user info without scheme", URL, f"user:{SECRET}@a.example"),
    ("user info of an unknown scheme", URL, f"svn+ssh://user:{SECRET}@a.example"),
    ("query of a malformed URL", URL, f"https://a.example/b?token={SECRET} c"),
    ("query without name", URL, f"https://a.example/b?{SECRET} c"),
    ("query in base64", URL, f"https://a.example/b?{SECRET}== c"),
    ("fragment", URL, f"https://a.example/b#{SECRET} c"),
    ("query without scheme", URL, f"a.example/b?token={SECRET}"),
    ("URL too long", URL, f"https://user:{SECRET}@a.example/" + "a" * 1000),
    ("URL in a list", URL, [f"https://user:{SECRET}@a.example/"]),
    ("URL in an object", URL, {"value": f"https://user:{SECRET}@a.example/"}),
    ("source", ("input", "data", 0, "url"), f"rtsp://user:{SECRET}@a.example:99999/ x"),
    ("URL in place of an id", ("id",), f"rtsp://user:{SECRET}@a.example/"),
    ("URL in place of a time", ("created_at",), f"rtsp://user:{SECRET}@a.example/"),
    ("URL in place of an input", ("input",), f"rtsp://user:{SECRET}@a.example/"),
    ("URL in a long state", ("state",), "x" * 190 + f" rtsp://user:{SECRET}@a.example/"),
    ("URL in place of a target_roi", TARGET_ROI, f"rtsp://user:{SECRET}@a.example/"),
    ("URL in a target_roi", TARGET_ROI, json.dumps({"polygons": f"rtsp://user:{SECRET}@a.example/"})),
]


@pytest.mark.parametrize(("path", "value"), [row[1:] for row in _MESSAGES_OF_PLACES], ids=[row[0] for row in _MESSAGES_OF_PLACES])
def test_no_violation_shows_a_secret(path: tuple[Any, ...], value: Any) -> None:
    task = changed(queue_status(), (path, value))
    # Of the values here some are as the schema wants them: this one then refuses them.
    parents: Any = {"type": "null"}
    for key in reversed(path):
        parents = {"properties": {key: parents}} if isinstance(key, str) else {"items": parents}
    violations = Contract(parents).violations(task)
    assert violations
    assert SECRET not in json.dumps([violation.as_result() for violation in violations])


def test_no_violation_shows_a_password_inside_target_roi() -> None:
    (violation,) = CONTRACT.violations(changed(queue_status(), (TARGET_ROI, json.dumps({"polygons": {"password": SECRET}}))))
    assert SECRET not in json.dumps(violation.as_result())


@pytest.mark.parametrize("password", [SECRET, "another", "***", None])
@pytest.mark.parametrize("rule", [{"const": SECRET}, {"enum": [SECRET, "b"]}, {"pattern": f"^{SECRET}$", "type": "number"}])
def test_a_secret_in_the_users_schema_is_not_shown_either(password: str | None, rule: dict[str, Any]) -> None:
    schema = {"properties": {"input": {"properties": {"vcn": {"properties": {"password": rule}}}}}}
    task = changed(queue_status(), (("input", "vcn"), {"password": password}))
    assert SECRET not in json.dumps([violation.as_result() for violation in Contract(schema).violations(task)])


@pytest.mark.parametrize("url", [f"https://user:{SECRET}@b.example/", "https://***@a.example/", "https://a.example/"])
def test_a_secret_of_a_url_in_the_users_schema_is_not_shown_either(url: str) -> None:
    rule = {"const": f"https://user:{SECRET}@a.example/"}
    schema = {"properties": {"output": {"properties": {"webhook": {"properties": {"url": rule}}}}}}
    violations = Contract(schema).violations(changed(queue_status(), (URL, url)))
    assert violations
    assert SECRET not in json.dumps([violation.as_result() for violation in violations])


@pytest.mark.parametrize("secret", [SECRET, "***"])
def test_what_the_users_schema_demands_at_a_secret_place_is_not_shown(secret: str) -> None:
    schema = {"properties": {"hosting": {"properties": {"token": {"minLength": 123}}}}}
    (violation,) = Contract(schema).violations({**queue_status(), "hosting": {"token": secret}})
    assert (violation.expected, violation.found) == (HIDDEN, HIDDEN)


def test_what_the_users_schema_demands_of_a_url_with_a_secret_is_not_shown() -> None:
    schema = {"properties": {"hosting": {"minLength": 123}}}
    (violation,) = Contract(schema).violations({**queue_status(), "hosting": f"https://user:{SECRET}@a.example/"})
    assert (violation.expected, violation.found) == (HIDDEN, "https://***@a.example/")


def test_what_is_demanded_inside_of_what_is_hidden_is_not_shown() -> None:
    inner: dict[str, Any] = {"properties": {"token": {"properties": {"length": {"const": 123}}}}}
    task = {**queue_status(), "hosting": {"token": {"length": 124}}}
    (violation,) = Contract({"properties": {"hosting": inner}}).violations(task)
    assert (violation.expected, violation.found) == (HIDDEN, HIDDEN)


def test_the_users_description_is_said_without_its_secrets() -> None:
    described = {"pattern": "^X", "description": "as at rtsp://admin:hunter2hunter2@a.example"}
    (violation,) = Contract({"properties": {"state": described}}).violations(queue_status())
    assert violation.message == "state must be as at rtsp://***@a.example, found RUNNING"


def test_a_header_in_the_users_schema_is_not_shown_either() -> None:
    rule = {"properties": {"appKey": {"const": SECRET}}}
    schema = {"properties": {"output": {"properties": {"webhook": {"properties": {"headers": rule}}}}}}
    violations = Contract(schema).violations(changed(queue_status(), ((*WEBHOOK, "headers"), {"appKey": "***"})))
    assert violations
    assert SECRET not in json.dumps([violation.as_result() for violation in violations])


def test_the_users_schema_applies_beside_the_own_one() -> None:
    schema = {"properties": {"state": {"const": "STOPPED", "description": "at rest"}}, "required": ["hosting"]}
    violations = Contract(schema).violations(changed(queue_status(), (("id",), 1)))
    assert sorted(places(violations)) == [("$.hosting", "required"), ("$.id", "type"), ("$.state", "const")]
    by_path = {violation.data_path: violation for violation in violations}
    assert by_path["state"].schema_path == "extra_schema.properties.state.const"
    assert (by_path["state"].expected, by_path["state"].found) == ("STOPPED", "RUNNING")
    assert by_path["hosting"].schema_path == "extra_schema.required"


def test_the_users_schema_judges_before_secrets_are_hidden() -> None:
    schema = {"properties": {"input": {"properties": {"vcn": {"properties": {"password": {"const": SECRET}}}}}}}
    assert Contract(schema).violations(changed(queue_status(), (("input", "vcn"), {"password": SECRET}))) == []


def test_a_member_that_the_user_forbids() -> None:
    (violation,) = Contract({"properties": {"edge_pool_id": False}}).violations(queue_status())
    # Where the library does not say which member it is, the place is the task.
    assert violation.validator == "false"
    assert "holds what must not be there" in violation.message


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        ("http://json-schema.org/draft-03/schema#", {"properties": {"hosting": {"required": True}}}),
        ("http://json-schema.org/draft-04/schema#", {"required": ["hosting"]}),
        ("http://json-schema.org/draft-06/schema#", {"required": ["hosting"]}),
        ("http://json-schema.org/draft-07/schema#", {"required": ["hosting"]}),
        pytest.param(
            "https://json-schema.org/draft/2019-09/schema",
            {"dependentRequired": {"state": ["hosting"]}},
            marks=knows_newer_drafts,
        ),
        pytest.param("https://json-schema.org/draft/2020-12/schema", {"unevaluatedProperties": False}, marks=knows_newer_drafts),
    ],
)
def test_the_users_schema_may_be_of_another_draft(draft: str, rule: dict[str, Any]) -> None:
    violations = Contract({"$schema": draft, **rule}).violations(queue_status())
    assert violations
    assert json.dumps([violation.as_result() for violation in violations])


@knows_newer_drafts
def test_the_draft_decides_what_a_keyword_means() -> None:
    rule = {"properties": {"input": {"properties": {"data": {"prefixItems": [{"type": "null"}]}}}}}
    with pytest.raises(InvalidArgument, match="prefixItems is no keyword of this draft"):
        Contract(rule)
    assert Contract({"$schema": "https://json-schema.org/draft/2020-12/schema", **rule}).violations(queue_status())


def test_a_draft_that_the_library_takes_for_another_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As jsonschema before release 4 does with drafts that it does not know."""
    monkeypatch.setattr(jsonschema.validators, "validator_for", lambda schema, default: jsonschema.Draft7Validator)
    with pytest.raises(InvalidArgument, match="does not know"):
        Contract({"$schema": "https://json-schema.org/draft/2020-12/schema", "required": ["id"]})
    assert Contract({"$schema": "http://json-schema.org/draft-07/schema", "required": ["id"]})


@pytest.mark.parametrize("keyword", ["definitions", "$defs"])
def test_references_within_the_users_schema_are_followed(keyword: str) -> None:
    schema = {keyword: {"at_rest": {"const": "STOPPED"}}, "properties": {"state": {"$ref": f"#/{keyword}/at_rest"}}}
    assert places(Contract(schema).violations(queue_status())) == [("$.state", "const")]


@pytest.mark.parametrize("keyword", ["$ref", "$dynamicRef", "$recursiveRef"])
@pytest.mark.parametrize("target", ["http://127.0.0.1:9/a.json", "file:///etc/passwd", "other.json", "//a.example/b", ""])
@pytest.mark.parametrize("wrap", [lambda s: s, lambda s: {"allOf": [{"properties": {"a": {"items": [s]}}}]}])
def test_references_to_anything_else_are_refused(keyword: str, target: str, wrap: Any) -> None:
    with pytest.raises(InvalidArgument, match="only references within the schema itself"):
        Contract(wrap({keyword: target}))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nothing"},
        {"type": 5},
        {"properties": []},
        {"required": "state"},
        {"pattern": 7},
        {"$schema": 7},
        {"$schema": ["http://json-schema.org/draft-07/schema#"]},
        {"minItems": -1},
        [],
        [{}],
        "state",
        7,
    ],
    ids=repr,
)
def test_what_is_no_schema_is_refused(schema: Any) -> None:
    with pytest.raises(InvalidArgument, match="extra_schema is no valid JSON Schema"):
        Contract(schema)


def test_a_schema_that_is_nested_without_end_is_refused() -> None:
    schema: dict[str, Any] = {}
    for _level in range(5000):
        schema = {"not": schema}
    with pytest.raises(InvalidArgument, match="extra_schema"):
        Contract(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/definitions/nowhere"},
        {"properties": {"state": {"$ref": "#nowhere"}}},
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"properties": {"state": {"pattern": "("}}},
        {"patternProperties": {"[": {}}},
        {"properties": {"service_config": {"properties": {"common": {"additionalProperties": {"multipleOf": 0}}}}}},
    ],
    ids=repr,
)
def test_a_schema_that_cannot_be_applied_is_an_error_of_the_user(schema: dict[str, Any]) -> None:
    """Some of these show when the schema is read, some when it is applied, by release of the library."""
    with pytest.raises(InvalidArgument, match="extra_schema"):
        Contract(schema).violations(queue_status())


def test_a_credential_goes_before_long_text_is_cut() -> None:
    secret = "credential-" * 40
    contract = Contract()
    contract.hide([secret])
    (violation,) = contract.violations({**queue_status(), "name": secret})
    assert "credential" not in f"{violation.found}{violation.message}"


@pytest.mark.parametrize("name", ["https://u:s3cr3t@h/?k=s3cr3t", "\x1b[31mred\nfatal: forged"])
def test_names_of_members_are_harmless_in_paths(name: str) -> None:
    task = {**queue_status(), "service_config": {"common": {name: 1}}}
    schema = {"properties": {"service_config": {"properties": {"common": {"additionalProperties": {"type": "string"}}}}}}
    (violation,) = Contract(schema).violations(task)
    shown = violation.message + violation.data_path + violation.json_path
    assert "s3cr3t" not in shown
    assert shown.isprintable()


@pytest.mark.parametrize(
    "schema",
    [
        {"$schema": "https://json-schema.org/draft/2020-13/schema", "required": ["status"]},
        {"dependentRequired": {"id": ["status"]}},
        {"edge_pool_id": {"const": "x"}},
        {},
    ],
    ids=["unknown draft", "keyword of another draft", "forgotten properties", "nothing"],
)
def test_a_schema_that_would_judge_nothing_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgument):
        Contract(schema)


NOON = datetime(2020, 9, 18, 12, tzinfo=timezone.utc)


def test_a_date_that_yaml_made_of_a_text_is_named() -> None:
    (violation,) = CONTRACT.violations(changed(queue_status(), (("created_at",), NOON)))
    assert violation.message == 'created_at must be of type string, found "2020-09-18 12:00:00+00:00"'


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ({"const": NOON}, "extra_schema.const is a date, which no answer holds: put it in quotes"),
        ({"properties": {"created_at": {"enum": [NOON.date()]}}}, "extra_schema.properties.created_at.enum.0 is a date"),
        ({"required": ["state"], "properties": {True: {}}}, "extra_schema.properties has a name that YAML does not read as text"),
        ({"not": {"const": {"a"}}}, "extra_schema.not.const is no value of JSON, and no answer holds it"),
        ({"not": {"enum": [b"a"]}}, "extra_schema.not.enum.0 is no value of JSON, and no answer holds it"),
        ({"minimum": float("inf")}, "extra_schema.minimum is a number that no answer holds"),
        ({"const": 10**5000}, "extra_schema.const is a number that no answer holds"),
    ],
)
def test_a_schema_that_no_answer_could_satisfy_is_refused_before_anything_is_asked(schema: dict[Any, Any], problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        Contract(schema)
    (found,) = caught.value.problems
    assert found.startswith(problem)
