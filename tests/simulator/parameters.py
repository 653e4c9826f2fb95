# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request may say: path parameters and the query of a list, with the limits of the published definition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from . import answers
from .answers import RejectedError

# In the order in which the service prints them.
STATES = (
    "PENDING", "RECOVERING", "STARTING", "UPGRADING", "CREATE_FAILED", "START_FAILED", "RUNNING", "STOPPING",
    "STOPPED", "ABNORMAL", "SUCCEEDED", "FAILED", "DELETING", "FREEZING", "FROZEN",
)  # fmt: skip
ORDERS = tuple(f"{field}:{way}" for field in ("name", "created_at", "updated_at") for way in ("ASC", "DESC"))
LARGEST_INT64 = 2**63 - 1

# Pattern as it is checked, and as the service prints it. The definition lacks the group around the forms of an id.
TASK_ID = (r"(?:[0-9a-f]{32}|task[0-9A-Za-z_]{8})", r"^[0-9a-f]{32}|task\w{8}$")
SERVICE_NAME = (r"[a-z][a-z-]{0,98}[a-z]", "^[a-z][a-z-]{0,98}[a-z]$")
TASK_NAME = ("[\u4e00-\u9fa5a-zA-Z0-9_-]{1,100}", "^[\\u4E00-\\u9FA5a-zA-Z0-9_-]{1,100}$")
PART_OF_ID = (r"[0-9a-z]{1,32}", "^[0-9a-z]{1,32}$")
SERVICE_VERSION = (r"[0-9]{1,3}\.[0-9]{1,3}", r"^\d{1,3}\.\d{1,3}$")


@dataclass(frozen=True)
class ListQuery:
    """A checked query of the list call. Times are milliseconds since 1970, both ends included."""

    service_version: str | None
    state: str | None
    name_like: str | None
    id_like: str | None
    created_since: int | None
    created_until: int | None
    order_by: str
    descending: bool
    offset: int
    limit: int


def invalid(problem: str) -> RejectedError:
    return RejectedError(answers.service_error(400, "IVA.0004", f"The request param is invalid. {problem}"))


def check_pattern(name: str, value: object, pattern: tuple[str, str]) -> None:
    checked, printed = pattern
    if not isinstance(value, str) or re.fullmatch(checked, value) is None:
        raise invalid(f"parameter [{name}] does not match {printed}.")


def check_choice(name: str, value: object, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise invalid(f"The param [{name}] should be one of [{', '.join(choices)}]")


def list_query(given: Mapping[str, str]) -> ListQuery:
    """Check the query of a list call; raises `RejectedError`. Parameters that the call does not have are ignored."""
    for name, pattern in (
        ("service_version", SERVICE_VERSION),
        ("name_like", TASK_NAME),
        ("id_like", PART_OF_ID),
    ):
        if name in given:
            check_pattern(name, given[name], pattern)
    if "state" in given:
        check_choice("state", given["state"], STATES)
    order = given.get("order", "created_at:DESC")
    check_choice("order", order, ORDERS)
    order_by, way = order.split(":")
    return ListQuery(
        service_version=given.get("service_version"),
        state=given.get("state"),
        name_like=given.get("name_like"),
        id_like=given.get("id_like"),
        created_since=_integer(given, "created_since", 0, LARGEST_INT64),
        created_until=_integer(given, "created_until", 0, LARGEST_INT64),
        order_by=order_by,
        descending=way == "DESC",
        offset=_integer(given, "offset", 0, 100_000) or 0,
        limit=_integer(given, "limit", 1, 1000) or 100,
    )


def _integer(given: Mapping[str, str], name: str, least: int, most: int) -> int | None:
    text = given.get(name)
    if text is None:
        return None
    if re.fullmatch(r"[0-9]{1,19}", text) is None or not least <= int(text) <= most:
        raise invalid(f"The param [{name}] should be an integer from {least} to {most}")
    return int(text)
