# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.json: the results as they are."""

from __future__ import annotations

import json

from ansible_collections.campusgo.edge.plugins.plugin_utils.report import Document


def render_json(document: Document) -> str:
    """The document as JSON. Pure ASCII, so that nothing in it comes alive in a terminal."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"
