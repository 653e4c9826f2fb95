# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the names of what is asked about, before any of them enters a URL, and that what is listed is what was asked for."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .errors import InvalidArgument
from .schema import SERVICE_NAME, TASK_ID, matches
from .timing import moment


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


def ignored_filter(row: Mapping[str, Any], filters: Mapping[str, Any]) -> str | None:
    """The name of a filter that certainly does not admit this row of a list, if there is one.

    What is missing in a row, or is not what it should be, is for the contract to judge.
    """
    for name, (member, may_admit) in _ADMISSIONS.items():
        if name in filters and member in row and not may_admit(row[member], filters[name]):
            return name
    return None


def _may_hold_in_id(task_id: Any, part: str) -> bool:
    """Whether part of an id, always lower-case, may be in an id. The middle of an id may be masked, which is no TASK_ID then."""
    return not matches(TASK_ID, task_id) or part in task_id.lower()


def _may_hold_in_name(name: Any, part: str) -> bool:
    """Whether a text may be in a name. In the search of a database, case need not count, and _ may stand for any character."""
    shape = re.escape(part).replace("_", ".")
    return not isinstance(name, str) or re.search(shape, name, re.IGNORECASE | re.DOTALL) is not None


def _may_be_since(text: Any, since: int) -> bool:
    milliseconds = _milliseconds(text)
    return milliseconds is None or milliseconds > since - _SECOND


def _may_be_until(text: Any, until: int) -> bool:
    milliseconds = _milliseconds(text)
    return milliseconds is None or milliseconds < until + _SECOND


def _milliseconds(text: Any) -> float | None:
    """Milliseconds since 1970 of a time in an answer, its fraction of a second left out; None where it is none."""
    time = moment(text) if isinstance(text, str) else None
    return None if time is None else time.replace(microsecond=0).timestamp() * 1000


#: Answers show times in whole seconds, while filters are exact.
_SECOND = 1000
#: By filter: the member of a row that it is about, and whether a value there may be what the filter admits.
_ADMISSIONS: dict[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "state": ("state", operator.eq),
    "service_version": ("service_version", operator.eq),
    "id_like": ("id", _may_hold_in_id),
    "name_like": ("name", _may_hold_in_name),
    "created_since": ("created_at", _may_be_since),
    "created_until": ("created_at", _may_be_until),
}
