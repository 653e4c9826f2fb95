# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small forward proxy that remembers what it was asked."""

from __future__ import annotations

import base64
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_LONGEST_WAIT = 30.0
_CHUNK = 65536


@dataclass(frozen=True)
class Proxied:
    """A request to the proxy: method, target as it was sent, and the user and password that came with it."""

    method: str
    target: str
    user: str | None


class Proxy:
    """Forwards plain requests and opens tunnels, or answers everything with ``refusal``."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self.address = f"127.0.0.1:{server.server_address[1]}"
        self.requests: list[Proxied] = []
        self.refusal: int | None = None

    @property
    def url(self) -> str:
        """The value for variables such as http_proxy."""
        return f"http://{self.address}"


@contextmanager
def running_proxy() -> Iterator[Proxy]:
    """A proxy on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self._admit():
                self._forward()

        def do_CONNECT(self) -> None:
            if self._admit():
                self._tunnel()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

        def _admit(self) -> bool:
            scheme, _space, encoded = self.headers.get("Proxy-Authorization", "").partition(" ")
            user = base64.b64decode(encoded).decode() if scheme == "Basic" else None
            proxy.requests.append(Proxied(self.command, self.path, user))
            if proxy.refusal:
                self.send_response(proxy.refusal)
                self.send_header("Content-Length", "0")
                self.end_headers()
            return not proxy.refusal

        def _forward(self) -> None:
            target = urlsplit(self.path)
            kept = {name: value for name, value in self.headers.items() if not name.lower().startswith("proxy-")}
            connection = HTTPConnection(target.netloc, timeout=_LONGEST_WAIT)
            connection.request("GET", target._replace(scheme="", netloc="").geturl(), headers=kept)
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _tunnel(self) -> None:
            host, _colon, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port)), timeout=_LONGEST_WAIT) as far:
                self.send_response(200)
                self.end_headers()
                ends = {self.connection: far, far: self.connection}
                while True:
                    ready, _writable, _failed = select.select(list(ends), [], [], _LONGEST_WAIT)
                    data = ready[0].recv(_CHUNK) if ready else b""
                    if not data:
                        break
                    ends[ready[0]].sendall(data)
            self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        proxy = Proxy(server)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield proxy
        finally:
            server.shutdown()
            thread.join()
