#!/usr/bin/python
# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: task_assert
short_description: Judge video-analysis tasks of Huawei Cloud CampusGo, and wait for them
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Asks the service about every task that is expected, and gives one verdict for each expectation. V(passed) means asked,
    answered, valid and as expected; V(failed) means asked and answered, but not as expected; V(unknown) means that the task
    could not be asked, or that the answer cannot be trusted. Only if all passed does it succeed.
  - Can wait for tasks that are not yet as expected, all of them under one deadline.
  - The JSON Schema of a task is always enforced. Only connection and authentication can come from variables and the environment;
    what is expected comes from the task alone.
  - Runs on the controller, whatever the connection of the host is, and reads the environment there. The C(environment) keyword of
    the task is laid over it, proxies included; C(delegate_to) and C(become) do not matter.
options:
  service_name:
    description:
      - Name of the analysis service for entries of O(expect) that name none.
    type: str
    default: c-queue-status-analysis-edge
  expect:
    description:
      - What is expected, one entry a task. Two entries on one task are both judged.
      - An empty list is an error, since a gate that expects nothing would let everything pass.
    type: list
    elements: dict
    required: true
    suboptions:
      task_id:
        description:
          - Id of the task.
        type: str
        required: true
      service_name:
        description:
          - Name of the analysis service that the task belongs to. O(service_name) when left out.
        type: str
      state:
        description:
          - The state that is expected, or a list of states of which any will do.
          - A name that is no state of a task is an error.
        type: raw
        default: RUNNING
      edge_pool_id:
        description:
          - Id of the edge pool where the task belongs. Not judged when left out; null is an error.
        type: str
      service_version:
        description:
          - Version of the service in quotes, such as V(3.0). Not judged when left out. A number is an error.
        type: raw
      fields:
        description:
          - Members that the task must have. Dictionaries are compared by key, lists by position and equal length, anything else
            by equality.
          - A secret of the task is an error here, since it is never compared. So is C(***), which stands for one.
        type: dict
  extra_schema:
    description:
      - A JSON Schema of your own that each task must satisfy too. It judges the task before secrets are hidden.
      - Only references within the schema itself (C(#...)) are followed.
      - Read as draft-07, unless C($schema) names another draft that the installed C(jsonschema) knows.
      - A part of it that would judge nothing is an error, such as a keyword that is misspelled or of another draft. So is
        C(format), which is not checked.
    type: dict
  exclusive:
    description:
      - Whether the expected edge pools may hold no other tasks of the services in O(expect). Then these services are listed, and
        each task in an expected pool that nobody expects gets a verdict of its own, which is V(failed); V(unknown) where its pool
        cannot be told, because the service leaves out the id, or masks it so that it may be an expected one, or because its
        answer breaks the schema. Tasks of other services in the pools are not seen.
      - Needs an C(edge_pool_id) in O(expect).
    type: bool
    default: false
  wait:
    description:
      - Whether to wait for tasks that are not yet as expected. Without it each task is checked once.
      - Before everything passes, everything is read once more, and what no longer passes is waited for again.
      - Not waited for is what time will not mend, which is that the service refuses who asks or does not know the service name,
        a task in one of the O(terminal_states), and, without O(wait_for_missing), a task that the service does not know.
    type: bool
    default: false
  wait_timeout:
    description:
      - Seconds until the last check begins, for all tasks together. It sends each request once, so that the result is there after
        O(wait_timeout) and O(request_timeout) at the latest.
      - Used with O(wait) alone. A week at the most, as any time here.
    type: float
    default: 300
  timeout:
    description:
      - Seconds that the check may take, however many tasks, retries included. Not used with O(wait), where O(wait_timeout) takes
        its place.
      - Where it is left out, E(CAMPUSGO_TIMEOUT) is read.
  wait_sleep:
    description:
      - Seconds between two checks. Used with O(wait) alone.
    type: float
    default: 5
  wait_for_missing:
    description:
      - Whether to wait also for a task that the service does not know. Needs O(wait).
    type: bool
    default: false
  stable_for:
    description:
      - Seconds for which a task must be as expected without a break. The time starts anew when a check finds it otherwise or
        cannot be made, and when C(updated_at) of the task moves.
      - Needs O(wait), and must be shorter than O(wait_timeout).
    type: float
    default: 0
  terminal_states:
    description:
      - States that will not become the expected one. A task in one of them is not waited for.
      - A state that is expected is never terminal.
    type: list
    elements: str
    default: [CREATE_FAILED, START_FAILED, FAILED, SUCCEEDED, DELETING]
  fail_fast:
    description:
      - Whether to stop waiting as soon as one task is decided and did not pass. While waiting, each check then sends a request
        once, whatever O(retries) is. Needs O(wait).
    type: bool
    default: false
  success_msg:
    description:
      - First line of the message when all passed, in place of the count.
    type: str
  fail_msg:
    description:
      - First line of the message when not all passed, in place of the count.
    type: str
  quiet:
    description:
      - Whether to print nothing while waiting. Otherwise a line is printed to standard error when something changed, every three
        seconds at most; in a play with several hosts it begins with the name of the host.
    type: bool
    default: false
  ignore_verdict:
    description:
      - Whether to succeed whatever the verdicts are, for a playbook that decides for itself. Bad arguments still fail.
    type: bool
    default: false
  brief:
    description:
      - Whether a result that fails names a file with the verdicts in place of them, since Ansible prints the whole of such a
        result.
    type: bool
    default: false
notes:
  - Each option of connection and authentication that is left out is taken from the Ansible variable C(campusgo_<option>), such as
    C(campusgo_region), if that is set, and only then from the environment.
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the controller.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: none
  bypass_host_loop:
    description: Forces a global task that does not execute per host.
    support: none
extends_documentation_fragment:
  - campusgo.edge.attributes
  - campusgo.edge.attributes.action_group
  - campusgo.edge.authentication
  - campusgo.edge.connection
  - campusgo.edge.libraries
seealso:
  - module: campusgo.edge.gate_report
  - module: campusgo.edge.task_info
"""

EXAMPLES = r"""
- name: Two tasks run where they belong
  campusgo.edge.task_assert:
    region: cn-north-4
    expect:
      - task_id: 8656efdafebf440bb7008f174db6c567
        edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a
      - task_id: 1f2e3d4c5b6a49788796a5b4c3d2e1f0
        edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a

- name: Wait until a new task has been running for five seconds
  campusgo.edge.task_assert:
    region: cn-north-4
    wait: true
    wait_timeout: 60
    wait_for_missing: true
    stable_for: 5
    expect:
      - task_id: 8656efdafebf440bb7008f174db6c567
        edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a
        service_version: "3.0"
        fields:
          output:
            webhook:
              headers:
                content-type: application/json

- name: Judge without failing
  campusgo.edge.task_assert:
    region: cn-north-4
    ignore_verdict: true
    expect:
      - task_id: 8656efdafebf440bb7008f174db6c567
        state: [STOPPED, FROZEN]
  register: judged

- name: Decide for oneself
  ansible.builtin.debug:
    msg: "{{ judged.summary.unknown }} tasks cannot be judged"
"""

RETURN = r"""
msg:
  description: The count, then one line for each task that is not as expected, twenty at the most.
  returned: always
  type: str
  sample: |-
    1 of 2 edge tasks are not as expected
    - queue-checkout-2 1f2e3d4c5b6a49788796a5b4c3d2e1f0: state is ABNORMAL, expected RUNNING
evaluated_to:
  description: Whether all passed.
  returned: when something was asked
  type: bool
  sample: false
summary:
  description: The figures.
  returned: when something was asked
  type: dict
  contains:
    total:
      description: Number of verdicts.
      type: int
      returned: always
    passed:
      description: How many are V(passed).
      type: int
      returned: always
    failed:
      description: How many are V(failed).
      type: int
      returned: always
    unknown:
      description: How many are V(unknown).
      type: int
      returned: always
    requests:
      description: How many requests were sent, retries included.
      type: int
      returned: always
    elapsed:
      description: Seconds that it took.
      type: float
      returned: always
  sample: {total: 2, passed: 1, failed: 1, unknown: 0, requests: 2, elapsed: 0.21}
verdicts:
  description:
    - One verdict for each entry of O(expect), in their order, then those on tasks that nobody expected.
  returned: when something was asked, unless RV(verdicts_file) is there
  type: list
  elements: dict
  contains:
    task_id:
      description: Id of the task. V(null) where O(exclusive) could not look through a service.
      type: str
      returned: always
    service_name:
      description: Name of the analysis service.
      type: str
      returned: always
    name:
      description: Name of the task, V(null) when there was no answer.
      type: str
      returned: always
    verdict:
      description: V(passed), V(failed) or V(unknown).
      type: str
      returned: always
    reasons:
      description: Every reason why it did not pass.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: >-
            Stable code. V(state), V(edge_pool), V(service_version), V(field), V(missing), V(terminal), V(unstable) and
            V(unexpected) make the verdict V(failed). V(schema), V(unreachable), V(denied), V(throttled), V(service_error),
            V(unknown_service) and V(bad_answer) make it V(unknown). V(timeout) stands beside others when the deadline passed.
          type: str
          returned: always
        expected:
          description: What was expected.
          type: raw
          returned: always
        found:
          description: What was found. Secrets are replaced.
          type: raw
          returned: always
        message:
          description: The reason in words.
          type: str
          returned: always
    expected:
      description: What was expected of the task.
      type: dict
      returned: always
    observed:
      description:
        - The task as it was last seen, secrets replaced, V(null) when there was no answer.
        - In full for the first hundred verdicts that did not pass; else only what is usually judged.
      type: dict
      returned: always
    checks:
      description: How many times the task was asked for.
      type: int
      returned: always
    elapsed:
      description: Seconds until it was decided.
      type: float
      returned: always
    history:
      description: Each change of state that was seen, with C(at) in seconds and C(state), or C(code) where there was no answer.
      type: list
      elements: dict
      returned: always
  sample:
    - task_id: 1f2e3d4c5b6a49788796a5b4c3d2e1f0
      service_name: c-queue-status-analysis-edge
      name: queue-checkout-2
      verdict: failed
      reasons:
        - code: state
          expected: RUNNING
          found: ABNORMAL
          message: state is ABNORMAL, expected RUNNING
      expected: {state: RUNNING}
      observed: {state: ABNORMAL, edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a}
      checks: 1
      elapsed: 0.2
      history:
        - {at: 0.2, state: ABNORMAL}
verdicts_file:
  description: Path of a file on the controller, JSON, with what RV(verdicts) would be. Ansible removes it when the run ends.
  returned: when it failed and O(brief) is true
  type: str
  sample: /home/pipeline/.ansible/tmp/ansible-local-71x5/verdicts-9c1.json
"""
