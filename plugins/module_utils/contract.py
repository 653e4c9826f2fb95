# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks a task against the JSON Schema of this collection and, where given, one of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from itertools import islice
from typing import Any

from .errors import InvalidArgument
from .extra_schema import Unusable, extra_validator, import_jsonschema
from .quick_check import Check, make_check
from .redaction import redact_task
from .schema import TASK_SCHEMA, Schema
from .scrubbing import HIDDEN, scrub
from .strict_json import parse
from .timing import moment
from .violations import EXTRA, Path, Violation, look_up, make_violation, violations_of

#: More violations than this in one task are not even counted.
_MOST_VIOLATIONS = 1000
#: More than this tell nobody anything more.
_MOST_SHOWN = 30
#: A task of more values is not judged further, as that would take long. A task with all that the schema knows has some thousands.
_MOST_VALUES = 20_000

#: What may be shown of a value, which is cleaned when there is something to show.
_Shown = Callable[[], Any]


class _Part:
    """A schema of this collection: a quick look at what is valid, and jsonschema for all else."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._is_certainly_valid = make_check(schema, _FORMATS)

    def errors(self, instance: Any) -> Iterable[Any]:
        """The errors of jsonschema in ``instance``."""
        return () if self._is_certainly_valid(instance) else self._validator.iter_errors(instance)

    @cached_property
    def _validator(self) -> Any:
        library = import_jsonschema()
        checker = library.FormatChecker(formats=())
        for name, check in _FORMATS.items():
            checker.checks(name)(check)
        return library.Draft7Validator(self._schema, format_checker=checker)


class Contract:
    """The schemas that a task must satisfy. Validators are built once; one object may check many tasks in many threads."""

    def __init__(self, extra_schema: Schema | None = None, *, of_shown: bool = False) -> None:
        """Raises InvalidArgument when ``extra_schema`` is no JSON Schema or refers to anything outside itself.

        ``of_shown``: the tasks are as they are shown, and ``extra_schema`` must not judge what is hidden in them.
        """
        self._task = _Part(TASK_SCHEMA)
        self._embedded = [(path, place, _Part(schema)) for path, place, schema in _embedded_schemas(TASK_SCHEMA)]
        self._extra = None if extra_schema is None else extra_validator(extra_schema, of_shown=of_shown)
        self._secrets: Sequence[str] = ()

    def hide(self, secrets: Sequence[str]) -> None:
        """Keep these, and those that join them later, out of every violation too.

        They must go before long text is cut, or a part of one could stay.
        """
        self._secrets = secrets

    def violations(self, task: Any) -> list[Violation]:
        """Every violation; empty when the task is valid.

        Raises InvalidArgument when the user's schema proves unusable (a reference that leads nowhere, say), or judges what is
        hidden in a task that is as it is shown.
        """
        if _holds_too_much(task):
            return [_too_much()]
        shown = cache(lambda: self.clean(task))
        try:
            found = [*self._from_errors(self._task.errors(task), task, shown), *self._embedded_violations(task, shown)]
        except Unusable:
            return [make_violation((), (), "jsonschema", "a library that can be imported", "one that cannot")]
        if self._extra is not None:
            found += self._extra_violations(self._extra, task, shown)
        return _first(found)

    def _embedded_violations(self, task: Any, shown: _Shown) -> Iterator[Violation]:
        """Violations inside strings that hold JSON."""
        for path, schema_path, part in self._embedded:
            text = look_up(task, path)
            if not isinstance(text, str):
                continue
            place = (*schema_path, "contentSchema")
            try:
                inner = parse(text)
                if _holds_too_much(inner):
                    found = [_too_much(path, place)]
                else:
                    # What stands there may repeat a secret of the rest of the task.
                    shown_inner = partial(_shown_inner, shown, path)
                    found = self._from_errors(part.errors(inner), inner, shown_inner, path, place)
            except ValueError as error:
                place = (*schema_path, "contentMediaType")
                found = [make_violation(path, place, "contentMediaType", "application/json", look_up(shown(), path), str(error))]
            yield from found

    def _extra_violations(self, validator: Any, task: Any, shown: _Shown) -> list[Violation]:
        try:
            return self._from_errors(validator.iter_errors(task), task, shown, schema_prefix=EXTRA)
        except InvalidArgument:
            raise
        except Exception as error:  # of many types, by release of jsonschema: references, bad patterns, recursion
            name = type(error).__name__
            problem = "a reference in it leads nowhere" if "Ref" in name else name
            raise InvalidArgument(f"extra_schema cannot be applied: {problem}") from error

    @staticmethod
    def _from_errors(
        errors: Iterable[Any], instance: Any, shown: _Shown, prefix: Path = (), schema_prefix: Path = ()
    ) -> list[Violation]:
        """Violations of the first jsonschema errors in ``instance``, which lies at ``prefix`` of the task."""
        first = islice(errors, _MOST_VIOLATIONS)
        return [v for error in first for v in violations_of(error, instance, shown(), prefix, schema_prefix)]

    def clean(self, value: Any) -> Any:
        """``value``, of a task, as it may be shown."""
        return scrub(redact_task(value), self._secrets)


def _shown_inner(shown: _Shown, path: Path) -> Any:
    """What may be shown of the JSON in the text at ``path``."""
    text = look_up(shown(), path)
    try:
        return parse(text)
    except ValueError:
        return HIDDEN


def _first(found: list[Violation]) -> list[Violation]:
    """The first of the violations, and one that says how many more there are."""
    more = len(found) - _MOST_SHOWN
    if more <= 0:
        return found
    number = more if len(found) < _MOST_VIOLATIONS else f"{more} or"
    return [*found[:_MOST_SHOWN], make_violation((), (), "more", None, number)]


def is_date_time(text: object) -> bool:
    """Whether ``text`` is an RFC 3339 date-time of a day that exists. What is no string is not judged."""
    return not isinstance(text, str) or moment(text) is not None


#: What each format of the task's schema means, by its name.
_FORMATS: dict[str, Check] = {"date-time": is_date_time}


def _embedded_schemas(schema: Schema, path: Path = (), schema_path: Path = ()) -> Iterator[tuple[Path, Path, Schema]]:
    """Where the schema says that a string holds JSON: path in the data, path in the schema, schema of the JSON."""
    if "contentSchema" in schema:
        yield path, schema_path, schema["contentSchema"]
    for name, member in schema.get("properties", {}).items():
        yield from _embedded_schemas(member, (*path, name), (*schema_path, "properties", name))


def _holds_too_much(value: Any) -> bool:
    """Whether there are more than _MOST_VALUES in ``value``, at any depth."""
    containers: list[Any] = [[value]]
    count = 0
    while containers and count <= _MOST_VALUES:
        container = containers.pop()
        members = list(container.values()) if isinstance(container, dict) else container
        count += len(members)
        containers += [member for member in members if isinstance(member, (dict, list))]
    return count > _MOST_VALUES


def _too_much(path: Path = (), schema_path: Path = ()) -> Violation:
    return make_violation(path, schema_path, "maxValues", _MOST_VALUES, "more")
