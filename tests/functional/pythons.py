# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual environments that hold some packages of the running one and lack others."""

from __future__ import annotations

import re
import venv
from importlib import metadata
from pathlib import Path


def make_python(folder: Path, *distributions: str) -> str:
    """The interpreter of a new virtual environment with these distributions, and what they need, linked into it."""
    venv.create(folder, symlinks=True)
    (packages,) = folder.glob("lib/python3.*/site-packages")
    for name in _with_requirements(distributions):
        for entry in _top_level_entries(metadata.distribution(name)):
            if not (packages / entry.name).exists():
                (packages / entry.name).symlink_to(entry)
    return str(folder / "bin" / "python")


def link_package(python: str, package: Path) -> None:
    """Link one folder of a package into a virtual environment."""
    (packages,) = Path(python).parents[1].glob("lib/python3.*/site-packages")
    (packages / package.name).symlink_to(package)


def _with_requirements(names: tuple[str, ...]) -> set[str]:
    """These distributions and all that they need, as far as it is installed: what is not is for other platforms."""
    found: set[str] = set()
    pending = list(names)
    while pending:
        name = pending.pop().lower()
        if name in found or not _is_installed(name):
            continue
        found.add(name)
        required = [r for r in metadata.requires(name) or [] if "extra ==" not in r]
        pending += [re.match(r"[A-Za-z0-9._-]+", requirement)[0] for requirement in required]
    return found


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _top_level_entries(distribution: metadata.Distribution) -> set[Path]:
    """The folders and files of a distribution that lie directly in site-packages."""
    root = Path(str(distribution.locate_file("")))
    names = {file.parts[0] for file in distribution.files or []}
    return {root / name for name in names if name not in ("..", "__pycache__")}
