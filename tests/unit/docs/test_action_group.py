# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever calls the service gets its defaults from one action group, and says so; nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring

COLLECTION = Path(__file__).parents[3]
GROUPS = yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
MODULES = sorted((COLLECTION / "plugins" / "modules").glob("*.py"))
ACTIONS = sorted((COLLECTION / "plugins" / "action").glob("*.py"))


def _documentation(module: Path) -> dict[str, Any]:
    return get_docstring(str(module), fragment_loader, collection_name="campusgo.edge", plugin_type="module")[0]


def _calls_the_service(documentation: dict[str, Any]) -> bool:
    """Whether it has the option that every face which calls the service has from the fragment on connections."""
    return "endpoint" in documentation["options"]


def test_the_group_holds_what_calls_the_service() -> None:
    calling = [module.stem for module in MODULES if _calls_the_service(_documentation(module))]
    assert calling
    assert {name: sorted(members) for name, members in GROUPS.items()} == {"api": calling}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_a_module_says_whether_it_is_in_the_group(module: Path) -> None:
    documentation = _documentation(module)
    attribute = documentation["attributes"].get("action_group")
    membership = (attribute["support"], attribute["membership"]) if attribute else None
    assert membership == (("full", ["campusgo.edge.api"]) if _calls_the_service(documentation) else None)


def test_every_action_is_documented_as_a_module() -> None:
    assert {action.stem for action in ACTIONS} <= {module.stem for module in MODULES}
