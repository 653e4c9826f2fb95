# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The service's API: paths and paging (IVA v2, ShowTask and ListTasksDetails)."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Union

from .answers import is_error, read
from .connection import Connection
from .credentials import Credential
from .errors import BadAnswer, Denied, Fault, Missing, ServiceError, Throttled, UnknownService, Unreachable
from .identity import Identity, Proof
from .parallel import map_in_threads
from .schema import TASK_ID, matches
from .selection import ignored_filter
from .services import nearest_service
from .signing import canonical_query
from .timing import Allowance
from .transport import LARGEST_BODY, Request, TooLarge, Transport

LARGEST_PAGE = 1000
LARGEST_OFFSET = 100_000
#: Bytes. As Python's objects JSON may take thirty times as much. Where 1,000 tasks are longer, 100 are read at a time.
_LARGEST_LIST = 8 * 1024 * 1024
_MOST_READINGS = 3

_SMALL_PAGE = 100

Task = dict[str, Any]
Filters = Mapping[str, Union[str, int]]


class Page(NamedTuple):
    """Some rows of a list, and how many the whole list has."""

    rows: list[Task]
    total: int


class TaskKey(NamedTuple):
    """What identifies a task."""

    service: str
    task_id: str


#: What asking for one task gives.
Outcome = Union[Task, Fault]


class Client:
    """Asks the service. Arguments that enter a URL must have been checked. Tasks come back not validated and not redacted."""

    def __init__(self, connection: Connection, identity: Identity, environment: Mapping[str, str]) -> None:
        self.connection = connection
        self._identity = identity
        self._transport = Transport(connection, environment)
        #: Values that must not appear in anything that is shown. More may join them.
        self.secrets = identity.secrets
        self.secrets += [secret for secret in self._transport.secrets if secret not in self.secrets]
        self._known_services: set[str] = set()
        self._known_services_lock = threading.Lock()
        #: Services whose pages could not be had.
        self._unlisted: set[str] = set()
        self._page_size = LARGEST_PAGE

    @property
    def credential(self) -> Credential:
        """Who asks."""
        return self._identity.credential

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
                f"the service {service} knows no such task in project {self._identity.project_id}; check id, service and project",
                status=fault.status,
                service_code=fault.service_code,
                request_id=fault.request_id,
            ) from None
        task = _named(_unwrap(answer), service)
        answered = task.get("id")
        if isinstance(answered, str) and answered != task_id:
            other = answered if matches(TASK_ID, answered) else "something else"
            raise BadAnswer(f"the answer is about {other}, not about the task asked for; check endpoint and proxies")
        return task

    def begin_check(self, allowance: Allowance) -> Fault | None:
        """Proves who asks before many questions are asked, so that what keeps it from being proven is met once."""

        def prove(identity: Identity) -> Fault | None:
            try:
                identity.prove(self._transport, allowance)
            except Fault as fault:
                return fault
            return None

        self._identity.begin_check()
        try:
            (unproven,) = map_in_threads(prove, [self._identity], 1, allowance.remaining, lambda _identity: self.late())
        except Unreachable as fault:
            return fault
        return unproven

    def lists(self, service: str) -> bool:
        """Whether pages of this service may be had, as far as is known."""
        return service not in self._unlisted

    def read_page(self, service: str, offset: int, allowance: Allowance) -> Page:
        """A page of all tasks of a service, as large as the service grants. Raises a Fault."""
        try:
            page = self._page(service, {}, offset, allowance)
        except (UnknownService, Throttled):
            raise
        except Fault as fault:
            if fault.status is None or fault.status < 500:  # else it may be better the next time
                self._unlisted.add(service)
            raise
        self._known_services.add(service)
        return page

    def list_tasks(self, service: str, filters: Filters, allowance: Allowance) -> list[Task]:
        """All tasks that the filters admit. Raises a Fault; never returns a part.

        Rows shift when tasks come and go between two pages. Then the list is read again, a few times.
        """

        def read_list(service: str) -> list[Task] | Fault:
            try:
                return self._read_list(service, filters, allowance)
            except Fault as fault:
                return fault

        self._identity.begin_check()
        (outcome,) = map_in_threads(read_list, [service], 1, allowance.remaining, lambda _service: self.late())
        if isinstance(outcome, Fault):
            raise outcome
        return outcome

    def late(self) -> Fault:
        """What it means that no answer came in time."""
        return Unreachable(f"{self.connection.endpoint} gave no answer in the time allowed; check DNS, or allow more")

    def _read_list(self, service: str, filters: Filters, allowance: Allowance) -> list[Task]:
        for _reading in range(_MOST_READINGS):
            tasks, complete = self._read_pages(service, filters, allowance)
            if complete:
                return tasks
        raise BadAnswer(f"the list of tasks of {service} changed each time it was read; try again")

    def _read_pages(self, service: str, filters: Filters, allowance: Allowance) -> tuple[list[Task], bool]:
        """The tasks of all pages, and whether they are certainly all and each once."""
        rows, count = self._page(service, filters, 0, allowance)
        if count > LARGEST_OFFSET + LARGEST_PAGE:
            raise BadAnswer(f"{count} tasks match, more than the service lets anyone read; narrow the filter")
        while 0 < len(rows) < count:
            # A task that is gone from an earlier page hides another one, also where a third keeps the count: so pages overlap.
            page, now = self._page(service, filters, len(rows) - 1, allowance)
            if now != count or len(page) < 2 or page[0].get("id") != rows[-1].get("id"):
                return rows, False
            rows += page[1:]
        return rows, len(rows) == count and _all_different(rows)

    def _page(self, service: str, filters: Filters, offset: int, allowance: Allowance) -> Page:
        """A page of the largest size that the service takes, and we do. Pages of its sibling VAS hold 100 tasks at the most."""
        limit = self._page_size
        try:
            return self._read_page(service, filters, offset, limit, allowance)
        except (ServiceError, TooLarge) as fault:
            asked_too_much = fault.status == 400 or isinstance(fault, TooLarge)
            if not asked_too_much or limit == _SMALL_PAGE:
                raise
        self._page_size = _SMALL_PAGE
        return self._read_page(service, filters, offset, _SMALL_PAGE, allowance)

    def _read_page(self, service: str, filters: Filters, offset: int, limit: int, allowance: Allowance) -> Page:
        query = canonical_query([(k, str(v)) for k, v in {**filters, "offset": offset, "limit": limit}.items()])
        try:
            answer = self._get(f"{_tasks_path(service)}?{query}", allowance, _LARGEST_LIST)
        except Missing as fault:
            raise _unknown_service(service, fault) from None
        return _check_page(answer, service, filters)

    def _check_service(self, service: str, allowance: Allowance) -> None:
        """The service says the same of an unknown task and of an unknown service; its list call tells them apart."""
        with self._known_services_lock:
            if service not in self._known_services:
                self._read_page(service, {}, 0, 1, allowance)
                self._known_services.add(service)

    def _get(self, path: str, allowance: Allowance, largest_body: int = LARGEST_BODY) -> Any:
        """The JSON at a path of the project. A refusal counts only when another proof of who asks does not help."""
        proof = self._identity.prove(self._transport, allowance)
        try:
            return self._ask(proof, path, allowance, largest_body)
        except Denied:
            another = self._identity.prove_again(proof, self._transport, allowance)
            if another is None:
                raise
        return self._ask(another, path, allowance, largest_body)

    def _ask(self, proof: Proof, path: str, allowance: Allowance, largest_body: int) -> Any:
        url = f"{self.connection.endpoint}/v2/{proof.project_id}/{path}"
        request = Request("GET", url, auth=proof.auth, largest_body=largest_body)
        return read(self._transport.send(request, allowance), self.secrets)


def _tasks_path(service: str) -> str:
    return f"services/{service}/tasks"


def _unwrap(answer: Any) -> Task:
    """The task of an answer: as it is, or within {"task": ...}, as the documentation's table has it."""
    if isinstance(answer, dict) and answer.keys() == {"task"} and isinstance(answer["task"], dict):
        return answer["task"]
    if not isinstance(answer, dict):
        raise BadAnswer("the answer is JSON, but no task")
    return answer


def _named(task: Task, service: str) -> Task:
    """The task with the name of its service, which some answers leave out. Raises BadAnswer when it is of another one."""
    answered = task.get("service_name")
    if isinstance(answered, str) and answered != service:
        raise BadAnswer(f"the answer is about a task of another service than {service}; check the name of the service")
    return {"service_name": service, **task}


def _check_page(answer: Any, service: str, filters: Filters) -> Page:
    """Rows and total of a list answer. Raises BadAnswer when it is none, or when a filter was ignored."""
    rows, count = (answer.get("tasks"), answer.get("count")) if isinstance(answer, dict) else (None, None)
    if (
        not isinstance(rows, list)
        or not all(isinstance(row, dict) and not is_error(row) for row in rows)
        or not isinstance(count, int)
        or isinstance(count, bool)
        or count < 0
    ):
        raise BadAnswer("the answer is JSON, but no list of tasks")
    rows = [_named(row, service) for row in rows]
    ignored = next(filter(None, (ignored_filter(row, filters) for row in rows)), None)
    if ignored:
        raise BadAnswer(f"the service ignored the filter {ignored}")
    return Page(rows, count)


def _all_different(rows: Iterable[Task]) -> bool:
    ids = [row["id"] for row in rows if isinstance(row.get("id"), str)]
    return len(ids) == len(set(ids))


def _unknown_service(service: str, fault: Fault) -> UnknownService:
    nearest = nearest_service(service)
    return UnknownService(
        f"the service {service} is not known there"
        + (f"; did you mean {nearest}?" if nearest else "; check the name of the service"),
        status=fault.status,
        service_code=fault.service_code,
        request_id=fault.request_id,
    )
