# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command and says what it cost."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes; see getrusage(2) of each system."""


class CommandFailed(Exception):
    """A command did not do its work, so that what it cost means nothing."""


@dataclass(frozen=True)
class Cost:
    """What a command and everything that it started cost: seconds, and the peak of its largest process in bytes."""

    seconds: float
    processor_seconds: float
    peak: int
    output: str


def measure(command: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> Cost:
    """Run a command to its end. Raise ``CommandFailed``, with all that it printed, when it fails.

    The system keeps the peak of every process that its parent waited for, however short it lived, so nothing needs to be
    sampled. It counts a child's memory from its birth, when that is still its parent's: the process that measures must be small.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in command],
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _identifier, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read().decode(errors="replace")
    if process.returncode != 0:
        shown = shlex.join(str(part) for part in command)
        raise CommandFailed(f"{printed.rstrip()}\nThe command failed (exit code {process.returncode}): {shown}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT, printed)
