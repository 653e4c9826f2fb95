#!/usr/bin/python
# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: gate_report
short_description: Write the reports of a gate
version_added: 1.0.0
author:
  - campusgo.edge contributors (@campusgo-edge)
description:
  - Writes what M(campusgo.edge.task_assert) returned to files that pipelines and people read.
  - C(gate.xml) is JUnit as GitLab, Jenkins and the test reporters of GitHub read it. A service is a test suite, a task is a test
    case, with C(failure) for V(failed) and C(error) for V(unknown).
  - C(gate.md) is for the summary of a job or a comment on a merge request. It stays below 60,000 characters and names at most 200
    tasks that did not pass.
  - C(gate.html) is one page that loads nothing else. Its table can be filtered and sorted, and shows expected and observed side
    by side.
  - C(gate.json) holds the results as they are; its JSON Schema is C(docs/schemas/gate.schema.json) of this collection.
  - Where M(campusgo.edge.task_assert) failed before it judged anything, since an argument is wrong, credentials or a library are
    missing or a template fails, the reports say so and why, so that those of an earlier run do not stay. They hold one verdict,
    V(unknown), about no task and no service, whose reason has the code V(not_asked); C(gate.xml) holds one C(error). Credentials
    of the environment and of variables named C(campusgo_*) are hidden in what is said.
  - Each file is replaced as a whole, and none is written unless all can be made. Other files in the folder stay as they are.
  - Whatever an answer of the service contains is shown as plain text, with characters that are not printed written as escapes.
  - Always runs on the controller, whatever the connection of the host is; C(delegate_to) and C(become) do not matter.
requirements:
  - jsonschema >= 3.2.0
options:
  result:
    description:
      - What M(campusgo.edge.task_assert) returned, as registered, also where it failed, and where its verdicts are in a file.
      - What has no verdicts and did not fail either is an error, as are the results of a task that was skipped, of one that
        C(no_log) hid, and of a loop as a whole.
      - So is a result that C(failed_when) made one of a failure though every verdict is V(passed), since reports would say that
        all is well.
    type: dict
    required: true
  report_dir:
    description:
      - The folder to write to, on the controller; it is made where it does not exist. A relative path starts in the folder from
        which Ansible was started.
      - Where the play has several hosts, each has a subfolder of its own. It is named after the host; a name that is not safe for
        a file system is changed and gets a digest, so that no two become the same. In C(gate.xml) the names of test suites and
        the classes of test cases begin with the host and a dot then.
    type: path
    required: true
  reports:
    description:
      - Which reports to write.
    type: list
    elements: str
    choices: [xml, md, html, json]
    default: [xml, md, html, json]
attributes:
  async:
    description: Supports being used with the C(async) keyword.
    support: none
  check_mode:
    description: Can run in C(check_mode) and return the same as without it.
    support: full
    details:
      - Reports are evidence, so they are written in check mode too.
  diff_mode:
    description: Will return details on what has changed, when in diff mode.
    support: none
    details:
      - A report is new each time.
seealso:
  - module: campusgo.edge.task_assert
"""

EXAMPLES = r"""
- name: Leave the evidence whatever happens
  block:
    - name: Judge the tasks
      campusgo.edge.task_assert:
        region: cn-north-4
        expect:
          - task_id: 8656efdafebf440bb7008f174db6c567
      register: gate
  always:
    - name: Keep the evidence
      campusgo.edge.gate_report:
        result: "{{ gate }}"
        report_dir: build/report

- name: Judge the tasks without failing yet
  campusgo.edge.task_assert:
    region: cn-north-4
    expect:
      - task_id: 8656efdafebf440bb7008f174db6c567
        edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a
    wait: true
    ignore_verdict: true
  register: gate

- name: Write only what the pipeline reads
  campusgo.edge.gate_report:
    result: "{{ gate }}"
    report_dir: build/report
    reports: [xml]

- name: Now fail
  ansible.builtin.assert:
    that: gate.evaluated_to
    fail_msg: "{{ gate.msg }}"
"""

RETURN = r"""
files:
  description: Absolute paths of the reports, in the order of O(reports).
  returned: success
  type: list
  elements: str
  sample:
    - /builds/shop/build/report/gate.xml
    - /builds/shop/build/report/gate.html
html:
  description: Absolute path of the page.
  returned: when O(reports) has V(html)
  type: str
  sample: /builds/shop/build/report/gate.html
"""
