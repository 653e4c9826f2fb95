# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is said where a library is missing: on the target for modules, on the controller for the lookup."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest
from simulator.process import Simulator

from .faces import INFO, LOOKUP, MODULES, Face, ask_with, connection
from .playbooks import Ansible
from .pythons import link_package, make_python

GOOD, BROKEN = "8656efdafebf440bb7008f174db6c567", "4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2"
CASES = {"case": {"task_id": GOOD}}


def _package(name: str) -> Path:
    return Path(str(metadata.distribution(name).locate_file(name)))


@pytest.mark.parametrize("face", MODULES, ids=lambda face: face.name)
def test_both_are_missing_on_the_target(tmp_path: Path, face: Face) -> None:
    ansible = Ansible(tmp_path / "ansible", target_python=make_python(tmp_path / "empty"))
    answer = face.answer(ask_with(ansible, face, CASES).outcomes["case"])
    assert answer.failed
    assert answer.message.startswith("Failed to import the required Python library (requests and jsonschema) on ")
    assert "Please read the module documentation and install it in the appropriate location" in answer.message


@pytest.mark.parametrize(("there", "missing"), [("requests", "jsonschema"), ("jsonschema", "requests")])
def test_one_is_missing_on_the_target(tmp_path: Path, there: str, missing: str) -> None:
    ansible = Ansible(tmp_path / "ansible", target_python=make_python(tmp_path / "one", there))
    answer = INFO.answer(ask_with(ansible, INFO, CASES).outcomes["case"])
    assert answer.failed
    assert answer.message.startswith(f"Failed to import the required Python library ({missing}) on ")


def test_a_library_that_cannot_be_imported_counts_as_missing(tmp_path: Path) -> None:
    python = make_python(tmp_path / "broken", "jsonschema")
    link_package(python, _package("requests"))  # without urllib3 and the others that it needs
    ansible = Ansible(tmp_path / "ansible", target_python=python)
    answer = INFO.answer(ask_with(ansible, INFO, CASES).outcomes["case"])
    assert answer.failed
    assert answer.message.startswith("Failed to import the required Python library (requests) on ")


def _with_half_of_jsonschema(folder: Path) -> str:
    python = make_python(folder, "requests")
    link_package(python, _package("jsonschema"))
    return python


def test_half_of_jsonschema_does_not_apply_a_schema_of_the_users(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", target_python=_with_half_of_jsonschema(tmp_path / "half"))
    known = {"region": "cn-north-4", "project_id": "p", "token": "some-token"}
    cases = {"case": {**CASES["case"], **known, "extra_schema": {"required": ["edge_pool_id"]}}}
    answer = INFO.answer(ask_with(ansible, INFO, cases).outcomes["case"])
    assert answer.failed
    assert answer.message == (
        "extra_schema cannot be applied: the Python library jsonschema cannot be imported; "
        "install it anew, with all that it needs"
    )


def test_with_half_of_jsonschema_a_task_that_may_break_the_contract_is_not_taken(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", target_python=_with_half_of_jsonschema(tmp_path / "half"))
    sample = {"sample": "c-queue-status-analysis-edge"}
    with Simulator({"tasks": [sample, {**sample, "set": {"id": BROKEN, "created_at": "yesterday"}}]}) as simulator:
        cases = {"case": {"region": "cn-north-4", "task_id": [GOOD, BROKEN]}}
        answer = INFO.answer(ask_with(ansible, INFO, cases, environment=connection(simulator.url)).outcomes["case"])
    assert answer.failed
    assert answer.message == (
        f"task {BROKEN}: the task cannot be checked: the Python library jsonschema cannot be imported; "
        "install it anew, with all that it needs"
    )


def test_they_are_missing_on_the_controller(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", controller_python=make_python(tmp_path / "controller", "ansible-core"))
    answer = LOOKUP.answer(ask_with(ansible, LOOKUP, CASES).outcomes["case"])
    assert answer.failed
    assert answer.message.startswith("Failed to import the required Python library (requests and jsonschema) on ")


def test_they_may_be_missing_on_the_controller_when_a_module_asks(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", controller_python=make_python(tmp_path / "controller", "ansible-core"))
    answer = INFO.answer(ask_with(ansible, INFO, CASES).outcomes["case"])
    assert "region is missing" in answer.message


def test_what_judges_needs_jsonschema_on_the_controller(tmp_path: Path) -> None:
    ansible = Ansible(tmp_path / "ansible", controller_python=make_python(tmp_path / "controller", "ansible-core"))
    expressions = {
        "running": "{} is campusgo.edge.running",
        "valid": "{} is campusgo.edge.valid_task",
        "problems": "{} | campusgo.edge.task_problems",
    }
    run = ansible.play(
        [
            {"name": name, "ansible.builtin.debug": {"msg": f"{{{{ {expression} }}}}"}, "ignore_errors": True}
            for name, expression in expressions.items()
        ]
    )
    assert run.outcomes["running"].result["msg"] is False
    for name in ("valid", "problems"):
        assert "Failed to import the required Python library (" in run.outcomes[name].result["msg"]
