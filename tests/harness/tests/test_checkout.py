# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy to work in holds what git tracks or would track, nothing that was generated, and is a git repository of its own."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from harness import checkout
from harness.layout import collection_in


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
    files = {file.relative_to(copy) for file in copy.rglob("*") if file.is_file()}
    return {str(file) for file in files if file.parts[0] != ".git"}


def _git(folder: Path, *arguments: str) -> list[str]:
    """Run git in a folder, and return the lines that it prints."""
    return subprocess.run(["git", *arguments], cwd=folder, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()


needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


def test_without_git_all_but_generated_folders_is_copied(root: Path, tmp_path: Path) -> None:
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml", "plugins/module.py"}


@needs_git
def test_with_git_what_is_deleted_or_ignored_is_left_out(root: Path, tmp_path: Path) -> None:
    (root / "deleted.txt").write_text("")
    _git(root, "init", "--quiet")
    _git(root, "add", "deleted.txt")
    (root / "deleted.txt").unlink()
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml", "plugins/module.py"}


def test_a_copy_holds_nothing_of_the_copy_before(root: Path, tmp_path: Path) -> None:
    _copied(tmp_path / "work")
    (root / "plugins" / "module.py").unlink()
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml"}


@needs_git
@pytest.mark.parametrize("of_a_repository", [True, False])
def test_git_knows_each_file_of_a_copy_in_an_ignored_folder(root: Path, of_a_repository: bool) -> None:
    if of_a_repository:
        _git(root, "init", "--quiet")
    copied = _copied(root / "build" / "test")
    assert "plugins/module.py" in copied
    assert set(_git(collection_in(root / "build" / "test"), "ls-files", "--cached")) == copied


@needs_git
def test_neither_settings_of_the_user_nor_a_hook_change_what_git_knows(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / ".gitconfig"
    settings.write_text("[core]\nautocrlf = true\nsafecrlf = true\n")  # with which git refuses to add these files
    (root / "lines.txt").write_text("one\ntwo\n")
    copy = collection_in(tmp_path / "work")
    with monkeypatch.context() as patch:
        patch.setenv("HOME", str(tmp_path))
        patch.setenv("GIT_CONFIG_GLOBAL", str(settings))
        patch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        copied = _copied(tmp_path / "work")
    assert "lines.txt" in copied
    assert set(_git(copy, "ls-files", "--cached")) == copied


def test_there_need_be_no_git(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").mkdir()
    monkeypatch.setattr(checkout.shutil, "which", lambda name: None)
    assert _copied(tmp_path / "work") == {".gitignore", "galaxy.yml", "plugins/module.py"}
    assert not (collection_in(tmp_path / "work") / ".git").exists()
