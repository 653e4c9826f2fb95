# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can go wrong, typed. Each fault carries the stable reason code that users see.

Messages are sentences for a person, say what to do next, and never hold a secret: text that comes from the service or from
a library is cleaned where it enters (see the http layer).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

#: Problems that one message says.
_MOST_SAID = 20


class CampusGoError(Exception):
    """Root of every error that this collection raises on purpose."""


class InvalidArgument(CampusGoError):
    """The caller asked for something that cannot be asked. Nothing was sent.

    Holds every problem found; its message says the first ones, and how many more there are.
    """

    def __init__(self, *problems: str) -> None:
        rest = [f"and {len(problems) - _MOST_SAID} more"] if len(problems) > _MOST_SAID else []
        super().__init__("; ".join([*problems[:_MOST_SAID], *rest]))
        self.problems = problems


def gather(*makers: Callable[[], Any]) -> list[Any]:
    """What each of the makers returns. Raises one InvalidArgument with the problems of all of them."""
    values: list[Any] = []
    problems: list[str] = []
    for make in makers:
        try:
            values.append(make())
        except InvalidArgument as error:
            problems += error.problems
    if problems:
        raise InvalidArgument(*problems)
    return values


class Fault(CampusGoError):
    """A question that got no trustworthy answer.

    Attributes: ``code``, the reason code; ``status``, the HTTP status or None; ``service_code``, the error code in the
    service's answer (such as ``IVA.0015``) or None; ``request_id``, the service's id of the request or None.
    """

    code: ClassVar[str]

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        service_code: str | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.service_code = service_code
        self.request_id = request_id

    def as_result(self) -> dict[str, object]:
        """The fault as it stands in results: always a code and a message, the rest where known."""
        details = {"status": self.status, "service_code": self.service_code, "request_id": self.request_id}
        return {"code": self.code, "message": self.message, **{k: v for k, v in details.items() if v is not None}}


class Missing(Fault):
    """The service knows no such task."""

    code = "missing"


class Unreachable(Fault):
    """No HTTP answer: name resolution, connection, TLS, reset, time."""

    code = "unreachable"


class Denied(Fault):
    """The service refuses who asks (401, 403, or one of its permission codes)."""

    code = "denied"


class Throttled(Fault):
    """The service asks to slow down, until the end of the time allowed."""

    code = "throttled"


class ServiceError(Fault):
    """The service reports an error of its own: 5xx, or an error code."""

    code = "service_error"


class UnknownService(Fault):
    """The service name itself is not known there."""

    code = "unknown_service"


class BadAnswer(Fault):
    """An answer that cannot be what was asked for: redirect, not JSON, truncated, too large, another task's."""

    code = "bad_answer"
