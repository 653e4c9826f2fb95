# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documented task, the vendor's client for it, and patience."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from huaweicloudsdkcampusgo.v2 import CampusGoClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

SERVICE = "c-queue-status-analysis-edge"
SAMPLE_ID = "8656efdafebf440bb7008f174db6c567"


def sdk_client(simulator: Simulator, credentials: BasicCredentials) -> CampusGoClient:
    """The vendor's client for the demo project."""
    credentials = credentials.with_project_id(CREDENTIALS.project_id)
    return CampusGoClient.new_builder().with_credentials(credentials).with_endpoint(simulator.url).build()


def wait_until(moment: datetime) -> None:
    """Return when the clock of the wall, by which tokens and keys end, has reached this moment."""
    while (left := (moment - datetime.now(UTC)).total_seconds()) > 0:
        time.sleep(left)
