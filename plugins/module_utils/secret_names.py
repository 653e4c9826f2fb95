# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which names say that what they name is secret: one list, for members of JSON and for names in text.

``key`` alone is not among them: it is what lists of labels call the name of a label, ``{"key": "floor", "value": "3"}``, and to
hide it would hide the name and show the value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import Enum, auto
from functools import lru_cache
from typing import Any

_CHINESE = r"密码|口令|密钥|令牌"
#: Words that make a name secret wherever they stand in it, in any case.
_ANYWHERE = (
    r"passw|pass[-_ ]?(?:word|wd|phrase|code)|pwd|secret|token|credential|authori[sz]ation|cookie"
    rf"|(?:access|api|app|private|secret)[-_ ]?key|{_CHINESE}"
)
#: Words that do so as the last one of a name: within others they mean nothing, as in task and bypassed.
_LAST = r"pass|pw|psw|pin|auth|ak|sk|(?:encryption|shared|signing|stream)[-_ ]?key"
#: Where a word begins: behind what is no letter, behind an escape such as \n, and as camelCase has it.
_BEGINS = r"(?:(?<![A-Za-z])|(?<=[a-z])(?=[A-Z])|(?<=\\[nrt]))"
_LAST_WORD = rf"{_BEGINS}(?i:{_LAST})"

#: A name in text whose value is secret. A signature is one for some minutes, but often words follow it.
IN_TEXT = rf"(?:(?i:{_ANYWHERE})[\w-]{{0,32}}|{_LAST_WORD}[0-9]{{0,3}})"
#: A name in text that its value may follow at once: in Chinese no blank stands between words, nor around the word for is.
JOINED_IN_TEXT = rf"(?:(?:{_CHINESE})[为是]?|(?i:{_ANYWHERE})[为是])"
#: What each text with such a name holds, quick to look for.
TRACE = rf"(?:{_ANYWHERE}|{_LAST}|signature|headers?)"

_SECRET = re.compile(rf"{_ANYWHERE}|\Asignature\Z", re.IGNORECASE)
_SECRET_LAST_WORD = re.compile(rf"{_LAST_WORD}[0-9]*\Z")
#: Members of an object that name what another member of it holds, as in ``{"name": "password", "value": "..."}``.
_NAMING = ("name", "Name", "NAME", "key", "Key", "KEY")
_NAMED = frozenset(("value", "Value", "VALUE", "values", "Values", "VALUES"))
_HEADERS = re.compile(r"headers?\Z")
_MEASURE = re.compile(r"(?:count|length|size|limit|type|version|ttl|seconds|expires|expires(?:in|at))\Z")
_LINE = re.compile(r"authori[sz]ation|cookie", re.IGNORECASE)
_NO_LETTERS = re.compile(r"[\W_]+")
#: Longer names are not kept in memory.
_LONGEST_KEPT = 64


class Kind(Enum):
    """What a name says of its value."""

    PLAIN = auto()
    #: Secret, whatever it is.
    SECRET = auto()
    #: A text may be secret, a number measures something, as in ``token_count``.
    MEASURE = auto()
    HEADERS = auto()
    ADDRESS = auto()


def kind_of(name: object) -> Kind:
    """What the name of a member says, in any case and width of its letters, and however its words are put together."""
    if not isinstance(name, str):
        return Kind.PLAIN
    return _kept_kind(name) if len(name) <= _LONGEST_KEPT else _kind(name)


def _kind(name: str) -> Kind:
    plain = name if name.isascii() else unicodedata.normalize("NFKC", name)
    letters = _NO_LETTERS.sub("", plain).lower()
    if _HEADERS.search(letters):
        return Kind.HEADERS
    if letters == "url":
        return Kind.ADDRESS
    if _SECRET.search(letters) or _SECRET_LAST_WORD.search(plain.strip("-_ ")):
        return Kind.MEASURE if _MEASURE.search(letters) else Kind.SECRET
    return Kind.PLAIN


_kept_kind = lru_cache(maxsize=1024)(_kind)


def name_of(key: object, members: Mapping[Any, Any]) -> object:
    """What names the member ``key`` of an object: a member beside it where that says something of its value, else ``key``."""
    if key in _NAMED:
        for naming in _NAMING:
            if kind_of(members.get(naming)) is not Kind.PLAIN:
                return members[naming]
    return key


def names_a_line(name: str) -> bool:
    """Whether a name in text is that of a header whose value goes on to the end of the line."""
    return _LINE.search(name) is not None
