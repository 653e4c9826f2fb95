# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long, and how often, something may be asked."""

from __future__ import annotations

import time

#: Seconds that any option may ask for: a week. The socket timeouts of some systems end below a month.
LONGEST_TIME = 7 * 24 * 3600.0


class Allowance:
    """A deadline on the monotonic clock, and how many times a request may be sent again before it.

    The deadline does not move, however many requests, retries and pauses come before it.
    """

    def __init__(self, seconds: float, retries: int) -> None:
        self.retries = retries
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(0.0, self._end - time.monotonic())

    def sleep(self, seconds: float) -> bool:
        """Sleeps, unless that would pass the deadline: then returns False at once."""
        if seconds >= self.remaining():
            return False
        time.sleep(seconds)
        return True
