# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds what is hidden in a task as it is shown, and refuses to judge it: any rule might hold of what stands there really."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from .errors import InvalidArgument
from .redaction import redact_task
from .schema import Schema
from .scrubbing import HIDDEN
from .violations import Path, dotted

#: What is short is hidden by fewer asterisks than HIDDEN has.
_MARK = HIDDEN[0]
#: Any character that is none, and that can be part of a secret.
_LETTER = "a"

#: Keywords that only hand a value on to other schemas, which judge it.
_HAND_ON = frozenset(("$dynamicRef", "$recursiveRef", "$ref", "allOf", "anyOf", "disallow", "extends", "if", "not", "oneOf"))
#: Keywords that compare a value with all that it holds, or one thing that it holds with another.
_COMPARE = frozenset(("const", "enum", "uniqueItems"))


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a value, names of members included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from texts_in(key)
            yield from texts_in(member)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts_in(item)


def names_secret(value: Any) -> bool:
    """Whether something stands in a place of ``value``, of a task, that is hidden where tasks are shown, asterisks included."""
    bare = _bare(value)
    return bool(redact_task(bare) != bare)


def _bare(value: Any) -> Any:
    """A copy in which no asterisk stands, since what is hidden already would not be hidden once more."""
    if isinstance(value, str):
        return value.replace(_MARK, _LETTER)
    if isinstance(value, dict):
        return {_bare(key): _bare(member) for key, member in value.items()}
    return [_bare(item) for item in value] if isinstance(value, (list, tuple)) else value


class CarefulValidator:
    """A validator of jsonschema that judges tasks as they are shown, but nothing in them that is hidden."""

    def __init__(self, library: Any, validator_class: Any, schema: Schema) -> None:
        """The schema has no $schema: where it refers to itself, jsonschema would go back to its own class of that draft."""
        self._validator = _careful_class(library, validator_class)(schema)

    def iter_errors(self, task: Any) -> Iterator[Any]:
        """The errors of jsonschema in ``task``. Raises InvalidArgument where the schema judges what is hidden."""
        errors: Iterator[Any] = self._validator.iter_errors(_marked(task, ()))
        return errors


class _HiddenText(str):
    """A text in which something is hidden, or what stands for a whole value; and where it is."""

    path: Path


class _HiddenNames(dict):  # type: ignore[type-arg]  # of anything
    """An object in which names of members are hidden, and where it is. Two names may have become one."""

    path: Path


def _marked(value: Any, path: Path) -> Any:
    """A copy of a value of a task, in which everything says where it is that is not shown as it stands there really."""
    if isinstance(value, dict):
        members = {key: _marked(member, (*path, key)) for key, member in value.items()}
        return _at(path, _HiddenNames(members)) if any(map(_is_hidden, members)) else members
    if isinstance(value, (list, tuple)):
        items = [_marked(item, (*path, index)) for index, item in enumerate(value)]
        return tuple(items) if isinstance(value, tuple) else items  # to jsonschema a tuple is no array
    return _at(path, _HiddenText(value)) if _is_hidden(value) else value


def _at(path: Path, found: Any) -> Any:
    found.path = path
    return found


def _is_hidden(value: Any) -> bool:
    """Whether something may be hidden in a text. An asterisk of its own counts as well: nothing tells it from others."""
    return isinstance(value, str) and (_MARK in value or _hides_number(value))


def _hides_number(text: str) -> bool:
    """Whether JSON text holds a secret, which is hidden by a digit where there is no room for asterisks."""
    if text.lstrip()[:1] not in ("{", "[", '"'):
        return False
    try:
        value = json.loads(text)
        return bool(redact_task(value) != value) or any(map(_hides_number, texts_in(value)))
    except (ValueError, RecursionError):
        return False


@cache
def _careful_class(library: Any, validator_class: Any) -> Any:
    """To make a class takes longer than to judge a task."""
    keywords = {name: partial(_judge_shown, name, judge) for name, judge in validator_class.VALIDATORS.items()}
    return library.validators.extend(validator_class, keywords)


def _judge_shown(keyword: str, judge: Callable[..., Any], validator: Any, rule: Any, instance: Any, schema: Any) -> Any:
    """What ``judge``, the function of a keyword, says of a value in which it judges nothing that is hidden."""
    unseen = next(_unseen(keyword, instance), None)
    if unseen is not None:
        raise InvalidArgument(
            f"extra_schema judges {dotted(unseen) or 'the task'}, which is hidden in this task: "
            "judge it with extra_schema of task_info or task_assert"
        )
    return judge(validator, rule, instance, schema)


def _unseen(keyword: str, instance: Any) -> Iterator[Path]:
    """The places of what a keyword would judge in a value without seeing it."""
    if keyword in _HAND_ON or (keyword == "type" and _has_certain_type(instance)):
        return
    if isinstance(instance, (_HiddenText, _HiddenNames)):
        yield instance.path
    elif keyword in _COMPARE and isinstance(instance, (dict, list, tuple)):
        for member in instance.values() if isinstance(instance, dict) else instance:
            yield from _unseen(keyword, member)


def _has_certain_type(instance: Any) -> bool:
    """Asterisks alone may stand for anything; what is shown in part is what it seems to be."""
    return not isinstance(instance, _HiddenText) or bool(instance.strip(_MARK))
