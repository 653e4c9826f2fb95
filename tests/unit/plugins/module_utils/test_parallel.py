# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many things at once: in order, and never longer than allowed."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.parallel import map_in_threads


def test_results_are_in_order() -> None:
    assert map_in_threads(lambda n: n * 2, range(50), 8, lambda: 60.0, lambda _n: -1) == [n * 2 for n in range(50)]


def test_nothing_to_do() -> None:
    assert map_in_threads(lambda n: n, [], 8, lambda: 60.0, lambda _n: -1) == []


def test_what_never_ends_is_left_to_itself() -> None:
    never = threading.Event()
    assert map_in_threads(lambda n: n or never.wait(), [0, 1, 2], 2, lambda: 0.0, lambda _n: "late")[0] == "late"
    never.set()


def test_an_error_is_the_caller_s() -> None:
    with pytest.raises(ZeroDivisionError):
        map_in_threads(lambda n: 1 // n, [0], 1, lambda: 60.0, lambda _n: -1)
