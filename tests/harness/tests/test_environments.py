# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user has set does not reach the programs that are started."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from harness import environments, matrix
from harness.environments import Venv, isolated


def test_settings_of_the_user_stay_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "ANSIBLE_STDOUT_CALLBACK",
        "CAMPUSGO_TOKEN",
        "OS_TOKEN",
        "PYTHONPATH",
        "PYTEST_ADDOPTS",
        "https_proxy",
    ):
        monkeypatch.setenv(name, "of the user")
    variables = isolated(Venv(tmp_path), ANSIBLE_COLLECTIONS_PATH=tmp_path)
    assert "of the user" not in variables.values()
    assert variables["ANSIBLE_COLLECTIONS_PATH"] == str(tmp_path)
    assert variables["HOME"] == str(environments.HOME)


def test_the_search_path_starts_with_the_environment_and_leaves_the_users_home_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("PATH", os.pathsep.join([str(home / ".shims"), "/usr/bin", "", str(home)]))
    assert isolated(Venv(tmp_path))["PATH"] == os.pathsep.join([str(tmp_path / "bin"), "/usr/bin"])


def test_included_requirements_belong_to_the_fingerprint(tmp_path: Path) -> None:
    outer, inner = tmp_path / "outer.txt", tmp_path / "inner.txt"
    outer.write_text("-r inner.txt\nrequests\n")
    inner.write_text("jsonschema\n")
    before = environments._fingerprint(outer, sys.executable)
    assert environments._fingerprint(outer, sys.executable) == before
    inner.write_text("jsonschema>=4\n")
    assert environments._fingerprint(outer, sys.executable) != before


def test_a_broken_shim_is_no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    name = f"python{version}"
    shims, real = tmp_path / "shims", tmp_path / "real"
    for folder in (shims, real):
        folder.mkdir()
    (shims / name).write_text("#!/bin/sh\necho 'not installed' >&2\nexit 127\n")
    (shims / name).chmod(0o755)
    (real / name).symlink_to(shutil.which(sys.executable) or sys.executable)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", os.pathsep.join([str(shims), str(real)]))
    assert matrix.find_python(version) == str(real / name)
    monkeypatch.setenv("PATH", str(shims))
    assert matrix.find_python(version) is None
