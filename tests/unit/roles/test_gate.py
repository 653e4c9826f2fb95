# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the role say the same as the options that they become."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.campusgo.edge.plugins.module_utils.options import EXPECTATION, JUDGEMENT, REPORTS

ROLE = Path(__file__).parents[3] / "roles" / "gate"
VARIABLES = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))["argument_specs"]["main"][
    "options"
]
DEFAULTS = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text(encoding="utf-8"))
OPTIONS = {option.name: option for option in JUDGEMENT}


def types(options: dict[str, Any]) -> dict[str, str]:
    return {name: option["type"] for name, option in options.items()}


def test_defaults_are_those_that_are_documented() -> None:
    assert {name: option["default"] for name, option in VARIABLES.items() if "default" in option} == DEFAULTS


@pytest.mark.parametrize("name", sorted(VARIABLES.keys() - {"gate_expect", "gate_defaults", "gate_report_dir", "gate_reports"}))
def test_a_variable_is_like_its_option(name: str) -> None:
    option = OPTIONS[name.removeprefix("gate_")]
    assert (VARIABLES[name]["type"], VARIABLES[name]["default"]) == (option.type, option.default)


def test_entries_are_like_expectations() -> None:
    expected = {option.name: option.type for option in EXPECTATION}
    assert types(VARIABLES["gate_expect"]["options"]) == expected
    del expected["task_id"]
    assert types(VARIABLES["gate_defaults"]["options"]) == expected


def test_all_reports_are_written_by_default() -> None:
    assert VARIABLES["gate_reports"]["choices"] == DEFAULTS["gate_reports"] == list(REPORTS)
