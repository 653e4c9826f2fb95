# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios: YAML in, dataclasses out. Strict: an unknown key, a wrong type or an unknown sample is an error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AwareDatetime,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveInt,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic.dataclasses import dataclass
from pydantic_core import ErrorDetails

from .credentials import CREDENTIALS
from .faults import STRICT, Fault

FOLDER = Path(__file__).parent
SCENARIOS = FOLDER / "scenarios"
SAMPLES = FOLDER / "samples"
MODEL_SAMPLE = "c-queue-status-analysis-edge"
SERVICE_NAME = r"^[a-z][a-z-]{0,98}[a-z]$"
RFC3339_SECONDS = "%Y-%m-%dT%H:%M:%SZ"

ServiceName = Annotated[str, Field(pattern=SERVICE_NAME)]
Document = dict[str, Any]
Call = Literal["any", "show", "list", "create", "delete", "token", "projects", "metadata_token", "metadata_key"]
Life = Annotated[float, Field(ge=0, le=31_536_000)]
"""Seconds, a year at most. What lives for 0 seconds is over when it is issued."""

DAY = 86_400.0


class ScenarioError(Exception):
    """A scenario that cannot be used; the message is one line."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Alteration:
    """How a task document differs from the one it starts from."""

    set: Document = Field(default_factory=dict)
    unset: list[str] = Field(default_factory=list)

    def applied_to(self, document: Document) -> Document:
        """A new document, with `set` merged over it and the dotted paths of `unset` removed."""
        altered = merged(document, self.set)
        for path in self.unset:
            altered = without(altered, path.split("."))
        return altered


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Change(Alteration):
    """One step of a timeline, due `after` so many seconds since the scenario was loaded, or after so many `reads`."""

    after: NonNegativeFloat | None = None
    reads: NonNegativeInt | None = None
    state: str | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def check_trigger(self) -> Change:
        if (self.after is None) == (self.reads is None):
            raise ValueError("give either after or reads")
        return self

    def due(self, elapsed: float, reads: int) -> bool:
        return elapsed >= self.after if self.after is not None else reads >= (self.reads or 0)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Generate:
    """Many made-up tasks; what has several values is dealt out in turn."""

    count: PositiveInt
    first: NonNegativeInt = 1
    name: str = "generated"
    created_at: AwareDatetime = Field(default_factory=lambda: datetime.fromisoformat("2024-01-01T00:00:00+00:00"))
    states: list[str] = Field(default_factory=lambda: ["RUNNING"], min_length=1)
    edge_pool_ids: list[str] = Field(default_factory=lambda: ["8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"], min_length=1)

    def documents(self, model: Document) -> Iterator[Document]:
        for number in range(self.first, self.first + self.count):
            created_at = (self.created_at + timedelta(seconds=number)).strftime(RFC3339_SECONDS)
            yield {
                **model,
                "id": generated_id(number),
                "name": f"{self.name}-{number:05d}",
                "project_id": CREDENTIALS.project_id,
                "edge_pool_id": self.edge_pool_ids[number % len(self.edge_pool_ids)],
                "created_at": created_at,
                "updated_at": created_at,
                "state": self.states[number % len(self.states)],
            }


@dataclass(frozen=True, kw_only=True, config=STRICT)
class TaskEntry(Alteration):
    """One entry of ``tasks``: a documented sample, a whole task, or many generated ones."""

    service: ServiceName | None = None
    sample: str | None = None
    task: Document | None = None
    generate: Generate | None = None
    id: str | None = None
    timeline: list[Change] = Field(default_factory=list)
    wrap: bool = False
    faults: list[Fault] = Field(default_factory=list)

    @model_validator(mode="after")
    def check_source(self) -> TaskEntry:
        if self.task is not None and (self.sample is not None or self.generate is not None):
            raise ValueError("task goes with neither sample nor generate")
        if self.task is None and self.sample is None and self.generate is None:
            raise ValueError("give sample, task or generate")
        if self.service is None and self.sample is None:
            raise ValueError("give service")
        if self.id is not None and self.generate is not None:
            raise ValueError("id does not go with generate")
        if self.sample is not None:
            sample(self.sample)
        if not isinstance(self.id or next(self.documents()).get("id"), str):
            raise ValueError("give id, since the task has none")
        return self

    @property
    def service_name(self) -> str:
        return self.service or str(self.sample)

    def documents(self) -> Iterator[Document]:
        """The task documents of this entry, as they are when the scenario starts."""
        model = self.task if self.task is not None else sample(self.sample or MODEL_SAMPLE)
        if self.generate is None:
            yield self.applied_to(model)
        else:
            # Generated documents share what they have in common with the model; no document is ever changed in place.
            yield from (self.applied_to(document) for document in self.generate.documents(model))


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Project:
    """A project of the demo domain; the demo's own bears the name of its region."""

    id: str = Field(min_length=1)
    name: str = Field(min_length=1)


DEMO_PROJECT = Project(id=CREDENTIALS.project_id, name=CREDENTIALS.region)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Identity:
    """The projects of whoever logs in, and how long and for how many requests an issued token is good."""

    token_life: Life = DAY
    projects: list[Project] = Field(default_factory=lambda: [DEMO_PROJECT])
    accept: PositiveInt | None = None
    refuse_issued: bool = False

    @model_validator(mode="after")
    def check_projects(self) -> Identity:
        if len({project.id for project in self.projects}) < len(self.projects):
            raise ValueError("two projects have the same id")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Metadata:
    """The metadata service: of a server with an agency or without, with tokens required, possible or unknown."""

    key_life: Life = DAY
    token_required: bool = False
    token_supported: bool = True
    agency: bool = True

    @model_validator(mode="after")
    def check_token(self) -> Metadata:
        if self.token_required and not self.token_supported:
            raise ValueError("token_required does not go without token_supported")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Scenario:
    """All that the simulator starts from."""

    services: list[ServiceName] = Field(default_factory=list)
    tasks: list[TaskEntry] = Field(default_factory=list)
    faults: dict[Call, list[Fault]] = Field(default_factory=dict)
    page_limit: PositiveInt = 1000
    identity: Identity = Field(default_factory=Identity)
    metadata: Metadata = Field(default_factory=Metadata)


class PlainLoader(yaml.SafeLoader):
    """YAML as JSON sees it: what looks like a date stays a string."""


def _text(loader: PlainLoader, node: yaml.ScalarNode) -> object:
    return loader.construct_scalar(node)


PlainLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def find(name_or_path: str) -> Path:
    """The file of a scenario, which is given by the name of a prepared one or by its path."""
    looks_like_path = "/" in name_or_path or name_or_path.endswith((".yml", ".yaml", ".json"))
    path = Path(name_or_path) if looks_like_path else SCENARIOS / f"{name_or_path}.yml"
    if not path.is_file():
        known = ", ".join(sorted(file.stem for file in SCENARIOS.glob("*.yml")))
        raise ScenarioError(f"no scenario {name_or_path!r}: give a path to a YAML file or one of: {known}")
    return path


def load(name_or_path: str) -> Scenario:
    path = find(name_or_path)
    try:
        return parse(path.read_bytes())
    except OSError as problem:
        raise ScenarioError(f"{path}: {problem.strerror}") from None
    except ScenarioError as problem:
        raise ScenarioError(f"{path}: {problem}") from None


def parse(text: bytes) -> Scenario:
    """A scenario from YAML or JSON text; raises `ScenarioError` with one line that says what is wrong and where."""
    try:
        return TypeAdapter(Scenario).validate_python(_data(text))
    except yaml.YAMLError as problem:
        raise ScenarioError("not valid YAML: " + " ".join(str(problem).split())) from None
    except ValidationError as problem:
        raise ScenarioError("; ".join(_described(error) for error in problem.errors())) from None


def _data(text: bytes) -> object:
    # YAML does not read every JSON (escaped surrogates, for one), and JSON is read much faster.
    try:
        return json.loads(text)
    except ValueError:
        data = yaml.load(text, PlainLoader)  # noqa: S506 (a safe loader)
        return {} if data is None else data


def _described(error: ErrorDetails) -> str:
    where = ".".join(str(part) for part in error["loc"]) or "scenario"
    return f"{where}: {' '.join(error['msg'].split())}"


def generated_id(number: int) -> str:
    """The id of the generated task of this number: the number itself in 32 hexadecimal digits."""
    return f"{number:032x}"


@cache
def sample(name: str) -> Document:
    """A documented task by the name of its service; raises ValueError when there is none."""
    known = sorted(file.stem for file in SAMPLES.glob("*.json") if "__" not in file.stem)
    if name not in known:
        raise ValueError(f"no sample {name!r}; there are: {', '.join(known)}")
    document: Document = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return document


def merged(base: Document, over: Document) -> Document:
    """A new document: members of `over` replace those of `base`, and where both are objects they are merged."""
    both = {key for key in over if isinstance(over[key], dict) and isinstance(base.get(key), dict)}
    return {**base, **over, **{key: merged(base[key], over[key]) for key in both}}


def without(document: Document, path: list[str]) -> Document:
    """A new document that lacks the member at this path."""
    key, *deeper = path
    if not deeper:
        return {name: value for name, value in document.items() if name != key}
    inner = document.get(key)
    return {**document, key: without(inner, deeper)} if isinstance(inner, dict) else document
