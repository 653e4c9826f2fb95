# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an inventory asks of several services, and the one answer that it gets, from them or from a cache."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field
from typing import Any

from ansible.errors import AnsibleParserError
from ansible_collections.campusgo.edge.plugins.module_utils.access import prepare
from ansible_collections.campusgo.edge.plugins.module_utils.connection import Connection
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    AccessKeyCredential,
    Credential,
    MetadataCredential,
    PasswordCredential,
    Source,
    TokenCredential,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument, Unreachable, gather
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONTRACT, INVENTORY, QUERY_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.parallel import map_in_threads
from ansible_collections.campusgo.edge.plugins.module_utils.query import QueryResult, make_query, perform
from ansible_collections.campusgo.edge.plugins.module_utils.schema import TASK_ID, matches
from ansible_collections.campusgo.edge.plugins.module_utils.selection import check_service_name
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance

Task = Mapping[str, Any]

_TEMPLATE = re.compile(r"\{\{|\{%")


@dataclass(frozen=True)
class Question:
    """What is asked of which services. ``parameters`` are those of a query but for the service's name."""

    services: tuple[str, ...]
    parameters: Mapping[str, Any] = field(repr=False)
    sources: Sequence[Source]
    #: Kinds, include or exclude, and conditions; the first that is true of a task decides.
    filters: Sequence[tuple[str, str | bool]]
    strict_services: bool
    connection: Connection
    #: None where no answer is kept.
    cache_key: str | None


@dataclass(frozen=True)
class Answer:
    """Tasks without their secrets, and sentences for a person. ``whole`` says whether every service was asked."""

    tasks: Sequence[Task]
    warnings: Sequence[str]
    whole: bool = True


def make_question(
    parameters: Mapping[str, Any], sources: Sequence[Source], environment: Mapping[str, str], keeps: bool
) -> Question:
    """The question that checked options describe. ``keeps`` says whether its answer is to be kept in a cache.

    Raises InvalidArgument with everything that is wrong, and without a credential that stands where another option should.
    """
    services = tuple(dict.fromkeys(parameters["services"]))
    query = with_defaults({**parameters, "service_name": services[0] if services else None}, QUERY_OPTIONS)
    (filters, _named, _query), client = prepare(
        lambda: gather(
            lambda: _make_filters(parameters["filters"]), lambda: _check_services(services), lambda: make_query(query)
        ),
        query,
        sources,
        environment,
    )
    return Question(
        services=services,
        parameters=query,
        sources=sources,
        filters=filters,
        strict_services=parameters["strict_services"],
        connection=client.connection,
        cache_key=make_cache_key(services, query, client.connection, client.credential) if keeps else None,
    )


def make_cache_key(services: Sequence[str], query: Mapping[str, Any], connection: Connection, credential: Credential) -> str:
    """A name for everything that the answer depends on. A digest: nothing can be read from it.

    Of who asks it holds what identifies. What only proves it, a password or a secret key, is not put into the name of a file.

    Raises InvalidArgument where nothing identifies: whose answer was kept could not be told.
    """
    if isinstance(credential, MetadataCredential) and connection.project_id is None:
        raise InvalidArgument(
            "project_id is missing for a cache with auth_method metadata, which does not tell whose tasks are kept: "
            "give project_id, or set cache to false"
        )
    selection = {option.name: query[option.name] for option in INVENTORY + CONTRACT if option.name in query}
    parts = [services, selection, astuple(connection), _identity(credential)]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()
    return f"campusgo_edge_tasks_{digest[:32]}"


def kept_answer(kept: Any) -> Answer:
    """The answer that a cache holds. Raises ValueError when it holds something else."""
    tasks, warnings = (kept.get("tasks"), kept.get("warnings")) if isinstance(kept, Mapping) else (None, None)
    if not isinstance(tasks, list) or not isinstance(warnings, list):
        raise ValueError
    if not all(isinstance(task, Mapping) and "service_name" in task and matches(TASK_ID, task.get("id")) for task in tasks):
        raise ValueError
    return Answer(tasks, warnings)


def ask(question: Question, environment: Mapping[str, str]) -> Answer:
    """The tasks of all services. Raises AnsibleParserError with everything that went wrong."""
    connection = question.connection
    allowance = Allowance(connection.timeout, connection.retries)

    def ask_service(service: str) -> QueryResult:
        return perform({**question.parameters, "service_name": service}, question.sources, environment)

    def late(_service: str) -> QueryResult:
        fault = Unreachable(f"{connection.endpoint} gave no answer in the time allowed; allow more (timeout)")
        return QueryResult(errors=[fault.as_result()], failure=fault.message)

    results = map_in_threads(ask_service, question.services, connection.concurrency, allowance.remaining, late)
    return combine(dict(zip(question.services, results)), question.strict_services)


def combine(results: Mapping[str, QueryResult], strict_services: bool) -> Answer:
    """One answer of those of several services. Raises AnsibleParserError unless it can be relied on."""
    unasked: dict[str, list[str]] = {}
    for service, result in results.items():
        for error in result.errors:
            if "task_id" not in error:
                unasked.setdefault(str(error["message"]), []).append(service)
    lacking = {service for services in unasked.values() for service in services}
    not_asked = [f"{', '.join(services)} cannot be asked: {message}" for message, services in unasked.items()]
    broken = [result.failure for service, result in results.items() if result.failure and service not in lacking]
    tolerated = not strict_services and len(lacking) < len(results)
    problems = broken if tolerated else broken + not_asked
    if problems:
        raise AnsibleParserError("\n".join(problems))
    warnings = [warning for result in results.values() for warning in result.warnings]
    missing = [f"the inventory lacks tasks: {line}" for line in not_asked]
    return Answer(
        tasks=[task for result in results.values() for task in result.tasks],
        warnings=list(dict.fromkeys(warnings + missing)),
        whole=not lacking,
    )


def _identity(credential: Credential) -> tuple[str, ...]:
    """What identifies who asks."""
    if isinstance(credential, TokenCredential):
        return "token", credential.token
    if isinstance(credential, AccessKeyCredential):
        return "access_key", credential.access_key
    if isinstance(credential, PasswordCredential):
        return "password", credential.domain_name, credential.username
    return ("metadata",)


def _check_services(services: Sequence[str]) -> None:
    if not services:
        raise InvalidArgument("services is empty: give at least one, or leave it out")
    gather(*(lambda name=name: check_service_name(name) for name in services[1:]))  # the first is checked with the query


def _make_filters(entries: Sequence[Mapping[str, Any]]) -> list[tuple[str, str | bool]]:
    """Each filter as its kind, include or exclude, and its condition."""
    filters = [(kind, condition) for entry in entries for kind, condition in entry.items() if condition is not None]
    problems = [
        f"filters[{place}] must have either include or exclude"
        for place, entry in enumerate(entries)
        if sum(condition is not None for condition in entry.values()) != 1
    ]
    if not all(isinstance(condition, (str, bool)) for _kind, condition in filters):
        problems.append("filters must have expressions, or true or false")
    # Ansible would take the braces off, and show the lines around them in a warning.
    problems += [
        f"filters[{place}] holds braces of a template: it is an expression already, so leave them out"
        for place, (_kind, condition) in enumerate(filters)
        if isinstance(condition, str) and _TEMPLATE.search(condition)
    ]
    if problems:
        raise InvalidArgument(*problems)
    return filters
