# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long, and how often, something may be asked; and when something was, as an answer tells it."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta, timezone

_DATE_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII
)

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


def moment(text: str) -> datetime | None:
    """The time that an RFC 3339 date-time tells, to the microsecond; None when ``text`` is none, or no such day exists."""
    shape = _DATE_TIME.fullmatch(text)
    if shape is None:
        return None
    *date_and_time, fraction, sign, hours, minutes = shape.groups()
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    microsecond = int((fraction or "0").ljust(6, "0")[:6])
    try:
        year, month, day, hour, minute, second = map(int, date_and_time)
        zone = timezone(-offset if sign == "-" else offset)
        return datetime(year, month, day, hour, minute, second, microsecond, zone)
    except ValueError:
        return None
