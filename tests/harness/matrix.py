# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make matrix``: the tests on every supported ansible-core, and the modules on the oldest supported Python.

What a Python can break, sanity and unit tests, runs on each pair of an ansible-core and a Python. What an ansible-core can break,
whole commands, runs once for each of them, on its newest Python; what modules can break runs there on the oldest Python as well.
"""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path

from .checkout import copy_collection
from .environments import Venv, exclusive, make_venv, with_oldest_libraries
from .layout import BUILD
from .processes import Failure
from .steps import Bench
from .suite import Outcome, print_outcomes, run_steps

WORKSPACE = BUILD / "matrix"
OLDEST_TARGET = "3.9"
"""The oldest Python on which modules must run."""


@dataclass(frozen=True)
class Controller:
    """A release series of ansible-core and the Python it runs on."""

    core: str
    python: str


CONTROLLERS = (
    Controller("2.19", "3.11"),
    Controller("2.19", "3.13"),
    Controller("2.20", "3.12"),
    Controller("2.20", "3.13"),
    Controller("2.21", "3.12"),
    Controller("2.21", "3.13"),
)


def matrix(cores: str) -> int:
    """Run everything for which a Python is found, say what was skipped, and return the exit code.

    ``cores`` names some series of ansible-core, separated by white space; every one when it is empty.
    """
    chosen = _chosen(cores.split())
    started = time.monotonic()
    outcomes: list[Outcome] = []
    skipped: list[str] = []
    with exclusive(BUILD / "matrix.lock"):
        WORKSPACE.mkdir(exist_ok=True)
        oldest = _oldest_target()
        found = {controller: find_python(controller.python) for controller in chosen}
        # Of the controllers with the same ansible-core, the last one stays.
        newest = {controller.core: controller for controller, interpreter in found.items() if interpreter}.values()
        for controller, interpreter in found.items():
            name = f"core {controller.core}, Python {controller.python}"
            if interpreter is None:
                skipped.append(f"{name}: no Python {controller.python} was found")
                continue
            bench = _bench(controller, interpreter)
            outcomes += run_steps(bench, ("sanity", "unit"), f"{name}: ")
            if controller not in newest:
                continue
            outcomes += run_steps(bench, ("functional", "integration"), f"{name}: ")
            if oldest is None:
                skipped.append(f"{name}: modules on Python {OLDEST_TARGET}, which was not found")
            else:
                bench = replace(bench, target_python=oldest.python)
                label = f"{name}, modules on Python {OLDEST_TARGET}: "
                outcomes += run_steps(bench, ("target_unit", "faces", "integration"), label)
    if not outcomes:
        raise Failure("None of the Pythons that the matrix needs was found.")
    print_outcomes(outcomes, time.monotonic() - started)
    for line in skipped:
        print(f"skipped: {line}")
    return int(any(outcome.problem for outcome in outcomes))


def _chosen(cores: list[str]) -> list[Controller]:
    known = sorted({controller.core for controller in CONTROLLERS})
    if unknown := set(cores) - set(known):
        raise Failure(f"The matrix has no ansible-core {', '.join(sorted(unknown))}, but {', '.join(known)}.")
    return [controller for controller in CONTROLLERS if not cores or controller.core in cores]


def find_python(version: str) -> str | None:
    """Return an interpreter of this version that works, from the search path or from a version manager.

    Each candidate is run, since the shims of version managers stand for versions that may not be there.
    """
    home = Path.home()
    managed = [
        home / ".pyenv" / "versions",
        home / ".asdf" / "installs" / "python",
        home / ".local" / "share" / "mise" / "installs" / "python",
        home / ".local" / "share" / "uv" / "python",
    ]
    folders = [folder / "bin" for place in managed for folder in sorted(place.glob(f"*{version}*"), reverse=True)]
    folders += [Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep) if folder]
    for folder in folders:
        candidate = folder / f"python{version}"
        if candidate.is_file() and _works(candidate, version):
            return str(candidate)
    return None


def _works(candidate: Path, version: str) -> bool:
    probe = "import ensurepip, ssl, sys, venv; print('%d.%d' % sys.version_info[:2])"
    finished = subprocess.run([candidate, "-c", probe], capture_output=True, text=True, check=False)
    return finished.returncode == 0 and finished.stdout.strip() == version


def _bench(controller: Controller, interpreter: str) -> Bench:
    name = f"core-{controller.core}-python-{controller.python}"
    workspace = WORKSPACE / name
    requirements = WORKSPACE / f"{name}.txt"
    requirements.write_text(f"-r ../../tests/requirements.txt\nansible-core~={controller.core}.0\n")
    venv = make_venv(name, requirements, interpreter)
    return Bench(venv, workspace, copy_collection(workspace), venv.python)


def _oldest_target() -> Venv | None:
    """Return an environment with the oldest Python and the oldest libraries that the collection claims to work with."""
    interpreter = find_python(OLDEST_TARGET)
    if interpreter is None:
        return None
    requirements = with_oldest_libraries("oldest-target", "-r ../../tests/requirements-target.txt")
    return make_venv("oldest-target", requirements, interpreter)
