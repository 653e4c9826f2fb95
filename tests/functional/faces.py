# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faces of a query, as tasks of a play: the same arguments in, the same kind of answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.credentials import CREDENTIALS

from .playbooks import Ansible, Outcome, Run

SECRETS = (
    CREDENTIALS.token,
    CREDENTIALS.access_key,
    CREDENTIALS.secret_key,
    CREDENTIALS.temporary_access_key,
    CREDENTIALS.temporary_secret_key,
    CREDENTIALS.security_token,
)
"""Credentials that the simulator accepts; none of them may show."""

Arguments = Mapping[str, Any]
Cases = Mapping[str, Arguments]

_LOOKUP_FAILED = "The lookup plugin 'campusgo.edge.task' failed: "


@dataclass(frozen=True)
class Answer:
    """What a face gave. ``tasks`` are in order; ``message`` is that of the failure, without what Ansible puts before it."""

    failed: bool
    message: str
    tasks: list[dict[str, Any]]
    warnings: list[str]
    result: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True)
class Face:
    """One way to ask: how a case is written as a task of a play, and where the tasks stand in its result."""

    name: str
    step: Callable[[Arguments], dict[str, Any]] = field(repr=False)
    tasks: Callable[[Mapping[str, Any]], list[dict[str, Any]]] = field(repr=False)

    def answer(self, outcome: Outcome) -> Answer:
        """The outcome of a step as an answer."""
        message = str(outcome.result.get("msg", "")) if outcome.failed else ""
        return Answer(
            failed=outcome.failed,
            message=message.rpartition(_LOOKUP_FAILED)[2],
            tasks=self.tasks(outcome.result),
            warnings=list(outcome.result.get("warnings", [])),
            result=outcome.result,
            seconds=outcome.seconds,
        )


def _lookup_step(arguments: Arguments) -> dict[str, Any]:
    options = {name: value for name, value in arguments.items() if name != "task_id"}
    terms = ["{{ ids }}"] if "task_id" in arguments else []
    variables = {"options": options, "terms": terms, "ids": arguments.get("task_id")}
    return {"ansible.builtin.debug": {"msg": "{{ query('campusgo.edge.task', *terms, **options) }}"}, "vars": variables}


INFO = Face(
    "task_info",
    step=lambda arguments: {"campusgo.edge.task_info": dict(arguments)},
    tasks=lambda result: result.get("tasks", []),
)
FACTS = Face(
    "task_facts",
    step=lambda arguments: {"campusgo.edge.task_facts": dict(arguments)},
    tasks=lambda result: list(result.get("ansible_facts", {}).get("campusgo_edge_tasks", {}).values()),
)
LOOKUP = Face(
    "lookup",
    step=_lookup_step,
    tasks=lambda result: result["msg"] if isinstance(result.get("msg"), list) else [],
)
MODULES = (INFO, FACTS)
FACES = (*MODULES, LOOKUP)


class Answers:
    """The answers of several faces to the same cases."""

    def __init__(self, runs: Mapping[Face, Run]) -> None:
        self.runs = runs

    def __getitem__(self, key: tuple[Face, str]) -> Answer:
        face, case = key
        return face.answer(self.runs[face].outcomes[case])


def connection(url: str) -> dict[str, str]:
    """Variables of the environment with which a simulator is reached."""
    return {"CAMPUSGO_ENDPOINT": url, "CAMPUSGO_PROJECT_ID": CREDENTIALS.project_id, "CAMPUSGO_TOKEN": CREDENTIALS.token}


def ask(folder: Path, face: Face, cases: Cases, **keywords: Any) -> Run:
    """Run a play with one task a case; ``keywords`` are those of ``Ansible.play``. Fails when a secret shows."""
    return ask_with(Ansible(folder), face, cases, **keywords)


def ask_with(ansible: Ansible, face: Face, cases: Cases, **keywords: Any) -> Run:
    """The same on a controller that was furnished before."""
    tasks = [{"name": name, **face.step(arguments), "ignore_errors": True} for name, arguments in cases.items()]
    run = ansible.play(tasks, **keywords)
    assert run.outcomes.keys() == cases.keys(), run.stdout + run.stderr
    assert not [place for secret in SECRETS for place in run.places_of(secret)]
    return run


def ask_all(folder: Path, cases: Cases, faces: tuple[Face, ...] = FACES, **keywords: Any) -> Answers:
    """Ask by several faces at once, each in a process of its own."""
    return at_once(lambda face: ask(folder / face.name, face, cases, **keywords), faces)


def at_once(run: Callable[[Face], Run], faces: tuple[Face, ...] = FACES) -> Answers:
    """Runs for several faces at the same time."""
    with ThreadPoolExecutor(len(faces)) as executor:
        return Answers(dict(zip(faces, executor.map(run, faces), strict=True)))
