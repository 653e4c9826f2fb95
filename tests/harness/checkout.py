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

_NEVER = shutil.ignore_patterns(".git", "build", "__pycache__", ".ansible", ".hypothesis", ".*_cache", "*.tar.gz")


def copy_collection(workspace: Path) -> Path:
    """Copy what git tracks, or would track, into a workspace and return where the copy lies.

    Where there is no git repository, as in a downloaded archive, everything but generated folders is copied.
    """
    target = collection_in(workspace)
    shutil.rmtree(target, ignore_errors=True)
    names = _tracked(ROOT)
    if names is None:
        shutil.copytree(ROOT, target, symlinks=True, ignore=_NEVER)
        return target
    for name in names:
        source = ROOT / name
        if source.is_symlink() or source.is_file():  # else it is deleted and not yet committed, or a submodule
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / name, follow_symlinks=False)
    return target


def _tracked(root: Path) -> list[str] | None:
    if not (root / ".git").exists() or not shutil.which("git"):
        return None
    # A git hook that starts the tests sets GIT_DIR and its like, which would lead git elsewhere.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"]
    listed = subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, check=False)
    if listed.returncode != 0:
        return None
    return [name for name in os.fsdecode(listed.stdout).split("\0") if name]
