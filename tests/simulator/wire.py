# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection under the HTTP layer, for faults that no well-behaved HTTP server can produce."""

from __future__ import annotations

import asyncio
import socket
import struct
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import cast

from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol


class WireProtocol(H11Protocol):
    """Uvicorn's protocol, which also hands the connection's transport to the application in ``scope["state"]``."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Ending(Enum):
    """What happens to a connection once the bytes are written."""

    CLOSE = "close"
    RESET = "reset"
    HOLD = "hold"


@dataclass(frozen=True)
class Wire:
    """An ASGI application that writes `data` to the connection as it is, at its own pace, and then ends it."""

    data: bytes
    ending: Ending
    slow: bytes = b""
    seconds_per_byte: float = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = cast(asyncio.Transport, scope["state"]["transport"])
        transport.write(self.data)
        for byte in self.slow:
            if transport.is_closing():
                break
            transport.write(bytes([byte]))
            await asyncio.sleep(self.seconds_per_byte)
        if self.ending is Ending.CLOSE:
            transport.close()
        elif self.ending is Ending.RESET:
            reset(transport)
        # Uvicorn answers 500 for an application that returns without an answer while the connection is alive.
        while (await receive())["type"] != "http.disconnect":
            pass


def reset(transport: asyncio.Transport) -> None:
    """Close with RST instead of FIN: a linger time of zero makes the kernel do so."""
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def head(answer: Response) -> bytes:
    """Status line and headers of an answer, as they stand on the wire."""
    status = f"HTTP/1.1 {answer.status_code} {HTTPStatus(answer.status_code).phrase}\r\n".encode("ascii")
    return status + b"".join(b"%s: %s\r\n" % header for header in answer.raw_headers) + b"\r\n"
