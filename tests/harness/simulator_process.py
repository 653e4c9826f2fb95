# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a program beside the tests: started on a free port, always stopped."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from unittest import mock

from simulator.process import Simulator

from .environments import Venv, isolated
from .layout import ROOT
from .processes import Failure


def credentials() -> dict[str, str]:
    """Return the made-up credentials that the simulator accepts."""
    return json.loads((ROOT / "tests" / "simulator" / "credentials.json").read_text())


@contextlib.contextmanager
def simulator(venv: Venv, scenario: str = "default") -> Iterator[str]:
    """Run the simulator and give its URL. Raise ``Failure`` with what it said when it does not start."""
    try:
        # The simulator takes the variables of this process; those of the user are not for it, HOME least of all.
        with mock.patch.dict(os.environ, isolated(venv), clear=True):
            running = Simulator(scenario, python=str(venv.python))
    except RuntimeError as error:
        raise Failure(str(error)) from error
    with running:
        yield running.url
