# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command costs, and what it says when it fails."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from bench.figures import MEBIBYTE
from bench.measure import CommandFailed, measure

LARGE = 200
"""Mebibytes; more than the process that runs these tests has, which is the least that can be measured from it."""

# A process that starts two others, one after the other, of which one is large.
TREE = f"""
import subprocess, sys
for size in ({LARGE} * {MEBIBYTE}, 1):
    subprocess.run([sys.executable, "-c", f"print(len(b'x' * {{size}}))"], check=True)
"""


def test_the_peak_is_that_of_the_largest_process_of_the_tree(tmp_path: Path) -> None:
    cost = measure([sys.executable, "-c", TREE], os.environ, tmp_path)
    assert cost.output.split() == [str(LARGE * MEBIBYTE), "1"]
    assert LARGE * MEBIBYTE <= cost.peak < 2 * LARGE * MEBIBYTE
    assert cost.processor_seconds > 0
    assert cost.seconds > 0


def test_a_command_that_fails_has_no_cost_but_says_why(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"(?s)^no luck\nThe command failed \(exit code 1\): .*python"):
        measure([sys.executable, "-c", "import sys; sys.exit('no luck')"], os.environ, tmp_path)
