# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity service: tokens for a name and password, and the project of a region."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator


def token_request(
    password: str = CREDENTIALS.password, domain_name: str = CREDENTIALS.domain_name, scope: Any = None
) -> dict[str, Any]:
    user = {"name": CREDENTIALS.username, "password": password, "domain": {"name": domain_name}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return {"auth": {"identity": identity, "scope": scope or {"project": {"name": CREDENTIALS.region}}}}


@pytest.mark.parametrize("project", [{"name": CREDENTIALS.region}, {"id": CREDENTIALS.project_id}])
def test_a_token_that_the_service_accepts(
    anonymous: requests.Session, simulator: Simulator, tasks_url: str, project: dict[str, str]
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
