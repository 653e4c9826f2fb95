# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Ansible's commands in a home folder of its own, with no variables but those that a test gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

TARGET_PYTHON = os.environ.get("CAMPUSGO_TEST_TARGET_PYTHON", sys.executable)
"""The interpreter that modules run on."""

LONGEST_RUN = 600.0
"""Seconds after which a run counts as hanging."""

_CALLBACK_PLUGINS = Path(__file__).with_name("callback_plugins")


@dataclass(frozen=True)
class Outcome:
    """What a task of a play returned."""

    result: Mapping[str, Any]
    failed: bool
    seconds: float


@dataclass(frozen=True)
class Run:
    """A finished run: what each task returned, by the task's name, and the folder with all that the run left behind."""

    returncode: int
    stdout: str
    stderr: str
    outcomes: Mapping[str, Outcome]
    folder: Path

    def places_of(self, text: str) -> list[str]:
        """Where ``text`` stands in anything that the run printed, returned or left behind."""
        return [place for place, content in self._traces() if text in content]

    def _traces(self) -> Iterator[tuple[str, str]]:
        yield "standard output", self.stdout
        yield "standard error", self.stderr
        yield "results", json.dumps([asdict(outcome) for outcome in self.outcomes.values()], ensure_ascii=False)
        for file in sorted(self.folder.rglob("*")):
            if file.is_file():
                yield str(file.relative_to(self.folder)), file.read_bytes().decode("utf-8", "replace")


class Ansible:
    """A controller with a home folder of its own below ``folder``.

    Tests may furnish ``home`` before a run, and let a run write to ``left``, which is searched for secrets like the home folder
    within it. Modules run on ``target_python``, everything else on ``controller_python``.
    """

    def __init__(self, folder: Path, *, controller_python: str = sys.executable, target_python: str = TARGET_PYTHON) -> None:
        self._folder = folder
        self._controller_python = controller_python
        self._target_python = target_python
        self.left = folder / "left"
        self.home = self.left / "home"
        self._temporary = self.left / "temporary"
        for made in (self.home, self._temporary):
            made.mkdir(parents=True)
        # Ansible 2.21 makes a Unix socket there, whose path must not be long.
        self._short = tempfile.TemporaryDirectory()
        self._temporary_link = Path(self._short.name) / "t"
        self._temporary_link.symlink_to(self._temporary)

    def play(
        self,
        tasks: Sequence[Mapping[str, Any]],
        *,
        environment: Mapping[str, str] | None = None,
        arguments: Iterable[str] = (),
        **keywords: Any,
    ) -> Run:
        """Run one play on localhost; ``keywords`` are keywords of the play, such as ``vars``."""
        play = {"hosts": "localhost", "gather_facts": False, **keywords, "tasks": list(tasks)}
        return self.playbook(json.dumps([play], indent=1), environment=environment, arguments=arguments)  # JSON is YAML

    def playbook(self, text: str, *, environment: Mapping[str, str] | None = None, arguments: Iterable[str] = ()) -> Run:
        """Run a playbook. Fails when a traceback shows, whatever else came of it."""
        playbook, record = self._folder / "playbook.yml", self._folder / "record.json"
        playbook.write_text(text, encoding="utf-8")
        record.unlink(missing_ok=True)
        extra = ["--extra-vars", json.dumps({"ansible_python_interpreter": self._target_python})]
        recording = {
            "ANSIBLE_CALLBACK_PLUGINS": str(_CALLBACK_PLUGINS),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "RECORD_FILE": str(record),
        }
        run = self.command("playbook", str(playbook), *extra, *arguments, environment={**recording, **(environment or {})})
        recorded = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
        run = replace(run, outcomes={name: Outcome(**outcome) for name, outcome in recorded.items()})
        _require_no_traceback(run)
        return run

    def command(self, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Run:
        """Run a command of Ansible, such as playbook or inventory. Fails when a traceback shows."""
        settings = self._folder / "ansible.cfg"
        settings.touch()
        finished = subprocess.run(
            [self._controller_python, "-m", "ansible", name, *arguments],
            cwd=self._folder,
            env={
                "PATH": os.environ["PATH"],
                "LC_ALL": "C.UTF-8",
                "HOME": str(self.home),
                "TMPDIR": str(self._temporary_link),
                "PYTHONDONTWRITEBYTECODE": "1",
                "ANSIBLE_CONFIG": str(settings),
                "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
                "ANSIBLE_REMOTE_TEMP": str(self._temporary / "remote"),
                "ANSIBLE_LOCALHOST_WARNING": "false",
                "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
                "ANSIBLE_NOCOLOR": "1",
                # Whatever comes from the service must never be taken for a template.
                "_ANSIBLE_TEMPLAR_UNTRUSTED_TEMPLATE_BEHAVIOR": "error",
                **(environment or {}),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=LONGEST_RUN,
            check=False,
        )
        run = Run(finished.returncode, finished.stdout, finished.stderr, {}, self.left)
        _require_no_traceback(run)
        return run


def _require_no_traceback(run: Run) -> None:
    assert not run.places_of("Traceback (most recent call last)"), run.stdout + run.stderr
