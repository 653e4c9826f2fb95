# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scenario may say, and what is said of one that cannot be used."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from simulator import scenario
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE

POOL = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"
IDS = {
    SAMPLE_ID,
    "1f2e3d4c5b6a49788796a5b4c3d2e1f0",
    "2b7c9e01d4f84a6fb1c3d5e7f9a0b2c4",
    "3c5d7e9fa1b24c6d8e0f1a2b3c4d5e6f",
    "4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2",
}


def documents(name: str) -> dict[str, dict[str, object]]:
    """The queue analysis tasks of a prepared scenario, by id."""
    entries = scenario.load(name).tasks
    return {task["id"]: task for entry in entries if entry.service_name == SERVICE for task in entry.documents()}


def test_default() -> None:
    tasks = documents("default")
    assert set(tasks) == IDS
    assert {task["state"] for task in tasks.values()} == {"RUNNING"}
    assert [task["edge_pool_id"] for task in tasks.values()].count(POOL) == 4
    assert tasks[SAMPLE_ID] == scenario.sample(SERVICE)
    assert any("{{ 7 * 7 }}" in (task["description"] or "") for task in tasks.values())


def test_broken() -> None:
    tasks = documents("broken")
    assert IDS - set(tasks) == {"2b7c9e01d4f84a6fb1c3d5e7f9a0b2c4"}
    assert tasks[SAMPLE_ID]["state"] == "ABNORMAL"
    assert "state" not in tasks["3c5d7e9fa1b24c6d8e0f1a2b3c4d5e6f"]


def test_set_and_unset(simulator: Simulator, show: Callable[..., requests.Response]) -> None:
    entry = {
        "sample": SERVICE,
        "set": {"status": "note", "edge_pool_id": None, "output": {"webhook": {"url": "http://example.com"}}},
        "unset": ["description", "output.webhook.headers", "output.nothing.here"],
    }
    simulator.load({"tasks": [entry]})
    task = show().json()
    assert (task["status"], task["edge_pool_id"], task["name"]) == ("note", None, "queue-status-analysis-edge")
    assert "description" not in task
    assert task["output"] == {"webhook": {"url": "http://example.com"}}


def test_whole_task_under_another_id(simulator: Simulator, show: Callable[..., requests.Response]) -> None:
    simulator.load({"tasks": [{"service": SERVICE, "id": SAMPLE_ID, "task": {"state": 7}, "wrap": True}]})
    assert show().json() == {"task": {"state": 7}}


def test_generated_tasks(simulator: Simulator, show: Callable[..., requests.Response]) -> None:
    generate = {"count": 3, "first": 10, "name": "camera", "states": ["RUNNING", "FAILED"], "edge_pool_ids": ["a", "b"]}
    simulator.load({"tasks": [{"service": SERVICE, "generate": generate, "set": {"creator": "me"}}]})
    task = show(f"{11:032x}").json()
    assert (task["name"], task["state"], task["edge_pool_id"], task["creator"]) == ("camera-00011", "FAILED", "b", "me")
    assert task["created_at"] == task["updated_at"] == "2024-01-01T00:00:11Z"
    assert show(f"{13:032x}").status_code == 404


def test_yaml_dates_are_text() -> None:
    text = f"tasks: [{{service: {SERVICE}, task: {{id: x, created_at: 2020-01-01T00:00:00Z}}}}]"
    assert next(scenario.parse(text.encode()).tasks[0].documents())["created_at"] == "2020-01-01T00:00:00Z"


def test_an_empty_scenario() -> None:
    assert scenario.parse(b"") == scenario.Scenario()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("tasks: [", "not valid YAML"),
        ("\xff", "not valid YAML"),
        ("- a", "dictionary"),
        ("unknown: 1", "unknown: Unexpected keyword argument"),
        ("page_limit: 0", "page_limit: Input should be greater than 0"),
        ("services: [Bad_Name]", "services.0"),
        ("tasks: [{sample: nothing}]", "no sample 'nothing'; there are: c-abandon-detection-cloud,"),
        ("tasks: [{sample: ../credentials}]", "no sample"),
        ("tasks: [{service: ab}]", "give sample, task or generate"),
        ("tasks: [{task: {id: x}}]", "give service"),
        ("tasks: [{service: ab, task: {}}]", "give id"),
        ("tasks: [{service: ab, task: {id: x}, sample: c-face-edge}]", "neither sample nor generate"),
        ("tasks: [{service: ab, generate: {count: 1}, id: x}]", "id does not go with generate"),
        ("tasks: [{service: ab, generate: {count: 0}}]", "tasks.0.generate.count"),
        ("tasks: [{sample: c-face-edge, timeline: [{state: RUNNING}]}]", "give either after or reads"),
        ("tasks: [{sample: c-face-edge, timeline: [{after: 1, reads: 1}]}]", "give either after or reads"),
        ("tasks: [{sample: c-face-edge, faults: [{kind: flood}]}]", "tasks.0.faults.0"),
        ("tasks: [{sample: c-face-edge, faults: [{kind: delay}]}]", "seconds"),
        ("tasks: [{sample: c-face-edge, faults: [{kind: reset, status: 500}]}]", "status: Unexpected keyword argument"),
        ("faults: {show: [{kind: body}]}", "give either body or base64"),
        ("faults: {show: [{kind: body, base64: '*'}]}", "faults.show.0.body"),
        ("faults: {everything: []}", "faults.everything"),
        ("identity: {life: 1}", "identity.life: Unexpected keyword argument"),
        ("identity: {token_life: -1}", "identity.token_life: Input should be greater than or equal to 0"),
        ("identity: {token_life: .inf}", "identity.token_life"),
        ("identity: {token_life: .nan}", "identity.token_life"),
        ("identity: {accept: 0}", "identity.accept: Input should be greater than 0"),
        ("identity: {projects: [{id: a}]}", "identity.projects.0.name"),
        ("identity: {projects: [{id: a, name: b, domain: c}]}", "identity.projects.0.domain: Unexpected keyword argument"),
        ("identity: {projects: [{id: a, name: b}, {id: a, name: c}]}", "identity: Value error, two projects have the same id"),
        ("metadata: {token_life: 1}", "metadata.token_life: Unexpected keyword argument"),
        ("metadata: {key_life: 31536001}", "metadata.key_life: Input should be less than or equal to 31536000"),
        ("metadata: {token_required: true, token_supported: false}", "token_required does not go without token_supported"),
    ],
)
def test_unusable_scenarios(text: str, problem: str) -> None:
    with pytest.raises(scenario.ScenarioError) as refused:
        scenario.parse(text.encode("latin-1"))
    assert problem in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_bad_scenario_leaves_everything_as_it_is(simulator: Simulator, show: Callable[..., requests.Response]) -> None:
    with pytest.raises(ValueError, match="unknown: Unexpected keyword argument"):
        simulator.load({"unknown": 1})
    with pytest.raises(ValueError, match="twice"):
        simulator.load({"tasks": [{"sample": SERVICE}, {"sample": SERVICE}]})
    assert show().status_code == 200


def test_json_with_escaped_surrogates(tmp_path: Path) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps({"tasks": [{"sample": SERVICE, "set": {"description": "\N{GRINNING FACE}"}}]}))
    assert next(scenario.load(str(path)).tasks[0].documents())["description"] == "\N{GRINNING FACE}"
