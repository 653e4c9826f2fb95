# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every report by its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from ansible_collections.campusgo.edge.plugins.plugin_utils.report import Document
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_json import render_json
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_junit import render_junit
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_markdown import render_markdown
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_page import render_page

Renderer = Callable[[Document], str]

RENDERERS: dict[str, Renderer] = {
    "xml": render_junit,
    "md": render_markdown,
    "html": render_page,
    "json": render_json,
}


def render_reports(document: Document, names: Iterable[str], *, one_of_several: bool = False) -> dict[str, str]:
    """The text of each report by the name of its file. ``one_of_several``: there are those of other hosts beside them."""
    renderers: dict[str, Renderer] = {**RENDERERS, "xml": partial(render_junit, one_of_several=one_of_several)}
    return {f"gate.{name}": renderers[name](document) for name in names}
