# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of ``make test``. A step raises ``Failure`` when something is wrong, or when it finds nothing to test."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from . import pip_bootstrap
from .environments import REMOTE_TEMP, Venv, isolated, make_venv
from .layout import ROOT
from .processes import Failure, require, run
from .simulator_process import credentials, simulator


@dataclass(frozen=True)
class Bench:
    """What a step works with.

    ``target_python`` is the interpreter that modules run on in the functional tests and integration targets.
    """

    venv: Venv
    workspace: Path
    collection: Path
    target_python: Path

    def run(self, program: str, *arguments: str | Path, **variables: str | Path) -> str:
        """Run a program of the virtual environment in the collection and return its output.

        Raise ``Failure`` when it fails.
        """
        print(f"$ {' '.join([program, *map(str, arguments)])}", flush=True)
        command = [self.venv.program(program), *arguments]
        finished = run(command, environment=self.variables(**variables), folder=self.collection)
        if not finished.ok:
            raise Failure(f"{program} failed (exit code {finished.returncode})")
        return finished.output

    def variables(self, **more: str | Path) -> Mapping[str, str]:
        """Return the variables that a program of this bench gets."""
        return isolated(self.venv, ANSIBLE_COLLECTIONS_PATH=self.workspace / "collections", **more)


def lint(bench: Bench) -> None:
    """Style and mistakes that can be seen without running anything."""
    _all(
        partial(bench.run, *command)
        for command in (
            ("ruff", "check", "--no-cache", "."),
            ("ruff", "format", "--no-cache", "--check", "."),
            ("yamllint", "--strict", "."),
            ("ansible-lint", "--strict", "--offline"),
            ("antsibull-changelog", "lint"),
            ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", "."),
        )
    )


def sanity(bench: Bench) -> None:
    """What Ansible demands of every collection, without exceptions."""
    ignored = list((bench.collection / "tests" / "sanity").glob("ignore-*.txt"))
    if ignored:
        raise Failure(f"{ignored[0].name} ignores failures of sanity tests; mend what it names instead.")
    pip_bootstrap.provide(bench.venv)
    _ansible_test(bench, "sanity")


def unit(bench: Bench) -> None:
    """The collection's own code, piece by piece, the simulator's, the harness's and the benchmark's."""
    folders = ("tests/unit", "tests/simulator/tests", "tests/harness/tests", "tests/bench/tests")
    _all(partial(_pytest, bench, folder) for folder in folders)


def functional(bench: Bench) -> None:
    """Whole Ansible commands against the simulator."""
    _pytest(bench, "tests/functional", CAMPUSGO_TEST_TARGET_PYTHON=bench.target_python)


def integration(bench: Bench) -> None:
    """The integration targets of ansible-test against the simulator."""
    targets = [entry.parent.name for entry in (bench.collection / "tests" / "integration" / "targets").glob("*/aliases")]
    if not targets:
        raise Failure("There is no integration target.")
    if " " in str(bench.venv.path):
        raise Failure("ansible-test runs integration targets only where the path of the checkout has no space.")
    with simulator(bench.venv) as url:
        settings = {"endpoint": url, "target_python": str(bench.target_python)} | credentials()
        config = {f"campusgo_test_{name}": value for name, value in settings.items()}
        config["ansible_python_interpreter"] = str(bench.target_python)
        config["ansible_remote_tmp"] = str(REMOTE_TEMP)  # ansible-test keeps variables of the environment from Ansible
        file = bench.collection / "tests" / "integration" / "integration_config.yml"
        file.write_text(json.dumps(config))  # JSON is YAML
        output = _ansible_test(bench, "integration", "--color", "no")
    missed = [name for name in targets if f"Running {name} integration test" not in output]
    if missed:
        raise Failure(f"ansible-test did not run these integration targets: {', '.join(sorted(missed))}")


def molecule(bench: Bench) -> None:
    """The scenarios of Molecule against the simulator: converge, converge again without a change, verify."""
    folder = bench.collection / "extensions" / "molecule"
    scenarios = sorted(file.parent.name for file in folder.glob("*/molecule.yml"))
    if not scenarios:
        raise Failure("There is no Molecule scenario.")
    with simulator(bench.venv) as url:
        known = credentials()
        for scenario in scenarios:
            bench.run(
                "molecule",
                "test",
                "--scenario-name",
                scenario,
                CAMPUSGO_ENDPOINT=url,
                CAMPUSGO_PROJECT_ID=known["project_id"],
                CAMPUSGO_TOKEN=known["token"],
            )


def keystone(bench: Bench) -> None:
    """Password login and the search for projects against a real Keystone, in an environment of its own."""
    server = make_venv("keystone", ROOT / "tests" / "keystone" / "requirements.txt")
    _pytest(
        bench,
        "tests/keystone",
        CAMPUSGO_TEST_KEYSTONE_PYTHON=server.python,
        CAMPUSGO_TEST_TARGET_PYTHON=bench.target_python,
    )


STEPS: dict[str, Callable[[Bench], None]] = {
    step.__name__: step for step in (lint, sanity, unit, functional, integration, molecule, keystone)
}
"""Every step by its name, in the order in which they run."""


def _all(attempts: Iterable[Callable[[], object]]) -> None:
    """Make every attempt, since each may have something to say, and raise ``Failure`` if any failed."""
    problems = []
    for attempt in attempts:
        try:
            attempt()
        except Failure as failure:
            problems.append(str(failure))
    if problems:
        raise Failure("; ".join(problems))


def _pytest(bench: Bench, folder: str, **variables: str | Path) -> None:
    # pytest itself fails when it collects nothing
    cache = bench.workspace / "cache"
    bench.run(
        "pytest",
        "-o",
        f"cache_dir={cache / 'pytest'}",
        folder,
        PYTHONPATH=bench.collection / "tests",
        HYPOTHESIS_STORAGE_DIRECTORY=cache / "hypothesis",
        **variables,
    )


def _ansible_test(bench: Bench, *arguments: str) -> str:
    # In a copy that lies in an ignored folder of a repository, ansible-test asks that repository and finds nothing.
    if shutil.which("git"):
        require(["git", "init", "--quiet"], environment=bench.variables(), folder=bench.collection)
    output = bench.run("ansible-test", *arguments, "--python", bench.venv.version)
    if "All targets skipped" in output:
        raise Failure("ansible-test found nothing to test.")
    return output
