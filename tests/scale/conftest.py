# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible.plugins.loader import init_plugin_loader
from functional.playbooks import Ansible
from simulator.fixtures import simulator, simulator_process

from .machine import Machine

__all__ = ["simulator", "simulator_process"]  # pytest finds fixtures here

init_plugin_loader()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine that starts jobs."""
    return Machine(tmp_path / "here")


@pytest.fixture
def worker(tmp_path: Path) -> Machine:
    """Another machine, on which jobs run."""
    return Machine(tmp_path / "there")


@pytest.fixture
def ansible(tmp_path: Path) -> Ansible:
    """A controller with a home folder of its own."""
    return Ansible(tmp_path / "controller")
