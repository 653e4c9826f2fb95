# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Text of an answer cannot play tricks on a terminal."""

from __future__ import annotations

import pytest
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable, shorten
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gate 3 烟火", "gate 3 烟火"),
        ("a\nb\r\t", r"a\nb\r\t"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb", r"a\u202eb"),
        (None, "None"),
        (7, "7"),
    ],
)
def test_printable(text: object, shown: str) -> None:
    assert printable(text) == shown


@given(st.text())
def test_all_text_becomes_printable(text: str) -> None:
    assert printable(text).isprintable()


@given(st.text(), st.integers(3, 20))
def test_shorten(text: str, longest: int) -> None:
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == text or (short.endswith("...") and text.startswith(short[:-3]))
