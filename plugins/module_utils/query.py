# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One query of tasks, from checked options to a result: what every querying face does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from .api import Client, Outcome, Task
from .connection import make_connection
from .contract import Contract
from .credentials import Source, choose_credential, environment_sources
from .errors import BadAnswer, Fault, InvalidArgument, Missing
from .options import QUERY_OPTIONS, with_defaults
from .redaction import redact_task, scrub
from .schema import SERVICE_NAME, SERVICE_VERSION, TASK_ID, TASK_NAME, matches
from .timing import Deadline

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
    query = _collect(make_query, parameters)
    connection = _collect(make_connection, parameters, environment)
    sources = [*given, *environment_sources(environment)]
    credential = _collect(choose_credential, sources, parameters["auth_method"])
    problems = [
        p for part in (query, connection, credential) if isinstance(part, InvalidArgument) for p in part.problems
    ]
    if problems:
        raise InvalidArgument(*problems)
    result = _ask(query, Client(connection, credential, environment), Deadline(connection.timeout))
    if connection.sends_in_the_clear:
        result.warnings.append(
            f"{connection.endpoint} is plain http: credentials and answers cross the network in the clear"
        )
    return _scrubbed(result, credential.secrets)


def make_query(parameters: Mapping[str, Any]) -> Query:
    """The query that checked parameters describe. Raises InvalidArgument with everything that is wrong."""
    problems: list[str] = []
    filters = {name: parameters[name] for name in FILTERS if parameters.get(name) is not None}
    task_ids = parameters.get("task_id")
    if not matches(SERVICE_NAME, parameters["service_name"]):
        problems.append("service_name must be 2 to 100 lower-case letters or -, such as c-queue-status-analysis-edge")
    problems += _selection_problems(task_ids, filters)
    for name in ("created_since", "created_until"):
        if name in filters:
            try:
                filters[name] = _milliseconds(filters[name])
            except ValueError:
                problems.append(
                    f"{name} must be an ISO 8601 date and time or milliseconds since 1970, not {filters[name]!r}"
                )
    extra_schema = parameters.get("extra_schema")
    if extra_schema is not None and parameters["validation"] == "skip":
        problems.append("extra_schema cannot be checked when validation is skip")
    contract = _collect(Contract, extra_schema)
    problems += contract.problems if isinstance(contract, InvalidArgument) else ()
    if problems:
        raise InvalidArgument(*problems)
    return Query(
        service_name=parameters["service_name"],
        task_ids=None if task_ids is None else tuple(dict.fromkeys(task_ids)),
        filters=filters,
        on_missing=parameters["on_missing"],
        validation=parameters["validation"],
        contract=contract,
    )


def _selection_problems(task_ids: Sequence[str] | None, filters: Mapping[str, str]) -> list[str]:
    problems = []
    if task_ids is not None:
        if not task_ids:
            problems.append("task_id is empty: give at least one id, or leave task_id out to list tasks")
        if filters:
            problems.append(f"{', '.join(filters)} cannot be combined with task_id: a filter is for listing")
        problems += [
            f"{task_id!r} is no task id: it must be 32 lower-case hexadecimal digits, or task and 8 letters, digits or _"
            for task_id in task_ids
            if not matches(TASK_ID, task_id)
        ]
    for name, (shape, description) in _SHAPES.items():
        if name in filters and not matches(shape, filters[name]):
            problems.append(f"{name} must be {description}, not {filters[name]!r}")
    return problems


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


def _collect(make: Any, *arguments: Any) -> Any:
    """What ``make`` returns, or the InvalidArgument that it raises."""
    try:
        return make(*arguments)
    except InvalidArgument as error:
        return error


def _ask(query: Query, client: Client, deadline: Deadline) -> QueryResult:
    result = QueryResult()
    if query.task_ids is None:
        try:
            answers = [
                (task.get("id"), task) for task in client.list_tasks(query.service_name, query.filters, deadline)
            ]
        except Fault as fault:
            result.errors.append(fault.as_result())
            answers = []
    else:
        answers = list(client.show_tasks(query.service_name, query.task_ids, deadline).items())
    for task_id, outcome in answers:
        _add(result, query, task_id, outcome)
    if query.validation != "skip" and (result.tasks or result.schema_errors):
        result.valid = not result.schema_errors
    _judge(result, query)
    return result


def _add(result: QueryResult, query: Query, task_id: Any, outcome: Outcome) -> None:
    """Files one answer under tasks, missing, schema_errors or errors."""
    if isinstance(outcome, Missing):
        result.missing.append(task_id)
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
    result.tasks.append({**redact_task(outcome), "service_name": query.service_name})


def _judge(result: QueryResult, query: Query) -> None:
    """Turns what was found into a failure or warnings, as the query demands."""
    faults = [_line(error, error["message"]) for error in result.errors]
    missing = [f"task {task_id}: the service {query.service_name} knows no such task" for task_id in result.missing]
    violations = [_line(error, error["message"]) for error in result.schema_errors]
    if query.on_missing == "error":
        faults += missing
    elif query.on_missing == "warn":
        result.warnings += missing
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
