# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One query of tasks, from checked options to a result: what every querying face does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .access import access_warnings, prepare, without_secrets
from .api import Client, Outcome, Task, TaskKey
from .bulk import show_tasks
from .contract import Contract
from .credentials import Source
from .errors import BadAnswer, Fault, InvalidArgument, Missing, gather
from .options import QUERY_OPTIONS, with_defaults
from .redaction import redact_task
from .schema import SERVICE_VERSION, TASK_ID, TASK_NAME, matches
from .scrubbing import scrub
from .selection import check_service_name, check_task_ids
from .timing import Allowance

_MOST_LINES = 20
_ID_PART = r"[0-9a-z]{1,32}"
_LATEST_MILLISECOND = 2**63 - 1
FILTERS = ("state", "name_like", "id_like", "service_version", "created_since", "created_until", "order")
_SHAPES = {
    "name_like": (TASK_NAME, "1 to 100 Chinese or Latin letters, digits, _ or -"),
    "id_like": (_ID_PART, "1 to 32 digits or lower-case letters"),
    "service_version": (SERVICE_VERSION, "a version such as 3.0"),
}


@dataclass(frozen=True)
class Query:
    """What is asked, and what becomes of what is missing or breaks the contract. Without ``task_ids`` it lists."""

    service_name: str
    task_ids: tuple[str, ...] | None
    filters: Mapping[str, str | int]
    on_missing: str
    validation: str
    contract: Contract


@dataclass
class QueryResult:
    """What was found. Tasks are redacted and in the order asked for."""

    tasks: list[Task] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    #: What the service says of each that is missing, in words.
    absences: list[str] = field(default_factory=list)
    schema_errors: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    #: None when nothing was checked.
    valid: bool | None = None
    #: Sentences for a person who should know, though nothing failed.
    warnings: list[str] = field(default_factory=list)
    #: What makes this result a failure, or None.
    failure: str | None = None

    def as_result(self) -> dict[str, Any]:
        """The result under the keys that users rely on."""
        names = ("tasks", "missing", "schema_errors", "errors", "valid")
        return {"changed": False, **{name: getattr(self, name) for name in names}}


def perform(parameters: Mapping[str, Any], given: Sequence[Source], environment: Mapping[str, str]) -> QueryResult:
    """The whole query. ``given`` are the sources of credentials above the environment, highest first.

    Raises InvalidArgument, with every problem, when it cannot be asked. Faults do not raise: they make ``failure``.
    """
    parameters = with_defaults(parameters, QUERY_OPTIONS)
    query, client = prepare(lambda: make_query(parameters), parameters, given, environment)
    query.contract.hide(client.secrets)
    with without_secrets(client):
        result = _ask(query, client, Allowance(client.connection.timeout, client.connection.retries))
    result.warnings += access_warnings(client)
    return _scrubbed(result, client.secrets)


def make_query(parameters: Mapping[str, Any]) -> Query:
    """The query that checked parameters describe. Raises InvalidArgument with everything that is wrong."""
    task_ids = parameters["task_id"]
    given = {name: parameters[name] for name in FILTERS if parameters[name] is not None}
    _checked, filters, contract = gather(
        lambda: _check_selection(parameters["service_name"], task_ids, given),
        lambda: _make_filters(given),
        lambda: _make_contract(parameters["extra_schema"], parameters["validation"]),
    )
    return Query(
        service_name=parameters["service_name"],
        task_ids=None if task_ids is None else tuple(dict.fromkeys(task_ids)),
        filters=filters,
        on_missing=parameters["on_missing"],
        validation=parameters["validation"],
        contract=contract,
    )


def _check_selection(service_name: str, task_ids: Sequence[str] | None, filters: Mapping[str, str]) -> None:
    gather(
        lambda: check_service_name(service_name),
        lambda: None if task_ids is None else _check_ids_alone(task_ids, filters),
        lambda: None if task_ids is None else check_task_ids(task_ids),
    )


def _check_ids_alone(task_ids: Sequence[str], filters: Mapping[str, str]) -> None:
    if not task_ids:
        raise InvalidArgument("task_id is empty: give at least one id, or leave task_id out to list tasks")
    if filters:
        raise InvalidArgument(f"{', '.join(filters)} cannot be combined with task_id: a filter is for listing")


def _make_filters(given: Mapping[str, Any]) -> dict[str, str | int]:
    """The filters in the form that the service takes."""
    times: dict[str, int] = {}
    problems = []
    for name, (shape, description) in _SHAPES.items():
        if name in given and not matches(shape, given[name]):
            found = f", not {given[name]!r}" if isinstance(given[name], str) else ": put it in quotes"
            problems.append(f"{name} must be {description}{found}")
    for name in given.keys() & {"created_since", "created_until"}:
        try:
            times[name] = _milliseconds(given[name])
        except ValueError:
            problems.append(f"{name} must be an ISO 8601 date and time or milliseconds since 1970, not {given[name]!r}")
    if problems:
        raise InvalidArgument(*problems)
    if times.get("created_since", 0) > times.get("created_until", math.inf):
        raise InvalidArgument("created_since is after created_until: no task is between them")
    return {**given, **times}


def _make_contract(extra_schema: dict[str, Any] | None, validation: str) -> Contract:
    if extra_schema is not None and validation == "skip":
        raise InvalidArgument("extra_schema cannot be checked when validation is skip")
    return Contract(extra_schema)


def _milliseconds(text: str) -> int:
    """Milliseconds since 1970 of an ISO 8601 time (UTC where it names no zone) or of a number of them."""
    if re.fullmatch(r"[0-9]+", text):
        milliseconds = int(text)
    else:
        moment = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", text.strip()))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        milliseconds = round(moment.timestamp() * 1000)
    if not 0 <= milliseconds <= _LATEST_MILLISECOND:
        raise ValueError(text)
    return milliseconds


def _ask(query: Query, client: Client, allowance: Allowance) -> QueryResult:
    result = QueryResult()
    answers: list[tuple[str | None, Outcome]]
    if query.task_ids is None:
        try:
            answers = [(_row_id(task), task) for task in client.list_tasks(query.service_name, query.filters, allowance)]
        except Fault as fault:
            result.errors.append(fault.as_result())
            answers = []
    else:
        keys = [TaskKey(query.service_name, task_id) for task_id in query.task_ids]
        answers = [(key.task_id, outcome) for key, outcome in show_tasks(client, keys, allowance).items()]
    for task_id, outcome in answers:
        _add(result, query, task_id, outcome)
    if query.validation != "skip" and (result.tasks or result.schema_errors):
        result.valid = not result.schema_errors
    _judge(result, query)
    return result


def _row_id(task: Task) -> str | None:
    """The id of a row, if it is one: an answer may hold anything in its place."""
    return task["id"] if matches(TASK_ID, task.get("id")) else None


def _add(result: QueryResult, query: Query, task_id: Any, outcome: Outcome) -> None:
    """Files one answer under tasks, missing, schema_errors or errors."""
    if isinstance(outcome, Missing):
        result.missing.append(task_id)
        result.absences.append(f"task {task_id}: {outcome.message}")
        return
    if isinstance(outcome, Fault):
        result.errors.append({"task_id": task_id, **outcome.as_result()})
        return
    violations = [] if query.validation == "skip" else query.contract.violations(outcome)
    result.schema_errors += [{"task_id": task_id, **violation.as_result()} for violation in violations]
    if violations and query.validation == "error":
        return
    if not matches(TASK_ID, outcome.get("id")):
        result.errors.append({"task_id": task_id, **BadAnswer("the answer holds no task id").as_result()})
        return
    result.tasks.append(redact_task(outcome))


def _judge(result: QueryResult, query: Query) -> None:
    """Turns what was found into a failure or warnings, as the query demands."""
    faults = [_line(error, error["message"]) for error in result.errors]
    violations = [_line(error, error["message"]) for error in result.schema_errors]
    if query.on_missing == "error":
        faults += result.absences
    elif query.on_missing == "warn":
        result.warnings += result.absences
    if query.validation == "error":
        faults += violations
    elif violations:
        result.warnings.append(_summary("tasks break the contract", violations))
    if faults:
        result.failure = _summary("the query failed", faults)


def _line(error: Mapping[str, Any], message: str) -> str:
    return f"task {error['task_id']}: {message}" if error.get("task_id") else message


def _summary(headline: str, lines: Sequence[str]) -> str:
    """One line when it can be, else a list of bounded length."""
    if len(lines) == 1:
        return lines[0]
    rest = [f"and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return "\n".join([f"{headline}, for {len(lines)} reasons:", *lines[:_MOST_LINES], *rest])


def _scrubbed(result: QueryResult, secrets: Sequence[str]) -> QueryResult:
    return QueryResult(**{name: scrub(getattr(result, name), secrets) for name in result.__dataclass_fields__})
