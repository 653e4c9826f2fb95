# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Temporary keys of the cloud server on which this runs, from its metadata service.

The two calls are those of the vendor's SDK (huaweicloudsdkcore 3.1, ``MetadataAccessor``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from .answers import Speaker, read
from .credentials import HEADER_TEXT, AccessKeyCredential
from .errors import BadAnswer, Denied, Unreachable
from .iam import parse_time
from .transport import Request, Send

METADATA_ENDPOINT = "http://169.254.169.254"
_LONGEST_SESSION = "21600"  # seconds
_WHERE = "auth_method metadata works on a cloud server alone"
_SPEAKER = Speaker("the metadata service", "auth_method", 200, {"": _WHERE})
#: Answers of a metadata service that knows no session tokens.
_NO_TOKENS = frozenset((404, 405, 503))


def temporary_keys(send: Send) -> tuple[AccessKeyCredential, float | None]:
    """Keys, and their life in seconds (None when the answer does not say). Raises a Fault."""
    try:
        token = _session_token(send)
        headers = {"X-Metadata-Token": token} if token else {}
        response = send(Request("GET", f"{METADATA_ENDPOINT}/openstack/latest/securitykey", headers=headers, direct=True))
    except Unreachable:
        raise Unreachable(f"the metadata service {METADATA_ENDPOINT} does not answer; {_WHERE}") from None
    if response.status in (401, 404):  # the SDK knows a 401 that says so; a session token was just given out
        message = "the metadata service has no keys: give this server an agency that may read tasks"
        raise Denied(message, status=response.status)
    answer = read(response, (token,), _SPEAKER)
    found = answer.get("credential") if isinstance(answer, dict) else None
    keys: Any = found if isinstance(found, dict) else {}
    values = [keys.get(name) for name in ("access", "secret", "securitytoken")]
    if not all(isinstance(value, str) and HEADER_TEXT.fullmatch(value) for value in values):
        raise BadAnswer(f"the metadata service answered without keys; {_WHERE}")
    return AccessKeyCredential(*values), _life(keys)


def _session_token(send: Send) -> str:
    """What the metadata service wants to see with each question; empty where it is older than that."""
    headers = {"X-Metadata-Token-Ttl-Seconds": _LONGEST_SESSION}
    response = send(Request("PUT", f"{METADATA_ENDPOINT}/meta-data/latest/api/token", headers=headers, direct=True))
    if response.status in _NO_TOKENS:
        return ""
    token = response.body.decode("ascii", "replace").strip()
    if response.status != 200 or not HEADER_TEXT.fullmatch(token):
        message = f"the metadata service gives no session token (status {response.status}); {_WHERE}"
        raise BadAnswer(message, status=response.status)
    return token


def _life(keys: Mapping[str, Any]) -> float | None:
    end = parse_time(keys.get("expires_at"))
    return (end - datetime.now(timezone.utc)).total_seconds() if end else None
