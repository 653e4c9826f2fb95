# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A row of a list that its filters cannot have let through is known, and one that they may have let through is not doubted."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.selection import ignored_filter
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status

MOMENT = 1_600_400_103_000
ROW = {
    "id": "8656efdafebf440bb7008f174db6c567",
    "name": "收银台-A_1",
    "state": "RUNNING",
    "service_version": "3.0",
    "created_at": "2020-09-18T03:35:03Z",
}
ANY_FILTER = {"state": "a", "service_version": "a", "id_like": "a", "name_like": "a", "created_since": 9**20, "created_until": 0}


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "RUNNING"},
        {"service_version": "3.0"},
        {"id_like": "8656efdafebf440bb7008f174db6c567"},
        {"id_like": "c567"},
        {"name_like": "收银台-A_1"},
        {"name_like": "-a"},
        {"name_like": "银_-"},  # where _ is any character
        {"created_since": MOMENT},
        {"created_since": MOMENT + 999},  # the row may be of the same second, and later
        {"created_until": MOMENT},
        {"created_until": MOMENT - 999},  # the time of the row may be rounded
        {"created_since": MOMENT, "created_until": MOMENT, "state": "RUNNING", "order": "name:ASC"},
        {"order": "no such order"},
        {},
    ],
    ids=repr,
)
def test_a_row_that_may_have_been_asked_for(filters: dict[str, Any]) -> None:
    assert ignored_filter(ROW, filters) is None


@pytest.mark.parametrize(
    "filters",
    [
        {"state": "STOPPED"},
        {"service_version": "3.00"},
        {"id_like": "zzz"},
        {"id_like": "8656efdafebf440bb7008f174db6c568"},
        {"name_like": "nosuch"},
        {"name_like": "收.台"},
        {"name_like": "A_1_"},
        {"created_since": MOMENT + 1000},
        {"created_until": MOMENT - 1000},
    ],
    ids=repr,
)
def test_a_row_that_cannot_have_been_asked_for(filters: dict[str, Any]) -> None:
    assert ignored_filter(ROW, filters) == next(iter(filters))
    assert ignored_filter(ROW, {"order": "name:ASC", **filters, "created_since": filters.get("created_since", 0)})


@pytest.mark.parametrize(
    "moment",
    [
        "2020-09-18T03:35:03.999999999Z",
        "2020-09-18T03:35:03.1+00:00",
        "2020-09-18T11:35:03+08:00",
        "2020-09-17T23:05:03-04:30",
    ],
)
def test_a_time_may_have_a_fraction_and_any_zone(moment: str) -> None:
    row = {"created_at": moment}
    assert ignored_filter(row, {"created_since": MOMENT + 999, "created_until": MOMENT - 999}) is None
    assert ignored_filter(row, {"created_since": MOMENT + 1000}) == "created_since"
    assert ignored_filter(row, {"created_until": MOMENT - 1000}) == "created_until"


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": None, "name": None, "created_at": None},
        {"id": 7, "name": 7, "created_at": MOMENT},
        {"id": "8656efdafebfxxxxxxxxxxxx4db6c567", "name": [], "created_at": "yesterday"},
        {"id": "not an id", "created_at": "2020-09-18T03:35:03"},
        {"id": "ffff", "created_at": "2020-13-18T03:35:03Z"},
        {"created_at": "2020-09-18T03:35:03.Z"},
    ],
    ids=repr,
)
def test_what_a_row_does_not_say_is_for_the_contract_to_judge(row: dict[str, Any]) -> None:
    about_state = ("state", "service_version")
    assert ignored_filter(row, {name: wanted for name, wanted in ANY_FILTER.items() if name not in about_state}) is None
    assert ignored_filter({}, ANY_FILTER) is None


def test_an_id_of_mixed_case_may_hold_a_part_in_lower_case() -> None:
    assert ignored_filter({"id": "taskAbCd1234"}, {"id_like": "abcd"}) is None
    assert ignored_filter({"id": "taskAbCd1234"}, {"id_like": "abce"}) == "id_like"


def test_a_state_that_is_none_is_not_the_one_asked_for() -> None:
    assert ignored_filter({"state": None}, {"state": "RUNNING"}) == "state"


def test_a_documented_task_is_what_its_own_members_ask_for() -> None:
    task = queue_status()
    filters = {
        "id_like": task["id"],
        "name_like": task["name"],
        "state": task["state"],
        "service_version": task["service_version"],
    }
    assert ignored_filter(task, filters) is None
