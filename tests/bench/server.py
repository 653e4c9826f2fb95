# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server that everything asks: nginx where it is installed, else the benchmark's own server of files."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import string
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .measure import CommandFailed

_PATIENCE = 10.0
"""Seconds in which a server must start."""


@dataclass(frozen=True)
class Server:
    """A server that runs: its URL, and what it is."""

    url: str
    description: str


@contextlib.contextmanager
def serve(site: Path, folder: Path) -> Iterator[Server]:
    """Serve the files of a site while the block runs; ``folder`` is where a server may leave things."""
    nginx = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]))
    with _nginx(nginx, site, folder) if nginx else _own_server(site) as server:
        yield server


@contextlib.contextmanager
def _nginx(program: str, site: Path, folder: Path) -> Iterator[Server]:
    (folder / "nginx-temporary").mkdir(exist_ok=True)
    port = _free_port()
    template = string.Template(Path(__file__).with_name("nginx.conf.in").read_text())
    # Otherwise the worker of a server that root starts could not read the site.
    user = f"user {getpass.getuser()};" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(template.substitute(user=user, folder=folder, site=site, port=port))
    version = subprocess.run([program, "-v"], stderr=subprocess.PIPE, text=True, check=True).stderr.strip().rpartition("/")[2]
    with _running([program, "-c", configuration, "-p", folder, "-e", folder / "nginx.log"]) as process:
        _wait_for(port, process)
        yield Server(f"http://127.0.0.1:{port}", f"nginx {version}, one worker, static files")


@contextlib.contextmanager
def _own_server(site: Path) -> Iterator[Server]:
    with _running([sys.executable, "-m", "bench.file_server", site]) as process:
        line = process.stdout.readline().strip()
        if not line.isdecimal():
            raise CommandFailed(f"The server did not start: {line}")
        yield Server(f"http://127.0.0.1:{line}", "the benchmark's own server of static files (asyncio, one process)")


@contextlib.contextmanager
def _running(command: Sequence[str | Path]) -> Iterator[subprocess.Popen[str]]:
    command = [str(part) for part in command]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise CommandFailed(f"nginx did not start (exit code {process.poll()})")
