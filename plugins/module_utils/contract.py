# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks a task against the JSON Schema of this collection and, where given, one of the user's own."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from .errors import InvalidArgument
from .quick_check import Check, make_check
from .redaction import redact_task, redact_text
from .schema import DEEPEST_NESTING, TASK_SCHEMA, Schema
from .scrubbing import HIDDEN, scrub

#: More violations than this in one task tell nobody anything more.
_MOST_VIOLATIONS = 1000
#: A task of more values is not judged further, as that would take long. A task with all that the schema knows has some thousands.
_MOST_VALUES = 20_000
_LONGEST_TEXT = 200

_DATE_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII)
_INSTALL_ANEW = "the Python library jsonschema cannot be imported; install it anew, with all that it needs"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")

Path = tuple[Any, ...]

#: Where paths in the user's own schema begin.
_EXTRA: Path = ("extra_schema",)


@dataclass(frozen=True)
class Violation:
    """One place where a task breaks a schema. The names are those of ``ansible.utils.validate``.

    ``expected`` is the constraint and ``found`` the value there: scalars and lists of scalars as they are, anything else
    described in words. Neither holds a secret of the task.
    """

    message: str
    data_path: str
    json_path: str
    schema_path: str
    validator: str
    expected: Any
    found: Any

    def as_result(self) -> dict[str, Any]:
        """The violation as it stands in results."""
        return asdict(self)


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
        library = _jsonschema()
        checker = library.FormatChecker(formats=())
        for name, check in _FORMATS.items():
            checker.checks(name)(check)
        return library.Draft7Validator(self._schema, format_checker=checker)


class Contract:
    """The schemas that a task must satisfy. Validators are built once; one object may check many tasks in many threads."""

    def __init__(self, extra_schema: Schema | None = None) -> None:
        """Raises InvalidArgument when ``extra_schema`` is no JSON Schema or refers to anything outside itself."""
        self._task = _Part(TASK_SCHEMA)
        self._embedded = [(path, place, _Part(schema)) for path, place, schema in _embedded_schemas(TASK_SCHEMA)]
        self._extra = None if extra_schema is None else _extra_validator(extra_schema)
        self._secrets: Sequence[str] = ()

    def hide(self, secrets: Sequence[str]) -> None:
        """Keep these, and those that join them later, out of every violation too.

        They must go before long text is cut, or a part of one could stay.
        """
        self._secrets = secrets

    def violations(self, task: Any) -> list[Violation]:
        """Every violation; empty when the task is valid.

        Raises InvalidArgument when the user's schema proves unusable (a reference that leads nowhere, say).
        """
        if _holds_too_much(task):
            return [_too_much()]
        try:
            found = [*self._from_errors(self._task.errors(task), task), *self._embedded_violations(task)]
        except _Unusable:
            return [_make((), (), "jsonschema", "a library that can be imported", "one that cannot")]
        if self._extra is not None:
            found += self._extra_violations(self._extra, task)
        return found[:_MOST_VIOLATIONS]

    def _embedded_violations(self, task: Any) -> Iterator[Violation]:
        """Violations inside strings that hold JSON."""
        for path, schema_path, part in self._embedded:
            text = _look_up(task, path)
            if not isinstance(text, str):
                continue
            place = (*schema_path, "contentSchema")
            try:
                inner = json.loads(text, parse_constant=_refuse_constant)
                if _holds_too_much(inner):
                    found = [_too_much(path, place)]
                else:
                    found = self._from_errors(part.errors(inner), inner, path, place)
            except (ValueError, RecursionError):
                place = (*schema_path, "contentMediaType")
                found = [_make(path, place, "contentMediaType", "application/json", self.clean(text))]
            yield from found

    def _extra_violations(self, validator: Any, task: Any) -> list[Violation]:
        try:
            return self._from_errors(validator.iter_errors(task), task, schema_prefix=_EXTRA)
        except Exception as error:  # of many types, by release of jsonschema: references, bad patterns, recursion
            raise InvalidArgument(f"extra_schema cannot be applied: {type(error).__name__}") from error

    def _from_errors(self, errors: Iterable[Any], instance: Any, prefix: Path = (), schema_prefix: Path = ()) -> list[Violation]:
        """Violations of the first jsonschema errors in ``instance``, which lies at ``prefix`` of the task."""
        first = list(islice(errors, _MOST_VIOLATIONS))
        cleaned = self.clean(instance) if first else None
        return [v for error in first for v in _from_error(error, instance, cleaned, prefix, schema_prefix)]

    def clean(self, value: Any) -> Any:
        """``value``, of a task, as it may be shown."""
        return scrub(redact_task(value), self._secrets)


def json_problems(value: Any, path: Path) -> Iterator[str]:
    """A sentence for each place in ``value``, itself at ``path``, that JSON cannot hold: no answer would ever match it."""
    if len(path) > DEEPEST_NESTING:
        yield f"{path[0]} is nested too deeply"
    elif isinstance(value, Mapping):
        for key, member in value.items():
            if isinstance(key, str):
                yield from json_problems(member, (*path, key))
            else:
                yield f"{_dotted(path)} has a name that YAML does not read as text: put it in quotes"
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from json_problems(item, (*path, index))
    elif isinstance(value, date):
        yield f"{_dotted(path)} is a date, which no answer holds: put it in quotes"
    elif isinstance(value, (int, float)) and not abs(value) <= sys.float_info.max:
        yield f"{_dotted(path)} is a number that no answer holds"


def is_date_time(text: object) -> bool:
    """Whether ``text`` is an RFC 3339 date-time of a day that exists. What is no string is not judged."""
    if not isinstance(text, str):
        return True
    shape = _DATE_TIME.fullmatch(text)
    try:
        return shape is not None and bool(datetime(*map(int, shape.groups())))  # type: ignore[arg-type]  # six: no time zone
    except ValueError:
        return False


#: What each format of the task's schema means, by its name.
_FORMATS: dict[str, Check] = {"date-time": is_date_time}


class _Unusable(InvalidArgument):
    """jsonschema is there, as the faces have seen, but something is missing that it needs itself."""


def _jsonschema() -> Any:
    """The library. To import it takes long, and what is valid does not need it. Raises _Unusable."""
    try:
        import jsonschema

        for name in ("Draft7Validator", "FormatChecker", "SchemaError", "validators"):
            getattr(jsonschema, name)
    except Exception as error:  # of many types: what is half installed may fail in any way
        raise _Unusable(f"extra_schema cannot be applied: {_INSTALL_ANEW}") from error
    return jsonschema


def _embedded_schemas(schema: Schema, path: Path = (), schema_path: Path = ()) -> Iterator[tuple[Path, Path, Schema]]:
    """Where the schema says that a string holds JSON: path in the data, path in the schema, schema of the JSON."""
    if "contentSchema" in schema:
        yield path, schema_path, schema["contentSchema"]
    for name, member in schema.get("properties", {}).items():
        yield from _embedded_schemas(member, (*path, name), (*schema_path, "properties", name))


def _refuse_constant(name: str) -> Any:
    """Python reads NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


def _extra_validator(schema: Schema) -> Any:
    if not isinstance(schema, dict) or not isinstance(schema.get("$schema", ""), str):
        raise InvalidArgument("extra_schema is no valid JSON Schema: it must be a dictionary, and its $schema a text")
    problems = list(json_problems(schema, _EXTRA))
    if problems:
        raise InvalidArgument(*problems)
    library = _jsonschema()
    try:
        _refuse_remote_references(schema)
        validator_class = _draft_of(schema, library)
        validator_class.check_schema(schema)
    except library.SchemaError as error:
        place = _json_path(error.absolute_path)
        raise InvalidArgument(f"extra_schema is no valid JSON Schema: see {place}, keyword {error.validator}") from error
    except RecursionError as error:
        raise InvalidArgument("extra_schema is nested too deeply") from error
    if schema.keys().isdisjoint(validator_class.VALIDATORS):
        raise InvalidArgument("extra_schema has no rule at its top level, such as required or properties: it would judge nothing")
    return validator_class(schema)


def _draft_of(schema: Schema, library: Any) -> Any:
    """The validator class that $schema names; draft-07 without one. A draft that is not known here would not be judged."""
    if "$schema" not in schema:
        return library.Draft7Validator
    validator_class = library.validators.validator_for(schema, default=None)
    # Before release 4, jsonschema takes the newest draft that it knows in place of one that it does not know.
    if validator_class is None or not _is_of_draft(validator_class, schema["$schema"]):
        raise InvalidArgument(
            "extra_schema names a $schema that the installed jsonschema does not know: correct it, or use draft-07"
        )
    return validator_class


def _is_of_draft(validator_class: Any, name: str) -> bool:
    """Whether the class judges by the draft of that name, which may end in an empty fragment or not."""
    own: str = validator_class.ID_OF(validator_class.META_SCHEMA)
    return own.rstrip("#") == name.rstrip("#")


def _refuse_remote_references(schema: Any) -> None:
    if isinstance(schema, dict):
        for keyword in _REFERENCES:
            target = schema.get(keyword)
            if isinstance(target, str) and not target.startswith("#"):
                raise InvalidArgument(
                    f"extra_schema refers to {redact_text(target)}: only references within the schema itself (#...) are followed"
                )
    members = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    for member in members:
        _refuse_remote_references(member)


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
    return _make(path, schema_path, "maxValues", _MOST_VALUES, "more")


def _from_error(error: Any, instance: Any, redacted: Any, prefix: Path, schema_prefix: Path) -> Iterator[Violation]:
    """Violations of one jsonschema error. Its own message is never used: it prints whole instances, secrets included."""
    path = tuple(error.absolute_path)
    schema_path = (*schema_prefix, *error.absolute_schema_path)
    # In draft 3 each member says for itself that it is required, and the error is about one member already.
    if error.validator == "required" and isinstance(error.validator_value, list):
        yield from _missing_members(error, (*prefix, *path), schema_path)
        return
    found, shown = _look_up(instance, path), _look_up(redacted, path)
    # What the user's own schema demands at a secret place is as secret as what stands there.
    secret = schema_prefix == _EXTRA and (found != shown or shown == HIDDEN)
    expected = HIDDEN if secret else error.validator_value
    if error.validator in ("const", "enum"):
        expected = _redact_at(path, expected)
    description = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    # The schema false has no keyword, and jsonschema does not say which member it forbids.
    yield _make((*prefix, *path), schema_path, error.validator or "false", expected, shown, description)


def _missing_members(error: Any, path: Path, schema_path: Path) -> Iterator[Violation]:
    """jsonschema gives one error a missing member; only its prose says which, and begins with the member's name."""
    for name in error.validator_value:
        if name not in error.instance and error.message.startswith(repr(name)):
            yield _make((*path, name), schema_path, "required", "present", "missing")


def _make(path: Path, schema_path: Path, validator: str, expected: Any, found: Any, description: str | None = None) -> Violation:
    expected, found = _describe(expected), _describe(found)
    place = _dotted(path) or "the task"
    return Violation(
        message=_message(place, validator, expected, found, description),
        data_path=_dotted(path),
        json_path=_json_path(path),
        schema_path=_dotted(schema_path),
        validator=validator,
        expected=expected,
        found=found,
    )


_SENTENCES = {
    "false": "{place} holds what must not be there, found {found}",
    "required": "{place} is missing",
    "type": "{place} must be of type {expected}, found {found}",
    "enum": "{place} must be one of {expected}, found {found}",
    "const": "{place} must be {expected}, found {found}",
    "pattern": "{place} must match {expected}, found {found}",
    "minItems": "{place} must have {expected} items or more, found {found}",
    "maxItems": "{place} must have {expected} items at the most, found {found}",
    "minProperties": "{place} must have {expected} members or more, found {found}",
    "maxProperties": "{place} must have {expected} members at the most, found {found}",
    "maxValues": "{place} must hold {expected} values at the most, found {found}",
    "contentMediaType": "{place} must hold JSON text, found {found}",
    "jsonschema": "{place} cannot be checked: " + _INSTALL_ANEW,
}


_DESCRIBED = frozenset(("pattern", "format", "anyOf"))


def _message(place: str, validator: str, expected: Any, found: Any, description: str | None) -> str:
    sentence = _SENTENCES.get(validator, "{place} breaks the rule {validator} ({expected}), found {found}")
    if description is not None and validator in _DESCRIBED:
        sentence = "{place} must be {description}, found {found}"
    return sentence.format(
        place=place,
        validator=validator,
        expected=_phrase(expected),
        found=_phrase(found),
        description=description,
    )


def _phrase(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_phrase(item) for item in value)
    plain = isinstance(value, str) and value.isprintable()
    return value if plain else json.dumps(value, default=str)


def _describe(value: Any) -> Any:
    """A value fit for a result: never large, never a whole structure."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + "..."
    if isinstance(value, Mapping):
        return f"an object with {len(value)} members"
    if isinstance(value, (list, tuple)):
        scalars = not any(isinstance(item, (Mapping, list, tuple)) for item in value)
        return list(value) if scalars and 0 < len(value) <= 20 else f"a list of {len(value)} items"
    return value


def _look_up(value: Any, path: Path) -> Any:
    """The member of ``value`` at ``path``, or None where there is none."""
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _redact_at(path: Path, value: Any) -> Any:
    """``value`` as it would be shown at ``path`` of a task."""
    for key in reversed(path):
        value = {key: value}
    return _look_up(redact_task(value), path)


def _dotted(path: Path) -> str:
    return ".".join(_name(key) for key in path)


def _name(key: Any) -> str:
    """A member's name, which an answer may choose freely, fit to be shown."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in redact_text(str(key)))


def _json_path(path: Path) -> str:
    """RFC 9535 notation."""
    return "$" + "".join(_json_path_step(key) for key in path)


def _json_path_step(key: Any) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    name = redact_text(str(key))
    return f".{name}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f"[{json.dumps(name)}]"
