# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what a task of campusgo.edge said of itself, and when, to a file: printing the result would cost time."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: outcome
type: aggregate
short_description: Writes the summary of a result to a file
description:
  - Writes a JSON object to the file that the environment variable E(BENCH_OUTCOME) names. It holds the C(summary) of a
    result that has one, and the time C(at) which it came, in seconds since 1970.
options: {}
"""


class CallbackModule(CallbackBase):
    """Looks at results that succeeded."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "outcome"

    def v2_runner_on_ok(self, result: Any) -> None:
        """Write the summary, if the result has one."""
        summary = result.result.get("summary")
        if summary is not None:
            outcome = {"at": time.time(), "summary": {name: summary[name] for name in ("passed", "requests")}}
            Path(os.environ["BENCH_OUTCOME"]).write_text(json.dumps(outcome))
