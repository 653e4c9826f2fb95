# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads answers of the service: what they hold, and errors in all the shapes in which they come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import BadAnswer, Denied, Fault, Missing, ServiceError, Throttled
from .redaction import redact_text
from .scrubbing import scrub
from .strict_json import decode
from .transport import Response

_LONGEST_QUOTE = 300
#: Characters of a body that are cleaned to show its beginning.
_BEGINNING = 1000
#: How caches name what they answer with: X-Cache: TCP_MEM_HIT from ..., and so on.
_KEPT = re.compile(r"(?<![a-z])(?:hit|stale|updating)(?![a-z])", re.IGNORECASE)
#: Headers, and what they hold where an answer comes from a cache.
_SIGNS_OF_A_CACHE = {
    # Only a cache says how old its answer is (RFC 9111, section 5.1), or that it is or may be stale (RFC 7234, section 5.5).
    "Age": re.compile(r"[^0 ]"),
    "Warning": re.compile(r"(?:^|,)\s*11[0-3](?![0-9])"),
    # A parameter of any of its members (RFC 9211, section 2.1); what stands in quotes is none.
    "Cache-Status": re.compile(r'\A(?:[^"]|"(?:[^"\\]|\\.)*")*?;\s*hit\s*(?:=(?!\s*\?0)|[;,]|\Z)', re.IGNORECASE),
    "X-Cache": _KEPT,
    "X-Cache-Status": _KEPT,
    "CF-Cache-Status": _KEPT,
}

#: What to do about the numbers of the gateway's codes (APIG.* and APIGW.*).
GATEWAY_ADVICE = {
    "0101": "check endpoint: this host does not serve this API",
    "0301": "check the credentials, that a token has not expired, that keys belong together, and the clock of this machine",
    "0302": "the gateway does not allow this caller",
    "0307": "get a new token",
    "0308": "ask for less at once (concurrency), or allow more time (timeout)",
}
#: What to do about the codes that users meet most (IVA.*: error codes of the service).
_ADVICE = {
    **GATEWAY_ADVICE,
    "IVA.0001": "get a new token, scoped to the project",
    "IVA.0002": "check project_id, and that it belongs to the region",
    "IVA.0007": "subscribe to the service in the console, and give the user the permission to read tasks",
    "IVA.0008": "apply for the open beta of the service",
    "IVA.0009": "give the user the permission to read tasks",
    "IVA.0014": "the account is restricted, perhaps in arrears: see the billing center",
    "IVA.0015": "a fine-grained policy denies it: allow the user to read tasks",
    "IVA.0102": "give the user the permission for this service",
}


@dataclass(frozen=True)
class Speaker:
    """Who answers: its name in messages, the option that says where it is, its status of success, advice by error code.

    The advice under an empty code is for the rest.
    """

    name: str
    setting: str
    success: int
    advice: Mapping[str, str]
    #: Whether what it does not find is a task.
    has_tasks: bool = False


SERVICE = Speaker("the service", "endpoint", 200, _ADVICE, has_tasks=True)

_DENIED_CODES = frozenset(("IVA.0001", "IVA.0007", "IVA.0008", "IVA.0009", "IVA.0014", "IVA.0015", "IVA.0102"))
_DENIED_GATEWAY_CODES = frozenset(("0301", "0302", "0307"))
_NOT_FOUND = "IVA.0005"
#: Members by which an answer is an error, whatever its status and whatever else it holds. A task has none of them.
_ERROR_MEMBERS = ("error_code", "errorCode", "code", "error_msg", "error_message", "errorMsg")


def read(response: Response, secrets: Iterable[str], speaker: Speaker = SERVICE) -> Any:
    """The JSON value of a successful answer.

    Raises the fault that any other answer means. Text that comes from the service is cleaned of ``secrets`` before it is quoted.
    """
    if response.status != speaker.success:
        raise _fault(response, secrets, speaker)
    if any(sign.search(response.headers.get(name, "")) for name, sign in _SIGNS_OF_A_CACHE.items()):
        raise _bad_answer(response, "it comes from a cache, and may be old", secrets, speaker)
    try:
        value = decode(response.body)
    except ValueError as error:
        raise _bad_answer(response, str(error), secrets, speaker) from None
    if _is_error_answer(value):
        raise _fault(response, secrets, speaker)
    return value


def is_error(value: Mapping[str, Any]) -> bool:
    """Whether an object of an answer says that something went wrong, whatever else it holds."""
    return not value.keys().isdisjoint(_ERROR_MEMBERS)


def _is_error_answer(value: Any) -> bool:
    """Whether an answer is an error, or nothing but an object around one: ``{"error": ...}``, also ``{"task": ...}``."""
    candidates = [value, *value.values()] if isinstance(value, dict) and len(value) == 1 else [value]
    return any(isinstance(candidate, dict) and is_error(candidate) for candidate in candidates)


def quote(text: str, secrets: Iterable[str], longest: int = _LONGEST_QUOTE) -> str:
    """Foreign text made fit for a message: one line, printable, without secrets, not long. Secrets go before it is cut."""
    cleaned = "".join(c if c.isprintable() else " " for c in redact_text(scrub(text, secrets)))
    return cleaned if len(cleaned) <= longest else cleaned[:longest] + "..."


def _fault(response: Response, secrets: Iterable[str], speaker: Speaker) -> Fault:
    code, text, request_id = _error_members(response, secrets)
    fault_class = _fault_class(response.status, code, speaker)
    parts = [f"{speaker.name} answers {response.status}" + (f" ({code})" if code and code != str(response.status) else "")]
    if 300 <= response.status < 400:
        parts = [f"{parts[0]}, a redirect, which is never followed; check {speaker.setting}"]
    elif text:
        parts.append(quote(text, secrets))
    elif not code:
        parts.append(_beginning(response.body, secrets) or "the answer does not say why")
    advice = speaker.advice.get(code or "") or speaker.advice.get(_gateway_code(code))
    message = ": ".join(part for part in parts if part).rstrip(". ") + (f"; {advice}" if advice else "")
    return fault_class(message, status=response.status, service_code=code, request_id=request_id)


def _fault_class(status: int, code: str | None, speaker: Speaker) -> type[Fault]:
    if status < 400 and status != speaker.success:  # whatever it holds, it does not come from the API
        return BadAnswer
    gateway_code = _gateway_code(code)
    if status == 429 or gateway_code == "0308":
        return Throttled
    if status in (401, 403) or code in _DENIED_CODES or gateway_code in _DENIED_GATEWAY_CODES:
        return Denied
    if speaker.has_tasks and code == _NOT_FOUND and status in (400, 404):  # the CampusGo table prints 400 for nearly every code
        return Missing
    if status == 404 or (code is None and status < 500):
        return BadAnswer
    return ServiceError


def _gateway_code(code: str | None) -> str:
    """The number of a gateway code (APIG.0301 and APIGW.0301 mean the same), else an empty string."""
    prefix, _dot, number = (code or "").partition(".")
    return number if prefix in ("APIG", "APIGW") else ""


def _error_members(response: Response, secrets: Iterable[str]) -> tuple[str | None, str | None, str | None]:
    """Error code, text and request id, in whichever of the known shapes; None for what is not there."""
    try:
        value = decode(response.body)
    except ValueError:
        value = None
    error = _error_object(value) or {}
    code = next((error[key] for key in ("error_code", "errorCode", "code") if key in error), None)
    text = next((error[key] for key in ("error_msg", "error_message", "errorMsg", "message") if key in error), None)
    request_id = response.headers.get("X-Request-Id") or error.get("request_id")
    return _token(code, secrets), text if isinstance(text, str) else None, _token(request_id, secrets)


def _error_object(value: Any) -> dict[str, Any] | None:
    """The object that holds an error: the body itself, or the object inside it, as IAM has it."""
    if not isinstance(value, dict):
        return None
    if is_error(value):
        return value
    return next((member for member in value.values() if isinstance(member, dict)), None)


def _token(value: Any, secrets: Iterable[str]) -> str | None:
    """A code or id as text, if it looks like one and holds no secret."""
    text = scrub(str(value), secrets) if isinstance(value, (str, int)) else ""
    return text if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text) else None


def _bad_answer(response: Response, problem: str, secrets: Iterable[str], speaker: Speaker) -> BadAnswer:
    beginning = _beginning(response.body, secrets)
    return BadAnswer(
        f"the answer (status {response.status}, {len(response.body)} bytes) cannot be used: {problem}"
        + (f"; it begins with {beginning}" if beginning else "")
        + f"; check {speaker.setting} and proxies",
        status=response.status,
        request_id=_token(response.headers.get("X-Request-Id"), secrets),
    )


def _beginning(body: bytes, secrets: Iterable[str]) -> str:
    """The first few characters, as far as they can only be words or tags: a value would come after a quote or a colon."""
    text = scrub(body.decode("utf-8", "replace"), secrets).lstrip()
    return re.match(r"[A-Za-z<>!/ .,-]{0,40}", redact_text(text[:_BEGINNING]))[0]  # type: ignore[index]  # it always matches, if only nothing
