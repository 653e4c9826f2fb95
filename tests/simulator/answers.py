# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers in the shapes that the service, its gateway and the identity service give."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import uuid4

from starlette.responses import Response

MICROSECONDS = "%Y-%m-%dT%H:%M:%S.%fZ"
"""How the identity and metadata services print times, for strftime."""

UNKNOWN_PATH = "The API does not exist or has not been published in the environment"


class RejectedError(Exception):
    """A request that is answered with an error; carries that answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


def new_request_id() -> str:
    return uuid4().hex


def raw(status: int, body: bytes, headers: Mapping[str, str], content_type: str = "application/json") -> Response:
    """An answer of these bytes; every answer carries an X-Request-Id."""
    return Response(body, status, {"content-type": content_type, "x-request-id": new_request_id(), **headers})


def encode(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def success(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return raw(status, encode(body), headers or {})


def service_error(status: int, code: str, message: str) -> Response:
    """An error of the task service itself: ``IVA.nnnn``."""
    return success({"error_code": code, "error_msg": message}, status)


def gateway_error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error of the API gateway before the service: ``APIGW.nnnn``, with the request id in the body too."""
    request_id = new_request_id()
    body = {"error_code": code, "error_msg": message, "request_id": request_id}
    return success(body, status, {"x-request-id": request_id, **(headers or {})})


def identity_error(status: int, title: str, message: str) -> Response:
    """An error of the identity service, with its nested body."""
    return success({"error": {"code": status, "message": message, "title": title}}, status)


def unknown_path() -> Response:
    return gateway_error(404, "APIGW.0101", UNKNOWN_PATH)
