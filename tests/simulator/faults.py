# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong, one class a kind: its members are what a scenario may say, `play` is what happens.

A fault is given the request and a function that computes the ordinary answer. It returns what is sent instead; a fault
that never calls the function answers in place of the service, so nothing is authenticated and nothing counts as read.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import zlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, NonNegativeFloat, PositiveInt, model_validator
from pydantic.dataclasses import dataclass
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp

from . import answers
from .wire import Ending, Wire, head

OrdinaryAnswer = Callable[[], Awaitable[Response]]
Status = Annotated[int, Field(ge=200, le=599)]
STRICT = ConfigDict(extra="forbid")
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Repeated:
    """How many requests a fault meets; left out, every one."""

    times: PositiveInt | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class StatusFault(Repeated):
    """An error status with a JSON or text body."""

    kind: Literal["status"]
    status: Status
    body: Any = None
    headers: dict[str, str] = Field(default_factory=dict)

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        if self.body is None or isinstance(self.body, str):
            return answers.raw(self.status, (self.body or "").encode(), self.headers, "text/plain; charset=utf-8")
        return answers.success(self.body, self.status, self.headers)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DelayFault(Repeated):
    """The ordinary answer, late."""

    kind: Literal["delay"]
    seconds: NonNegativeFloat

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        await asyncio.sleep(self.seconds)
        return await ordinary()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ResetFault(Repeated):
    """The connection is reset before any byte of an answer."""

    kind: Literal["reset"]

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        return Wire(b"", Ending.RESET)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ResetAfterHeadersFault(Repeated):
    """Status and headers of the ordinary answer, then a reset in place of its body."""

    kind: Literal["reset_after_headers"]

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        return Wire(head(await ordinary()), Ending.RESET)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TruncateFault(Repeated):
    """The first half of the ordinary answer's body under the Content-Length of the whole, then an orderly close."""

    kind: Literal["truncate"]

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        answer = await ordinary()
        return Wire(head(answer) + bytes(answer.body[: len(answer.body) // 2]), Ending.CLOSE)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DripFault(Repeated):
    """The ordinary answer, its body byte by byte."""

    kind: Literal["drip"]
    seconds_per_byte: NonNegativeFloat

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        answer = await ordinary()
        return Wire(head(answer), Ending.CLOSE, slow=bytes(answer.body), seconds_per_byte=self.seconds_per_byte)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SlowHeadersFault(Repeated):
    """The ordinary answer, byte by byte from its status line on."""

    kind: Literal["slow_headers"]
    seconds_per_byte: NonNegativeFloat

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        answer = await ordinary()
        everything = head(answer) + bytes(answer.body)
        return Wire(b"", Ending.CLOSE, slow=everything, seconds_per_byte=self.seconds_per_byte)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class BodyFault(Repeated):
    """Any bytes as a body, given as text or as base64; ``encoding: gzip`` compresses them and says so."""

    kind: Literal["body"]
    body: str | None = None
    base64: str | None = None
    status: Status = 200
    content_type: str = "application/json"
    encoding: Literal["gzip"] | None = None
    headers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def check_body(self) -> BodyFault:
        if (self.body is None) == (self.base64 is None):
            raise ValueError("give either body or base64")
        self._content()
        return self

    def _content(self) -> bytes:
        return base64.b64decode(self.base64, validate=True) if self.base64 is not None else (self.body or "").encode()

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        if self.encoding is None:
            return answers.raw(self.status, self._content(), self.headers, self.content_type)
        headers = {"content-encoding": self.encoding, **self.headers}
        return answers.raw(self.status, gzip.compress(self._content()), headers, self.content_type)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class RedirectFault(Repeated):
    """A redirect to any place."""

    kind: Literal["redirect"]
    location: str
    status: Literal[301, 302, 303, 307, 308] = 302

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        return answers.raw(self.status, b"", {"location": self.location}, "text/html")


@dataclass(frozen=True, kw_only=True, config=STRICT)
class HangFault(Repeated):
    """No answer at all, until the client goes away."""

    kind: Literal["hang"]

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        return Wire(b"", Ending.HOLD)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OtherTaskFault(Repeated):
    """The ordinary answer with the id of another task."""

    kind: Literal["other_task"]
    id: str = "f" * 32

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        answer = await ordinary()
        if answer.status_code != 200:
            return answer
        document = json.loads(bytes(answer.body))
        wrapped = document.get("task")
        return answers.success({"task": {**wrapped, "id": self.id}} if wrapped else {**document, "id": self.id})


@dataclass(frozen=True, kw_only=True, config=STRICT)
class ThrottleFault(Repeated):
    """The gateway's 429. `retry_after` is sent as given; ``http-date`` stands for the date two seconds from now."""

    kind: Literal["throttle"]
    retry_after: int | str | None = None

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        message = "The throttling threshold has been reached: policy user over ratelimit,limit:1,time:1 second"
        return answers.gateway_error(429, "APIGW.0308", message, self._headers())

    def _headers(self) -> dict[str, str]:
        if self.retry_after is None:
            return {}
        if self.retry_after == "http-date":
            soon = datetime.now(UTC) + timedelta(seconds=2)
            return {"retry-after": format_datetime(soon, usegmt=True)}
        return {"retry-after": str(self.retry_after)}


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OversizedFault(Repeated):
    """A huge JSON body, sent in chunks; with `gzip` it is small on the wire and huge when unpacked."""

    kind: Literal["oversized"]
    mebibytes: PositiveInt
    gzip: bool = False

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        chunks = self._compressed() if self.gzip else self._chunks()
        headers = {"content-encoding": "gzip"} if self.gzip else {}
        return StreamingResponse(chunks, 200, {"x-request-id": answers.new_request_id(), **headers}, "application/json")

    async def _chunks(self) -> AsyncIterator[bytes]:
        yield b'{"padding":"'
        for _mebibyte in range(self.mebibytes):
            yield b"x" * MEBIBYTE
        yield b'"}'

    async def _compressed(self) -> AsyncIterator[bytes]:
        packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        async for chunk in self._chunks():
            yield packer.compress(chunk)
        yield packer.flush()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class EchoFault(Repeated):
    """An error whose message repeats the whole request, credentials included."""

    kind: Literal["echo"]

    async def play(self, request: Request, ordinary: OrdinaryAnswer) -> ASGIApp:
        sent = "".join(f"{name}: {value}\n" for name, value in request.headers.items())
        body = (await request.body()).decode(errors="replace")
        message = f"The request param is invalid. {request.method} {request.url}\n{sent}\n{body}"
        return answers.service_error(400, "IVA.0004", message)


Fault = Annotated[
    StatusFault
    | DelayFault
    | ResetFault
    | ResetAfterHeadersFault
    | TruncateFault
    | DripFault
    | SlowHeadersFault
    | BodyFault
    | RedirectFault
    | HangFault
    | OtherTaskFault
    | ThrottleFault
    | OversizedFault
    | EchoFault,
    Field(discriminator="kind"),
]


class FaultQueue:
    """The faults that lie in wait for one kind of request, met in their order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self._left = deque((fault, fault.times) for fault in faults)

    def next(self) -> Fault | None:
        """The fault that this request meets; None for ordinary service."""
        if not self._left:
            return None
        fault, times = self._left.popleft()
        if times is None:
            self._left.appendleft((fault, None))
        elif times > 1:
            self._left.appendleft((fault, times - 1))
        return fault
