#!/usr/bin/python
# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: task_info
short_description: Query video-analysis tasks of Huawei Cloud CampusGo
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Asks the service for analysis tasks, by id or by filter, checks each answer against a JSON Schema, and returns the tasks.
  - Several tasks are asked for at once; give ids as a list instead of looping.
  - Secrets inside a task (passwords, values of headers, user info and query values of URLs) are replaced by C(***).
  - Runs where the play's host is, and reads the environment there. See the lookup P(campusgo.edge.task#lookup) for a query on the
    controller.
extends_documentation_fragment:
  - campusgo.edge.attributes
  - campusgo.edge.attributes.action_group
  - campusgo.edge.authentication
  - campusgo.edge.connection
  - campusgo.edge.contract
  - campusgo.edge.libraries
  - campusgo.edge.selection
  - campusgo.edge.selection.filters
seealso:
  - module: campusgo.edge.task_facts
  - plugin: campusgo.edge.task
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: Ask for two tasks
  campusgo.edge.task_info:
    region: cn-north-4
    service_name: c-queue-status-analysis-edge
    task_id:
      - 8656efdafebf440bb7008f174db6c567
      - 1f2e3d4c5b6a49788796a5b4c3d2e1f0
  register: answer

- name: Every one of them runs
  ansible.builtin.assert:
    that: answer.tasks | reject('campusgo.edge.running') | length == 0

- name: List what runs of another service
  campusgo.edge.task_info:
    region: cn-north-4
    service_name: c-face-edge
    state: RUNNING
  register: faces

- name: Accept only tasks that meet a schema of one's own
  campusgo.edge.task_info:
    region: cn-north-4
    task_id: 8656efdafebf440bb7008f174db6c567
    extra_schema:
      required: [edge_pool_id]
      properties:
        service_version:
          const: "3.0"
"""

RETURN = r"""
tasks:
  description:
    - The tasks, as the service answers them, with secrets replaced and C(service_name) filled in where the service leaves it out.
    - In the order of O(task_id), or of the list.
    - On failure, those tasks that could be asked and are valid.
  returned: when something was asked
  type: list
  elements: dict
  contains:
    id:
      description: Id of the task.
      type: str
      returned: always
    name:
      description: Name of the task.
      type: str
      returned: always
    service_name:
      description: Name of the analysis service.
      type: str
      returned: always
    service_version:
      description: Version of the analysis service.
      type: str
      returned: always
    state:
      description: State of the task. May be one that this collection does not know.
      type: str
      returned: always
    edge_pool_id:
      description: Id of the edge pool that the task is deployed to.
      type: str
      returned: for edge tasks
    created_at:
      description: Time of creation.
      type: str
      returned: always
    updated_at:
      description: Time of the last change of state.
      type: str
      returned: always
    input:
      description: Where the video comes from.
      type: dict
      returned: always
    output:
      description: Where results go.
      type: dict
      returned: always
    service_config:
      description: Configuration of the algorithm.
      type: dict
      returned: where the service gives it
  sample:
    - id: 8656efdafebf440bb7008f174db6c567
      name: queue-status-analysis-edge
      service_name: c-queue-status-analysis-edge
      service_version: "3.0"
      edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a
      state: RUNNING
      created_at: "2020-09-18T03:35:03Z"
      updated_at: "2020-09-18T03:35:51Z"
      input:
        type: edgecamera
        data:
          - id: aec5857c-222f-4aa9-be39-23654e118886
            index: 0
      output:
        webhook:
          url: https://apigw.xx.com/api/mqs/sit
          headers:
            content-type: application/json
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
  description: Where tasks break the schemas.
  returned: when something was asked
  type: list
  elements: dict
  contains:
    task_id:
      description: Id of the task.
      type: str
      returned: always
    message:
      description: What is wrong, in words.
      type: str
      returned: always
    data_path:
      description: Place in the task, with dots.
      type: str
      returned: always
    json_path:
      description: Place in the task, as a JSONPath.
      type: str
      returned: always
    schema_path:
      description: Place in the schema, with dots. Begins with C(extra_schema) for that schema.
      type: str
      returned: always
    validator:
      description: The keyword of the schema that is violated.
      type: str
      returned: always
    expected:
      description: What the schema demands there.
      type: raw
      returned: always
    found:
      description: What stands there. Secrets are replaced and structures only described.
      type: raw
      returned: always
  sample:
    - task_id: 8656efdafebf440bb7008f174db6c567
      message: created_at must be a date and time such as 2020-09-18T03:35:03Z, found yesterday
      data_path: created_at
      json_path: $.created_at
      schema_path: properties.created_at.format
      validator: format
      expected: date-time
      found: yesterday
errors:
  description: What could not be asked, or got no answer that can be trusted.
  returned: when something was asked
  type: list
  elements: dict
  contains:
    task_id:
      description: Id of the task.
      type: str
      returned: when tasks are asked for by id
    code:
      description: >-
        Stable code of the reason, which is V(unreachable), V(denied), V(throttled), V(service_error), V(unknown_service) or
        V(bad_answer).
      type: str
      returned: always
    message:
      description: What is wrong and what to do, in words.
      type: str
      returned: always
    status:
      description: HTTP status.
      type: int
      returned: when there was an HTTP answer
    service_code:
      description: Error code of the service or of its gateway.
      type: str
      returned: when the service gave one
    request_id:
      description: The service's id of the request, for its support.
      type: str
      returned: when the service gave one
  sample:
    - task_id: 8656efdafebf440bb7008f174db6c567
      code: denied
      message: "the service answers 403 (IVA.0015): access denied; a fine-grained policy denies it: allow the user to read tasks"
      status: 403
      service_code: IVA.0015
"""

from ansible_collections.campusgo.edge.plugins.module_utils.module_face import query_for_module


def main() -> None:
    """Run the module."""
    module, result = query_for_module()
    module.exit_json(**result.as_result())


if __name__ == "__main__":
    main()
