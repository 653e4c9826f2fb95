# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every report is made from: one document, which is the content of gate.json, and the words that reports share."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timezone
from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.dependencies import JUDGING_LIBRARIES, missing_libraries
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import redact_text
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import scrub
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA, NOT_ASKED, SCHEMA_VERSION
from ansible_collections.campusgo.edge.plugins.plugin_utils.summary import make_message
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable

_RESULT_MEMBERS = ("summary", "evaluated_to", "msg", "verdicts")
_NOTHING_JUDGED = "Nothing could be judged"

#: What a report is about as a whole.
GATE = "campusgo.edge gate"

#: Satisfies GATE_SCHEMA.
Document = dict[str, Any]


def make_document(
    result: Any, host: str, moment: datetime, collection_version: str | None, secrets: Iterable[str] = ()
) -> Document:
    """The document of what task_assert returned, as plain values.

    Where it failed before it judged anything, one verdict says why: a red run must not leave the reports of a green one. What
    failed may quote anything, so ``secrets`` are hidden there; they are not looked at otherwise. Raises InvalidArgument when
    ``result`` is something else, or when a library is missing.
    """
    origin = {
        "schema_version": SCHEMA_VERSION,
        "generated_at": moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "collection_version": collection_version,
        "host": host,
    }
    problem = _says_itself(result)
    if problem is None and "verdicts" not in result and result.get("failed") is True:
        # Needs no library to be checked: one that is missing may be why nothing was judged.
        return {**origin, **_unjudged(result.get("msg"), secrets)}
    if problem is None:
        document = {**origin, **{name: _plain(result[name]) for name in _RESULT_MEMBERS if name in result}}
        problem = _violation(document) or _contradiction(document) or _overruled(document, result.get("failed"))
        if problem is None:
            return document
    raise InvalidArgument(f"result is not what campusgo.edge.task_assert returns: {problem}")


def headline(document: Document) -> str:
    """The count in words, or that there is none."""
    if why_unjudged(document) is not None:
        return _NOTHING_JUDGED
    return make_message(document["verdicts"], document["summary"], None, None).partition("\n")[0]


def why_unjudged(document: Document) -> Mapping[str, Any] | None:
    """The reason for which nothing could be judged; None where something was."""
    first = document["verdicts"][0]
    return first["reasons"][0] if first["service_name"] is None else None


def service_name(verdict: Mapping[str, Any]) -> str:
    """The name of the service, or what the verdict is about in its place."""
    return GATE if verdict["service_name"] is None else verdict["service_name"]


def title(verdict: Mapping[str, Any]) -> str:
    """Name and id of the task, or what the verdict is about in its place."""
    parts = [verdict["name"], verdict["task_id"]]
    nameless = GATE if verdict["service_name"] is None else "tasks that nobody expects"
    return " ".join(str(part) for part in parts if part) or nameless


def edge_pools(verdict: Mapping[str, Any]) -> list[str]:
    """The pool in which the task is, and the one in which it should be, if that is another."""
    places = [_observed_pool(verdict), verdict["expected"].get("edge_pool_id")]
    return list(dict.fromkeys(str(place) for place in places if place))


def pool_note(verdict: Mapping[str, Any]) -> str:
    """What to say behind the first of its edge pools: that nobody saw the task there, if so."""
    return "" if _observed_pool(verdict) else " (expected)"


def _observed_pool(verdict: Mapping[str, Any]) -> Any:
    return (verdict["observed"] or {}).get("edge_pool_id")


def as_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON for a person. Not yet safe to show: see ``printable``."""
    return value if isinstance(value, str) and indent is None else json.dumps(value, ensure_ascii=False, indent=indent)


def seen(moment: Mapping[str, Any]) -> str:
    """One entry of a history, in words."""
    if "code" in moment:
        return as_json(moment["code"])
    return "no state" if moment.get("state") is None else as_json(moment["state"])


def _says_itself(result: Any) -> str | None:
    """Why a result has no verdicts, as it says itself; a failure is none of these reasons."""
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
    return None


def _unjudged(message: Any, secrets: Iterable[str]) -> dict[str, Any]:
    """Members of a document on nothing but the failure that ``message`` tells."""
    text = as_json(_plain(message)) if message else "the task failed and did not say why"
    why = printable(redact_text(scrub(text, secrets)))
    verdict: dict[str, Any] = {
        "task_id": None,
        "service_name": None,
        "name": None,
        "verdict": UNKNOWN,
        "reasons": [{"code": NOT_ASKED, "expected": None, "found": None, "message": why}],
        "expected": {},
        "observed": None,
        "checks": 0,
        "elapsed": 0,
        "history": [],
    }
    return {
        "summary": {"total": 1, PASSED: 0, FAILED: 0, UNKNOWN: 1, "requests": 0, "elapsed": 0},
        "evaluated_to": False,
        "msg": f"{_NOTHING_JUDGED}: {why}",
        "verdicts": [verdict],
    }


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
    missing = missing_libraries(JUDGING_LIBRARIES)
    if missing:
        raise InvalidArgument(missing)
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
    """What no result of task_assert says, though the schema allows it."""
    for place, verdict in enumerate(document["verdicts"]):
        if verdict["service_name"] is None:
            return f"verdicts[{place}] is about no service"
    counted = Counter(verdict["verdict"] for verdict in document["verdicts"])
    summary = document["summary"]
    if [summary[name] for name in (PASSED, FAILED, UNKNOWN)] != [counted[name] for name in (PASSED, FAILED, UNKNOWN)]:
        return "summary does not count its verdicts"
    if summary["total"] != len(document["verdicts"]) or document["evaluated_to"] != (summary[PASSED] == summary["total"]):
        return "summary and evaluated_to contradict each other"
    return None


def _overruled(document: Document, failed: Any) -> str | None:
    """Why the reports would be green, but not the task: task_assert itself fails of nothing else than its verdicts."""
    if failed and document["evaluated_to"]:
        return "it failed though every verdict is passed, as failed_when makes it; leave failed_when out, and expect more instead"
    return None
