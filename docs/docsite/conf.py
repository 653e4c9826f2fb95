# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx builds the site. Its source folder is a copy of the collection, with the pages of antsibull-docs in it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from docutils import nodes

if TYPE_CHECKING:
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_FOLDER = Path(__file__).parent
_ANSIBLE = "https://docs.ansible.com/ansible/latest"
_BUILTIN = "ansible_collections.ansible.builtin."
_PLACES = {
    "action_plugins": "plugins/action.html#action-plugins",
    "ansible_configuration_settings": "reference_appendices/config.html#ansible-configuration-settings",
    "common_return_values": "reference_appendices/common_return_values.html#common-return-values",
}
"""Pages of Ansible's own documentation, by the labels that pages of antsibull-docs use for them."""

project = "campusgo.edge"
author = "campusgo.edge contributors"
project_copyright = f"2026, {author}"
version = release = yaml.safe_load((_FOLDER.parents[1] / "galaxy.yml").read_text(encoding="utf-8"))["version"]

extensions = ["myst_parser", "sphinx_antsibull_ext"]
include_patterns = ["*.md", "docs/*.md", "collections/**", "tests/simulator/README.md"]
nitpicky = True
highlight_language = "none"
myst_heading_anchors = 4

html_theme = "furo"
html_title = f"{project} {version}"
html_static_path = [str(_FOLDER / "site.css")]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {"top_of_page_buttons": []}


def _shorten(_app: Sphinx, name: str, source: list[str]) -> None:
    """Shorten pages of antsibull-docs: the theme lists their sections itself, and their titles are too long for its menu."""
    if name.startswith("collections/"):
        source[0] = re.sub(r"^\.\. contents::\n(?: +:\w+:.*\n)+", "", source[0], flags=re.MULTILINE)
        title = re.compile(rf"^{re.escape(project)}\.(\w+ \w+) -- .*\n\++$", re.MULTILINE)
        source[0] = title.sub(lambda found: f"{found[1]}\n{'+' * len(found[1])}", source[0])
        source[0] = source[0].replace("Campusgo.Edge\n=============\n", "Plugins\n=======\n")


def _link_to_ansible(_app: Sphinx, _env: BuildEnvironment, node: pending_xref, content: nodes.Node) -> nodes.Node | None:
    """Return a link to Ansible's own documentation, without asking it whether it is there, for what it holds."""
    target = node["reftarget"]
    if node["reftype"] == "ref" and target.startswith(_BUILTIN):
        place = f"collections/ansible/builtin/{target.removeprefix(_BUILTIN)}.html"
    elif node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        place = f"reference_appendices/config.html#envvar-{target}"
    elif node["reftype"] == "ref" and target in _PLACES:
        place = _PLACES[target]
    else:
        return None
    return nodes.reference("", "", content, internal=False, refuri=f"{_ANSIBLE}/{place}")


def setup(app: Sphinx) -> None:
    """Tell Sphinx what this file adds to it."""
    app.connect("source-read", _shorten)
    app.connect("missing-reference", _link_to_ansible)
