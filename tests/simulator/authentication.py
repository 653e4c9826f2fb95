# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks? Tokens are compared; signatures are computed again by the vendor's own signer and compared."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from starlette.requests import Request

from .issued import AccessKey, AccessKeys, Token, Tokens

AUTHORIZATION = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=[0-9a-f]{64}")
CLOCK_TOLERANCE = timedelta(minutes=15)

Mechanism = Literal["token", "signature", "none"]


class UnauthenticatedError(Exception):
    """The request does not prove who sent it; `mechanism` says by what it tried."""

    def __init__(self, mechanism: Mechanism, problem: str) -> None:
        super().__init__(f"Incorrect IAM authentication information: {problem}")
        self.mechanism = mechanism


async def authenticate(request: Request, tokens: Tokens, access_keys: AccessKeys) -> Token | None:
    """Accept a valid token, which is returned, or a valid signature; raise `UnauthenticatedError` for anything else.

    What is over is refused like what never was: the vendor explains "decrypt token fail" by an expired token, too.
    """
    value = request.headers.get("x-auth-token")
    authorization = request.headers.get("authorization")
    if value is not None:
        token = tokens.find(value)
        if token is None:
            raise UnauthenticatedError("token", "decrypt token fail")
        return token
    if authorization is None:
        raise UnauthenticatedError("none", "x-auth-token not found")
    _check_signature(request, authorization, await request.body(), access_keys)
    return None


async def authenticate_for_tasks(request: Request, tokens: Tokens, access_keys: AccessKeys) -> Token | None:
    """The same at the task service, where a token can be used up."""
    token = await authenticate(request, tokens, access_keys)
    if token is not None and not token.spend():
        raise UnauthenticatedError("token", "decrypt token fail")
    return token


def _check_signature(request: Request, authorization: str, body: bytes, access_keys: AccessKeys) -> None:
    failure = UnauthenticatedError("signature", "verify aksk signature fail")
    parts = AUTHORIZATION.fullmatch(authorization)
    if parts is None:
        raise failure
    key, names = access_keys.find(parts[1]), parts[2].split(";")
    headers = {name: request.headers[name] for name in names if name in request.headers}
    if key is None or len(headers) != len(names) or not {"host", "x-sdk-date"} <= headers.keys():
        raise failure
    if not _security_token_fits(key, request.headers, names):
        raise failure
    _check_clock(headers["x-sdk-date"])
    if not hmac.compare_digest(authorization, _sign_again(request, headers, body, key)):
        raise failure


def _security_token_fits(key: AccessKey, headers: Mapping[str, str], signed: list[str]) -> bool:
    """Temporary keys need their security token, signed; permanent keys have none."""
    given = headers.get("x-security-token")
    return given == key.security_token and (given is None or "x-security-token" in signed)


def _check_clock(date: str) -> None:
    try:
        signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise UnauthenticatedError("signature", "x-sdk-date is malformed") from None
    if abs(datetime.now(UTC) - signed_at) > CLOCK_TOLERANCE:
        raise UnauthenticatedError("signature", "signature expired")


def _sign_again(request: Request, headers: dict[str, str], body: bytes, key: AccessKey) -> str:
    """The Authorization value that the vendor's signer computes for what was received."""
    received = SdkRequest(
        method=request.method,
        host=headers["host"],
        resource_path=request.scope["raw_path"].decode("ascii"),
        query_params=parse_qsl(request.url.query, keep_blank_values=True),
        header_params=headers,
        body=body,
    )
    signed = Signer(BasicCredentials(key.access, key.secret)).sign(received)
    return str(signed.header_params["Authorization"])
