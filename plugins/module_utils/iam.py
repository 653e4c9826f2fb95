# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Two calls of the identity service (IAM v3, which is OpenStack's Identity API): a token for a password, a project for a name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .answers import GATEWAY_ADVICE, Speaker, read
from .credentials import HEADER_TEXT, PasswordCredential
from .errors import BadAnswer, InvalidArgument
from .schema import PROJECT_ID, matches
from .signing import canonical_query
from .transport import Request, Send

_NAME = "the identity service"
_SETTING = "iam_endpoint"
_GATEWAY = {**GATEWAY_ADVICE, "0101": "check iam_endpoint: this host does not serve this API"}
_PROJECTS = Speaker(
    _NAME,
    _SETTING,
    200,
    {
        **_GATEWAY,
        "401": "check the credentials, that a token has not expired, or set project_id",
        "403": "allow the user to list projects, or set project_id",
    },
)
_MOST_SHOWN = 5


@dataclass(frozen=True)
class Token:
    """A token, the project that it is for (None when the answer does not say) and its life in seconds (None likewise)."""

    text: str = field(repr=False)
    project_id: str | None
    life: float | None


def issue_token(send: Send, iam_endpoint: str, credential: PasswordCredential, project: Mapping[str, str]) -> Token:
    """A token for a project, which is given by its ``id`` or its ``name``. Raises a Fault."""
    domain = {"name": credential.domain_name}
    user = {"name": credential.username, "password": credential.password, "domain": domain}
    # The domain tells projects of one name apart; with an id it would be refused.
    scope = {"project": project if "id" in project else {**project, "domain": domain}}
    body = {"auth": {"identity": {"methods": ["password"], "password": {"user": user}}, "scope": scope}}
    url = f"{iam_endpoint}/v3/auth/tokens?nocatalog=true"
    response = send(Request("POST", url, body=json.dumps(body).encode(), setting=_SETTING))
    text = response.headers.get("X-Subject-Token", "")
    answer = read(response, (*credential.secrets, text), _login(*project.values()))
    details = answer.get("token") if isinstance(answer, dict) else None
    if not HEADER_TEXT.fullmatch(text) or not isinstance(details, dict):
        raise BadAnswer(f"{_NAME} answered without a token; check {_SETTING}")
    return Token(text, _project_id(details), _life(details))


def find_project(send: Send, iam_endpoint: str, auth: Any, name: str, secrets: Sequence[str]) -> str:
    """The id of the only project of this name. Raises InvalidArgument when there is none or more than one, else a Fault."""
    url = f"{iam_endpoint}/v3/projects?{canonical_query([('name', name)])}"
    answer = read(send(Request("GET", url, auth=auth, setting=_SETTING)), secrets, _PROJECTS)
    rows = answer.get("projects") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and matches(PROJECT_ID, row.get("id")) for row in rows):
        raise BadAnswer(f"{_NAME} answered without a list of projects; check {_SETTING}, or set project_id")
    found = [row["id"] for row in rows if row.get("name") == name]
    if not found:
        problem = f"project_id cannot be found: these credentials have no project named {name}"
        raise InvalidArgument(f"{problem}; check region and project_name, or set project_id")
    if len(found) > 1 or _has_more(answer):
        shown = ", ".join(found[:_MOST_SHOWN])
        raise InvalidArgument(f"project_id cannot be found: several projects are named {name} ({shown}); set project_id")
    return str(found[0])


def _login(project: str) -> Speaker:
    """Who answers a login for a project. It says the same of a wrong password and of a project that the user may not use."""
    may_use = f"that the user may use the project {project} (project_id, project_name or region)"
    advice = {**_GATEWAY, "401": f"check username, password and domain_name, and {may_use}"}
    return Speaker(_NAME, _SETTING, 201, advice)


def _has_more(answer: Mapping[str, Any]) -> bool:
    links = answer.get("links")
    return isinstance(links, dict) and bool(links.get("next"))


def _project_id(details: Mapping[str, Any]) -> str | None:
    project = details.get("project")
    identifier = project.get("id") if isinstance(project, dict) else None
    return identifier if matches(PROJECT_ID, identifier) else None


def _life(details: Mapping[str, Any]) -> float | None:
    """Seconds between two times of the server, so that the clock of this machine does not matter."""
    begin, end = (parse_time(details.get(name)) for name in ("issued_at", "expires_at"))
    return (end - begin).total_seconds() if begin and end else None


def parse_time(text: Any) -> datetime | None:
    """A time such as 2020-01-04T09:08:49.965000Z; None for anything else."""
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except (AttributeError, ValueError):
        return None
    return moment if moment.tzinfo else None
