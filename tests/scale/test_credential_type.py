# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential type for AWX: AWX takes it, it says what the collection reads, and each way to authenticate works with it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import functional
import jsonschema
import pytest
import yaml
from ansible_collections.campusgo.edge.plugins.module_utils.options import AUTH_METHODS, SERVICE_OPTIONS
from ansible_collections.campusgo.edge.plugins.module_utils.options import CREDENTIALS as MEMBERS
from functional.faces import SECRETS
from functional.playbooks import Ansible
from jinja2 import UndefinedError
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from . import awx
from .guides import PLATFORM_FILES

INPUTS: awx.Definition = yaml.safe_load(PLATFORM_FILES["inputs.yml"])
INJECTORS: awx.Definition = yaml.safe_load(PLATFORM_FILES["injectors.yml"])
FIELDS: dict[str, dict[str, Any]] = {field["id"]: field for field in INPUTS["fields"]}
OPTIONS = {option.name: option for option in SERVICE_OPTIONS}

PROFILES = f"""[other]
ak = {CREDENTIALS.temporary_access_key}
sk = {CREDENTIALS.temporary_secret_key}
security_token = {CREDENTIALS.security_token}
project_id = {CREDENTIALS.project_id}
"""
DEMO = asdict(CREDENTIALS)
WAYS: dict[str, dict[str, str]] = {
    "token": {name: DEMO[name] for name in ("project_id", "token")},
    "access_key": {name: DEMO[name] for name in ("access_key", "secret_key")},
    "temporary access_key": {
        "project_id": CREDENTIALS.project_id,
        "access_key": CREDENTIALS.temporary_access_key,
        "secret_key": CREDENTIALS.temporary_secret_key,
        "security_token": CREDENTIALS.security_token,
    },
    "password": {name: DEMO[name] for name in ("username", "password", "domain_name")},
    "profile": {"credentials_file": PROFILES, "profile": "other"},
    "metadata": {"auth_method": "metadata", "project_id": CREDENTIALS.project_id},
}


LOOK = {
    "name": "Look",
    "ansible.builtin.assert": {"that": ["campusgo_edge_task is campusgo.edge.running", "ansible_connection == 'local'"]},
}


def places(simulator: Simulator) -> dict[str, str]:
    """The values of a credential that say where services are."""
    return {"region": CREDENTIALS.region, "endpoint": simulator.url, "iam_endpoint": simulator.url}


def test_awx_takes_it() -> None:
    awx.check(INPUTS, INJECTORS)


@pytest.mark.parametrize(
    ("inputs", "injectors", "problem"),
    [
        ({"fields": [{"id": "a"}]}, {}, jsonschema.ValidationError),
        ({"fields": [{"id": "a", "label": "A", "secrets": True}]}, {}, jsonschema.ValidationError),
        ({"fields": [{"id": "a", "label": "A", "type": "boolean", "secret": True}]}, {}, jsonschema.ValidationError),
        ({"fields": [{"id": "a", "label": "A"}], "required": ["b"]}, {}, jsonschema.ValidationError),
        ({"fields": []}, {}, jsonschema.ValidationError),
        (INPUTS, {"env": {"ANSIBLE_CONFIG": ""}}, jsonschema.ValidationError),
        (INPUTS, {"env": {"PATH": ""}}, jsonschema.ValidationError),
        (INPUTS, {"envs": {}}, jsonschema.ValidationError),
        (INPUTS, {"env": {"CAMPUSGO_TOKEN": "{{ tokn }}"}}, UndefinedError),
        (INPUTS, {"env": {"CAMPUSGO_TOKEN": "{{ tower.filename }}"}}, UndefinedError),
    ],
    ids=["label", "member", "boolean", "required", "nothing", "reserved", "blocked", "kind", "unknown field", "no file"],
)
def test_what_awx_would_not_take_is_noticed(inputs: awx.Definition, injectors: awx.Definition, problem: type[Exception]) -> None:
    with pytest.raises(problem):
        awx.check(inputs, injectors)


def test_every_variable_is_one_that_the_collection_reads() -> None:
    assert INJECTORS.keys() == {"file", "env"}
    assert INJECTORS["env"].keys() == {f"CAMPUSGO_{name.upper()}" for name in FIELDS}
    assert FIELDS.keys() <= OPTIONS.keys()
    for name in FIELDS:
        assert f"CAMPUSGO_{name.upper()}" == OPTIONS[name].environment[0]


def test_every_credential_has_a_field() -> None:
    assert {option.name for option in MEMBERS} <= FIELDS.keys()
    assert FIELDS["auth_method"]["choices"] == ["auto", *AUTH_METHODS]
    assert {way.split()[-1] for way in WAYS} == set(AUTH_METHODS)


def test_what_is_secret_is_hidden(tmp_path: Path) -> None:
    secret = {option.name for option in MEMBERS if option.secret} | {"credentials_file"}  # the field holds what is in the file
    assert {name for name, field in FIELDS.items() if field.get("secret")} == secret
    values = {**DEMO, "credentials_file": PROFILES}
    _environment, shown = awx.inject(INPUTS, INJECTORS, values, tmp_path)
    assert [secret for secret in SECRETS if secret in json.dumps(shown)] == []
    assert shown["CAMPUSGO_TOKEN"] == awx.HIDDEN


def test_what_is_left_empty_counts_as_not_set(tmp_path: Path) -> None:
    environment, _shown = awx.inject(INPUTS, INJECTORS, {}, tmp_path)
    assert set(environment.values()) == {""}


def test_a_box_that_nobody_ticked_says_false(tmp_path: Path) -> None:
    """Why the page advises against one for validate_certs."""
    field = {"id": "validate_certs", "label": "Verify", "type": "boolean"}
    injectors = {"env": {"CAMPUSGO_VALIDATE_CERTS": "{{ validate_certs }}"}}
    environment, _shown = awx.inject({"fields": [field]}, injectors, {}, tmp_path)
    assert environment == {"CAMPUSGO_VALIDATE_CERTS": "False"}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_authenticate(ansible: Ansible, simulator: Simulator, tmp_path: Path, way: str) -> None:
    environment, _shown = awx.inject(INPUTS, INJECTORS, {**places(simulator), **WAYS[way]}, tmp_path / "job")
    environment["PYTHONPATH"] = str(Path(functional.__file__).parent / "reroute")  # for the metadata service
    environment["METADATA_PORT"] = str(urlsplit(simulator.url).port)
    variables = tmp_path / "variables.yml"
    variables.write_text(PLATFORM_FILES["variables.yml"], encoding="utf-8")
    run = ansible.command("playbook", "campusgo.edge.gate", "--extra-vars", f"@{variables}", environment=environment)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "All 2 edge tasks are as expected" in run.stdout
    assert [place for secret in SECRETS for place in run.places_of(secret)] == []


def test_wrong_credentials_are_no_green_gate(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    """The tests above would prove nothing if the simulator took anything."""
    values = {**places(simulator), "project_id": CREDENTIALS.project_id, "token": "wrong"}
    environment, _shown = awx.inject(INPUTS, INJECTORS, values, tmp_path / "job")
    variables = tmp_path / "variables.yml"
    variables.write_text(PLATFORM_FILES["variables.yml"], encoding="utf-8")
    run = ansible.command("playbook", "campusgo.edge.gate", "--extra-vars", f"@{variables}", environment=environment)
    assert run.returncode == 2
    assert "2 of 2 edge tasks are not as expected" in run.stdout


@pytest.mark.parametrize("good", [True, False], ids=["good", "refused"])
def test_the_inventory_source(ansible: Ansible, simulator: Simulator, tmp_path: Path, good: bool) -> None:
    """AWX reads a source with this variable set, so one that fails is an error and no empty inventory."""
    values = {**places(simulator), "project_id": CREDENTIALS.project_id, "token": CREDENTIALS.token if good else "wrong"}
    environment, _shown = awx.inject(INPUTS, INJECTORS, values, tmp_path / "job")
    source = tmp_path / "tasks.campusgo_edge.yml"
    source.write_text(PLATFORM_FILES["tasks.campusgo_edge.yml"], encoding="utf-8")
    environment["ANSIBLE_INVENTORY_UNPARSED_FAILED"] = "True"
    run = ansible.command("inventory", "--inventory", str(source), "--list", "--export", environment=environment)
    assert (run.returncode == 0) == good, run.stdout + run.stderr
    if good:
        # AWX keeps what was printed, and gives it to jobs as a script that prints it.
        script = tmp_path / "hosts"
        script.write_text(f"#!/bin/sh\ncat <<'END'\n{run.stdout}\nEND\n", encoding="utf-8")
        script.chmod(0o700)
        arguments = ("--inventory", str(script))
        play = {"hosts": "campusgo_edge", "gather_facts": False, "tasks": [LOOK]}
        run = ansible.playbook(json.dumps([play]), arguments=arguments)
        assert run.returncode == 0, run.stdout + run.stderr
        assert run.outcomes["Look"].result["msg"] == "All assertions passed"
        assert run.stdout.count("All assertions passed") == 5
