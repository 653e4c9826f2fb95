# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists are whole or an error, and an answer is about what was asked. What a real service can show is tested with one."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.api import Client, TaskKey
from ansible_collections.campusgo.edge.plugins.module_utils.bulk import show_tasks
from ansible_collections.campusgo.edge.plugins.module_utils.connection import make_connection
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import TokenCredential
from ansible_collections.campusgo.edge.plugins.module_utils.errors import BadAnswer, Denied, Missing, UnknownService, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.identity import Identity
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.module_utils.transport import LARGEST_BODY
from ansible_collections.campusgo.edge.tests.unit.samples import REMOVED, changed, queue_status
from ansible_collections.campusgo.edge.tests.unit.scripted_transport import ScriptedTransport

SERVICE = "c-queue-status-analysis-edge"
TASK = {**queue_status(), "service_name": SERVICE}
NOT_FOUND = (404, {"error_code": "IVA.0005", "error_msg": "The requested resource is NOT found."})


def rows(first: int, last: int) -> list[dict[str, Any]]:
    return [{"id": f"{number:032x}", "state": "RUNNING", "service_name": SERVICE} for number in range(first, last)]


def page(first: int, last: int, count: int) -> dict[str, Any]:
    return {"count": count, "tasks": rows(first, last)}


def client_of(transport: ScriptedTransport, monkeypatch: pytest.MonkeyPatch) -> Client:
    transport.install(monkeypatch)
    given = {"endpoint": "https://a.example", "project_id": "p", "concurrency": 1}
    connection = make_connection(with_defaults(given, CONNECTION), {})
    return Client(connection, Identity(TokenCredential("token"), connection), {})


def list_tasks(monkeypatch: pytest.MonkeyPatch, *script: Any, **filters: Any) -> list[dict[str, Any]]:
    transport = ScriptedTransport(*script)
    tasks = client_of(transport, monkeypatch).list_tasks(SERVICE, filters, Allowance(60, 0))
    assert transport.is_over
    return tasks


def show(monkeypatch: pytest.MonkeyPatch, *script: Any, task_id: str = queue_status()["id"]) -> dict[str, Any]:
    return client_of(ScriptedTransport(*script), monkeypatch).show_task(SERVICE, task_id, Allowance(60, 0))


def test_pages_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = ScriptedTransport(page(0, 1000, 2500), page(999, 1999, 2500), page(1998, 2500, 2500))
    tasks = client_of(transport, monkeypatch).list_tasks(SERVICE, {"state": "RUNNING", "name_like": "烟火"}, Allowance(60, 0))
    assert tasks == rows(0, 2500)
    assert [query["offset"] for query in transport.queries] == [["0"], ["999"], ["1998"]]
    assert all(query["limit"] == ["1000"] and query["state"] == ["RUNNING"] for query in transport.queries)
    assert "name_like=%E7%83%9F%E7%81%AB" in transport.asked[0]
    assert transport.asked[0].startswith(f"https://a.example/v2/p/services/{SERVICE}/tasks?")


def test_a_list_of_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_tasks(monkeypatch, page(0, 0, 0)) == []


@pytest.mark.parametrize(
    "first_reading",
    [
        [page(0, 1000, 1500), page(998, 1499, 1500)],  # a row came to the front between the pages
        [page(0, 1000, 1500), page(1000, 1500, 1500)],  # a row went
        [page(0, 1000, 1500), page(1000, 1500, 1499)],  # and the count went with it
        [page(0, 1000, 1500), page(1000, 1501, 1500)],  # a row went, and another came to the end, so that the count stayed
        [page(0, 1000, 1500), page(999, 1501, 1501)],  # a row came to the end
        [page(0, 1000, 1500), page(0, 0, 1500)],  # the list ends before its count
        [page(0, 1000, 1500), page(999, 1000, 1500)],
        [page(0, 1000, 1001), {"count": 1001, "tasks": [*rows(999, 1000), *rows(5, 6)]}],  # a row twice
        [page(0, 2, 1)],  # more rows than counted
    ],
)
def test_a_list_that_does_not_add_up_is_read_again(first_reading: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_tasks(monkeypatch, *first_reading, page(0, 3, 3)) == rows(0, 3)


def test_a_list_that_never_adds_up_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="changed each time"):
        list_tasks(monkeypatch, *([page(0, 1, 2), page(0, 0, 2)] * 3))


def test_short_pages_are_read_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_tasks(monkeypatch, page(0, 100, 250), page(99, 199, 250), page(198, 250, 250)) == rows(0, 250)


def test_a_service_that_ignores_limit_gives_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list_tasks(monkeypatch, page(0, 1700, 1700)) == rows(0, 1700)


def test_more_than_can_be_paged_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="101001 tasks match"):
        list_tasks(monkeypatch, page(0, 1000, 101_001))


@pytest.mark.parametrize(
    "answer",
    [
        [],
        "tasks",
        None,
        {},
        {"tasks": []},
        {"count": 0},
        {"count": None, "tasks": []},
        {"count": "0", "tasks": []},
        {"count": 0.0, "tasks": []},
        {"count": False, "tasks": []},
        {"count": 1, "tasks": {}},
        {"count": 1, "tasks": [None]},
        {"count": 1, "tasks": ["8656efdafebf440bb7008f174db6c567"]},
        queue_status(),
    ],
)
def test_what_is_no_list_is_an_error(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="no list of tasks"):
        list_tasks(monkeypatch, answer)


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "STOPPED"},
        {"service_version": "9.9"},
        {"id_like": "zzz"},
        {"name_like": "nosuch"},
        {"created_since": 4_070_908_800_000},
        {"created_until": 0},
    ],
    ids=repr,
)
def test_an_ignored_filter_is_an_error(filters: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match=f"ignored the filter {next(iter(filters))}"):
        list_tasks(monkeypatch, {"count": 1, "tasks": [queue_status()]}, **filters)


def test_rows_of_another_service_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    row = changed(queue_status(), (("service_name",), "c-face-edge"))
    with pytest.raises(BadAnswer, match="another service"):
        list_tasks(monkeypatch, {"count": 1, "tasks": [row]})


def test_a_list_of_an_unknown_service(monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(ScriptedTransport(NOT_FOUND), monkeypatch)
    with pytest.raises(UnknownService, match="did you mean c-face-edge"):
        client.list_tasks("c-face-egde", {}, Allowance(60, 0))


@pytest.mark.parametrize("answer", [queue_status(), {"task": queue_status()}])
def test_a_task_is_shown_as_it_is_or_wrapped(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert show(monkeypatch, answer) == TASK


def test_a_task_beside_anything_else_is_no_task(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {"task": queue_status(), "message": "this copy is stale"}
    assert show(monkeypatch, answer).get("id") is None


def test_the_name_of_the_service_is_filled_in_where_it_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    row = changed(TASK, (("service_name",), REMOVED))
    assert show(monkeypatch, row) == TASK
    assert list_tasks(monkeypatch, {"count": 1, "tasks": [row]}) == [TASK]


@pytest.mark.parametrize("name", [None, 7, {}])
def test_what_stands_in_its_place_is_left_to_the_contract(name: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert show(monkeypatch, {**TASK, "service_name": name})["service_name"] == name


def test_an_unknown_member_called_task_is_no_wrapper(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {**TASK, "task": {"id": "x"}}
    assert show(monkeypatch, answer) == answer


@pytest.mark.parametrize("answer", [[], [queue_status()], None, "x", 7])
def test_what_is_no_task_is_an_error(answer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="no task"):
        show(monkeypatch, answer)


@pytest.mark.parametrize(
    ("answered", "named"), [("0" * 32, "0" * 32), ("https://user:sesame@a.example", "something else"), ("", "something else")]
)
def test_another_tasks_answer_is_an_error(answered: str, named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match=f"the answer is about {named}, not about the task asked for"):
        show(monkeypatch, changed(queue_status(), (("id",), answered)))


def test_another_services_answer_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="another service"):
        show(monkeypatch, changed(queue_status(), (("service_name",), "c-face-edge")))


def test_the_list_call_tells_an_unknown_task_from_an_unknown_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Missing, match="knows no such task in project p"):
        show(monkeypatch, NOT_FOUND, page(0, 1, 7))
    with pytest.raises(UnknownService):
        show(monkeypatch, NOT_FOUND, NOT_FOUND)


def test_many_tasks_keep_their_order_and_a_service_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = ["3" * 32, "1" * 32, "2" * 32]
    transport = ScriptedTransport(NOT_FOUND, page(0, 0, 0), {"id": ids[1]}, NOT_FOUND)
    keys = [TaskKey(SERVICE, task_id) for task_id in ids]
    outcomes = show_tasks(client_of(transport, monkeypatch), keys, Allowance(60, 0))
    assert list(outcomes) == keys
    assert [type(outcome) for outcome in outcomes.values()] == [Missing, dict, Missing]
    assert transport.is_over


def test_who_is_not_let_in_does_not_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = ScriptedTransport((401, {"error_code": "IVA.0001", "error_msg": "token"}))
    outcomes = show_tasks(client_of(transport, monkeypatch), [TaskKey(SERVICE, str(n) * 32) for n in range(3)], Allowance(60, 0))
    assert [type(outcome) for outcome in outcomes.values()] == [Denied] * 3
    assert transport.requests == 1


def test_what_is_forbidden_for_one_task_may_be_allowed_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = ScriptedTransport((403, {"error_code": "IVA.0015", "error_msg": "no"}), {"id": "1" * 32})
    outcomes = show_tasks(client_of(transport, monkeypatch), [TaskKey(SERVICE, str(n) * 32) for n in range(2)], Allowance(60, 0))
    assert [type(outcome) for outcome in outcomes.values()] == [Denied, dict]


def test_an_unknown_service_does_not_keep_others_from_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = ScriptedTransport(NOT_FOUND, NOT_FOUND, {"id": "2" * 32})
    keys = [TaskKey("c-unknown", "0" * 32), TaskKey("c-unknown", "1" * 32), TaskKey(SERVICE, "2" * 32)]
    outcomes = show_tasks(client_of(transport, monkeypatch), keys, Allowance(60, 0))
    assert [type(outcome) for outcome in outcomes.values()] == [UnknownService, UnknownService, dict]


@pytest.mark.parametrize(
    "odd", [{"count": -1}, {"count": True}, {"count": "1"}, {"tasks": [{"id": "1" * 32, "error_code": "x"}]}]
)
def test_what_is_no_list_of_tasks(odd: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadAnswer, match="no list of tasks"):
        list_tasks(monkeypatch, {**page(0, 1, 1), **odd})


class LongTasks(ThreadingHTTPServer):
    """A service with tasks of ``length`` bytes each. ``limits`` says how large the pages were that it was asked for."""

    daemon_threads = True

    def __init__(self, number: int, length: int) -> None:
        self.tasks = [{**row, "description": "x" * length} for row in rows(0, number)]
        self.limits: list[int] = []
        super().__init__(("127.0.0.1", 0), LongTasksHandler)

    def client(self) -> Client:
        """Who asks it, for the whole life of a gate."""
        given = {"endpoint": f"http://127.0.0.1:{self.server_address[1]}", "project_id": "p", "use_proxy": False}
        connection = make_connection(with_defaults(given, CONNECTION), {})
        return Client(connection, Identity(TokenCredential("token"), connection), {})


class LongTasksHandler(BaseHTTPRequestHandler):
    server: LongTasks

    def do_GET(self) -> None:
        query = dict(parse_qsl(urlsplit(self.path).query))
        offset, limit = int(query["offset"]), int(query["limit"])
        self.server.limits.append(limit)
        body = json.dumps({"count": len(self.server.tasks), "tasks": self.server.tasks[offset : offset + limit]}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:  # the client has seen enough
            self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def long_tasks(request: pytest.FixtureRequest) -> Iterator[LongTasks]:
    with LongTasks(*request.param) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


#: As much as 50 cameras take that have 400 bytes each.
FIFTY_CAMERAS = 20_000


@pytest.mark.parametrize(
    ("long_tasks", "limits"),
    [((1000, 4_000), [1000]), ((500, FIFTY_CAMERAS), [1000, *[100] * 6])],
    indirect=["long_tasks"],
    ids=["short enough", "too long"],
)
def test_pages_are_smaller_where_tasks_are_long(long_tasks: LongTasks, limits: list[int]) -> None:
    client = long_tasks.client()
    assert client.list_tasks(SERVICE, {}, Allowance(60, 0)) == long_tasks.tasks
    assert long_tasks.limits == limits


@pytest.mark.parametrize("long_tasks", [(100, 100_000)], indirect=True, ids=["much too long"])
def test_a_page_that_is_too_large_even_so_is_not_read(long_tasks: LongTasks) -> None:
    with pytest.raises(BadAnswer, match="the answer is larger than 8 MiB"):
        long_tasks.client().list_tasks(SERVICE, {}, Allowance(60, 2))
    assert long_tasks.limits == [1000, 100]


@pytest.mark.parametrize("long_tasks", [(500, FIFTY_CAMERAS)], indirect=True, ids=["too long"])
def test_many_long_tasks_are_found_by_smaller_pages(long_tasks: LongTasks) -> None:
    keys = [TaskKey(SERVICE, task["id"]) for task in long_tasks.tasks]
    outcomes = show_tasks(long_tasks.client(), keys, Allowance(60, 0))
    assert list(outcomes.values()) == long_tasks.tasks
    assert long_tasks.limits == [1000, *[100] * 5]


def test_a_task_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    cameras = [{"id": f"{number:036x}", "index": number, "name": "x" * 2_000} for number in range(50)]
    task = {**queue_status(), "input": {"type": "edgecamera", "data": cameras}}
    assert show(monkeypatch, task)["input"]["data"] == cameras
    assert len(json.dumps(task)) * 8 < LARGEST_BODY


@pytest.mark.parametrize("startable", [0, 1])
def test_without_threads_each_task_has_its_fault(monkeypatch: pytest.MonkeyPatch, startable: int) -> None:
    """Whether not even the credentials can be proven, or only the tasks not be asked for."""
    client = client_of(ScriptedTransport(), monkeypatch)
    start, left = threading.Thread.start, [startable]

    def start_or_refuse(thread: threading.Thread) -> None:
        if not left[0]:
            raise RuntimeError("can't start new thread")
        left[0] -= 1
        start(thread)

    keys = [TaskKey(SERVICE, row["id"]) for row in rows(0, 5)]
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", start_or_refuse)
        outcomes = show_tasks(client, keys, Allowance(60, 0))
        with pytest.raises(Unreachable, match="this machine starts no more threads"):
            client.list_tasks(SERVICE, {}, Allowance(60, 0))
    assert list(outcomes) == keys
    assert all(isinstance(outcome, Unreachable) and "no more threads" in outcome.message for outcome in outcomes.values())
