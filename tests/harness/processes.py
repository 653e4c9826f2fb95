# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running programs so that none outlives the run, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

GRACE = 5.0
"""Seconds that a program has to end by itself before it is killed."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


class Failure(Exception):
    """Something went wrong that one sentence explains."""


class Interrupted(BaseException):
    """The run was told to stop; not an ``Exception``, so that nothing but clean-up code sees it."""

    def __init__(self, number: int) -> None:
        """Keep the number of the signal."""
        super().__init__(signal.Signals(number).name)
        self.number = number


@dataclass(frozen=True)
class Finished:
    """How a program ended."""

    returncode: int
    output: str

    @property
    def ok(self) -> bool:
        """Whether it ended well."""
        return self.returncode == 0


def run(command: Sequence[str | Path], *, environment: Mapping[str, str], folder: Path, quiet: bool = False) -> Finished:
    """Run a program to its end, passing on what it prints; ``quiet`` only collects it.

    It gets no standard input and a session of its own, so that a Ctrl-C reaches this process alone, which then ends it.
    """
    chunks: list[bytes] = []

    def collect() -> None:
        while chunk := process.stdout.read1():
            chunks.append(chunk)
            if not quiet:
                sys.stdout.buffer.write(chunk)
                sys.stdout.buffer.flush()

    sys.stdout.flush()
    process = subprocess.Popen(
        [str(part) for part in command],
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    # A thread, since a grandchild that is left behind could hold the pipe open for ever.
    reader = threading.Thread(target=collect, daemon=True)
    reader.start()
    try:
        process.wait()
    finally:
        stop(process)
        reader.join(1)  # enough to pass on what the program itself left in the pipe
    return Finished(process.returncode, b"".join(chunks).decode(errors="replace"))


def require(command: Sequence[str | Path], *, environment: Mapping[str, str], folder: Path) -> str:
    """Run a program quietly and return what it printed. Raise ``Failure``, with all of that, when it fails."""
    finished = run(command, environment=environment, folder=folder, quiet=True)
    if not finished.ok:
        shown = shlex.join(str(part) for part in command)
        raise Failure(f"{finished.output.rstrip()}\nThe command failed (exit code {finished.returncode}): {shown}")
    return finished.output


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that ``start_new_session`` started, and all of its process group."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
    _signal_group(process, signal.SIGKILL)
    process.wait()


@contextlib.contextmanager
def supervised() -> Iterator[None]:
    """Turn signals, and the death of whoever started this run, into ``Interrupted``; leave no descendant behind."""
    if sys.platform == "linux":
        # Whatever loses its parent becomes a child of this process and can be found by `_descendants`.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for number in _SIGNALS:
        # A run under nohup keeps on when its terminal goes.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)
    threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    try:
        yield
    finally:
        _ignore_signals()
        _end_descendants()


def _interrupt(number: int, _frame: object) -> None:
    _ignore_signals()  # what follows is clean-up, which is short and must not be cut
    raise Interrupted(number)


def _ignore_signals() -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # PermissionError is what macOS says of a group in which only a zombie is left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end_descendants() -> None:
    """Kill what left its process group, as the workers of ansible-playbook do (seen where there is a /proc)."""
    while found := _descendants(os.getpid()):
        for identifier in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(identifier, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.02)


def _descendants(ancestor: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name, in parentheses, may hold spaces; the state and the parent's id follow it.
            parent = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.parent.name))
    found: list[int] = []
    pending = [ancestor]
    while pending:
        below = children.get(pending.pop(), [])
        found += below
        pending += below
    return found
