# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the names of what is asked about, before any of them enters a URL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .errors import InvalidArgument
from .schema import SERVICE_NAME, TASK_ID, matches


def check_service_name(name: Any) -> None:
    """Raises InvalidArgument when this cannot be the name of a service."""
    if not matches(SERVICE_NAME, name):
        raise InvalidArgument(f"{name!r} is no service name: it must be 2 to 100 lower-case letters or -")


def check_task_ids(task_ids: Sequence[Any]) -> None:
    """Raises InvalidArgument for everything that cannot be the id of a task."""
    problems = [
        f"{task_id!r} is no task id: it must be 32 lower-case hexadecimal digits, or task and 8 letters, digits or _"
        + ("; YAML reads digits alone as a number: put the id in quotes" if matches(r"[0-9]+", task_id) else "")
        for task_id in task_ids
        if not matches(TASK_ID, task_id)
    ]
    if problems:
        raise InvalidArgument(*problems)
