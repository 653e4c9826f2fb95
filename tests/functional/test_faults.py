# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that pass, that come in the middle, and that meet lists. What single faults give is in the fault matrix."""

from __future__ import annotations

import json
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from simulator.process import PACKAGE, Simulator

from .faces import ASSERT, CALLS, INFO, LOOKUP, Face, ask, ask_all, ask_with, connection
from .playbooks import Ansible
from .test_fault_matrix import SERVICE, UNLISTED, Faults, body, retry_after, status

SAMPLE = json.loads((PACKAGE / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))
POOL = SAMPLE["edge_pool_id"]

every_face = pytest.mark.parametrize("face", CALLS, ids=lambda face: face.name)


def numbered(number: int) -> str:
    return f"{number:032x}"


def tasks(*faults: Faults) -> dict[str, Any]:
    """A scenario with tasks of the ids 1, 2, ... that meet these faults when they are asked for; no list shows them."""
    met = enumerate(faults, start=1)
    shown = [{"sample": SERVICE, "set": {"id": numbered(number)}, "faults": each} for number, each in met]
    return {"tasks": shown, "faults": UNLISTED}


def asked_for(simulator: Simulator) -> list[str]:
    """The ids of the tasks that were asked for singly."""
    return [last for request in simulator.requests() if (last := request.path.rpartition("/")[2]) != "tasks"]


#: What passes: what the requests meet, and how many are made.
PASSING: dict[str, tuple[Faults, int]] = {
    "503 twice": (status(503, "IVA.0010", times=2), 3),
    "502 of a gateway": (status(502, body="<html>", times=1), 2),
    "reset once": ([{"kind": "reset", "times": 1}], 2),
    "reset after the headers once": ([{"kind": "reset_after_headers", "times": 1}], 2),
    "truncated once": ([{"kind": "truncate", "times": 1}], 2),
    "late": ([{"kind": "delay", "seconds": 0.5}], 1),
    "429": ([{"kind": "throttle", "times": 1}], 2),
    "429 and seconds": (retry_after("1", times=1), 2),
    "429 and a date": (retry_after("http-date", times=1), 2),
    "429 and a date in the past": (retry_after("Wed, 21 Oct 2015 07:28:00 GMT", times=1), 2),
    "429 and less than nothing": (retry_after("-5", times=1), 2),
    "429 and text": (retry_after("soon", times=1), 2),
    "one after the other": ([*retry_after("0", times=1), {"kind": "reset", "times": 1}, *status(500, times=1)], 4),
}


@every_face
def test_passing_faults_are_overcome(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(tasks(*(faults for faults, _requests in PASSING.values())))
    ids = [numbered(number) for number, _case in enumerate(PASSING, start=1)]
    run = ask(tmp_path, face, {"all": {"task_id": ids}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["all"])
    assert not answer.failed, answer.message
    assert [task["state"] for task in answer.tasks] == ["RUNNING"] * len(PASSING)
    counts = Counter(asked_for(simulator))
    assert dict(zip(PASSING, map(counts.get, ids), strict=True)) == {case: n for case, (_faults, n) in PASSING.items()}


@every_face
def test_a_task_is_one_whatever_content_type_it_is_sent_as(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    plain = body(json.dumps({**SAMPLE, "id": numbered(1)}), content_type="text/html")
    simulator.load(tasks(plain))
    run = ask(tmp_path, face, {"one": {"task_id": numbered(1)}}, environment=connection(simulator.url))
    assert not run.outcomes["one"].failed


@every_face
def test_who_is_denied_after_a_passing_fault_is_denied(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(tasks([*status(503, times=1), *status(401)]))
    run = ask(tmp_path, face, {"one": {"task_id": numbered(1)}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["one"])
    assert answer.failed
    assert answer.message.startswith(f"task {numbered(1)}: the service answers 401")
    assert len(simulator.requests()) == 2


@every_face
def test_who_is_denied_in_the_middle_asks_no_further(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(tasks([], status(401), [], []))
    ids = [numbered(number) for number in (1, 2, 3, 4)]
    run = ask(tmp_path, face, {"all": {"task_id": ids, "concurrency": 1}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["all"])
    assert answer.failed
    lines = [line for line in answer.message.splitlines() if line.startswith("task ")]
    assert [": the service answers 401" in line for line in lines] == [True] * 3
    assert asked_for(simulator) == ids[:2]
    if face in (INFO, ASSERT):  # the others give nothing unless they give everything
        assert [task["state"] for task in answer.tasks] == ["RUNNING"]
    if face is not LOOKUP:
        assert answer.codes == ["denied"] * 3


#: Names of services that are not known, and how the message about them ends.
UNKNOWN_SERVICES = {
    "c-queue-statu-analysis-edge": f"the service c-queue-statu-analysis-edge is not known there; did you mean {SERVICE}?",
    "no-such-service": "the service no-such-service is not known there; check the name of the service",
}


@every_face
def test_a_service_that_is_not_known(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    cases = {name: {"task_id": numbered(1), "service_name": name} for name in UNKNOWN_SERVICES}
    run = ask(tmp_path, face, cases, environment=connection(simulator.url))
    for name, message in UNKNOWN_SERVICES.items():
        answer = face.answer(run.outcomes[name])
        assert answer.failed
        assert answer.message == f"task {numbered(1)}: {message}"
        if face is not LOOKUP:
            assert answer.codes == ["unknown_service"]


ORDINARY: Faults = [{"kind": "delay", "seconds": 0, "times": 1}]


@pytest.mark.parametrize("number", [401, 403])
def test_who_is_denied_while_waiting_waits_no_longer(ansible: Ansible, simulator: Simulator, number: int) -> None:
    starting = {"id": numbered(1), "state": "STARTING"}
    simulator.load({"tasks": [{"sample": SERVICE, "set": starting, "faults": [*ORDINARY, *status(number)]}]})
    waiting = {"wait": True, "wait_timeout": 120, "wait_sleep": 0.1}
    step = {"name": "gate", **ASSERT.step({"task_id": numbered(1), **waiting}), "ignore_errors": True}
    outcome = ansible.play([step], environment=connection(simulator.url)).outcomes["gate"]
    assert outcome.failed
    (verdict,) = outcome.result["verdicts"]
    assert verdict["verdict"] == "unknown"
    assert ASSERT.codes(outcome.result) == ["denied"]
    assert [entry.get("code", entry.get("state")) for entry in verdict["history"]] == ["STARTING", "denied"]
    assert len(simulator.requests()) == 2
    assert outcome.seconds < 60  # of 120 it could have waited


MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Raw:
    """An answer that no well-behaved server gives: its head, how many mebibytes follow, and the code of the reason."""

    head: bytes
    code: str
    mebibytes: int = 0


RAW = {
    "a redirect with a body without end": Raw(b"302 Found\r\nLocation: /elsewhere", "bad_answer", 200),
    "a redirect without a target, and a body without end": Raw(b"302 Found", "bad_answer", 200),
    "an error with a body without end": Raw(b"500 Broken", "bad_answer", 200),
    "a redirect to nowhere": Raw(b"302 Found\r\nLocation: http://[", "bad_answer"),
    "a pause that ends in a control character": Raw(b"429 Slow\r\nRetry-After: 0\x1f", "throttled"),
    "a pause in digits of another script": Raw("429 Slow\r\nRetry-After: \u00b2".encode("latin-1"), "throttled"),
    "a length that is none": Raw(b"200 OK\r\nContent-Length: \xb2", "unreachable"),
    "headers without end": Raw(b"200 OK\r\n" + b"\r\n".join(b"X-%d: y" % n for n in range(500)), "unreachable"),
    "no HTTP": Raw(b"\x15\x03\x01\x00\x02\x02\x28", "unreachable"),
}


@contextmanager
def raw_server(raw: Raw) -> Iterator[tuple[str, list[int]]]:
    """A server that answers so, once a connection. Gives its URL, and how many bytes of bodies it could send in all."""
    sent = [0]

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                self.request.recv(65536)
                self.request.sendall(b"HTTP/1.1 " + raw.head + b"\r\nConnection: close\r\n\r\n")
                for _mebibyte in range(raw.mebibytes):
                    self.request.sendall(b"x" * MEBIBYTE)
                    sent[0] += MEBIBYTE

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", sent
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("case", RAW)
def test_answers_that_are_hardly_any(ansible: Ansible, case: str) -> None:
    with raw_server(RAW[case]) as (url, sent):
        cases = {"raw": {"task_id": SAMPLE["id"], "retries": 0, "request_timeout": 20}}
        run = ask_with(ansible, ASSERT, cases, environment=connection(url))
    assert run.outcomes["raw"].failed
    assert "verdicts" in run.outcomes["raw"].result, run.outcomes["raw"].result["msg"]
    assert ASSERT.codes(run.outcomes["raw"].result) == [RAW[case].code]
    assert sent[0] <= 64 * MEBIBYTE  # what may be read, and what fits into buffers on the way


#: Lists: what the list call meets, and the reason with its code and how its message begins.
LISTS: dict[str, tuple[Faults, str, str]] = {
    "denied": (status(403, "IVA.0015", "Denied."), "denied", "the service answers 403 (IVA.0015): Denied; a fine-grained "),
    "truncated": ([{"kind": "truncate"}], "bad_answer", "the answer ended before it was complete"),
    "no list": (body("{}"), "bad_answer", "the answer is JSON, but no list of tasks"),
    "HTML": (body("<html>"), "bad_answer", "the answer (status 200, 6 bytes) cannot be used: it is not JSON"),
    "a member twice": (body('{"count": 0, "count": 0, "tasks": []}'), "bad_answer", "the answer (status 200, 37 bytes) "),
    "never the same": (
        body(json.dumps({"count": 2, "tasks": [SAMPLE, SAMPLE]})),
        "bad_answer",
        f"the list of tasks of {SERVICE} changed each time it was read; try again",
    ),
    "more than can be read": (body(json.dumps({"count": 10**6, "tasks": []})), "bad_answer", "1000000 tasks match, more than "),
}
IGNORED_FILTER = body(json.dumps({"count": 1, "tasks": [{**SAMPLE, "state": "STOPPED"}]}))


def load_list_fault(simulator: Simulator, faults: Faults) -> None:
    """One task that is as expected, and a list that is not."""
    simulator.load({"tasks": [{"sample": SERVICE}], "faults": {"list": faults}})


@pytest.mark.parametrize("case", [*LISTS, "a filter ignored", "unknown service"])
def test_a_list_is_whole_or_fails(tmp_path: Path, simulator: Simulator, case: str) -> None:
    others = {
        "a filter ignored": (IGNORED_FILTER, "bad_answer", "the service ignored the filter state"),
        "unknown service": (status(404, "IVA.0005"), "unknown_service", f"the service {SERVICE} is not known there"),
    }
    faults, code, message = {**LISTS, **others}[case]
    load_list_fault(simulator, faults)
    cases = {"list": {"state": "RUNNING", "retries": 0}}
    answers = ask_all(tmp_path, cases, (INFO, LOOKUP), environment=connection(simulator.url))
    for face in (INFO, LOOKUP):
        assert answers[face, "list"].failed
        assert answers[face, "list"].message.startswith(message)
        assert answers[face, "list"].tasks == []
    assert answers[INFO, "list"].codes == [code]


def exclusive(*task_ids: str) -> dict[str, Any]:
    """A step that tolerates no other tasks in the pool."""
    expect = [{"task_id": task_id, "edge_pool_id": POOL} for task_id in task_ids]
    return {"campusgo.edge.task_assert": {"expect": expect, "exclusive": True, "retries": 0}, "ignore_errors": True}


@pytest.mark.parametrize("case", LISTS)
def test_a_gate_is_exclusive_only_when_the_list_is_whole(ansible: Ansible, simulator: Simulator, case: str) -> None:
    faults, code, message = LISTS[case]
    load_list_fault(simulator, faults)
    outcome = ansible.play([{"name": "gate", **exclusive(SAMPLE["id"])}], environment=connection(simulator.url)).outcomes["gate"]
    assert outcome.failed
    seen, listed = outcome.result["verdicts"]
    assert (seen["verdict"], listed["verdict"]) == ("passed", "unknown")
    (reason,) = listed["reasons"]
    assert reason["code"] == code
    assert reason["message"].startswith(f"whether the pools hold other tasks cannot be told: {message}")


#: Two rows a page, and a row of the first page that goes away when it was read: what follows moves up by one.
SHIFTING = {
    "page_limit": 2,
    "tasks": [
        {"sample": SERVICE, "set": {"created_at": "2030-01-01T00:00:00Z"}, "timeline": [{"reads": 1, "exists": False}]},
        {"service": SERVICE, "generate": {"count": 4, "edge_pool_ids": [POOL]}},
    ],
}


def test_pages_that_shift_are_read_again(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(SHIFTING)
    run = ask(tmp_path, face, {"list": {"state": "RUNNING"}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["list"])
    assert not answer.failed, answer.message
    assert [task["name"] for task in answer.tasks] == ["generated-00004", "generated-00003", "generated-00002", "generated-00001"]


@pytest.mark.parametrize(("expected", "red"), [(4, False), (3, True)])
def test_pages_that_shift_hide_nobody_from_a_gate(ansible: Ansible, simulator: Simulator, expected: int, red: bool) -> None:
    simulator.load(SHIFTING)
    step = exclusive(*map(numbered, range(1, expected + 1)))
    outcome = ansible.play([{"name": "gate", **step}], environment=connection(simulator.url)).outcomes["gate"]
    assert outcome.failed is red
    assert ASSERT.codes(outcome.result) == ["unexpected"] * red
