# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task store: what exists, how it changes with time and reads, and what a list shows of it."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from . import answers
from .credentials import CREDENTIALS
from .faults import FaultQueue
from .parameters import ListQuery
from .scenario import RFC3339_SECONDS, Change, Document, Scenario, ScenarioError


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def instant(text: object) -> datetime | None:
    """A date-time of a task document; None for what is none."""
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


@dataclass
class Task:
    """A task as it stands now. `document` is replaced as a whole, never changed in place."""

    id: str
    document: Document
    changes: deque[Change] = field(default_factory=deque)
    wrap: bool = False
    faults: FaultQueue = field(default_factory=lambda: FaultQueue([]))
    exists: bool = True
    reads: int = 0
    _encoded: bytes | None = None

    def encoded(self) -> bytes:
        """The document as JSON; kept, since most reads find it unchanged."""
        if self._encoded is None:
            self._encoded = answers.encode(self.document)
        return self._encoded

    def advance(self, elapsed: float) -> None:
        """Apply what is due of the timeline, `elapsed` seconds after the scenario was loaded."""
        while self.changes and self.changes[0].due(elapsed, self.reads):
            self.alter(self.changes.popleft())

    def alter(self, change: Change) -> None:
        document = change.applied_to(self.document)
        if change.state is not None:
            # Times have whole seconds: two changes within one second must still be seen as two.
            previous = instant(self.document.get("updated_at")) or now()
            moment = max(now(), previous + timedelta(seconds=1))
            document = {**document, "state": change.state, "updated_at": moment.strftime(RFC3339_SECONDS)}
        if change.exists is not None:
            self.exists = change.exists
        self.document = document
        self._encoded = None

    def matches(self, query: ListQuery) -> bool:
        document = self.document
        return (
            (query.state is None or document.get("state") == query.state)
            and (query.service_version is None or document.get("service_version") == query.service_version)
            and (query.name_like is None or query.name_like in str(document.get("name")))
            and (query.id_like is None or query.id_like in self.id)
            and ((query.created_since is None and query.created_until is None) or self._created_within(query))
        )

    def _created_within(self, query: ListQuery) -> bool:
        created_at = instant(self.document.get("created_at"))
        if created_at is None:
            return False
        milliseconds = int(created_at.timestamp() * 1000)
        return (query.created_since or 0) <= milliseconds and (query.created_until is None or milliseconds <= query.created_until)


@dataclass(frozen=True)
class Page:
    """One page of a list: `count` is the number of all matches."""

    count: int
    tasks: list[Task]


class TaskStore:
    """All tasks, by service and id. Whatever is asked of it first lets the timelines catch up.

    Raises `ScenarioError` when a service has two tasks of one id.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._started = time.monotonic()
        self._page_limit = scenario.page_limit
        self._services: dict[str, dict[str, Task]] = {service: {} for service in scenario.services}
        for entry in scenario.tasks:
            for document in entry.documents():
                identity = entry.id or document["id"]
                faults = FaultQueue(entry.faults)
                task = Task(identity, document, deque(entry.timeline), entry.wrap, faults)
                if self._services.setdefault(entry.service_name, {}).setdefault(identity, task) is not task:
                    raise ScenarioError(f"tasks: {entry.service_name} has {identity} twice")

    def knows(self, service: str) -> bool:
        return service in self._services

    def find(self, service: str, task_id: str) -> Task | None:
        """The task as the scenario has it, whether or not it exists at the moment; counts as no read."""
        return self._services.get(service, {}).get(task_id)

    def show(self, service: str, task_id: str) -> Task | None:
        """Read one task; None when it does not exist (which counts as a read of it as well)."""
        task = self.find(service, task_id)
        if task is None:
            return None
        task.advance(self._elapsed())
        task.reads += 1
        return task if task.exists else None

    def page(self, service: str, query: ListQuery) -> Page:
        """Read one page of a service's tasks; equal ones are in the order of their ids.

        The tasks on the page are read by it, and so are those with a timeline that do not exist at the moment.
        """
        tasks = self._services[service].values()
        elapsed = self._elapsed()
        for task in tasks:
            if task.changes:
                task.advance(elapsed)
        found = sorted((task for task in tasks if task.exists and task.matches(query)), key=lambda task: task.id)
        found.sort(key=lambda task: str(task.document.get(query.order_by, "")), reverse=query.descending)
        page = Page(len(found), found[query.offset : query.offset + min(query.limit, self._page_limit)])
        self._count_reads(page.tasks)
        self._count_reads(task for task in tasks if task.changes and not task.exists)
        return page

    def create(self, service: str, request: Document) -> list[str]:
        """One new task for each input item: PENDING when read first, RUNNING from then on. Returns the ids."""
        moment = now().strftime(RFC3339_SECONDS)
        identities = []
        for item in request["input"]["data"]:
            document = {
                "id": uuid4().hex,
                "creator": CREDENTIALS.username,
                "project_id": CREDENTIALS.project_id,
                "service_name": service,
                "created_at": moment,
                "updated_at": moment,
                "state": "PENDING",
                **request,
                "input": {**request["input"], "data": [item]},
            }
            task = Task(document["id"], document, deque([Change(reads=1, state="RUNNING")]))
            self._services[service][task.id] = task
            identities.append(task.id)
        return identities

    def delete(self, service: str, task_id: str) -> bool:
        """Start to delete: DELETING when read next, gone after that. False when there is no such task."""
        task = self.find(service, task_id)
        if task is None:
            return False
        task.advance(self._elapsed())
        if task.exists and task.document.get("state") != "DELETING":
            task.alter(Change(reads=0, state="DELETING"))
            task.changes = deque([Change(reads=task.reads + 1, exists=False)])
        return task.exists

    def _elapsed(self) -> float:
        return time.monotonic() - self._started

    @staticmethod
    def _count_reads(tasks: Iterable[Task]) -> None:
        for task in tasks:
            task.reads += 1
