# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rewrites what derives from the code of the reports: the golden files, and the published schema of gate.json.

Run it after a change that is meant, with a Python that has the packages of tests/requirements.txt; then read the difference.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from ansible.plugins.loader import init_plugin_loader

_COLLECTION = Path(__file__).parents[2]


def main() -> None:
    """Rewrite them in the checkout that this file belongs to."""
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / "ansible_collections" / "campusgo" / "edge"
        link.parent.mkdir(parents=True)
        link.symlink_to(_COLLECTION)
        init_plugin_loader([folder])
        _rewrite()


def _rewrite() -> None:
    from ansible_collections.campusgo.edge.plugins.plugin_utils.report_schema import GATE_SCHEMA
    from ansible_collections.campusgo.edge.plugins.plugin_utils.reports import RENDERERS
    from ansible_collections.campusgo.edge.tests.unit.report_results import document_of

    for name, render in RENDERERS.items():
        golden = _COLLECTION / "tests" / "unit" / "fixtures" / "reports" / f"gate.{name}"
        golden.write_text(render(document_of()), encoding="utf-8")
    schema = json.dumps(GATE_SCHEMA, indent=2, ensure_ascii=False) + "\n"
    (_COLLECTION / "docs" / "schemas" / "gate.schema.json").write_text(schema, encoding="utf-8")


if __name__ == "__main__":
    main()
