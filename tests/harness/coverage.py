# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make coverage``: which lines and branches of ``plugins/`` the tests reach, in whatever process they run.

Every Python of the virtual environment measures itself from its start, since a file of its ``site-packages`` says so: pytest,
Ansible's commands, the workers that these fork, and modules, which run from an archive of their own. Variables would not do:
ansible-test and the functional tests pass on none but their own. ``ansible-test --coverage`` measures its own tests only, and
wants another version of coverage.py for each ansible-core.
"""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .checkout import copy_collection
from .environments import exclusive, make_venv
from .layout import BUILD, ROOT
from .processes import Failure, require
from .steps import Bench, integration

WORKSPACE = BUILD / "coverage"

FUNCTIONAL = ("bounds", "faults", "gate", "gate_report", "inventory", "jinja", "tls")
"""The functional tests that run what neither unit tests nor integration targets do; all of them would take half an hour."""

CORE = ("plugins/module_utils/*", "plugins/plugin_utils/*")

LEAST = 95
"""Percent of the lines and branches of the core that the tests must reach."""

_SETTINGS = """\
[run]
branch = true
parallel = true
concurrency = multiprocessing, thread
include = */ansible_collections/campusgo/edge/plugins/*
data_file = {data}
omit = */__init__.py
disable_warnings = no-data-collected

[paths]
plugins =
    {plugins}
    */ansible_collections/campusgo/edge/plugins

[report]
precision = 1
show_missing = true
"""


def coverage() -> int:
    """Run tests, print a table by file, write pages to build/coverage/pages, and return the exit code.

    Raise ``Failure`` when a test fails or too little of the core is reached.
    """
    with exclusive(BUILD / "coverage.lock"):
        venv = make_venv("coverage", ROOT / "tests" / "requirements-coverage.txt")
        bench = Bench(venv, WORKSPACE, copy_collection(WORKSPACE), venv.python)
        settings = _measure_every_process(bench)
        _test(bench, "tests/unit")
        integration(bench)
        _test(bench, *(f"tests/functional/test_{name}.py" for name in FUNCTIONAL))
        _report(bench, settings)
    return 0


def _measure_every_process(bench: Bench) -> Path:
    """Have every Python of the virtual environment measure itself, and return the settings of that."""
    data = WORKSPACE / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    settings = WORKSPACE / "coverage.ini"
    settings.write_text(_SETTINGS.format(data=data / "coverage", plugins=bench.collection / "plugins"))
    start = f"import os; os.environ['COVERAGE_PROCESS_START'] = {str(settings)!r}; import coverage; coverage.process_startup()\n"
    (bench.venv.packages / "measure_every_process.pth").write_text(start)
    return settings


def _test(bench: Bench, *paths: str) -> None:
    """Run tests. Raise ``Failure`` when one fails: what failing tests reach says nothing."""
    variables = {"PYTHONPATH": bench.collection / "tests", "CAMPUSGO_TEST_TARGET_PYTHON": bench.target_python}
    bench.run("pytest", "-p", "no:cacheprovider", "--numprocesses=auto", "--dist=loadfile", *paths, **variables)


def _report(bench: Bench, settings: Path) -> None:
    """Print the table and write the pages. Raise ``Failure`` when too little, or nothing, of a file was reached."""
    _coverage(bench, settings, "combine")
    _coverage(bench, settings, "html", "--directory", str(WORKSPACE / "pages"))
    measured = WORKSPACE / "coverage.json"
    _coverage(bench, settings, "json", "-o", str(measured))
    require_all_files(bench.collection, json.loads(measured.read_text())["files"])
    print(_coverage(bench, settings, "report"))
    print(f"\nThe core, of which {LEAST} % must be reached:")
    print(_coverage(bench, settings, "report", "--include", ",".join(CORE), "--fail-under", str(LEAST)), flush=True)


def require_all_files(collection: Path, measured: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise ``Failure`` for a file with code of which nothing was reached: a report leaves out what nobody loads."""
    files = [file for file in sorted((collection / "plugins").rglob("*.py")) if _has_code(file)]
    names = [str(file.relative_to(collection)) for file in files]
    missed = [name for name in names if not measured.get(name, {}).get("executed_lines")]
    if missed or not names:
        raise Failure(f"Nothing was measured of {', '.join(missed) or 'plugins'}")


def _has_code(file: Path) -> bool:
    """Whether there is a function in it: the modules that stand for actions hold nothing but documentation."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(file.read_text())))


def _coverage(bench: Bench, settings: Path, command: str, *arguments: str) -> str:
    """Run a command of coverage.py in the collection, so that it names files as they lie there."""
    program: list[str | Path] = [bench.venv.program("coverage"), command, f"--rcfile={settings}", *arguments]
    return require(program, environment=bench.variables(), folder=bench.collection)
