# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets a worker pause when it starts, since py-spy needs a moment to find a new process and would miss what it does first."""

from __future__ import annotations

import os
import time
from functools import partial

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: spied
type: aggregate
short_description: Lets workers pause when they start
description:
  - Every process that Ansible forks sleeps at first, which a profiler does not count.
options: {}
"""
PAUSE = 0.5
"""Seconds."""

os.register_at_fork(after_in_child=partial(time.sleep, PAUSE))


class CallbackModule(CallbackBase):
    """Does nothing but be loaded before there are workers."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "spied"
