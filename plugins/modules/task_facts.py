#!/usr/bin/python
# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: task_facts
short_description: Expose video-analysis tasks of Huawei Cloud CampusGo as facts
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Asks the service as M(campusgo.edge.task_info) does, and sets the fact C(campusgo_edge_tasks), a dictionary of tasks by id.
  - The fact is replaced as a whole each time the module succeeds, so that after a loop it holds the tasks of the last item. For
    several services register the result of M(campusgo.edge.task_info), and look at each of its C(results).
  - When the module fails, no fact is set, and one that an earlier call set stays. So do not ignore its failure;
    C(campusgo_edge_queried_at) says how old the fact is.
  - Secrets inside a task (passwords, values of headers, user info and query values of URLs) are replaced by C(***).
  - Runs where the play's host is, and reads the environment there.
notes:
  - With a persistent fact cache the facts of an earlier run are there before this module ran. Compare
    C(ansible_facts.campusgo_edge_queried_at) with the time of the deployment where that matters.
extends_documentation_fragment:
  - campusgo.edge.attributes
  - campusgo.edge.attributes.action_group
  - campusgo.edge.attributes.facts
  - campusgo.edge.authentication
  - campusgo.edge.connection
  - campusgo.edge.contract
  - campusgo.edge.libraries
  - campusgo.edge.selection
  - campusgo.edge.selection.filters
seealso:
  - module: campusgo.edge.task_info
  - plugin: campusgo.edge.task
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Query a task
  campusgo.edge.task_facts:
    region: cn-north-4
    service_name: c-queue-status-analysis-edge
    task_id: 8656efdafebf440bb7008f174db6c567

- name: The task runs where it belongs
  vars:
    task: "{{ ansible_facts.campusgo_edge_tasks['8656efdafebf440bb7008f174db6c567'] }}"
  ansible.builtin.assert:
    that:
      - task is campusgo.edge.running
      - task is campusgo.edge.in_pool('8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a')
"""

RETURN = r"""
ansible_facts:
  description: Facts to add to C(ansible_facts).
  returned: success
  type: dict
  contains:
    campusgo_edge_tasks:
      description: The tasks by id, each as in RV(campusgo.edge.task_info#module:tasks).
      type: dict
      returned: always
      sample:
        8656efdafebf440bb7008f174db6c567:
          id: 8656efdafebf440bb7008f174db6c567
          name: queue-status-analysis-edge
          service_name: c-queue-status-analysis-edge
          service_version: "3.0"
          edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a
          state: RUNNING
    campusgo_edge_queried_at:
      description: When the service was asked, in UTC by the clock of the target.
      type: str
      returned: always
      sample: "2026-01-15T08:30:00Z"
tasks:
  description: Those tasks that could be asked and are valid, as in RV(campusgo.edge.task_info#module:tasks).
  returned: on failure, when something was asked
  type: list
  elements: dict
missing:
  description: The ids that the service does not know.
  returned: when something was asked
  type: list
  elements: str
  sample: []
valid:
  description: Whether every task satisfies the schemas. V(null) when nothing was checked.
  returned: when something was asked
  type: bool
  sample: true
schema_errors:
  description: Where tasks break the schemas, as in RV(campusgo.edge.task_info#module:schema_errors).
  returned: when something was asked
  type: list
  elements: dict
  sample: []
errors:
  description:
    - What could not be asked, or got no answer that can be trusted, as in RV(campusgo.edge.task_info#module:errors).
  returned: when something was asked
  type: list
  elements: dict
  sample: []
"""

from datetime import datetime, timezone

from ansible_collections.campusgo.edge.plugins.module_utils.module_face import query_for_module


def main() -> None:
    """Run the module."""
    queried_at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    module, found = query_for_module()
    result = found.as_result()
    tasks = {task["id"]: task for task in result.pop("tasks")}
    module.exit_json(**result, ansible_facts={"campusgo_edge_tasks": tasks, "campusgo_edge_queried_at": queried_at})


if __name__ == "__main__":
    main()
