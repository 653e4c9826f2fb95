# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How tasks change with reads and with time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import requests

from simulator.process import Simulator
from simulator.scenario import Change, Scenario, TaskEntry
from simulator.tasks import Task, TaskStore
from simulator.tests.clients import SAMPLE_ID, SERVICE

Show = Callable[..., requests.Response]


def scenario(*timeline: dict[str, object]) -> dict[str, object]:
    return {"tasks": [{"sample": SERVICE, "timeline": list(timeline)}]}


def test_after_reads(simulator: Simulator, show: Show) -> None:
    simulator.load(scenario({"reads": 2, "state": "STOPPED"}, {"reads": 3, "state": "STARTING"}))
    assert [show().json()["state"] for _read in range(5)] == ["RUNNING", "RUNNING", "STOPPED", "STARTING", "STARTING"]


def test_from_the_start(simulator: Simulator, show: Show) -> None:
    simulator.load(scenario({"reads": 0, "state": "PENDING", "set": {"status": "Waiting."}}))
    assert show().json()["status"] == "Waiting."


def test_lists_read_too(simulator: Simulator, show: Show, client: requests.Session, tasks_url: str) -> None:
    simulator.load(scenario({"reads": 1, "state": "STOPPED"}))
    states = [client.get(tasks_url, timeout=10).json()["tasks"][0]["state"], show().json()["state"]]
    assert states == ["RUNNING", "STOPPED"]


def test_a_row_that_is_filtered_out_is_not_read(
    simulator: Simulator, show: Show, client: requests.Session, tasks_url: str
) -> None:
    simulator.load(scenario({"reads": 1, "state": "STOPPED"}))
    assert client.get(f"{tasks_url}?state=FAILED", timeout=10).json()["count"] == 0
    assert show().json()["state"] == "RUNNING"


def test_updated_at_moves_with_every_change(simulator: Simulator, show: Show) -> None:
    simulator.load(scenario(*({"reads": number, "state": "RUNNING"} for number in range(1, 5))))
    times = [datetime.fromisoformat(show().json()["updated_at"]) for _read in range(5)]
    assert times == sorted(set(times))


def test_a_task_that_comes_and_goes(simulator: Simulator, show: Show, client: requests.Session, tasks_url: str) -> None:
    simulator.load(scenario({"reads": 0, "exists": False}, {"reads": 2, "exists": True}, {"reads": 3, "exists": False}))
    assert show().status_code == 404
    assert client.get(tasks_url, timeout=10).json()["count"] == 0
    assert show().status_code == 200
    assert client.get(tasks_url, timeout=10).json()["count"] == 0


def test_rows_that_shift_between_pages(simulator: Simulator, client: requests.Session, tasks_url: str) -> None:
    entries = [{"sample": SERVICE, "set": {"id": f"{number:032x}"}} for number in range(4)]
    entries[0]["timeline"] = [{"reads": 1, "exists": False}]
    simulator.load({"tasks": entries})
    pages = [client.get(f"{tasks_url}?limit=2&offset={offset}", timeout=10).json() for offset in (0, 2)]
    assert [int(task["id"], 16) for page in pages for task in page["tasks"]] == [0, 1, 3]


def test_with_time() -> None:
    task = Task(SAMPLE_ID, {"state": "PENDING", "updated_at": "2020-01-01T00:00:00Z"})
    task.changes.extend([Change(after=3, state="STARTING"), Change(after=5, state="RUNNING")])
    states = []
    for elapsed in (0, 2.9, 3, 4.9, 5):
        task.advance(elapsed)
        states.append(task.document["state"])
    assert states == ["PENDING", "PENDING", "STARTING", "STARTING", "RUNNING"]


def test_time_starts_when_the_scenario_is_loaded() -> None:
    timeline = [Change(after=0, state="STOPPED"), Change(after=3600, state="RUNNING")]
    store = TaskStore(Scenario(tasks=[TaskEntry(sample=SERVICE, timeline=timeline)]))
    task = store.show(SERVICE, SAMPLE_ID)
    assert task is not None
    assert task.document["state"] == "STOPPED"
