# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for all tests, as fixtures for whoever's ``conftest`` imports them; pytest finds them by their names there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .process import Simulator


@pytest.fixture(scope="session")
def simulator_process() -> Iterator[Simulator]:
    """A simulator that runs all the time. Whoever uses it loads a scenario first, which replaces everything before it."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(simulator_process: Simulator) -> Simulator:
    """The simulator, with the default scenario until the test loads another."""
    simulator_process.load("default")
    return simulator_process
