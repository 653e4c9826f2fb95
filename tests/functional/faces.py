# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faces of a query, as tasks of a play: the same arguments in, the same kind of answer out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS

from .playbooks import Ansible, Outcome, Run

SECRETS = (
    CREDENTIALS.token,
    CREDENTIALS.access_key,
    CREDENTIALS.secret_key,
    CREDENTIALS.temporary_access_key,
    CREDENTIALS.temporary_secret_key,
    CREDENTIALS.security_token,
    CREDENTIALS.password,
)
"""Credentials that the simulator accepts; none of them may show."""

Arguments = Mapping[str, Any]
Cases = Mapping[str, Arguments]

_LOOKUP_FAILED = "The lookup plugin 'campusgo.edge.task' failed: "


@dataclass(frozen=True)
class Answer:
    """What a face gave. ``tasks`` are in order; ``message`` is that of the failure, without what Ansible puts before it.

    ``codes`` are the reason codes that the result holds; the result of a lookup holds none.
    """

    failed: bool
    message: str
    codes: list[str]
    tasks: list[dict[str, Any]]
    warnings: list[str]
    result: Mapping[str, Any]
    seconds: float


@dataclass(frozen=True)
class Face:
    """One way to ask: how a case is written as a task of a play, and where tasks, codes and message stand in its result."""

    name: str
    step: Callable[[Arguments], dict[str, Any]] = field(repr=False)
    tasks: Callable[[Mapping[str, Any]], list[dict[str, Any]]] = field(repr=False)
    codes: Callable[[Mapping[str, Any]], list[str]] = field(repr=False)
    message: Callable[[Mapping[str, Any]], str] = field(default=lambda result: str(result.get("msg", "")), repr=False)

    def answer(self, outcome: Outcome) -> Answer:
        """The outcome of a step as an answer."""
        return Answer(
            failed=outcome.failed,
            message=self.message(outcome.result) if outcome.failed else "",
            codes=self.codes(outcome.result),
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


def _query_codes(result: Mapping[str, Any]) -> list[str]:
    return [error["code"] for error in result.get("errors", [])] + ["missing" for _id in result.get("missing", [])]


def _assert_step(arguments: Arguments) -> dict[str, Any]:
    options = {name: value for name, value in arguments.items() if name != "task_id"}
    task_ids = arguments["task_id"] if isinstance(arguments["task_id"], list) else [arguments["task_id"]]
    return {"campusgo.edge.task_assert": {"expect": [{"task_id": task_id} for task_id in task_ids], **options}}


def _verdict_reasons(result: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Every reason, with the id of the task that it is about."""
    return [(verdict["task_id"], reason) for verdict in result.get("verdicts", []) for reason in verdict["reasons"]]


def _assert_message(result: Mapping[str, Any]) -> str:
    """The reasons as the querying faces put them; the message itself where nothing was judged."""
    reasons = [f"task {task_id}: {reason['message']}" for task_id, reason in _verdict_reasons(result)]
    return "\n".join(reasons) or str(result.get("msg", ""))


INFO = Face(
    "task_info",
    step=lambda arguments: {"campusgo.edge.task_info": dict(arguments)},
    tasks=lambda result: result.get("tasks", []),
    codes=_query_codes,
)
FACTS = Face(
    "task_facts",
    step=lambda arguments: {"campusgo.edge.task_facts": dict(arguments)},
    tasks=lambda result: list(result.get("ansible_facts", {}).get("campusgo_edge_tasks", {}).values()),
    codes=_query_codes,
)
LOOKUP = Face(
    "lookup",
    step=_lookup_step,
    tasks=lambda result: result["msg"] if isinstance(result.get("msg"), list) else [],
    codes=lambda _result: [],
    message=lambda result: str(result.get("msg", "")).rpartition(_LOOKUP_FAILED)[2],
)
#: Judges; asked about ids alone.
ASSERT = Face(
    "task_assert",
    step=_assert_step,
    tasks=lambda result: [verdict["observed"] for verdict in result.get("verdicts", []) if verdict["observed"] is not None],
    codes=lambda result: [reason["code"] for _task_id, reason in _verdict_reasons(result)],
    message=_assert_message,
)
MODULES = (INFO, FACTS)
#: What queries tasks.
FACES = (*MODULES, LOOKUP)
#: What calls the service.
ALL_FACES = (*FACES, ASSERT)
#: One face of each way in which tasks are queried: task_facts is task_info with the tasks in another place of its result.
QUERIES = (INFO, LOOKUP)
#: One face of each way in which the service is called.
CALLS = (*QUERIES, ASSERT)
every_query = pytest.mark.parametrize("face", QUERIES, ids=lambda face: face.name)


class Answers:
    """The answers of several faces to the same cases, all in one run or each in a run of its own."""

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
    return ask_all_with(ansible, cases, (face,), **keywords).runs[face]


def ask_all(folder: Path, cases: Cases, faces: tuple[Face, ...] = FACES, **keywords: Any) -> Answers:
    """Ask by several faces, one after the other in a single run, since most of the time goes into starting Ansible."""
    return ask_all_with(Ansible(folder), cases, faces, **keywords)


def ask_all_with(ansible: Ansible, cases: Cases, faces: tuple[Face, ...] = FACES, **keywords: Any) -> Answers:
    """The same on a controller that was furnished before."""
    names = {face: {case: f"{face.name}: {case}" for case in cases} for face in faces}
    run = ansible.play(
        [
            {"name": name, **face.step(cases[case]), "ignore_errors": True}
            for face, named in names.items()
            for case, name in named.items()
        ],
        **keywords,
    )
    assert list(run.outcomes) == [name for named in names.values() for name in named.values()], run.stdout + run.stderr
    assert not [place for secret in SECRETS for place in run.places_of(secret)]
    return Answers(
        {face: replace(run, outcomes={case: run.outcomes[name] for case, name in named.items()}) for face, named in names.items()}
    )
