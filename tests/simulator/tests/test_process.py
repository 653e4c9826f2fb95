# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process: command line, HTTPS, record of requests, and the ways in which it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import trustme
from huaweicloudsdkcampusgo.v2 import ShowTaskRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator, Tls
from simulator.tests.clients import SAMPLE_ID, SERVICE, sdk_client

TESTS = Path(__file__).parent.parent.parent


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simulator", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--scenario", "nothing"], "no scenario 'nothing': give a path to a YAML file or one of: broken, default, rollout"),
        (["--scenario", "/nowhere/at-all.yml"], "no scenario '/nowhere/at-all.yml'"),
        (["--tls-cert", "/nowhere/certificate.pem"], "No such file"),
        (["--tls-key", "/nowhere/key.pem"], "--tls-key needs --tls-cert"),
        (["--host", "192.0.2.1", "--port", "0"], "cannot serve at http://192.0.2.1:0"),
        (["--port", "70000"], "cannot serve at http://127.0.0.1:70000"),
    ],
)
def test_what_cannot_be_served(arguments: list[str], problem: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert problem in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr


def test_a_scenario_file_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "wrong.yml"
    path.write_text("unknown: 1\n")
    ended = run("--scenario", str(path))
    assert ended.returncode == 2
    assert ended.stderr == f"simulator: {path}: unknown: Unexpected keyword argument\n"
    with pytest.raises(RuntimeError, match=r"the simulator did not start: .*unknown: Unexpected keyword argument"):
        Simulator(str(path))


def test_a_port_that_is_taken(simulator: Simulator) -> None:
    ended = run("--port", simulator.url.rpartition(":")[2])
    assert ended.returncode == 2
    assert "in use" in ended.stderr


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_at_once(way: signal.Signals) -> None:
    command = [sys.executable, "-m", "simulator", "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().removeprefix("simulator ready: ").strip()
        with requests.Session() as session:
            session.trust_env = False
            # A request that is never answered must not keep it alive.
            hang = {"faults": {"any": [{"kind": "hang"}]}}
            session.put(f"{url}/__simulator__/scenario", json=hang, timeout=10)
            with pytest.raises(requests.exceptions.ReadTimeout):
                session.get(f"{url}/v3/projects", timeout=0.1)
            process.send_signal(way)
            more, errors = process.communicate(timeout=10)
    assert (process.returncode, more, errors) == (0, "", "")


def test_it_ends_with_its_parent(anonymous: requests.Session) -> None:
    # A parent that starts a simulator, hands on its first line, and is killed.
    parent = (
        "import subprocess, sys, os, signal\n"
        "command = [sys.executable, '-m', 'simulator', '--port', '0', '--exit-with-parent']\n"
        "child = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "print(child.stdout.readline().decode(), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(TESTS)}
    # The simulator holds the pipe of standard error open: reading to its end waits until the simulator is gone.
    with subprocess.Popen(
        [sys.executable, "-c", parent], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        output, errors = process.communicate(timeout=30)
    assert errors == ""
    with pytest.raises(requests.exceptions.ConnectionError, match="refused"):
        anonymous.get(output.removeprefix("simulator ready: ").strip(), timeout=10)


def test_stop_twice() -> None:
    simulator = Simulator()
    simulator.stop()
    simulator.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(simulator.pid, 0)


def test_https(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "certificate.pem"))
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    faults = [{"kind": kind, "times": 1} for kind in ("reset", "truncate")]
    with (
        Simulator(
            {"tasks": [{"sample": SERVICE, "faults": faults}]},
            Tls(str(tmp_path / "certificate.pem"), str(tmp_path / "key.pem")),
        ) as simulator,
        requests.Session() as session,
    ):
        assert simulator.url.startswith("https://127.0.0.1:")
        session.trust_env = False
        session.headers["X-Auth-Token"] = CREDENTIALS.token
        url = f"{simulator.url}/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks/{SAMPLE_ID}"
        with pytest.raises(requests.exceptions.SSLError):
            session.get(url, timeout=10)
        session.verify = str(tmp_path / "authority.pem")
        with pytest.raises(requests.exceptions.ConnectionError):
            session.get(url, timeout=10)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            session.get(url, timeout=10)
        assert session.get(url, timeout=10).json()["id"] == SAMPLE_ID
        assert [request.method for request in simulator.requests()] == ["GET"] * 3


def test_the_record_of_requests(simulator: Simulator, client: requests.Session, tasks_url: str) -> None:
    client.get(f"{tasks_url}/%7C", timeout=10)
    client.get(tasks_url, params={"state": "RUNNING", "order": "name:ASC"}, headers={"X-Note": "n"}, timeout=10)
    client.post(f"{simulator.url}/nowhere", timeout=10)
    first, second, third = simulator.requests()
    assert first.path.endswith("/tasks/%7C")
    assert second.query == {"state": ["RUNNING"], "order": ["name:ASC"]}
    assert second.headers["x-note"] == "n"
    assert (third.method, third.path) == ("POST", "/nowhere")
    simulator.clear_requests()
    assert simulator.requests() == []
    client.get(tasks_url, timeout=10)
    simulator.load("default")
    assert simulator.requests() == []


def test_the_sdk_over_many_connections(simulator: Simulator) -> None:
    sdk = sdk_client(simulator, BasicCredentials(CREDENTIALS.access_key, CREDENTIALS.secret_key))
    request = ShowTaskRequest(service_name=SERVICE, task_id=SAMPLE_ID)
    assert {sdk.show_task(request).state for _request in range(20)} == {"RUNNING"}
