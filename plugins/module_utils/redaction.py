# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes the secrets that a task carries, by place.

A redacted task still satisfies the task's JSON Schema.

=============================================  =====================================================================
what                                           why it is secret
=============================================  =====================================================================
a member called ``password``                    ``input.vcn.password`` opens the camera platform (IVA v2, TaskInput)
a text in a member with a name such as         what a service may add some day, which no schema knows yet
``token``, ``secret``, ``pwd`` or
``access_key``
a member called ``signature``                   an error may echo the request, whose signature is good for some minutes
values under ``headers``, except content-type    headers of webhook and restful calls hold keys of the receiver, such
and accept                                     as appKey in the definition's example
user info, query and fragment of any URL, and  cameras and receivers are addressed with their credentials, some of them
values after an equals sign in its path        in the path: ``rtsp://192.0.2.1/user=admin&password=...``
=============================================  =====================================================================

Free text may say again what stands in these places, as it is, or hold JSON that is escaped, cut off or malformed. There too much
is hidden rather than too little. No text grows, and JSON text stays JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .schema import TASK_SCHEMA, Schema
from .scrubbing import HIDDEN, LONG_SECRET
from .states import KNOWN_STATES

#: Cleaning a longer text that is no JSON would take too long. The longest that a task is known to hold has 4096 characters.
_LONGEST_TEXT = 64 * 1024

_HARMLESS_HEADERS = frozenset(("content-type", "accept"))
_SECRET_MEMBERS = frozenset(("password", "signature"))
_LIKE_A_SECRET = re.compile(r"passw|pwd|secret|token|credential|(?:access|api|private)_?key")
_ADDRESS_MEMBERS = frozenset(("url",))
#: Members known to the schema that may say anything. In the others, a value that is hidden elsewhere stands by chance, and hiding
#: it could break the schema.
_FREE_TEXT_MEMBERS = frozenset(("description", "status", "message"))
#: The schema of a place that the task's schema does not know.
_UNKNOWN_PLACE: Schema = {}
#: Characters at an end of a secret that tell something of it.
_TELLING = 4
#: Characters of free text times hidden values to be looked for in it: a second or so. 50 cameras with a user name, a password and
#: three headers each hold 250 values.
_MOST_COMPARED = 300_000_000

# In text each character that means something may be escaped for JSON, HTML or a URL. All lengths are bounded, or scanned once, so
# that no text takes time that grows with its square. The large ones are compiled (and kept by re) when a text first needs them.
_QUOTE = r"(?:(?<!\\)\\*(?:[\"']|u002[27])|%(?:25)*2[27]|&(?:quot|apos|#34|#39|#x22|#x27);)"
_BRACKET = r"(?:[\[{]|%(?:25)*[57]B)"
_SPACE = r"(?:\s|%(?:25)*20)*"
_EQUALS = rf"{_SPACE}(?:=?>|:=|[:=]|%(?:25)*3[AD]|&(?:#0*58|#0*61|#x0*3[AD]|colon|equals);|\\+(?:u00|x)3[AD]){_SPACE}"
_COLON = r"(?::|%(?:25)*3A|&(?:#0*58|#x0*3A|colon);|(?<!\\)\\+(?:u00|x)3A)"
_SLASH = r"(?:\\*/|\\+(?:u00|x)2F|%(?:25)*2F|&(?:#0*47|#x0*2F|sol);)"
_AT = r"(?:@|%(?:25)*40|(?<!\\)\\+(?:u00|x)40|&(?:#0*64|#x0*40|commat);)"
_IS = r"(?:=|%(?:25)*3D|&(?:#0*61|#x0*3D|equals);|(?<!\\)\\+(?:u00|x)3D)"

#: Text in which nothing is found of one of these holds no URL, no secret member with its value, and is no JSON with members.
_MARKS = re.compile(r"[:=%&\\>]")
_TRACES = re.compile(r"\A\s*[\[{\"]|[/\\%&]|password|signature|headers", re.IGNORECASE)
#: The user info of a URL in text may hold white space, quotes and angle brackets: what stands before an at sign on the same line
#: is hidden. Host and path end there; a query ends at white space.
_URL = (
    rf"(?i)(?P<scheme>(?:(?<=[A-Z0-9+.-]):|(?!:){_COLON}){_SLASH}+)"
    rf"(?P<rest>(?:[^\r\n]{{0,256}}?{_AT})*(?:[^\s\"'<>\\?#]+|\\+/)*(?:[?#]\S*)?)"
)
#: A member that is a URL is one as a whole, even where it is malformed.
_WHOLE_URL = re.compile(r"(?P<scheme>(?:[A-Za-z][A-Za-z0-9+.-]*://)?)(?P<rest>.+)", re.DOTALL)
_AT_SIGN = re.compile(f"({_AT})", re.IGNORECASE)
_QUERY_MARK = re.compile(r"([?#]|%(?:25)*(?:3F|23))", re.IGNORECASE)
_SLASH_MARK = re.compile(_SLASH, re.IGNORECASE)
_EQUALS_SIGN = re.compile(_IS, re.IGNORECASE)
_PATH_VALUE = re.compile(rf"(?P<sign>{_IS})(?P<value>(?:(?!%(?:25)*(?:26|3B|2F|3D))[^=&;/])+)", re.IGNORECASE)
#: Two equals signs in a row are no name and value but the end of a value in base64.
_QUERY_VALUE = re.compile(r"(?P<name>[^&;=?#]+=(?!=))?(?P<value>[^&;?#]+)")

#: The name of a secret member in text, up to its value.
_NAME_IN_TEXT = (
    rf"(?i)password{_QUOTE}?{_EQUALS}"
    rf"|signature{_QUOTE}?{_EQUALS}(?={_QUOTE}?[0-9A-F]{{4}})"
    rf"|headers{_QUOTE}?{_EQUALS}(?={_QUOTE}|{_BRACKET})"
)
_QUOTED = rf"(?is)(?P<quote>{_QUOTE})(?P<inner>.*?)(?P<end>(?<!\\)(?P=quote)|\Z)"
_OPENING = rf"(?i){_BRACKET}"
_BRACKETS = rf"{_QUOTED}|(?P<opening>{_BRACKET})|(?P<closing>[\]}}]|%(?:25)*[57]D)"
#: What stands after a comma may be the next member, or the rest of the value.
_BARE = re.compile(r"[^\s,&}]*(?:,[^\s,&}]+)*")

#: The value of a member of JSON text, also of one within another, where it is hidden.
_HIDDEN_MEMBER = re.compile(rf'(?<=:)(\\*)"{re.escape(HIDDEN)}\1"(?=[,}}])')
_HALF_PAIR = re.compile(r"[\uD800-\uDFFF]")


def redact_task(value: Any) -> Any:
    """A copy of ``value`` (a task, or anything a service may answer in its place) without the secrets of the table above."""
    return _redact_whole(value, set(), TASK_SCHEMA)


def redact_members(task: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """The members of these names of the redacted task. Most of the task need not be looked at if none of them is free text."""
    chosen = {name: task[name] for name in names if name in task}
    plain = all(
        isinstance(member, str) and not _is_free_text(member, name, _place(TASK_SCHEMA, name)) for name, member in chosen.items()
    )
    return redact_task(chosen) if plain else {name: member for name, member in redact_task(task).items() if name in chosen}


def redact_text(text: str) -> str:
    """``text`` with the secrets hidden of every URL in it, and of the JSON that it is or holds.

    A very long one that is no JSON is hidden as a whole.
    """
    return _redact_text(text, set())


def _redact_whole(value: Any, hidden: set[str], schema: Schema) -> Any:
    """The redacted value of a place with this schema, also without what it repeats. Adds to ``hidden`` as below."""
    redacted = _redact(value, hidden)
    return _hide_repeated(value, redacted, hidden, schema) if hidden and not isinstance(value, str) else redacted


def _redact(value: Any, hidden: set[str]) -> Any:
    """The redacted value. Adds to ``hidden`` what was hidden in it and is long enough to be found elsewhere."""
    if isinstance(value, dict):
        return {_redact_key(key): _redact_member(key, member, hidden) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_redact(item, hidden) for item in value]
    if isinstance(value, str):
        return _redact_text(value, hidden)
    return value


def _redact_text(text: str, hidden: set[str]) -> str:
    is_long = len(text) > _LONGEST_TEXT
    if not is_long and (_MARKS.search(text) is None or _TRACES.search(text) is None):
        return text
    if text.lstrip()[:1] in ("{", "[", '"'):
        redacted = _redact_json(text, hidden)
        if redacted is not None:
            return redacted
    return HIDDEN if is_long else _hide_members(re.sub(_URL, lambda match: _redact_url(match, hidden), text), hidden)


@dataclass(frozen=True, eq=False)
class _Number:
    """A number of JSON text, which stays as it is written."""

    text: str

    def __str__(self) -> str:
        return self.text


def _redact_json(text: str, hidden: set[str]) -> str | None:
    """The text of JSON without its secrets; None when it is none. Of members with one name the last stays, which readers take."""
    repeated_names = 0

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeated_names
        named = dict(pairs)
        repeated_names += len(pairs) - len(named)
        return named

    inner: set[str] = set()
    try:
        value = json.loads(text, object_pairs_hook=members, parse_int=_Number, parse_float=_Number, parse_constant=_Number)
        redacted = _redact_whole(value, inner, _UNKNOWN_PLACE)
        if redacted == value and not repeated_names:
            return text
        written = _write(redacted)
    except (ValueError, RecursionError):
        return None
    hidden |= inner
    # Where there is no room for asterisks, a digit stands for them.
    return written if len(written) <= len(text) else _HIDDEN_MEMBER.sub("0", written)


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


def _redact_key(key: Any) -> Any:
    return redact_text(key) if isinstance(key, str) else key


def _redact_member(key: Any, member: Any, hidden: set[str]) -> Any:
    name = key.lower() if isinstance(key, str) else ""
    if name in _SECRET_MEMBERS:
        return None if member is None else _hide_member(member, hidden)
    if isinstance(member, str) and _LIKE_A_SECRET.search(name):
        return _hide_member(member, hidden)
    if name in _ADDRESS_MEMBERS:
        return _redact_address(member, hidden)
    if name == "headers":
        return _redact_headers(member, hidden)
    return _redact(member, hidden)


def _redact_address(member: Any, hidden: set[str]) -> Any:
    if isinstance(member, str):
        return _WHOLE_URL.sub(lambda match: _redact_url(match, hidden), member)
    return [_redact_address(item, hidden) for item in member] if isinstance(member, list) else _redact(member, hidden)


def _redact_headers(headers: Any, hidden: set[str]) -> Any:
    if isinstance(headers, dict):
        return {_redact_key(key): _redact_header(key, value, hidden) for key, value in headers.items()}
    return None if headers is None else _hide_member(headers, hidden)


def _redact_header(key: Any, value: Any, hidden: set[str]) -> Any:
    harmless = str(key).lower() in _HARMLESS_HEADERS and not isinstance(value, (dict, list, tuple))
    return _redact(value, hidden) if harmless else _hide_member(value, hidden)


def _hide_member(member: Any, hidden: set[str]) -> str:
    if not isinstance(member, (dict, list, tuple)):
        _remember(str(member), hidden)
    return HIDDEN


def _hide_repeated(value: Any, redacted: Any, hidden: set[str], schema: Schema) -> Any:
    """The redacted value without what was hidden in it, where its free texts say that again."""
    said = "\0".join((*_free_texts(value, schema), *_free_texts(redacted, schema)))
    if len(said) * len(hidden) > _MOST_COMPARED:
        return _change_free_texts(redacted, schema, lambda text: HIDDEN[: len(text)])
    repeated = sorted((secret for secret in hidden if secret in said), key=len, reverse=True)
    if not repeated:
        return redacted
    kept = _change_free_texts(value, schema, lambda text: _withhold(text, repeated))
    redacted = redacted if kept == value else _redact(kept, set())
    return _change_free_texts(redacted, schema, lambda text: _replace(text, repeated))


def _replace(text: str, secrets: Sequence[str]) -> str:
    """The text without some secrets, of which longer ones come first."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def _withhold(text: str, secrets: Sequence[str]) -> str:
    """The text, or nothing of it where cleaning takes apart a secret that it repeats, such as one that looks like a URL."""
    repeated = [secret for secret in secrets if secret in text]
    shown = _replace(_redact_text(text, set()), repeated) if repeated else ""
    parted = any(secret[:_TELLING] in shown or secret[-_TELLING:] in shown for secret in repeated)
    return HIDDEN if parted else text


def _free_texts(value: Any, schema: Schema) -> list[str]:
    """Each text that may say anything, in a value of a place with this schema."""
    texts: list[str] = []

    def keep(text: str) -> str:
        texts.append(text)
        return text

    _change_free_texts(value, schema, keep)
    return texts


def _change_free_texts(value: Any, schema: Schema, change: Callable[[str], str], name: Any = None) -> Any:
    """A copy of a value, of a place with this schema and name, with each text changed that may say anything."""
    if isinstance(value, dict):
        return {key: _change_free_texts(member, _place(schema, key), change, key) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_change_free_texts(item, schema.get("items", _UNKNOWN_PLACE), change, name) for item in value]
    return change(value) if isinstance(value, str) and _is_free_text(value, name, schema) else value


def _place(schema: Schema, name: Any) -> Schema:
    """The schema of the member of this name."""
    place: Schema = schema.get("properties", {}).get(name, _UNKNOWN_PLACE)
    return place


def _is_free_text(text: str, name: Any, schema: Schema) -> bool:
    """Whether a text may say anything, where a place with this schema and name has it."""
    return not schema or name in _FREE_TEXT_MEMBERS or (name == "state" and text not in KNOWN_STATES)


def _redact_url(match: re.Match[str], hidden: set[str]) -> str:
    # A password may hold unescaped slashes and question marks, so everything up to the last at sign counts as user info. That
    # sign may as well stand in a value of a query or path: then what comes after it is no host to show.
    *parts, at, address = ("", "", *_AT_SIGN.split(match["rest"]))
    user_info = "".join(parts)
    slash = _SLASH_MARK.search(user_info)
    if _QUERY_MARK.search(user_info) or (slash and _EQUALS_SIGN.search(user_info, slash.end())):
        address = _hide(address, hidden)
    for form in {user_info, unquote(user_info)} if user_info else ():
        name, _colon, password = form.partition(":")
        _remember(name, hidden)
        _remember(password, hidden)
    place, mark, tail = (*_QUERY_MARK.split(address, maxsplit=1), "", "")[:3]
    hidden_place = _PATH_VALUE.sub(lambda pair: pair["sign"] + _hide(pair["value"], hidden), place)
    hidden_tail = _QUERY_VALUE.sub(lambda pair: (pair["name"] or "") + _hide(pair["value"], hidden), tail)
    return match["scheme"] + HIDDEN[: len(user_info)] + at + hidden_place + mark + hidden_tail


def _hide_members(text: str, hidden: set[str]) -> str:
    """Hides the values of secret members in text that is no JSON as a whole."""
    parts, done = [], 0
    while name := re.compile(_NAME_IN_TEXT).search(text, done):
        shown, end = _hide_value(text, name.end(), hidden)
        parts += [text[done : name.end()], shown]
        done = end
    return "".join((*parts, text[done:]))


def _hide_value(text: str, start: int, hidden: set[str]) -> tuple[str, int]:
    """What is shown of the value that begins at ``start``, and where it ends."""
    quoted = re.compile(_QUOTED).match(text, start)
    if quoted:
        return quoted["quote"] + _hide(quoted["inner"], hidden) + quoted["end"], quoted.end()
    bare = None if re.compile(_OPENING).match(text, start) else _BARE.match(text, start)
    if bare:
        _remember(bare[0].partition(",")[0], hidden)
    end = bare.end() if bare else _closing_end(text, start)
    return _hide(text[start:end], hidden), end


def _closing_end(text: str, start: int) -> int:
    """Where the object or list ends that begins at ``start``; the end of the text when it is cut off."""
    depth = 0
    for token in re.compile(_BRACKETS).finditer(text, start):
        depth += bool(token["opening"]) - bool(token["closing"])
        if depth == 0:
            return token.end()
    return len(text)


def _hide(secret: str, hidden: set[str]) -> str:
    """Never longer than what it hides, so that limits on length still hold."""
    if len(secret) >= LONG_SECRET:
        _remember(secret, hidden)
        _remember(unquote(secret), hidden)
    return HIDDEN[: len(secret)]


def _remember(secret: str, hidden: set[str]) -> None:
    if len(secret) >= LONG_SECRET:
        hidden.add(secret)
