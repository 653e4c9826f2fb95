# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder that stands for a machine: a home, a working folder, and programs that get no variables but those of a test."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_RUN = 180.0
"""Seconds after which a program counts as hanging."""


@dataclass(frozen=True)
class Finished:
    """A finished program. ``stdout`` is binary, since programs hand archives to each other there."""

    returncode: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        """All that was printed."""
        return self.stdout.decode("utf-8", "replace") + self.stderr


class Machine:
    """Runs programs in ``folder``, the working folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._temporary = folder / "temporary"
        for made in (self.home, self._temporary):
            made.mkdir(parents=True)
        # Ansible 2.21 makes a Unix socket there, whose path must not be long.
        self._short = tempfile.TemporaryDirectory()
        self._temporary_link = Path(self._short.name) / "t"
        self._temporary_link.symlink_to(self._temporary)

    def write(self, files: dict[str, str]) -> None:
        """Write files, named by their paths from the working folder."""
        for name, text in files.items():
            file = self.folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def run(self, *command: str | Path, stdin: bytes = b"", **environment: str) -> Finished:
        """Run a program of the virtual environment or of the system."""
        (self.home / "ansible.cfg").touch()
        finished = subprocess.run(
            command,
            cwd=self.folder,
            env={
                "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
                "LC_ALL": "C.UTF-8",
                "HOME": str(self.home),
                "TMPDIR": str(self._temporary_link),
                "PYTHONDONTWRITEBYTECODE": "1",
                "ANSIBLE_CONFIG": str(self.home / "ansible.cfg"),
                "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
                "ANSIBLE_REMOTE_TEMP": str(self._temporary / "remote"),
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "ANSIBLE_NOCOLOR": "1",
                **environment,
            },
            input=stdin,
            capture_output=True,
            timeout=LONGEST_RUN,
            check=False,
        )
        return Finished(finished.returncode, finished.stdout, finished.stderr.decode("utf-8", "replace"))

    def run_lines(self, lines: str, **environment: str) -> Finished:
        """Run lines in a shell, which ends with the first that fails."""
        return self.run("bash", "-e", "-c", lines, **environment)

    def places_of(self, text: str, folder: str = ".") -> list[str]:
        """The files below a folder that hold a text, by their paths from that folder."""
        return [str(path) for path, content in self._contents(self.folder / folder) if text.encode() in content]

    @staticmethod
    def _contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                yield file.relative_to(folder), file.read_bytes()
