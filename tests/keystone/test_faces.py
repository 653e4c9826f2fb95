# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every face logs in at Keystone with a password, or finds the project of its token there, and shows neither."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from functional.faces import ASSERT, INFO, LOOKUP, Answers, Arguments, Face, ask_all_with
from functional.playbooks import Ansible

from .identities import (
    CLOSED_PROJECT,
    OTHER_DOMAIN,
    PLANTED,
    READ_ONLY_PROJECT,
    REGION,
    SHARED_REGION,
    SUBPROJECT,
    Account,
    Identity,
)
from .process import Keystone
from .task_service import LAST, TaskService

ID = "8656efdafebf440bb7008f174db6c567"
NOWHERE = "xx-nowhere-1"
FACES = (INFO, LOOKUP, ASSERT)

ACCEPTED = {
    "project by id": REGION,
    "project by name": SUBPROJECT,
    "project by region": REGION,
    "method by name": REGION,
    "name that another domain has too": SHARED_REGION,
    "endpoint with version": REGION,
    "endpoint with version and slash": REGION,
    "token": SUBPROJECT,
    "token and region": REGION,
    "token and project by name": SUBPROJECT,
    "token that is revoked": REGION,
}
"""The project that each case must lead to."""

_REFUSED_LOGIN = (401, "check username, password and domain_name, and that the user may use the project")
DENIED = {
    "wrong password": _REFUSED_LOGIN,
    "wrong user": _REFUSED_LOGIN,
    "wrong domain": _REFUSED_LOGIN,
    "unknown project": _REFUSED_LOGIN,
    "unknown region": _REFUSED_LOGIN,
    "unknown id": _REFUSED_LOGIN,
    "project without a role": _REFUSED_LOGIN,
    "wrong token and region": (401, "check the credentials, that a token has not expired, or set project_id"),
    "token that may not look for projects": (403, "allow the user to list projects, or set project_id"),
}
"""With which status Keystone refuses each case, and what the message advises."""

UNDECIDED = {"token, region that nobody knows": NOWHERE, "token, region that two domains have": SHARED_REGION}
"""Names that do not lead to one project."""


def _ask(folder: Path, cases: Mapping[str, Arguments], environment: Mapping[str, str]) -> Answers:
    """Ask by every face, as talkative as Ansible gets."""
    ansible = Ansible(folder)
    settings = {"ANSIBLE_LOG_PATH": str(ansible.left / "log.txt"), **environment}
    return ask_all_with(ansible, cases, FACES, environment=settings, arguments=["-vvvv", "--diff"])


@pytest.fixture(scope="module")
def cases(keystone: Keystone, account: Account, identity: Identity) -> dict[str, Arguments]:
    """The arguments of every case."""

    def token(project: str) -> str:
        answer = identity.log_in({"id": account.projects[project]}, **account.login)
        answer.raise_for_status()
        return answer.headers["X-Subject-Token"]

    user, region = account.login, {"region": REGION}
    cases: dict[str, Arguments] = {
        "project by id": {**user, "project_id": account.projects[REGION]},
        "project by name": {**user, **region, "project_name": SUBPROJECT},
        "project by region": {**user, **region},
        "method by name": {**user, **region, "auth_method": "password"},
        "name that another domain has too": {**user, "region": SHARED_REGION},
        "endpoint with version": {**user, **region, "iam_endpoint": f"{keystone.url}/v3"},
        "endpoint with version and slash": {**user, **region, "iam_endpoint": f"{keystone.url}/v3/"},
        "token": {"token": token(SUBPROJECT), "project_id": account.projects[SUBPROJECT]},
        "token and region": {"token": token(REGION), **region},
        "token and project by name": {"token": token(SUBPROJECT), **region, "project_name": SUBPROJECT},
        "token that is revoked": {**user, **region, "task_id": [LAST, ID], "concurrency": 1},
        "wrong password": {**user, **region, "password": account.password.strip()},
        "wrong user": {**user, **region, "username": "nobody"},
        "wrong domain": {**user, **region, "domain_name": OTHER_DOMAIN},
        "unknown project": {**user, **region, "project_name": NOWHERE},
        "unknown region": {**user, "region": NOWHERE},
        "unknown id": {**user, "project_id": "0" * 32},
        "project without a role": {**user, **region, "project_name": CLOSED_PROJECT},
        "wrong token and region": {"token": token(REGION)[:-10], **region},
        "token that may not look for projects": {"token": token(READ_ONLY_PROJECT), "project_name": READ_ONLY_PROJECT},
        **{case: {"token": token(REGION), "region": name} for case, name in UNDECIDED.items()},
    }
    return {case: {"task_id": ID, "iam_endpoint": keystone.url, **arguments} for case, arguments in cases.items()}


@pytest.fixture(scope="module")
def answers(cases: dict[str, Arguments], task_service: TaskService, new_folder: Callable[[], Path]) -> Answers:
    """The answers of every face to every case."""
    return _ask(new_folder(), cases, {"CAMPUSGO_ENDPOINT": task_service.url})


@pytest.fixture(params=FACES, ids=lambda face: face.name)
def face(request: pytest.FixtureRequest) -> Face:
    """Each way to ask."""
    return request.param


@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(answers: Answers, account: Account, face: Face, case: str) -> None:
    answer = answers[face, case]
    assert not answer.failed, answer.message
    if face is not ASSERT:  # whose result need not show the whole task
        assert answer.tasks[-1]["id"] == ID
        assert {task["project_id"] for task in answer.tasks} == {account.projects[ACCEPTED[case]]}


@pytest.mark.parametrize("case", DENIED)
def test_denied(answers: Answers, face: Face, case: str) -> None:
    answer, (status, advice) = answers[face, case], DENIED[case]
    assert answer.failed
    assert answer.message.startswith(f"task {ID}: the identity service answers {status}: ")
    assert f"; {advice}" in answer.message
    assert answer.tasks == []
    assert answer.codes == ([] if face is LOOKUP else ["denied"])


@pytest.mark.parametrize("case", UNDECIDED)
def test_a_name_that_does_not_lead_to_one_project(answers: Answers, face: Face, case: str) -> None:
    answer = answers[face, case]
    assert answer.failed
    assert UNDECIDED[case] in answer.message
    assert answer.message.endswith("set project_id")
    assert answer.tasks == []


def test_settings_of_openstack(keystone: Keystone, account: Account, task_service: TaskService, tmp_path: Path) -> None:
    environment = {
        "CAMPUSGO_ENDPOINT": task_service.url,
        "OS_AUTH_URL": f"{keystone.url}/v3",
        "OS_IDENTITY_API_VERSION": "3",
        "OS_USERNAME": account.username,
        "OS_PASSWORD": account.password,
        "OS_USER_DOMAIN_NAME": account.domain_name,
        "OS_PROJECT_NAME": SUBPROJECT,
        "OS_PROJECT_DOMAIN_NAME": account.domain_name,
        "OS_REGION_NAME": REGION,
    }
    found = _ask(tmp_path, {"case": {"task_id": ID}}, environment)
    for face in FACES:
        assert not found[face, "case"].failed, found[face, "case"].message
        assert found.runs[face].places_of(PLANTED) == []
    assert found[INFO, "case"].tasks[0]["project_id"] == account.projects[SUBPROJECT]


def test_neither_password_nor_token_shows(
    answers: Answers, cases: dict[str, Arguments], task_service: TaskService, face: Face
) -> None:
    run = answers.runs[face]
    given = {arguments["token"] for arguments in cases.values() if "token" in arguments}
    assert task_service.tokens - given, "no token came of a login"
    assert {secret for secret in (PLANTED, *given, *task_service.tokens) if run.places_of(secret)} == set()
    assert {"standard output", "results", "log.txt"} <= set(run.places_of(ID))
