# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The JSON Schema of gate.json, published as docs/schemas/gate.schema.json.

A change that a reader of gate.json would notice (a member that goes, another meaning) takes the next SCHEMA_VERSION; a new member
does not, so readers must accept members that they do not know. Vocabulary: draft-07.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, REASONS, UNKNOWN

SCHEMA_VERSION = 1

#: The code of the one reason there is when nothing could be judged. Reports alone have it: such a result has no verdicts.
NOT_ASKED = "not_asked"

_COUNT = {"type": "integer", "minimum": 0}
_SECONDS = {"type": "number", "minimum": 0}

_REASON = {
    "type": "object",
    "required": ["code", "expected", "found", "message"],
    "properties": {
        "code": {
            "type": "string",
            "minLength": 1,
            "description": "Stable code, one of: " + ", ".join([*REASONS, NOT_ASKED]),
        },
        "expected": {"description": "What was expected. Any JSON value; null where nothing can be named."},
        "found": {"description": "What was found. Any JSON value; null where nothing can be named."},
        "message": {"type": "string", "description": "The reason in words."},
    },
}

_SEEN = {
    "type": "object",
    "required": ["at"],
    "properties": {
        "at": {**_SECONDS, "description": "Seconds since the start at which this was first seen."},
        "state": {"description": "State of the task, as the service answered it."},
        "code": {"type": "string", "description": "In place of a state: the code of the fault."},
    },
}

_VERDICT = {
    "type": "object",
    "required": [
        "task_id",
        "service_name",
        "name",
        "verdict",
        "reasons",
        "expected",
        "observed",
        "checks",
        "elapsed",
        "history",
    ],
    "properties": {
        "task_id": {"description": "Id of the task; null when the verdict is about a whole service, or about none."},
        "service_name": {
            "type": ["string", "null"],
            "description": f"Name of the analysis service; null when nothing was asked ({NOT_ASKED}).",
        },
        "name": {"description": "Name of the task, as the service answered it; null when it is not known."},
        "verdict": {"enum": [PASSED, FAILED, UNKNOWN]},
        "reasons": {"type": "array", "items": _REASON, "description": "Everything that is wrong. Empty only when passed."},
        "expected": {
            "type": "object",
            "properties": {"fields": {"type": "object"}},
            "description": "What was expected of the task. Empty when the task itself was not.",
        },
        "observed": {
            "type": ["object", "null"],
            "description": "The task as the service answered it, secrets replaced; of many tasks only a few members.",
        },
        "checks": {**_COUNT, "description": "How often the task was asked for."},
        "elapsed": {**_SECONDS, "description": "Seconds from the start until the verdict."},
        "history": {"type": "array", "items": _SEEN, "description": "Each change of state that was seen."},
    },
    "if": {"properties": {"verdict": {"const": PASSED}}},
    "then": {"properties": {"reasons": {"maxItems": 0}}},
    "else": {"properties": {"reasons": {"minItems": 1}}},
}

GATE_SCHEMA: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "title": "gate.json",
    "description": "Verdicts on analysis tasks, as campusgo.edge.task_assert gave them and campusgo.edge.gate_report wrote them.",
    "type": "object",
    "required": [
        "schema_version",
        "generated_at",
        "collection_version",
        "host",
        "summary",
        "evaluated_to",
        "msg",
        "verdicts",
    ],
    "properties": {
        "schema_version": {"const": SCHEMA_VERSION},
        "generated_at": {"type": "string", "format": "date-time", "description": "When the report was written, in UTC."},
        "collection_version": {
            "type": ["string", "null"],
            "description": "Version of campusgo.edge; null when it runs from a checkout.",
        },
        "host": {"type": "string", "description": "Name of the play's host for which the tasks were judged."},
        "summary": {
            "type": "object",
            "required": ["total", PASSED, FAILED, UNKNOWN, "requests", "elapsed"],
            "properties": {
                "total": {**_COUNT, "minimum": 1, "description": "Number of verdicts."},
                PASSED: {**_COUNT, "description": "Asked, answered, valid, as expected."},
                FAILED: {**_COUNT, "description": "Asked, answered, not as expected."},
                UNKNOWN: {**_COUNT, "description": "Could not be asked, or the answer cannot be trusted."},
                "requests": {**_COUNT, "description": "Number of HTTP requests."},
                "elapsed": {**_SECONDS, "description": "Seconds that all of it took."},
            },
        },
        "evaluated_to": {"type": "boolean", "description": "Whether every verdict is passed."},
        "msg": {"type": "string", "description": "The message for a person."},
        "verdicts": {
            "type": "array",
            "minItems": 1,
            "items": _VERDICT,
            "description": "In the order of the expectations; after them those on tasks that nobody expected. "
            f"Where nothing could be judged, one alone, with the code {NOT_ASKED}.",
        },
    },
}
