# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every message that the page about failures prints is one that is printed."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme
import yaml
from pages import WHEN_IT_FAILS, blocks, code, table
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator, Tls

from .faces import ASSERT, INFO, LOOKUP, Face, connection
from .playbooks import Ansible
from .pythons import make_python

SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
OTHER_ID = "f" * 32

PRINTED = {why: code(printed) for printed, why, _what_to_do in table(WHEN_IT_FAILS, "what is printed", "why", "what to do")}


@dataclass(frozen=True)
class Case:
    """A mistake. ``arguments`` are laid over those of a task that works; one that is None is left out."""

    arguments: Mapping[str, Any] = field(default_factory=dict)
    faces: tuple[Face, ...] = (LOOKUP, ASSERT)
    #: Keywords of the task.
    keywords: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """URLs: of a port where nobody listens, and of a simulator that speaks TLS and whose clock is an hour late."""

    refused: str
    late: str


NO_TOKEN = {"token": None}
KEYS = {**NO_TOKEN, "access_key": CREDENTIALS.access_key, "secret_key": CREDENTIALS.secret_key}
PASSWORD = {**NO_TOKEN, "username": CREDENTIALS.username, "domain_name": CREDENTIALS.domain_name}

#: What asking for a task with a number meets.
FAULTS: dict[int, dict[str, Any]] = {
    number: {"kind": "status", "status": status, "body": {"error_code": error, "error_msg": "The service's own words."}}
    for number, status, error in ((1, 401, "IVA.0001"), (7, 403, "IVA.0007"), (14, 403, "IVA.0014"), (15, 403, "IVA.0015"))
} | {
    20: {"kind": "body", "body": "<html><body>Please log in</body></html>", "content_type": "text/html"},
    21: {"kind": "hang"},
    22: {"kind": "throttle"},
}


def _id(number: int) -> str:
    return f"{number:032x}"


SCENARIO = {
    "tasks": [
        {"sample": SERVICE},
        {"sample": SERVICE, "set": {"id": _id(30), "state": "STARTING"}},
        *({"sample": SERVICE, "set": {"id": _id(number)}, "faults": [fault]} for number, fault in FAULTS.items()),
    ],
    "identity": {"projects": [{"id": letter * 32, "name": CREDENTIALS.region} for letter in "ab"]},
    "faults": {"metadata_token": [{"kind": "status", "status": 403}]},
}


def _meets(number: int, **arguments: Any) -> Case:
    return Case({"task_id": _id(number), **arguments})


def _expects(**members: Any) -> Case:
    return Case({"task_id": None, "expect": [{"task_id": ID, **members}]}, (ASSERT,))


def _cases(url: str, places: Places) -> dict[str, list[Case]]:
    """Cases by what the page says of why it fails."""
    on_a_server = {"environment": {"PYTHONPATH": _folder("reroute"), "METADATA_PORT": str(urlsplit(url).port)}}
    by_proxy = {"environment": {"http_proxy": places.refused, "no_proxy": ""}}
    return {
        "The name of a region": [Case({"region": "CN North-Beijing4"})],
        "The region has a typo": [Case({"endpoint": None, "region": "cn-nroth-4"})],
        "A module does not read variables": [Case({"endpoint": None}, (INFO,), {"vars": {"campusgo_endpoint": url}})],
        "Nothing listens there": [Case({"endpoint": places.refused})],
        "`endpoint` ends with a path": [Case({"endpoint": f"{url}/v2"})],
        "A company's proxy": [Case({"endpoint": places.late})],
        "`https_proxy` or one of its kin": [Case({}, (ASSERT,), by_proxy), Case({}, (INFO,), by_proxy)],
        "A login page": [_meets(20)],
        "The service or the way to it is slow": [_meets(21, request_timeout=0.3)],
        "Too many requests": [_meets(22)],
        "Nothing says who asks": [Case(NO_TOKEN)],
        "Half a set of keys": [Case({**KEYS, "secret_key": None})],
        "A line break came with it": [Case({"token": f"{CREDENTIALS.token}\n"})],
        "A token older than a day": [
            Case({"token": "a-token-that-is-over"}),
            Case({**KEYS, "secret_key": CREDENTIALS.temporary_secret_key}),
            Case({**KEYS, "endpoint": places.late, "validate_certs": False}),
        ],
        "The token is for the account": [_meets(1)],
        "Password, user or account name": [Case({**PASSWORD, "password": "wrong-password"})],
        "Something else answers": [Case({**NO_TOKEN, "auth_method": "metadata"}, (INFO,), on_a_server)],
        "The account has not subscribed": [_meets(7)],
        "A policy": [_meets(15)],
        "A bill": [_meets(14)],
        "The id of a project": [Case({"project_id": OTHER_ID}), Case({"project_id": CREDENTIALS.region})],
        "The account has no project": [Case({"project_id": None, "region": "cn-north-1"})],
        "Several projects": [Case({"project_id": None, "region": CREDENTIALS.region})],
        "The name of the service": [Case({"service_name": "c-queue-status-analysis-egde"})],
        "The task is of another project": [_meets(99)],
        "The task runs, but in another pool": [_expects(edge_pool_id=OTHER_ID)],
        "The task needs longer": [Case({"task_id": _id(30), "wait": True, "wait_timeout": 0.1, "wait_sleep": 0.1}, (ASSERT,))],
        "YAML takes an id": [Case({"task_id": 1})],
        "YAML takes 3.0": [_expects(service_version=3.0)],
        "A state": [_expects(state="RUNING")],
        "An option": [_expects(edge_pool=OTHER_ID)],
        "A variable that should hold": [Case({"task_id": None, "expect": []}, (ASSERT,))],
    }


LIBRARIES = "The libraries are missing"


@pytest.fixture(scope="module")
def messages(new_folder: Callable[[], Path]) -> dict[str, list[str]]:
    """What was printed in each case, by the beginning of why."""
    with Simulator(SCENARIO) as simulator, _places(new_folder()) as places:
        cases = _cases(simulator.url, places)
        works = {**_as_arguments(connection(simulator.url)), "iam_endpoint": simulator.url, "task_id": ID, "retries": 0}
        steps = {
            f"{why} {number} {face.name}": (why, face, _step(face, works, case))
            for why, those in cases.items()
            for number, case in enumerate(those)
            for face in case.faces
        }
        tasks = [{"name": name, **step} for name, (_why, _face, step) in steps.items()]
        run = Ansible(new_folder()).play(tasks, environment={"PYTHONPATH": _folder("no_names")})
    found: dict[str, list[str]] = {why: [] for why in cases}
    for name, (why, face, _task) in steps.items():
        answer = face.answer(run.outcomes[name])
        assert answer.failed, name
        found[why].append(answer.message)
    return {**found, LIBRARIES: _without_libraries(new_folder())}


def _as_arguments(environment: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("CAMPUSGO_").lower(): value for name, value in environment.items()}


def _step(face: Face, works: Mapping[str, Any], case: Case) -> dict[str, Any]:
    arguments = {name: value for name, value in {**works, **case.arguments}.items() if value is not None}
    step = {"campusgo.edge.task_assert": arguments} if "expect" in arguments else face.step(arguments)
    return {**step, **case.keywords, "ignore_errors": True}


def _without_libraries(folder: Path) -> list[str]:
    """What a module says on a target without libraries."""
    ansible = Ansible(folder / "ansible", target_python=make_python(folder / "python"))
    run = ansible.play([{"name": "ask", **INFO.step({"task_id": ID}), "ignore_errors": True}])
    return [INFO.answer(run.outcomes["ask"]).message]


@contextmanager
def _places(folder: Path) -> Iterator[Places]:
    issued = trustme.CA().issue_cert("127.0.0.1")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    issued.private_key_and_cert_chain_pem.write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    with pytest.MonkeyPatch.context() as patch, socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        patch.setenv("PYTHONPATH", _folder("late_clock"))
        with Simulator(tls=Tls(str(certificate), str(key))) as late:
            yield Places(f"http://127.0.0.1:{deaf.getsockname()[1]}", late.url)


def _folder(name: str) -> str:
    """A folder for PYTHONPATH."""
    return str(Path(__file__).with_name(name))


def test_each_case_is_on_the_page(messages: dict[str, list[str]]) -> None:
    assert sorted(beginning for why in PRINTED for beginning in messages if why.startswith(beginning)) == sorted(messages)


@pytest.mark.parametrize("why", PRINTED, ids=lambda why: why[:40])
def test_a_message_is_what_the_page_says(messages: dict[str, list[str]], why: str) -> None:
    (found,) = [texts for beginning, texts in messages.items() if why.startswith(beginning)]
    pattern = ".*".join(map(re.escape, PRINTED[why].split("...")))
    assert found
    for text in found:
        assert any(re.fullmatch(f"(?:task [0-9a-f]{{32}}: )?{pattern}", line) for line in text.splitlines()), text


@pytest.mark.parametrize(
    ("fault", "attempts"),
    [({"kind": "status", "status": 503, "times": 1}, 2), ({"kind": "status", "status": 403}, 1)],
    ids=["passing", "refused"],
)
def test_the_example_asks_again_only_after_a_passing_fault(
    ansible: Ansible, simulator: Simulator, fault: dict[str, Any], attempts: int
) -> None:
    simulator.load({"tasks": [{"sample": SERVICE, "faults": [fault]}]})
    (task, *_others) = yaml.safe_load(blocks(WHEN_IT_FAILS, "yaml")[0])
    environment = {**connection(simulator.url), "CAMPUSGO_RETRIES": "0"}
    run = ansible.play([{**task, "name": "ask", "delay": 0, "ignore_errors": True}], environment=environment)
    assert run.outcomes["ask"].failed is (attempts == 1)
    assert run.outcomes["ask"].result["attempts"] == attempts
