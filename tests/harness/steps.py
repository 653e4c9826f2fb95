# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of ``make test``. A step raises ``Failure`` when something is wrong, or when it finds nothing to test."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from . import pip_bootstrap
from .documentation import SITE, build_site
from .environments import REMOTE_TEMP, Venv, isolated, make_venv, with_oldest_libraries
from .layout import ROOT
from .processes import Failure, run
from .simulator_process import credentials, simulator

_THROUGH_LIBRARIES = (
    "access_keys",
    "bad_input",
    "bounds",
    "fault_matrix",
    "jinja",
    "proxies",
    "results",
    "tls",
)
"""Functional tests that together ask and judge through every face of a query, and meet each way in which that can fail."""


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
    checks = [
        partial(bench.run, *command)
        for command in (
            ("ruff", "check", "--no-cache", "."),
            ("ruff", "format", "--no-cache", "--check", "."),
            ("yamllint", "--strict", "."),
            ("ansible-lint", "--strict", "--offline"),
            ("antsibull-changelog", "lint"),
            ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--skip-rstcheck", "."),
        )
    ]
    # Licenses first: some of the others leave files behind, of which reuse knows only from git that they do not count.
    _all([partial(_check_licenses, bench), *checks, partial(_check_types, bench)])


def docs(_bench: Bench) -> None:
    """The site of the documentation: built in an environment of its own, without a warning or a broken link."""
    print(f"{build_site()} pages: {(SITE / 'index.html').as_uri()}")


def sanity(bench: Bench) -> None:
    """What Ansible demands of every collection, without exceptions."""
    ignored = list((bench.collection / "tests" / "sanity").glob("ignore-*.txt"))
    if ignored:
        raise Failure(f"{ignored[0].name} ignores failures of sanity tests; mend what it names instead.")
    pip_bootstrap.provide(bench.venv)
    _ansible_test(bench, "sanity")


def unit(bench: Bench) -> None:
    """The collection's own code, piece by piece, the simulator's, the harness's and the benchmark's."""
    folders = ("tests/simulator/tests", "tests/harness/tests", "tests/bench/tests")
    _all([partial(_ansible_test_units, bench, bench.venv), partial(_pytest_in_parallel, bench, *folders)])


def target_unit(bench: Bench) -> None:
    """What modules consist of, piece by piece, on the Python that they run on."""
    _ansible_test_units(bench, Venv(bench.target_python.parents[1]))


def functional(bench: Bench) -> None:
    """Whole Ansible commands against the simulator."""
    _pytest_in_parallel(bench, "tests/functional")


def faces(bench: Bench) -> None:
    """Every face on its way through requests and jsonschema: a part of the functional tests."""
    _pytest_in_parallel(bench, *(f"tests/functional/test_{name}.py" for name in _THROUGH_LIBRARIES))


def oldest(bench: Bench) -> None:
    """The oldest requests and jsonschema that requirements.txt allows: every face, and what they consist of."""
    venv = make_venv("oldest", with_oldest_libraries("oldest", "-r ../../tests/requirements-functional.txt"))
    bench = replace(bench, venv=venv, target_python=venv.python)
    _all([partial(faces, bench), partial(_pytest_in_parallel, bench, "tests/unit/plugins/module_utils")])


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


def artifact(bench: Bench) -> None:
    """What Galaxy gets: the collection is built, and imported with Galaxy's own importer."""
    folder = bench.workspace / "artifact"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    bench.run("ansible-galaxy", "collection", "build", "--output-path", folder)
    (built,) = folder.glob("*.tar.gz")
    settings = {
        "GALAXY_IMPORTER_CHECK_REQUIRED_TAGS": "true",
        "GALAXY_IMPORTER_RUN_ANSIBLE_TEST": "false",  # the step sanity does
        "GALAXY_IMPORTER_RUN_FLAKE8": "false",  # ruff does, and does not take the YAML of filters and tests for Python
    }
    command = [bench.venv.python, "-m", "galaxy_importer.main", built]
    finished = run(command, environment=bench.variables(**settings), folder=folder)
    complaints = re.findall(r"^(?:WARNING|ERROR|CRITICAL): .*", finished.output, re.MULTILINE)
    if not finished.ok or complaints:
        raise Failure("\n".join([*complaints, f"galaxy-importer does not take {built.name} as it is."]))
    if not json.loads((folder / "importer_result.json").read_text())["contents"]:
        raise Failure(f"galaxy-importer found nothing in {built.name}.")


def scale(bench: Bench) -> None:
    """Where many jobs run: ansible-builder, ansible-runner, shards, and credentials as AWX hands them over."""
    _pytest_in_parallel(bench, "tests/scale")


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
    step.__name__: step
    for step in (lint, docs, sanity, unit, functional, oldest, integration, molecule, artifact, scale, keystone)
}
"""Every step by its name, in the order in which they run."""

MATRIX_STEPS: dict[str, Callable[[Bench], None]] = {step.__name__: step for step in (target_unit, faces)}
"""What only `make matrix` runs."""


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


def _check_licenses(bench: Bench) -> None:
    output = bench.run("reuse", "lint")
    if not re.search(r"^\* Files with license information: [1-9]", output, re.MULTILINE):
        raise Failure("reuse found no file with a license.")


def _check_types(bench: Bench) -> None:
    # mypy itself fails when it does not find the packages that its settings name.
    cache = bench.workspace / "cache" / "mypy"
    bench.run("mypy", "--cache-dir", cache, MYPYPATH=bench.workspace / "collections")


def _pytest_in_parallel(bench: Bench, *places: str) -> None:
    """Run tests on every core. The tests of a file stay together, since many ask about one play that all of them share."""
    _pytest(bench, "--numprocesses=auto", "--dist=loadfile", *places, CAMPUSGO_TEST_TARGET_PYTHON=bench.target_python)


def _pytest(bench: Bench, *arguments: str, **variables: str | Path) -> None:
    # pytest itself fails when it collects nothing
    cache = bench.workspace / "cache"
    bench.run(
        "pytest",
        "-rs",  # what was skipped, and why
        "-o",
        f"cache_dir={cache / 'pytest'}",
        *arguments,
        PYTHONPATH=bench.collection / "tests",
        HYPOTHESIS_STORAGE_DIRECTORY=cache / "hypothesis",
        **variables,
    )


def _ansible_test_units(bench: Bench, tested: Venv) -> None:
    """Run tests/unit as ansible-test does: of modules and what they import apart, with no more of Ansible than they get.

    Only a Python of the controller's environment runs the tests of controller plugins too.
    """
    contexts = ("module_utils", "controller") if tested == bench.venv else ("module_utils",)
    path = os.pathsep.join([str(bench.venv.path / "bin"), str(tested.path / "bin"), bench.variables()["PATH"]])
    output = _ansible_test(bench, "units", python=tested.version, PATH=path)
    for context in contexts:
        if f"Unit test {context} with Python {tested.version}\n" not in output:
            raise Failure(f"ansible-test ran no unit test in the context {context}.")


def _ansible_test(bench: Bench, *arguments: str, python: str | None = None, **variables: str) -> str:
    output = bench.run("ansible-test", *arguments, "--python", python or bench.venv.version, **variables)
    if "All targets skipped" in output:
        raise Failure("ansible-test found nothing to test.")
    return output
