# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxies from the environment: used, bypassed, turned off, and refusing, without their password in any output."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import trustme
from simulator.process import Simulator, Tls

from .faces import CALLS, QUERIES, Answers, ask_all, connection
from .proxies import Proxied, Proxy, running_proxy

ID = "8656efdafebf440bb7008f174db6c567"
ONE = {"used": {"task_id": ID}}
CASES = {**ONE, "turned off": {"task_id": ID, "use_proxy": False}}
PLANTED = "planted-proxy-password"
MALFORMED = "the URL of endpoint, or that of the proxy in the environment, is malformed; correct it"
REFUSES = "the proxy from the environment does not answer or refuses; check it, or set use_proxy to false"


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with running_proxy() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def secured(new_folder: Callable[[], Path]) -> Iterator[tuple[Simulator, str]]:
    """A simulator that speaks TLS, and the file of the authority to trust."""
    folder, authority = new_folder(), trustme.CA()
    issued = authority.issue_cert("127.0.0.1")
    files = [str(folder / name) for name in ("certificate.pem", "key.pem", "authority.pem")]
    issued.private_key_and_cert_chain_pem.write_to_path(files[0])
    issued.private_key_pem.write_to_path(files[1])
    authority.cert_pem.write_to_path(files[2])
    with Simulator(tls=Tls(files[0], files[1])) as simulator:
        yield simulator, files[2]


def _require_tasks(answers: Answers) -> None:
    """Each query got the task in every case, and the proxy's password shows nowhere."""
    for face, run in answers.runs.items():
        for case in run.outcomes:
            assert [task["id"] for task in answers[face, case].tasks] == [ID], answers[face, case].message
        assert run.places_of(PLANTED) == []


def _require_failures(answers: Answers, message: str) -> None:
    """No query got the task, each says why, and the proxy's password shows nowhere."""
    for face, run in answers.runs.items():
        assert answers[face, "used"].failed
        assert answers[face, "used"].message.startswith(f"task {ID}: ")
        assert answers[face, "used"].message.endswith(message)
        assert run.places_of(PLANTED) == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_plain_requests_go_through_the_proxy(tmp_path: Path, simulator: Simulator, proxy: Proxy, name: str) -> None:
    environment = connection(simulator.url) | {name: f"http://someone:{PLANTED}@{proxy.address}"}
    _require_tasks(ask_all(tmp_path, CASES, QUERIES, environment=environment))
    assert len(proxy.requests) == len(QUERIES)
    for asked in proxy.requests:
        assert (asked.method, asked.user) == ("GET", f"someone:{PLANTED}")
        assert asked.target.startswith(f"{simulator.url}/v2/")


def test_what_repeats_the_proxy_s_password_does_not_show_it(tmp_path: Path, simulator: Simulator, proxy: Proxy) -> None:
    sent = base64.b64encode(f"someone:{PLANTED}".encode()).decode()
    service = "c-queue-status-analysis-edge"
    simulator.load({"tasks": [{"sample": service, "set": {"description": f"{PLANTED} came as Basic {sent}"}}]})
    environment = connection(simulator.url) | {"http_proxy": f"http://someone:{PLANTED}@{proxy.address}"}
    answers = ask_all(tmp_path, ONE, CALLS, environment=environment)
    assert [answers[face, "used"].failed for face in CALLS] == [False] * len(CALLS)
    assert [run.places_of(sent[8:-2]) for run in answers.runs.values()] == [[]] * len(CALLS)


def test_tls_goes_through_a_tunnel(tmp_path: Path, secured: tuple[Simulator, str], proxy: Proxy) -> None:
    simulator, authority = secured
    environment = connection(simulator.url) | {
        "CAMPUSGO_CA_PATH": authority,
        "https_proxy": f"http://someone:{PLANTED}@{proxy.address}",
        "http_proxy": "http://127.0.0.1:9",
    }
    _require_tasks(ask_all(tmp_path, CASES, QUERIES, environment=environment))
    tunnel = Proxied("CONNECT", simulator.url.removeprefix("https://"), f"someone:{PLANTED}")
    assert proxy.requests == [tunnel] * len(QUERIES)


def test_no_proxy_is_honoured(tmp_path: Path, simulator: Simulator, proxy: Proxy) -> None:
    environment = connection(simulator.url) | {"http_proxy": proxy.url, "no_proxy": "example.com,127.0.0.1"}
    _require_tasks(ask_all(tmp_path, ONE, QUERIES, environment=environment))
    assert proxy.requests == []


def test_a_proxy_that_refuses_a_tunnel(tmp_path: Path, secured: tuple[Simulator, str], proxy: Proxy) -> None:
    simulator, authority = secured
    proxy.refusal = 407
    environment = connection(simulator.url) | {
        "CAMPUSGO_CA_PATH": authority,
        "CAMPUSGO_RETRIES": "0",
        "https_proxy": f"http://someone:{PLANTED}@{proxy.address}",
    }
    _require_failures(ask_all(tmp_path, ONE, QUERIES, environment=environment, arguments=["-vvvv"]), REFUSES)


def test_a_proxy_that_refuses_a_plain_request(tmp_path: Path, simulator: Simulator, proxy: Proxy) -> None:
    proxy.refusal = 407
    environment = connection(simulator.url) | {"http_proxy": f"http://someone:{PLANTED}@{proxy.address}"}
    _require_failures(ask_all(tmp_path, ONE, QUERIES, environment=environment, arguments=["-vvvv"]), REFUSES)
    assert simulator.requests() == []


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://someone:{}@{}", REFUSES),
        ("nonsense://someone:{}@{}", MALFORMED),
        ("http://someone:{}", MALFORMED),
    ],
    ids=["nobody listens", "unknown scheme", "no port"],
)
def test_a_proxy_that_does_not_work(tmp_path: Path, simulator: Simulator, url: str, message: str) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        proxy = url.format(PLANTED, f"127.0.0.1:{deaf.getsockname()[1]}")
        environment = connection(simulator.url) | {"CAMPUSGO_RETRIES": "0", "http_proxy": proxy}
        _require_failures(ask_all(tmp_path, ONE, QUERIES, environment=environment, arguments=["-vvvv"]), message)
