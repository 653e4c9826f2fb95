# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clean copy of the collection to work in, so that the checkout itself stays as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .layout import ROOT, collection_in
from .processes import require

_NEVER = shutil.ignore_patterns(".git", "build", "__pycache__", ".ansible", ".hypothesis", ".*_cache", "*.tar.gz")


def copy_collection(workspace: Path) -> Path:
    """Copy what git tracks, or would track, into a workspace and return where the copy lies, a git repository of its own.

    Where there is no git repository, as in a downloaded archive, everything but generated folders is copied.
    """
    target = collection_in(workspace)
    shutil.rmtree(target, ignore_errors=True)
    names = _tracked(ROOT)
    if names is None:
        shutil.copytree(ROOT, target, symlinks=True, ignore=_NEVER)
    else:
        _copy_files(names, target)
    _make_repository(target)
    return target


def _copy_files(names: list[str], target: Path) -> None:
    for name in names:
        source = ROOT / name
        if source.is_symlink() or source.is_file():  # else it is deleted and not yet committed, or a submodule
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name, follow_symlinks=False)


def _make_repository(folder: Path) -> None:
    """Make a folder a git repository that tracks all of its files; without git, those who look for one find none either.

    ansible-test, antsibull-docs and reuse ask git what there is. The checkout's own repository ignores the folder that the copy
    lies in: they would find nothing there and be content, or look at the checkout instead.
    """
    if not shutil.which("git"):
        return
    # Templates of the user may hold hooks, and settings may change files or start programs that stay.
    variables = _variables() | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for command in (["init", "--quiet", "--template="], ["add", "--all", "--force"]):
        require(["git", *command], environment=variables, folder=folder)


def _tracked(root: Path) -> list[str] | None:
    if not (root / ".git").exists() or not shutil.which("git"):
        return None
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=root, env=_variables(), stdout=subprocess.PIPE, check=False)
    if listed.returncode != 0:
        return None
    return [name for name in os.fsdecode(listed.stdout).split("\0") if name]


def _variables() -> dict[str, str]:
    """Return the user's variables without those that a git hook has when it starts the tests: they would lead git elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
