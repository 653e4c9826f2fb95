# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Judges what was observed against what is expected. Knows nothing of where an observation came from, nor of time."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Union

from .contract import Contract
from .errors import Fault, InvalidArgument
from .extra_schema import json_problems
from .hidden import names_secret, texts_in
from .redaction import redact_task
from .schema import EDGE_POOL_ID, EDGE_POOL_WORDS, SERVICE_VERSION, matches
from .scrubbing import HIDDEN
from .states import KNOWN_STATES, RUNNING
from .violations import shown_members

PASSED, FAILED, UNKNOWN = "passed", "failed", "unknown"

#: The verdict that each reason means. A timeout stands beside other reasons and adds nothing to their verdict.
REASONS: dict[str, str | None] = {
    "state": FAILED,
    "edge_pool": FAILED,
    "service_version": FAILED,
    "field": FAILED,
    "missing": FAILED,
    "terminal": FAILED,
    "unstable": FAILED,
    "unexpected": FAILED,
    "schema": UNKNOWN,
    "unreachable": UNKNOWN,
    "denied": UNKNOWN,
    "throttled": UNKNOWN,
    "service_error": UNKNOWN,
    "unknown_service": UNKNOWN,
    "bad_answer": UNKNOWN,
    "timeout": None,
}

#: Stands for a member that is not there, which is not the same as null.
_MISSING = object()
#: Stands for what is expected of a secret.
_SECRET = object()
#: A member that no task has.
_EXPECTED = "expected of this task"
_WORDS = re.compile(r"[A-Za-z_, ]*")

#: A task as the service answered it, or why there is none.
Observation = Union[Mapping[str, Any], Fault]


@dataclass(frozen=True)
class Reason:
    """One way in which a task is not as expected. ``code`` is stable; neither value holds a secret of the task."""

    code: str
    expected: Any
    found: Any
    message: str

    def as_result(self) -> dict[str, Any]:
        """The reason as it stands in results."""
        return asdict(self)


@dataclass(frozen=True)
class Expectation:
    """What a task should be. None means: not judged. The state always is."""

    states: tuple[str, ...] = (RUNNING,)
    edge_pool_id: str | None = None
    service_version: str | None = None
    fields: Mapping[str, Any] | None = None

    def as_result(self) -> dict[str, Any]:
        """What is expected, as it stands in results."""
        members = {
            "state": self.states[0] if len(self.states) == 1 else list(self.states),
            "edge_pool_id": self.edge_pool_id,
            "service_version": self.service_version,
            "fields": self.fields,
        }
        return {name: value for name, value in members.items() if value is not None}


def make_expectation(
    state: Any = RUNNING, edge_pool_id: Any = None, service_version: Any = None, fields: Any = None
) -> Expectation:
    """A checked expectation. Raises InvalidArgument with everything that is wrong: nothing that can never be is expected."""
    states = (state,) if isinstance(state, str) else tuple(state) if isinstance(state, Sequence) else ()
    unfit = list(json_problems(fields, ("fields",)))
    problems = [] if states else ["state must be the name of a state, or a list of at least one"]
    problems += unknown_states(states)
    if edge_pool_id is not None and not matches(EDGE_POOL_ID, edge_pool_id):
        problems.append(f"edge_pool_id must be the whole id of an edge pool: {EDGE_POOL_WORDS}")
    if service_version is not None and not matches(SERVICE_VERSION, service_version):
        problems.append(f"service_version must be a version in quotes such as '3.0', not {service_version!r}")
    if fields is not None and (not isinstance(fields, Mapping) or not fields):
        problems.append("fields must be a dictionary with at least one member")
    elif unfit:
        problems += unfit
    elif any(HIDDEN in text for text in texts_in(fields)):
        problems.append(f"fields holds {HIDDEN}, which stands for what is hidden: leave it out")
    elif fields is not None and names_secret(fields):
        problems.append("fields names a secret of the task, which is never compared: leave it out")
    if problems:
        raise InvalidArgument(*problems)
    return Expectation(states, edge_pool_id, service_version, fields)


def unknown_states(names: Iterable[Any]) -> list[str]:
    """A sentence for each name that is no state of a task, with the nearest one."""
    return [_unknown_state(name) for name in names if name not in KNOWN_STATES]


def verdict_of(reasons: Iterable[Reason]) -> str:
    """The verdict that reasons amount to: none is passed, one unknown makes it unknown."""
    verdicts = {REASONS[reason.code] for reason in reasons}
    if not verdicts:
        return PASSED
    return UNKNOWN if UNKNOWN in verdicts else FAILED


def judge_observation(
    observation: Observation, task_id: str, service: str, expectation: Expectation, contract: Contract
) -> list[Reason]:
    """Every reason for which what was observed is not the task asked for, as expected."""
    if isinstance(observation, Fault):
        return [Reason(observation.code, None, observation.service_code or observation.status, observation.message)]
    reasons = judge_task(observation, expectation, contract)
    if observation.get("id") != task_id or observation.get("service_name", service) != service:
        reasons.append(Reason("bad_answer", task_id, None, "the answer is not about the task that was asked for"))
    return reasons


def judge_task(task: Mapping[str, Any], expectation: Expectation, contract: Contract) -> list[Reason]:
    """Every reason for which ``task`` is not as expected, or breaks the contract; empty when there is none."""
    reasons = [Reason("schema", v.expected, v.found, v.message) for v in contract.violations(task)]
    if expectation.fields is not None or any(_differences(task, task, expectation)):
        differences = list(_differences(task, redact_task(task), expectation))
        said = _beside(task, [expected for _code, _place, expected, _found in differences]) if differences else []
        for (code, place, expected, found), shown in zip(differences, said):
            reasons.append(_reason(code, place, shown if code == "field" else expected, found))
    return reasons


def shown_expectation(expectation: Expectation, task: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is expected of a task, as it stands in results, without what is expected of its secrets."""
    expected = expectation.as_result()
    if task is not None and expectation.fields is not None:
        expected["fields"] = _beside(task, _shown_fields(expectation.fields, task, redact_task(task)))
    return expected


def _beside(task: Mapping[str, Any], expected: Any) -> Any:
    """What is expected of a task, without what the task keeps secret."""
    return redact_task({**task, _EXPECTED: expected})[_EXPECTED]


def _differences(
    task: Mapping[str, Any], shown: Mapping[str, Any], expectation: Expectation
) -> Iterator[tuple[str, str, Any, Any]]:
    """How the task differs from what is expected: code, place, what is expected, and what is found there in ``shown``."""
    if task.get("state") not in expectation.states:
        yield "state", "state", expectation.as_result()["state"], shown.get("state", _MISSING)
    for code, name in (("edge_pool", "edge_pool_id"), ("service_version", "service_version")):
        expected = getattr(expectation, name)
        if expected is not None and task.get(name) != expected:
            yield code, name, expected, shown.get(name, _MISSING)
    for path, expected, found in _field_differences(expectation.fields or {}, task, shown, ""):
        yield "field", path, expected, found


def _reason(code: str, place: str, expected: Any, found: Any) -> Reason:
    if found is _MISSING:
        return Reason(code, expected, None, f"{place} is not there, expected {_phrase(expected)}")
    if expected is _SECRET:
        return Reason(code, HIDDEN, found, f"{place} holds a secret of the task, which is never compared: leave it out of fields")
    words = [_phrase(found), _phrase(expected)]
    if words[0] == words[1]:  # the number 2 and the text "2", say
        words = [json.dumps(found, default=str), json.dumps(expected, default=str)]
    return Reason(code, expected, found, f"{place} is {words[0]}, expected {words[1]}")


def _field_differences(expected: Any, found: Any, shown: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Subset match: members by key, lists by position and equal length, scalars by equality. What is found is from ``shown``.

    What is hidden there is never compared, and differs.
    """
    if isinstance(expected, Mapping) and isinstance(shown, Mapping):
        members = shown_members(found, shown)
        for key, member in expected.items():
            name, shown_member = members.get(key, (key, _MISSING))
            place = f"{path}.{name}" if path else str(name)
            if key in found:
                yield from _field_differences(member, found[key], shown_member, place)
            else:
                yield place, member, _MISSING
    elif isinstance(expected, list) and isinstance(shown, list) and len(expected) == len(shown):
        for index, member in enumerate(expected):
            yield from _field_differences(member, found[index], shown[index], f"{path}[{index}]")
    elif found != shown and not isinstance(shown, (Mapping, list)):
        yield path, _SECRET, shown
    elif not _equal_scalars(expected, found):
        yield path, expected, shown


def _shown_fields(expected: Any, found: Any, shown: Any) -> Any:
    if isinstance(expected, Mapping) and isinstance(shown, Mapping):
        members = shown_members(found, shown)
        there = (key for key in expected if key in found)
        return {**expected, **{key: _shown_fields(expected[key], found[key], members[key][1]) for key in there}}
    if isinstance(expected, list) and isinstance(shown, list) and len(expected) == len(shown):
        return [_shown_fields(*values) for values in zip(expected, found, shown)]
    return expected if found == shown or isinstance(shown, (Mapping, list)) else HIDDEN


def _equal_scalars(one: Any, other: Any) -> bool:
    """JSON equality: true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _unknown_state(name: Any) -> str:
    # A filter knows no secrets, and what stands here by mistake may be one.
    if not _WORDS.fullmatch(str(name)):
        return f"what is given is no state of a task; there are {', '.join(KNOWN_STATES)}"
    nearest = difflib.get_close_matches(str(name).upper(), KNOWN_STATES, n=1)
    several = [part.strip() for part in str(name).split(",")]
    if len(several) > 1:
        hint = f"to expect one of several, give a list: [{', '.join(several)}]"
    else:
        hint = f"did you mean {nearest[0]}?" if nearest else f"there are {', '.join(KNOWN_STATES)}"
    return f"{name!r} is no state of a task; {hint}"


def _phrase(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return " or ".join(_phrase(item) for item in value)
    plain = isinstance(value, str) and value.isprintable() and value
    return value if plain else json.dumps(value, default=str)
