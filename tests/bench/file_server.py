# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small server of the files of a ``static_site``, for where nginx is not installed: ``python -m bench.file_server FOLDER``.

It knows no more of HTTP than the clients of the benchmark need, and so answers several times faster than a general server in
Python. Prints its port.
"""

from __future__ import annotations

import asyncio
import functools
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SITE = Path(sys.argv[1]) if len(sys.argv) > 1 else Path()


class FileProtocol(asyncio.Protocol):
    """Answers GET requests on a connection that stays open."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._received = b""

    def data_received(self, data: bytes) -> None:
        *requests, self._received = (self._received + data).split(b"\r\n\r\n")
        for request in requests:
            self._transport.write(_answer(request.split(b" ", 2)[1].decode()))


@functools.cache
def _answer(target: str) -> bytes:
    try:
        status, body = "200 OK", _file(target).read_bytes()
    except OSError:
        status, body = "404 Not Found", b'{"error_code":"IVA.0005","error_msg":"The requested resource is NOT found."}'
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def _file(target: str) -> Path:
    address = urlsplit(target)
    if not address.path.endswith("/tasks"):
        return SITE / address.path.lstrip("/")
    query = {name: values[0] for name, values in parse_qs(address.query).items()}
    way = "ascending" if query.get("order", "").endswith(":ASC") else "descending"
    return SITE / "pages" / address.path.split("/")[2] / f"{way}-{query.get('limit')}-{query.get('offset')}"


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(FileProtocol, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
