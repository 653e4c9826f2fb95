# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read by every Python at its start. Sets its clock back by an hour."""

from __future__ import annotations

import datetime
from typing import Any


class _LateDatetime(datetime.datetime):
    @classmethod
    def now(cls, tz: Any = None) -> datetime.datetime:
        return super().now(tz) - datetime.timedelta(hours=1)


datetime.datetime = _LateDatetime
