# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every report is made from: one document, which is the content of gate.json, and the words that reports share."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA, SCHEMA_VERSION
from ansible_collections.campusgo.edge.plugins.plugin_utils.summary import make_message
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable, shorten

_RESULT_MEMBERS = ("summary", "evaluated_to", "msg", "verdicts")
_LONGEST_QUOTE = 500

#: Satisfies GATE_SCHEMA.
Document = dict[str, Any]


def make_document(result: Any, host: str, moment: datetime, collection_version: str | None) -> Document:
    """The document of what task_assert returned, as plain values. Raises InvalidArgument when it is something else."""
    problem = _says_itself(result)
    if problem is None:
        document = {
            "schema_version": SCHEMA_VERSION,
            "generated_at": moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "collection_version": collection_version,
            "host": host,
            **{name: _plain(result[name]) for name in _RESULT_MEMBERS if name in result},
        }
        problem = _violation(document) or _contradiction(document)
        if problem is None:
            return document
    raise InvalidArgument(f"result is not what campusgo.edge.task_assert returns: {problem}")


def headline(document: Document) -> str:
    """The count in words."""
    return make_message(document["verdicts"], document["summary"], None, None).partition("\n")[0]


def title(verdict: Mapping[str, Any]) -> str:
    """Name and id of the task, or what the verdict is about in its place."""
    parts = [verdict["name"], verdict["task_id"]]
    return " ".join(str(part) for part in parts if part) or "tasks that nobody expects"


def edge_pools(verdict: Mapping[str, Any]) -> list[str]:
    """The pool in which the task is, and the one in which it should be, if that is another."""
    places = [(verdict["observed"] or {}).get("edge_pool_id"), verdict["expected"].get("edge_pool_id")]
    return list(dict.fromkeys(str(place) for place in places if place))


def as_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON for a person. Not yet safe to show: see ``printable``."""
    return value if isinstance(value, str) and indent is None else json.dumps(value, ensure_ascii=False, indent=indent)


def seen(moment: Mapping[str, Any]) -> str:
    """One entry of a history, in words."""
    return as_json(moment["code"] if "code" in moment else moment.get("state"))


def _says_itself(result: Any) -> str | None:
    """What a result says of itself that has no verdicts."""
    if not isinstance(result, Mapping):
        return "it is no dictionary"
    if "verdicts" in result:
        return None
    if result.get("skipped"):
        return "the task was skipped"
    if "censored" in result:
        return "no_log hid it"
    if "results" in result:
        return "it is that of a loop; give one of its results"
    if result.get("failed"):
        return f"the task failed before it judged anything: {shorten(printable(result.get('msg')), _LONGEST_QUOTE)}"
    return None


def _plain(value: Any) -> Any:
    """The value as JSON can hold it: an expectation may come from YAML, which also knows dates, infinity and other keys."""
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, (str, bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return str(value)


def _violation(document: Document) -> str | None:
    """Where the document breaks the schema. Says nothing of the value there, which may be anything."""
    from jsonschema import Draft7Validator  # takes long to import

    error = next(Draft7Validator(GATE_SCHEMA).iter_errors(document), None)
    if error is None:
        return None
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return f"{path}.{missing}".lstrip(".") + " is missing"
    return f"{path} breaks {error.validator} of its schema"


def _contradiction(document: Document) -> str | None:
    counted = Counter(verdict["verdict"] for verdict in document["verdicts"])
    summary = document["summary"]
    if [summary[name] for name in (PASSED, FAILED, UNKNOWN)] != [counted[name] for name in (PASSED, FAILED, UNKNOWN)]:
        return "summary does not count its verdicts"
    if summary["total"] != len(document["verdicts"]) or document["evaluated_to"] != (summary[PASSED] == summary["total"]):
        return "summary and evaluated_to contradict each other"
    return None
