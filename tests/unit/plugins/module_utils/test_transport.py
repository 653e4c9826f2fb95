# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What leaves for the service and what is taken from it, with a server that answers anything."""

from __future__ import annotations

import gc
import gzip
import io
import logging
import os
import socketserver
import threading
import tracemalloc
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.client import IncompleteRead, LineTooLong
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests
from ansible_collections.campusgo.edge.plugins.module_utils import transport, watchdog
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


@pytest.fixture
def answer_raw() -> Iterator[Callable[..., str]]:
    """A function that starts a server which sends these bytes, then others again and again, and gives its URL."""
    servers: list[socketserver.TCPServer] = []

    def start(head: bytes, repeated: bytes = b"", times: int = 0, hold: bool = False) -> str:
        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the client has seen enough
                    while b"\r\n\r\n" not in self.request.recv(65536):
                        pass
                    self.request.sendall(head)
                    for _time in range(times):
                        self.request.sendall(repeated)
                    while hold and self.request.recv(65536):
                        pass

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def make_transport(url: str, environment: Mapping[str, str] | None = None) -> Transport:
    connection = make_connection(with_defaults({"endpoint": url, "project_id": "p"}, CONNECTION), {})
    return Transport(connection, environment or {})


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
    with pytest.raises(BadAnswer, match="larger than 1 MiB"):
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


MALFORMED = {
    "no colon": b"Via proxy-without-colon\r\n",
    "a space before the colon": b"Age : 86400\r\n",
    "no name": b": nothing\r\n",
    "a continuation of nothing": b" Age: 86400\r\n",
    "an end before the end": b"X-A: b\r\r\n",
}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
@pytest.mark.parametrize("case", MALFORMED)
def test_an_answer_with_malformed_headers_is_refused(answer_raw: Callable[..., str], case: str, method: str) -> None:
    """What stands behind such a line, such as the age of the answer, would be no header."""
    url = answer_raw(b"HTTP/1.1 200 OK\r\n" + MALFORMED[case] + b"Age: 86400\r\nConnection: close\r\n\r\n{}")
    with pytest.raises(BadAnswer, match="its headers are malformed; check endpoint and proxies") as caught:
        make_transport(url).send(Request(method, url), Allowance(60, 0))
    assert caught.value.status == 200


@pytest.mark.parametrize(
    "header", [b"Via: a\r\n b", b"X-Empty:", b"X: a: b", b"Content-Type: text/html", b"X: \xff", b"Age:\t0 "]
)
def test_unusual_headers_are_not_malformed(answer_raw: Callable[..., str], header: bytes) -> None:
    url = answer_raw(b"HTTP/1.1 200 OK\r\n" + header + b"\r\nConnection: close\r\n\r\n{}")
    assert make_transport(url).send(Request("GET", url), Allowance(60, 0)).body == b"{}"


def test_headers_that_are_cut_are_late_not_malformed(answer_raw: Callable[..., str]) -> None:
    url = answer_raw(b"HTTP/1.1 200 OK\r\nX-Half-of-a-na", hold=True)
    with pytest.raises(Unreachable, match="gave no complete answer within"):
        make_transport(url).send(Request("GET", url), Allowance(1, 0))


def test_an_answer_of_which_only_the_libraries_know_the_headers_is_taken(
    server: Server, send: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    open_answer = Transport._open

    def without_original(self: Transport, request: Request, seconds: float) -> object:
        answer = open_answer(self, request, seconds)
        answer.raw._original_response = None
        return answer

    monkeypatch.setattr(Transport, "_open", without_original)
    assert send().status == 200


def test_nothing_of_an_answer_is_logged(answer_raw: Callable[..., str], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    body = b"Connection: close\r\n\r\n"
    url = answer_raw(b"HTTP/1.1 201 Created\r\nVia a b\r\nX-Subject-Token: planted-token\r\n" + body)
    with pytest.raises(BadAnswer):
        make_transport(url).send(Request("POST", url), Allowance(60, 0))
    assert not [record for record in caplog.records if record.name.startswith("urllib3")]
    assert "planted-token" not in caplog.text
    with requests.Session() as session:  # of somebody else in this process
        session.trust_env = False
        session.get(url)
    assert "planted-token" in caplog.text


def chunked(first: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + first


MEBIBYTE = 1024 * 1024
ENDLESS = {
    "a line before a chunk": chunked(b"5;x="),
    "a line after the chunks": chunked(b"2\r\n{}\r\n0\r\nX: "),
    "a chunk of length -1": chunked(b"-1\r\n"),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_what_does_not_end_between_chunks_does_not_fill_the_memory(answer_raw: Callable[..., str], case: str) -> None:
    url = answer_raw(ENDLESS[case], b"a" * MEBIBYTE, 64)
    asking = make_transport(url)
    tracemalloc.start()
    try:
        with pytest.raises(BadAnswer, match="the answer ended before it was complete"):
            asking.send(Request("GET", url), Allowance(60, 0))
        assert tracemalloc.get_traced_memory()[1] < 16 * MEBIBYTE
    finally:
        tracemalloc.stop()


def test_lines_and_portions_are_bounded_whatever_the_libraries_ask_for() -> None:
    reader = watchdog._BoundedReader(io.BytesIO(b"one\ntwo\n" + b"x" * 100_000))
    assert [reader.readline(), reader.readline(2), reader.readline(), reader.read(4)] == [b"one\n", b"tw", b"o\n", b"xxxx"]
    with pytest.raises(LineTooLong):
        reader.readline()
    for size in (-1, None):
        with pytest.raises(IncompleteRead):
            reader.read(size)


def test_a_body_that_unpacks_to_very_much_does_not_fill_the_memory(answer_raw: Callable[..., str]) -> None:
    packed = gzip.compress(b" " * (64 * MEBIBYTE))
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    url = answer_raw(head + packed)
    asking = make_transport(url)
    tracemalloc.start()
    try:
        with pytest.raises(transport.TooLarge, match="larger than 1 MiB"):
            asking.send(Request("GET", url), Allowance(60, 0))
        assert tracemalloc.get_traced_memory()[1] < 16 * MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "br", "ZSTD", "identity, br"])
def test_a_body_packed_in_another_way_than_asked_for_is_not_unpacked(
    server: Server, send: Callable[..., Response], coding: str
) -> None:
    server.headers = {"Content-Encoding": coding}
    with pytest.raises(BadAnswer, match="the answer is compressed in a way that was not asked for"):
        send()
    assert server.asked[0]["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("coding", ["gzip", "identity", "", None])
def test_a_body_packed_as_asked_for_is_unpacked(answer_raw: Callable[..., str], coding: str | None) -> None:
    body = gzip.compress(b"{}") if coding == "gzip" else b"{}"
    header = "" if coding is None else f"Content-Encoding: {coding}\r\n"
    url = answer_raw(f"HTTP/1.1 200 OK\r\n{header}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    assert make_transport(url).send(Request("GET", url), Allowance(60, 0)).body == b"{}"


def test_cookies_are_not_kept(server: Server) -> None:
    server.headers = {"Set-Cookie": "server=a; Path=/", "Content-Length": "0"}
    asking = make_transport(server.url)
    for _time in range(2):
        asking.send(Request("GET", server.url), Allowance(60, 0))
    assert [asked.get("Cookie") for asked in server.asked] == [None, None]


def test_the_proxy_is_chosen_once_for_a_host(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """For that requests changes the environment of the process, which threads must not do at the same time."""
    asked: list[str] = []

    def bypass(url: str, no_proxy: str) -> bool:
        assert transport._environment_lock.locked()
        asked.append(url)
        return should_bypass_proxies(url, no_proxy=no_proxy)

    should_bypass_proxies = requests.utils.should_bypass_proxies
    monkeypatch.setattr(requests.utils, "should_bypass_proxies", bypass)
    environment, before = {"http_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1"}, dict(os.environ)
    asking = make_transport(server.url, environment)
    for path in ("/a", "/b", "/c"):
        asking.send(Request("GET", server.url + path), Allowance(60, 0))
    assert asked == [server.url + "/a"]
    assert dict(os.environ) == before
    with pytest.raises(Unreachable):  # another host, which no_proxy does not name
        asking.send(Request("GET", "http://localhost:9/"), Allowance(60, 0))
    assert asked == [server.url + "/a", "http://localhost:9/"]


def test_without_a_thread_that_watches_nothing_is_asked(
    server: Server, send: Callable[..., Response], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Timer, "start", refuse)
        with pytest.raises(Unreachable, match="this machine starts no more threads"):
            send()
    assert not server.asked
    assert send().status == 200
