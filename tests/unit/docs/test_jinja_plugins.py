# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of filters and tests says which arguments their functions take."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.campusgo.edge.plugins.filter import task_problems
from ansible_collections.campusgo.edge.plugins.test import task

PLUGINS = Path(__file__).parents[3] / "plugins"
FUNCTIONS = {"filter": task_problems.FilterModule().filters(), "test": task.TestModule().tests()}
EACH = [pytest.param(kind, name, id=f"{kind} {name}") for kind, functions in FUNCTIONS.items() for name in functions]


def _documentation(kind: str, name: str) -> dict[str, Any]:
    return yaml.safe_load((PLUGINS / kind / f"{name}.yml").read_text(encoding="utf-8"))["DOCUMENTATION"]


def _arguments(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """What a function takes beside the task, which comes first."""
    return list(inspect.signature(function).parameters.values())[1:]


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_every_one_has_a_page_and_every_page_has_one(kind: str) -> None:
    assert {file.stem for file in (PLUGINS / kind).glob("*.yml")} == FUNCTIONS[kind].keys()


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_its_arguments_are_documented_in_their_order(kind: str, name: str) -> None:
    documentation = _documentation(kind, name)
    taken = [argument.name for argument in _arguments(FUNCTIONS[kind][name])]
    assert [option for option in documentation["options"] if option != "_input"] == taken
    assert documentation.get("positional", "") == ", ".join(taken)


@pytest.mark.parametrize(("kind", "name"), EACH)
def test_what_must_be_given_and_what_is_taken_otherwise(kind: str, name: str) -> None:
    options = _documentation(kind, name)["options"]
    for argument in _arguments(FUNCTIONS[kind][name]):
        option = options[argument.name]
        takes_any_number = argument.kind is inspect.Parameter.VAR_POSITIONAL
        assert option.get("required", False) is (argument.default is argument.empty and not takes_any_number)
        if "default" in option:
            assert option["default"] == argument.default
