# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make demo`` and ``make simulator``."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from .checkout import copy_collection
from .environments import Venv, exclusive, isolated, make_venv
from .layout import BUILD, ROOT
from .processes import require, run
from .simulator_process import credentials, simulator

WORKSPACE = BUILD / "demo"
REPORTS = BUILD / "report"


def demo(scenario: str) -> int:
    """Install the collection as a user would, run the demo's playbook against the simulator, return its exit code.

    The scenario is the name of one that the simulator has, or a file.
    """
    if Path(scenario).is_file():
        scenario = str(Path(scenario).resolve())  # the simulator runs in another folder
    with exclusive(BUILD / "demo.lock"):
        venv = _venv()
        collection = copy_collection(WORKSPACE)
        installed = WORKSPACE / "installed"
        variables = isolated(
            venv,
            ANSIBLE_CONFIG=collection / "tests" / "demo" / "ansible.cfg",
            ANSIBLE_COLLECTIONS_PATH=installed,
        )
        print("Installing the collection", flush=True)
        galaxy = venv.program("ansible-galaxy")
        artifacts = WORKSPACE / "artifacts"
        build = [galaxy, "collection", "build", "--force", "--output-path", artifacts]
        require(build, environment=variables, folder=collection)
        (artifact,) = artifacts.glob("campusgo-edge-*.tar.gz")
        install = [galaxy, "collection", "install", "--offline", "--force", "--collections-path", installed, artifact]
        require(install, environment=variables, folder=collection)
        shutil.rmtree(REPORTS, ignore_errors=True)
        with simulator(venv, scenario) as url:
            print(f"The simulator plays the scenario {scenario!r} at {url}", flush=True)
            known = credentials()
            finished = run(
                [venv.program("ansible-playbook"), "demo.yml", "--extra-vars", json.dumps({"gate_report_dir": str(REPORTS)})],
                environment=variables
                | {
                    "CAMPUSGO_ENDPOINT": url,
                    "CAMPUSGO_PROJECT_ID": known["project_id"],
                    "CAMPUSGO_TOKEN": known["token"],
                },
                folder=collection / "tests" / "demo",
            )
    page = REPORTS / "gate.html"
    if page.exists():
        print(f"Report: {page.relative_to(ROOT)}")
    print("The demo passed." if finished.ok else "The demo failed: the tasks are not as expected.")
    return finished.returncode


def run_simulator(port: int, scenario: str) -> None:
    """Become the simulator, in the foreground, until it is stopped."""
    venv = _venv()
    command = [str(venv.python), "-m", "simulator", "--port", str(port), "--scenario", scenario, "--exit-with-parent"]
    os.execve(command[0], command, isolated(venv, PYTHONPATH=ROOT / "tests", PYTHONDONTWRITEBYTECODE="1"))


def _venv() -> Venv:
    return make_venv("demo", ROOT / "tests" / "requirements-demo.txt")
