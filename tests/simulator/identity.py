# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two calls of the identity service: a token for a name and password, and the projects of whoever asks."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from . import answers
from .answers import RejectedError
from .authentication import UnauthenticatedError, authenticate
from .credentials import CREDENTIALS
from .scenario import Document
from .world import World

DOMAIN = {"id": "d" * 32, "name": CREDENTIALS.domain_name}
PROJECT = {"id": CREDENTIALS.project_id, "name": CREDENTIALS.region}
TOKEN_LIFE = timedelta(hours=24)
MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%fZ"


async def token(world: World, request: Request) -> Response:
    """Answers 201 with the token in X-Subject-Token; 400 for a body of another shape, 401 for wrong credentials."""
    user, project = _password_and_scope(await request.body())
    expected = (CREDENTIALS.username, CREDENTIALS.password, CREDENTIALS.domain_name)
    if user != expected:
        raise RejectedError(answers.identity_error(401, "Unauthorized", "The username or password is wrong."))
    if not project or not project.items() <= PROJECT.items():
        raise RejectedError(answers.identity_error(401, "Unauthorized", "The project of the scope is not accessible."))
    catalog: dict[str, list[object]] = {} if request.query_params.get("nocatalog") == "true" else {"catalog": []}
    return answers.success({"token": {**_token_body(), **catalog}}, 201, {"x-subject-token": world.tokens.issue()})


async def projects(world: World, request: Request) -> Response:
    """Answers 200 with the projects of this name; all of them when no name is given."""
    try:
        await authenticate(request, world.tokens)
    except UnauthenticatedError as problem:
        if problem.mechanism == "signature":
            raise RejectedError(answers.gateway_error(401, "APIGW.0301", str(problem))) from None
        message = "The request you have made requires authentication."
        raise RejectedError(answers.identity_error(401, "Unauthorized", message)) from None
    found = request.query_params.get("name", PROJECT["name"]) == PROJECT["name"]
    address = str(request.url.replace(query=""))
    return answers.success({"projects": [_project_body(address)] if found else [], "links": _links(address)})


def _password_and_scope(body: bytes) -> tuple[tuple[str, str, str], dict[str, str]]:
    """User name, password and domain name; and the project of the scope. Raises `RejectedError` for any other shape."""
    try:
        auth = json.loads(body)["auth"]
        user = auth["identity"]["password"]["user"]
        credentials = (user["name"], user["password"], user["domain"]["name"])
        project = {key: value for key, value in auth["scope"]["project"].items() if key in ("id", "name")}
        understood = auth["identity"]["methods"] == ["password"]
    except (ValueError, LookupError, TypeError, AttributeError):
        understood = False
    if not understood:
        raise RejectedError(answers.identity_error(400, "Bad Request", "The request body is invalid"))
    return credentials, project


def _token_body() -> Document:
    issued_at = datetime.now(UTC)
    return {
        "expires_at": (issued_at + TOKEN_LIFE).strftime(MICROSECONDS),
        "issued_at": issued_at.strftime(MICROSECONDS),
        "methods": ["password"],
        "project": {**PROJECT, "domain": DOMAIN},
        "roles": [{"id": "0", "name": "te_admin"}],
        "user": {"id": "a" * 32, "name": CREDENTIALS.username, "domain": DOMAIN, "password_expires_at": ""},
    }


def _project_body(address: str) -> Document:
    return {
        **PROJECT,
        "description": "",
        "domain_id": DOMAIN["id"],
        "enabled": True,
        "is_domain": False,
        "links": _links(f"{address}/{PROJECT['id']}"),
        "parent_id": DOMAIN["id"],
    }


def _links(address: str) -> dict[str, Any]:
    return {"next": None, "previous": None, "self": address}
