# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault against every face: each becomes a reason with a stable code, in bounded time, and shows no credential."""

from __future__ import annotations

import base64
import json
import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import trustme
from simulator.credentials import CREDENTIALS
from simulator.process import PACKAGE, Simulator

from .faces import ALL_FACES, ASSERT, LOOKUP, Answer, Answers, Face, ask_with, connection
from .playbooks import Ansible, Run

SERVICE = "c-queue-status-analysis-edge"
SAMPLE = json.loads((PACKAGE / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))

#: Seconds that no question may take. The faults that end by a time limit have limits of 1 and 2 seconds.
LONGEST_QUESTION = 30.0

Faults = list[dict[str, Any]]


@dataclass(frozen=True)
class Row:
    """What a request meets, the code of the reason that comes of it, a part of its message, options, and the requests made.

    Names in angle brackets stand for addresses that are known when the servers run.
    """

    met: Faults
    code: str
    says: str
    options: Mapping[str, Any] = field(default_factory=lambda: {"retries": 0})
    requests: int = 1


def status(number: int, code: str | None = None, message: str = "Text.", **more: Any) -> Faults:
    """An answer of this status, with an error of the service when there is a code."""
    body = {"body": {"error_code": code, "error_msg": message}} if code else {}
    return [{"kind": "status", "status": number, **body, **more}]


def body(content: str | bytes, **more: Any) -> Faults:
    """An answer of these bytes."""
    data = content if isinstance(content, bytes) else content.encode()
    return [{"kind": "body", "base64": base64.b64encode(data).decode(), "content_type": "application/json", **more}]


def retry_after(value: str, **more: Any) -> Faults:
    """The gateway asks to slow down."""
    return [{"kind": "throttle", "retry_after": value, **more}]


def at(place: str, **more: Any) -> dict[str, Any]:
    """Options to ask another server."""
    return {"endpoint": place, "retries": 0, **more}


ONCE, ONE_SECOND = {"retries": 1}, {"request_timeout": 1, "retries": 0}
WITHIN = "gave no complete answer within 1 s"
ENDED = "the answer ended before it was complete"
LARGE = "the answer is larger than 1 MiB"
UNUSABLE, CHECK = "cannot be used: ", "; check endpoint and proxies"
UNTRUSTED = "): check the host name, or give the certificate authority in ca_path"
NO_TASK = "the answer is JSON, but no task"
REDIRECT = "a redirect, which is never followed; check endpoint"
SLOWER = "ask for less at once (concurrency), or allow more time (timeout)"
PERMISSION = "give the user the permission to read tasks"

UNREACHABLE: dict[str, Row] = {
    "refused": Row([], "unreachable", "the connection is refused; check endpoint and port", at("<refused>"), 0),
    "no such host": Row([], "unreachable", "its name cannot be resolved; check region, endpoint and DNS", at("<unresolved>"), 0),
    "wrong host": Row([], "unreachable", UNTRUSTED, at("<wrong host>", ca_path="<authority>"), 0),
    "expired": Row([], "unreachable", "expired" + UNTRUSTED, at("<expired>", ca_path="<authority>"), 0),
    "self-signed": Row([], "unreachable", "signed certificate" + UNTRUSTED, at("<self-signed>", ca_path="<authority>"), 0),
    "reset": Row([{"kind": "reset"}], "unreachable", "the connection was closed before an answer came", ONCE, 2),
    "hang": Row([{"kind": "hang"}], "unreachable", WITHIN, ONE_SECOND),
    "slow headers": Row([{"kind": "slow_headers", "seconds_per_byte": 0.2}], "unreachable", WITHIN, ONE_SECOND),
    "slow body": Row([{"kind": "drip", "seconds_per_byte": 0.2}], "unreachable", WITHIN, ONE_SECOND),
    "hang, time over": Row([{"kind": "hang"}], "unreachable", "gave no complete answer within", {"timeout": 2}),
}

UNUSABLE_ANSWERS: dict[str, Row] = {
    "reset after the headers": Row([{"kind": "reset_after_headers"}], "bad_answer", ENDED),
    "truncated": Row([{"kind": "truncate"}], "bad_answer", ENDED, ONCE, 2),
    "oversized": Row([{"kind": "oversized", "mebibytes": 33}], "bad_answer", LARGE),
    "oversized when unpacked": Row([{"kind": "oversized", "mebibytes": 33, "gzip": True}], "bad_answer", LARGE),
    "broken compression": Row(
        body("no gzip", headers={"Content-Encoding": "gzip"}), "bad_answer", "the answer's compression is broken"
    ),
    "deep": Row(body("[" * 200 + "]" * 200), "bad_answer", f"{UNUSABLE}it is nested too deeply{CHECK}"),
    "very deep": Row(body('{"a":' * 100_000 + "1" + "}" * 100_000), "bad_answer", f"{UNUSABLE}it is nested too deeply{CHECK}"),
    "no UTF-8": Row(body(b'{"name": "\xff\xfe"}'), "bad_answer", f"{UNUSABLE}it is not UTF-8{CHECK}"),
    "half a surrogate pair": Row(body('{"name": "\\ud800"}'), "bad_answer", f"{UNUSABLE}it holds half a surrogate pair{CHECK}"),
    "a member twice": Row(
        body('{"state": "RUNNING", "state": "FAILED"}'), "bad_answer", f"{UNUSABLE}it names a member twice{CHECK}"
    ),
    "no number": Row(body('{"index": NaN}'), "bad_answer", f"{UNUSABLE}NaN is no JSON number{CHECK}"),
    "an endless number": Row(body('{"index": -Infinity}'), "bad_answer", f"{UNUSABLE}-Infinity is no JSON number{CHECK}"),
    "HTML": Row(
        body("<html><body>Sign in</body></html>", content_type="text/html"),
        "bad_answer",
        f"{UNUSABLE}it is not JSON; it begins with <html><body>Sign in</body></html>{CHECK}",
    ),
    "HTML that says it is JSON": Row(body("<html>"), "bad_answer", f"{UNUSABLE}it is not JSON; it begins with <html>{CHECK}"),
    "empty": Row(body(""), "bad_answer", f"(status 200, 0 bytes) {UNUSABLE}it is not JSON{CHECK}"),
    "null": Row(body("null"), "bad_answer", NO_TASK),
    "a list": Row(body("[]"), "bad_answer", NO_TASK),
    "201": Row(status(201, body=SAMPLE), "bad_answer", "the service answers 201"),
    "204": Row(status(204), "bad_answer", "the service answers 204"),
    **{
        str(number): Row([{"kind": "redirect", "location": "<elsewhere>/v2/", "status": number}], "bad_answer", REDIRECT, ONCE, 1)
        for number in (301, 302, 303, 307, 308)
    },
    "another task": Row(
        [{"kind": "other_task"}], "bad_answer", f"is about {'f' * 32}, not about the task asked for; check endpoint and proxies"
    ),
    "another service": Row(
        body(json.dumps({**SAMPLE, "service_name": "c-face-edge"})),
        "bad_answer",
        f"the answer is about a task of another service than {SERVICE}; check the name of the service",
    ),
}

THROTTLED: dict[str, Row] = {
    "429": Row([{"kind": "throttle"}], "throttled", SLOWER, ONCE, 2),
    "429 of a proxy": Row(status(429, body="slow down"), "throttled", "the service answers 429: slow down"),
    "429 and seconds": Row(retry_after("1"), "throttled", SLOWER, ONCE, 2),
    "429 and a date": Row(retry_after("http-date"), "throttled", SLOWER, ONCE, 2),
    "429 and a date in the past": Row(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), "throttled", SLOWER, ONCE, 2),
    "429 and a date far away": Row(retry_after("Fri, 31 Dec 9999 23:59:59 GMT"), "throttled", SLOWER, {"timeout": 10}),
    "429 and a date that is none": Row(retry_after("Wed, 99 Oct 2015 77:28:00 GMT"), "throttled", SLOWER, ONCE, 2),
    "429 and less than nothing": Row(retry_after("-5"), "throttled", SLOWER, ONCE, 2),
    "429 and text": Row(retry_after("soon, \u00bd an hour"), "throttled", SLOWER, ONCE, 2),
    "429 and an hour": Row(retry_after("3600"), "throttled", SLOWER, {"timeout": 10}),
    "429 and longer than anyone lives": Row(retry_after("9" * 40), "throttled", SLOWER, {"timeout": 10}),
}

#: One error of each documented status from each of those who answer: code, status, and the code of the reason. That every other
#: documented code has its reason is shown without HTTP, by the unit tests of answers.
DOCUMENTED = (
    ("IVA.0001", 401, "denied"),
    ("IVA.0004", 400, "service_error"),
    ("IVA.0005", 404, "missing"),
    ("IVA.0006", 500, "service_error"),
    ("IVA.0007", 403, "denied"),
    ("IVA.0010", 503, "service_error"),
    ("APIGW.0101", 404, "bad_answer"),
    ("APIGW.0103", 404, "bad_answer"),
    ("APIG.0106", 400, "service_error"),
    ("APIGW.0201", 413, "service_error"),
    ("APIG.0301", 401, "denied"),
    ("APIGW.0302", 403, "denied"),
    ("APIG.0307", 401, "denied"),
    ("APIGW.0308", 429, "throttled"),
    ("VIAS.00010001", 400, "service_error"),
    ("VIAS.00010001", 500, "service_error"),
)

ERRORS: dict[str, Row] = {
    **{f"{code} with {number}": Row(status(number, code), reason, "") for code, number, reason in DOCUMENTED},
    "401 without a body": Row(status(401), "denied", "the service answers 401"),
    "403 without a body": Row(status(403), "denied", "the service answers 403"),
    "404 of a web server": Row(
        status(404, body="<html>nginx</html>"), "bad_answer", "the service answers 404: <html>nginx</html>"
    ),
    "413 of a web server": Row(status(413, body="<html>"), "bad_answer", "the service answers 413: <html>"),
    **{f"{number} without a body": Row(status(number), "service_error", f"answers {number}") for number in (500, 502, 503, 504)},
    "500 twice": Row(status(500, "IVA.0006"), "service_error", "the service answers 500 (IVA.0006): Text", ONCE, 2),
    "an error of the identity service": Row(
        status(401, body={"error": {"code": 401, "message": "Wrong.", "title": "Unauthorized"}}),
        "denied",
        "the service answers 401: Wrong",
    ),
    "an error within a 200": Row(status(200, "IVA.0006"), "service_error", "the service answers 200 (IVA.0006): Text"),
    "a permission within a 400": Row(
        status(400, "IVA.0007"), "denied", f"(IVA.0007): Text; subscribe to the service in the console, and {PERMISSION}"
    ),
    "a policy": Row(
        status(403, "IVA.0015", "No."), "denied", "No; a fine-grained policy denies it: allow the user to read tasks"
    ),
}

#: Long text is cut, so of the echoes only what is searched in every output counts.
ECHOES: dict[str, Row] = {
    "text with a credential": Row(
        status(400, "IVA.0004", f"Bad header X-Auth-Token: {CREDENTIALS.token}."),
        "service_error",
        "the service answers 400 (IVA.0004): Bad header X-Auth-Token: ***",
    ),
    "text with a signature": Row(
        status(401, "APIGW.0302", "Bad header Authorization: SignedHeaders=host, Signature=0123456789abcdef."),
        "denied",
        "Bad header Authorization: ***; the gateway does not allow this caller",
    ),
    "echo of the request": Row([{"kind": "echo"}], "service_error", ""),
    "echo of a signed request": Row(
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

#: A list that shows no task, so that each is asked for singly, however many are asked for at once.
UNLISTED = {"list": body('{"count": 0, "tasks": []}')}

MATRIX = UNREACHABLE | UNUSABLE_ANSWERS | THROTTLED | ERRORS | ECHOES
IDS = {case: f"{number:032x}" for number, case in enumerate(MATRIX, start=1)}


#: Faults of one task alone: it does not matter what else is asked at the same time.
ALONE = ("bad_answer", "service_error", "unreachable")
#: As many lines as a message has.
MOST_TOGETHER = 20


def _questions() -> dict[str, list[str]]:
    """The cases that are asked in one question, by the name of the question: those with the same options, where that can be."""
    groups: dict[str, list[str]] = {}
    for case, row in MATRIX.items():
        groups.setdefault(json.dumps(row.options) if row.code in ALONE else case, []).append(case)
    parts = [group[i : i + MOST_TOGETHER] for group in groups.values() for i in range(0, len(group), MOST_TOGETHER)]
    return {f"question {number}": part for number, part in enumerate(parts)}


QUESTIONS = _questions()


@dataclass(frozen=True)
class Recorded:
    """The answers, how often each path's last segment was asked for, and what reached servers that nobody should ask."""

    answers: Answers
    counts: Counter[str]
    strayed: list[Any]

    def answer(self, face: Face, case: str) -> tuple[Answer, int]:
        """The answer to the question in which the case was asked, and its place there."""
        question = next(name for name, cases in QUESTIONS.items() if case in cases)
        return self.answers[face, question], QUESTIONS[question].index(case)


@pytest.fixture(scope="module")
def recorded(simulator_process: Simulator, new_folder: Callable[[], Path]) -> Iterator[Recorded]:
    """Every face's answers to the whole matrix, each face in a process of its own."""
    folder = new_folder()
    with ExitStack() as stack:
        elsewhere = stack.enter_context(Simulator())
        deaf = stack.enter_context(socket.socket())
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        authority, strayed = trustme.CA(), []
        authority.cert_pem.write_to_path(folder / "authority.pem")
        places = {
            "<elsewhere>": elsewhere.url,
            "<refused>": f"http://127.0.0.1:{deaf.getsockname()[1]}",
            "<unresolved>": "http://no-such-host.invalid",
            "<authority>": str(folder / "authority.pem"),
            **{
                name: stack.enter_context(_tls_server(context, strayed))
                for name, context in _untrusted_contexts(authority).items()
            },
        }
        tasks = [_task(case, row.met) for case, row in MATRIX.items() if row.met]
        simulator_process.load(_placed({"tasks": tasks, "faults": UNLISTED}, places))
        cases = {
            question: {"task_id": [IDS[case] for case in asked], **_placed(MATRIX[asked[0]].options, places)}
            for question, asked in QUESTIONS.items()
        }
        environment = connection(simulator_process.url) | {"PYTHONPATH": str(_resolver_without_network(folder))}

        def ask_face(face: Face) -> Run:
            return ask_with(Ansible(folder / face.name), face, cases, environment=environment)

        # At the same time, since most of it is waiting.
        with ThreadPoolExecutor(len(ALL_FACES)) as executor:
            answers = Answers(dict(zip(ALL_FACES, executor.map(ask_face, ALL_FACES), strict=True)))
        counts = Counter(request.path.rpartition("/")[2] for request in simulator_process.requests())
        yield Recorded(answers, counts, [*strayed, *elsewhere.requests()])


def _task(case: str, met: Faults) -> dict[str, Any]:
    return {"sample": SERVICE, "set": {"id": IDS[case]}, "faults": met}


def _placed(value: Any, places: Mapping[str, str]) -> Any:
    """``value`` with addresses in place of their names."""
    text = json.dumps(value)
    for name, place in places.items():
        text = text.replace(name, place)
    return json.loads(text)


def _untrusted_contexts(authority: trustme.CA) -> dict[str, ssl.SSLContext]:
    """What servers show that a caller who trusts ``authority`` must not trust."""
    contexts = {name: ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) for name in ("<wrong host>", "<expired>", "<self-signed>")}
    authority.issue_cert("iva.example.com").configure_cert(contexts["<wrong host>"])
    begin, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)
    authority.issue_cert("127.0.0.1", not_before=begin, not_after=end).configure_cert(contexts["<expired>"])
    itself = trustme.CA()
    with itself.cert_pem.tempfile() as certificate, itself.private_key_pem.tempfile() as key:
        contexts["<self-signed>"].load_cert_chain(certificate, key)
    return contexts


@contextmanager
def _tls_server(context: ssl.SSLContext, received: list[Any]) -> Iterator[str]:
    """A server that keeps what it is sent once TLS is set up. Gives its URL."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError), context.wrap_socket(self.request, server_side=True) as connected:
                data = connected.recv(65536)
                received.extend([data] if data else [])

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"https://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _resolver_without_network(folder: Path) -> Path:
    """A folder for PYTHONPATH that makes Python find no host of the domain invalid, without asking any name server."""
    site = folder / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import socket\n"
        "real = socket.getaddrinfo\n"
        "def resolve(host, *arguments, **keywords):\n"
        "    if str(host).endswith('.invalid'):\n"
        "        raise socket.gaierror(socket.EAI_NONAME, 'Name or service not known')\n"
        "    return real(host, *arguments, **keywords)\n"
        "socket.getaddrinfo = resolve\n",
        encoding="utf-8",
    )
    return site


every_face = pytest.mark.parametrize("face", ALL_FACES, ids=lambda face: face.name)
every_case = pytest.mark.parametrize("case", MATRIX)


@every_face
@every_case
def test_a_fault_gives_its_reason(recorded: Recorded, face: Face, case: str) -> None:
    answer, place = recorded.answer(face, case)
    assert answer.failed
    assert answer.tasks == []
    (line,) = [line for line in answer.message.splitlines() if line.startswith(f"task {IDS[case]}: ")]
    assert MATRIX[case].says in line
    assert answer.seconds < LONGEST_QUESTION
    if face is not LOOKUP:
        assert answer.codes[place] == MATRIX[case].code


@every_face
def test_a_fault_gives_one_reason(recorded: Recorded, face: Face) -> None:
    for question, cases in QUESTIONS.items():
        answer = recorded.answers[face, question]
        assert len([line for line in answer.message.splitlines() if line.startswith("task ")]) == len(cases)
        assert len(answer.codes) == (0 if face is LOOKUP else len(cases))


@every_case
def test_a_fault_is_what_a_verdict_rests_on(recorded: Recorded, case: str) -> None:
    answer, place = recorded.answer(ASSERT, case)
    verdict = answer.result["verdicts"][place]
    assert verdict["task_id"] == IDS[case]
    assert verdict["verdict"] == ("failed" if MATRIX[case].code == "missing" else "unknown")
    assert verdict["observed"] is None
    assert answer.result["evaluated_to"] is False
    assert answer.result["summary"]["passed"] == 0


@every_case
def test_a_fault_is_met_no_oftener_than_retries_say(recorded: Recorded, case: str) -> None:
    assert recorded.counts[IDS[case]] == MATRIX[case].requests * len(ALL_FACES)


def test_nobody_is_asked_who_is_not_trusted_or_only_named_by_a_redirect(recorded: Recorded) -> None:
    assert recorded.strayed == []


def test_a_verdict_that_is_unknown_turns_the_run_red(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [_task("HTML", MATRIX["HTML"].met)]})
    run = ansible.play([{"name": "gate", **ASSERT.step({"task_id": IDS["HTML"]})}], environment=connection(simulator.url))
    assert run.returncode != 0
    assert run.outcomes["gate"].failed


def test_waiting_lets_no_fault_pass(ansible: Ansible, simulator: Simulator) -> None:
    """All faults at once, but those that by design speak for every task: who is denied or throttled asks no further."""
    rows = {case: row for case, row in MATRIX.items() if row.met and row.code not in ("denied", "throttled")}
    good = "ab" * 16
    tasks = [_task(case, row.met) for case, row in rows.items()]
    scenario = {"tasks": [{"sample": SERVICE, "set": {"id": good}}, *tasks], "faults": UNLISTED}
    simulator.load(_placed(scenario, {"<elsewhere>": simulator.url}))
    waiting = {"wait": True, "wait_timeout": 4, "wait_sleep": 3, "request_timeout": 2, "retries": 0, "concurrency": 64}
    cases = {"all": {"task_id": [good, *(IDS[case] for case in rows)], **waiting}}
    run = ask_with(ansible, ASSERT, cases, environment=connection(simulator.url))
    passed, *others = run.outcomes["all"].result["verdicts"]
    assert passed["verdict"] == "passed"
    for case, verdict in zip(rows, others, strict=True):
        assert verdict["verdict"] == ("failed" if rows[case].code == "missing" else "unknown"), case
    assert run.outcomes["all"].failed
    assert run.outcomes["all"].seconds < 2 * LONGEST_QUESTION
