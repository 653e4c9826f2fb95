# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where reports are written, and how: whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument

_SAFE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_DIGEST = re.compile(r"-[0-9a-f]{16}$", re.IGNORECASE)


def folder_of(host: str, hosts: Iterable[str]) -> str:
    """The name of a folder for the reports of one of several hosts.

    The host's own name where that is safe. Else a digest of it stands behind what is left, so that names never become the same,
    not even where the file system ignores case.
    """
    alike = {other for other in hosts if other.casefold() == host.casefold()}
    if _SAFE_NAME.fullmatch(host) and not _DIGEST.search(host) and alike <= {host}:
        return host
    digest = hashlib.sha256(host.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{re.sub(r'[^A-Za-z0-9_-]', '_', host)[:80]}-{digest}".lstrip("-")


def write_reports(folder: Path, contents: Mapping[str, str]) -> list[str]:
    """Writes files into a folder, which is made. Returns their paths. Raises InvalidArgument when it cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            _replace(folder / name, text)
    except (OSError, ValueError) as error:  # a null character in a path is a ValueError
        reason = getattr(error, "strerror", None) or error
        raise InvalidArgument(f"the reports cannot be written to {folder}: {reason}; give another report_dir") from None
    return [str(folder / name) for name in contents]


def _replace(path: Path, text: str) -> None:
    """Puts a file in place in one step; permissions are those that the process gives to new files."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
