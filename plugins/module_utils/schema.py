# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of a task, and the shapes of the names that enter a URL.

It says what the service's formal definition says (IVA v2, TaskDetails), except where answers that the documentation prints
show otherwise:

* ``service_name``, ``service_title``, ``creator`` and ``project_id`` are required by the definition, missing in printed answers;
* ``description`` is null in printed answers;
* the definition's id patterns lack a group, which would admit any text around an id;
* the printed answers of the sibling service VAS mask the middle of an id with the letter x;
* ``input.type`` also takes the two kinds of the successor VIAS;
* nothing of ``input.vcn`` and of webhook headers is required: an answer may leave out what is secret.

Unknown members and unknown states are accepted everywhere: judging a state is not the schema's business.

The vocabulary is draft-07, which every supported release of jsonschema reads. ``contentSchema`` (of draft 2019-09) states what
the JSON text inside ``target_roi`` must be; draft-07 validators ignore it, the contract of this collection applies it.
"""

from __future__ import annotations

import re
from typing import Any

#: A dollar sign alone lets a trailing newline pass in Python; in ECMAScript the look-ahead changes nothing.
END = r"$(?!\n)"

#: Levels of JSON that are read. A task has far fewer.
DEEPEST_NESTING = 100

TASK_ID = r"(?:[0-9a-f]{32}|task[0-9A-Za-z_]{8})"
EDGE_POOL_ID = r"(?:[0-9a-f]{32}|edgestreampool[0-9A-Za-z_]{8})"
PROJECT_ID = r"[a-zA-Z0-9-]{1,64}"
SERVICE_NAME = r"[a-z][a-z-]{0,98}[a-z]"
SERVICE_VERSION = r"[0-9]{1,3}\.[0-9]{1,3}"
TASK_NAME = r"[\u4E00-\u9FA5a-zA-Z0-9_-]{1,100}"

MASKED_ID = r"(?=.{32}" + END + r")[0-9a-f]+x+[0-9a-f]+"
_URL = r"(https?|rtsp|rtmp|ftp|file):\/\/[-A-Za-z0-9+&@*#/%?=~_|!:,.;]+[-A-Za-z0-9+&@*#/%=~_|]"

Schema = dict[str, Any]


def matches(shape: str, value: object) -> bool:
    """Whether ``value`` is a string that is wholly of one of the shapes above."""
    return isinstance(value, str) and re.fullmatch(shape, value) is not None


def is_mask_of(masked: object, whole: str) -> bool:
    """Whether ``masked`` is an id whose middle is masked, and may be ``whole``."""
    return matches(MASKED_ID, masked) and re.fullmatch(str(masked).replace("x", "."), whole) is not None


def _text(shape: str, description: str) -> Schema:
    """A string wholly of a shape. The description completes the sentence "it must be ..."."""
    return {"type": "string", "pattern": "^" + shape + END, "description": description}


def _bounded_text(shortest: int, longest: int) -> Schema:
    return {"type": "string", "minLength": shortest, "maxLength": longest}


def _answered_id(shape: str, description: str) -> Schema:
    return _text("(?:" + shape + "|" + MASKED_ID + ")", description)


_HEX = "32 lower-case hexadecimal digits"
EDGE_POOL_WORDS = _HEX + ", or edgestreampool and 8 letters, digits or _"

_DATE_TIME = {
    "type": "string",
    "format": "date-time",
    "description": "a date and time such as 2020-09-18T03:35:03Z",
}

_WEB_ADDRESS = {**_text(_URL, "an http, https, rtsp, rtmp, ftp or file URL"), "maxLength": 1000}

_POINT = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}

_AREAS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"type": "array", "minItems": 1, "items": _POINT}},
    },
}

#: What the JSON text in target_roi holds. One documentation page spells the key "polygos".
TARGET_ROI_SCHEMA: Schema = {
    "description": "an object with polygons or lines, each with a list of points",
    "type": "object",
    "anyOf": [{"required": ["polygons"]}, {"required": ["lines"]}, {"required": ["polygos"]}],
    "properties": {"polygons": _AREAS, "lines": _AREAS, "polygos": _AREAS},
}

_BUCKET = {
    "bucket": _text(r"[a-z0-9](?!.*[.-][.-].*)([a-z0-9.-]{1,61})[a-z0-9]", "the name of an OBS bucket"),
    "path": _bounded_text(0, 1023),
}

_INPUT_ITEM = {
    "type": "object",
    "properties": {
        "index": {"type": "integer", "minimum": 0, "maximum": 49},
        "id": _text(r"[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}", "1 to 63 letters, digits, _ or -"),
        "stream_name": _text(r"[-A-Za-z0-9_]{1,80}", "1 to 80 letters, digits, _ or -"),
        "url": _WEB_ADDRESS,
        "certificate_check": {"type": "boolean"},
        "headers": {"type": "object", "maxProperties": 10},
        "rtsp_path_in_response": _bounded_text(1, 1024),
        "device_id": _text(r"[0-9]{20}#(?:[0-9]{1,10}#)?[a-zA-Z0-9]{32}", "20 digits, #, and 32 letters or digits"),
        "stream_type": {"type": "integer", "minimum": 1, "maximum": 3},
        **_BUCKET,
    },
}

_INPUT = {
    "type": "object",
    "required": ["type", "data"],
    "properties": {
        "type": {
            "type": "string",
            "enum": ["obs", "vis", "url", "edgecamera", "edgerestful", "vcn", "video_source", "restful"],
        },
        "data": {"type": "array", "minItems": 1, "maxItems": 50, "items": _INPUT_ITEM},
        "vcn": {
            "type": "object",
            "properties": {
                "ip": {"type": "string"},
                "port": {"type": ["integer", "string"]},
                "username": _bounded_text(1, 100),
                "password": _bounded_text(1, 1000),
            },
        },
    },
}

_OUTPUT = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "dis": {
            "type": "object",
            "required": ["stream_name"],
            "properties": {"stream_name": _text(r"[-A-Za-z0-9_]{1,64}", "1 to 64 letters, digits, _ or -")},
        },
        "webhook": {
            "type": "object",
            "required": ["url"],
            "properties": {
                "url": _WEB_ADDRESS,
                "headers": {"type": "object", "maxProperties": 10},
            },
        },
        "obs": {"type": "object", "required": ["bucket", "path"], "properties": _BUCKET},
        "localpath": {
            "type": "object",
            "required": ["mount_source_path"],
            "properties": {"mount_source_path": {**_text(r"/[A-Za-z0-9_./-]*", "an absolute path"), "maxLength": 255}},
        },
    },
}

_SERVICE_CONFIG = {
    "type": "object",
    "minProperties": 1,
    "properties": {
        "common": {
            "type": "object",
            "properties": {
                "target_roi": {
                    "type": ["string", "null"],
                    "contentMediaType": "application/json",
                    "contentSchema": TARGET_ROI_SCHEMA,
                },
            },
        },
    },
}

TASK_SCHEMA: Schema = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "CampusGo task",
    "description": "One analysis task (作业) as GET /v2/{project_id}/services/{service_name}/tasks/{task_id} answers it.",
    "type": "object",
    "required": [
        "id",
        "name",
        "service_version",
        "created_at",
        "updated_at",
        "state",
        "input",
        "output",
    ],
    "properties": {
        "id": _answered_id(TASK_ID, _HEX + ", or task and 8 letters, digits or _"),
        "name": _text(TASK_NAME, "1 to 100 Chinese or Latin letters, digits, _ or -"),
        "creator": _bounded_text(1, 100),
        "project_id": _text(PROJECT_ID, "1 to 64 letters, digits or -"),
        "description": {"type": ["string", "null"], "maxLength": 500},
        "service_name": _text(SERVICE_NAME, "2 to 100 lower-case letters or -"),
        "service_version": _text(SERVICE_VERSION, "a version such as 3.0"),
        "service_title": {
            "type": "object",
            "properties": {"en": _bounded_text(1, 100), "zh": _bounded_text(1, 100)},
        },
        "edge_pool_id": _answered_id(EDGE_POOL_ID, EDGE_POOL_WORDS),
        "resource_order_id": _answered_id(r"[0-9a-f]{32}", _HEX),
        "created_at": _DATE_TIME,
        "updated_at": _DATE_TIME,
        "state": _bounded_text(1, 64),
        "status": _bounded_text(0, 4096),
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": _bounded_text(2, 100), "message": _bounded_text(2, 1024)},
        },
        "input": _INPUT,
        "output": _OUTPUT,
        "service_config": _SERVICE_CONFIG,
    },
}
