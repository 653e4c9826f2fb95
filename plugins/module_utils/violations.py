# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Says in words, and by path, where and how a task breaks a schema, without what is secret there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .redaction import redact_task, redact_text
from .scrubbing import HIDDEN
from .secret_names import Kind, kind_of

_LONGEST_TEXT = 200

INSTALL_ANEW = "the Python library jsonschema cannot be imported; install it anew, with all that it needs"

Path = tuple[Any, ...]

#: Where paths in the user's own schema begin.
EXTRA: Path = ("extra_schema",)


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


def violations_of(error: Any, instance: Any, redacted: Any, prefix: Path, schema_prefix: Path) -> Iterator[Violation]:
    """Violations of one jsonschema error. Its own message is never used: it prints whole instances, secrets included."""
    path = tuple(error.absolute_path)
    shown_path, shown = _show(path, instance, redacted)
    place = (*prefix, *shown_path)
    schema_path = (*schema_prefix, *error.absolute_schema_path)
    # In draft 3 each member says for itself that it is required, and the error is about one member already.
    if error.validator == "required" and isinstance(error.validator_value, list):
        yield from _missing_members(error, place, schema_path)
        return
    found = look_up(instance, path)
    is_extra = schema_prefix == EXTRA
    # What the user's own schema demands at a secret place is as secret as what stands there.
    expected = HIDDEN if is_extra and (found != shown or shown == HIDDEN) else error.validator_value
    if error.validator in ("const", "enum"):
        expected = _redact_at(path, expected)
    elif is_extra:
        expected = _redact_rule(error.validator, path, expected)
    description = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    if is_extra and isinstance(description, str):
        description = redact_text(description)
    # The schema false has no keyword, and jsonschema does not say which member it forbids.
    yield make_violation(place, schema_path, error.validator or "false", expected, shown, description)


def _redact_rule(validator: str | None, path: Path, rule: Any) -> Any:
    """A rule of the user's own schema as it may be shown: a pattern of URLs may hold any part of one, a password, too."""
    names = [key for key in path if isinstance(key, str)]
    if validator == "pattern" and names and kind_of(names[-1]) not in (Kind.PLAIN, Kind.MEASURE):
        return HIDDEN
    return _redact_texts(rule)


def _redact_texts(rule: Any) -> Any:
    if isinstance(rule, list):
        return [_redact_texts(item) for item in rule]
    return redact_text(rule) if isinstance(rule, str) else rule


def _missing_members(error: Any, path: Path, schema_path: Path) -> Iterator[Violation]:
    """jsonschema gives one error a missing member; only its prose says which, and begins with the member's name."""
    for name in error.validator_value:
        if name not in error.instance and error.message.startswith(repr(name)):
            yield make_violation((*path, name), schema_path, "required", "present", "missing")


def make_violation(
    path: Path, schema_path: Path, validator: str, expected: Any, found: Any, description: str | None = None
) -> Violation:
    place = dotted(path) or "the task"
    return Violation(
        message=_message(place, validator, expected, found, description),
        data_path=dotted(path),
        json_path=json_path(path),
        schema_path=dotted(schema_path),
        validator=validator,
        expected=_describe(expected),
        found=_describe(found),
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
    "contentMediaType": "{place} must hold JSON text, but {description}, found {found}",
    "more": "{found} more violations are not shown",
    "jsonschema": "{place} cannot be checked: " + INSTALL_ANEW,
}


_DESCRIBED = frozenset(("pattern", "format", "anyOf"))
#: Keywords whose rule is a value like the one that is found.
_COMPARE = frozenset(("const", "enum"))


def _message(place: str, validator: str, expected: Any, found: Any, description: str | None) -> str:
    sentence = _SENTENCES.get(validator, "{place} breaks the rule {validator} ({expected}), found {found}")
    if description is not None and validator in _DESCRIBED:
        sentence = "{place} must be {description}, found {found}"
    phrases = _phrases(expected, found, tell_apart=validator in _COMPARE)
    return sentence.format(place=place, validator=validator, expected=phrases[0], found=phrases[1], description=description)


def _phrases(expected: Any, found: Any, *, tell_apart: bool) -> tuple[str, str]:
    """Words for two values. ``tell_apart``: they differ, so the words must."""
    shown = _describe(expected), _describe(found)
    phrases = _phrase(shown[0]), _phrase(shown[1])
    if not tell_apart or phrases[0] != phrases[1] or found == HIDDEN:
        return phrases
    if shown[0] != shown[1]:  # the number 2 and the text "2", say
        return json.dumps(shown[0]), json.dumps(shown[1], default=str)
    kind = "object" if isinstance(found, Mapping) else "list" if isinstance(found, (list, tuple)) else "text"
    return phrases[0], f"another {kind}"


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
        return f"an object with {_count(len(value), 'member')}"
    if isinstance(value, (list, tuple)):
        scalars = not any(isinstance(item, (Mapping, list, tuple)) for item in value)
        return list(value) if scalars and 0 < len(value) <= 20 else f"a list of {_count(len(value), 'item')}"
    return value


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def look_up(value: Any, path: Path) -> Any:
    """The member of ``value`` at ``path``, or None where there is none."""
    for key in path:
        if isinstance(value, str):
            return None
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def shown_members(value: Mapping[Any, Any], redacted: Mapping[Any, Any]) -> dict[Any, tuple[Any, Any]]:
    """How each member is shown: its name, which may repeat a secret, and what it holds."""
    if len(value) == len(redacted):
        return dict(zip(value, redacted.items()))
    return {key: (key, redacted[key]) if key in redacted else (HIDDEN, HIDDEN) for key in value}  # two names became one


def _show(path: Path, value: Any, redacted: Any) -> tuple[Path, Any]:
    """How the place in ``value`` at ``path`` is shown: its path, and what stands there."""
    names = []
    for key in path:
        if isinstance(value, Mapping) and isinstance(redacted, Mapping):
            name, redacted = shown_members(value, redacted).get(key, (key, None))  # in draft 3 a member that is missing
        else:
            name, redacted = key, redacted[key] if isinstance(redacted, list) else HIDDEN
        value = look_up(value, (key,))
        names.append(name)
    return tuple(names), redacted


def _redact_at(path: Path, value: Any) -> Any:
    """``value`` as it would be shown at ``path`` of a task."""
    for key in reversed(path):
        value = {key: value}
    return _show(path, value, redact_task(value))[1]


def dotted(path: Path) -> str:
    return ".".join(_name(key) for key in path)


def _name(key: Any) -> str:
    """A member's name, which an answer may choose freely, fit to be shown."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in redact_text(str(key)))


def json_path(path: Path) -> str:
    """RFC 9535 notation."""
    return "$" + "".join(_json_path_step(key) for key in path)


def _json_path_step(key: Any) -> str:
    if isinstance(key, int):
        return f"[{key}]"
    name = redact_text(str(key))
    return f".{name}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f"[{json.dumps(name)}]"
