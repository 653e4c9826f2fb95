# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things lie. Whatever is generated lies below ``build/``."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"

HOME = BUILD / "home"
"""The home folder of every program that is started, so that the user's own is neither read nor written."""

VENVS = BUILD / "venv"


def collection_in(workspace: Path) -> Path:
    """Return where the copy of the collection lies in a workspace; Ansible's tools insist on the last three names."""
    return workspace / "collections" / "ansible_collections" / "campusgo" / "edge"
