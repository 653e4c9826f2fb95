# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's API: paths, paging, asking for many at once (IVA v2, ShowTask and ListTasksDetails)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Union

from .answers import read
from .connection import Connection
from .errors import BadAnswer, Denied, Fault, Missing, UnknownService, Unreachable
from .identity import Identity, Proof
from .parallel import map_in_threads
from .schema import TASK_ID, matches
from .services import nearest_service
from .signing import canonical_query
from .timing import Allowance
from .transport import Request, Transport

LARGEST_PAGE = 1000
LARGEST_OFFSET = 100_000
_MOST_READINGS = 3

Task = dict[str, Any]


class TaskKey(NamedTuple):
    """What identifies a task."""

    service: str
    task_id: str


#: What asking for one task gives.
Outcome = Union[Task, Fault]


class Client:
    """Asks the service. Arguments that enter a URL must have been checked. Tasks come back raw: not validated, not redacted."""

    def __init__(self, connection: Connection, identity: Identity, environment: Mapping[str, str]) -> None:
        self.connection = connection
        #: Values that must not appear in anything that is shown. More may join them.
        self.secrets = identity.secrets
        self._identity = identity
        self._transport = Transport(connection, environment)
        self._known_services: set[str] = set()
        self._known_services_lock = threading.Lock()

    @property
    def requests(self) -> int:
        """How many requests were sent so far, retries included."""
        return self._transport.requests

    @property
    def endpoints(self) -> list[str]:
        """Where credentials go."""
        identity_service = [str(self.connection.iam_endpoint)] if self._identity.asks_identity_service else []
        return [self.connection.endpoint, *identity_service]

    def show_task(self, service: str, task_id: str, allowance: Allowance) -> Task:
        """One task. Raises a Fault: Missing when the service knows no such task, UnknownService when it is itself unknown."""
        try:
            answer = self._get(f"{_tasks_path(service)}/{task_id}", allowance)
        except Missing as fault:
            self._check_service(service, allowance)
            raise Missing(
                f"the service {service} knows no such task in project {self._identity.project_id}",
                status=fault.status,
                service_code=fault.service_code,
                request_id=fault.request_id,
            ) from None
        task = _unwrap(answer)
        _check_origin(task, service)
        answered = task.get("id")
        if isinstance(answered, str) and answered != task_id:
            other = answered if matches(TASK_ID, answered) else "something else"
            raise BadAnswer(f"the answer is about {other}, not about the task asked for; check endpoint and proxies")
        return task

    def show_tasks(self, keys: Sequence[TaskKey], allowance: Allowance) -> dict[TaskKey, Outcome]:
        """What asking for each task gives, in the order of ``keys``. Asks several at once; never raises a Fault."""
        self._identity.begin_check()
        refusals: dict[str | None, Fault] = {}

        def ask(key: TaskKey) -> Outcome:
            refusal = refusals.get(key.service) or refusals.get(None)
            if refusal is not None:
                return refusal
            try:
                return self.show_task(key.service, key.task_id, allowance)
            except Fault as fault:
                # These are the same for every task (of the service): not worth asking again.
                if isinstance(fault, UnknownService):
                    refusals[key.service] = fault
                elif isinstance(fault, Denied) and fault.status == 401:
                    refusals[None] = fault
                return fault

        def prove(_nobody: None) -> Fault | None:
            try:
                self._identity.prove(self._transport, allowance)
            except Fault as fault:
                return fault
            return None

        # Before anything else, so that what keeps this from being proven is met once and not by every task.
        (unproven,) = map_in_threads(prove, [None], 1, allowance.remaining, lambda _nobody: self._late())
        if unproven is not None:
            return dict.fromkeys(keys, unproven)
        outcomes = map_in_threads(ask, keys, self.connection.concurrency, allowance.remaining, lambda _key: self._late())
        return dict(zip(keys, outcomes))

    def list_tasks(self, service: str, filters: Mapping[str, str | int], allowance: Allowance) -> list[Task]:
        """All tasks that the filters admit. Raises a Fault; never returns a part.

        Rows shift when tasks come and go between two pages. Then the list is read again, a few times.
        """

        def read_list(service: str) -> list[Task] | Fault:
            try:
                return self._read_list(service, filters, allowance)
            except Fault as fault:
                return fault

        self._identity.begin_check()
        (outcome,) = map_in_threads(read_list, [service], 1, allowance.remaining, lambda _service: self._late())
        if isinstance(outcome, Fault):
            raise outcome
        return outcome

    def _late(self) -> Fault:
        return Unreachable(f"{self.connection.endpoint} gave no answer in the time allowed; check DNS, or allow more")

    def _read_list(self, service: str, filters: Mapping[str, str | int], allowance: Allowance) -> list[Task]:
        for _reading in range(_MOST_READINGS):
            tasks, complete = self._read_pages(service, filters, allowance)
            if complete:
                return tasks
        raise BadAnswer(f"the list of tasks of {service} changed each time it was read; try again")

    def _read_pages(self, service: str, filters: Mapping[str, str | int], allowance: Allowance) -> tuple[list[Task], bool]:
        """The tasks of all pages, and whether they are certainly all and each once."""
        rows: list[Task] = []
        counts: set[int] = set()
        while True:
            page, count = self._read_page(service, filters, len(rows), LARGEST_PAGE, allowance)
            if count > LARGEST_OFFSET + LARGEST_PAGE:
                raise BadAnswer(f"{count} tasks match, more than the service lets anyone read; narrow the filter")
            rows += page
            counts.add(count)
            if len(rows) >= count or not page:
                # One task gone from an earlier page hides another one, and only the count tells.
                return rows, counts == {len(rows)} and _all_different(rows)

    def _read_page(
        self, service: str, filters: Mapping[str, str | int], offset: int, limit: int, allowance: Allowance
    ) -> tuple[list[Task], int]:
        query = canonical_query([(k, str(v)) for k, v in {**filters, "offset": offset, "limit": limit}.items()])
        try:
            answer = self._get(f"{_tasks_path(service)}?{query}", allowance)
        except Missing as fault:
            raise _unknown_service(service, fault) from None
        return _check_page(answer, service, filters)

    def _check_service(self, service: str, allowance: Allowance) -> None:
        """The service says the same of an unknown task and of an unknown service; its list call tells them apart."""
        with self._known_services_lock:
            if service not in self._known_services:
                self._read_page(service, {}, 0, 1, allowance)
                self._known_services.add(service)

    def _get(self, path: str, allowance: Allowance) -> Any:
        """The JSON at a path of the project. A refusal counts only when another proof of who asks does not help."""
        proof = self._identity.prove(self._transport, allowance)
        try:
            return self._ask(proof, path, allowance)
        except Denied:
            another = self._identity.prove_again(proof, self._transport, allowance)
            if another is None:
                raise
        return self._ask(another, path, allowance)

    def _ask(self, proof: Proof, path: str, allowance: Allowance) -> Any:
        url = f"{self.connection.endpoint}/v2/{proof.project_id}/{path}"
        return read(self._transport.send(Request("GET", url, auth=proof.auth), allowance), self.secrets)


def _tasks_path(service: str) -> str:
    return f"services/{service}/tasks"


def _unwrap(answer: Any) -> Task:
    """The task of an answer: as it is, or within {"task": ...}, as the documentation's table has it."""
    if isinstance(answer, dict) and answer.keys().isdisjoint(("id", "error")) and isinstance(answer.get("task"), dict):
        return answer["task"]
    if not isinstance(answer, dict):
        raise BadAnswer("the answer is JSON, but no task")
    return answer


def _check_origin(task: Task, service: str) -> None:
    answered = task.get("service_name")
    if isinstance(answered, str) and answered != service:
        raise BadAnswer(f"the answer is about a task of another service than {service}; check service_name")


def _check_page(answer: Any, service: str, filters: Mapping[str, str | int]) -> tuple[list[Task], int]:
    """Rows and total of a list answer. Raises BadAnswer when it is none, or when a filter was ignored."""
    rows, count = (answer.get("tasks"), answer.get("count")) if isinstance(answer, dict) else (None, None)
    rows_are_tasks = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not rows_are_tasks or not isinstance(count, int) or isinstance(count, bool):
        raise BadAnswer("the answer is JSON, but no list of tasks")
    for row in rows:
        _check_origin(row, service)
        for name in ("state", "service_version"):
            if name in filters and name in row and row[name] != filters[name]:
                raise BadAnswer(f"the service ignored the filter {name}")
    return rows, count


def _all_different(rows: Iterable[Task]) -> bool:
    ids = [row["id"] for row in rows if isinstance(row.get("id"), str)]
    return len(ids) == len(set(ids))


def _unknown_service(service: str, fault: Fault) -> UnknownService:
    nearest = nearest_service(service)
    return UnknownService(
        f"the service {service} is not known there" + (f"; did you mean {nearest}?" if nearest else "; check service_name"),
        status=fault.status,
        service_code=fault.service_code,
        request_id=fault.request_id,
    )
