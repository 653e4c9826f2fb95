# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leaves for the service and what is taken from it, with a server that answers anything."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import transport
from ansible_collections.campusgo.edge.plugins.module_utils.connection import make_connection
from ansible_collections.campusgo.edge.plugins.module_utils.errors import BadAnswer, InvalidArgument, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.module_utils.transport import LARGEST_BODY, Request, Response, Transport

CHUNK = b" " * 65536
MOST_CHUNKS = 1024  # 64 MiB


class Server:
    """Answers every request with ``status`` and ``headers``, and a body that is ``chunks`` long."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.status = 200
        self.headers: Mapping[str, str] = {}
        self.chunks = 0
        self.sent = 0
        self.asked: list[Mapping[str, str]] = []


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(dict(self.headers))
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for _chunk in range(state.chunks):
                    self.wfile.write(CHUNK)
                    state.sent += 1
            except OSError:  # the client has seen enough
                pass

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    http_server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state = Server(f"http://127.0.0.1:{http_server.server_address[1]}")
    threading.Thread(target=http_server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield state
    http_server.shutdown()
    http_server.server_close()


@pytest.fixture
def send(server: Server) -> Callable[..., Response]:
    """A function that asks the server, with retries, in some environment."""

    def ask(environment: Mapping[str, str] | None = None, largest_body: int = LARGEST_BODY) -> Response:
        connection = make_connection(with_defaults({"endpoint": server.url, "project_id": "p"}, CONNECTION), {})
        asking = Transport(connection, environment or {})
        return asking.send(Request("GET", server.url, largest_body=largest_body), Allowance(60, 2))

    return ask


def test_no_stored_answer_is_asked_for(server: Server, send: Callable[..., Response]) -> None:
    send()
    assert server.asked[0]["Cache-Control"] == "no-cache"


def test_connections_are_let_go_without_a_search_for_garbage(server: Server) -> None:
    """In a loop, each item of which asks anew, open sockets would else add up to more than a process may have."""
    connection = make_connection(with_defaults({"endpoint": server.url, "project_id": "p"}, CONNECTION), {})
    gc.disable()
    try:
        asking = Transport(connection, {})
        asking.send(Request("GET", server.url), Allowance(60, 2))
        pools = weakref.ref(asking._session.get_adapter(server.url).poolmanager)
        del asking
        assert pools() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("status", [200, 302])
def test_a_large_body_is_not_read_to_its_end(server: Server, send: Callable[..., Response], status: int) -> None:
    server.status, server.headers, server.chunks = status, {"Location": "/elsewhere"}, MOST_CHUNKS
    with pytest.raises(BadAnswer, match="larger than 4 MiB"):
        send()
    assert server.sent < MOST_CHUNKS
    assert len(server.asked) == 1


def test_how_large_a_body_may_be_is_the_request_s_business(server: Server, send: Callable[..., Response]) -> None:
    server.chunks = LARGEST_BODY // len(CHUNK) + 1
    assert len(send(largest_body=2 * LARGEST_BODY).body) == server.chunks * len(CHUNK)


@pytest.mark.parametrize("location", ["http://[", "http://a.example:x/", "//", "\xff"])
def test_a_malformed_redirect_is_an_answer_like_any_other(server: Server, send: Callable[..., Response], location: str) -> None:
    server.status, server.headers = 302, {"Location": location}
    assert send().status == 302
    assert len(server.asked) == 1


@pytest.mark.parametrize("name", ["no_proxy", "HTTP_PROXY"])
def test_a_null_character_is_refused(server: Server, send: Callable[..., Response], name: str) -> None:
    with pytest.raises(InvalidArgument, match=f"{name.lower()} in the environment holds a null character"):
        send({name: "a\0b", "all_proxy": server.url})
    assert not server.asked


def test_a_proxy_password_that_no_header_can_carry_is_named(server: Server, send: Callable[..., Response]) -> None:
    with pytest.raises(Unreachable, match="the proxy in the environment has characters outside Latin-1"):
        send({"http_proxy": server.url.replace("//", "//user:s%E7%83%9Fsame@")})
    assert not server.asked


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0\x1f", 0), (" 7 ", 7), ("9" * 400, float("inf")), ("١", None), ("-1", None), ("1.5", None), ("", None)],
)
def test_the_pause_that_an_answer_asks_for(text: str, seconds: float | None) -> None:
    assert transport._retry_after(text) == seconds


def test_pauses_are_bounded_however_often_was_tried() -> None:
    assert all(0 <= transport._pause(attempt, Unreachable("no")) <= 20 for attempt in (0, 5, 1025, 10**6))


@pytest.mark.parametrize(
    ("proxy", "secrets"),
    [
        ("http://someone:pass%20word@proxy.example:3128", {"pass%20word", "pass word"}),
        ("someone:p@ss:word/@proxy.example", {"p@ss:word/"}),
        ("http://[bad:password1@", {"password1"}),
        ("http://someone:short@proxy.example", set()),
        ("http://proxy.example:3128", set()),
    ],
)
def test_passwords_of_proxies_are_known(proxy: str, secrets: set[str]) -> None:
    connection = make_connection(with_defaults({"region": "cn-north-4", "project_id": "p"}, CONNECTION), {})
    assert set(Transport(connection, {"HTTPS_PROXY": proxy, "no_proxy": "a:longpassword@b"}).secrets) == secrets
