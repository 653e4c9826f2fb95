# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Hides what is secret in text that is no JSON: user info and values of URLs, and values after names of secrets.

In text each character that means something may be escaped for JSON, HTML or a URL. All lengths are bounded, or scanned once, so
that no text takes time that grows with its square. The large patterns are compiled (and kept by re) when a text first needs them.
"""

from __future__ import annotations

import base64
import re
from bisect import bisect_left
from contextlib import suppress
from urllib.parse import unquote, unquote_plus

from .scrubbing import HIDDEN, LONG_SECRET
from .secret_names import IN_TEXT, JOINED_IN_TEXT, TRACE, names_a_line

#: ASCII text in which nothing is found of one of these holds no URL, no name of a secret with its value, and is no JSON with
#: members.
MARKS = re.compile(r"[\s:=%&\\>]")
TRACES = re.compile(rf"\A\s*[\[{{\"]|[/\\%&@\uff01-\uff5e]|-u|{TRACE}", re.IGNORECASE)

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_QUOTE = r"(?:(?<!\\)\\*(?:[\"']|u002[27])|%(?:25)*2[27]|&(?:quot|apos|#34|#39|#x22|#x27);)"
_BRACKET = r"(?:[\[{]|%(?:25)*[57]B)"
_SPACE = r"(?:\s|%(?:25)*20)*"
_GREATER = r"(?:>|%(?:25)*3E|&(?:gt|#0*62|#x0*3E);|\\+(?:u00|x)3E)"
_EQUALS = (
    rf"{_SPACE}(?:[=-]?{_GREATER}|→|:=|[:=]|%(?:25)*3[AD]|&(?:#0*58|#0*61|#x0*3[AD]|colon|equals);|\\+(?:u00|x)3[AD]){_SPACE}"
)
_COLON = r"(?::|%(?:25)*3A|&(?:#0*58|#x0*3A|colon);|(?<!\\)\\+(?:u00|x)3A)"
_SLASH = r"(?:\\*/|\\+(?:u00|x)2F|%(?:25)*2F|&(?:#0*47|#x0*2F|sol);)"
_AT = r"(?:@|%(?:25)*40|(?<!\\)\\+(?:u00|x)40|&(?:#0*64|#x0*40|commat);)"
_COMMA = r"(?:,|%(?:25)*2C)"
_IS = r"(?:=|%(?:25)*3D|&(?:#0*61|#x0*3D|equals);|(?<!\\)\\+(?:u00|x)3D)"

_SCHEME = re.compile(rf"(?:(?<=[A-Z0-9+.-]):|(?!:){_COLON}){_SLASH}+", re.IGNORECASE)
#: The user info of a URL in text may hold white space, quotes and angle brackets: what stands before an at sign on the same line
#: is hidden. Host and path end there; a query ends at white space.
_LONGEST_USER_INFO = 256
_LINE_END = re.compile(r"[\r\n]")
_ADDRESS = re.compile(r"(?:[^\s\"'<>\\?#]+|\\+/)*(?:[?#]\S*)?")
#: A member that is a URL is one as a whole, even where it is malformed.
_WHOLE_URL = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*://)?)(.*)", re.DOTALL)
_AT_SIGN = re.compile(f"({_AT})", re.IGNORECASE)
_ASKS = r"(?:[?#]|%(?:25)*(?:3F|23))"
_QUERY_MARK = re.compile(f"({_ASKS})", re.IGNORECASE)
_SLASH_MARK = re.compile(_SLASH, re.IGNORECASE)
_EQUALS_SIGN = re.compile(_IS, re.IGNORECASE)
_PATH_VALUE = re.compile(rf"(?P<sign>{_IS})(?P<value>(?:(?!%(?:25)*(?:26|3B|2F|3D))[^=&;/])+)", re.IGNORECASE)
#: Two equals signs in a row are no name and value but the end of a value in base64.
_QUERY_VALUE = re.compile(r"(?P<name>(?:(?!%(?:25)*3D)[^&;=?#])+=(?!=))?(?P<value>[^&;?#]+)", re.IGNORECASE)

#: A port, with nothing behind it but the punctuation of a sentence or the next URL of a list.
_PORT = (
    rf"[0-9]{{1,5}}[.,;:!)\]}}`]*"
    rf"(?:\Z|[^!-~]|[<>\\]|{_SLASH}|{_ASKS}|{_QUOTE}|(?<=[,;])[a-z][a-z0-9+.-]{{0,15}}{_COLON}{_SLASH})"
)
#: The beginning of a URL, up to a colon without a port behind it: there stands a password whose at sign was cut off.
_CUT_OFF = re.compile(
    rf"(?:(?:\[|%(?:25)*5B)[^\s\]]{{0,64}}?(?:\]|%(?:25)*5D|\Z)|(?!\[|%(?:25)*5B))"
    rf"(?:(?!{_COLON}|{_SLASH}|{_ASKS})(?:[^\s\"'<>\\]|\\(?=\w)))*"
    rf"{_COLON}(?=[^\w\s]{{0,64}}\w)(?!{_SLASH}|{_ASKS}|{_PORT})",
    re.IGNORECASE,
)
#: Such a password may hold what ends a URL otherwise, but where that ends the text around it, too.
_CUT_OFF_PASSWORD = re.compile(r"(?:[^\s\"'<>\\?#]|[\"'<>\\]+(?=\w))*(?:[?#]\S*)?")

#: ``user:password@host`` without a scheme. One character is no password.
_USER = r"[^\s:@/\\\"'<>(){}\[\],;=|&?#%]"
_USER_INFO = re.compile(
    rf"(?<!{_USER}){_USER}{{1,256}}:(?!{_SLASH}|\\)[^\s@]{{2,256}}(?:@[^\s@]{{0,256}}(?=@)){{0,8}}(?=@[\w\[])", re.IGNORECASE
)
#: As curl and others take a user and a password on their command lines.
_LOGIN = re.compile(
    r"(?P<option>(?<![\w-])(?:-[uU]|--(?:proxy-)?user)(?:=|\s+)?(?P<quote>[\"'])?[^\s:\"']{1,256}:)(?!//)"
    r"(?P<password>(?(quote)[^\"'\r\n]+|\S+))"
)

#: The name of a secret in text, up to its value.
_NAME_IN_TEXT = (
    rf"(?:(?P<name>{IN_TEXT})(?i:{_QUOTE}?(?:{_SPACE}{_COMMA}{_SPACE}{_QUOTE}?values?{_QUOTE}?)?{_EQUALS})"
    rf"|(?i:signature{_QUOTE}?{_EQUALS}(?={_QUOTE}?[0-9A-F]{{4}}))"
    rf"|(?i:headers?{_QUOTE}?{_EQUALS}(?={_QUOTE}|{_BRACKET})))"
)
_QUOTED = rf"(?is)(?P<quote>{_QUOTE})(?P<inner>.*?)(?P<end>(?<!\\)(?P=quote)|\Z)"
_OPENING = rf"(?i){_BRACKET}"
_BRACKETS = rf"{_QUOTED}|(?P<opening>{_BRACKET})|(?P<closing>[\]}}]|%(?:25)*[57]D)"
_SCHEME_OF_AUTH = "basic|bearer|digest|token"
#: What stands after a comma may be the next member, or the rest of the value.
_BARE = re.compile(rf"(?:(?i:{_SCHEME_OF_AUTH})[ \t]+)?(?P<value>[^\s,&}}]*)(?:,[^\s,&}}]+)*")
#: The rest of a query whose values are all hidden.
_HIDDEN_QUERY = re.compile(r"\*{1,3}(?:[;?#][^\s;?#=*]*=\*{1,3})+")
#: Without a sign between a name and its value only what looks like a password is taken for one: prose follows names, too.
_GAP = r"(?:\s|%(?:25)*20)+(?!\s|%(?:25)*20)"
_OPENING_MARK = r"[\u2018\u201c「『]"
_IN_WORD = r"(?:(?!%(?:25)*20)[!-~\xa1-\xff])"
_LIKELY = rf"(?!(?i:[\w+.-]{{1,32}}{_COLON}{_SLASH}))(?={_IN_WORD}{{6}})(?={_IN_WORD}*[0-9])(?={_IN_WORD}*[A-Za-z])"
_NAMES_BESIDE_VALUES = (
    # Those first, since the other pattern would take name and value together for a name.
    rf"{JOINED_IN_TEXT}(?=[\"'][0-9A-Za-z][!-~]*[\"']|{_OPENING_MARK}|{_LIKELY})",
    rf"{IN_TEXT}(?i:{_QUOTE}?{_GAP}(?:(?:is|was|{_SCHEME_OF_AUTH}){_GAP}){{0,2}})(?=(?i:{_QUOTE})\S|{_OPENING_MARK}|{_LIKELY})",
)
_MARKED = rf"{_OPENING_MARK}(?P<inner>[^\u2019\u201d」』]*)"
_WORD = rf"(?P<inner>(?:{_IN_WORD}*(?![.,;:)\]}}]){_IN_WORD})?)"
_BETWEEN_WORDS = re.compile(r"[\s;,=&\"']+")
_DIGIT = re.compile(r"[0-9]")
#: User and password as a header has them.
_BASIC = re.compile(r"\bbasic\s+([0-9a-z+/]{4,})", re.IGNORECASE)


def hide_in_text(text: str, hidden: set[str]) -> str:
    """The text without its secrets. Adds to ``hidden`` what was hidden in it and is long enough to be found elsewhere."""
    return _hide_beside(_hide_members(_hide_user_info(_hide_urls(text, hidden), hidden), hidden), hidden)


def hide_in_address(address: str, hidden: set[str]) -> str:
    """A URL, with or without its scheme, without its secrets. Its path may name some: ``rtsp://192.0.2.1/cam&pwd:...``."""
    scheme, rest = _WHOLE_URL.fullmatch(address).groups()  # type: ignore[union-attr]  # it matches any text
    return scheme + _hide_members(_redact_url(rest, hidden), hidden)


def hide(secret: str, hidden: set[str]) -> str:
    """Never longer than what it hides, so that limits on length still hold."""
    remember_decoded(secret, hidden)
    return HIDDEN[: len(secret)]


def remember(secret: str, hidden: set[str]) -> None:
    """Adds to ``hidden`` what is long enough."""
    if len(secret) >= LONG_SECRET:
        hidden.add(secret)


def remember_decoded(secret: str, hidden: set[str]) -> None:
    """The same of a part of a URL, as it is and as it is meant."""
    if len(secret) >= LONG_SECRET:
        for form in (secret, unquote(secret), unquote_plus(secret)):
            remember(form, hidden)


def remember_parts(value: str, hidden: set[str]) -> None:
    """The same of what looks like a secret among the words of a header, and of a login in it."""
    for part in _BETWEEN_WORDS.split(value):
        if _DIGIT.search(part):  # and so no ordinary word, which may stand elsewhere
            remember(part, hidden)
            _remember_user_info(part, hidden)
    for login in _BASIC.findall(value):
        with suppress(ValueError):
            _remember_user_info(base64.b64decode(login + "==").decode(), hidden)


def _hide_urls(text: str, hidden: set[str]) -> str:
    scheme = _SCHEME.search(text)
    if scheme is None:
        return text
    signs = [(sign.start(), sign.end()) for sign in _AT_SIGN.finditer(text)]
    parts, done = [], 0
    while scheme:
        start = scheme.end()
        end = _address_end(text, _user_info_end(text, start, signs))
        parts += [text[done:start], _redact_url(text[start:end], hidden)]
        done = end
        scheme = _SCHEME.search(text, done)
    return "".join((*parts, text[done:]))


def _user_info_end(text: str, start: int, signs: list[tuple[int, int]]) -> int:
    """Where the user info ends that begins at ``start``, given the at signs of the text: behind the last of those in reach."""
    for sign_start, sign_end in signs[bisect_left(signs, (start, start)) :]:
        if sign_start - start > _LONGEST_USER_INFO or _LINE_END.search(text, start, sign_start):
            break
        start = sign_end
    return start


def _address_end(text: str, start: int) -> int:
    """Where a URL in text ends whose user info, if it has any, ends at ``start``."""
    end = _ADDRESS.match(text, start).end()  # type: ignore[union-attr]  # it may be empty
    cut_off = _CUT_OFF.match(text, start)
    return max(end, _CUT_OFF_PASSWORD.match(text, cut_off.end()).end()) if cut_off else end  # type: ignore[union-attr]  # as well


def _redact_url(rest: str, hidden: set[str]) -> str:
    """What follows the scheme of a URL, without its secrets."""
    # A password may hold unescaped slashes and question marks, so everything up to the last at sign counts as user info. That
    # sign may as well stand in a value of a query or path: then what comes after it is no host to show.
    *parts, at, address = ("", "", *_AT_SIGN.split(rest))
    user_info = "".join(parts)
    slash = _SLASH_MARK.search(user_info)
    if _QUERY_MARK.search(user_info) or (slash and _EQUALS_SIGN.search(user_info, slash.end())):
        address = hide(address, hidden)
        named = (pair for pair in _QUERY_VALUE.finditer(rest) if pair["name"])
        for pair in (*_PATH_VALUE.finditer(rest), *named):
            remember_decoded(pair["value"], hidden)
    _remember_user_info(user_info, hidden)
    place, mark, tail = (*_QUERY_MARK.split(address, maxsplit=1), "", "")[:3]
    shown_place = _hide_cut_off(place, hidden)
    hidden_place = _PATH_VALUE.sub(lambda pair: pair["sign"] + _hide_path_value(pair, hidden), shown_place)
    hidden_tail = _QUERY_VALUE.sub(lambda pair: (pair["name"] or "") + hide(pair["value"], hidden), tail)
    return HIDDEN[: len(user_info)] + at + hidden_place + mark + hidden_tail


def _hide_path_value(pair: re.Match[str], hidden: set[str]) -> str:
    if _EQUALS_SIGN.match(pair.string, pair.end()):  # user=admin_password=..._channel=1: the name of the next value is at its end
        remember_decoded(pair["value"].rpartition("_")[0], hidden)
    return hide(pair["value"], hidden)


def _hide_cut_off(place: str, hidden: set[str]) -> str:
    """Host and path of a URL without the password that stands there where the URL, or one in its path, is cut off."""
    starts = (0, *(scheme.end() for scheme in _SCHEME.finditer(place)))
    cut_off = next(filter(None, (_CUT_OFF.match(place, start) for start in starts)), None)
    if cut_off is None:
        return place
    password = place[cut_off.end() :]
    # What comes behind it in a sentence is hidden with it, but is no part of what is repeated elsewhere.
    remember(re.compile(_WORD).match(password)["inner"], hidden)  # type: ignore[index]  # it may be empty
    return place[: cut_off.end()] + hide(password, hidden)


def _remember_user_info(user_info: str, hidden: set[str]) -> None:
    for form in {user_info, unquote(user_info)} if user_info else ():
        name, _colon, password = form.partition(":")
        remember(name, hidden)
        remember(password, hidden)


def _hide_user_info(text: str, hidden: set[str]) -> str:
    def hide_one(match: re.Match[str]) -> str:
        _remember_user_info(match[0], hidden)
        return HIDDEN

    def hide_password(match: re.Match[str]) -> str:
        return match["option"] + hide(match["password"], hidden)

    return _LOGIN.sub(hide_password, _USER_INFO.sub(hide_one, text) if "@" in text else text)


def _narrow(text: str) -> str:
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def _hide_members(text: str, hidden: set[str]) -> str:
    """Hides the values after names of secrets. Names and signs may have the full width of Chinese characters."""
    narrow = _narrow(text)
    parts, done = [], 0
    while name := re.compile(_NAME_IN_TEXT).search(narrow, done):
        shown, end = _hide_after(name, text, narrow, hidden)
        parts += [text[done : name.end()], shown]
        done = end
    return "".join((*parts, text[done:]))


def _hide_after(name: re.Match[str], text: str, narrow: str, hidden: set[str]) -> tuple[str, int]:
    """What is shown of what follows a name, and where that ends."""
    pattern = name.re
    is_line = names_a_line(name["name"] or "")
    start = name.end()
    # What looks like a value may be one more name: password: token: ...
    while following := pattern.match(narrow, start):
        is_line = is_line or names_a_line(following["name"] or "")
        start = following.end()
    shown, end = _hide_value(text, start, is_line, hidden)
    return (shown if start == name.end() else hide(text[name.end() : end], hidden)), end


def _hide_value(text: str, start: int, is_line: bool, hidden: set[str]) -> tuple[str, int]:
    """What is shown of the value that begins at ``start``, and where it ends."""
    quoted = re.compile(_QUOTED).match(text, start)
    if quoted:
        return quoted["quote"] + hide(quoted["inner"], hidden) + quoted["end"], quoted.end()
    if is_line:
        return _hide_line(text, start, hidden)
    bare = None if re.compile(_OPENING).match(text, start) else _BARE.match(text, start)
    if bare is None:
        end = _closing_end(text, start)
        return hide(text[start:end], hidden), end
    if _HIDDEN_QUERY.fullmatch(bare[0]):
        return bare[0], bare.end()
    remember(bare["value"], hidden)
    return hide(bare[0], hidden), bare.end()


def _hide_line(text: str, start: int, hidden: set[str]) -> tuple[str, int]:
    line_end = _LINE_END.search(text, start)
    end = line_end.start() if line_end else len(text)
    remember_parts(text[start:end], hidden)
    return HIDDEN[: end - start], end


def _closing_end(text: str, start: int) -> int:
    """Where the object or list ends that begins at ``start``; the end of the text when it is cut off."""
    depth = 0
    for token in re.compile(_BRACKETS).finditer(text, start):
        depth += bool(token["opening"]) - bool(token["closing"])
        if depth == 0:
            return token.end()
    return len(text)


def _hide_beside(text: str, hidden: set[str]) -> str:
    """Hides what looks like the value of a secret and follows its name without a sign, in text where nothing else is to hide."""
    for names in _NAMES_BESIDE_VALUES:
        narrow = _narrow(text)
        parts, done = [], 0
        while name := re.compile(names).search(narrow, done):
            values = (re.compile(value).match(narrow, name.end()) for value in (_QUOTED, _MARKED, _WORD))
            start, end = next(filter(None, values)).span("inner")
            parts += [text[done:start], hide(text[start:end], hidden)]
            done = end
        text = "".join((*parts, text[done:]))
    return text
