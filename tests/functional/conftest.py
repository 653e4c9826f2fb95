# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test may ask for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from simulator.fixtures import simulator, simulator_process

from .faces import FACES, Face
from .playbooks import Ansible

__all__ = ["simulator", "simulator_process"]  # pytest finds fixtures here


@pytest.fixture
def ansible(tmp_path: Path) -> Ansible:
    """A controller with a home folder of its own."""
    return Ansible(tmp_path)


@pytest.fixture(params=FACES, ids=lambda face: face.name)
def face(request: pytest.FixtureRequest) -> Face:
    """Each way to ask."""
    return request.param


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A function that makes an empty folder, for fixtures that live longer than a test."""
    return lambda: tmp_path_factory.mktemp("ansible")
