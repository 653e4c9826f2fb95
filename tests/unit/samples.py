# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that the public documentation prints, and ways to change one of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "simulator" / "samples"
QUEUE_STATUS = "c-queue-status-analysis-edge"

#: As a value: the member is taken away.
REMOVED = object()


def load(name: str) -> Any:
    """The JSON of a sample."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def documented_tasks() -> dict[str, Any]:
    """Every task that an answer of this API holds, by the name of its sample."""
    single = [*FOLDER.glob("c-*.json"), *FOLDER.glob("vas__*.json")]
    lists = [*FOLDER.glob("list__c-*.json"), *FOLDER.glob("list__vas-*.json")]
    tasks = {file.stem: load(file.stem) for file in sorted(single)}
    for file in sorted(lists):
        tasks.update({f"{file.stem}-{index}": task for index, task in enumerate(load(file.stem)["tasks"])})
    return tasks


def queue_status() -> dict[str, Any]:
    """A fresh copy of the documented answer of the service for queue status."""
    return load(QUEUE_STATUS)


def changed(task: Any, *changes: tuple[tuple[Any, ...], Any]) -> Any:
    """A copy of ``task`` in which each path of ``changes`` holds the value beside it."""
    result = copy.deepcopy(task)
    for path, value in changes:
        parent = result
        for key in path[:-1]:
            parent = parent[key]
        if value is REMOVED:
            del parent[path[-1]]
        else:
            parent[path[-1]] = value
    return result
