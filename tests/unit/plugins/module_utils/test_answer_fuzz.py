# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever a service, or what stands in its place, may answer: a task, a typed fault, or violations of the contract."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import api
from ansible_collections.campusgo.edge.plugins.module_utils.answers import read
from ansible_collections.campusgo.edge.plugins.module_utils.api import Client, TaskKey
from ansible_collections.campusgo.edge.plugins.module_utils.bulk import show_tasks
from ansible_collections.campusgo.edge.plugins.module_utils.connection import make_connection
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import PasswordCredential, TokenCredential
from ansible_collections.campusgo.edge.plugins.module_utils.errors import CampusGoError, Fault, InvalidArgument, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.iam import find_project, issue_token
from ansible_collections.campusgo.edge.plugins.module_utils.identity import Identity
from ansible_collections.campusgo.edge.plugins.module_utils.metadata import temporary_keys
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import HIDDEN, redact_task
from ansible_collections.campusgo.edge.plugins.module_utils.schema import PROJECT_ID, matches
from ansible_collections.campusgo.edge.plugins.module_utils.strict_json import decode
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Request, Response
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import PASSED, Expectation, judge_observation, verdict_of
from ansible_collections.campusgo.edge.tests.unit import samples
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

SERVICE = samples.QUEUE_STATUS
TASK_ID = samples.queue_status()["id"]
TOKEN = "a-token/0123456789+abcdef=="
CONTRACT = Contract()
TASKS = samples.documented_tasks()
#: Every answer that the documentation prints, of other services and calls too.
PRINTED = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(samples.FOLDER.glob("*.json"))]


class Prepared:
    """Stands in for the transport of a client: gives prepared answers in turn, then none any more."""

    def __init__(self, *responses: Response) -> None:
        self._responses = list(responses)
        self.requests = 0
        self.secrets: list[str] = []

    def send(self, _request: Request, _allowance: Allowance) -> Response:
        """The next answer."""
        self.requests += 1
        if not self._responses:
            raise Unreachable("there are no more answers")
        return self._responses.pop(0)


def caught(make: Callable[[], Any], expected: type[Exception]) -> Any:
    """What is made, or the exception that may be raised in its place."""
    try:
        return make()
    except expected as error:
        return error


def ask(question: Callable[[Client], Any], *responses: Response) -> Any:
    """What a client makes of these answers; a fault is returned, and any other exception fails the test."""
    options = {"endpoint": "https://a.example", "project_id": "p", "concurrency": 1}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "Transport", lambda *_arguments: Prepared(*responses))
        connection = make_connection(with_defaults(options, CONNECTION), {})
        client = Client(connection, Identity(TokenCredential(TOKEN), connection), {})
    return caught(lambda: question(client), Fault)


def show(client: Client) -> Any:
    return client.show_task(SERVICE, TASK_ID, Allowance(60, 0))


def list_running(client: Client) -> Any:
    return client.list_tasks(SERVICE, {"state": "RUNNING"}, Allowance(60, 0))


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value, but for the whole."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, member in members for place in ((*path, key), *paths(member, (*path, key)))]


_hostile_text = st.sampled_from(
    ["", " ", "\n", "x" * 5000, "../..", "{{ 7 * 7 }}", "\x00", "\u202e", "https://u:p@h/?k=v", "NaN", "RUNNING\n", "f" * 32]
)
_hostile = any_json | _hostile_text | st.sampled_from([2**63, -(2**1000), 1e308, 0.1, [[[]]], {"": {}}, True])


@st.composite
def changed(draw: st.DrawFn, values: list[Any]) -> Any:
    """One of these values with a few members replaced or taken away."""
    value = draw(st.sampled_from(values))
    for _change in range(draw(st.integers(0, 3))):
        places = paths(value)
        if places:
            value = samples.changed(value, (draw(st.sampled_from(places)), draw(_hostile | st.just(samples.REMOVED))))
    return value


_NOISE = st.sampled_from(
    [
        *(b"NaN", b"-Infinity", b"1e999", b"9" * 5000, b"01", b"[" * 200, b'{"a":' * 2000, b",", b"}", b"]", b"/**/", b"<html>"),
        *(b'"', b"\\", b"\\ud800", b"\\u0000", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xe7\x83"),
        *(b'"id":1,', b'"state":"RUNNING",'),
    ]
)


@st.composite
def damaged(draw: st.DrawFn, values: list[Any]) -> bytes:
    """One of these values as JSON, with a few bytes replaced, taken away or put in, and perhaps the end missing."""
    data = bytearray(json.dumps(draw(st.sampled_from(values)), ensure_ascii=draw(st.booleans())).encode())
    for _change in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        data[start : start + draw(st.integers(0, 12))] = draw(_NOISE | st.binary(max_size=6))
    return bytes(data[: draw(st.sampled_from([None, len(data) // 2]))])


def as_json(values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    return values.map(lambda value: json.dumps(value).encode())


_statuses = st.sampled_from([200, 200, 200, 404, 400, 401, 403, 429, 500, 503, 204, 302]) | st.integers(100, 999)
_codes = (
    st.sampled_from(["IVA.0005", "IVA.0006", "APIG.0301", "APIGW.0308", "VIAS.00010001", 401, True, None, "x" * 99]) | any_json
)
_errors = st.dictionaries(
    st.sampled_from(
        ["error_code", "error_msg", "error_message", "errorCode", "errorMsg", "code", "message", "error", "request_id"]
    ),
    _codes,
    max_size=4,
)
_bodies = (
    st.binary(max_size=80)
    | as_json(any_json)
    | as_json(_errors | st.builds(lambda error: {"error": error}, _errors))
    | as_json(changed(PRINTED))
    | damaged(PRINTED)
)
_headers = st.dictionaries(st.sampled_from(["X-Request-Id", "Content-Type", "Retry-After", "Location"]), st.text(max_size=20))


def responses(bodies: st.SearchStrategy[bytes] = _bodies) -> st.SearchStrategy[Response]:
    return st.builds(Response, _statuses, _headers.map(CaseInsensitiveDict), bodies)


def answered(value: Any) -> Response:
    return Response(200, CaseInsensitiveDict(), json.dumps(value).encode())


def is_strict_json(value: Any) -> bool:
    """Whether it can be written as JSON in UTF-8, and comes back the same."""
    return json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) == value


def require_fault(fault: Fault) -> None:
    """A fault is a printable sentence, and fit for a result."""
    assert fault.message.isprintable()
    assert 0 < len(fault.message) < 1000
    assert is_strict_json(fault.as_result())


@settings(max_examples=300)
@given(_bodies)
def test_decode_gives_strict_json_or_says_what_is_wrong(body: bytes) -> None:
    outcome = caught(lambda: decode(body), ValueError)
    if isinstance(outcome, ValueError):
        assert outcome.__class__ is ValueError  # one of its own, in words for a person
        assert str(outcome).startswith(("it ", "NaN ", "Infinity ", "-Infinity "))
        return
    assert outcome == json.loads(body)
    assert is_strict_json(outcome)


@settings(max_examples=300)
@given(responses())
def test_read_gives_a_value_or_a_fault(response: Response) -> None:
    outcome = caught(lambda: read(response, (TOKEN,)), Fault)
    if isinstance(outcome, Fault):
        assert outcome.status == response.status
        require_fault(outcome)
        return
    assert response.status == 200
    assert is_strict_json(outcome)


@settings(max_examples=200)
@given(responses(_bodies), st.data())
def test_no_fault_repeats_a_credential(response: Response, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(response.body)))
    body = response.body[:place] + TOKEN.encode() + response.body[place:]
    headers = CaseInsensitiveDict({**response.headers, "X-Request-Id": TOKEN})
    outcome = caught(lambda: read(Response(response.status, headers, body), (TOKEN,)), Fault)
    if isinstance(outcome, Fault):
        assert TOKEN not in json.dumps(outcome.as_result())


NOT_FOUND = Response(404, CaseInsensitiveDict(), b'{"error_code": "IVA.0005", "error_msg": "Not found."}')


@settings(max_examples=300)
@given(responses() | st.just(NOT_FOUND), responses())
def test_asking_for_a_task_gives_a_task_or_a_fault(first: Response, second: Response) -> None:
    """The second answer is that of the list call, which tells an unknown task from an unknown service."""
    outcome = ask(show, first, second)
    if isinstance(outcome, Fault):
        require_fault(outcome)
    else:
        assert outcome.get("id", TASK_ID) == TASK_ID or not isinstance(outcome["id"], str)
        assert outcome.get("service_name", SERVICE) == SERVICE or not isinstance(outcome["service_name"], str)
    (same,) = ask(lambda client: show_tasks(client, [TaskKey(SERVICE, TASK_ID)], Allowance(60, 0)), first, second).values()
    assert type(same) is type(outcome)


_pages = [{"count": 2, "tasks": [samples.queue_status(), {**samples.queue_status(), "id": "0" * 32}]}, {"count": 0, "tasks": []}]


@settings(max_examples=300)
@given(st.lists(st.builds(answered, changed(_pages)) | responses(damaged(_pages) | _bodies), min_size=1, max_size=4))
def test_asking_for_a_list_gives_all_of_it_or_a_fault(answers: list[Response]) -> None:
    outcome = ask(list_running, *answers)
    if isinstance(outcome, Fault):
        require_fault(outcome)
        return
    ids = [task["id"] for task in outcome if isinstance(task.get("id"), str)]
    assert len(ids) == len(set(ids))
    assert all(task.get("state", "RUNNING") == "RUNNING" for task in outcome)


@settings(max_examples=300)
@given(changed([{**task, "id": TASK_ID, "service_name": SERVICE} for task in TASKS.values()]))
def test_a_task_is_judged_and_shown_whatever_it_holds(task: Any) -> None:
    outcome = ask(show, answered(task))
    if isinstance(outcome, Fault):
        require_fault(outcome)
        return
    violations = CONTRACT.violations(outcome)
    shown = redact_task(outcome)
    assert is_strict_json(shown)
    assert is_strict_json([violation.as_result() for violation in violations])
    assert violations or not CONTRACT.violations(shown)
    reasons = judge_observation(outcome, TASK_ID, SERVICE, Expectation(), CONTRACT)
    as_expected = not violations and task["id"] == TASK_ID and task["state"] == "RUNNING"
    assert (verdict_of(reasons) == PASSED) is (as_expected and outcome.get("service_name", SERVICE) == SERVICE)


_logins = [json.loads((samples.FOLDER / "iam__token-201.json").read_text(encoding="utf-8"))]
_projects = [json.loads((samples.FOLDER / "iam__list-projects.json").read_text(encoding="utf-8")), {"projects": []}]
_keys = {"access": "a", "secret": "s", "securitytoken": "t", "expires_at": "2020-01-04T09:08:49.965000Z"}
_login_headers = st.fixed_dictionaries({"X-Subject-Token": st.just(TOKEN) | st.text(max_size=9)}).map(CaseInsensitiveDict)


@settings(max_examples=150)
@given(st.builds(Response, st.just(201) | _statuses, _login_headers | st.just({}), as_json(changed(_logins)) | _bodies))
def test_a_login_gives_a_token_or_a_fault(response: Response) -> None:
    credential = PasswordCredential("someone", "a-password", "account")
    outcome = caught(lambda: issue_token(lambda _request: response, "https://i.example", credential, {"name": "p"}), Fault)
    if isinstance(outcome, Fault):
        require_fault(outcome)
        assert TOKEN not in outcome.message
    else:
        assert outcome.text == response.headers["X-Subject-Token"]


@settings(max_examples=150)
@given(st.builds(answered, changed(_projects)) | responses())
def test_looking_for_a_project_gives_its_id_or_says_why_not(response: Response) -> None:
    def find() -> str:
        return find_project(lambda _request: response, "https://i.example", None, "cn-north-4", [TOKEN])

    outcome = caught(find, CampusGoError)
    assert isinstance(outcome, (Fault, InvalidArgument)) or matches(PROJECT_ID, outcome)


@settings(max_examples=150)
@given(responses(), st.builds(answered, changed([{"credential": _keys}])) | responses())
def test_the_metadata_service_gives_keys_or_a_fault(first: Response, second: Response) -> None:
    answers = iter((first, second))
    outcome = caught(lambda: temporary_keys(lambda _request: next(answers)), Fault)
    if isinstance(outcome, Fault):
        require_fault(outcome)
    else:
        keys, life = outcome
        assert all(isinstance(secret, str) and secret for secret in keys.secrets)
        assert life is None or isinstance(life, float)


#: Secrets in every place of a documented task where the service allows one.
_secret = st.text("abcXYZ019-_", min_size=10, max_size=20).map("planted{}".format)
_secretive = {
    "url": lambda secret: f"rtsp://someone:{secret}@camera.example/live?key={secret}",
    "headers": lambda secret: {"appKey": secret},
    "password": lambda secret: secret,
    "description": lambda secret: f"see https://{secret}@h.example/?a={secret}#{secret}",
}


@pytest.mark.parametrize("name", TASKS)
@settings(max_examples=5)
@given(secret=_secret)
def test_a_redacted_sample_with_secrets_keeps_the_contract(name: str, secret: str) -> None:
    task = samples.changed(TASKS[name], (("description",), _secretive["description"](secret)))
    task["input"]["vcn"] = {"ip": "192.0.2.1", "port": 1, "username": "someone", "password": secret}
    for place in paths(task):
        if place[-1] in ("url", "headers"):
            task = samples.changed(task, (place, _secretive[place[-1]](secret)))
    assert CONTRACT.violations(task) == []
    shown = redact_task(task)
    assert CONTRACT.violations(shown) == []
    assert secret not in json.dumps(shown)
    assert shown["input"]["vcn"]["password"] == HIDDEN
