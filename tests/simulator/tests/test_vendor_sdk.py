# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's SDK drives its four calls, and finds its project, against the simulator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from huaweicloudsdkcampusgo.v2 import (
    CampusGoClient,
    CreateTasksRequest,
    CreateTasksRequestBody,
    DeleteTaskRequest,
    ListTasksDetailsRequest,
    ShowTaskRequest,
    TaskInput,
    TaskInputData,
    TaskOutput,
    TaskOutputDis,
)
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.region.region import Region

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE, sdk_client

SAMPLE = json.loads((Path(__file__).parent.parent / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))


def show(sdk: CampusGoClient, task_id: str = SAMPLE_ID, service: str = SERVICE) -> dict[str, object]:
    return sdk.show_task(ShowTaskRequest(service_name=service, task_id=task_id)).to_json_object()


def test_show_gives_the_documented_answer(sdk: CampusGoClient) -> None:
    assert show(sdk) == SAMPLE


def test_show_with_temporary_keys(simulator: Simulator) -> None:
    credentials = BasicCredentials(CREDENTIALS.temporary_access_key, CREDENTIALS.temporary_secret_key)
    sdk = sdk_client(simulator, credentials.with_security_token(CREDENTIALS.security_token))
    assert show(sdk)["id"] == SAMPLE_ID


@pytest.mark.parametrize(
    ("access_key", "secret_key", "security_token"),
    [
        (CREDENTIALS.access_key, "wrong", None),
        ("unknown", CREDENTIALS.secret_key, None),
        (CREDENTIALS.access_key, CREDENTIALS.secret_key, CREDENTIALS.security_token),
        (CREDENTIALS.temporary_access_key, CREDENTIALS.temporary_secret_key, None),
        (CREDENTIALS.temporary_access_key, CREDENTIALS.temporary_secret_key, "wrong"),
    ],
)
def test_wrong_keys(simulator: Simulator, access_key: str, secret_key: str, security_token: str | None) -> None:
    sdk = sdk_client(simulator, BasicCredentials(access_key, secret_key).with_security_token(security_token))
    with pytest.raises(ClientRequestException) as refusal:
        show(sdk)
    assert refusal.value.status_code == 401
    assert refusal.value.error_code == "APIGW.0301"
    assert "verify aksk signature fail" in refusal.value.error_msg
    assert refusal.value.request_id


def test_project_id_is_found_from_the_region(simulator: Simulator) -> None:
    credentials = BasicCredentials(CREDENTIALS.access_key, CREDENTIALS.secret_key).with_iam_endpoint(simulator.url)
    region = Region(CREDENTIALS.region, simulator.url)
    sdk = CampusGoClient.new_builder().with_credentials(credentials).with_region(region).build()
    assert show(sdk)["id"] == SAMPLE_ID
    assert simulator.requests()[0].path == "/v3/projects"
    assert simulator.requests()[0].query == {"name": [CREDENTIALS.region]}


@pytest.mark.parametrize(
    ("task_id", "service", "status", "code"),
    [
        ("0" * 32, SERVICE, 404, "IVA.0005"),
        ("not-an-id", SERVICE, 400, "IVA.0004"),
        (SAMPLE_ID + "0", SERVICE, 400, "IVA.0004"),
        (SAMPLE_ID, "c-no-such-service", 404, "IVA.0005"),
        (SAMPLE_ID, "Not-A-Name", 400, "IVA.0004"),
    ],
)
def test_errors_of_show(sdk: CampusGoClient, task_id: str, service: str, status: int, code: str) -> None:
    with pytest.raises(ClientRequestException) as refusal:
        show(sdk, task_id, service)
    assert (refusal.value.status_code, refusal.value.error_code) == (status, code)


def test_list_without_parameters(sdk: CampusGoClient) -> None:
    answer = sdk.list_tasks_details(ListTasksDetailsRequest(service_name=SERVICE))
    assert answer.count == 5
    created_at = [task.created_at for task in answer.tasks]
    assert created_at == sorted(created_at, reverse=True)


def test_list_with_every_parameter(sdk: CampusGoClient, simulator: Simulator) -> None:
    generated = {"count": 500, "name": "camera", "states": ["RUNNING", "STOPPED"], "created_at": "2024-01-01T00:00:00Z"}
    simulator.load({"tasks": [{"service": SERVICE, "generate": generated}]})
    start = 1_704_067_200_000
    answer = sdk.list_tasks_details(
        ListTasksDetailsRequest(
            service_name=SERVICE,
            service_version="3.0",
            state="RUNNING",
            name_like="camera-001",
            id_like="00000",
            created_since=start + 120_000,
            created_until=start + 180_000,
            order="name:ASC",
            offset=10,
            limit=5,
        )
    )
    assert answer.count == 31  # even numbers from 120 to 180
    assert [task.name for task in answer.tasks] == [f"camera-00{number}" for number in range(140, 150, 2)]


def test_create_and_delete(sdk: CampusGoClient) -> None:
    cameras = ["aec5857c-222f-4aa9-be39-23654e118886", "9f8933c9-448c-48e5-8bc0-631ea83b92eb"]
    body = CreateTasksRequestBody(
        name="two-cameras",
        service_version="3.0",
        edge_pool_id=SAMPLE["edge_pool_id"],
        input=TaskInput(type="edgecamera", data=[TaskInputData(id=camera) for camera in cameras]),
        output=TaskOutput(dis=TaskOutputDis(stream_name="dis-stream")),
    )
    created = sdk.create_tasks(CreateTasksRequest(service_name=SERVICE, body=body))
    assert created.status_code == 201
    first, second = (entry.id for entry in created.body)

    task = show(sdk, first)
    assert task["state"] == "PENDING"
    assert task["input"] == {"type": "edgecamera", "data": [{"id": cameras[0]}]}
    assert show(sdk, first)["state"] == "RUNNING"

    deleted = sdk.delete_task(DeleteTaskRequest(service_name=SERVICE, task_id=second))
    assert deleted.status_code == 202
    assert show(sdk, second)["state"] == "DELETING"
    with pytest.raises(ClientRequestException) as gone:
        show(sdk, second)
    assert gone.value.error_code == "IVA.0005"
    with pytest.raises(ClientRequestException) as gone:
        sdk.delete_task(DeleteTaskRequest(service_name=SERVICE, task_id=second))
    assert gone.value.status_code == 404
