# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A transport that gives prepared answers, for conversations that no well-behaved service would hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import api
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Request, Response
from requests.structures import CaseInsensitiveDict


class ScriptedTransport:
    """Answers in the order of ``script``: JSON with status 200, or pairs of status and JSON. ``asked`` holds the URLs."""

    def __init__(self, *script: Any) -> None:
        self._script = list(script)
        self.asked: list[str] = []
        self.requests = 0
        self.secrets: list[str] = []

    def send(self, request: Request, _allowance: Any) -> Response:
        """The next answer of the script. Fails when the script is over."""
        self.asked.append(request.url)
        self.requests += 1
        assert self._script, f"nobody expected the request {request.url}"
        step = self._script.pop(0)
        status, body = step if isinstance(step, tuple) else (200, step)
        return Response(status, CaseInsensitiveDict(), json.dumps(body).encode())

    def install(self, monkeypatch: pytest.MonkeyPatch) -> ScriptedTransport:
        """Take the place of the transport of every client."""
        monkeypatch.setattr(api, "Transport", lambda *_arguments: self)
        return self

    @property
    def queries(self) -> list[Mapping[str, list[str]]]:
        """The query parameters of what was asked."""
        return [parse_qs(urlsplit(url).query) for url in self.asked]

    @property
    def is_over(self) -> bool:
        """Whether every answer was fetched."""
        return not self._script
