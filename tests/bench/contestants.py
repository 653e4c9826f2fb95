# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is compared: each contestant does its work once and says what that cost."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from simulator.process import Simulator

from .measure import CommandFailed, Cost, measure
from .places import SERVICE, Place
from .playbooks import PLAYBOOKS, playbook

EMPTY = "an empty playbook"
PING = "`ansible.builtin.ping`"
BARE = "`http.client`, one connection"
PAGE = "`http.client`, one list page"
ASSERT = "`task_assert`"
WAIT = "`task_assert`, waiting"
INFO = "`task_info`"
URI = "`uri` loop, `assert` loop"
URI_VALIDATE = "`uri` loop, `validate` loop, `assert` loop"
SDK = "SDK, sequential"
SDK_THREADS = "SDK, 16 threads"

THREADS = 16
MOST_LOOPED = 100
"""A loop of a thousand takes minutes and says no more."""
MOST_ASKED_SINGLY = 1000
TRANSITION_SECONDS = 30.0
"""Over which tasks become RUNNING, one after the other, while task_assert waits for them."""
JUDGING = ("assert", "wait")
"""The playbooks that take expectations, not ids alone."""


@dataclass(frozen=True)
class Measurement:
    """What a contestant's work cost once. What not every contestant can tell is None.

    ``requests`` is its own count; ``asking`` are the seconds without the start of the process; ``lag`` are the seconds from the
    last change of a task to the verdict.
    """

    cost: Cost
    requests: int | None = None
    asking: float | None = None
    lag: float | None = None


@dataclass(frozen=True)
class Contestant:
    """Something that answers whether so many tasks are RUNNING; floors answer nothing (size 0)."""

    name: str
    size: int
    run: Callable[[], Measurement]


@dataclass(frozen=True)
class Stage:
    """Where contestants run: a folder for files, the collection, and variables.

    ``has_validate`` says whether ansible.utils is there; ``simulates`` whether tasks may be made up, as waiting needs it.
    """

    folder: Path
    collection: Path
    environment: Mapping[str, str]
    has_validate: bool
    simulates: bool

    @property
    def outcome_file(self) -> Path:
        """Where the callback plugin writes what task_assert said of itself."""
        return Path(self.environment["BENCH_OUTCOME"])


def make_contestants(stage: Stage, places: Mapping[int, Place]) -> list[Contestant]:
    """All that can be compared here, for the sizes of which there are places."""
    sizes = sorted(places)
    looped = [size for size in sizes if size <= MOST_LOOPED]
    single = [size for size in sizes if size <= MOST_ASKED_SINGLY][-1:]
    found = [
        Contestant(EMPTY, 0, partial(_play, stage, "empty")),
        Contestant(PING, 0, partial(_play, stage, "ping")),
        *(Contestant(BARE, size, partial(_ask_bare, stage, places[size], "each")) for size in single),
        *(Contestant(PAGE, size, partial(_ask_bare, stage, places[size], "page")) for size in single),
        *(Contestant(ASSERT, size, partial(_judge, stage, "assert", places[size])) for size in sizes),
    ]
    if stage.simulates:
        found += [Contestant(WAIT, size, partial(_wait, stage, places[size])) for size in single]
    found += [Contestant(INFO, size, partial(_play, stage, "info", places[size])) for size in looped[-1:]]
    found += [Contestant(URI, size, partial(_play, stage, "uri", places[size])) for size in looped]
    if stage.has_validate:
        found += [Contestant(URI_VALIDATE, size, partial(_play, stage, "uri-validate", places[size])) for size in looped]
    for size in single:
        if places[size].can_sign:
            found.append(Contestant(SDK, size, partial(_ask_sdk, stage, places[size], 1)))
            found.append(Contestant(SDK_THREADS, size, partial(_ask_sdk, stage, places[size], THREADS)))
    return found


def play_command(stage: Stage, name: str, place: Place | None = None) -> list[str | Path]:
    """Write a playbook, and what it is to ask about, and return the command that runs it."""
    file = stage.folder / f"{name}.yml"
    file.write_text(json.dumps(playbook(PLAYBOOKS[name]), indent=1))
    command: list[str | Path] = [Path(sys.executable).with_name("ansible-playbook"), file]
    if place is None:
        return command
    questions = _write_expectations(stage, place) if name in JUDGING else _write_questions(stage, place)
    return [*command, "--extra-vars", f"@{questions}"]


def _write_expectations(stage: Stage, place: Place) -> Path:
    expect = [{"task_id": task_id, "state": "RUNNING"} for task_id in place.task_ids]
    return _write(stage, f"expectations-{len(expect)}.json", {"service_name": SERVICE, "expect": expect})


def _write_questions(stage: Stage, place: Place) -> Path:
    questions = {
        "service_name": SERVICE,
        "task_ids": list(place.task_ids),
        "tasks_url": place.tasks_url,
        "schema_file": str(stage.collection / "docs" / "schemas" / "task.schema.json"),
    }
    return _write(stage, f"questions-{len(place.task_ids)}.json", questions)


def _write(stage: Stage, name: str, content: object) -> Path:
    file = stage.folder / name
    file.write_text(json.dumps(content))
    return file


def _play(stage: Stage, name: str, place: Place | None = None) -> Measurement:
    environment = {**stage.environment, **(place.environment if place else {})}
    return Measurement(measure(play_command(stage, name, place), environment, stage.folder))


def _judge(stage: Stage, name: str, place: Place, last_change: float | None = None) -> Measurement:
    stage.outcome_file.unlink(missing_ok=True)
    cost = _play(stage, name, place).cost
    outcome = json.loads(stage.outcome_file.read_text())
    if outcome["summary"]["passed"] != len(place.task_ids):
        raise CommandFailed(f"Of {len(place.task_ids)} tasks {outcome['summary']['passed']} passed.")
    lag = None if last_change is None else outcome["at"] - last_change
    return Measurement(cost, requests=outcome["summary"]["requests"], lag=lag)


def _wait(stage: Stage, place: Place) -> Measurement:
    size = len(place.task_ids)
    rows = [
        {
            "service": SERVICE,
            "generate": {"count": 1, "first": number, "states": ["PENDING"]},
            "timeline": [{"after": TRANSITION_SECONDS * number / size, "state": "RUNNING"}],
        }
        for number in range(1, size + 1)
    ]
    with Simulator({"tasks": rows}) as simulator:
        last_change = time.time() + TRANSITION_SECONDS
        known = json.loads((Path(__file__).parents[1] / "simulator" / "credentials.json").read_text())
        here = {"CAMPUSGO_ENDPOINT": simulator.url, "CAMPUSGO_PROJECT_ID": known["project_id"]}
        return _judge(stage, "wait", Place(place.task_ids, {**place.environment, **here}), last_change)


def _ask_bare(stage: Stage, place: Place, how: str) -> Measurement:
    command = [sys.executable, "-m", "bench.clients.bare", _write_questions(stage, place), how]
    cost = measure(command, {**stage.environment, **place.environment}, stage.folder)
    return Measurement(cost, asking=float(cost.output))


def _ask_sdk(stage: Stage, place: Place, threads: int) -> Measurement:
    command = [sys.executable, "-m", "bench.clients.sdk", _write_questions(stage, place), str(threads)]
    return Measurement(measure(command, {**stage.environment, **place.environment}, stage.folder))
