# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of gate_report says what its arguments are checked against, and what it needs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring
from ansible_collections.campusgo.edge.plugins.module_utils.dependencies import JUDGING_LIBRARIES
from ansible_collections.campusgo.edge.plugins.module_utils.options import REPORT_OPTIONS, argument_spec

MODULE = Path(__file__).parents[4] / "plugins" / "modules" / "gate_report.py"
DOCUMENTATION = get_docstring(str(MODULE), fragment_loader, collection_name="campusgo.edge", plugin_type="module")[0]


def _specification(option: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in option.items() if key in ("type", "default", "choices", "elements", "required")}


def test_options_are_those_of_the_argument_spec() -> None:
    documented = {name: _specification(option) for name, option in DOCUMENTATION["options"].items()}
    assert documented == argument_spec(REPORT_OPTIONS)


def test_it_needs_what_judging_needs_and_nothing_to_ask_with() -> None:
    assert [requirement.split()[0] for requirement in DOCUMENTATION["requirements"]] == list(JUDGING_LIBRARIES)
