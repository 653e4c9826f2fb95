# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults and problems as users see them."""

from __future__ import annotations

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import errors
from ansible_collections.campusgo.edge.plugins.module_utils.services import KNOWN_SERVICES, nearest_service

CODES = {"missing", "unreachable", "denied", "throttled", "service_error", "unknown_service", "bad_answer"}


def test_each_fault_has_a_stable_code_of_its_own() -> None:
    assert {fault_class.code for fault_class in errors.Fault.__subclasses__()} == CODES
    assert len(errors.Fault.__subclasses__()) == len(CODES)


def test_a_fault_shows_what_is_known() -> None:
    assert errors.Unreachable("a").as_result() == {"code": "unreachable", "message": "a"}
    assert errors.Denied("a", status=403, service_code="IVA.0009", request_id="b").as_result() == {
        "code": "denied",
        "message": "a",
        "status": 403,
        "service_code": "IVA.0009",
        "request_id": "b",
    }


def test_every_problem_is_in_the_message() -> None:
    error = errors.InvalidArgument("a is wrong", "b is missing")
    assert str(error) == "a is wrong; b is missing"
    assert error.problems == ("a is wrong", "b is missing")


def test_the_message_has_a_limit() -> None:
    problems = [f"{number} is wrong" for number in range(300)]
    assert str(errors.InvalidArgument(*problems[:20])).endswith("; 18 is wrong; 19 is wrong")
    error = errors.InvalidArgument(*problems)
    assert str(error).endswith("; 18 is wrong; 19 is wrong; and 280 more")
    assert error.problems == tuple(problems)


def _fail(*problems: str) -> None:
    raise errors.InvalidArgument(*problems)


def test_problems_are_gathered() -> None:
    with pytest.raises(errors.InvalidArgument) as caught:
        errors.gather(lambda: _fail("a", "b"), lambda: 1, lambda: _fail("c"))
    assert caught.value.problems == ("a", "b", "c")
    assert errors.gather(lambda: 1, lambda: None) == [1, None]


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("c-queue-status-analysis-egde", "c-queue-status-analysis-edge"),
        ("c-face-edeg", "c-face-edge"),
        ("c-queue-status-analysis-edge", None),
        ("something-else", None),
    ],
)
def test_the_nearest_service(name: str, nearest: str | None) -> None:
    assert nearest_service(name) == nearest


def test_known_services_are_sorted_and_different() -> None:
    assert list(KNOWN_SERVICES) == sorted(set(KNOWN_SERVICES))
