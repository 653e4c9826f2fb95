# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: task
short_description: Query video-analysis tasks of Huawei Cloud CampusGo on the controller
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Asks the service for analysis tasks as M(campusgo.edge.task_info) does, with the same options, and gives the same tasks.
  - Runs on the controller, each time the template that holds it is evaluated. Give many ids to one lookup rather than looping
    over lookups, and keep the result with M(ansible.builtin.set_fact) when it is used more than once.
  - Use C(query('campusgo.edge.task', ...)) where a list is wanted; C(lookup) gives a single task
    as it is, and several as a list.
options:
  _terms:
    description:
      - Ids of the tasks to ask for, or lists of ids.
      - Without ids the tasks of the service are listed. This needs at least one filter, so that a list of ids that happens to be
        empty is not taken for a wish to see everything.
    type: list
    elements: str
extends_documentation_fragment:
  - campusgo.edge.authentication
  - campusgo.edge.authentication.controller
  - campusgo.edge.connection
  - campusgo.edge.connection.controller
  - campusgo.edge.contract
  - campusgo.edge.libraries
  - campusgo.edge.selection
  - campusgo.edge.selection.filters
seealso:
  - module: campusgo.edge.task_info
"""

EXAMPLES = r"""
- name: State of one task, with the connection in variables
  ansible.builtin.debug:
    msg: "{{ lookup('campusgo.edge.task', '8656efdafebf440bb7008f174db6c567').state }}"
  vars:
    campusgo_region: cn-north-4

- name: Names of several tasks
  ansible.builtin.debug:
    msg: "{{ query('campusgo.edge.task', ids, region='cn-north-4') | map(attribute='name') }}"
  vars:
    ids:
      - 8656efdafebf440bb7008f174db6c567
      - 1f2e3d4c5b6a49788796a5b4c3d2e1f0

- name: How many tasks of another service run
  ansible.builtin.debug:
    msg: "{{ query('campusgo.edge.task', service_name='c-face-edge', state='RUNNING', region='cn-north-4') | length }}"
"""

RETURN = r"""
_raw:
  description:
    - One task a term, in their order, or the tasks of the list. Each as in RV(campusgo.edge.task_info#module:tasks).
    - Ids that the service does not know are left out when O(on_missing) is V(warn) or V(skip).
  type: list
  elements: dict
"""

import os
from typing import Any

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import QUERY_OPTIONS
from ansible_collections.campusgo.edge.plugins.module_utils.query import FILTERS, perform
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import read_arguments

_display = Display()


class LookupModule(LookupBase):
    """Queries tasks."""

    _templar: Any

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **kwargs: Any) -> list[dict[str, Any]]:
        """One task a term. Raises AnsibleError when any of them cannot be had."""
        named = {name for name in ("task_id", "task_ids") if kwargs.get(name) is not None}
        if terms and named:
            raise AnsibleError(f"give ids either as terms or as {named.pop()}, not both")
        if "extra_schema" in kwargs and kwargs["extra_schema"] is None:
            raise AnsibleError("extra_schema is null: give a JSON Schema, or leave it out")
        try:
            task_ids = [str(task_id) for task_id in self._flatten(terms)]
        except ValueError:  # Python does not write an integer of thousands of digits
            raise AnsibleError("a number among the task ids is too large") from None
        arguments = {**kwargs, "task_id": task_ids} if terms else kwargs
        read = read_arguments(QUERY_OPTIONS, arguments, variables or {}, self._templar.template, os.environ)
        if not terms and not named and not any(kwargs.get(name) is not None for name in FILTERS):
            raise AnsibleError("nothing is asked for: give task ids, or a filter such as state='RUNNING' to list tasks")
        try:
            result = perform(read.parameters, read.sources, os.environ)
        except InvalidArgument as error:
            raise AnsibleError(str(error)) from None
        for warning in result.warnings:
            _display.warning(warning)
        if result.failure is not None:
            raise AnsibleError(result.failure)
        if not terms:
            return result.tasks
        found = {task["id"]: task for task in result.tasks}
        return [found[task_id] for task_id in task_ids if task_id in found]
