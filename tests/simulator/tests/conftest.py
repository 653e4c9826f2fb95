# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulator for all tests; each test loads the scenario that it needs, which replaces everything before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from huaweicloudsdkcampusgo.v2 import CampusGoClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials

from simulator.credentials import CREDENTIALS
from simulator.fixtures import simulator, simulator_process
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE, sdk_client

__all__ = ["simulator", "simulator_process"]  # pytest finds fixtures here


@pytest.fixture
def tasks_url(simulator: Simulator) -> str:
    return f"{simulator.url}/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks"


@pytest.fixture
def anonymous() -> Iterator[requests.Session]:
    """A plain HTTP client without credentials, free of the environment's proxies."""
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture
def client(anonymous: requests.Session) -> requests.Session:
    """A plain HTTP client with the demo token."""
    anonymous.headers["X-Auth-Token"] = CREDENTIALS.token
    return anonymous


@pytest.fixture
def show(client: requests.Session, tasks_url: str) -> Callable[..., requests.Response]:
    """Show the task of the documentation, or another."""

    def call(task_id: str = SAMPLE_ID, **options: Any) -> requests.Response:
        return client.get(f"{tasks_url}/{task_id}", timeout=options.pop("timeout", 10), **options)

    return call


@pytest.fixture
def sdk(simulator: Simulator) -> CampusGoClient:
    """The vendor's client, with the demo access key."""
    return sdk_client(simulator, BasicCredentials(CREDENTIALS.access_key, CREDENTIALS.secret_key))
