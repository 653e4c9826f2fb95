# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the pages of the documentation print, so that tests can hold the code to it."""

from __future__ import annotations

import re
from pathlib import Path

COLLECTION = Path(__file__).parents[1]
README = COLLECTION / "README.md"
AUTHENTICATE = COLLECTION / "docs" / "authenticate.md"
WHEN_IT_FAILS = COLLECTION / "docs" / "when-it-fails.md"
PAGES = (README, *sorted((COLLECTION / "docs").glob("*.md")))


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a language, in their order."""
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def table(page: Path, *heading: str) -> list[tuple[str, ...]]:
    """The cells of the only table with this heading, row by row, as they are written. No cell may hold a vertical bar."""
    lines = page.read_text(encoding="utf-8").splitlines()
    (start,) = [number for number, line in enumerate(lines) if _cells(line) == heading]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(_cells(line))
        assert len(rows[-1]) == len(heading), line
    return rows


def code(cell: str) -> str:
    """The text of a cell that is code as a whole."""
    found = re.fullmatch(r"`([^`]+)`", cell)
    assert found, cell
    return found[1]


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
