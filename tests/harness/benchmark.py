# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make bench``: the collection and what it is compared with, in an environment of their own."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

from .checkout import copy_collection
from .environments import Venv, exclusive, isolated, make_venv, proxies
from .layout import BUILD, ROOT
from .processes import Failure, require, run

WORKSPACE = BUILD / "bench"


def bench(endpoint: str, runs: int, sizes: str, profile: bool) -> int:
    """Measure, print figures, write them to docs/benchmarks.md, and return the exit code; tests/bench knows the arguments."""
    with exclusive(BUILD / "bench.lock"):
        venv = make_venv("bench", ROOT / "tests" / "bench" / "requirements.txt")
        collection = copy_collection(WORKSPACE)
        collections = WORKSPACE / "collections"
        _provide_ansible_utils(venv, collections)
        variables = isolated(venv, ANSIBLE_COLLECTIONS_PATH=collections, PYTHONPATH=collection / "tests")
        command = [venv.python, "-m", "bench", "--folder", WORKSPACE, "--document", ROOT / "docs" / "benchmarks.md"]
        command += ["--runs", str(runs), "--sizes", sizes]
        if endpoint:
            command += ["--endpoint", endpoint]
            variables |= {name: value for name, value in os.environ.items() if name.startswith("CAMPUSGO_")} | proxies()
        if profile:
            command.append("--profile")
        return run(command, environment=variables, folder=WORKSPACE).returncode


def _provide_ansible_utils(venv: Venv, collections: Path) -> None:
    """Install ansible.utils from Galaxy, else from the package ``ansible``, which has it within; without either, go on."""
    target = collections / "ansible_collections" / "ansible" / "utils"
    if target.exists():
        return
    variables = isolated(venv, **proxies())
    print("Installing ansible.utils (once)", flush=True)
    galaxy = [venv.program("ansible-galaxy"), "collection", "install", "ansible.utils", "--collections-path", collections]
    wheels = WORKSPACE / "wheels"
    package = [venv.python, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--dest", wheels, "ansible"]
    try:
        require(galaxy, environment=variables, folder=WORKSPACE)
    except Failure:
        try:
            require(package, environment=variables, folder=WORKSPACE)
        except Failure as failure:
            print(f"{failure}\nansible.utils could not be installed.", flush=True)
            return
        _unpack_ansible_utils(wheels, collections)


def _unpack_ansible_utils(wheels: Path, collections: Path) -> None:
    (wheel,) = wheels.glob("ansible-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        within = [name for name in archive.namelist() if name.startswith("ansible_collections/ansible/utils/")]
        archive.extractall(collections, within)
    shutil.rmtree(wheels)
