# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret that a caller holds is left, in whatever encoding it stands."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import HIDDEN, repeated, scrub, without
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json
from hypothesis import given
from hypothesis import strategies as st

KEY = "aB/cd+ef=gh 1"


@pytest.mark.parametrize("form", [KEY, quote(KEY), quote(KEY, safe=""), "aB%2fcd%2bef%3dgh%201"])
def test_scrub_knows_the_forms_of_a_secret(form: str) -> None:
    value = {"a": [f"before {form} after", 1, None], form: {"b": form}}
    assert scrub(value, [KEY]) == {"a": ["before *** after", 1, None], HIDDEN: {"b": HIDDEN}}


def test_scrub_takes_the_longest_secret_first() -> None:
    assert scrub("abcdef abc", ["abc", "abcdef"]) == "*** ***"


@pytest.mark.parametrize("secrets", [[], [""]])
def test_scrub_without_secrets_changes_nothing(secrets: list[str]) -> None:
    assert scrub({"a": "b"}, secrets) == {"a": "b"}


@given(any_json, st.lists(st.text(min_size=1, max_size=6).filter(lambda s: not set(s) <= {"*"}), min_size=1, max_size=3))
def test_no_string_holds_a_scrubbed_secret(value: Any, secrets: list[str]) -> None:
    secrets = [f"<{secret}>secret" for secret in secrets]
    planted = [value, {secret: {"a": f"x{secret}y{quote(secret)}"} for secret in secrets}]
    text = json.dumps(scrub(planted, secrets), ensure_ascii=False)
    assert not any(json.dumps(form, ensure_ascii=False)[1:-1] in text for s in secrets for form in (s, quote(s)))


def test_a_secret_of_many_odd_characters_takes_no_time_that_grows_with_their_number() -> None:
    assert scrub("\\" * 3000 + "-" * 3000, ["\\" * 200 + "-" * 200 + "x"])


def test_a_short_secret_goes_from_text_but_does_not_take_the_names_of_results_apart() -> None:
    assert scrub({"state": "the state a"}, ["state"]) == {"state": "the *** a"}


@pytest.mark.parametrize(
    "form",
    [
        "MIIab+cd/ef=gh&x",
        "MIIAB+CD/EF=GH&X",
        "MIIab%2bcd%2Fef%3Dgh%26x",
        r"MIIab+cd\/ef=gh&x",
        "MIIab+cd/ef=gh&amp;x",
        "TUlJYWIrY2QvZWY9Z2gmeA==",
        r"MIIab\u002bcd\u002Fef\u003dgh\u0026x",
        r"MIIab+cd\\/ef\\u003dgh&x",
        "MIIab&#43;cd&#x2f;ef&#061;gh&amp;amp;x",
        "MIIab%252Bcd%252Fef%253Dgh%2526x",
        *(base64.b64encode(f"{before}MIIab+cd/ef=gh&x after".encode()).decode() for before in ("", "a", "ab", "X-Auth-Token: ")),
    ],
)
def test_a_secret_goes_in_every_usual_encoding(form: str) -> None:
    shown = scrub(f"before {form} after", ["MIIab+cd/ef=gh&x"])
    assert HIDDEN in shown
    assert not re.search("(?i)miiab|TUlJ|1JSWFi|NSUlhY", shown)


@given(st.text(min_size=8, max_size=20), st.binary(max_size=5), st.binary(max_size=5))
def test_no_long_secret_is_left_in_base64(secret: str, before: bytes, after: bytes) -> None:
    octets = before + secret.encode("utf-8", "surrogatepass") + after
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert HIDDEN in scrub(f"Basic {encode(octets).decode()}", [secret])


_TOKEN = "MII" + "aB3+/-_=" * 500


@pytest.mark.parametrize(
    "form",
    [
        _TOKEN,
        _TOKEN.upper(),
        quote(_TOKEN, safe=""),
        quote(quote(_TOKEN, safe=""), safe=""),
        _TOKEN.replace("/", r"\/"),
        _TOKEN.replace("+", r"\\u002b").replace("=", r"\\u003D"),
        _TOKEN.replace("+", "&#43;").replace("/", "&amp;#x2f;"),
        *(base64.b64encode(f"{before}{_TOKEN}".encode()).decode() for before in ("", "a", "ab")),
    ],
)
def test_a_token_goes_as_a_whole_with_nothing_after_it(form: str) -> None:
    shown = scrub(f'{{"token":"{form}","a":1}} {form}, after', [_TOKEN])
    assert re.fullmatch(r'\{"token":"(...?)?\*\*\*","a":1\} (...?)?\*\*\*, after', shown)


def test_many_tokens_take_no_time_that_grows_with_their_length() -> None:
    # Patterns of the whole tokens would take minutes to compile: a hang, not a slow test.
    tokens = [f"MII{number}" + _TOKEN * 4 for number in range(12)]
    for last in range(1, 13):
        assert scrub(f"a {tokens[last - 1]} b", tokens[:last]) == "a *** b"


def test_a_long_secret_that_is_no_token_goes_as_a_whole() -> None:
    secret = "several words " * 40
    assert scrub(f"a {secret}b", [secret]) == "a ***b"


@pytest.mark.parametrize(
    "text",
    [
        KEY, KEY.upper(), quote(KEY), quote(quote(KEY)), json.dumps(json.dumps(KEY)), "aB&#47;cd&#x2B;ef=gh 1",
        *(base64.b64encode(b"u" * before + b":" + KEY.encode()).decode() for before in range(3)),
        base64.urlsafe_b64encode(b"?>" + KEY.encode()).decode(),
    ],
)  # fmt: skip
def test_a_long_secret_is_found_and_removed_in_any_usual_encoding(text: str) -> None:
    assert repeated(f"with {text} there", [KEY, "another secret"]) == [KEY]
    shown = without(f"with {text} there", [KEY])
    assert repeated(shown, [KEY]) == []
    assert shown.startswith("with ")
    assert shown.endswith("there")


def test_the_longest_secret_goes_first() -> None:
    assert repeated("abcdefghijk", {"abcdefgh", "abcdefghijk", "bcdefghi", "xxxxxxxx"})[0] == "abcdefghijk"
    assert without("abcdefghijk", ["abcdefghijk", "abcdefgh"]) == HIDDEN


def test_nothing_stays_of_a_text_that_repeats_many_secrets_in_other_forms() -> None:
    secrets = [f"secret-number-{number}" for number in range(9)]
    assert without(" ".join(secrets[:8]).upper(), secrets[:8]) == " ".join([HIDDEN] * 8)
    assert without(" ".join(secrets).upper(), secrets) == HIDDEN
    assert without(" ".join(secrets), secrets) == " ".join([HIDDEN] * 9)
    assert without(r"with aB\x2fcd+ef=gh 1", [KEY]) == HIDDEN


@given(st.text(min_size=8, max_size=12).filter(lambda text: text.isprintable()))
def test_a_secret_is_found_in_what_programs_write(secret: str) -> None:
    for text in (secret, quote(secret, safe=""), json.dumps(secret), json.dumps(json.dumps(secret)), html.escape(secret)):
        assert repeated(f"x{text}x", [secret]) == [secret]
