# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that lives while a scenario runs; loading another scenario replaces it as a whole."""

from __future__ import annotations

from collections import deque
from typing import Any, get_args

from .faults import Fault, FaultQueue
from .issued import AccessKeys, MetadataTokens, Tokens
from .scenario import Call, Scenario
from .tasks import TaskStore

LONGEST_RECORD = 20_000
"""Requests that are remembered; the oldest are forgotten first."""


class World:
    """Tasks, what has been issued, faults that lie in wait, and the record of requests."""

    def __init__(self, scenario: Scenario) -> None:
        self.tasks = TaskStore(scenario)
        self.projects = scenario.identity.projects
        self.metadata = scenario.metadata
        self.tokens = Tokens(scenario.identity)
        self.access_keys = AccessKeys(scenario.metadata.key_life)
        self.metadata_tokens = MetadataTokens()
        self.requests: deque[dict[str, Any]] = deque(maxlen=LONGEST_RECORD)
        self._faults = {call: FaultQueue(scenario.faults.get(call, [])) for call in get_args(Call)}

    def next_fault(self, call: Call, path: dict[str, str]) -> Fault | None:
        """The fault that this request meets: one of any call, else one of this call, else one of the task shown."""
        fault = self._faults["any"].next() or self._faults[call].next()
        if fault is None and call == "show":
            task = self.tasks.find(path["service_name"], path["task_id"])
            return task.faults.next() if task else None
        return fault
