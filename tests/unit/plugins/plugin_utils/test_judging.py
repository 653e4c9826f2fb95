# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What Jinja tests and filters say about values that are no tasks and schemas that are none."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.campusgo.edge.plugins.filter.task_problems import task_problems
from ansible_collections.campusgo.edge.plugins.plugin_utils import judging
from ansible_collections.campusgo.edge.plugins.plugin_utils.judging import require_contract, require_task
from ansible_collections.campusgo.edge.plugins.test.task import valid_task
from ansible_collections.campusgo.edge.tests.unit.samples import changed, queue_status


@pytest.mark.parametrize("value", [{}, {"state": "RUNNING"}, MappingProxyType({})])
def test_a_mapping_may_be_a_task(value: Any) -> None:
    assert require_task(value) is value


@pytest.mark.parametrize("value", [{"changed": False, "tasks": []}, {"8656efdafebf440bb7008f174db6c567": queue_status()}])
def test_a_dictionary_of_something_else_is_none(value: Any) -> None:
    with pytest.raises(AnsibleFilterError, match="this dictionary is no task"):
        require_task(value)


KINDS = [
    ([], "a list"),
    ("RUNNING", "text"),
    (None, "null"),
    (7, "a number"),
    (1.5, "a number"),
    (True, "a boolean"),
    ({1}, "of type set"),
]


@pytest.mark.parametrize(("value", "kind"), KINDS)
def test_anything_else_is_none(value: Any, kind: str) -> None:
    with pytest.raises(AnsibleFilterError, match=f"this is {kind};"):
        require_task(value)


def test_the_plain_contract_is_built_once() -> None:
    assert require_contract() is require_contract(None)
    assert require_contract().violations(queue_status()) == []


def test_the_users_schema_is_taken() -> None:
    assert len(require_contract(MappingProxyType({"required": ["hosting"]})).violations(queue_status())) == 1


def test_the_users_schema_does_not_judge_what_is_hidden() -> None:
    schema = {"properties": {"input": {"properties": {"vcn": {"properties": {"password": {"not": {"enum": ["admin"]}}}}}}}}
    task = changed(queue_status(), (("input", "vcn"), {"password": "***"}))
    with pytest.raises(
        AnsibleFilterError, match=r"^extra_schema judges input\.vcn\.password, which is hidden in this task: judge"
    ):
        valid_task(task, schema)
    with pytest.raises(
        AnsibleFilterError, match=r"^extra_schema judges input\.vcn\.password, which is hidden in this task: judge"
    ):
        task_problems(task, extra_schema=schema)
    # A task from elsewhere may show everything.
    assert not valid_task(changed(task, (("input", "vcn", "password"), "admin")), schema)


@pytest.mark.parametrize(
    ("schema", "problem"), [([], "as a dictionary"), ("{}", "as a dictionary"), ({"type": 5}, "no valid JSON")]
)
def test_what_is_no_schema_is_an_error_of_the_template(schema: Any, problem: str) -> None:
    with pytest.raises(AnsibleFilterError, match=problem):
        require_contract(schema)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "missing_libraries", lambda _needed: "install jsonschema")
    with pytest.raises(AnsibleFilterError, match="install jsonschema"):
        require_contract()
