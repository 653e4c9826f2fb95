# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The published schema is the schema of the code, and other tools than Python's can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.schema import (
    EDGE_POOL_ID,
    PROJECT_ID,
    SERVICE_NAME,
    SERVICE_VERSION,
    TARGET_ROI_SCHEMA,
    TASK_ID,
    TASK_NAME,
    TASK_SCHEMA,
    matches,
)

PUBLISHED = Path(__file__).parents[4] / "docs" / "schemas" / "task.schema.json"
REWRITE = (
    "PYTHONPATH=plugins/module_utils python3 -c "
    "'import json, schema; print(json.dumps(schema.TASK_SCHEMA, indent=2, ensure_ascii=False))' "
    f"> docs/schemas/{PUBLISHED.name}"
)


def test_the_published_schema_is_that_of_the_code() -> None:
    expected = json.dumps(TASK_SCHEMA, indent=2, ensure_ascii=False) + "\n"
    assert PUBLISHED.read_text(encoding="utf-8") == expected, f"run in the root of the repository: {REWRITE}"


@pytest.mark.parametrize("schema", [TASK_SCHEMA, TARGET_ROI_SCHEMA], ids=["task", "target_roi"])
def test_is_valid_draft_07(schema: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(schema)


def _patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for member in schema.values():
            yield from _patterns(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from _patterns(member)


PATTERNS = sorted(set(_patterns(TASK_SCHEMA)))


def test_there_are_patterns() -> None:
    assert len(PATTERNS) > 10


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_means_the_same_in_ecmascript(pattern: str) -> None:
    re.compile(pattern)
    # What only Python knows: anchors \A and \Z, (?P...), (?i) and its like, comments, conditions, atomic groups and possessive
    # repetition. Look-behind and \p are missing in older engines.
    assert not re.search(r"\\[AZpP]|\(\?(?![:=!])|[*+?}]\+", pattern)
    # What means other characters there: in Python, these classes hold digits, letters and spaces of every script.
    assert not re.search(r"\\[dDwWsSbB]", pattern)
    # With the flag u, only syntax characters may be escaped, besides \n and \uXXXX.
    assert not re.search(r"\\(?!u[0-9A-F]{4}|[\^$\\.*+?()\[\]{}|/n])", pattern)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_binds_the_whole_text(pattern: str) -> None:
    assert pattern.startswith("^")
    assert pattern.endswith(r"$(?!\n)")
    inner = pattern.removeprefix("^").removesuffix(r"$(?!\n)")
    depth = 0
    for position, character in enumerate(re.sub(r"\\.|\[[^\]]*\]", "__", inner)):
        depth += (character == "(") - (character == ")")
        assert not (character == "|" and depth == 0), f"an alternative outside a group at {position} escapes the anchors"


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        (TASK_ID, "8656efdafebf440bb7008f174db6c567"),
        (TASK_ID, "task7qe4sb_O"),
        (EDGE_POOL_ID, "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"),
        (EDGE_POOL_ID, "edgestreampoolabcd_123"),
        (PROJECT_ID, "a"),
        (PROJECT_ID, "6204a5bd270343b5885144cf9c8c158d"),
        (SERVICE_NAME, "c-queue-status-analysis-edge"),
        (SERVICE_NAME, "ab"),
        (SERVICE_VERSION, "3.0"),
        (SERVICE_VERSION, "123.456"),
        (TASK_NAME, "烟火_Test-1"),
        (TASK_NAME, "x" * 100),
    ],
)
def test_a_shape_matches(shape: str, text: str) -> None:
    assert matches(shape, text)


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (TASK_ID, "8656EFDAFEBF440BB7008F174DB6C567"),
        (TASK_ID, "8656efdafebf440bb7008f174db6c56"),
        (TASK_ID, "8656efdafebf440bb7008f174db6c5670"),
        (TASK_ID, "8656efdafebf440bb7008f174db6c567\n"),
        (TASK_ID, "../8656efdafebf440bb7008f174db6c567"),
        (TASK_ID, "task7qe4sb/x"),
        (TASK_ID, "taskäbcdefgh"),
        (TASK_ID, None),
        (TASK_ID, 8656),
        (EDGE_POOL_ID, "task7qe4sbmo"),
        (PROJECT_ID, ""),
        (PROJECT_ID, "a/b"),
        (PROJECT_ID, "x" * 65),
        (SERVICE_NAME, "c-face-edge2"),
        (SERVICE_NAME, "c"),
        (SERVICE_NAME, "-face"),
        (SERVICE_NAME, "face-"),
        (SERVICE_NAME, "x" * 101),
        (SERVICE_VERSION, "3"),
        (SERVICE_VERSION, "3.0\n"),
        (SERVICE_VERSION, "٣.٠"),
        (SERVICE_VERSION, 3.0),
        (TASK_NAME, ""),
        (TASK_NAME, "a b"),
        (TASK_NAME, "x" * 101),
    ],
)
def test_a_shape_does_not_match(shape: str, value: object) -> None:
    assert not matches(shape, value)
