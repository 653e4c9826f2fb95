# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate under ansible-runner, on this machine and on another one, which is how AWX runs jobs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from functional.faces import SECRETS, connection
from pages import AUTOMATION_PLATFORM
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .guides import PLATFORM_FILES, commands
from .machine import Finished, Machine

REPORTS = {"gate.xml", "gate.md", "gate.html", "gate.json"}
CAMERA_PASSWORD = "demo-camera-password-made-up"
FACTS = [
    {
        "name": "Leave facts",
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [{"campusgo.edge.task_facts": {"task_id": ["3c5d7e9fa1b24c6d8e0f1a2b3c4d5e6f"]}}],
    },
    {"ansible.builtin.import_playbook": "campusgo.edge.gate"},
]


def prepare(machine: Machine, simulator: Simulator, *, playbook: str = PLATFORM_FILES["gate.yml"], **variables: Any) -> None:
    """Write the folder ``job`` of the page. ``variables`` lie above those of the page."""
    environment = {
        **yaml.safe_load(PLATFORM_FILES["job/env/envvars"]),
        "CAMPUSGO_REGION": CREDENTIALS.region,
        "CAMPUSGO_ENDPOINT": simulator.url,
    }
    extra = {**yaml.safe_load(PLATFORM_FILES["job/env/extravars"]), **variables}
    machine.write(
        {
            "job/project/gate.yml": playbook,
            "job/env/extravars": yaml.safe_dump(extra),
            "job/env/envvars": yaml.safe_dump(environment),
        }
    )


def own_credentials(machine: Machine) -> None:
    """Give the user of a machine a profile."""
    lines = [
        "[basic]",
        f"ak = {CREDENTIALS.access_key}",
        f"sk = {CREDENTIALS.secret_key}",
        f"project_id = {CREDENTIALS.project_id}",
    ]
    file = machine.home / ".huaweicloud" / "credentials"
    file.parent.mkdir()
    file.write_text("\n".join([*lines, ""]), encoding="utf-8")


def artifacts(machine: Machine, name: str) -> Path:
    return machine.folder / "job" / "artifacts" / name


def events(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted((folder / "job_events").glob("*.json"))]


def written(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()} if folder.exists() else set()


def verdicts(folder: Path) -> list[str]:
    report = json.loads((folder / "gate-report" / "gate.json").read_text(encoding="utf-8"))
    return [verdict["verdict"] for verdict in report["verdicts"]]


def statistics(folder: Path) -> dict[str, Any]:
    """What set_stats left, which AWX keeps as artifacts of the job."""
    (found,) = [event["event_data"] for event in events(folder) if event["event"] == "playbook_on_stats"]
    return found["artifact_data"]


RUN = commands(AUTOMATION_PLATFORM, "ansible-runner run")
TRANSMIT, WORK, PROCESS, DECIDE = commands(AUTOMATION_PLATFORM, "ansible-runner transmit").splitlines()


def send(machine: Machine, worker: Machine, *, received: slice = slice(None)) -> tuple[Finished, Finished]:
    """Run the page's commands on the machines that they are for. Gives how ``worker`` and ``process`` ended.

    ``received`` is the part of the worker's answer that arrives.
    """
    sent = machine.run_lines(TRANSMIT)
    assert sent.returncode == 0, sent.text
    (worker.folder / "to-worker").write_bytes((machine.folder / "to-worker").read_bytes())
    worked = worker.run_lines(WORK)
    (machine.folder / "from-worker").write_bytes((worker.folder / "from-worker").read_bytes()[received])
    return worked, machine.run_lines(PROCESS)


def test_green_here(machine: Machine, simulator: Simulator) -> None:
    own_credentials(machine)
    prepare(machine, simulator)
    finished = machine.run_lines(RUN)
    assert finished.returncode == 0, finished.text
    assert verdicts(artifacts(machine, "here")) == ["passed", "passed"]
    assert written(artifacts(machine, "here") / "gate-report") == REPORTS


def test_red_here(machine: Machine, simulator: Simulator) -> None:
    own_credentials(machine)
    prepare(machine, simulator, gate_defaults={"edge_pool_id": "0" * 32})
    assert machine.run_lines(RUN).returncode == 2
    assert verdicts(artifacts(machine, "here")) == ["failed", "failed"]


def test_without_credentials_it_is_red_and_says_so(machine: Machine, simulator: Simulator) -> None:
    prepare(machine, simulator)
    assert machine.run_lines(RUN).returncode == 2
    assert verdicts(artifacts(machine, "here")) == ["unknown"]


def test_green_elsewhere(machine: Machine, worker: Machine, simulator: Simulator) -> None:
    """Reports and facts come back, and no secret: neither that of the worker nor that of a task."""
    own_credentials(worker)
    prepare(machine, simulator, playbook=json.dumps(FACTS))
    worked, processed = send(machine, worker)
    assert (worked.returncode, processed.returncode) == (0, 0), worked.text + processed.text
    assert machine.run_lines(DECIDE).returncode == 0
    back = artifacts(machine, "there")
    assert verdicts(back) == ["passed", "passed"]
    assert written(back / "gate-report") == REPORTS
    assert not (machine.folder / "job" / "project" / "gate-report").exists()
    assert statistics(back)["gate_passed"] == 2
    (cached,) = (back / "fact_cache").iterdir()
    assert "queue-checkout-4" in cached.read_text(encoding="utf-8")
    assert len(events(back)) > 10
    assert [place for secret in (*SECRETS, CAMERA_PASSWORD) for place in machine.places_of(secret)] == []
    assert [place for secret in (*SECRETS, CAMERA_PASSWORD) for place in worker.places_of(secret, "elsewhere")] == []


def test_red_elsewhere(machine: Machine, worker: Machine, simulator: Simulator) -> None:
    """The exit code of ``process`` is not that of the gate, as the page says."""
    own_credentials(worker)
    prepare(machine, simulator, gate_defaults={"edge_pool_id": "0" * 32})
    worked, processed = send(machine, worker)
    assert (worked.returncode, processed.returncode) == (2, 0)
    assert verdicts(artifacts(machine, "there")) == ["failed", "failed"]
    assert (artifacts(machine, "there") / "rc").read_text(encoding="utf-8") == "2"
    assert machine.run_lines(DECIDE).returncode != 0


@pytest.mark.parametrize("received", [slice(0), slice(5000)], ids=["nothing", "a part"])
def test_a_worker_that_is_lost_is_no_green_gate(machine: Machine, worker: Machine, simulator: Simulator, received: slice) -> None:
    own_credentials(worker)
    prepare(machine, simulator)
    worked, processed = send(machine, worker, received=received)
    assert (worked.returncode, processed.returncode) == (0, 0)
    assert not (artifacts(machine, "there") / "rc").exists()
    assert machine.run_lines(DECIDE).returncode != 0


def test_reports_in_the_project_stay_with_the_worker(machine: Machine, worker: Machine, simulator: Simulator) -> None:
    own_credentials(worker)
    prepare(machine, simulator, gate_report_dir="gate-report")
    send(machine, worker)
    assert written(worker.folder / "elsewhere" / "project" / "gate-report") == REPORTS
    assert machine.places_of("schema_version") == []


@pytest.mark.parametrize("by_file", [True, False], ids=["env/envvars", "inherited"])
def test_the_environment_of_a_job_lands_in_one_artifact_and_nowhere_else(
    machine: Machine, simulator: Simulator, by_file: bool
) -> None:
    """That is what the page warns of; all that the collection itself does keeps the token out."""
    prepare(machine, simulator)
    machine.write({"job/env/envvars": yaml.safe_dump(connection(simulator.url)) if by_file else "{}"})
    finished = machine.run_lines(RUN, **({} if by_file else connection(simulator.url)))
    assert finished.returncode == 0, finished.text
    assert CREDENTIALS.token not in finished.text
    assert machine.places_of(CREDENTIALS.token, "job/artifacts") == ["here/command"]


def test_what_did_not_pass_is_kept_with_the_job(machine: Machine, simulator: Simulator) -> None:
    own_credentials(machine)
    expect = [{"task_id": "8656efdafebf440bb7008f174db6c567"}, {"task_id": "4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2"}]
    prepare(machine, simulator, playbook=PLATFORM_FILES["gate-and-keep.yml"], gate_expect=expect)
    assert machine.run_lines(RUN).returncode == 2
    kept = statistics(artifacts(machine, "here"))
    assert [verdict["task_id"] for verdict in kept["not_passed"]] == ["4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2"]
    assert (kept["gate_total"], kept["gate_passed"], kept["gate_failed"], kept["gate_unknown"]) == (2, 1, 1, 0)


def test_artifacts_of_an_earlier_node_of_a_workflow_change_nothing(machine: Machine, simulator: Simulator) -> None:
    own_credentials(machine)
    earlier = {"gate_total": 9, "gate_passed": 9, "gate_failed": 0, "gate_unknown": 0, "not_passed": []}
    prepare(machine, simulator, **{**earlier, "gate_defaults": {"edge_pool_id": "0" * 32}})
    assert machine.run_lines(RUN).returncode == 2
    assert statistics(artifacts(machine, "here"))["gate_failed"] == 2
