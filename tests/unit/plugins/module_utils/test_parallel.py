# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Many things at once: in order, and never longer than allowed."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.errors import Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.parallel import map_in_threads


def test_results_are_in_order() -> None:
    assert map_in_threads(lambda n: n * 2, range(50), 8, lambda: 60.0, lambda _n: -1) == [n * 2 for n in range(50)]


def test_nothing_to_do() -> None:
    assert map_in_threads(lambda n: n, [], 8, lambda: 60.0, lambda _n: -1) == []


def test_what_never_ends_is_left_to_itself() -> None:
    never = threading.Event()
    assert map_in_threads(lambda n: n or never.wait(), [0, 1, 2], 2, lambda: 0.0, lambda _n: "late")[0] == "late"
    never.set()


def test_what_comes_late_one_after_another_is_not_waited_for() -> None:
    pauses = [0.3] * 10
    began = time.monotonic()
    results = map_in_threads(lambda seconds: time.sleep(seconds) or "done", pauses, 1, lambda: 0.0, lambda _seconds: "late")
    assert time.monotonic() - began < sum(pauses) - 1
    assert results[-1] == "late"


@pytest.fixture
def allow_threads(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function after which so many more threads can be started."""
    start = threading.Thread.start

    def allow(number: int) -> None:
        left = [number]

        def start_or_refuse(thread: threading.Thread) -> None:
            if not left[0]:
                raise RuntimeError("can't start new thread")
            left[0] -= 1
            start(thread)

        monkeypatch.setattr(threading.Thread, "start", start_or_refuse)

    return allow


def test_those_threads_that_can_be_started_do_it_all(allow_threads: Callable[[int], None]) -> None:
    allow_threads(1)
    assert map_in_threads(lambda n: n * 2, range(50), 8, lambda: 60.0, lambda _n: -1) == [n * 2 for n in range(50)]


def test_without_any_thread_nothing_is_done(allow_threads: Callable[[int], None]) -> None:
    done: list[int] = []
    allow_threads(0)
    with pytest.raises(Unreachable, match="this machine starts no more threads: lower concurrency, or raise its limit"):
        map_in_threads(done.append, range(50), 8, lambda: 60.0, lambda _n: None)
    assert not done


def test_an_error_is_the_caller_s() -> None:
    with pytest.raises(ZeroDivisionError):
        map_in_threads(lambda n: 1 // n, [0], 1, lambda: 60.0, lambda _n: -1)


def test_a_signal_that_a_thread_of_ours_catches_is_handled() -> None:
    """The system may hand it to any thread, but Python handles it in the main thread alone, which must not sleep for long."""
    never = threading.Event()

    def interrupted(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    def hang(_item: int) -> bool:
        time.sleep(0.5)  # until the main thread waits
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        return never.wait(timeout=20)

    before = signal.signal(signal.SIGUSR1, interrupted)
    began = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            map_in_threads(hang, [1], 1, lambda: 30.0, lambda _item: False)
    finally:
        signal.signal(signal.SIGUSR1, before)
        never.set()
    assert time.monotonic() - began < 10
