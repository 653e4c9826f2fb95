# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read by every Python at its start. What it would write to the system log goes to a file instead."""

from __future__ import annotations

import os
import sys
import syslog

sys.modules["systemd"] = None  # type: ignore[assignment]  # Ansible would write to its journal


def _write(_priority: int, message: str) -> None:
    with open(os.environ["SYSTEM_LOG"], "a", encoding="utf-8") as file:
        file.write(f"{message}\n")


syslog.syslog = _write  # type: ignore[assignment]
