# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application with its routes, and the server that runs it."""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from . import answers, control, identity, metadata, service
from .answers import RejectedError
from .scenario import Call, Scenario
from .wire import WireProtocol
from .world import World

TASKS = "/v2/{project_id}/services/{service_name}/tasks"
TASK = TASKS + "/{task_id}"

Handler = Callable[[World, Request], Awaitable[Response]]


def application(scenario: Scenario) -> Starlette:
    app = Starlette(
        routes=[
            *control.ROUTES,
            _call("list", "GET", TASKS, service.list_tasks),
            _call("create", "POST", TASKS, service.create),
            _call("show", "GET", TASK, service.show),
            _call("delete", "DELETE", TASK, service.delete),
            _call("token", "POST", "/v3/auth/tokens", identity.token),
            _call("projects", "GET", "/v3/projects", identity.projects),
            _call("metadata_token", "PUT", "/meta-data/latest/api/token", metadata.token),
            _call("metadata_key", "GET", "/openstack/latest/securitykey", metadata.security_key),
        ],
        middleware=[Middleware(control.Recorder)],
        exception_handlers={404: _unknown_path, 405: _unknown_path},
    )
    app.router.redirect_slashes = False
    app.state.world = World(scenario)
    return app


def _call(name: Call, method: str, path: str, handler: Handler) -> Route:
    """A route of the API: the fault that lies in wait for the call, if any, else the handler's answer."""

    async def endpoint(request: Request) -> ASGIApp:
        world: World = request.app.state.world

        async def ordinary() -> Response:
            try:
                return await handler(world, request)
            except RejectedError as rejected:
                return rejected.answer

        fault = world.next_fault(name, request.path_params)
        return await (fault.play(request, ordinary) if fault else ordinary())

    return Route(path, endpoint, methods=[method], name=name)


async def _unknown_path(_request: Request, _problem: Exception) -> Response:
    return answers.unknown_path()


@dataclass(frozen=True)
class Address:
    """Where to listen (port 0: any free one) and, for HTTPS, with which certificate."""

    host: str
    port: int
    certificate: str | None = None
    key: str | None = None

    def url(self, port: int) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.certificate else 'http'}://{host}:{port}"


class Server(uvicorn.Server):
    """Uvicorn that says when it is ready, ends at once when told to, and can end together with its parent."""

    def __init__(self, config: uvicorn.Config, url: str, parent: int | None) -> None:
        super().__init__(config)
        self._url = url
        self._parent = parent

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(f"simulator ready: {self._url}", flush=True)

    async def on_tick(self, counter: int) -> bool:
        if self._parent is not None and os.getppid() != self._parent:
            return True
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.force_exit = True
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Uvicorn's own handler would raise the signal again after the shutdown, and so end with a traceback.
        self.should_exit = True


def serve(scenario: Scenario, address: Address, parent: int | None) -> None:
    """Serve until SIGTERM, SIGINT or, if `parent` is given, until that process is gone. Raises OSError."""
    config = uvicorn.Config(
        application(scenario),
        http=WireProtocol,
        loop="asyncio",
        lifespan="off",
        ws="none",
        server_header=False,
        log_level="critical",
        ssl_certfile=address.certificate,
        ssl_keyfile=address.key,
    )
    config.load()
    with _listener(address) as listener:
        url = address.url(listener.getsockname()[1])
        Server(config, url, parent).run([listener])


def _listener(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it each answer takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address.host, address.port))
    except (OSError, OverflowError):
        listener.close()
        raise
    return listener
