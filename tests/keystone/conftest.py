# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Keystone with an account, and a task service that trusts it, for all tests."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .identities import Account, Identity, make_account
from .process import Keystone, running_keystone
from .task_service import TaskService, running_task_service

PYTHON = "CAMPUSGO_TEST_KEYSTONE_PYTHON"
"""The variable that names the interpreter of a virtual environment with Keystone."""


@pytest.fixture(scope="session")
def keystone_python() -> str:
    """The interpreter that Keystone runs on."""
    assert os.environ.get(PYTHON), f"{PYTHON} must name a Python with what tests/keystone/requirements.txt lists"
    return os.environ[PYTHON]


@pytest.fixture(scope="session")
def keystone(keystone_python: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keystone]:
    """A Keystone that runs all the time, and leaves nothing behind."""
    folder = tmp_path_factory.mktemp("keystone")
    with running_keystone(keystone_python, folder) as keystone:
        yield keystone
    assert list(folder.iterdir()) == []


@pytest.fixture(scope="session")
def account(keystone: Keystone) -> Account:
    """The user of the tests."""
    return make_account(keystone)


@pytest.fixture(scope="session")
def identity(keystone: Keystone) -> Identity:
    """Keystone's API."""
    return Identity(keystone.url)


@pytest.fixture(scope="session")
def task_service(keystone: Keystone) -> Iterator[TaskService]:
    """A task service that runs all the time."""
    with running_task_service(keystone.url) as service:
        yield service


@pytest.fixture(scope="module")
def new_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A function that makes an empty folder, for fixtures that live longer than a test."""
    return lambda: tmp_path_factory.mktemp("ansible")
