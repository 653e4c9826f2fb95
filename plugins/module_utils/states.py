# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The states of a task, as the service's definition enumerates them (IVA v2, TaskDetails.state)."""

from __future__ import annotations

RUNNING = "RUNNING"

#: States that do not become another without someone's doing: a task in one of them is not waited for. ABNORMAL can recover, and
#: STOPPED can be on its way to STARTING.
TERMINAL_STATES = ("CREATE_FAILED", "START_FAILED", "FAILED", "SUCCEEDED", "DELETING")

#: Every state that the service names, in the order in which its own error message lists them.
KNOWN_STATES = (
    "PENDING",
    "RECOVERING",
    "STARTING",
    "UPGRADING",
    "CREATE_FAILED",
    "START_FAILED",
    RUNNING,
    "STOPPING",
    "STOPPED",
    "ABNORMAL",
    "SUCCEEDED",
    "FAILED",
    "DELETING",
    "FREEZING",
    "FROZEN",
)
