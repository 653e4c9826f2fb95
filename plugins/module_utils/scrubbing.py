# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Removes secrets that a caller holds, by value: wherever they stand, as they are or in a usual encoding."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from html.entities import codepoint2name
from typing import Any
from urllib.parse import unquote

HIDDEN = "***"
#: Characters of a secret that is hardly found in a text by chance.
LONG_SECRET = 8

#: Longer secrets are tokens. They are known by their beginning, as a pattern of the whole would take long to compile.
_LONGEST_WHOLE_SECRET = 256
_BEGINNING = 64
_TOKEN = re.compile(r"[0-9A-Za-z_+/=.~-]+")
_REST_OF_TOKEN = rf"(?:{_TOKEN.pattern}|\\+/|\\+u00[0-9A-F]{{2}}|%(?:25)*[0-9A-F]{{2}}|&(?:amp;)*#?[0-9A-Za-z]+;)*"

#: Encodings within encodings that are taken off a text.
_LAYERS = 4
_ESCAPES = re.compile(r"(\\+)(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))?", re.DOTALL)
_SHORT_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ENCODED = re.compile(r"[&%\\]")
_BASE64 = re.compile(r"[0-9A-Za-z+/_-]{11,}")
_TO_STANDARD = str.maketrans("-_", "+/")
#: Patterns of more secrets at once take long to compile.
_MOST_PATTERNS = 8


def scrub(value: Any, secrets: Iterable[str]) -> Any:
    """A copy of ``value`` in which no string holds any of ``secrets``, in any case, as they are or in a usual encoding.

    Names of members are scrubbed only of secrets that are long: a short one would take the names of results apart.
    """
    known = frozenset(secret for secret in secrets if secret)
    pattern = _any_of(known)
    return value if pattern is None else _scrub(value, pattern, _any_of(frozenset(s for s in known if len(s) >= LONG_SECRET)))


def repeated(text: str, secrets: Iterable[str]) -> list[str]:
    """Those of some long secrets that the text holds, in any case and usual encoding; longer ones first.

    To look for many of them in what the text says is much faster than to look for patterns.
    """
    said = decoded(text)
    in_lower_case = said.lower()
    in_base64 = said.translate(_TO_STANDARD) if _BASE64.search(said) else ""
    found = (
        secret
        for secret in secrets
        if secret.lower() in in_lower_case or (in_base64 and any(core in in_base64 for core, _is_shared in _base64_cores(secret)))
    )
    return sorted(found, key=len, reverse=True)


def without(text: str, secrets: Sequence[str]) -> str:
    """The text without some long secrets, of which longer ones come first. Where one would stay, nothing of the text does."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    left = repeated(text, secrets)
    if 0 < len(left) <= _MOST_PATTERNS:
        text = scrub(text, left)
        left = repeated(text, left)
    return HIDDEN if left else text


def decoded(text: str) -> str:
    """The text, and what it says without the encodings of JSON, HTML and URLs, also one in the other."""
    forms = [text]
    latest = text
    for _layer in range(_LAYERS):
        if not _ENCODED.search(latest):
            break
        outer = latest
        for decode in _DECODERS:
            forms.append(decode(outer))
            latest = decode(latest)
        forms.append(latest)
    return "\0".join(dict.fromkeys(forms))


def _unescape(text: str) -> str:
    """The text without the escapes of JSON, and of languages like it."""
    if "\\" not in text:
        return text
    plain = _ESCAPES.sub(_unescaped, text)
    return plain if plain.isascii() else plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _unescaped(escapes: re.Match[str]) -> str:
    backslashes = len(escapes[1])
    pairs, code, character = "\\" * (backslashes // 2), escapes[2] or escapes[3], escapes[4] or ""
    if backslashes % 2 == 0:
        return pairs + escapes[0][backslashes:]
    return pairs + (chr(int(code, 16)) if code else _SHORT_ESCAPES.get(character, character))


_DECODERS: tuple[Callable[[str], str], ...] = (_unescape, html.unescape, unquote)


@lru_cache(maxsize=32)
def _any_of(secrets: frozenset[str]) -> re.Pattern[str] | None:
    if not secrets:
        return None
    forms = (form for secret in sorted(secrets, key=len, reverse=True) for form in _forms(secret))
    return re.compile("|".join(forms), re.IGNORECASE)


def _forms(secret: str) -> Iterator[str]:
    """Patterns of the secret as text and, when it is long, in base64, alone or within a longer text."""
    if len(secret) > _LONGEST_WHOLE_SECRET and _TOKEN.fullmatch(secret):
        yield from (form + _REST_OF_TOKEN for form in _forms(secret[:_BEGINNING]))
        return
    yield _encoded(secret)
    if len(secret) < LONG_SECRET:
        return
    for whole, is_shared in _base64_cores(secret):
        shared = r"[\w+/-]?" if is_shared else ""
        pattern = (
            _encoded(whole).replace(_encoded("+"), f"(?:{_encoded('+')}|-)").replace(_encoded("/"), f"(?:{_encoded('/')}|_)")
        )
        yield pattern + shared


def _base64_cores(secret: str) -> Iterator[tuple[str, bool]]:
    """The secret in base64, alone or in a longer text: what no neighbor changes, and whether one shares a character behind."""
    octets = secret.encode("utf-8", "surrogatepass")
    for before in range(3):
        text = base64.b64encode(bytes(before) + octets).decode()
        yield text[-(-before * 8 // 6) : (before + len(octets)) * 8 // 6], (before + len(octets)) % 3 > 0


def _encoded(text: str) -> str:
    """A pattern of the text, each of its characters as it is or as JSON, HTML and URLs have it, also one in the other."""
    return re.sub(r"\\+|[^0-9A-Za-z]", lambda run: _encoded_run(run[0]), text)


@lru_cache(maxsize=256)
def _encoded_run(run: str) -> str:
    """The pattern of one character, or of backslashes in a row: how many there are after escaping depends on all of them."""
    character, length = run[0], len(run)
    units = character.encode("utf-16-be", "surrogatepass")
    as_is = rf"\\{{{length},{8 * length}}}" if character == "\\" else rf"\\{{0,8}}{re.escape(character)}"
    in_json = "".join(rf"\\{{1,8}}u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))
    in_url = "".join(f"%(?:25){{0,3}}{octet:02x}" for octet in character.encode("utf-8", "surrogatepass"))
    code = ord(character)
    in_html = "|".join((f"#0{{0,5}}{code}", f"#x0{{0,5}}{code:x}", *(codepoint2name[c] for c in (code,) if c in codepoint2name)))
    return f"(?:{as_is}|(?:{in_json}){{{length}}}|(?:{in_url}){{{length}}}|(?:&(?:amp;){{0,3}}(?:{in_html});){{{length}}})"


def _scrub(value: Any, secret: re.Pattern[str], long_secret: re.Pattern[str] | None) -> Any:
    if isinstance(value, dict):
        return {_scrub_key(key, long_secret): _scrub(member, secret, long_secret) for key, member in value.items()}
    if isinstance(value, list):
        return [_scrub(item, secret, long_secret) for item in value]
    return secret.sub(HIDDEN, value) if isinstance(value, str) else value


def _scrub_key(key: Any, long_secret: re.Pattern[str] | None) -> Any:
    return key if long_secret is None or not isinstance(key, str) else long_secret.sub(HIDDEN, key)
