# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the simulator as a process of its own and talk to it. Standard library only, so that any test can import it."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

PACKAGE = Path(__file__).parent
READY = "simulator ready: "


@dataclass(frozen=True)
class Tls:
    """Files of the certificate chain and of its private key, in PEM."""

    certificate: str
    key: str


@dataclass(frozen=True)
class RecordedRequest:
    """A request that reached the simulator: path as it was sent, values of each query parameter, lower-case headers."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]


class Simulator:
    """A running simulator on a free port of the loopback interface; also a context manager that stops it at the end.

    `scenario` is a mapping, the name of a prepared scenario or the path of a file; `python` is the interpreter that has
    the packages of requirements.txt. Raises RuntimeError with the simulator's own message when it does not start.
    """

    def __init__(self, scenario: dict[str, Any] | str = "default", tls: Tls | None = None, python: str = sys.executable) -> None:
        by_name = isinstance(scenario, str)
        command = [python, "-m", PACKAGE.name, "--port", "0", "--exit-with-parent"]
        command += ["--scenario", str(scenario) if by_name else "default"]
        command += ["--tls-cert", tls.certificate, "--tls-key", tls.key] if tls else []
        self._resources = ExitStack()
        # A file, since nobody reads a pipe while the process runs and a full one would stop it.
        errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (closed by stop)
        self._errors = self._resources.enter_context(errors)
        self._process = self._resources.enter_context(
            subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=self._errors, text=True)
        )
        self.url = self._wait_until_ready()
        if not by_name:
            try:
                self.load(scenario)
            except ValueError:
                self.stop()
                raise

    def __enter__(self) -> Simulator:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self._process.pid

    def load(self, scenario: dict[str, Any] | str) -> None:
        """Replace everything by another scenario; raises ValueError with one line when it is no scenario."""
        body = json.dumps(scenario).encode() if isinstance(scenario, dict) else _scenario_file(scenario).read_bytes()
        self._control("PUT", "scenario", body)

    def requests(self) -> list[RecordedRequest]:
        """Every request since the scenario was loaded or the record cleared, in the order of arrival."""
        return [
            RecordedRequest(
                entry["method"],
                entry["path"],
                parse_qs(entry["query"], keep_blank_values=True),
                dict(entry["headers"]),
            )
            for entry in json.loads(self._control("GET", "requests"))
        ]

    def clear_requests(self) -> None:
        self._control("DELETE", "requests")

    def stop(self) -> None:
        """End the process; calling it again does nothing."""
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._resources.close()

    def _wait_until_ready(self) -> str:
        # The line comes, or the end of the stream when the process fails: there is nothing to poll for.
        line = self._process.stdout.readline() if self._process.stdout else ""
        if line.startswith(READY):
            return line.removeprefix(READY).strip()
        self._process.wait()
        self._errors.seek(0)
        message = self._errors.read().strip()
        self.stop()
        raise RuntimeError(f"the simulator did not start: {message}")

    def _control(self, method: str, name: str, body: bytes | None = None) -> bytes:
        address = urlsplit(self.url)
        connection: HTTPConnection
        if address.scheme == "https":
            # Only the tests' own control of a process on this machine, so its certificate is of no concern.
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = HTTPSConnection(address.netloc, timeout=30, context=context)
        else:
            connection = HTTPConnection(address.netloc, timeout=30)
        try:
            connection.request(method, f"/__simulator__/{name}", body)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 400:
            raise ValueError(json.loads(content)["error"])
        return content


def _environment() -> dict[str, str]:
    """This process's environment, with the package importable."""
    paths = [str(PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def _scenario_file(name_or_path: str) -> Path:
    prepared = PACKAGE / "scenarios" / f"{name_or_path}.yml"
    return prepared if prepared.is_file() else Path(name_or_path)
