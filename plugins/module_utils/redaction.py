# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes the secrets that a task carries, by place.

A redacted task still satisfies the task's JSON Schema.

=============================================  =====================================================================
what                                           why it is secret
=============================================  =====================================================================
a member called ``password``                    ``input.vcn.password`` opens the camera platform (IVA v2, TaskInput)
a member with a name such as ``token``,         what a service may add some day, which no schema knows yet
``secret``, ``pwd`` or ``access_key``, however
it is spelled
a member called ``signature``                   an error may echo the request, whose signature is good for some minutes
values under ``headers`` and names that end     headers of webhook and restful calls hold keys of the receiver, such
so, except content-type and accept              as appKey in the definition's example
a member called ``value`` beside one called     parameters may be listed, each with its name
``name`` or ``key`` that holds such a name
user info, query and fragment of any URL, and  cameras and receivers are addressed with their credentials, some of them
values after an equals sign in its path        in the path: ``rtsp://192.0.2.1/user=admin&password=...``
what follows such a name in a text             an error may quote what was sent
=============================================  =====================================================================

Free text may say again what stands in these places, as it is or encoded, or hold JSON that is escaped, cut off or malformed.
There too much is hidden rather than too little. No text grows, and JSON text stays JSON. What would take too long to look
through is hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .schema import TASK_SCHEMA, Schema
from .scrubbing import HIDDEN, LONG_SECRET, decoded, repeated, without
from .secret_names import Kind, kind_of, name_of, names_a_line
from .states import KNOWN_STATES
from .text_secrets import MARKS as _MARKS
from .text_secrets import TRACES as _TRACES
from .text_secrets import hide_in_address, hide_in_text, remember, remember_parts

#: Cleaning a longer text that is no JSON would take too long. The longest that a task is known to hold has 4096 characters.
_LONGEST_TEXT = 64 * 1024
#: Characters that are looked through for one task, those of text within text again. What is left then is hidden.
_MOST_LOOKED_THROUGH = 1_000_000
#: JSON text in JSON text in JSON text is looked into, what lies deeper is hidden: each level takes a multiple of the time.
_DEEPEST_JSON_TEXT = 3

_HARMLESS_HEADERS = frozenset(("content-type", "accept"))
#: Members known to the schema that may say anything. In the others, a value that is hidden elsewhere stands by chance, and hiding
#: it could break the schema.
_FREE_TEXT_MEMBERS = frozenset(("description", "status", "message"))
#: The schema of a place that the task's schema does not know.
_UNKNOWN_PLACE: Schema = {}
#: Characters at an end of a secret that tell something of it.
_TELLING = 4
#: Characters of free text times hidden values to be looked for in it: a second or so. 50 cameras with a user name, a password and
#: three headers each hold 250 values.
_MOST_COMPARED = 100_000_000
#: Free texts times values that are repeated in any of them.
_MOST_REPEATED = 100_000
#: Characters of free text in which hidden values are looked for.
_MOST_SAID = 500_000

#: The value of a member of JSON text, also of one within another, where it is hidden.
_HIDDEN_MEMBER = re.compile(rf'(?<=:)(\\*)"{re.escape(HIDDEN)}\1"(?=[,}}])')
_HALF_PAIR = re.compile(r"[\uD800-\uDFFF]")


@dataclass
class _Budget:
    """Characters that may still be looked through."""

    left: int = _MOST_LOOKED_THROUGH

    def allows(self, text: str) -> bool:
        """Whether there is time for this text, too."""
        self.left -= len(text)
        return self.left >= 0


@dataclass
class _Search:
    """One way through a value: what was hidden in it and is long enough to be found elsewhere, and how far it may go."""

    hidden: set[str] = field(default_factory=set)
    budget: _Budget = field(default_factory=_Budget)
    depth: int = 0

    def inner(self) -> _Search:
        """That of the JSON in a text, which may prove to be none."""
        return _Search(set(), self.budget, self.depth + 1)

    def again(self) -> _Search:
        """One more at the same place."""
        return _Search(set(), self.budget, self.depth)


@dataclass(frozen=True, eq=False)
class _Number:
    """A number of JSON text, which stays as it is written."""

    text: str

    def __str__(self) -> str:
        return self.text


def redact_task(value: Any) -> Any:
    """A copy of ``value`` (a task, or anything a service may answer in its place) without the secrets of the table above."""
    return _redact_whole(value, _Search(), TASK_SCHEMA)


def redact_members(task: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The members of these names of the redacted task. Most of the task need not be looked at if none of them is free text."""
    chosen = {name: task[name] for name in names if name in task}
    plain = all(
        isinstance(member, str) and not _is_free_text(member, name, _place(TASK_SCHEMA, name)) for name, member in chosen.items()
    )
    return redact_task(chosen) if plain else {name: member for name, member in redact_task(task).items() if name in chosen}


def redact_text(text: str) -> str:
    """``text`` with the secrets hidden of every URL in it, of names of secrets, and of the JSON that it is or holds.

    A very long one that is no JSON is hidden as a whole.
    """
    return _redact_text(text, _Search())


def _redact_whole(value: Any, search: _Search, schema: Schema) -> Any:
    """The redacted value of a place with this schema, also without what it repeats."""
    redacted = _redact(value, search)
    return _hide_repeated(value, redacted, search, schema) if search.hidden and not isinstance(value, str) else redacted


def _redact(value: Any, search: _Search) -> Any:
    """The redacted value. What it repeats is left in it."""
    if isinstance(value, dict):
        return {_redact_key(key, search): _redact_member(name_of(key, value), member, search) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(item, search) for item in value]
    if isinstance(value, str):
        return _redact_text(value, search)
    return value


def _redact_text(text: str, search: _Search) -> str:
    is_long = len(text) > _LONGEST_TEXT
    if not is_long and (_is_plain(text) or _TRACES.search(text) is None):
        return text
    if not search.budget.allows(text):
        return HIDDEN[: len(text)]
    if _looks_like_json(text):
        redacted = _redact_json(text, search) if search.depth < _DEEPEST_JSON_TEXT else HIDDEN[: len(text)]
        if redacted is not None:
            return redacted
    return HIDDEN if is_long else hide_in_text(text, search.hidden)


def _is_plain(text: str) -> bool:
    return text.isascii() and _MARKS.search(text) is None


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[", '"')


def _redact_json(text: str, search: _Search) -> str | None:
    """The text of JSON without its secrets; None when it is none. Of members with one name the last stays, which readers take."""
    inner = search.inner()
    try:
        value, repeated_names = _read(text)
        redacted = _redact_whole(value, inner, _UNKNOWN_PLACE)
        if redacted == value and not repeated_names:
            return text
        written = _write(redacted)
    except (ValueError, RecursionError):
        return None
    search.hidden |= inner.hidden
    # Where there is no room for asterisks, a digit stands for them.
    return written if len(written) <= len(text) else _HIDDEN_MEMBER.sub("0", written)


def _read(text: str) -> tuple[Any, int]:
    """What text of JSON holds, and how many of its members have a name that another one has."""
    repeated_names = 0

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated_names
        named = dict(pairs)
        repeated_names += len(pairs) - len(named)
        return named

    value = json.loads(text, object_pairs_hook=members, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
    return value, repeated_names


def _write(value: Any) -> str:
    """Text of JSON, as short as it can be."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_write(key)}:{_write(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_write, value)) + "]"
    if isinstance(value, _Number):
        return value.text
    # Text may escape half a surrogate pair, but not hold it as it is.
    return _HALF_PAIR.sub(lambda half: rf"\u{ord(half[0]):x}", json.dumps(value, ensure_ascii=False))


def _redact_key(key: Any, search: _Search) -> Any:
    return _redact_text(key, search.again()) if isinstance(key, str) and not _is_plain(key) else key


def _redact_member(key: Any, member: Any, search: _Search) -> Any:
    kind = kind_of(key)
    if kind is Kind.PLAIN:
        return _redact(member, search)
    if kind is Kind.HEADERS:
        return _redact_headers(member, search)
    if kind is Kind.ADDRESS:
        return _redact_address(member, search)
    # Whether there is a secret may be seen.
    if member is None or isinstance(member, bool) or (kind is Kind.MEASURE and not isinstance(member, str)):
        return _redact(member, search)
    return _hide_member(member, search, key)


def _redact_address(member: Any, search: _Search) -> Any:
    if isinstance(member, (list, tuple)):
        return [_redact_address(item, search) for item in member]
    if not isinstance(member, str):
        return _redact(member, search)
    fits = len(member) <= _LONGEST_TEXT and search.budget.allows(member)
    return hide_in_address(member, search.hidden) if fits else HIDDEN[: len(member)]


def _redact_headers(headers: Any, search: _Search) -> Any:
    if isinstance(headers, dict):
        return {_redact_key(key, search): _redact_header(key, value, search) for key, value in headers.items()}
    return None if headers is None else _hide_member(headers, search, None)


def _redact_header(key: Any, value: Any, search: _Search) -> Any:
    harmless = str(key).lower() in _HARMLESS_HEADERS and not isinstance(value, (dict, list, tuple))
    return _redact(value, search) if harmless else _hide_member(value, search, key)


def _hide_member(member: Any, search: _Search, name: Any) -> str:
    for secret in map(str, _scalars(member)):
        remember(secret, search.hidden)
        if names_a_line(str(name)):
            remember_parts(secret, search.hidden)
    return HIDDEN


def _scalars(value: Any) -> Iterator[Any]:
    """What stands in a value at any depth, but for names."""
    if isinstance(value, (dict, list, tuple)):
        for member in value.values() if isinstance(value, dict) else value:
            yield from _scalars(member)
    else:
        yield value


#: What to show of a text that may say anything, given it, what is shown of it so far, and the schema of its place.
_Change = Callable[[str, str, Schema], str]


def _hide_repeated(value: Any, redacted: Any, search: _Search, schema: Schema) -> Any:
    """The redacted value without what was hidden in it, where its free texts say that again."""
    said: list[str] = []

    def listen(text: str, shown: str, _place: Schema) -> str:
        said.extend((text,) if shown == text else (text, shown))
        return shown

    _change_free_texts(value, redacted, schema, listen)
    length = sum(map(len, said))
    fits = length <= _MOST_SAID and length * len(search.hidden) <= _MOST_COMPARED
    secrets = repeated("\0".join(said), search.hidden) if fits else ()
    if not fits or len(secrets) * len(said) > _MOST_REPEATED:
        return _change_free_texts(value, redacted, schema, lambda _text, shown, _place: HIDDEN[: len(shown)])
    return _change_free_texts(value, redacted, schema, _without(secrets)) if secrets else redacted


def _without(secrets: Sequence[str]) -> _Change:
    """Hides some secrets. Text that is JSON stays JSON, and what the schema knows there stays."""

    def change(text: str, shown: str, place: Schema) -> str:
        if _looks_like_json(shown):
            try:
                shown_value, _repeated_names = _read(shown)
                value = shown_value if shown == text else _read(text)[0]
                inner_place = place.get("contentSchema", _UNKNOWN_PLACE)
                changed = _change_free_texts(value, shown_value, inner_place, change_within_json)
            except (ValueError, RecursionError):
                return _without_in_text(text, shown, secrets)
            return shown if changed == shown_value else _write(changed)
        return _without_in_text(text, shown, secrets)

    def change_within_json(text: str, shown: str, place: Schema) -> str:
        # A backslash that should have been escaped means something else to JSON.
        is_said = any("\\" in secret and secret in _write(text) for secret in secrets)
        return HIDDEN[: len(shown)] if is_said else change(text, shown, place)

    return change


def _without_in_text(text: str, shown: str, secrets: Sequence[str]) -> str:
    """Nothing is shown where cleaning took apart a secret that the text repeats, such as one that looks like a URL."""
    said = repeated(f"{text}\0{shown}", secrets)
    if not said:
        return shown
    shown = without(shown, said)
    left = decoded(shown).lower()
    parted = any(secret[:_TELLING].lower() in left or secret[-_TELLING:].lower() in left for secret in said)
    return HIDDEN[: len(shown)] if parted else shown


def _change_free_texts(value: Any, redacted: Any, schema: Schema, change: _Change, name: Any = None) -> Any:
    """A copy of a redacted value, of a place with this schema and name, with each text changed that may say anything."""
    if isinstance(redacted, dict):
        # Two names may have become one.
        members = value if isinstance(value, dict) and len(value) == len(redacted) else redacted
        return {
            _change_name(key, shown_key, schema, change): _change_free_texts(member, shown, _place(schema, key), change, key)
            for (key, member), (shown_key, shown) in zip(members.items(), redacted.items())
        }
    if isinstance(redacted, list):
        place = schema.get("items", _UNKNOWN_PLACE)
        return [_change_free_texts(member, shown, place, change, name) for member, shown in zip(value, redacted)]
    if isinstance(redacted, _Number) and not schema:
        changed = change(redacted.text, redacted.text, schema)
        return redacted if changed == redacted.text else changed
    if isinstance(redacted, str) and redacted != HIDDEN and isinstance(value, str) and _is_free_text(value, name, schema):
        return change(value, redacted, schema)
    return redacted


def _change_name(name: Any, shown: Any, schema: Schema, change: _Change) -> Any:
    """Known names say nothing, others do in a place that the schema does not know."""
    is_free = not schema and isinstance(name, str) and len(name) >= LONG_SECRET and name not in _KNOWN_NAMES
    return change(name, shown, schema) if is_free else shown


def _place(schema: Schema, name: Any) -> Schema:
    """The schema of the member of this name."""
    place: Schema = schema.get("properties", {}).get(name, _UNKNOWN_PLACE)
    return place


def _is_free_text(text: str, name: Any, schema: Schema) -> bool:
    """Whether a text may say anything, where a place with this schema and name has it."""
    return (
        not schema
        or name in _FREE_TEXT_MEMBERS
        or (name == "state" and text not in KNOWN_STATES)
        or "contentSchema" in schema
        or "string" not in schema.get("type", "string")
    )


def _names(schema: Schema) -> Iterator[str]:
    """All names of members that a schema knows."""
    for name, place in schema.get("properties", {}).items():
        yield name
        yield from _names(place)
    for keyword in ("items", "contentSchema"):
        yield from _names(schema[keyword]) if keyword in schema else ()


_KNOWN_NAMES = frozenset(_names(TASK_SCHEMA))
