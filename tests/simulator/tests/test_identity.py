# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity service: tokens for a name and password, how long they are good, and the projects of a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator
from simulator.tests.clients import SERVICE, wait_until


def token_request(
    password: str = CREDENTIALS.password, domain_name: str = CREDENTIALS.domain_name, scope: Any = None
) -> dict[str, Any]:
    user = {"name": CREDENTIALS.username, "password": password, "domain": {"name": domain_name}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return {"auth": {"identity": identity, "scope": scope or {"project": {"name": CREDENTIALS.region}}}}


PROJECT = {"id": CREDENTIALS.project_id, "name": CREDENTIALS.region}
OTHER_PROJECT = {"id": "b" * 32, "name": "cn-south-1"}
NAMESAKE = {"id": "c" * 32, "name": CREDENTIALS.region}
DOMAIN_ID = "d" * 32

LogIn = Callable[..., requests.Response]


@pytest.fixture
def log_in(anonymous: requests.Session, simulator: Simulator) -> LogIn:
    """Log in, with the scope of this project if it is given."""

    def call(**project: object) -> requests.Response:
        request = token_request(scope={"project": project} if project else None)
        return anonymous.post(f"{simulator.url}/v3/auth/tokens", json=request, timeout=10)

    return call


@pytest.fixture
def status(anonymous: requests.Session) -> Callable[[str, str], int]:
    """The status of GET with this token."""

    def call(url: str, token: str) -> int:
        return anonymous.get(url, headers={"X-Auth-Token": token}, timeout=10).status_code

    return call


@pytest.mark.parametrize(
    "project",
    [
        {"name": CREDENTIALS.region},
        {"id": CREDENTIALS.project_id},
        {"name": CREDENTIALS.region, "domain": {"name": CREDENTIALS.domain_name}},
        {"name": CREDENTIALS.region, "domain": {"id": DOMAIN_ID}},
        {**PROJECT, "domain": {"id": DOMAIN_ID, "name": CREDENTIALS.domain_name}},
    ],
)
def test_a_token_that_the_service_accepts(
    anonymous: requests.Session, simulator: Simulator, tasks_url: str, project: dict[str, Any]
) -> None:
    request = token_request(scope={"project": project})
    answer = anonymous.post(f"{simulator.url}/v3/auth/tokens", json=request, timeout=10)
    assert answer.status_code == 201
    body = answer.json()["token"]
    assert body["project"]["id"] == CREDENTIALS.project_id
    assert body["catalog"] == []
    life = datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["issued_at"])
    assert life == timedelta(hours=24)

    token = answer.headers["X-Subject-Token"]
    assert token not in answer.text
    assert anonymous.get(tasks_url, headers={"X-Auth-Token": token}, timeout=10).status_code == 200
    simulator.load("default")
    assert anonymous.get(tasks_url, headers={"X-Auth-Token": token}, timeout=10).status_code == 401


def test_without_catalog(anonymous: requests.Session, simulator: Simulator) -> None:
    url = f"{simulator.url}/v3/auth/tokens?nocatalog=true"
    assert "catalog" not in anonymous.post(url, json=token_request(), timeout=10).json()["token"]


@pytest.mark.parametrize(
    ("request_body", "status"),
    [
        (token_request(password="wrong"), 401),
        (token_request(domain_name="wrong"), 401),
        (token_request(scope={"project": {"name": "elsewhere"}}), 401),
        (token_request(scope={"project": {}}), 401),
        (token_request(scope={"project": {**PROJECT, "id": "f" * 32}}), 401),
        (token_request(scope={"project": {**PROJECT, "domain": {"name": "elsewhere"}}}), 401),
        (token_request(scope={"project": {**PROJECT, "domain": {"id": "elsewhere"}}}), 401),
        (token_request(scope={"project": {**PROJECT, "domain": {"id": DOMAIN_ID, "name": "elsewhere"}}}), 401),
        (token_request(scope={"project": {**PROJECT, "domain": {}}}), 401),
        (token_request(scope={"project": {**PROJECT, "domain": CREDENTIALS.domain_name}}), 400),
        (token_request(scope={"project": {**PROJECT, "domain": None}}), 400),
        (token_request(scope={"domain": {"name": CREDENTIALS.domain_name}}), 400),
        ({"auth": {}}, 400),
        ([], 400),
        ("text", 400),
    ],
)
def test_refusals(anonymous: requests.Session, simulator: Simulator, request_body: object, status: int) -> None:
    answer = anonymous.post(f"{simulator.url}/v3/auth/tokens", json=request_body, timeout=10)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == status
    assert "X-Subject-Token" not in answer.headers


def test_projects(client: requests.Session, simulator: Simulator) -> None:
    url = f"{simulator.url}/v3/projects"
    assert [project["id"] for project in client.get(url, timeout=10).json()["projects"]] == [CREDENTIALS.project_id]
    found = client.get(url, params={"name": CREDENTIALS.region}, timeout=10).json()["projects"]
    assert [(project["id"], project["name"]) for project in found] == [(CREDENTIALS.project_id, CREDENTIALS.region)]
    assert client.get(url, params={"name": "elsewhere"}, timeout=10).json()["projects"] == []


def test_projects_of_nobody(anonymous: requests.Session, simulator: Simulator) -> None:
    url = f"{simulator.url}/v3/projects"
    assert anonymous.get(url, timeout=10).json()["error"]["code"] == 401
    assert anonymous.get(url, headers={"X-Auth-Token": "wrong"}, timeout=10).json()["error"]["code"] == 401
    signed = anonymous.get(url, headers={"Authorization": "wrong"}, timeout=10)
    assert (signed.status_code, signed.json()["error_code"]) == (401, "APIGW.0301")


def test_projects_of_the_scenario(client: requests.Session, simulator: Simulator) -> None:
    simulator.load({"identity": {"projects": [OTHER_PROJECT, NAMESAKE, PROJECT]}})

    def found(**query: str) -> list[str]:
        answer = client.get(f"{simulator.url}/v3/projects", params=query, timeout=10)
        return [project["id"] for project in answer.json()["projects"]]

    assert found() == [OTHER_PROJECT["id"], NAMESAKE["id"], PROJECT["id"]]
    assert found(name=PROJECT["name"]) == [NAMESAKE["id"], PROJECT["id"]]
    assert found(name=OTHER_PROJECT["name"]) == [OTHER_PROJECT["id"]]
    assert found(name="elsewhere") == []
    simulator.load({"identity": {"projects": []}})
    assert found() == []


def test_the_task_service_wants_a_token_of_its_project(
    simulator: Simulator, tasks_url: str, log_in: LogIn, anonymous: requests.Session
) -> None:
    simulator.load({"services": [SERVICE], "identity": {"projects": [PROJECT, OTHER_PROJECT, NAMESAKE]}})
    for project, statuses in ((PROJECT, [200, 400]), (OTHER_PROJECT, [400, 400])):
        answer = log_in(name=project["name"])
        assert answer.json()["token"]["project"]["id"] == project["id"]
        headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
        urls = (tasks_url, tasks_url.replace(PROJECT["id"], OTHER_PROJECT["id"]))
        answers = [anonymous.get(url, headers=headers, timeout=10) for url in urls]
        assert [answer.status_code for answer in answers] == statuses
        assert {answer.json()["error_code"] for answer in answers if answer.status_code == 400} == {"IVA.0002"}


def test_a_scope_without_its_project(simulator: Simulator, log_in: LogIn) -> None:
    simulator.load({"identity": {"projects": [OTHER_PROJECT]}})
    assert log_in(name=CREDENTIALS.region).status_code == 401


@pytest.mark.parametrize("life", [3600, 1.5])
def test_the_life_of_a_token_is_told(simulator: Simulator, log_in: LogIn, life: float) -> None:
    simulator.load({"identity": {"token_life": life}})
    body = log_in().json()["token"]
    assert datetime.fromisoformat(body["expires_at"]) - datetime.fromisoformat(body["issued_at"]) == timedelta(seconds=life)


@pytest.mark.parametrize("life", [0, 0.2])
def test_a_token_is_refused_after_its_life(
    anonymous: requests.Session, simulator: Simulator, tasks_url: str, log_in: LogIn, life: float
) -> None:
    simulator.load({"services": [SERVICE], "identity": {"token_life": life}})
    answer = log_in()
    wait_until(datetime.fromisoformat(answer.json()["token"]["expires_at"]))
    headers = {"X-Auth-Token": answer.headers["X-Subject-Token"]}
    refusal = anonymous.get(tasks_url, headers=headers, timeout=10)
    assert (refusal.status_code, refusal.json()["error_code"]) == (401, "APIGW.0301")
    refusal = anonymous.get(f"{simulator.url}/v3/projects", headers=headers, timeout=10)
    assert (refusal.status_code, refusal.json()["error"]["code"]) == (401, 401)


def test_a_token_that_is_used_up(simulator: Simulator, tasks_url: str, log_in: LogIn, status: Callable[[str, str], int]) -> None:
    throttle = {"kind": "throttle", "times": 1}
    simulator.load({"services": [SERVICE], "identity": {"accept": 2}, "faults": {"list": [throttle]}})
    first, second = (log_in().headers["X-Subject-Token"] for _login in range(2))
    # A fault in place of the service uses nothing up, and neither does the identity service.
    assert [status(tasks_url, first) for _request in range(4)] == [429, 200, 200, 401]
    assert status(f"{simulator.url}/v3/projects", first) == 200
    assert [status(tasks_url, second) for _request in range(3)] == [200, 200, 401]
    assert [status(tasks_url, CREDENTIALS.token) for _request in range(3)] == [200] * 3


def test_issued_tokens_can_all_be_refused(
    simulator: Simulator, tasks_url: str, log_in: LogIn, status: Callable[[str, str], int]
) -> None:
    simulator.load({"services": [SERVICE], "identity": {"refuse_issued": True}})
    token = log_in().headers["X-Subject-Token"]
    assert [status(tasks_url, token) for _request in range(2)] == [401, 401]
    assert status(f"{simulator.url}/v3/projects", token) == 200
    assert status(tasks_url, CREDENTIALS.token) == 200


def test_logins_are_recorded_without_their_passwords(simulator: Simulator, log_in: LogIn) -> None:
    for _login in range(3):
        log_in()
    assert [request.path for request in simulator.requests()].count("/v3/auth/tokens") == 3
    assert CREDENTIALS.password not in str(simulator.requests())
