# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the service and of the way to it: each becomes a reason with a stable code, in bounded time."""

from __future__ import annotations

import base64
import json
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import PACKAGE, Simulator

from .faces import FACES, INFO, LOOKUP, MODULES, Answers, Face, ask, ask_all, connection

SERVICE = "c-queue-status-analysis-edge"
SAMPLE = json.loads((PACKAGE / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))

#: Seconds that no case may take. The faults that end by a time limit have limits of 1 and 2 seconds.
LONGEST_CASE = 30.0


@dataclass(frozen=True)
class Failing:
    """A case that fails: what the request meets, and the reason with its code, the end of its message and the requests made."""

    faults: list[dict[str, Any]]
    code: str
    message: str
    arguments: dict[str, Any] = field(default_factory=lambda: {"retries": 0})
    attempts: int = 1


def _status(status: int, code: str | None = None, message: str = "Text.", **more: Any) -> list[dict[str, Any]]:
    body = {"body": {"error_code": code, "error_msg": message}} if code else {}
    return [{"kind": "status", "status": status, **body, **more}]


def _body(text: str | bytes, **more: Any) -> list[dict[str, Any]]:
    data = text if isinstance(text, bytes) else text.encode()
    return [{"kind": "body", "base64": base64.b64encode(data).decode(), "content_type": "application/json", **more}]


UNUSABLE = "cannot be used: "
CHECK = "; check endpoint and proxies"
WITHIN = "gave no complete answer within 1 s"
ONE_SECOND = {"request_timeout": 1, "retries": 0}

FAILING: dict[str, Failing] = {
    "401": Failing(
        _status(401, "APIGW.0301", "Incorrect IAM authentication information: decrypt token fail"),
        "denied",
        "the service answers 401 (APIGW.0301): Incorrect IAM authentication information: decrypt token fail; check the "
        "credentials, that a token has not expired, that keys belong together, and the clock of this machine",
    ),
    "403": Failing(
        _status(403, "IVA.0015", "Denied."),
        "denied",
        "the service answers 403 (IVA.0015): Denied; a fine-grained policy denies it: allow the user to read tasks",
    ),
    "403 without a body": Failing(_status(403), "denied", "the service answers 403"),
    "400 with a code of permission": Failing(
        _status(400, "IVA.0007"),
        "denied",
        "the service answers 400 (IVA.0007): Text; subscribe to the service in the console, and give the user the permission "
        "to read tasks",
    ),
    "400": Failing(_status(400, "IVA.0004"), "service_error", "the service answers 400 (IVA.0004): Text"),
    "404 of the gateway": Failing(
        _status(404, "APIGW.0101", "The API does not exist."),
        "bad_answer",
        "the service answers 404 (APIGW.0101): The API does not exist; check endpoint: this host does not serve this API",
    ),
    "404 of a web server": Failing(
        [{"kind": "status", "status": 404, "body": "<html>nginx</html>"}],
        "bad_answer",
        "the service answers 404: <html>nginx</html>",
    ),
    "error of the identity service": Failing(
        [{"kind": "status", "status": 401, "body": {"error": {"code": 401, "message": "Wrong.", "title": "Unauthorized"}}}],
        "denied",
        "the service answers 401 (401): Wrong",
    ),
    "429": Failing(
        [{"kind": "throttle"}],
        "throttled",
        "ask for less at once (concurrency), or allow more time (timeout)",
        {"retries": 1},
        attempts=2,
    ),
    "429 that asks to wait too long": Failing(
        [{"kind": "throttle", "retry_after": 3600}],
        "throttled",
        "ask for less at once (concurrency), or allow more time (timeout)",
        {"timeout": 10},
    ),
    "500": Failing(
        _status(500, "IVA.0006"), "service_error", "the service answers 500 (IVA.0006): Text", {"retries": 1}, attempts=2
    ),
    "503, no retries": Failing(_status(503, "IVA.0010"), "service_error", "the service answers 503 (IVA.0010): Text"),
    "error code in a 200": Failing(_status(200, "IVA.0006"), "service_error", "the service answers 200 (IVA.0006): Text"),
    "reset": Failing(
        [{"kind": "reset"}],
        "unreachable",
        "cannot be reached: the connection was closed before an answer came",
        {"retries": 1},
        attempts=2,
    ),
    "reset after the headers": Failing(
        [{"kind": "reset_after_headers"}], "bad_answer", "the answer ended before it was complete"
    ),
    "truncated": Failing([{"kind": "truncate"}], "bad_answer", "the answer ended before it was complete"),
    "hang": Failing([{"kind": "hang"}], "unreachable", WITHIN, ONE_SECOND),
    "drip": Failing([{"kind": "drip", "seconds_per_byte": 0.2}], "unreachable", WITHIN, ONE_SECOND),
    "slow headers": Failing([{"kind": "slow_headers", "seconds_per_byte": 0.2}], "unreachable", WITHIN, ONE_SECOND),
    "hang, time over": Failing([{"kind": "hang"}], "unreachable", " s", {"timeout": 2}),
    "HTML": Failing(
        _body("<html><body>Sign in</body></html>", content_type="text/html"),
        "bad_answer",
        f"{UNUSABLE}it is not JSON; it begins with <html><body>Sign in</body></html>{CHECK}",
    ),
    "empty": Failing(_body(""), "bad_answer", f"(status 200, 0 bytes) {UNUSABLE}it is not JSON{CHECK}"),
    "204": Failing([{"kind": "status", "status": 204}], "bad_answer", "the service answers 204"),
    "null": Failing(_body("null"), "bad_answer", "the answer is JSON, but no task"),
    "a list": Failing(_body("[]"), "bad_answer", "the answer is JSON, but no task"),
    "another task": Failing(
        [{"kind": "other_task"}],
        "bad_answer",
        f"the answer is about {'f' * 32}, not about the task asked for; check endpoint and proxies",
    ),
    "another service": Failing(
        _body(json.dumps({**SAMPLE, "service_name": "c-face-edge"})),
        "bad_answer",
        f"the answer is about a task of another service than {SERVICE}; check service_name",
    ),
    "oversized": Failing([{"kind": "oversized", "mebibytes": 33}], "bad_answer", "the answer is larger than 32 MiB"),
    "oversized when unpacked": Failing(
        [{"kind": "oversized", "mebibytes": 33, "gzip": True}], "bad_answer", "the answer is larger than 32 MiB"
    ),
    "broken compression": Failing(
        _body("no gzip", headers={"Content-Encoding": "gzip"}), "bad_answer", "the answer's compression is broken"
    ),
    "deep": Failing(_body("[" * 200 + "]" * 200), "bad_answer", f"{UNUSABLE}it is nested too deeply{CHECK}"),
    "very deep": Failing(
        _body('{"a":' * 100_000 + "1" + "}" * 100_000), "bad_answer", f"{UNUSABLE}it is nested too deeply{CHECK}"
    ),
    "no UTF-8": Failing(_body(b'{"name": "\xff\xfe"}'), "bad_answer", f"{UNUSABLE}it is not UTF-8{CHECK}"),
    "half a surrogate pair": Failing(
        _body('{"name": "\\ud800"}'), "bad_answer", f"{UNUSABLE}it holds half a surrogate pair{CHECK}"
    ),
    "a member twice": Failing(
        _body('{"state": "RUNNING", "state": "FAILED"}'), "bad_answer", f"{UNUSABLE}it names a member twice{CHECK}"
    ),
    "no number": Failing(_body('{"index": NaN}'), "bad_answer", f"{UNUSABLE}NaN is no JSON number{CHECK}"),
    "text with a credential": Failing(
        _status(400, "IVA.0004", f"Bad header X-Auth-Token: {CREDENTIALS.token}."),
        "service_error",
        "the service answers 400 (IVA.0004): Bad header X-Auth-Token: ***",
    ),
    "text with a signature": Failing(
        _status(401, "APIGW.0302", "Bad header Authorization: SignedHeaders=host, Signature=0123456789abcdef."),
        "denied",
        "Bad header Authorization: SignedHeaders=host, Signature=***; the gateway does not allow this caller",
    ),
    # Long text is cut, so only what is searched in every output counts here.
    "echo of the request": Failing([{"kind": "echo"}], "service_error", ""),
    "echo of a signed request": Failing(
        [{"kind": "echo"}],
        "service_error",
        "",
        {
            "access_key": CREDENTIALS.temporary_access_key,
            "secret_key": CREDENTIALS.temporary_secret_key,
            "security_token": CREDENTIALS.security_token,
        },
    ),
}

#: What passes: what the requests meet, and how many are made.
PASSING: dict[str, tuple[list[dict[str, Any]], int]] = {
    "503 twice": ([*_status(503, "IVA.0010", times=2)], 3),
    "502 of a gateway": ([{"kind": "status", "status": 502, "body": "<html>", "times": 1}], 2),
    "429 once": ([{"kind": "throttle", "retry_after": 1, "times": 1}], 2),
    "429 with a date": ([{"kind": "throttle", "retry_after": "http-date", "times": 1}], 2),
    "429 without a time": ([{"kind": "throttle", "times": 1}], 2),
    "reset once": ([{"kind": "reset", "times": 1}], 2),
    "truncated once": ([{"kind": "truncate", "times": 1}], 2),
    "late": ([{"kind": "delay", "seconds": 0.5}], 1),
}

FAILING_IDS = {case: f"{number:032x}" for number, case in enumerate(FAILING, start=1)}
PASSING_IDS = {case: f"{number:032x}" for number, case in enumerate(PASSING, start=0x1000)}
REDIRECTED = "ab" * 16


@dataclass(frozen=True)
class Recorded:
    """The answers, how often each path's last segment was asked for, and the server to which redirects led."""

    answers: Answers
    counts: Counter[str]
    elsewhere: Simulator


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Simulator]:
    """A second server, which nobody should ask."""
    with Simulator() as simulator:
        yield simulator


def _tasks(faults: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """A scenario with a task of each of these ids, which meets these faults."""
    return {"tasks": [{"sample": SERVICE, "set": {"id": task_id}, "faults": met} for task_id, met in faults.items()]}


@pytest.fixture(scope="module")
def recorded(simulator_process: Simulator, elsewhere: Simulator, new_folder: Callable[[], Path]) -> Recorded:
    faults = {FAILING_IDS[case]: failing.faults for case, failing in FAILING.items()}
    faults[REDIRECTED] = [{"kind": "redirect", "location": f"{elsewhere.url}/v2/stolen"}]
    simulator_process.load(_tasks(faults))
    cases = {case: {"task_id": FAILING_IDS[case], **failing.arguments} for case, failing in FAILING.items()}
    cases["redirect"] = {"task_id": REDIRECTED}
    cases["unknown service"] = {"service_name": "c-queue-statu-analysis-edge", "task_id": REDIRECTED}
    cases["unknown service, unlike any"] = {"service_name": "no-such-service", "task_id": REDIRECTED}
    cases["unknown service, list"] = {"service_name": "c-queue-statu-analysis-edge", "state": "RUNNING"}
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        cases["nobody listens"] = {"task_id": REDIRECTED, "endpoint": f"http://127.0.0.1:{deaf.getsockname()[1]}", "retries": 0}
        answers = ask_all(new_folder(), cases, environment=connection(simulator_process.url))
    counts = Counter(request.path.rpartition("/")[2] for request in simulator_process.requests())
    return Recorded(answers, counts, elsewhere)


@pytest.mark.parametrize("case", FAILING)
def test_a_fault_gives_its_reason(recorded: Recorded, face: Face, case: str) -> None:
    answer = recorded.answers[face, case]
    assert answer.failed
    assert answer.message.startswith(f"task {FAILING_IDS[case]}: ")
    assert answer.message.endswith(FAILING[case].message)
    assert "\n" not in answer.message
    if face in MODULES:
        (error,) = answer.result["errors"]
        assert error["task_id"] == FAILING_IDS[case]
        assert error["code"] == FAILING[case].code
        assert answer.message.endswith(error["message"])


@pytest.mark.parametrize("case", FAILING)
def test_a_fault_is_met_no_oftener_than_retries_say(recorded: Recorded, case: str) -> None:
    assert recorded.counts[FAILING_IDS[case]] == FAILING[case].attempts * len(FACES)


def test_passing_faults_are_overcome(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    simulator.load(_tasks({PASSING_IDS[case]: faults for case, (faults, _requests) in PASSING.items()}))
    run = ask(tmp_path, face, {"all": {"task_id": list(PASSING_IDS.values())}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["all"])
    assert not answer.failed, answer.message
    assert [task["id"] for task in answer.tasks] == list(PASSING_IDS.values())
    counts = Counter(request.path.rpartition("/")[2] for request in simulator.requests())
    assert counts == {PASSING_IDS[case]: requests for case, (_faults, requests) in PASSING.items()}


@pytest.mark.parametrize("case", FAILING)
def test_a_fault_takes_bounded_time(recorded: Recorded, face: Face, case: str) -> None:
    assert recorded.answers[face, case].seconds < LONGEST_CASE


def test_redirects_are_not_followed(recorded: Recorded, face: Face) -> None:
    answer = recorded.answers[face, "redirect"]
    assert answer.message == (f"task {REDIRECTED}: the service answers 302, a redirect, which is never followed; check endpoint")
    assert recorded.counts[REDIRECTED] >= len(FACES)
    assert recorded.elsewhere.requests() == []


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (
            "unknown service",
            f"task {REDIRECTED}: the service c-queue-statu-analysis-edge is not known there; did you mean {SERVICE}?",
        ),
        (
            "unknown service, unlike any",
            f"task {REDIRECTED}: the service no-such-service is not known there; check service_name",
        ),
        ("unknown service, list", f"the service c-queue-statu-analysis-edge is not known there; did you mean {SERVICE}?"),
        (
            "nobody listens",
            " cannot be reached: the connection is refused; check endpoint and port",
        ),
    ],
)
def test_wrong_names(recorded: Recorded, face: Face, case: str, message: str) -> None:
    assert recorded.answers[face, case].message.endswith(message)


def test_wrong_names_have_their_codes(recorded: Recorded) -> None:
    codes = {
        case: recorded.answers[INFO, case].result["errors"][0]["code"]
        for case in ("unknown service", "unknown service, list", "nobody listens")
    }
    assert codes == {
        "unknown service": "unknown_service",
        "unknown service, list": "unknown_service",
        "nobody listens": "unreachable",
    }


#: Lists: what the list call meets, and the reason with its code and message.
LISTS = {
    "denied": ([*_status(403, "IVA.0015", "Denied.")], "denied", "the service answers 403 (IVA.0015): Denied; a fine-grained "),
    "truncated": ([{"kind": "truncate"}], "bad_answer", "the answer ended before it was complete"),
    "no list": (_body("{}"), "bad_answer", "the answer is JSON, but no list of tasks"),
    "a filter ignored": (
        _body(json.dumps({"count": 1, "tasks": [{**SAMPLE, "state": "STOPPED"}]})),
        "bad_answer",
        "the service ignored the filter state",
    ),
    "never the same": (
        _body(json.dumps({"count": 2, "tasks": [SAMPLE, SAMPLE]})),
        "bad_answer",
        f"the list of tasks of {SERVICE} changed each time it was read; try again",
    ),
}


@pytest.mark.parametrize("case", LISTS)
def test_a_list_is_whole_or_fails(tmp_path: Path, simulator: Simulator, case: str) -> None:
    faults, code, message = LISTS[case]
    simulator.load({"tasks": [{"sample": SERVICE}], "faults": {"list": faults}})
    cases = {"list": {"state": "RUNNING", "retries": 0}}
    answers = ask_all(tmp_path, cases, (INFO, LOOKUP), environment=connection(simulator.url))
    for face in (INFO, LOOKUP):
        assert answers[face, "list"].failed
        assert answers[face, "list"].message.startswith(message)
        assert answers[face, "list"].tasks == []
    (error,) = answers[INFO, "list"].result["errors"]
    assert error["code"] == code


def test_pages_that_shift_are_read_again(tmp_path: Path, simulator: Simulator, face: Face) -> None:
    generated = {"service": SERVICE, "generate": {"count": 4}}
    vanishing = {"sample": SERVICE, "set": {"created_at": "2030-01-01T00:00:00Z"}, "timeline": [{"reads": 1, "exists": False}]}
    simulator.load({"page_limit": 2, "tasks": [vanishing, generated]})
    run = ask(tmp_path, face, {"list": {"state": "RUNNING"}}, environment=connection(simulator.url))
    answer = face.answer(run.outcomes["list"])
    assert not answer.failed, answer.message
    assert [task["name"] for task in answer.tasks] == ["generated-00004", "generated-00003", "generated-00002", "generated-00001"]
