# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo credentials that the simulator accepts. Standard library only, so that any test can import it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Credentials:
    """Everything a caller can prove itself with, and the one project and region that it belongs to."""

    region: str
    project_id: str
    token: str
    access_key: str
    secret_key: str
    temporary_access_key: str
    temporary_secret_key: str
    security_token: str
    username: str
    password: str
    domain_name: str


CREDENTIALS = Credentials(**json.loads(Path(__file__).with_name("credentials.json").read_text(encoding="utf-8")))
