# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time for a gate is over when it is over, however the service answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import PACKAGE

from .playbooks import Ansible

SAMPLE = json.loads((PACKAGE / "samples" / "c-queue-status-analysis-edge.json").read_text(encoding="utf-8"))
BODY = json.dumps(SAMPLE).encode()
HEADERS = {
    "a length": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY),
    "a connection that will be closed": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(BODY),
    "no length": b"HTTP/1.1 200 OK\r\n\r\n",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\n\r\n",
}


@pytest.fixture
def dripping() -> Iterator[Callable[[bytes], str]]:
    """A function that starts a server which sends these headers at once and the task byte by byte, and gives its URL."""
    ended = threading.Event()

    def drip(connection: socket.socket, headers: bytes) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(headers)
            for number in range(len(BODY)):
                connection.sendall(BODY[number : number + 1])
                if ended.wait(0.2):
                    return

    def serve(listener: socket.socket, headers: bytes) -> None:
        with listener:
            while not ended.is_set():
                with suppress(TimeoutError):
                    threading.Thread(target=drip, args=(listener.accept()[0], headers), daemon=True).start()

    def start(headers: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(0.2)
        threading.Thread(target=serve, args=(listener, headers), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    ended.set()


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_a_dripping_body_is_cut(ansible: Ansible, dripping: Callable[[bytes], str], headers: bytes) -> None:
    options = {
        "endpoint": dripping(headers),
        "project_id": CREDENTIALS.project_id,
        "token": CREDENTIALS.token,
        "wait": True,
        "wait_timeout": 1,
        "request_timeout": 1,
        "expect": [{"task_id": SAMPLE["id"]}],
    }
    began = time.monotonic()
    run = ansible.play([{"name": "gate", "campusgo.edge.task_assert": options, "ignore_errors": True}])
    assert time.monotonic() - began < 60  # the whole body would take minutes
    (verdict,) = run.outcomes["gate"].result["verdicts"]
    assert (verdict["verdict"], [reason["code"] for reason in verdict["reasons"]]) == ("unknown", ["unreachable", "timeout"])


def test_a_name_that_never_resolves_does_not_hold_it(ansible: Ansible) -> None:
    """The resolver hangs, in a place that no watchdog reaches."""
    site = ansible.home / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import socket, threading\n"
        "real = socket.getaddrinfo\n"
        "def hang(host, *arguments, **keywords):\n"
        "    if 'never.invalid' in str(host): threading.Event().wait(300)\n"
        "    return real(host, *arguments, **keywords)\n"
        "socket.getaddrinfo = hang\n",
        encoding="utf-8",
    )
    options = {
        "endpoint": "http://never.invalid",
        "project_id": CREDENTIALS.project_id,
        "token": CREDENTIALS.token,
        "wait": True,
        "wait_timeout": 1,
        "request_timeout": 1,
        "exclusive": True,
        "expect": [{"task_id": SAMPLE["id"], "edge_pool_id": SAMPLE["edge_pool_id"]}],
    }
    began = time.monotonic()
    step = {"name": "gate", "campusgo.edge.task_assert": options, "ignore_errors": True}
    run = ansible.play([step], environment={"PYTHONPATH": str(site)})
    assert time.monotonic() - began < 100
    assert [v["verdict"] for v in run.outcomes["gate"].result["verdicts"]] == ["unknown", "unknown"]
