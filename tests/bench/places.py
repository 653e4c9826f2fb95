# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the tasks are that everything asks about, and who asks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from .measure import CommandFailed

SERVICE = "c-queue-status-analysis-edge"


@dataclass(frozen=True)
class Place:
    """Tasks of one service that are RUNNING, and the CAMPUSGO_* variables with which they are asked for."""

    task_ids: Sequence[str]
    environment: Mapping[str, str]

    @property
    def tasks_url(self) -> str:
        """The URL of the list call, to which the id of a task is appended."""
        return _tasks_url(self.environment)

    @property
    def can_sign(self) -> bool:
        """Whether there are keys, without which the vendor's SDK asks nothing."""
        return {"CAMPUSGO_ACCESS_KEY", "CAMPUSGO_SECRET_KEY"} <= self.environment.keys()

    def first(self, size: int) -> Place:
        """The same place with so many of its tasks."""
        return Place(self.task_ids[:size], self.environment)


def local_place(endpoint: str, site: Path, size: int, credentials: Mapping[str, str]) -> Place:
    """The project of a site that has exactly so many tasks."""
    project = f"tasks-{size}"
    environment = {
        "CAMPUSGO_ENDPOINT": endpoint,
        "CAMPUSGO_PROJECT_ID": project,
        **{f"CAMPUSGO_{name.upper()}": credentials[name] for name in ("token", "access_key", "secret_key")},
    }
    return Place(sorted(file.name for file in (site / "v2" / project / "services" / SERVICE / "tasks").iterdir()), environment)


def remote_place(endpoint: str, environment: Mapping[str, str], most: int) -> Place:
    """Up to so many tasks that are RUNNING at an endpoint, as a list call shows them.

    Raises ``CommandFailed`` when the environment does not say who asks, or the list cannot be read.
    """
    given = {name: value for name, value in environment.items() if name.startswith("CAMPUSGO_")} | {"CAMPUSGO_ENDPOINT": endpoint}
    lacking = {"CAMPUSGO_PROJECT_ID", "CAMPUSGO_TOKEN"} - given.keys()
    if lacking:
        raise CommandFailed(f"With an endpoint of your own, set {' and '.join(sorted(lacking))}.")
    task_ids: list[str] = []
    while len(task_ids) < most:
        page = _list_page(given, len(task_ids))
        task_ids += [task["id"] for task in page["tasks"]]
        if not page["tasks"] or len(task_ids) >= page["count"]:
            break
    return Place(task_ids[:most], given)


def _list_page(environment: Mapping[str, str], offset: int) -> dict:
    address = urlsplit(_tasks_url(environment))
    connection = (HTTPSConnection if address.scheme == "https" else HTTPConnection)(address.netloc, timeout=60)
    query = f"?state=RUNNING&order=created_at:ASC&offset={offset}&limit=1000"
    try:
        connection.request("GET", address.path + query, headers={"X-Auth-Token": environment["CAMPUSGO_TOKEN"]})
        answer = connection.getresponse()
        body = answer.read()
    except OSError as problem:
        raise CommandFailed(f"{environment['CAMPUSGO_ENDPOINT']}: {problem}") from problem
    finally:
        connection.close()
    if answer.status != 200:
        raise CommandFailed(f"{environment['CAMPUSGO_ENDPOINT']} answered the list call with {answer.status}")
    return json.loads(body)


def _tasks_url(environment: Mapping[str, str]) -> str:
    endpoint, project = environment["CAMPUSGO_ENDPOINT"].rstrip("/"), environment["CAMPUSGO_PROJECT_ID"]
    return f"{endpoint}/v2/{project}/services/{SERVICE}/tasks"
