# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes secrets: those that a task carries, by place, and those that a caller holds, by value.

A redacted task still satisfies the task's JSON Schema.

=============================================  =====================================================================
what                                           why it is secret
=============================================  =====================================================================
a member called ``password``                    ``input.vcn.password`` opens the camera platform (IVA v2, TaskInput)
values under ``headers``, except content-type    headers of webhook and restful calls hold keys of the receiver, such
and accept                                     as appKey in the definition's example
user info, query and fragment of any URL       cameras and receivers are addressed with their credentials
=============================================  =====================================================================
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

HIDDEN = "***"

_HARMLESS_HEADERS = frozenset(("content-type", "accept"))
_SECRET_MEMBERS = frozenset(("password",))
_LONG_SECRET = 8

_ADDRESS_MEMBERS = frozenset(("url",))

#: A URL inside other text ends at white space, quotes, angle brackets and backslashes. Its user info may hold all of these: what
#: stands before an at sign on the same line is hidden, rather too much than too little. JSON may escape the slashes. Lengths are
#: bounded so that no text takes time that grows with its square.
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}:(?:\\?/){2})(?P<rest>(?:[^\r\n@]{0,256}@)*[^\s\"'<>\\]*)")
#: Members of JSON that stands inside other text, or that no parser reads.
_PASSWORD_IN_TEXT = re.compile(r"(\"password\"\s*:\s*\")((?:[^\"\\]|\\.)*)", re.IGNORECASE | re.DOTALL)
_HEADERS_IN_TEXT = re.compile(r"(\"headers\"\s*:\s*)(\{[^{}]*\})", re.IGNORECASE)
#: A member that is a URL is one as a whole, even where it is malformed.
_WHOLE_URL = re.compile(r"(?P<scheme>(?:[A-Za-z][A-Za-z0-9+.-]*://)?)(?P<rest>.+)", re.DOTALL)
#: Two equals signs in a row are no name and value but the end of a value in base64.
_QUERY_VALUE = re.compile(r"(?P<name>[^&;=?#]+=(?!=))?(?P<value>[^&;?#]+)")


def redact_task(value: Any) -> Any:
    """A copy of ``value`` (a task, or anything a service may answer in its place) without the secrets of the table above."""
    if isinstance(value, dict):
        return {_redact_key(key): _redact_member(key, member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact_task(item) for item in value]
    if isinstance(value, str):
        return redact_text(value)
    return value


def redact_text(text: str) -> str:
    """``text`` with the secrets hidden of every URL in it, and of the JSON that it is or holds."""
    if text.lstrip()[:1] in ("{", "["):
        redacted = _redact_json(text)
        if redacted is not None:
            return redacted
    if "//" in text or "\\/" in text:
        text = _URL.sub(_redact_url, text)
    if '"' in text:
        for pattern in (_PASSWORD_IN_TEXT, _HEADERS_IN_TEXT):
            text = pattern.sub(lambda member: member[1] + _hide(member[2]), text)
    return text


def scrub(value: Any, secrets: Iterable[str]) -> Any:
    """A copy of ``value`` in which no string holds any of ``secrets``, in any case, as they are or in a usual encoding.

    Names of members are scrubbed only of secrets that are long: a short one would take the names of results apart.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    pattern = _any_of(forms)
    return value if pattern is None else _scrub(value, pattern, _any_of({f for f in forms if len(f) >= _LONG_SECRET}))


def _any_of(forms: set[str]) -> re.Pattern[str] | None:
    if not forms:
        return None
    return re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)), re.IGNORECASE)


def _forms(secret: str) -> set[str]:
    """The secret as it is, percent-encoded more or less strictly, and as JSON, HTML and base64 have it."""
    in_json = json.dumps(secret)[1:-1]
    encoded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    forms = {secret, quote(secret, safe="", errors="replace"), quote(secret, errors="replace"), in_json}
    return {*forms, in_json.replace("/", "\\/"), html.escape(secret), html.escape(secret).replace("/", "&#x2F;"), encoded}


def _redact_json(text: str) -> str | None:
    """The text of a JSON object or array without its secrets; None when it is none, or names a member twice."""
    try:
        value = json.loads(text, object_pairs_hook=_unique_members)
        redacted = redact_task(value)
    except (ValueError, RecursionError):
        return None
    return text if redacted == value else json.dumps(redacted, ensure_ascii=False, separators=(",", ":"))


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members


def _redact_key(key: Any) -> Any:
    return redact_text(key) if isinstance(key, str) else key


def _redact_member(key: Any, member: Any) -> Any:
    name = key.lower() if isinstance(key, str) else ""
    if name in _SECRET_MEMBERS:
        return None if member is None else HIDDEN
    if name in _ADDRESS_MEMBERS and isinstance(member, str):
        return _WHOLE_URL.sub(_redact_url, member)
    if name == "headers":
        return _redact_headers(member)
    return redact_task(member)


def _redact_headers(headers: Any) -> Any:
    if isinstance(headers, dict):
        return {key: value if str(key).lower() in _HARMLESS_HEADERS else HIDDEN for key, value in headers.items()}
    return None if headers is None else HIDDEN


def _redact_url(match: re.Match[str]) -> str:
    # A password may hold unescaped slashes and question marks, so everything up to the last at sign counts as user info.
    user_info, at, address = match["rest"].rpartition("@")
    place, mark, tail = re.match(r"([^?#]*)([?#]?)(.*)", address, re.DOTALL).groups()
    hidden_tail = _QUERY_VALUE.sub(lambda pair: (pair["name"] or "") + _hide(pair["value"]), tail)
    return match["scheme"] + _hide(user_info) + at + place + mark + hidden_tail


def _hide(secret: str) -> str:
    """Never longer than what it hides, so that limits on length still hold."""
    return HIDDEN[: len(secret)]


def _scrub(value: Any, secret: re.Pattern[str], long_secret: re.Pattern[str] | None) -> Any:
    if isinstance(value, dict):
        return {_scrub_key(key, long_secret): _scrub(member, secret, long_secret) for key, member in value.items()}
    if isinstance(value, list):
        return [_scrub(item, secret, long_secret) for item in value]
    return secret.sub(HIDDEN, value) if isinstance(value, str) else value


def _scrub_key(key: Any, long_secret: re.Pattern[str] | None) -> Any:
    return key if long_secret is None or not isinstance(key, str) else long_secret.sub(HIDDEN, key)
