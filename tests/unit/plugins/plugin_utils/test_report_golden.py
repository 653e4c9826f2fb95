# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The reports of a realistic result, character by character."""

from __future__ import annotations

import json

import jsonschema
import pytest
import xmlschema
from ansible_collections.campusgo.edge.plugins.module_utils.options import REPORTS
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA
from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import RENDERERS, render_reports
from ansible_collections.campusgo.edge.tests.unit.report_results import FOLDER, JUNIT_SCHEMA, document_of


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_as_it_was(name: str) -> None:
    golden = (FOLDER / f"gate.{name}").read_text(encoding="utf-8")
    assert RENDERERS[name](document_of()) == golden, "if that is meant, run tests/unit/rewrite_reports.py"


def test_every_report_that_can_be_asked_for_can_be_made() -> None:
    assert tuple(RENDERERS) == REPORTS
    assert list(render_reports(document_of(), ["json", "xml"])) == ["gate.json", "gate.xml"]


def test_the_json_file_satisfies_its_schema() -> None:
    jsonschema.validate(json.loads((FOLDER / "gate.json").read_text(encoding="utf-8")), GATE_SCHEMA)


def test_the_junit_file_satisfies_the_schema_of_jenkins() -> None:
    xmlschema.XMLSchema(JUNIT_SCHEMA).validate(FOLDER / "gate.xml")
