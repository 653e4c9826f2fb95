# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two calls of the metadata service, which a cloud server asks for temporary keys of its agency."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response

from . import answers
from .answers import RejectedError
from .world import World

SHORTEST_TOKEN_LIFE, LONGEST_TOKEN_LIFE = 60, 21_600
"""Seconds; the documentation of instance metadata options says 1 to 360 minutes."""


async def token(world: World, request: Request) -> Response:
    """Answers 200 with a token as plain text; 400 without a usable life, 404 where there are no such tokens."""
    if not world.metadata.token_supported:
        raise _refused(404, "Not Found")
    life = request.headers.get("x-metadata-token-ttl-seconds", "")
    if re.fullmatch(r"[0-9]{1,5}", life) is None or not SHORTEST_TOKEN_LIFE <= int(life) <= LONGEST_TOKEN_LIFE:
        limits = f"{SHORTEST_TOKEN_LIFE} to {LONGEST_TOKEN_LIFE}"
        raise _refused(400, f"X-Metadata-Token-Ttl-Seconds should be an integer from {limits}")
    return _text(200, world.metadata_tokens.issue(int(life)))


async def security_key(world: World, request: Request) -> Response:
    """Answers 200 with the temporary key of the moment; 401 for want of a token, 404 where there is no agency."""
    token_needed = world.metadata.token_required or world.metadata_tokens.any_issued()
    if token_needed and not world.metadata_tokens.accepts(request.headers.get("x-metadata-token", "")):
        raise _refused(401, "Unauthorized")
    if not world.metadata.agency:
        raise _refused(404, "Not Found")
    key = world.access_keys.current()
    credential = {
        "access": key.access,
        "secret": key.secret,
        "securitytoken": key.security_token,
        "expires_at": key.expires_at.strftime(answers.MICROSECONDS),
    }
    return answers.success({"credential": credential})


def _refused(status: int, message: str) -> RejectedError:
    return RejectedError(_text(status, message))


def _text(status: int, text: str) -> Response:
    return answers.raw(status, text.encode(), {}, "text/plain; charset=utf-8")
