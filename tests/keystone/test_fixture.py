# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests stand on: Keystone answers like the cloud's identity service, and the task service asks it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import requests

from .identities import CLOSED_PROJECT, OTHER_DOMAIN, REGION, SHARED_REGION, Account, Identity
from .process import start, stop
from .task_service import LAST, SERVICE, TaskService

ID = "8656efdafebf440bb7008f174db6c567"


def named(name: str, domain: str) -> dict[str, object]:
    """A project as a scope that names it."""
    return {"name": name, "domain": {"name": domain}}


@pytest.fixture(scope="module")
def token(identity: Identity, account: Account) -> str:
    answer = identity.log_in({"id": account.projects[REGION]}, **account.login)
    assert answer.status_code == 201, answer.text
    return answer.headers["X-Subject-Token"]


def ask(service: TaskService, project: str, token: str, task_id: str = ID) -> requests.Response:
    url = f"{service.url}/v2/{project}/services/{SERVICE}/tasks/{task_id}"
    with requests.Session() as session:
        session.trust_env = False
        return session.get(url, headers={"X-Auth-Token": token}, timeout=30)


@pytest.mark.parametrize("name", [REGION, SHARED_REGION])
def test_a_token_for_a_project(identity: Identity, account: Account, name: str) -> None:
    for scope in ({"id": account.projects[name]}, named(name, account.domain_name)):
        answer = identity.log_in(scope, **account.login)
        assert answer.status_code == 201, answer.text
        assert answer.headers["X-Subject-Token"]
        told = answer.json()["token"]
        assert told["project"]["id"] == account.projects[name]
        assert "catalog" not in told


def test_wrong_logins_are_refused(identity: Identity, account: Account) -> None:
    scope = named(REGION, account.domain_name)
    refused = {
        "wrong password": (scope, {"password": account.password.strip()}),
        "wrong domain": (scope, {"domain_name": OTHER_DOMAIN}),
        "unknown user": (scope, {"username": "nobody"}),
        "unknown project": (named("nowhere", account.domain_name), {}),
        "unknown id": ({"id": "0" * 32}, {}),
        "project of another domain": (named(SHARED_REGION, OTHER_DOMAIN), {}),
        "project without a role": (named(CLOSED_PROJECT, account.domain_name), {}),
    }
    for case, (project, changes) in refused.items():
        answer = identity.log_in(project, **{**account.login, **changes})
        assert (answer.status_code, answer.json()["error"]["title"]) == (401, "Unauthorized"), case


@pytest.mark.parametrize(("name", "count"), [(REGION, 1), (SHARED_REGION, 2), ("nowhere", 0)])
def test_projects_by_name(identity: Identity, token: str, name: str, count: int) -> None:
    answer = identity.find_projects(token, name)
    assert answer.status_code == 200, answer.text
    assert [project["name"] for project in answer.json()["projects"]] == [name] * count


def test_the_task_service_lets_in_whom_keystone_knows(task_service: TaskService, account: Account, token: str) -> None:
    project = account.projects[REGION]
    answer = ask(task_service, project, token)
    assert (answer.status_code, answer.json()["id"], answer.json()["project_id"]) == (200, ID, project)


def test_the_task_service_refuses_everybody_else(task_service: TaskService, account: Account, token: str) -> None:
    answer = ask(task_service, account.projects[SHARED_REGION], token)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "IVA.0002")
    for wrong in (token[:-10], "none", ""):
        answer = ask(task_service, account.projects[REGION], wrong)
        assert (answer.status_code, answer.json()["error_code"]) == (401, "APIGW.0301")


def test_a_revoked_token_is_refused(task_service: TaskService, account: Account, identity: Identity) -> None:
    project = account.projects[REGION]
    token = identity.log_in({"id": project}, **account.login).headers["X-Subject-Token"]
    assert [ask(task_service, project, token, task_id).status_code for task_id in (ID, LAST, ID)] == [200, 200, 401]


def test_keystone_ends_while_it_is_set_up(keystone_python: str, tmp_path: Path) -> None:
    with start(keystone_python, tmp_path, "not used", subprocess.DEVNULL) as server:
        stop(server)
        assert server.stdout.read() == ""
    assert list(tmp_path.iterdir()) == []
