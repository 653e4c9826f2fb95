# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the pages of the documentation print, so that tests can hold the code to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

COLLECTION = Path(__file__).parents[1]
README = COLLECTION / "README.md"
AUTHENTICATE = COLLECTION / "docs" / "authenticate.md"
WHEN_IT_FAILS = COLLECTION / "docs" / "when-it-fails.md"
AUTOMATION_PLATFORM = COLLECTION / "docs" / "automation-platform.md"
SHARDS = COLLECTION / "docs" / "shards.md"
START = COLLECTION / "docs" / "start.md"
LOOKUPS = COLLECTION / "docs" / "lookups.md"
ARCHITECTURE = COLLECTION / "docs" / "architecture.md"
PAGES = tuple(sorted(page for pattern in ("*.md", "docs/*.md", "roles/*/*.md") for page in COLLECTION.glob(pattern)))


@dataclass(frozen=True)
class Block:
    """A block of code on a page; its language is empty where none is named."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def name(self) -> str:
        """The path that its first line gives in a comment; empty when there is none."""
        found = re.match(r"(?:#|//) (\S+)\n", self.text)
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.page.name}:{self.line}"


def code_blocks(page: Path) -> list[Block]:
    """Every block of code, fenced or indented, wherever it stands."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    return [
        Block(page, token.map[0] + 1, token.info.strip(), token.content)
        for token in tokens
        if token.type in ("fence", "code_block")
    ]


def blocks(page: Path, language: str) -> list[str]:
    """The blocks of a language, in their order."""
    return [block.text for block in code_blocks(page) if block.language == language]


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
