# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two calls of the identity service: a token for a name and password, and the projects of whoever asks."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from . import answers
from .answers import RejectedError
from .authentication import UnauthenticatedError, authenticate
from .credentials import CREDENTIALS
from .issued import Token
from .scenario import Document, Project
from .world import World

DOMAIN = {"id": "d" * 32, "name": CREDENTIALS.domain_name}


async def token(world: World, request: Request) -> Response:
    """Answers 201 with the token in X-Subject-Token; 400 for a body of another shape, 401 for wrong credentials."""
    user, project_reference, domain_reference = _password_and_scope(await request.body())
    expected = (CREDENTIALS.username, CREDENTIALS.password, CREDENTIALS.domain_name)
    if user != expected:
        raise RejectedError(answers.identity_error(401, "Unauthorized", "The username or password is wrong."))
    project = next((project for project in world.projects if _refers_to(project_reference, asdict(project))), None)
    if project is None or not _refers_to(domain_reference, DOMAIN):
        raise RejectedError(answers.identity_error(401, "Unauthorized", "The project of the scope is not accessible."))
    catalog: dict[str, list[object]] = {} if request.query_params.get("nocatalog") == "true" else {"catalog": []}
    issued = world.tokens.issue(project)
    return answers.success({"token": {**_token_body(issued), **catalog}}, 201, {"x-subject-token": issued.value})


async def projects(world: World, request: Request) -> Response:
    """Answers 200 with the projects of this name; all of them when no name is given."""
    try:
        await authenticate(request, world.tokens, world.access_keys)
    except UnauthenticatedError as problem:
        if problem.mechanism == "signature":
            raise RejectedError(answers.gateway_error(401, "APIGW.0301", str(problem))) from None
        message = "The request you have made requires authentication."
        raise RejectedError(answers.identity_error(401, "Unauthorized", message)) from None
    name = request.query_params.get("name")
    address = str(request.url.replace(query=""))
    found = [_project_body(project, address) for project in world.projects if name in (None, project.name)]
    return answers.success({"projects": found, "links": _links(address)})


def _password_and_scope(body: bytes) -> tuple[tuple[str, str, str], Document, Document]:
    """User name, password and domain name; then what the scope says of its project, and of that project's domain.

    Raises `RejectedError` for any other shape.
    """
    try:
        auth = json.loads(body)["auth"]
        user = auth["identity"]["password"]["user"]
        credentials = (user["name"], user["password"], user["domain"]["name"])
        scope = auth["scope"]["project"]
        project, domain = _reference(scope), _reference(scope.get("domain", DOMAIN))
        understood = auth["identity"]["methods"] == ["password"]
    except (ValueError, LookupError, TypeError, AttributeError):
        understood = False
    if not understood:
        raise RejectedError(answers.identity_error(400, "Bad Request", "The request body is invalid"))
    return credentials, project, domain


def _reference(document: Document) -> Document:
    return {key: value for key, value in document.items() if key in ("id", "name")}


def _refers_to(reference: Document, named: Document) -> bool:
    """Whether an id, a name or both are those of `named`."""
    return bool(reference) and reference.items() <= named.items()


def _token_body(token: Token) -> Document:
    return {
        "expires_at": token.expires_at.strftime(answers.MICROSECONDS),
        "issued_at": token.issued_at.strftime(answers.MICROSECONDS),
        "methods": ["password"],
        "project": {**asdict(token.project), "domain": DOMAIN},
        "roles": [{"id": "0", "name": "te_admin"}],
        "user": {"id": "a" * 32, "name": CREDENTIALS.username, "domain": DOMAIN, "password_expires_at": ""},
    }


def _project_body(project: Project, address: str) -> Document:
    return {
        **asdict(project),
        "description": "",
        "domain_id": DOMAIN["id"],
        "enabled": True,
        "is_domain": False,
        "links": _links(f"{address}/{project.id}"),
        "parent_id": DOMAIN["id"],
    }


def _links(address: str) -> dict[str, Any]:
    return {"next": None, "previous": None, "self": address}
