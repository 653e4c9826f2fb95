# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy to work in holds what git tracks or would track, and nothing that was generated."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from harness import checkout


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout with generated files, not yet a git repository."""
    root = tmp_path / "root"
    for name in ("galaxy.yml", "plugins/module.py", "build/venv/file", "plugins/__pycache__/module.pyc"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / ".gitignore").write_text("/build/\n__pycache__/\n")
    monkeypatch.setattr(checkout, "ROOT", root)
    return root


def _copied(workspace: Path) -> set[str]:
    copy = checkout.copy_collection(workspace)
    assert copy.parts[-3:] == ("ansible_collections", "campusgo", "edge")
    return {str(file.relative_to(copy)) for file in copy.rglob("*") if file.is_file()}


def test_without_git_all_but_generated_folders_is_copied(root: Path, tmp_path: Path) -> None:
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml", "plugins/module.py"}


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_with_git_what_is_deleted_or_ignored_is_left_out(root: Path, tmp_path: Path) -> None:
    (root / "deleted.txt").write_text("")
    for command in (["init", "--quiet"], ["add", "deleted.txt"]):
        subprocess.run(["git", *command], cwd=root, check=True)
    (root / "deleted.txt").unlink()
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml", "plugins/module.py"}


def test_a_copy_holds_nothing_of_the_copy_before(root: Path, tmp_path: Path) -> None:
    _copied(tmp_path / "work")
    (root / "plugins" / "module.py").unlink()
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml"}
