# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that asking can cost: http.client and one connection that stays open.

``python -m bench.clients.bare QUESTIONS each`` asks for each task; ``... page`` reads one list page of 1,000. Prints the seconds
that asking took, without the start of the interpreter.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def main() -> None:
    questions = json.loads(Path(sys.argv[1]).read_text())
    started = time.perf_counter()
    if sys.argv[2] == "page":
        (page,) = _answers(questions["tasks_url"], ["?state=RUNNING&limit=1000&offset=0"])
        tasks = page["tasks"]
    else:
        tasks = list(_answers(questions["tasks_url"], [f"/{task_id}" for task_id in questions["task_ids"]]))
    seconds = time.perf_counter() - started
    if len(tasks) < len(questions["task_ids"]) or any(task["state"] != "RUNNING" for task in tasks):
        sys.exit("not all tasks are there and RUNNING")
    print(seconds)


def _answers(tasks_url: str, ends: Iterable[str]) -> Iterable[Any]:
    """The JSON at each of these URLs, which differ in their ends."""
    address = urlsplit(tasks_url)
    connection = (HTTPSConnection if address.scheme == "https" else HTTPConnection)(address.netloc)
    headers = {"X-Auth-Token": os.environ["CAMPUSGO_TOKEN"]}
    for end in ends:
        connection.request("GET", address.path + end, headers=headers)
        with connection.getresponse() as answer:
            if answer.status != 200:
                sys.exit(f"{end}: {answer.status}")
            yield json.loads(answer.read())
    connection.close()


if __name__ == "__main__":
    main()
