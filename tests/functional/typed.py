# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that a page tells people to type: whether the program would take them, without doing what they do."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from ansible import constants
from packaging.requirements import Requirement
from pages import AUTHENTICATE, COLLECTION, code, table

Words = list[str]

GALAXY = yaml.safe_load((COLLECTION / "galaxy.yml").read_text(encoding="utf-8"))
NAME = f"{GALAXY['namespace']}.{GALAXY['name']}"

_CONTENTS = {
    file.stem
    for pattern in ("plugins/*/*.py", "plugins/*/*.yml", "playbooks/*.yml", "roles/*")
    for file in COLLECTION.glob(pattern)
}
_VARIABLE = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)=.*", re.DOTALL)


def commands(text: str) -> Iterator[tuple[str, list[str]]]:
    """The commands of a block that shows a terminal, each with the lines that it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, *printed = part.rstrip("\n").split("\n")
        yield command, printed


def check(command: str) -> None:
    """Fail unless the command is one that its program takes. Fails for a program that nobody knows how to check."""
    for collection, content in re.findall(r"\b(campusgo[.-]\w+)(?:\.(\w+))?", command):
        assert collection.replace("-", ".") == NAME, f"{collection} is not this collection"
        assert not content or content in _CONTENTS, f"there is no {collection}.{content}"
    words = shlex.split(re.sub(r"\s(?:>>|[<>|])\s.*", "", command), comments=True)
    while words and (found := _VARIABLE.fullmatch(words[0])):
        _check_variable(found[1])
        words = words[1:]
    if not words:
        return
    program = words[0].rsplit("/", 1)[-1]
    assert program in _CHECKS, f"no test knows how to check the command {command!r}"
    _CHECKS[program](words[1:])


def _check_variable(name: str) -> None:
    ours = {code(cell) for row in _option_rows() for cell in row[3].split(", ") if cell}
    ansibles = {
        entry["name"]
        for definition in constants.config.get_configuration_definitions().values()
        for entry in definition.get("env") or []
    }
    assert name in ours | ansibles, f"nothing reads the variable {name}"


def _option_rows() -> list[tuple[str, ...]]:
    return table(AUTHENTICATE, "option", "default", "Ansible variable", "environment variables, highest first")


def _export(words: Words) -> None:
    for word in words:
        found = _VARIABLE.fullmatch(word)
        assert found, word
        _check_variable(found[1])


def _make(words: Words) -> None:
    """Make itself says whether there is such a target; it takes any variable."""
    words = words[2:] if words[0] == "-C" else words
    known = re.findall(r"^([A-Z]+) \?=", (COLLECTION / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    for word in words:
        found = _VARIABLE.fullmatch(word)
        assert not found or found[1] in known, f"the Makefile reads no variable {found[1]}"
    finished = subprocess.run(["make", "--dry-run", *words], cwd=COLLECTION, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


def _ansible(name: str) -> Callable[[Words], None]:
    """A check by the parser of one of Ansible's own commands."""

    def parse(words: Words) -> None:
        module = importlib.import_module(f"ansible.cli.{name}")
        getattr(module, f"{name.title()}CLI")([f"ansible-{name}", *words]).parse()

    return parse


def _python(words: Words) -> None:
    assert words[0] == "-m"
    assert words[1] in ("pip", "venv")
    if words[1] == "pip":
        _pip(words[2:])


def _pip(words: Words) -> None:
    """What is installed has the floors that the collection declares, or none where files are at hand."""
    assert words[0] in ("install", "download")
    declared = {Requirement(line) for line in _lines(COLLECTION / "requirements.txt")} | {Requirement(_ansible_core())}
    asked = [Requirement(word) for word in words[1:] if not word.startswith("--") and word != "files"]
    assert asked
    for requirement in asked:
        bare = "--no-index" in words and not requirement.specifier
        assert requirement in declared or (bare and requirement.name in {known.name for known in declared}), requirement


def _ansible_core() -> str:
    runtime = yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    return f"ansible-core{runtime['requires_ansible'].removesuffix('.0')}"


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def _git(words: Words) -> None:
    assert words == ["clone", GALAXY["repository"]]


def _anything(_words: Words) -> None:
    """Programs of every system, whose arguments are plain."""


_CHECKS: dict[str, Callable[[Words], None]] = {
    ".": _anything,
    "export": _export,
    "git": _git,
    "make": _make,
    "pip": _pip,
    "python3": _python,
    **{f"ansible-{name}": _ansible(name) for name in ("doc", "galaxy", "inventory", "playbook", "vault")},
    # The first two are run by tests/scale.
    **dict.fromkeys(("ansible-builder", "ansible-runner", "cat", "cd", "echo", "rm", "test"), _anything),
}
