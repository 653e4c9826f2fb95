# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signs requests with an access key and a secret key: SDK-HMAC-SHA256.

The algorithm is that of the vendor's SDK (huaweicloudsdkcore 3.1, ``Signer``): canonical request, string to sign, HMAC with the
secret key itself.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

try:
    from requests.auth import AuthBase
except ImportError:  # the faces tell the user
    AuthBase = object  # type: ignore[assignment,misc]  # a stand-in that is never called

ALGORITHM = "SDK-HMAC-SHA256"
_DATE_FORMAT = "%Y%m%dT%H%M%SZ"


def canonical_request(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """The request in the form that is hashed. Every header given is signed, except those with an underscore in the name."""
    parts = urlsplit(url)
    signed = _signed_headers(headers)
    return "\n".join(
        (
            method.upper(),
            _canonical_path(parts.path),
            canonical_query(parse_qsl(parts.query, keep_blank_values=True)),
            "".join(f"{name}:{value}\n" for name, value in signed),
            ";".join(name for name, _value in signed),
            hashlib.sha256(body).hexdigest(),
        )
    )


def canonical_query(pairs: list[tuple[str, str]]) -> str:
    """A query string as the signature demands it: sorted, everything but RFC 3986 unreserved characters encoded."""
    return "&".join(f"{_encode(name)}={_encode(value)}" for name, value in sorted(pairs))


def authorization(access_key: str, secret_key: str, method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """The value of the Authorization header for a request whose ``headers`` hold X-Sdk-Date and Host."""
    date = next(value for name, value in headers.items() if name.lower() == "x-sdk-date")
    digest = hashlib.sha256(canonical_request(method, url, headers, body).encode()).hexdigest()
    signature = hmac.new(secret_key.encode(), f"{ALGORITHM}\n{date}\n{digest}".encode(), hashlib.sha256).hexdigest()
    names = ";".join(name for name, _value in _signed_headers(headers))
    return f"{ALGORITHM} Access={access_key}, SignedHeaders={names}, Signature={signature}"


class SdkHmacAuth(AuthBase):
    """A requests auth class that signs each request as it leaves.

    Signed are the headers that no proxy on the way changes: Host, Content-Type, and the X- headers that are set here.
    """

    def __init__(
        self,
        access_key: str,
        secret_key: str,
        security_token: str | None = None,
        project_id: str | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(timezone.utc),
    ) -> None:
        self._access_key = access_key
        self._secret_key = secret_key
        self._own_headers = {"X-Security-Token": security_token, "X-Project-Id": project_id}
        self._now = now

    def __call__(self, request: Any) -> Any:
        own = {name: value for name, value in self._own_headers.items() if value}
        own["X-Sdk-Date"] = self._now().strftime(_DATE_FORMAT)
        own["Host"] = urlsplit(request.url).netloc
        request.headers.update(own)
        if "Content-Type" in request.headers:
            own["Content-Type"] = request.headers["Content-Type"]
        body = request.body or b""
        request.headers["Authorization"] = authorization(
            self._access_key,
            self._secret_key,
            request.method,
            request.url,
            own,
            body.encode() if isinstance(body, str) else body,
        )
        return request


def _signed_headers(headers: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((name.lower(), value.strip()) for name, value in headers.items() if "_" not in name)


def _canonical_path(path: str) -> str:
    encoded = "/".join(_encode(segment) for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def _encode(text: str) -> str:
    return quote(text, safe="-_.~")
