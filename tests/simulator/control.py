# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Control by tests: what was asked of the simulator, and another scenario. Not part of the API that is simulated."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from . import scenario
from .world import World

PREFIX = "/__simulator__"


async def get_requests(request: Request) -> Response:
    return JSONResponse(list(request.app.state.world.requests))


async def clear_requests(request: Request) -> Response:
    request.app.state.world.requests.clear()
    return Response(status_code=204)


async def put_scenario(request: Request) -> Response:
    try:
        request.app.state.world = World(scenario.parse(await request.body()))
    except scenario.ScenarioError as problem:
        return JSONResponse({"error": str(problem)}, 400)
    return Response(status_code=204)


ROUTES: list[BaseRoute] = [
    Route(f"{PREFIX}/requests", get_requests, methods=["GET"]),
    Route(f"{PREFIX}/requests", clear_requests, methods=["DELETE"]),
    Route(f"{PREFIX}/scenario", put_scenario, methods=["PUT"]),
]


class Recorder:
    """ASGI middleware that notes every request but those of the control itself; no bodies, which hold passwords."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith(PREFIX):
            scope["app"].state.world.requests.append(
                {
                    "method": scope["method"],
                    "path": scope["raw_path"].decode("ascii"),
                    "query": scope["query_string"].decode("ascii"),
                    "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
                }
            )
        await self.app(scope, receive, send)
