# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts Keystone as a process of its own, and always stops it."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

READY = "keystone ready: "
SERVER = Path(__file__).with_name("server.py")

_LONGEST_SHUTDOWN = 60.0


@dataclass(frozen=True)
class Keystone:
    """A running Keystone: its URL without a version, and the password of its user ``admin``."""

    url: str
    admin_password: str = field(repr=False)


@contextmanager
def running_keystone(python: str, folder: Path) -> Iterator[Keystone]:
    """Keystone on the interpreter of a virtual environment that has it, with ``folder`` as its home and for what it writes.

    Raises RuntimeError with what it said when it does not start.
    """
    password = secrets.token_urlsafe()
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log, start(python, folder, password, log) as server:
        try:
            # The line comes, or the end of the stream when the process fails: there is nothing to poll for.
            line = server.stdout.readline()
            if not line.startswith(READY):
                server.wait()
                log.seek(0)
                raise RuntimeError(f"Keystone did not start:\n{log.read()}")
            yield Keystone(line.removeprefix(READY).strip(), password)
        finally:
            stop(server)


def start(python: str, folder: Path, password: str, log: IO[str] | int) -> subprocess.Popen[str]:
    """The process, which knows nothing of this one's environment; ``log`` gets what it says."""
    environment = {
        "PATH": os.environ["PATH"],
        "LC_ALL": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OS_BOOTSTRAP_PASSWORD": password,
    }
    return subprocess.Popen(
        [python, "-P", str(SERVER)],  # -P: what lies beside the server is not for it to import
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )


def stop(server: subprocess.Popen[str]) -> None:
    """End the process by ending its standard input, and kill it when that does not help."""
    server.stdin.close()
    try:
        server.wait(_LONGEST_SHUTDOWN)
    except subprocess.TimeoutExpired:
        server.kill()
        raise
