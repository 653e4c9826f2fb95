# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who asks? Tokens are compared; signatures are computed again by the vendor's own signer and compared."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Literal
from urllib.parse import parse_qsl

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from starlette.requests import Request

from .credentials import CREDENTIALS

AUTHORIZATION = re.compile(r"SDK-HMAC-SHA256 Access=([^,\s]+), SignedHeaders=([^,\s]+), Signature=[0-9a-f]{64}")
CLOCK_TOLERANCE = timedelta(minutes=15)
SECRET_KEYS = {
    CREDENTIALS.access_key: CREDENTIALS.secret_key,
    CREDENTIALS.temporary_access_key: CREDENTIALS.temporary_secret_key,
}

Mechanism = Literal["token", "signature", "none"]


class UnauthenticatedError(Exception):
    """The request does not prove who sent it; `mechanism` says by what it tried."""

    def __init__(self, mechanism: Mechanism, problem: str) -> None:
        super().__init__(f"Incorrect IAM authentication information: {problem}")
        self.mechanism = mechanism


class Tokens:
    """The tokens that are valid now: the one of the demo credentials and those issued since."""

    def __init__(self) -> None:
        self._valid = {CREDENTIALS.token}

    def issue(self) -> str:
        token = f"demo-issued-token-{token_hex(32)}"
        self._valid.add(token)
        return token

    def __contains__(self, token: str) -> bool:
        return token in self._valid


async def authenticate(request: Request, tokens: Tokens) -> None:
    """Accept a valid token or a valid signature; raise `UnauthenticatedError` for anything else."""
    token = request.headers.get("x-auth-token")
    authorization = request.headers.get("authorization")
    if token is not None:
        if token not in tokens:
            raise UnauthenticatedError("token", "decrypt token fail")
    elif authorization is not None:
        _check_signature(request, authorization, await request.body())
    else:
        raise UnauthenticatedError("none", "x-auth-token not found")


def _check_signature(request: Request, authorization: str, body: bytes) -> None:
    failure = UnauthenticatedError("signature", "verify aksk signature fail")
    parts = AUTHORIZATION.fullmatch(authorization)
    if parts is None:
        raise failure
    access_key, names = parts[1], parts[2].split(";")
    secret_key = SECRET_KEYS.get(access_key)
    headers = {name: request.headers[name] for name in names if name in request.headers}
    if secret_key is None or len(headers) != len(names) or not {"host", "x-sdk-date"} <= headers.keys():
        raise failure
    if not _security_token_fits(access_key, request.headers, names):
        raise failure
    _check_clock(headers["x-sdk-date"])
    if not hmac.compare_digest(authorization, _sign_again(request, headers, body, access_key, secret_key)):
        raise failure


def _security_token_fits(access_key: str, headers: Mapping[str, str], signed: list[str]) -> bool:
    """Temporary keys need their security token, signed; permanent keys have none."""
    given = headers.get("x-security-token")
    if access_key == CREDENTIALS.temporary_access_key:
        return given == CREDENTIALS.security_token and "x-security-token" in signed
    return given is None


def _check_clock(date: str) -> None:
    try:
        signed_at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise UnauthenticatedError("signature", "x-sdk-date is malformed") from None
    if abs(datetime.now(UTC) - signed_at) > CLOCK_TOLERANCE:
        raise UnauthenticatedError("signature", "signature expired")


def _sign_again(request: Request, headers: dict[str, str], body: bytes, access_key: str, secret_key: str) -> str:
    """The Authorization value that the vendor's signer computes for what was received."""
    received = SdkRequest(
        method=request.method,
        host=headers["host"],
        resource_path=request.scope["raw_path"].decode("ascii"),
        query_params=parse_qsl(request.url.query, keep_blank_values=True),
        header_params=headers,
        body=body,
    )
    signed = Signer(BasicCredentials(access_key, secret_key)).sign(received)
    return str(signed.header_params["Authorization"])
