# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Does many things at once, and can be interrupted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import TypeVar

from .errors import Unreachable

#: Seconds for what ends by itself at the deadline to say so.
_GRACE = 0.5
#: Seconds between two looks. A signal that another thread caught is handled only when this one wakes up.
_NAP = 0.2

Item = TypeVar("Item")
Result = TypeVar("Result")


def start(thread: threading.Thread) -> None:
    """Starts a thread. Raises Unreachable when this machine starts no more of them."""
    try:
        thread.start()
    except RuntimeError:
        raise Unreachable("this machine starts no more threads: lower concurrency, or raise its limit (ulimit -u)") from None


def map_in_threads(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    workers: int,
    remaining: Callable[[], float],
    late: Callable[[Item], Result],
) -> list[Result]:
    """The function's result for each item, in their order. Raises what the function raises, and Unreachable without a thread.

    When no time is ``remaining``, what is under way is left to itself, and ``late`` gives the result: nothing can interrupt, say,
    the resolution of a name.
    The threads are daemons, unlike those of concurrent.futures: an interrupted run must not wait for requests under way.
    """
    pending: SimpleQueue[int] = SimpleQueue()
    done: SimpleQueue[tuple[int, Result | None, BaseException | None]] = SimpleQueue()
    for index in range(len(items)):
        pending.put(index)

    def work() -> None:
        while True:
            try:
                index = pending.get_nowait()
            except Empty:
                return
            try:
                done.put((index, function(items[index]), None))
            except BaseException as error:  # handed to the caller
                done.put((index, None, error))

    for worker in range(min(workers, len(items))):
        try:
            start(threading.Thread(target=work, daemon=True))
        except Unreachable:
            if worker == 0:
                raise
            break  # those that work do it all
    results: dict[int, Result] = {}
    end = time.monotonic() + remaining() + _GRACE
    while len(results) < len(items):
        left = max(0.0, end - time.monotonic())
        try:
            index, result, error = done.get(timeout=min(_NAP, left))
        except Empty:
            if left > 0:
                continue
            break
        if error is not None:
            raise error
        results[index] = result  # type: ignore[assignment]
    return [results[index] if index in results else late(item) for index, item in enumerate(items)]
