# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what each task returned to a file, as JSON, so that tests need not read Ansible's output."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: record
type: aggregate
short_description: Writes the results of tasks to a file
description:
  - Writes a JSON object to the file that the environment variable E(RECORD_FILE) names. It holds, under the name of each task,
    the result, whether it failed, and how many seconds the task took.
options: {}
"""


class CallbackModule(CallbackBase):
    """Keeps every result until the end of the run."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "record"

    def __init__(self) -> None:
        super().__init__()
        self._results: dict[str, Any] = {}
        self._started = 0.0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """Remember when the task began."""
        self._started = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        """Keep the result of a task that succeeded."""
        self._keep(result, failed=False)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """Keep the result of a task that failed, whether that ends the play or not."""
        self._keep(result, failed=True)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Write the file."""
        with open(os.environ["RECORD_FILE"], "w", encoding="utf-8") as file:
            json.dump(self._results, file, ensure_ascii=False)

    def _keep(self, result: Any, failed: bool) -> None:
        seconds = time.monotonic() - self._started
        self._results[result.task.name] = {"result": result.result, "failed": failed, "seconds": seconds}
