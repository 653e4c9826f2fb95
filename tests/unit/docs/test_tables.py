# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the pages say what the tables of the code say."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import redaction
from ansible_collections.campusgo.edge.plugins.module_utils.options import AUTH_METHODS, SERVICE_OPTIONS, Option
from ansible_collections.campusgo.edge.plugins.module_utils.verdict import REASONS, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import NOT_ASKED
from ansible_collections.campusgo.edge.tests.pages import AUTHENTICATE, WHEN_IT_FAILS, code, table

HIDDEN = table(AUTHENTICATE, "what", "in the answer", "in results")


def _as_code(*values: object) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _default(option: Option) -> str:
    return "" if option.default is None else _as_code(json.dumps(option.default).strip('"'))


def test_every_option_with_its_sources() -> None:
    assert table(AUTHENTICATE, "option", "default", "Ansible variable", "environment variables, highest first") == [
        (_as_code(option.name), _default(option), _as_code(option.variable), _as_code(*option.environment))
        for option in SERVICE_OPTIONS
    ]


def test_every_way_to_authenticate() -> None:
    assert table(AUTHENTICATE, "`auth_method`", "needs", "may have") == [
        (_as_code(name), _as_code(*method.required), _as_code(*method.optional)) for name, method in AUTH_METHODS.items()
    ]


def test_what_is_hidden_is_what_the_code_says() -> None:
    """The table there breaks lines within a cell, so the words of its column count as one text."""
    _before, _heading, rows, _after = re.split(r"^=+ +=+$", redaction.__doc__, flags=re.MULTILINE)
    column = " ".join(re.split(" {2,}", row)[0] for row in rows.strip().splitlines())
    assert " ".join(row[0] for row in HIDDEN) == column.replace("``", "`")


@pytest.mark.parametrize(("what", "answered", "shown"), HIDDEN, ids=[row[0] for row in HIDDEN])
def test_what_is_hidden_is_hidden_so(what: str, answered: str, shown: str) -> None:
    assert redaction.redact_task(json.loads(code(answered))) == json.loads(code(shown))


def test_every_reason_with_its_verdict() -> None:
    rows = table(WHEN_IT_FAILS, "code", "verdict", "what it means", "what to do")
    assert [(code(row[0]), row[1]) for row in rows] == [
        *((name, verdict or "that of the reasons beside it") for name, verdict in REASONS.items()),
        (NOT_ASKED, UNKNOWN),
    ]
