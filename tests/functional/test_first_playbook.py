# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that the documentation shows first, and the same with something wrong."""

from __future__ import annotations

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .playbooks import Ansible

PLAYBOOK = """
- hosts: localhost
  gather_facts: false
  vars:
    campusgo_region: cn-north-4      # for lookups and actions
    task_id: 8656efdafebf440bb7008f174db6c567
  module_defaults:
    group/campusgo.edge.api: {region: cn-north-4}
  tasks:
    - campusgo.edge.task_facts:
        service_name: c-queue-status-analysis-edge
        task_id: "{{ task_id }}"
    - ansible.builtin.assert:
        that:
          - ansible_facts.campusgo_edge_tasks[task_id] is campusgo.edge.running
          - ansible_facts.campusgo_edge_tasks[task_id] is campusgo.edge.in_pool('8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a')
    - ansible.builtin.debug:
        msg: "{{ lookup('campusgo.edge.task', task_id).state }}"
"""


def _environment(simulator: Simulator) -> dict[str, str]:
    """What a user of the vendor's SDK has in the environment; its variable for a region's endpoint leads to the simulator."""
    return {
        "HUAWEICLOUD_SDK_REGION_CAMPUSGO_CN_NORTH_4": simulator.url,
        "HUAWEICLOUD_SDK_PROJECT_ID": CREDENTIALS.project_id,
        "HUAWEICLOUD_SDK_AK": CREDENTIALS.access_key,
        "HUAWEICLOUD_SDK_SK": CREDENTIALS.secret_key,
    }


def test_a_healthy_task_passes(ansible: Ansible, simulator: Simulator) -> None:
    run = ansible.playbook(PLAYBOOK, environment=_environment(simulator))
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stderr == ""
    assert '"msg": "RUNNING"' in run.stdout
    assert "All assertions passed" in run.stdout
    assert len(simulator.requests()) == 2


def test_a_task_in_another_pool_fails_the_play(ansible: Ansible, simulator: Simulator) -> None:
    wrong = PLAYBOOK.replace("8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a", "e9bf9ebe497d4c9bb2e65d1f99fe1ff9")
    run = ansible.playbook(wrong, environment=_environment(simulator))
    assert run.returncode == 2
    assert "Assertion failed" in run.stdout
    assert '"msg": "RUNNING"' not in run.stdout


def test_a_task_that_does_not_run_fails_the_play(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load("broken")
    run = ansible.playbook(PLAYBOOK, environment=_environment(simulator))
    assert run.returncode == 2
    assert "Assertion failed" in run.stdout
    assert "campusgo.edge.running" in run.stdout
