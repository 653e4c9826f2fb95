# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access keys: the simulator verifies each signature with the vendor's own signer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import RecordedRequest, Simulator

from .faces import INFO, QUERIES, Answers, Face, ask_all, connection, every_query

SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
NAMED = "ab" * 16

SCENARIO = {
    "tasks": [
        {"sample": SERVICE},
        {"sample": SERVICE, "set": {"id": NAMED, "name": "收银台-1_北", "created_at": "2024-02-29T12:00:00Z"}},
    ]
}

KEYS = {"access_key": CREDENTIALS.access_key, "secret_key": CREDENTIALS.secret_key}
TEMPORARY_KEYS = {
    "access_key": CREDENTIALS.temporary_access_key,
    "secret_key": CREDENTIALS.temporary_secret_key,
    "security_token": CREDENTIALS.security_token,
}

ACCEPTED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "one task": ({**KEYS, "task_id": ID}, [ID]),
    "several tasks": ({**KEYS, "task_id": [NAMED, ID]}, [NAMED, ID]),
    "list with a Chinese name": ({**KEYS, "name_like": "收银台-1_"}, [NAMED]),
    "list with a time and an order": (
        {**KEYS, "created_since": "2024-02-29T20:00:00+08:00", "order": "name:DESC", "service_version": "3.0"},
        [NAMED],
    ),
    "temporary keys": ({**TEMPORARY_KEYS, "task_id": ID}, [ID]),
    "temporary keys, list": ({**TEMPORARY_KEYS, "name_like": "收"}, [NAMED]),
}
DENIED: dict[str, dict[str, Any]] = {
    "wrong secret key": {**KEYS, "secret_key": "another-secret-key", "task_id": ID},
    "unknown access key": {**KEYS, "access_key": "NOSUCHACCESSKEY00000", "task_id": ID},
    "temporary keys without their token": {**TEMPORARY_KEYS, "security_token": None, "task_id": ID},
}


@pytest.fixture(scope="module")
def recorded(simulator_process: Simulator, new_folder: Callable[[], Path]) -> tuple[Answers, list[RecordedRequest]]:
    simulator_process.load(SCENARIO)
    cases = {case: arguments for case, (arguments, _ids) in ACCEPTED.items()} | DENIED
    environment = connection(simulator_process.url)
    del environment["CAMPUSGO_TOKEN"]
    answers = ask_all(new_folder(), cases, QUERIES, environment=environment)
    return answers, simulator_process.requests()


@every_query
@pytest.mark.parametrize("case", ACCEPTED)
def test_accepted(recorded: tuple[Answers, list[RecordedRequest]], face: Face, case: str) -> None:
    answer = recorded[0][face, case]
    assert not answer.failed, answer.message
    assert [task["id"] for task in answer.tasks] == ACCEPTED[case][1]


@every_query
@pytest.mark.parametrize("case", DENIED)
def test_denied(recorded: tuple[Answers, list[RecordedRequest]], face: Face, case: str) -> None:
    answer = recorded[0][face, case]
    assert answer.failed
    assert answer.message.startswith(f"task {ID}: the service answers 401 (APIGW.0301): ")
    assert answer.message.endswith(
        "check the credentials, that a token has not expired, that keys belong together, and the clock of this machine"
    )
    if face is INFO:
        assert [error["code"] for error in answer.result["errors"]] == ["denied"]


def test_what_is_sent(recorded: tuple[Answers, list[RecordedRequest]]) -> None:
    requests = recorded[1]
    assert len(requests) == (len(ACCEPTED) + 1 + len(DENIED)) * len(QUERIES)  # one case asks for two tasks
    for request in requests:
        assert request.headers["authorization"].startswith("SDK-HMAC-SHA256 Access=")
        assert "x-auth-token" not in request.headers
        assert request.headers["x-project-id"] == CREDENTIALS.project_id
        for secret in (CREDENTIALS.secret_key, CREDENTIALS.temporary_secret_key):
            assert secret not in str(request)
