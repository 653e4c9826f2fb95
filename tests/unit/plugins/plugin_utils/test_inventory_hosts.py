# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How tasks become hosts: their names and groups."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleParserError
from ansible_collections.campusgo.edge.plugins.plugin_utils.inventory_hosts import groups_of, host_names, pool_group, unique_names
from ansible_collections.campusgo.edge.tests.unit.samples import queue_status
from hypothesis import given
from hypothesis import strategies as st

ID, OTHER_ID = "8656efdafebf440bb7008f174db6c567", "8656efda000000000000000000000000"
POOL = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("queue-1", "queue-1"),
        ("人脸-1", "人脸-1"),
        ("192.0.2.1", "192.0.2.1"),
        (" queue ", "queue"),
        ("-oProxyCommand=x", "_oProxyCommand_x"),
        ("../../etc/passwd", "___.._etc_passwd"),
        ("a[1:3],b:22", "a_1_3__b_22"),
        ("{{ 7 * 7 }}", "___7___7___"),
        ("é\u202e\u0000", "___"),
        ("", "_"),
    ],
)
def test_names_are_made_safe(wanted: str, name: str) -> None:
    assert host_names(wanted, ID) == [name, f"{name}-8656efda", f"{name}-{ID}"]


def test_the_id_is_short_where_it_tells_something() -> None:
    assert host_names("a", "task7qe4sbmo") == ["a", "a-7qe4sbmo", "a-task7qe4sbmo"]


def test_a_long_name_is_cut_and_gets_the_id() -> None:
    whole, short, full = host_names("队" * 100, ID)
    assert whole == ""
    assert re.fullmatch("队{63}-8656efda", short)
    assert len(full.encode()) <= 200


@given(st.text(max_size=300), st.sampled_from([ID, "task7qe4sbmo", "86xxxxxx67"]))
def test_any_text_gives_names_fit_for_files_and_patterns(wanted: str, task_id: str) -> None:
    for name in host_names(wanted, task_id)[1:]:
        assert re.fullmatch(r"[A-Za-z0-9_\u4e00-\u9fa5][A-Za-z0-9_.\u4e00-\u9fa5-]*", name)
        assert len(name.encode()) <= 200


def test_hosts_that_want_the_same_name_all_get_their_ids() -> None:
    wanted = [["a", "a-1", "a-11"], ["b", "b-2", "b-22"], ["a", "a-3", "a-33"]]
    assert unique_names(wanted, ()) == ["a-1", "b", "a-3"]
    assert unique_names(wanted[::-1], ()) == ["a-3", "b", "a-1"]


def test_a_name_that_another_host_falls_back_to_is_taken_from_both() -> None:
    wanted = [["a", "a-1", "a-11"], ["a", "a-2", "a-22"], ["a-1", "a-1-3", "a-1-33"]]
    assert unique_names(wanted, ()) == ["a-11", "a-2", "a-1-3"]


def test_the_whole_id_is_taken_when_a_part_is_not_enough() -> None:
    wanted = [host_names("a", task_id) for task_id in (ID, OTHER_ID)]
    assert unique_names(wanted, ()) == [f"a-{ID}", f"a-{OTHER_ID}"]


def test_reserved_and_empty_names_are_passed_over() -> None:
    assert unique_names([["localhost", "localhost-1"], ["", "long-2"]], {"localhost"}) == ["localhost-1", "long-2"]


@pytest.mark.parametrize("changes", [{}, {"edge_pool_id": None}, {"edge_pool_id": None, "service_name": "c-face-detection"}])
def test_the_name_of_a_group_that_a_task_may_be_in_is_passed_over(changes: dict[str, Any]) -> None:
    for group in groups_of({**queue_status(), "service_name": "c-face-edge", **changes}):
        assert unique_names([host_names(group, ID)], ()) == [f"{group}-8656efda"]
        assert unique_names([host_names(f"{group}.", ID)], ()) == [f"{group}."]


def test_what_cannot_be_told_apart_is_an_error() -> None:
    with pytest.raises(AnsibleParserError, match=f"several tasks would be the host a-{ID}; tell them apart by hostnames"):
        unique_names([host_names("a", ID), host_names("a", ID)], ())


@given(st.lists(st.tuples(st.text("ab-1", max_size=4), st.integers(0, 40)), max_size=12, unique_by=lambda pair: pair[1]))
def test_names_are_unique_whatever_is_wanted(pairs: list[tuple[str, int]]) -> None:
    names = unique_names([host_names(wanted, f"{number:032x}") for wanted, number in pairs], {"a"})
    assert len(set(names)) == len(pairs)
    assert "a" not in names


@pytest.mark.parametrize(
    ("changes", "groups"),
    [
        ({}, [f"campusgo_pool_{POOL}", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_RUNNING"]),
        (
            {"edge_pool_id": None, "state": "PENDING"},
            ["campusgo_edge", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_PENDING"],
        ),
        (
            {"edge_pool_id": None, "service_name": "c-face-detection"},
            ["campusgo_cloud", "campusgo_service_c_face_detection", "campusgo_state_RUNNING"],
        ),
        (
            {"state": "START-FAILED", "edge_pool_id": "../x"},
            ["campusgo_pool_unknown", "campusgo_service_c_queue_status_analysis_edge", "campusgo_state_unknown"],
        ),
        (
            {"state": None, "service_name": ["x"]},
            [f"campusgo_pool_{POOL}", "campusgo_service_unknown", "campusgo_state_unknown"],
        ),
    ],
)
def test_groups(changes: dict[str, Any], groups: list[str]) -> None:
    task = {**queue_status(), "service_name": "c-queue-status-analysis-edge", **changes}
    assert groups_of(task) == groups
    assert pool_group(task) == (groups[0] if "pool" in groups[0] else None)
