# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four calls of the task service."""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from . import answers
from .answers import RejectedError
from .authentication import UnauthenticatedError, authenticate_for_tasks
from .credentials import CREDENTIALS
from .parameters import SERVICE_NAME, SERVICE_VERSION, TASK_ID, TASK_NAME, check_pattern, invalid, list_query
from .scenario import Document
from .world import World

INPUT_TYPES = ("obs", "vis", "url", "edgecamera", "edgerestful", "vcn")
OUTPUTS = ("dis", "webhook", "obs", "localpath", "hosting")


async def show(world: World, request: Request) -> Response:
    service, task_id = await _admitted(world, request)
    task = world.tasks.show(service, task_id)
    if task is None:
        raise _not_found(f"Task {task_id}")
    body = b'{"task":' + task.encoded() + b"}" if task.wrap else task.encoded()
    return answers.raw(200, body, {})


async def list_tasks(world: World, request: Request) -> Response:
    service, _no_task = await _admitted(world, request)
    page = world.tasks.page(service, list_query(request.query_params))
    body = b'{"count":%d,"tasks":[%s]}' % (page.count, b",".join(task.encoded() for task in page.tasks))
    return answers.raw(200, body, {})


async def create(world: World, request: Request) -> Response:
    service, _no_task = await _admitted(world, request)
    wanted = _create_request(await request.body())
    return answers.success([{"id": identity} for identity in world.tasks.create(service, wanted)], 201)


async def delete(world: World, request: Request) -> Response:
    service, task_id = await _admitted(world, request)
    if not world.tasks.delete(service, task_id):
        raise _not_found(f"Task {task_id}")
    return answers.raw(202, b"", {})


async def _admitted(world: World, request: Request) -> tuple[str, str]:
    """Authenticate and check the path; returns service name and task id (empty where the path has none)."""
    try:
        token = await authenticate_for_tasks(request, world.tokens, world.access_keys)
    except UnauthenticatedError as problem:
        raise RejectedError(answers.gateway_error(401, "APIGW.0301", str(problem))) from None
    scoped_to = token.project.id if token else CREDENTIALS.project_id
    if not request.path_params["project_id"] == scoped_to == CREDENTIALS.project_id:
        raise RejectedError(answers.service_error(400, "IVA.0002", "The project id is invalid."))
    service, task_id = request.path_params["service_name"], request.path_params.get("task_id", "")
    check_pattern("service_name", service, SERVICE_NAME)
    if "task_id" in request.path_params:
        check_pattern("task_id", task_id, TASK_ID)
    if not world.tasks.knows(service):
        raise _not_found(f"Service {service}")
    return service, task_id


def _not_found(what: str) -> RejectedError:
    return RejectedError(answers.service_error(404, "IVA.0005", f"The requested resource is NOT found. {what} not found."))


def _create_request(body: bytes) -> Document:
    try:
        wanted = json.loads(body)
    except ValueError:
        wanted = None
    if not isinstance(wanted, dict):
        raise RejectedError(answers.service_error(400, "IVA.0003", "Request body is not a valid json object."))
    check_pattern("name", wanted.get("name"), TASK_NAME)
    check_pattern("service_version", wanted.get("service_version"), SERVICE_VERSION)
    _check_type_and_items(wanted.get("input"))
    _check_members("output", wanted.get("output"), OUTPUTS)
    return wanted


def _check_type_and_items(task_input: object) -> None:
    if not isinstance(task_input, dict) or task_input.get("type") not in INPUT_TYPES:
        raise invalid(f"The param [input.type] should be one of [{', '.join(INPUT_TYPES)}]")
    items = task_input.get("data")
    if not isinstance(items, list) or not 1 <= len(items) <= 50 or not all(isinstance(item, dict) for item in items):
        raise invalid("The param [input.data] should be an array of 1 to 50 objects")


def _check_members(name: str, value: object, members: Sequence[str]) -> None:
    if not isinstance(value, dict) or not value or not set(value) <= set(members):
        raise invalid(f"The param [{name}] should be an object with members out of [{', '.join(members)}]")
