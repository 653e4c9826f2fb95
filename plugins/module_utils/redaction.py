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

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

HIDDEN = "***"

_HARMLESS_HEADERS = frozenset(("content-type", "accept"))
_SECRET_MEMBERS = frozenset(("password",))

_ADDRESS_MEMBERS = frozenset(("url",))

#: A URL inside other text or JSON ends at white space, quotes, angle brackets and backslashes.
#: Its user info may hold some of these. Lengths are bounded so that no text takes time that grows with its square.
_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,30}://)(?P<rest>(?:[^\s\"\\@]{1,256}@)?[^\s\"'<>\\]+)")
#: A member that is a URL is one as a whole, even where it is malformed.
_WHOLE_URL = re.compile(r"(?P<scheme>(?:[A-Za-z][A-Za-z0-9+.-]*://)?)(?P<rest>.+)", re.DOTALL)
#: Two equals signs in a row are no name and value but the end of a value in base64.
_QUERY_VALUE = re.compile(r"(?P<name>[^&;=?#]+=(?!=))?(?P<value>[^&;?#]+)")


def redact_task(value: Any) -> Any:
    """A copy of ``value`` (a task, or anything a service may answer in its place) without the secrets of the table above."""
    if isinstance(value, dict):
        return {key: _redact_member(key, member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [redact_task(item) for item in value]
    if isinstance(value, str):
        return redact_urls(value)
    return value


def redact_urls(text: str) -> str:
    """``text`` with user info, query values and fragments of every URL in it hidden."""
    return _URL.sub(_redact_url, text) if "://" in text else text


def scrub(value: Any, secrets: Iterable[str]) -> Any:
    """A copy of ``value`` in which no string holds any of ``secrets``, as they are or percent-encoded."""
    needles = sorted({form for secret in secrets if secret for form in _forms(secret)}, key=len, reverse=True)
    return _scrub(value, needles) if needles else value


def _forms(secret: str) -> set[str]:
    """The secret as it is, and percent-encoded as strictly as can be or not, in capitals or not."""
    encoded = {quote(secret, safe=""), quote(secret)}
    return {secret, *encoded, *(re.sub("%..", lambda code: code[0].lower(), form) for form in encoded)}


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


def _scrub(value: Any, needles: list[str]) -> Any:
    if isinstance(value, dict):
        return {_scrub(key, needles): _scrub(member, needles) for key, member in value.items()}
    if isinstance(value, list):
        return [_scrub(item, needles) for item in value]
    if isinstance(value, str):
        for needle in needles:
            value = value.replace(needle, HIDDEN)
    return value
