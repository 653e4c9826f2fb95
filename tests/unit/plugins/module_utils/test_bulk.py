# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists that no well-behaved service would give decide nothing. What a real one can show is tested with the simulator."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.api import Client, Outcome, TaskKey
from ansible_collections.campusgo.edge.plugins.module_utils.bulk import show_tasks
from ansible_collections.campusgo.edge.plugins.module_utils.connection import make_connection
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import TokenCredential
from ansible_collections.campusgo.edge.plugins.module_utils.errors import Denied
from ansible_collections.campusgo.edge.plugins.module_utils.identity import Identity
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.tests.unit.scripted_transport import ScriptedTransport

SERVICE = "c-queue-status-analysis-edge"
KEYS = [TaskKey(SERVICE, f"{number:032x}") for number in range(4)]
SINGLE = [{"id": key.task_id, "service_name": SERVICE, "state": "STOPPED"} for key in KEYS]
LISTED = [{**task, "state": "RUNNING"} for task in SINGLE]


def ask(monkeypatch: pytest.MonkeyPatch, *script: Any) -> tuple[dict[TaskKey, Outcome], ScriptedTransport]:
    transport = ScriptedTransport(*script).install(monkeypatch)
    given = {"endpoint": "https://a.example", "project_id": "p", "concurrency": 1, "retries": 0}
    connection = make_connection(with_defaults(given, CONNECTION), {})
    client = Client(connection, Identity(TokenCredential("token"), connection), {})
    return show_tasks(client, KEYS, Allowance(60, 0)), transport


def test_a_list_that_shows_everything_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, {"count": 4, "tasks": LISTED[::-1]})
    assert list(outcomes.items()) == list(zip(KEYS, LISTED))
    assert transport.is_over


@pytest.mark.parametrize(
    "page",
    [
        {"count": 4, "tasks": [*LISTED[:3], {**LISTED[3], "error_code": "IVA.0006"}]},
        {"count": -4, "tasks": LISTED},
        {"count": 10**30, "tasks": []},
        {"count": 4, "tasks": [{"id": None}, {"id": [1]}, {"id": {}}, {}]},
        {"count": 4, "tasks": LISTED, "message": "stale", "code": 500},
    ],
    ids=["a row is an error", "a negative count", "a huge count", "rows without ids", "an error beside it"],
)
def test_what_a_doubtful_list_shows_is_asked_for_singly(monkeypatch: pytest.MonkeyPatch, page: dict[str, Any]) -> None:
    outcomes, transport = ask(monkeypatch, page, *SINGLE)
    assert list(outcomes.values()) == SINGLE
    assert transport.is_over


def test_a_huge_count_does_not_make_it_ask_for_all_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, {"count": 10**30, "tasks": LISTED[:1]}, *SINGLE[1:])
    assert list(outcomes.values()) == [LISTED[0], *SINGLE[1:]]
    assert transport.is_over


@pytest.mark.parametrize(("first", "second"), [("RUNNING", "STOPPED"), (True, 1), (1, 1.0), (None, False)])
def test_what_is_shown_twice_and_not_alike_is_asked_for_singly(monkeypatch: pytest.MonkeyPatch, first: Any, second: Any) -> None:
    twice = [{**LISTED[0], "x": first}, {**LISTED[0], "x": second}]
    outcomes, transport = ask(monkeypatch, {"count": 5, "tasks": [*twice, *LISTED[1:]]}, SINGLE[0])
    assert list(outcomes.values()) == [SINGLE[0], *LISTED[1:]]
    assert transport.is_over


def test_a_second_page_is_read_when_that_is_cheaper(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, {"count": 4, "tasks": LISTED[:2]}, {"count": 4, "tasks": LISTED[2:]})
    assert list(outcomes.values()) == LISTED
    assert transport.is_over


def test_what_a_broken_second_page_would_have_shown_is_asked_for_singly(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, {"count": 4, "tasks": LISTED[:2]}, (500, {}), *SINGLE[2:])
    assert list(outcomes.values()) == [*LISTED[:2], *SINGLE[2:]]
    assert transport.is_over


def test_who_is_not_let_in_to_a_list_is_not_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, (401, {}))
    assert [type(outcome) for outcome in outcomes.values()] == [Denied] * 4
    assert transport.is_over


def test_who_may_not_list_may_still_ask_singly(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, transport = ask(monkeypatch, (403, {}), *SINGLE)
    assert list(outcomes.values()) == SINGLE
    assert transport.is_over
