# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The domains, projects and the user of the tests, made through Keystone's own API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from .process import Keystone

REGION = "cn-north-4"
"""The region whose project there is once."""

SHARED_REGION = "cn-east-3"
"""The region whose project there is in two domains."""

SUBPROJECT = f"{REGION}_queue"
"""A project within a region, named as the cloud names them."""

CLOSED_PROJECT = "closed"
"""A project in which the user has no role."""

READ_ONLY_PROJECT = "read-only"
"""A project in which the user's role does not admit to a search for projects."""

OTHER_DOMAIN = "other-domain"

PLANTED = "planted-password"
"""The part of the password that is written the same in every encoding."""

_LONGEST_ANSWER = 30.0


@dataclass(frozen=True)
class Account:
    """What a person knows of an account: user, password, domain, and the ids of the projects in the domain by name."""

    username: str
    password: str = field(repr=False)
    domain_name: str
    projects: Mapping[str, str]

    @property
    def login(self) -> dict[str, str]:
        """The user as the options of a face."""
        return {"username": self.username, "password": self.password, "domain_name": self.domain_name}


class Identity:
    """Keystone's API, as a person with a password uses it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False  # loopback needs no proxy

    def log_in(self, project: Mapping[str, Any], *, username: str, password: str, domain_name: str) -> requests.Response:
        """The answer to a request for a token; ``project`` is the scope: an id, or a name and its domain."""
        user = {"name": username, "password": password, "domain": {"name": domain_name}}
        identity = {"methods": ["password"], "password": {"user": user}}
        body = {"auth": {"identity": identity, "scope": {"project": dict(project)}}}
        return self._send("POST", "auth/tokens?nocatalog=true", json=body)

    def find_projects(self, token: str, name: str) -> requests.Response:
        """The answer to a search for projects by name."""
        return self._send("GET", "projects", params={"name": name}, headers={"X-Auth-Token": token})

    def describe_token(self, token: str) -> requests.Response:
        """The answer to the question what a token is good for, which the token itself entitles to."""
        return self._send("GET", "auth/tokens?nocatalog=true", headers={"X-Auth-Token": token, "X-Subject-Token": token})

    def revoke_token(self, token: str) -> None:
        """End a token before its time, which the token itself entitles to."""
        headers = {"X-Auth-Token": token, "X-Subject-Token": token}
        self._send("DELETE", "auth/tokens", headers=headers).raise_for_status()

    def create(self, token: str, kind: str, **members: str) -> str:
        """Make a domain, project or user and return its id."""
        answer = self._send("POST", f"{kind}s", json={kind: members}, headers={"X-Auth-Token": token})
        answer.raise_for_status()
        return answer.json()[kind]["id"]

    def grant(self, token: str, role: str, user: str, project: str) -> None:
        """Give a user a role in a project."""
        headers = {"X-Auth-Token": token}
        roles = self._send("GET", "roles", params={"name": role}, headers=headers).json()["roles"]
        self._send("PUT", f"projects/{project}/users/{user}/roles/{roles[0]['id']}", headers=headers).raise_for_status()

    def _send(self, method: str, path: str, **keywords: Any) -> requests.Response:
        return self._session.request(method, f"{self._url}/v3/{path}", timeout=_LONGEST_ANSWER, **keywords)


def make_account(keystone: Keystone) -> Account:
    """Two domains, of which the first has a user with a role in all projects of it but one."""
    identity = Identity(keystone.url)
    entered = identity.log_in(
        {"name": "admin", "domain": {"name": "Default"}},
        username="admin",
        password=keystone.admin_password,
        domain_name="Default",
    )
    entered.raise_for_status()
    token = entered.headers["X-Subject-Token"]
    name, username, password = "campus-domain", "campus-user", f" Längere Wörter, {PLANTED} 密码 "
    domain = identity.create(token, "domain", name=name)
    user = identity.create(token, "user", name=username, domain_id=domain, password=password)
    roles = {REGION: "member", SHARED_REGION: "member", SUBPROJECT: "member", READ_ONLY_PROJECT: "reader", CLOSED_PROJECT: None}
    projects = {project: identity.create(token, "project", name=project, domain_id=domain) for project in roles}
    for project, role in roles.items():
        if role:
            identity.grant(token, role, user, projects[project])
    other = identity.create(token, "domain", name=OTHER_DOMAIN)
    identity.create(token, "project", name=SHARED_REGION, domain_id=other)
    return Account(username, password, name, projects)
