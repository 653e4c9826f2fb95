# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make mutate``: whether the unit tests notice changes to the code that judges, in an environment of its own."""

from __future__ import annotations

from .checkout import copy_collection
from .environments import exclusive, isolated, make_venv
from .layout import BUILD, ROOT
from .processes import run

WORKSPACE = BUILD / "mutation"


def mutate() -> int:
    """Change the code in many small ways, run its tests each time, and return the exit code; tests/mutation knows the rest."""
    with exclusive(BUILD / "mutation.lock"):
        venv = make_venv("mutation", ROOT / "tests" / "mutation" / "requirements.txt")
        collection = copy_collection(WORKSPACE)
        variables = isolated(venv, PYTHONPATH=collection / "tests", PYTHONDONTWRITEBYTECODE="1")
        command = [venv.python, "-m", "mutation", "--collection", collection]
        return run(command, environment=variables, folder=WORKSPACE).returncode
