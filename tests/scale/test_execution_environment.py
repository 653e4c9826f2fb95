# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an image with the collection is built from. The image itself needs a container engine, and is not built here."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest
import yaml
from functional.faces import connection
from functional.playbooks import Ansible
from functional.pythons import make_python
from pages import COLLECTION
from simulator.process import Simulator

from .guides import PLATFORM_FILES
from .machine import Machine

DEFINITION = "execution-environment.yml"


@pytest.fixture(scope="module")
def builder(tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """A machine with the collection's archive and the definition of the page, from which the build's files were made."""
    machine = Machine(tmp_path_factory.mktemp("builder"))
    machine.write({DEFINITION: PLATFORM_FILES[DEFINITION]})
    for command in (
        ("ansible-galaxy", "collection", "build", COLLECTION, "--output-path", machine.folder),
        ("ansible-builder", "create", "--output-filename", "Containerfile"),
    ):
        finished = machine.run(*command)
        assert finished.returncode == 0, finished.text
    return machine


@pytest.fixture(scope="module")
def collections(builder: Machine) -> Path:
    """The folder of collections as the image would have it: installed from the build's files, as its steps say."""
    containerfile = (builder.folder / "context" / "Containerfile").read_text(encoding="utf-8")
    (step,) = re.findall(
        r"^RUN .*(ansible-galaxy collection install .* -r requirements\.yml) --collections-path", containerfile, re.M
    )
    folder = builder.folder / "collections"
    command = (
        f"cd context/_build && {step.replace('$ANSIBLE_GALAXY_CLI_COLLECTION_OPTS', '--offline')} --collections-path {folder}"
    )
    finished = builder.run_lines(command, ANSIBLE_COLLECTIONS_PATH=str(folder))
    assert finished.returncode == 0, finished.text
    return folder


def introspected(builder: Machine, collections: Path) -> dict[str, list[str]]:
    """What ansible-builder finds that the collections need, as it finds it while it builds."""
    finished = builder.run("ansible-builder", "introspect", collections)
    assert finished.returncode == 0, finished.text
    needed = yaml.safe_load(finished.stdout)
    return {kind: [entry.partition("#")[0].strip() for entry in entries] for kind, entries in needed.items()}


def test_the_archive_says_what_it_needs(builder: Machine) -> None:
    (archive,) = builder.folder.glob("*.tar.gz")
    assert archive.name in PLATFORM_FILES[DEFINITION]
    with tarfile.open(archive) as members:
        assert {"meta/execution-environment.yml", "requirements.txt"} <= set(members.getnames())


def test_the_image_is_told_what_the_collection_needs(builder: Machine, collections: Path) -> None:
    listed = [line for line in (COLLECTION / "requirements.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"]
    assert listed
    assert introspected(builder, collections) == {"python": listed, "system": []}


def test_the_gate_runs_with_what_the_image_would_hold(
    builder: Machine, collections: Path, simulator: Simulator, tmp_path: Path
) -> None:
    """The installed collection, and a Python with nothing but Ansible and what the collection asks for."""
    needed = [re.match(r"[\w-]+", requirement)[0] for requirement in introspected(builder, collections)["python"]]
    python = make_python(tmp_path / "python", "ansible-core", *needed)
    variables = tmp_path / "variables.yml"
    variables.write_text(PLATFORM_FILES["variables.yml"], encoding="utf-8")
    environment = {**connection(simulator.url), "ANSIBLE_COLLECTIONS_PATH": str(collections)}
    ansible = Ansible(tmp_path / "controller", controller_python=python, target_python=python)
    run = ansible.command("playbook", "campusgo.edge.gate", "--extra-vars", f"@{variables}", environment=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "All 2 edge tasks are as expected" in run.stdout
