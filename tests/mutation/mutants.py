# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs mutmut where the collection can be imported by its full name, and reads what it found."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_COLLECTION = Path("ansible_collections", "campusgo", "edge")

# Each run of pytest gets a process of its own (forkserver) in which no test was collected before: Ansible's finder of collections
# is installed but once in a process, and some tests are not found when they are collected for a second time.
# pytest would otherwise take the folder above the collection for the root of its tests, and import them by names of Ansible's.
_SETTINGS = """\
[mutmut]
source_paths=
    {collection}/plugins
only_mutate=
    {collection}/plugins/module_utils/{module}.py
also_copy=
    {collection}
process_isolation=forkserver
forkserver_warmup=import
preload_modules_file=preload.txt
use_git_change_detection=false
pytest_add_cli_args=
    -p
    no:cacheprovider
    --import-mode=prepend
pytest_add_cli_args_test_selection=
{tests}
"""
_PRELOADED = ("ansible.plugins.loader", "hypothesis", "jsonschema", "pytest", "requests")
_LONGEST_RUN = 300.0
"""Seconds after which tests of a mutant do not end."""


@dataclass(frozen=True)
class Mutant:
    """A changed function, such as ``watch.Track.observe``, its lines before and after the change, and what came of it."""

    function: str
    before: str
    after: str
    status: str

    @property
    def killed(self) -> bool:
        """Whether a test failed, or did not end."""
        return self.status == "killed"


def make_and_try(collection: Path, module: str, tests: Sequence[str]) -> list[Mutant]:
    """Change each function of a module in each way, and run its tests. Exit when mutmut cannot: they fail by themselves, say."""
    folder = collection.parents[2]
    shutil.rmtree(folder / "mutants", ignore_errors=True)
    places = "\n".join(f"    {_COLLECTION}/tests/unit/plugins/module_utils/{name}" for name in tests)
    (folder / "preload.txt").write_text("\n".join(_PRELOADED), encoding="utf-8")
    (folder / "setup.cfg").write_text(_SETTINGS.format(collection=_COLLECTION, module=module, tests=places), encoding="utf-8")
    progress = _mutmut(folder, "run", "--max-children", str(os.cpu_count() or 1))
    print(re.split(r"[\r\n]", progress.rstrip())[-1], flush=True)
    listed = re.findall(r"^ +(\S+): (.+)$", _mutmut(folder, "results", "--all", "true"), re.MULTILINE)
    return [_mutant(folder, module, name, _certain(folder, name, status, tests)) for name, status in listed]


def _certain(folder: Path, name: str, status: str, tests: Sequence[str]) -> str:
    """What came of a mutant. mutmut calls tests that it cannot start a timeout too: these run once more, all of them."""
    if status != "timeout":
        return status
    places = [_COLLECTION / "tests" / "unit" / "plugins" / "module_utils" / test for test in tests]
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", "--rootdir=.", "--import-mode=prepend", *places]
    place, variables = folder / "mutants", {**os.environ, "MUTANT_UNDER_TEST": name}
    with contextlib.suppress(subprocess.TimeoutExpired):
        ended = subprocess.run(command, cwd=place, env=variables, capture_output=True, timeout=_LONGEST_RUN, check=False)
        if ended.returncode not in (0, 1):  # no test failed, nor did all pass: pytest itself did not work
            sys.exit(f"{ended.stdout.decode()}\npytest of {name} failed (exit code {ended.returncode})")
        return "killed" if ended.returncode else "survived"
    return "killed"


def _mutant(folder: Path, module: str, name: str, status: str) -> Mutant:
    """The mutant that mutmut calls, say, ``...module_utils.watch.xǁTrackǁobserve__mutmut_1``. Only survivors need their lines."""
    key = name.rpartition(".")[2].partition("__mutmut_")[0]
    function = f"{module}.{key.removeprefix('xǁ').replace('ǁ', '.') if key.startswith('xǁ') else key.removeprefix('x_')}"
    if status == "killed":
        return Mutant(function, "", "", status)
    changes = re.findall(r"^([-+])(?![-+]{2} )(.*)$", _mutmut(folder, "show", name), re.MULTILINE)
    before, after = (" ".join(" ".join(line.split()) for mark, line in changes if mark == wanted) for wanted in "-+")
    return Mutant(function, before, after, status)


def _mutmut(folder: Path, *arguments: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if finished.returncode:
        sys.exit(f"{finished.stdout}\nmutmut {' '.join(arguments)} failed (exit code {finished.returncode})")
    return finished.stdout
