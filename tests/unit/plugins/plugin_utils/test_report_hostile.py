# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever an answer contains is harmless text in every report.

Each text is put everywhere; then the report must have the structure that it has with a plain word in its place.
"""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_json import render_json
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_junit import render_junit
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_markdown import render_markdown
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_page import render_page
from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import RENDERERS
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable
from ansible_collections.campusgo.edge.tests.unit.report_results import JUNIT_SCHEMA, document_of, verdict_full_of
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

WORD = "word"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "end of elements": "</td></tr></table></code></pre></details></title></style></script>",
    "end of a comment, CDATA": "--> ]]> <![CDATA[ <!-- <?xml version='1.0'?>",
    "entities": "&lt;b&gt; &amp; &#60;b&#62; &nbsp",
    "quotes": "\" onload=\"alert(1) ' onload='alert(1) ` onload=`alert(1)",
    "templates": "{{ 7 * 7 }} {% raw %} {# #} ${7*7} <%= 7*7 %>",
    "terminal escapes": "\x1b[2J\x1b]0;title\x07\x9b31m",
    "characters that XML forbids": "".join(map(chr, range(32))) + "\x7f\x85\ufffe\uffff",
    "lone surrogates": "\ud800 \udfff",
    "line ends": "a\nb\r\nc\u2028d\u2029e\x0bf\x0cg",
    "a table of its own": "| a | b |\n|---|---|\n| c | d |",
    "pipes": r"| \| \\| \\\| a|b|",
    "backticks": "` `` ```\n```` `a` ``` b",
    "backtick alone": "`",
    "backslashes": "\\` \\\\ \\",
    "blank": "  ",
    "markdown": "# a\n* b\n> c\n**d** _e_ [f](https://example.com) ![g](https://example.com/g.png)",
    "links": "javascript:alert(1) [x](javascript:alert(1)) https://example.com www.example.com a@example.com <https://example.com>",
    "mentions": "@everyone #1 !1 group/project@deadbeef :tada: /close",
    "direction": "\u202eexe.txt\u202c \u2066\u2067\u2069 \u200f\u200e\u061c",
    "invisible": "a\u200bb\u2060c\ufeffd\u00ade\u3164",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "long": "a" * 10_000,
    "long with backticks": "`a" * 1_000,
    "formula": '=HYPERLINK("https://example.com") +1 -1 @SUM(1)',
    "words that mean something": "passed",
}

MARKDOWN = MarkdownIt("gfm-like")

every_hostile_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
any_text = st.text(min_size=1, max_size=40) | st.text("`|\\ \n<>&[]()*_", min_size=1, max_size=20)


def document_full_of(text: str) -> dict[str, Any]:
    return document_of(verdict_full_of(text), host=text)


class Elements(HTMLParser):
    """The elements of a page with the names of their attributes, and their attributes' values."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.values: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, *(name for name, _value in attrs)))
        self.values += [value or "" for _name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """Keep the end of an element."""
        self.elements.append((f"/{tag}",))


def xml_shape(element: ElementTree.Element) -> Any:
    return element.tag, sorted(element.attrib), [xml_shape(child) for child in element]


def all_tokens(text: str) -> list[Token]:
    return [inner for token in MARKDOWN.parse(text) for inner in [token, *(token.children or [])]]


def check_page(text: str) -> None:
    page, plain = (Elements(render_page(document_full_of(content))) for content in (text, WORD))
    assert page.elements == plain.elements
    assert page.values == plain.values


def check_junit(text: str) -> None:
    reports = [render_junit(document_full_of(content)) for content in (text, WORD)]
    junit, plain = map(ElementTree.fromstring, reports)
    assert xml_shape(junit) == xml_shape(plain)
    assert junit.find("testsuite").get("name") == printable(text)


def check_markdown(text: str) -> None:
    tokens, plain = (all_tokens(render_markdown(document_full_of(content))) for content in (text, WORD))
    assert [(token.type, token.tag) for token in tokens] == [(token.type, token.tag) for token in plain]
    foreign = [(token.content, other.content) for token, other in zip(tokens, plain, strict=True) if not token.children]
    assert {mine for mine, other in foreign if other != WORD} == {other for _mine, other in foreign if other != WORD}
    if len(printable(text)) <= 120 and "\\|" not in printable(text):
        assert {mine for mine, other in foreign if other == WORD} == {printable(text)}


@every_hostile_text
def test_nothing_but_printable_characters_is_written(text: str) -> None:
    for name, render in RENDERERS.items():
        report = render(document_full_of(text))
        assert not [character for character in report if not character.isprintable() and character != "\n"], name


@every_hostile_text
def test_no_element_of_the_page_comes_from_an_answer(text: str) -> None:
    check_page(text)


@every_hostile_text
def test_junit_stays_well_formed_and_says_the_same(text: str) -> None:
    check_junit(text)
    xmlschema.XMLSchema(JUNIT_SCHEMA).validate(render_junit(document_full_of(text)))


@every_hostile_text
def test_no_markup_link_or_mention_comes_alive_in_markdown(text: str) -> None:
    check_markdown(text)


@every_hostile_text
def test_json_says_the_same_in_ascii(text: str) -> None:
    document = document_full_of(text)
    assert render_json(document).isascii()
    assert json.loads(render_json(document)) == document


@given(any_text)
def test_any_text_is_harmless(text: str) -> None:
    check_page(text)
    check_junit(text)
    check_markdown(text)
