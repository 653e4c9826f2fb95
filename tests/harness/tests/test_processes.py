# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No program outlives its run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from harness.processes import Failure, require, run

TESTS = Path(__file__).resolve().parents[2]

# A program that leaves its session and its parent, as a daemon does, and says where it is.
STRAY = """
    import os, pathlib, time
    if os.fork():
        time.sleep(600)
    os.setsid()
    if os.fork():
        os._exit(0)
    pathlib.Path("stray.new").write_text(str(os.getpid()))
    os.rename("stray.new", "stray")
    time.sleep(600)
"""

SUPERVISOR = """
    import os, pathlib, sys
    from harness.processes import Interrupted, run, supervised
    try:
        with supervised():
            run([sys.executable, "stray.py"], environment=os.environ, folder=pathlib.Path())
    except Interrupted as interruption:
        sys.exit(128 + interruption.number)
"""


def _lives(identifier: int) -> bool:
    state = Path(f"/proc/{identifier}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def test_run_returns_what_a_program_printed_and_how_it_ended(tmp_path: Path) -> None:
    program = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    finished = run([sys.executable, "-c", program], environment=os.environ, folder=tmp_path, quiet=True)
    assert (finished.returncode, finished.ok, finished.output) == (3, False, "out\nerr\n")


def test_require_says_which_program_failed_and_what_it_printed(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"(?s)^no luck\nThe command failed \(exit code 1\): .*python"):
        require([sys.executable, "-c", "import sys; sys.exit('no luck')"], environment=os.environ, folder=tmp_path)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="strays are found where there is a /proc")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "stray.py").write_text(textwrap.dedent(STRAY))
    supervisor = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SUPERVISOR)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(TESTS)},
        # Whoever runs the tests under nohup has it ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),
    )
    _wait_for(tmp_path / "stray")
    stray = int((tmp_path / "stray").read_text())
    assert _lives(stray)
    supervisor.send_signal(number)
    assert supervisor.wait() == 128 + number
    assert not _lives(stray)
