# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever comes back gives a value or a fault that says what to do, and no secret."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote as percent_encoded

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.answers import quote, read
from ansible_collections.campusgo.edge.plugins.module_utils.errors import (
    BadAnswer,
    Denied,
    Fault,
    Missing,
    ServiceError,
    Throttled,
)
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Response
from ansible_collections.campusgo.edge.tests.unit import samples
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

REQUEST_ID = "c4d2f1b0a9e84f1f"


def response(status: int, body: Any, **headers: str) -> Response:
    """An answer. A body that is no bytes becomes JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()}), content)


def fault_of(answer: Response, secrets: tuple[str, ...] = ()) -> Fault:
    with pytest.raises(Fault) as caught:
        read(answer, secrets)
    return caught.value


@pytest.mark.parametrize(
    ("name", "value", "is_fresh"),
    [
        ("Age", "0", True),
        ("Age", "00", True),
        ("Age", "", True),
        ("Age", "1", False),
        ("Age", "86400", False),
        ("Age", "x", False),
        ("Warning", '110 cache.example "Response is stale"', False),
        ("Warning", '111 - "Revalidation failed" "Wed, 21 Oct 2015 07:28:00 GMT"', False),
        ("Warning", '112 - "Disconnected"', False),
        ("Warning", '113 - "Heuristic expiration"', False),
        ("Warning", '199 - "Something", 110 - "Response is stale"', False),
        ("Warning", '199 - "Something"', True),
        ("Warning", '214 - "Transformed"', True),
        ("Warning", "1100", True),
        ("Warning", "", True),
        ("Cache-Status", "ExampleCache; hit", False),
        ("Cache-Status", "ExampleCache;hit;ttl=30", False),
        ("Cache-Status", "OriginCache; fwd=miss, CDN ;\tHIT ; ttl=1", False),
        ("Cache-Status", 'CDN; detail="a; b"; hit=?1', False),
        ("Cache-Status", '"a \\" cache"; hit', False),
        ("Cache-Status", "ExampleCache; hit=?0", True),
        ("Cache-Status", "ExampleCache; fwd=uri-miss; stored", True),
        ("Cache-Status", "ExampleCache; fwd=stale; fwd-status=200", True),
        ("Cache-Status", 'ExampleCache; fwd=miss; detail="; hit"', True),
        ("Cache-Status", "ExampleCache; fwd=miss; key=hit", True),
        ("Cache-Status", "hit; fwd=miss, hit", True),
        ("Cache-Status", "ExampleCache; hits", True),
        ("X-Cache", "HIT", False),
        ("X-Cache", "Hit from cloudfront", False),
        ("X-Cache", "MISS, HIT", False),
        ("X-Cache", "HIT TCP_MEM_HIT dirn:1:2", False),
        ("X-Cache", "TCP_HIT from a.example (Squid)", False),
        ("X-Cache", "TCP_MEM_HIT", False),
        ("X-Cache", "MISS", True),
        ("X-Cache", "Miss from cloudfront", True),
        ("X-Cache", "MISS from white.example", True),
        ("X-Cache", "TCP_MISS", True),
        ("X-Cache-Status", "STALE", False),
        ("X-Cache-Status", "UPDATING", False),
        ("X-Cache-Status", "hit", False),
        ("X-Cache-Status", "BYPASS", True),
        ("X-Cache-Status", "EXPIRED", True),
        ("CF-Cache-Status", "HIT", False),
        ("CF-Cache-Status", "UPDATING", False),
        ("CF-Cache-Status", "DYNAMIC", True),
        ("X-Cache-Lookup", "HIT from a.example:3128", True),
    ],
)
def test_what_comes_from_a_cache_is_not_used(name: str, value: str, is_fresh: bool) -> None:
    answer = response(200, samples.queue_status(), **{name: value})
    if is_fresh:
        assert read(answer, ()) == samples.queue_status()
    else:
        fault = fault_of(answer)
        assert isinstance(fault, BadAnswer)
        assert "cannot be used: it comes from a cache, and may be old" in fault.message
        assert fault.message.endswith("; check endpoint and proxies")


@pytest.mark.parametrize("body", [b"password=hunter", b"<password>hunter</password>", b"<Password>hunter</Password>"])
@pytest.mark.parametrize("status", [200, 502])
def test_how_a_body_begins_is_told_without_secrets(status: int, body: bytes) -> None:
    assert "hunter" not in fault_of(response(status, body)).message


def test_how_a_long_body_begins_is_told() -> None:
    fault = fault_of(response(200, b"<html>Sign in</html>" + b"\0" * 200_000))
    assert "; it begins with <html>Sign in</html>; check" in fault.message


def test_a_task_is_read() -> None:
    assert read(response(200, samples.queue_status()), ()) == samples.queue_status()


def test_an_error_within_a_task_is_no_error_of_the_call() -> None:
    body = {**samples.queue_status(), "error": {"code": "ALG.002"}}
    assert read(response(200, body), ()) == body


@pytest.mark.parametrize(
    "body",
    [
        {**samples.queue_status(), "error_code": "IVA.0006"},
        {"tasks": [], "count": 0, "error_code": "IVA.0006"},
        {"task": samples.queue_status(), "errorCode": "IVA.0006"},
        {"task": {**samples.queue_status(), "error_code": "IVA.0006"}},
        {"error": {"code": "IVA.0006", "message": "the back end is down"}},
        {"task": samples.queue_status(), "code": "IVA.0006", "message": "a stale copy"},
        {**samples.queue_status(), "code": 500, "message": "the back end is down"},
    ],
)
def test_an_answer_that_says_it_is_an_error_is_one_whatever_stands_beside_it(body: dict[str, Any]) -> None:
    with pytest.raises(ServiceError):
        read(response(200, body), ())


@pytest.mark.parametrize("name", ["error_msg", "error_message", "errorMsg"])
def test_an_error_without_a_code_is_one_too(name: str) -> None:
    with pytest.raises(BadAnswer, match="answers 200: internal error"):
        read(response(200, {name: "internal error", "task": samples.queue_status()}), ())


@pytest.mark.parametrize("status", [201, 204, 206, 301, 302, 307])
@pytest.mark.parametrize("code", ["IVA.0001", "IVA.0006", "APIGW.0301", "APIGW.0308"])
def test_a_status_that_the_service_does_not_have_is_a_bad_answer_whatever_it_says(status: int, code: str) -> None:
    assert isinstance(fault_of(response(status, {"error_code": code, "error_msg": "x"})), BadAnswer)


_PREFIXES = ("APIG", "APIGW")
#: Shape of the body, status, code, class, and what the message says to do.
ERRORS: list[tuple[str, int, str, type[Fault], str]] = [
    ("service", 401, "IVA.0001", Denied, "get a new token"),
    ("service", 400, "IVA.0001", Denied, "get a new token"),
    ("service", 400, "IVA.0002", ServiceError, "check project_id"),
    ("service", 400, "IVA.0003", ServiceError, ""),
    ("service", 400, "IVA.0004", ServiceError, ""),
    ("service", 404, "IVA.0005", Missing, ""),
    ("service", 400, "IVA.0005", Missing, ""),
    ("service", 500, "IVA.0005", ServiceError, ""),
    ("service", 200, "IVA.0005", ServiceError, ""),
    ("service", 500, "IVA.0006", ServiceError, ""),
    ("service", 503, "IVA.0010", ServiceError, ""),
    ("service", 400, "IVA.0010", ServiceError, ""),
    *(("service", 400, f"IVA.00{number}", ServiceError, "") for number in (11, 12, 13)),
    *(("service", status, code, Denied, "permission") for code in ("IVA.0007", "IVA.0009", "IVA.0102") for status in (403, 400)),
    ("service", 403, "IVA.0008", Denied, "open beta"),
    ("service", 403, "IVA.0014", Denied, "arrears"),
    ("service", 403, "IVA.0015", Denied, "policy"),
    ("service", 400, "IVA.0008", Denied, "open beta"),
    ("service", 400, "IVA.0014", Denied, "arrears"),
    ("service", 400, "IVA.0015", Denied, "policy"),
    ("service", 404, "IVA.0006", BadAnswer, ""),
    ("service", 200, "IVA.0007", Denied, "permission"),
    ("message spelled out", 400, "IVA.0003", ServiceError, ""),
    ("message spelled out", 404, "IVA.0005", Missing, ""),
    *(("gateway", 404, f"{prefix}.0101", BadAnswer, "check endpoint") for prefix in _PREFIXES),
    *(("gateway", 404, f"{prefix}.0103", BadAnswer, "") for prefix in _PREFIXES),
    *(("gateway", 400, f"{prefix}.0106", ServiceError, "") for prefix in _PREFIXES),
    *(("gateway", 413, f"{prefix}.0201", ServiceError, "") for prefix in _PREFIXES),
    *(("gateway", 401, f"{prefix}.0301", Denied, "the clock of this machine") for prefix in _PREFIXES),
    *(("gateway", 400, f"{prefix}.0301", Denied, "the clock of this machine") for prefix in _PREFIXES),
    *(("gateway", 403, f"{prefix}.0302", Denied, "does not allow") for prefix in _PREFIXES),
    *(("gateway", 400, f"{prefix}.0307", Denied, "get a new token") for prefix in _PREFIXES),
    *(("gateway", 429, f"{prefix}.0308", Throttled, "concurrency") for prefix in _PREFIXES),
    *(("gateway", 503, f"{prefix}.0308", Throttled, "concurrency") for prefix in _PREFIXES),
    ("identity", 400, "400", ServiceError, ""),
    ("identity", 401, "401", Denied, ""),
    ("identity", 403, "403", Denied, ""),
    ("identity", 404, "404", BadAnswer, ""),
    ("identity", 500, "500", ServiceError, ""),
    ("platform", 400, "VIAS.00010001", ServiceError, ""),
    ("platform", 401, "VIAS.00010002", Denied, ""),
    ("platform", 404, "VIAS.00010003", BadAnswer, ""),
    ("platform", 500, "VIAS.00010004", ServiceError, ""),
    ("other names", 400, "IVA.0015", Denied, "policy"),
    ("plain names", 400, "APIG.0301", Denied, "clock"),
]
_TEXT = "The requested resource is NOT found. Service face-detect not found."


def _error_body(shape: str, code: str) -> dict[str, Any]:
    return {
        "service": {"error_code": code, "error_msg": _TEXT},
        "message spelled out": {"error_code": code, "error_message": _TEXT},
        "gateway": {"error_code": code, "error_msg": _TEXT, "request_id": REQUEST_ID},
        "identity": {"error": {"code": int(code) if code.isdigit() else code, "message": _TEXT, "title": "Bad Request"}},
        "platform": {"error_code": code, "error_msg": _TEXT, "detail": "d", "params": ["p"], "reason": "r", "advice": "a"},
        "other names": {"errorCode": code, "errorMsg": _TEXT},
        "plain names": {"code": code, "message": _TEXT},
    }[shape]


@pytest.mark.parametrize(
    ("shape", "status", "code", "fault_class", "advice"), ERRORS, ids=[f"{e[0]} {e[1]} {e[2]}" for e in ERRORS]
)
def test_an_error_becomes_its_fault(shape: str, status: int, code: str, fault_class: type[Fault], advice: str) -> None:
    fault = fault_of(response(status, _error_body(shape, code), x_request_id=REQUEST_ID))
    assert fault.__class__ is fault_class
    assert (fault.status, fault.service_code, fault.request_id) == (status, code, REQUEST_ID)
    shown = "" if code == str(status) else f" ({code})"
    assert fault.message.startswith(f"the service answers {status}{shown}: {_TEXT.rstrip('.')}")
    assert (advice in fault.message) if advice else fault.message.endswith("not found")


@pytest.mark.parametrize(
    ("name", "status", "fault_class"),
    [
        ("error__IVA.0003", 400, ServiceError),
        ("error__delete-invalid-task-id", 400, ServiceError),
        ("error__iam-token-400", 400, ServiceError),
        ("error__iam-token-401", 401, Denied),
        ("error__vas-IVA.0003-error_message", 400, ServiceError),
        ("error__vas-list-invalid-state", 400, ServiceError),
        ("error__vas-service-not-found", 404, Missing),
        ("error__vas-show-400", 400, ServiceError),
        ("error__vas-show-404", 404, Missing),
    ],
)
def test_documented_errors(name: str, status: int, fault_class: type[Fault]) -> None:
    fault = fault_of(response(status, samples.load(name)))
    assert fault.__class__ is fault_class
    assert fault.service_code is not None


@pytest.mark.parametrize(
    ("status", "body", "fault_class"),
    [
        (404, b"<html><h1>404</h1></html>", BadAnswer),
        (400, b"", BadAnswer),
        (418, b"{}", BadAnswer),
        (204, b"", BadAnswer),
        (201, b'{"id": "x"}', BadAnswer),
        (407, b"", BadAnswer),
        (401, b"<html>sign in</html>", Denied),
        (403, b"", Denied),
        (429, b"", Throttled),
        (500, b"", ServiceError),
        (502, b"<html>Bad gateway</html>", ServiceError),
        (503, b"\xff\xfe", ServiceError),
        (504, b"[]", ServiceError),
        (404, b'{"error_code": "IVA.0005", "error_code": "IVA.0005"}', BadAnswer),
        (404, b'"IVA.0005"', BadAnswer),
        (404, b'{"error_code": ["IVA.0005"]}', BadAnswer),
    ],
)
def test_answers_without_an_error_code(status: int, body: bytes, fault_class: type[Fault]) -> None:
    fault = fault_of(response(status, body))
    assert fault.__class__ is fault_class
    assert (fault.status, fault.service_code) == (status, None)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_named_without_its_target(status: int) -> None:
    fault = fault_of(response(status, b"", location="https://elsewhere.example/?token=abcd"))
    assert isinstance(fault, BadAnswer)
    assert "redirect" in fault.message
    assert "elsewhere" not in fault.message


def test_what_is_not_json_is_described() -> None:
    fault = fault_of(response(200, b"<html><body>Please sign in</body></html>", x_request_id=REQUEST_ID))
    assert isinstance(fault, BadAnswer)
    assert fault.request_id == REQUEST_ID
    for part in ("status 200", "40 bytes", "it is not JSON", "begins with <html><body>Please sign in", "check endpoint"):
        assert part in fault.message


@pytest.mark.parametrize("request_id", ["", "a b", "x" * 65, "<script>", "a\nb"])
def test_a_request_id_is_text_that_looks_like_one(request_id: str) -> None:
    assert fault_of(response(500, {"error_code": "IVA.0006", "error_msg": "a", "request_id": request_id})).request_id is None


def test_a_message_is_one_short_line() -> None:
    fault = fault_of(response(400, {"error_code": "IVA.0004", "error_msg": "a\r\n\x1b[31mb\u202e" + "c" * 10_000}))
    assert fault.message.isprintable()
    assert len(fault.message) < 500


SECRET = "aB3/sesame+7f3a=="
_SECRET_FORMS = (SECRET, percent_encoded(SECRET), percent_encoded(SECRET, safe=""), "aB3%2fsesame%2b7f3a%3d%3d")


def _echoes(secret: str) -> list[Any]:
    return [
        {"error_code": "APIGW.0301", "error_msg": f"decrypt token fail: {secret}"},
        {"error_code": "APIGW.0301", "error_msg": f"see https://a.example/{secret}?x={secret}"},
        {"error_code": "IVA.0004", "error_message": "x" * 295 + secret + "y"},
        {"error_code": "IVA.0004", "error_msg": "x" * 280 + secret},
        {"error": {"code": 401, "message": f"{secret} is wrong", "title": secret}},
        {"error_code": secret, "error_msg": "a"},
        {"error_code": "APIGW.0301", "error_msg": "a", "request_id": secret},
        {"error_code": "APIGW.0301", "error_msg": f"Access=key, Signature={'0a' * 32}"},
        secret.encode(),
        f"<html>{secret}</html>".encode(),
        f'{{"token": "{secret}"'.encode(),
    ]


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429, 500])
@pytest.mark.parametrize("secret", [SECRET, "PlainSecretOfLettersAlone", "a1b2c3d4-e5f6.0789"])
@pytest.mark.parametrize("echo", range(len(_echoes(""))))
def test_an_echoed_secret_is_not_shown(status: int, secret: str, echo: int) -> None:
    try:
        read(response(status, _echoes(secret)[echo], x_request_id=secret), (secret,))
    except Fault as fault:
        shown = json.dumps(fault.as_result())
        # Not even the beginning of one that was cut.
        assert secret[:8] not in shown
        assert "0a0a" not in shown


@given(st.text(max_size=30), st.integers(0, 400), st.sampled_from(_SECRET_FORMS))
def test_a_quote_never_holds_a_part_of_a_secret(text: str, padding: int, form: str) -> None:
    quoted = quote(text + "x" * padding + form + text, (SECRET,))
    assert "sesame" not in quoted
    assert form[:6] not in quoted
    assert len(quoted) <= 303


@pytest.mark.parametrize("secret", ["sk/sesame?more=x", "sesame@more", "a#sesame&b", "https://sesame/more?x"])
@pytest.mark.parametrize("around", ["{}", "https://a.example/{}/b", "https://{}@a.example", "https://a.example?x={}"])
def test_a_secret_with_characters_of_urls_is_not_quoted_in_part(secret: str, around: str) -> None:
    quoted = quote(f"see {around.format(secret)} there", (secret,))
    assert "sesame" not in quoted
    assert "more" not in quoted


@pytest.mark.parametrize(("status", "body"), [(200, {"errorCode": None}), (404, "IVA.0005"), (500, {})])
def test_an_answer_that_does_not_say_why_is_said_to(status: int, body: Any) -> None:
    assert fault_of(response(status, body)).message == f"the service answers {status}: the answer does not say why"
