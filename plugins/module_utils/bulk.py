# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Asks for many tasks in as few requests as it can.

A page of the list call holds up to 1,000 whole tasks, so a few pages stand for hundreds of single queries. Rows shift while one
pages: what no page showed, or two pages showed differently, is asked for singly before it counts as anything.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from .api import Client, Outcome, Page, Task, TaskKey
from .errors import Denied, Fault, UnknownService, Unreachable
from .parallel import map_in_threads
from .timing import Allowance

#: A list may be read in vain, and two more requests find out what it did not show.
_FEWEST_TO_LIST = 4
#: The part of the time allowed that the pages may take; the rest is for what they do not show.
_SHARE_OF_LISTING = 0.5

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class _Search:
    """What the pages of one service have shown of the tasks asked for."""

    service: str
    wanted: set[str]
    found: dict[str, Task] = field(default_factory=dict)
    #: Shown twice, and not alike.
    doubtful: set[str] = field(default_factory=set)

    def add(self, page: Page) -> None:
        """Take what a page shows."""
        for row in page.rows:
            task_id = row.get("id")
            if isinstance(task_id, str) and task_id in self.wanted:
                self._keep(task_id, row)

    def _keep(self, task_id: str, row: Task) -> None:
        before = self.found.setdefault(task_id, row)
        # As JSON, in which 1 is not true.
        if before is not row and json.dumps(before, sort_keys=True) != json.dumps(row, sort_keys=True):
            self.doubtful.add(task_id)

    def further_offsets(self, first: Page) -> range:
        """Where the pages after the first begin; none when asking for the rest singly takes fewer requests."""
        size, missing = len(first.rows), len(self.wanted - self.found.keys())
        pays_off = size > 0 and (first.total - 1) // size < missing
        return range(size, first.total, size) if pays_off else range(0)

    def certain(self) -> Iterator[tuple[TaskKey, Task]]:
        """The tasks that need not be asked for again."""
        return ((TaskKey(self.service, i), task) for i, task in self.found.items() if i not in self.doubtful)


def show_tasks(client: Client, keys: Sequence[TaskKey], allowance: Allowance) -> dict[TaskKey, Outcome]:
    """What asking for each task gives, in the order of ``keys``. Never raises a Fault."""
    unproven = client.begin_check(allowance)
    if unproven is not None:
        return dict.fromkeys(keys, unproven)
    outcomes = _listed(client, keys, Allowance(allowance.remaining() * _SHARE_OF_LISTING, allowance.retries))
    rest = [key for key in keys if key not in outcomes]
    outcomes.update(zip(rest, _shown(client, rest, allowance)))
    return {key: outcomes[key] for key in keys}


def _listed(client: Client, keys: Sequence[TaskKey], allowance: Allowance) -> dict[TaskKey, Outcome]:
    """What lists tell, where they are the cheaper way. Nothing is told by a list that cannot be read."""
    searches = [search for search in _searches(keys) if len(search.wanted) >= _FEWEST_TO_LIST and client.lists(search.service)]
    pages = _at_once(client, lambda search: _page(client, search.service, 0, allowance), searches, allowance)
    outcomes: dict[TaskKey, Outcome] = {}
    further: list[tuple[_Search, int]] = []
    for search, page in zip(searches, pages):
        if isinstance(page, Page):
            search.add(page)
            further += [(search, offset) for offset in search.further_offsets(page)]
        elif isinstance(page, UnknownService) or (isinstance(page, Denied) and page.status == 401):
            outcomes.update((TaskKey(search.service, task_id), page) for task_id in search.wanted)
    more = _at_once(client, lambda place: _page(client, place[0].service, place[1], allowance), further, allowance)
    for (search, _offset), page in zip(further, more):
        if isinstance(page, Page):
            search.add(page)
    for search in searches:
        outcomes.update(search.certain())
    return outcomes


def _searches(keys: Sequence[TaskKey]) -> list[_Search]:
    wanted: dict[str, set[str]] = {}
    for key in keys:
        wanted.setdefault(key.service, set()).add(key.task_id)
    return [_Search(service, task_ids) for service, task_ids in wanted.items()]


def _page(client: Client, service: str, offset: int, allowance: Allowance) -> Page | Fault:
    try:
        return client.read_page(service, offset, allowance)
    except Fault as fault:
        return fault


def _shown(client: Client, keys: Sequence[TaskKey], allowance: Allowance) -> list[Outcome]:
    """What asking for each task singly gives."""
    refusals: dict[str | None, Fault] = {}

    def ask(key: TaskKey) -> Outcome:
        refusal = refusals.get(key.service) or refusals.get(None)
        if refusal is not None:
            return refusal
        try:
            return client.show_task(key.service, key.task_id, allowance)
        except Fault as fault:
            # These are the same for every task (of the service): not worth asking again.
            if isinstance(fault, UnknownService):
                refusals[key.service] = fault
            elif isinstance(fault, Denied) and fault.status == 401:
                refusals[None] = fault
            return fault

    return _at_once(client, ask, keys, allowance)


def _at_once(
    client: Client, ask: Callable[[Item], Result | Fault], items: Sequence[Item], allowance: Allowance
) -> list[Result | Fault]:
    """What a question gives for each item; a fault where no answer came in time, or nobody could ask."""
    try:
        return map_in_threads(ask, items, client.connection.concurrency, allowance.remaining, lambda _item: client.late())
    except Unreachable as fault:
        return [fault for _item in items]
