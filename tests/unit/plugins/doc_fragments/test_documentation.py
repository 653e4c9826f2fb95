# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The documentation of the faces says what their argument specs say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    ASSERT_OPTIONS,
    CACHING,
    CONSTRUCTION,
    CONTRACT,
    INVENTORY,
    INVENTORY_OPTIONS,
    QUERY_OPTIONS,
    SERVICE_OPTIONS,
    Option,
)

PLUGINS = Path(__file__).parents[4] / "plugins"


def documented(kind: str, name: str) -> dict[str, dict[str, Any]]:
    """The options in the documentation of a plugin, fragments included."""
    path = str(PLUGINS / ("modules" if kind == "module" else kind) / f"{name}.py")
    return get_docstring(path, fragment_loader, collection_name="campusgo.edge", plugin_type=kind)[0]["options"]


MODULES = {name: documented("module", name) for name in ("task_info", "task_facts", "task_assert")}
LOOKUP = documented("lookup", "task")
LOOKUP.pop("_terms")
INVENTORY_PLUGIN = documented("inventory", "tasks")
#: Options of the inventory that Ansible itself documents.
ANSIBLE_OWN = {option.name: INVENTORY_PLUGIN.pop(option.name) for option in CONSTRUCTION + CACHING}
_COMPARED = ("type", "default", "choices", "elements", "aliases", "required")


def _as_documented(options: dict[str, Any]) -> dict[str, Any]:
    return {name: _compared(option, _as_documented(option.get("suboptions", {}))) for name, option in options.items()}


def _as_specified(options: tuple[Option, ...]) -> dict[str, Any]:
    return {option.name: _compared(option.specification(), _as_specified(option.options)) for option in options}


def _compared(option: dict[str, Any], inner: dict[str, Any]) -> dict[str, Any]:
    """What must be equal. Not required, and without aliases, are the same as nothing said."""
    own = {key: option[key] for key in _COMPARED if key in option and (key == "default" or option[key])}
    return {**own, "options": inner}


@pytest.mark.parametrize(
    ("documentation", "options"),
    [
        (MODULES["task_info"], QUERY_OPTIONS),
        (MODULES["task_facts"], QUERY_OPTIONS),
        (MODULES["task_assert"], ASSERT_OPTIONS),
        (LOOKUP, QUERY_OPTIONS),
        (INVENTORY_PLUGIN, SERVICE_OPTIONS + INVENTORY + CONTRACT),
    ],
    ids=["task_info", "task_facts", "task_assert", "lookup", "inventory"],
)
def test_the_documentation_says_what_the_argument_spec_says(documentation: dict[str, Any], options: tuple[Option, ...]) -> None:
    assert _as_documented(documentation) == _as_specified(options)


def test_the_inventory_knows_every_option_that_ansible_documents_for_it() -> None:
    documented_by_ansible = {
        name: option
        for name, option in documented("inventory", "tasks").items()
        if name not in {known.name for known in SERVICE_OPTIONS + INVENTORY + CONTRACT}
    }
    assert documented_by_ansible.keys() == {option.name for option in CONSTRUCTION + CACHING}
    (keyed_groups,) = (option for option in INVENTORY_OPTIONS if option.name == "keyed_groups")
    assert {option.name for option in keyed_groups.options} == ANSIBLE_OWN["keyed_groups"]["suboptions"].keys()


@pytest.mark.parametrize(
    ("documentation", "options"),
    [(LOOKUP, QUERY_OPTIONS), (INVENTORY_PLUGIN, SERVICE_OPTIONS + INVENTORY + CONTRACT)],
    ids=["lookup", "inventory"],
)
def test_a_controller_plugin_declares_its_own_names_for_connection_and_authentication_alone(
    documentation: dict[str, Any], options: tuple[Option, ...]
) -> None:
    for option in options:
        sources = {key: [entry["name"] for entry in documentation[option.name].get(key, [])] for key in ("env", "vars", "ini")}
        if option in SERVICE_OPTIONS:
            own = [f"CAMPUSGO_{option.name.upper()}"]
            assert sources == {"env": own, "vars": [f"campusgo_{option.name}"], "ini": []}
        else:
            assert sources == {"env": [], "vars": [], "ini": []}


@pytest.mark.parametrize("name", MODULES)
def test_a_module_declares_no_sources(name: str) -> None:
    assert not any({"env", "vars", "ini"} & option.keys() for option in MODULES[name].values())


@pytest.mark.parametrize("option", SERVICE_OPTIONS, ids=lambda option: option.name)
def test_the_documentation_names_each_variable_in_order(option: Option) -> None:
    text = " ".join(MODULES["task_info"][option.name]["description"])
    positions = [text.find(f"E({name})") for name in option.environment]
    assert -1 not in positions
    assert positions == sorted(positions)
