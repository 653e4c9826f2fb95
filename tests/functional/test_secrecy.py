# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret shows at the highest verbosity: not in output, log, results, facts, fact caches or files that are left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from simulator.process import Simulator

from .faces import FACES, FACTS, LOOKUP, Answers, Arguments, Face, ask_all_with, connection
from .playbooks import Ansible

SERVICE = "c-queue-status-analysis-edge"
CLEAN = "8656efdafebf440bb7008f174db6c567"
FULL = "aa" * 16
MALFORMED = "bb" * 16
MISTYPED = "cc" * 16
MISSING = "dd" * 16

#: A valid task with a secret in every place that a task has for them.
FULL_TASK: dict[str, Any] = {
    "id": FULL,
    "description": "see rtsp://someone:planted-01@camera.example/live?key=planted-02#planted-03",
    "status": "cannot open rtsp://someone:planted-04@camera.example/live, nor rtsp://someone:planted-34",
    "error": {
        "code": "ALG.002",
        "message": "no answer from http://camera.example/?token=planted-05, password planted-35 refused",
    },
    "input": {
        "type": "vcn",
        "vcn": {"ip": "192.0.2.1", "port": 80, "username": "someone", "password": "planted-06"},
        "data": [
            {"index": 0, "url": "rtsp://someone:planted-07@camera.example/live?session=planted-08"},
            {
                "index": 1,
                "url": "https://planted-09@camera.example/?live;key=planted-10",
                "certificate_check": True,
                "headers": {"X-Auth": "planted-11", "accept": "text/plain"},
            },
        ],
    },
    "output": {
        "webhook": {
            "url": "https://someone:planted-12@hooks.example/a?key=planted-13&other=planted-14",
            "headers": {"Authorization": "Bearer planted-15", "appKey": "planted-16", "content-type": "text/plain"},
        }
    },
    "service_config": {
        "common": {
            "callback": "https://someone:planted-17@hooks.example/",
            "password": "planted-18",
            "params": [{"name": "password", "value": "planted-36"}],
        }
    },
}

#: URLs that are none, which break the schema.
MALFORMED_TASK: dict[str, Any] = {
    "id": MALFORMED,
    "input": {
        "type": "url",
        "data": [
            {"url": "someone:planted-20@camera.example/live"},
            {"url": "rtsp://someone:planted-21/with?slash@camera.example/ live"},
            {"url": "rtsp://someone:planted 22@camera.example"},
            {"url": "http:/someone:planted-23@camera.example?key=planted-24"},
            {"url": "gopher://someone:planted-25@camera.example"},
        ],
    },
    "output": {"webhook": {"url": 'https://hooks.example/?"key=planted-26', "headers": {"appKey": ["planted-27"]}}},
}

#: Secrets of a type that breaks the schema.
MISTYPED_TASK: dict[str, Any] = {
    "id": MISTYPED,
    "input": {
        "type": "vcn",
        "vcn": {"username": "someone", "password": {"plain": "planted-30"}},
        "data": [{"headers": "X-Auth: planted-31"}],
    },
    "output": {"webhook": {"url": ["https://someone:planted-32@hooks.example"], "headers": [{"appKey": "planted-33"}]}},
}

#: ``planted 22`` stands for a password with a space.
PLANTED = [f"planted-{number:02}" for number in range(1, 40)] + ["planted 22"]

SCENARIO = {
    "tasks": [
        {"sample": SERVICE},
        *({"service": SERVICE, "sample": SERVICE, "set": task} for task in (FULL_TASK, MALFORMED_TASK, MISTYPED_TASK)),
    ]
}

CASES: dict[str, Arguments] = {
    "valid": {"task_id": FULL},
    "list": {"id_like": FULL},
    "missing too": {"task_id": [FULL, MISSING]},
    "own schema": {
        "task_id": FULL,
        "extra_schema": {
            "properties": {
                "input": {"properties": {"vcn": {"properties": {"password": {"const": "other"}, "port": {"const": 1}}}}},
                "output": {
                    "properties": {"webhook": {"properties": {"url": {"pattern": "^ftp:"}, "headers": {"maxProperties": 0}}}}
                },
                "description": {"maxLength": 1},
            }
        },
    },
    **{
        f"{name}, {validation}": {"task_id": task_id, "validation": validation}
        for name, task_id in (("malformed", MALFORMED), ("mistyped", MISTYPED))
        for validation in ("error", "warn")
    },
    "all": {"task_id": [FULL, MALFORMED, MISTYPED], "validation": "skip"},  # last, so that the fact cache holds all
}


def talkative(ansible: Ansible, environment: Mapping[str, str]) -> dict[str, Any]:
    """Keywords of a run that says and keeps as much as Ansible can."""
    settings = {
        "ANSIBLE_LOG_PATH": str(ansible.left / "log.txt"),
        "ANSIBLE_INJECT_INVOCATION": "true",  # the default until ansible-core 2.21
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(ansible.left / "facts"),
    }
    return {"environment": {**settings, **environment}, "arguments": ["-vvvv", "--diff"]}


@pytest.fixture(scope="module")
def answers(simulator_process: Simulator, new_folder: Callable[[], Path]) -> Answers:
    """The answers of every face about tasks with secrets, at the highest verbosity."""
    simulator_process.load(SCENARIO)
    ansible = Ansible(new_folder())
    return ask_all_with(ansible, CASES, **talkative(ansible, connection(simulator_process.url)))


def test_secrets_of_a_task_show_nowhere(answers: Answers, face: Face) -> None:
    run = answers.runs[face]
    assert {secret: run.places_of(secret) for secret in PLANTED if run.places_of(secret)} == {}


def test_the_outputs_that_are_searched_hold_the_tasks(answers: Answers, face: Face) -> None:
    places = answers.runs[face].places_of(FULL)
    assert {"standard output", "results"} <= set(places)
    assert "log.txt" in places
    if face is FACTS:
        assert [place for place in places if place.startswith("facts/")]


@pytest.mark.parametrize("case", ["valid", "list"])
def test_a_redacted_task_keeps_its_shape(answers: Answers, face: Face, case: str) -> None:
    (task,) = answers[face, case].tasks
    assert task["input"]["vcn"] == {"ip": "192.0.2.1", "port": 80, "username": "someone", "password": "***"}
    assert task["input"]["data"][0]["url"] == "rtsp://***@camera.example/live?session=***"
    assert task["input"]["data"][1]["headers"] == {"X-Auth": "***", "accept": "text/plain"}
    assert task["output"]["webhook"] == {
        "url": "https://***@hooks.example/a?key=***&other=***",
        "headers": {"Authorization": "***", "appKey": "***", "content-type": "text/plain"},
    }
    assert task["description"].startswith("see rtsp://***@camera.example/live?key=***")


def test_what_is_invalid_fails_or_warns_as_asked(answers: Answers, face: Face) -> None:
    for name in ("malformed", "mistyped"):
        assert answers[face, f"{name}, error"].failed
        assert answers[face, f"{name}, warn"].warnings
    assert not answers[face, "all"].failed
    assert answers[face, "own schema"].failed
    assert answers[face, "missing too"].failed


#: Credentials that nobody accepts, and what goes wrong with each of them.
IDENTITIES: dict[str, Arguments] = {
    "token": {"token": "planted-token"},
    "keys": {"access_key": "planted-key", "secret_key": "planted-secret", "security_token": "planted-security"},
}
TROUBLES: dict[str, Arguments] = {
    "denied": {"task_id": CLEAN},
    "list denied": {"state": "RUNNING"},
    "echoed": {"task_id": FULL, "retries": 0},
    "bad id": {"task_id": "x"},
    "no such option": {"task_id": CLEAN, "no_such": 1},
    "nobody listens": {"task_id": CLEAN, "endpoint": "https://127.0.0.1:9", "retries": 0},
}
#: Credentials that are refused before anything is sent.
UNUSABLE: dict[str, Arguments] = {
    "half": {"secret_key": "planted-half"},
    "unfit": {"token": "planted-unfit beginning"},
    "mistyped": {"access_key": {"name": "planted-value"}, "secret_key": ["planted-item"]},
}


def _given(source: str, credentials: Arguments) -> dict[str, Any]:
    """Keywords of a task that gives credentials in another way than by arguments."""
    if source == "module defaults":
        return {"module_defaults": {"group/campusgo.edge.api": credentials}}
    if source == "variables":
        return {"vars": {f"campusgo_{name}": value for name, value in credentials.items()}}
    return {}


def _steps(face: Face) -> list[dict[str, Any]]:
    """A task for each trouble with each of the credentials from each source that the face reads."""
    elsewhere = "variables" if face is LOOKUP else "module defaults"
    usable = list(IDENTITIES.values())
    cases = [("arguments", identity, trouble) for identity in usable for trouble in TROUBLES.values()]
    cases += [(elsewhere, identity, TROUBLES[name]) for identity in usable for name in ("denied", "bad id")]
    cases += [(source, identity, TROUBLES["denied"]) for source in ("arguments", elsewhere) for identity in UNUSABLE.values()]
    steps = []
    for source, identity, trouble in cases:
        step = face.step({**trouble, **(identity if source == "arguments" else {})})
        given = _given(source, identity)
        steps.append({**step, **given, "vars": {**step.get("vars", {}), **given.get("vars", {})}})
    steps += [face.step(trouble) for trouble in TROUBLES.values()]  # with what is in the environment
    return [{"name": f"{face.name} {number}", **step, "ignore_errors": True} for number, step in enumerate(steps)]


def test_credentials_show_nowhere(ansible: Ansible, simulator: Simulator) -> None:
    echoing = {"sample": SERVICE, "set": {"id": FULL}, "faults": [{"kind": "echo"}]}
    simulator.load({"tasks": [{"sample": SERVICE}, echoing]})
    environment = connection(simulator.url) | {"CAMPUSGO_TOKEN": "planted-in-environment"}
    steps = [step for face in FACES for step in _steps(face)]
    run = ansible.play(steps, **talkative(ansible, environment))
    assert [step["name"] for step in steps] == list(run.outcomes)
    assert all(outcome.failed for outcome in run.outcomes.values())
    assert run.places_of("planted") == []
    sent = {request.headers.get("x-auth-token") for request in simulator.requests()}
    assert sent == {"planted-token", "planted-in-environment", None}  # none with keys
