# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the value of an option comes from when several sources have it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import RecordedRequest, Simulator

from .faces import FACES, LOOKUP, MODULES, Answer, Face, ask, ask_all, connection
from .playbooks import Ansible

ID = "8656efdafebf440bb7008f174db6c567"


@dataclass(frozen=True)
class Source:
    """A source of options. The identity that it holds, and a region, retries and perhaps an authority that cannot be."""

    name: str
    identity: dict[str, str]
    impossible: dict[str, Any]
    faces: tuple[Face, ...] = FACES
    kind: str = "environment"

    @property
    def credential(self) -> str:
        """The credential that shows in a request."""
        return next(value for value in self.identity.values() if value.startswith("credential-"))

    @property
    def project(self) -> str:
        """The project that shows in a request."""
        return next(value for value in self.identity.values() if value.startswith("project-"))


#: Highest first.
SOURCES = (
    Source(
        "argument",
        {"token": "credential-argument", "project_id": "project-argument"},
        {"region": "argument/", "retries": -1, "ca_path": "/nowhere/argument"},
        kind="argument",
    ),
    Source(
        "variable",
        {"campusgo_token": "credential-variable", "campusgo_project_id": "project-variable"},
        {"campusgo_region": "variable/", "campusgo_retries": -2, "campusgo_ca_path": "/nowhere/variable"},
        faces=(LOOKUP,),
        kind="variable",
    ),
    Source(
        "own",
        {"CAMPUSGO_TOKEN": "credential-own", "CAMPUSGO_PROJECT_ID": "project-own"},
        {"CAMPUSGO_REGION": "own/", "CAMPUSGO_RETRIES": "-3", "CAMPUSGO_CA_PATH": "/nowhere/own"},
    ),
    Source(
        "sdk",
        {
            "HUAWEICLOUD_SDK_AK": "credential-sdk",
            "HUAWEICLOUD_SDK_SK": "secret-sdk",
            "HUAWEICLOUD_SDK_PROJECT_ID": "project-sdk",
        },
        {},
    ),
    Source(
        "hw",
        {"HW_AUTH_TOKEN": "credential-hw", "HW_ACCESS_KEY": "other", "HW_SECRET_KEY": "secret-hw", "HW_PROJECT_ID": "project-hw"},
        {"HW_REGION_NAME": "hw/", "HW_MAX_RETRIES": "-5"},
    ),
    Source(
        "os",
        {"OS_ACCESS_KEY": "credential-os", "OS_SECRET_KEY": "secret-os", "OS_PROJECT_ID": "project-os"},
        {"OS_REGION_NAME": "os/", "OS_CACERT": "/nowhere/os"},
    ),
)


@dataclass
class Given:
    """Values of several sources, sorted by how they are given."""

    argument: dict[str, Any] = field(default_factory=dict)
    variable: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def add(self, source: Source, values: dict[str, Any]) -> None:
        """Give these values as this source does."""
        getattr(self, source.kind).update(values)


def _ask(folder: Path, given: Given, faces: tuple[Face, ...] = FACES) -> dict[Face, Answer]:
    cases = {"case": {"task_id": ID, **given.argument}}
    answers = ask_all(folder, cases, faces, environment=given.environment, vars=given.variable)
    return {face: answers[face, "case"] for face in faces}


def _identity(request: RecordedRequest) -> tuple[str, str]:
    signature = re.search(r"Access=([^,]+)", request.headers.get("authorization", ""))
    return request.headers.get("x-auth-token") or signature[1], request.path.split("/")[2]


@pytest.mark.parametrize("highest", range(len(SOURCES)), ids=lambda index: SOURCES[index].name)
def test_the_highest_source_says_who_asks(tmp_path: Path, simulator: Simulator, highest: int) -> None:
    sources = SOURCES[highest:]
    given = Given(environment={"CAMPUSGO_ENDPOINT": simulator.url})
    for source in sources:
        given.add(source, source.identity)
    answers = _ask(tmp_path, given)
    winners = [next(source for source in sources if face in source.faces) for face in FACES]
    expected = [(winner.credential, winner.project) for winner in winners]
    assert sorted(_identity(request) for request in simulator.requests()) == sorted(expected)
    for answer in answers.values():
        assert answer.failed  # the simulator knows none of these identities
        assert "the service answers 401 (APIGW.0301)" in answer.message


@pytest.mark.parametrize("highest", range(len(SOURCES)), ids=lambda index: SOURCES[index].name)
def test_the_highest_source_says_where_and_how(tmp_path: Path, highest: int) -> None:
    sources = SOURCES[highest:]
    given = Given(environment={"CAMPUSGO_TOKEN": "token", "CAMPUSGO_PROJECT_ID": "project"})
    for source in sources:
        given.add(source, source.impossible)
    for face, answer in _ask(tmp_path, given).items():
        values = [source.impossible for source in sources if face in source.faces]
        region, retries, ca_path = (_first(values, *names) for names in NAMES)
        assert f"region {region!r} is no region id" in answer.message
        assert f"ca_path {str(ca_path)!r} does not exist" in answer.message
        assert ("retries must be 0 or more" in answer.message) is (retries is not None)
        assert retries is None or f"not {retries}" in answer.message


#: Under which names the sources hold region, retries and authority.
NAMES = (
    ("region", "campusgo_region", "CAMPUSGO_REGION", "HW_REGION_NAME", "OS_REGION_NAME"),
    ("retries", "campusgo_retries", "CAMPUSGO_RETRIES", "HW_MAX_RETRIES"),
    ("ca_path", "campusgo_ca_path", "CAMPUSGO_CA_PATH", "OS_CACERT"),
)


def _first(values: list[dict[str, Any]], *names: str) -> Any:
    """The value of the highest source that has one under any of the names."""
    return next((given[name] for given in values for name in names if name in given), None)


def test_an_empty_variable_of_the_environment_counts_as_not_set(tmp_path: Path, simulator: Simulator) -> None:
    names = ("TOKEN", "ACCESS_KEY", "PROJECT_ID", "REGION", "CA_PATH", "USE_PROXY", "RETRIES", "TIMEOUT", "AUTH_METHOD")
    given = Given(
        environment={
            **{f"CAMPUSGO_{name}": "" for name in names},
            "CAMPUSGO_ENDPOINT": simulator.url,
            "HUAWEICLOUD_SDK_AK": "",
            "HW_AUTH_TOKEN": CREDENTIALS.token,
            "HW_PROJECT_ID": CREDENTIALS.project_id,
        }
    )
    answers = _ask(tmp_path, given)
    assert [answer.message for answer in answers.values() if answer.failed] == []
    assert len(simulator.requests()) == len(FACES)


def test_the_vendor_s_variable_gives_the_endpoint_of_a_region(tmp_path: Path, simulator: Simulator) -> None:
    environment = connection(simulator.url)
    given = Given(
        argument={"region": "cn-north-4"},
        environment={
            **{name: value for name, value in environment.items() if name != "CAMPUSGO_ENDPOINT"},
            "HUAWEICLOUD_SDK_REGION_CAMPUSGO_CN_NORTH_4": f"{simulator.url},http://127.0.0.1:9",
        },
    )
    answers = _ask(tmp_path, given)
    assert [answer.message for answer in answers.values() if answer.failed] == []
    assert len(simulator.requests()) == len(FACES)


@pytest.mark.parametrize(
    ("credentials", "message"),
    [
        (
            {"HW_ACCESS_KEY": CREDENTIALS.access_key, "OS_SECRET_KEY": CREDENTIALS.secret_key},
            "secret_key is missing beside access_key in the environment variables HW_*",
        ),
        (
            {"CAMPUSGO_SECRET_KEY": CREDENTIALS.secret_key, "HW_AUTH_TOKEN": CREDENTIALS.token},
            "access_key is missing beside secret_key in the environment variables CAMPUSGO_*",
        ),
        (
            {"HUAWEICLOUD_SDK_SECURITY_TOKEN": CREDENTIALS.security_token, "OS_AUTH_TOKEN": CREDENTIALS.token},
            "access_key and secret_key are missing beside security_token in the environment variables HUAWEICLOUD_SDK_*",
        ),
    ],
    ids=["hw and os", "own and hw", "sdk and os"],
)
def test_credentials_are_never_completed_from_another_source(
    tmp_path: Path, simulator: Simulator, credentials: dict[str, str], message: str
) -> None:
    environment = {name: value for name, value in connection(simulator.url).items() if name != "CAMPUSGO_TOKEN"}
    for answer in _ask(tmp_path, Given(environment=environment | credentials)).values():
        assert answer.message == f"{message}; credentials are never completed from another source"
    assert simulator.requests() == []


def test_a_method_asks_for_its_own_members(tmp_path: Path, simulator: Simulator) -> None:
    keys = {"HW_ACCESS_KEY": CREDENTIALS.access_key, "HW_SECRET_KEY": CREDENTIALS.secret_key}
    given = Given(argument={"auth_method": "access_key"}, environment=connection(simulator.url) | keys)
    answers = _ask(tmp_path, given)
    assert [answer.message for answer in answers.values() if answer.failed] == []
    assert [_identity(request)[0] for request in simulator.requests()] == [CREDENTIALS.access_key] * len(FACES)


@pytest.mark.parametrize(("name", "value"), [("VALIDATE_CERTS", "perhaps"), ("RETRIES", "many"), ("AUTH_METHOD", "magic")])
def test_nonsense_in_the_environment_is_refused(tmp_path: Path, simulator: Simulator, name: str, value: str) -> None:
    given = Given(environment=connection(simulator.url) | {f"CAMPUSGO_{name}": value})
    for answer in _ask(tmp_path, given).values():
        assert answer.failed
        assert name.lower() in answer.message
        assert value in answer.message
    assert simulator.requests() == []


def _variables(simulator: Simulator) -> dict[str, Any]:
    """The connection in Ansible variables, by way of other variables."""
    return {
        "somewhere": simulator.url,
        "secrets": {"token": CREDENTIALS.token},
        "campusgo_endpoint": "{{ somewhere }}",
        "campusgo_token": "{{ secrets.token }}",
        "campusgo_project_id": CREDENTIALS.project_id,
    }


def test_variables_may_be_templates(tmp_path: Path, simulator: Simulator) -> None:
    answer = _ask(tmp_path, Given(variable=_variables(simulator)), (LOOKUP,))[LOOKUP]
    assert not answer.failed, answer.message


def test_a_variable_that_is_undefined_is_not_passed_over(tmp_path: Path, simulator: Simulator) -> None:
    given = Given(variable={"campusgo_token": "{{ nowhere }}"}, environment=connection(simulator.url))
    answer = _ask(tmp_path, given, (LOOKUP,))[LOOKUP]
    assert answer.failed
    assert "the variable campusgo_token cannot be templated" in answer.message
    assert simulator.requests() == []


def test_a_variable_that_is_null_counts_as_not_set(tmp_path: Path, simulator: Simulator) -> None:
    null = {f"campusgo_{name}": None for name in ("token", "project_id", "retries", "validate_certs")}
    answer = _ask(tmp_path, Given(variable=null, environment=connection(simulator.url)), (LOOKUP,))[LOOKUP]
    assert not answer.failed, answer.message


def test_a_variable_with_an_empty_credential_is_refused(tmp_path: Path, simulator: Simulator) -> None:
    answer = _ask(tmp_path, Given(variable={"campusgo_token": ""}, environment=connection(simulator.url)), (LOOKUP,))[LOOKUP]
    assert answer.message == "token in the Ansible variables campusgo_* is empty"


def test_modules_do_not_read_variables(tmp_path: Path, simulator: Simulator) -> None:
    for answer in _ask(tmp_path, Given(variable=_variables(simulator)), MODULES).values():
        assert "; region is missing: give region or endpoint, or set CAMPUSGO_REGION; " in answer.message
    assert simulator.requests() == []


@pytest.mark.parametrize("face", MODULES, ids=lambda face: face.name)
def test_module_defaults_of_the_group(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    defaults = {"endpoint": simulator.url, "project_id": CREDENTIALS.project_id, "token": CREDENTIALS.token}
    cases = {"default": {"task_id": ID}, "overridden": {"task_id": ID, "project_id": "project-argument"}}
    run = ask(tmp_path, face, cases, module_defaults={"group/campusgo.edge.api": defaults})
    assert not face.answer(run.outcomes["default"]).failed
    assert face.answer(run.outcomes["overridden"]).failed
    assert [_identity(request)[1] for request in simulator.requests()] == [CREDENTIALS.project_id, "project-argument"]


def test_the_environment_of_a_task_reaches_modules_only(ansible: Ansible, simulator: Simulator) -> None:
    shared = {"environment": connection(simulator.url), "ignore_errors": True}
    run = ansible.play([{"name": face.name, **face.step({"task_id": ID}), **shared} for face in FACES])
    assert {name: outcome.failed for name, outcome in run.outcomes.items()} == {
        "task_info": False,
        "task_facts": False,
        "lookup": True,
    }
