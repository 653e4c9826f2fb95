# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task service as a plain HTTP client sees it: tokens, errors, lists, creation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE

SAMPLES = Path(__file__).parent.parent / "samples"


def printed(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def test_every_answer_has_a_request_id(show: Callable[..., requests.Response]) -> None:
    assert len({show(task_id).headers["X-Request-Id"] for task_id in (SAMPLE_ID, "0" * 32, "x")}) == 3


def test_the_documented_samples_are_all_there(client: requests.Session, simulator: Simulator) -> None:
    for sample in SAMPLES.glob("c-*.json"):
        task = printed(sample.stem)
        url = f"{simulator.url}/v2/{CREDENTIALS.project_id}/services/{sample.stem}/tasks/{task['id']}"
        assert client.get(url, timeout=10).json() == task


@pytest.mark.parametrize(
    ("headers", "problem"),
    [({}, "x-auth-token not found"), ({"X-Auth-Token": "wrong"}, "decrypt token fail")],
)
def test_no_or_wrong_token(anonymous: requests.Session, tasks_url: str, headers: dict[str, str], problem: str) -> None:
    answer = anonymous.get(tasks_url, headers=headers, timeout=10)
    assert answer.status_code == 401
    assert answer.json() == {
        "error_code": "APIGW.0301",
        "error_msg": f"Incorrect IAM authentication information: {problem}",
        "request_id": answer.headers["X-Request-Id"],
    }


def test_another_project(client: requests.Session, tasks_url: str) -> None:
    answer = client.get(tasks_url.replace(CREDENTIALS.project_id, "f" * 32), timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "IVA.0002")


@pytest.mark.parametrize("path", ["/", "/v2", "/v1/x/services/y/tasks", "/v3/auth", "/__simulator__", "/v3/projects/"])
def test_unknown_path(client: requests.Session, simulator: Simulator, path: str) -> None:
    answer = client.get(simulator.url + path, timeout=10, allow_redirects=False)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "APIGW.0101")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "POST"])
def test_unknown_method(client: requests.Session, tasks_url: str, method: str) -> None:
    answer = client.request(method, f"{tasks_url}/{SAMPLE_ID}", timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (404, "APIGW.0101")


def test_errors_as_printed(client: requests.Session, tasks_url: str) -> None:
    assert client.get(f"{tasks_url}/x", timeout=10).json() == printed("error__vas-show-400")
    assert client.delete(f"{tasks_url}/x", timeout=10).json() == printed("error__delete-invalid-task-id")
    assert client.get(f"{tasks_url}?state=x", timeout=10).json() == printed("error__vas-list-invalid-state")
    unknown_service = tasks_url.replace(SERVICE, "face-detect")
    assert client.get(unknown_service, timeout=10).json() == printed("error__vas-service-not-found")
    assert client.post(tasks_url, data="no json", timeout=10).json() == printed("error__IVA.0003")


@pytest.mark.parametrize("task_id", ["task0a_Z9876", "0123456789abcdef" * 2])
def test_both_forms_of_an_id_are_understood(show: Callable[..., requests.Response], task_id: str) -> None:
    assert show(task_id).status_code == 404


@pytest.mark.parametrize("task_id", ["task0a_Z987", "0123456789ABCDEF" * 2, f"{SAMPLE_ID}%0A", f"x{SAMPLE_ID}"])
def test_what_is_no_id(show: Callable[..., requests.Response], task_id: str) -> None:
    assert (show(task_id).status_code, show(task_id).json()["error_code"]) == (400, "IVA.0004")


@pytest.mark.parametrize(
    "query",
    [
        "state=running", "state=", "order=name", "order=state:ASC", "offset=-1", "offset=100001", "offset=x", "limit=0",
        "limit=1001", "limit=", "name_like=%25", "name_like=", "id_like=X", "service_version=3", "created_since=-1",
        "created_since=2020-01-01", "created_until=9223372036854775808",
    ],
)  # fmt: skip
def test_bad_list_parameters(client: requests.Session, tasks_url: str, query: str) -> None:
    answer = client.get(f"{tasks_url}?{query}", timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "IVA.0004")
    assert query.split("=")[0] in answer.json()["error_msg"]


class TestList:
    @pytest.fixture
    def names(self, client: requests.Session, simulator: Simulator, tasks_url: str) -> Callable[[str], list[str]]:
        simulator.load(
            {
                "tasks": [
                    {"service": SERVICE, "generate": {"count": 250, "name": "a"}},
                    {"sample": SERVICE, "set": {"id": "e" * 32, "name": "通道-z", "service_version": "1.0"}},
                ]
            }
        )

        def call(query: str) -> list[str]:
            return [task["name"] for task in client.get(f"{tasks_url}?{query}", timeout=10).json()["tasks"]]

        return call

    def test_defaults(self, names: Callable[[str], list[str]]) -> None:
        assert names("") == [f"a-{number:05d}" for number in range(250, 150, -1)]

    def test_pages_are_offsets_of_rows(self, names: Callable[[str], list[str]]) -> None:
        assert names("offset=0&limit=150") + names("offset=150&limit=150") == names("limit=1000")
        assert names("offset=300") == []

    @pytest.mark.parametrize(
        ("query", "first"),
        [
            ("order=name:ASC", "a-00001"),
            ("order=name:DESC", "通道-z"),
            ("order=created_at:ASC", "通道-z"),
            ("order=updated_at:DESC", "a-00250"),
            ("id_like=eee", "通道-z"),
            ("name_like=通", "通道-z"),
            ("service_version=1.0", "通道-z"),
            ("created_until=1600400103000", "通道-z"),
            ("created_since=1704067450000", "a-00250"),
        ],
    )
    def test_orders_and_filters(self, names: Callable[[str], list[str]], query: str, first: str) -> None:
        assert names(query)[0] == first

    def test_created_times_are_inclusive(self, names: Callable[[str], list[str]]) -> None:
        assert names("created_since=1600400103000&created_until=1600400103000") == ["通道-z"]
        assert names("created_since=1600400103001&created_until=1700000000000") == []

    def test_equal_rows_are_in_the_order_of_ids(self, client: requests.Session, tasks_url: str, simulator: Simulator) -> None:
        entries = [{"sample": SERVICE, "set": {"id": letter * 32}} for letter in "bdac"]
        simulator.load({"tasks": entries})
        for order in ("name:ASC", "name:DESC"):
            tasks = client.get(f"{tasks_url}?order={order}", timeout=10).json()["tasks"]
            assert [task["id"][0] for task in tasks] == ["a", "b", "c", "d"]

    def test_page_limit(self, client: requests.Session, tasks_url: str, simulator: Simulator) -> None:
        simulator.load({"page_limit": 7, "tasks": [{"service": SERVICE, "generate": {"count": 20}}]})
        page = client.get(f"{tasks_url}?limit=10", timeout=10).json()
        assert (page["count"], len(page["tasks"])) == (20, 7)

    def test_ten_thousand_rows(self, client: requests.Session, tasks_url: str, simulator: Simulator) -> None:
        simulator.load({"tasks": [{"service": SERVICE, "generate": {"count": 10_000}}]})
        page = client.get(f"{tasks_url}?limit=1000&offset=9990", timeout=10).json()
        assert (page["count"], len(page["tasks"])) == (10_000, 10)
        assert client.get(f"{tasks_url}/{9999:032x}", timeout=10).json()["name"] == "generated-09999"

    def test_known_service_without_tasks(self, client: requests.Session, tasks_url: str, simulator: Simulator) -> None:
        simulator.load({"services": [SERVICE]})
        assert client.get(tasks_url, timeout=10).json() == {"count": 0, "tasks": []}


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": "a b"},
        {"service_version": "3"},
        {"input": {}},
        {"input": {"type": "edgecamera", "data": []}},
        {"input": {"type": "tape", "data": [{}]}},
        {"output": {}},
        {"output": {"pigeon": {}}},
    ],
)
def test_create_refuses(client: requests.Session, tasks_url: str, change: dict[str, Any]) -> None:
    request = printed(f"create-request__{SERVICE}")
    answer = client.post(tasks_url, json={**request, **change}, timeout=10)
    assert (answer.status_code, answer.json()["error_code"]) == (400, "IVA.0004")


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("create-request__*.json")), ids=lambda path: path.stem)
def test_create_accepts_what_is_documented(client: requests.Session, tasks_url: str, sample: Path) -> None:
    answer = client.post(tasks_url, json=printed(sample.stem), timeout=10)
    assert answer.status_code == 201
    assert len(answer.json()) == 1


def test_delete_twice(client: requests.Session, tasks_url: str) -> None:
    task = f"{tasks_url}/{SAMPLE_ID}"
    assert client.delete(task, timeout=10).status_code == 202
    assert client.delete(task, timeout=10).status_code == 202
    assert client.get(f"{tasks_url}?state=DELETING", timeout=10).json()["count"] == 1
    assert client.get(task, timeout=10).status_code == 404
    assert client.delete(task, timeout=10).status_code == 404
