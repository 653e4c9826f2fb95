# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An artifact that is built in a checkout in which people work holds nothing of theirs."""

from __future__ import annotations

import fnmatch

import pytest
import yaml
from harness.layout import ROOT

IGNORED = [
    line.strip("/")
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
LEFT_OUT = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["build_ignore"]


@pytest.mark.parametrize("ignored", IGNORED)
def test_what_git_ignores_is_not_built(ignored: str) -> None:
    parents = ["/".join(ignored.split("/")[:depth]) for depth in range(1, ignored.count("/") + 2)]
    assert any(fnmatch.fnmatch(parent, pattern) for parent in parents for pattern in LEFT_OUT)
