# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for the task service that lets in whom Keystone knows. It has every task that it is asked for."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import simulator
import uvicorn
from simulator import answers
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .identities import Identity

SERVICE = "c-queue-status-analysis-edge"
LAST = "f" * 32
"""The id of the task after which no other can be asked for with the same token."""

_SAMPLE = Path(simulator.__file__).with_name("samples") / f"{SERVICE}.json"


class TaskService:
    """A running service: its URL, and the tokens that it has taken."""

    def __init__(self, identity: Identity) -> None:
        self.url = ""
        self.tokens: set[str] = set()
        self._identity = identity
        self._task = json.loads(_SAMPLE.read_text(encoding="utf-8"))

    def show(self, request: Request) -> Response:
        """The documented task, with the id and the project that were asked for; as the service refuses otherwise."""
        token = request.headers.get("x-auth-token", "")
        described = self._identity.describe_token(token)
        if described.status_code != 200:
            return answers.gateway_error(401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail")
        self.tokens.add(token)
        project, task_id = request.path_params["project_id"], request.path_params["task_id"]
        if described.json()["token"].get("project", {}).get("id") != project:
            return answers.service_error(400, "IVA.0002", "The project id is invalid.")
        if task_id == LAST:
            self._identity.revoke_token(token)
        return answers.success({**self._task, "id": task_id, "project_id": project})


@contextmanager
def running_task_service(keystone_url: str) -> Iterator[TaskService]:
    """The service on a free port of the loopback interface, in threads of this process."""
    service = TaskService(Identity(keystone_url))
    application = Starlette(routes=[Route(f"/v2/{{project_id}}/services/{SERVICE}/tasks/{{task_id}}", service.show)])
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="critical"))
    # Already listening, so that whoever connects before the server runs need only wait.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host, port = listener.getsockname()
        service.url = f"http://{host}:{port}"
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield service
        finally:
            server.should_exit = True
            thread.join()
