# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate in three shards: green only if every shard ran and passed."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from functional.faces import connection
from pages import SHARDS
from simulator import process
from simulator.process import Simulator

from .guides import SHARD_FILES, commands
from .machine import Finished, Machine

INVENTORY: dict[str, Any] = yaml.safe_load(SHARD_FILES["pools.yml"])
PIPELINE: dict[str, Any] = yaml.safe_load(SHARD_FILES[".gitlab-ci.yml"])
(POOLS,) = (row["POOL"] for row in PIPELINE["judge"]["parallel"]["matrix"])
PARKING_TASK = "4d6e8f0a1b3c45d7a9e1f2b4c6d8e0f2"


@pytest.fixture
def runner(machine: Machine) -> Machine:
    """A runner of a CI server with the files of the page."""
    machine.write(SHARD_FILES)
    return machine


@pytest.fixture(scope="module")
def green_reports(simulator_process: Simulator, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of reports after all shards ran and passed."""
    simulator_process.load("default")
    machine = Machine(tmp_path_factory.mktemp("shards"))
    machine.write(SHARD_FILES)
    assert [judge(machine, simulator_process, pool).returncode for pool in POOLS] == [0, 0, 0]
    return machine.folder / "gate-report"


@pytest.fixture
def judged(runner: Machine, green_reports: Path) -> Machine:
    """The runner with the reports of all shards, as a CI server hands them to the last stage."""
    shutil.copytree(green_reports, runner.folder / "gate-report")
    return runner


def without(judged: Machine, pool: str) -> Machine:
    """The runner without the reports of one shard."""
    shutil.rmtree(judged.folder / "gate-report" / pool)
    return judged


def judge(runner: Machine, simulator: Simulator, pool: str) -> Finished:
    """One job of the stage ``judge``."""
    return runner.run_lines("\n".join(PIPELINE["judge"]["script"]), POOL=pool, **connection(simulator.url))


def decide(runner: Machine) -> Finished:
    """The job of the stage ``decide``. It needs no credentials."""
    return runner.run_lines("\n".join(PIPELINE["decide"]["script"]))


def gate(runner: Machine, simulator: Simulator, *arguments: str, inventory: str = "pools.yml") -> Finished:
    command = ("ansible-playbook", "-i", inventory, "campusgo.edge.gate", *arguments)
    return runner.run(*command, **connection(simulator.url))


def stop_parking(simulator: Simulator) -> None:
    """Load the default scenario, in which the task of one pool has stopped."""
    file = Path(process.__file__).parent / "scenarios" / "default.yml"
    scenario = yaml.safe_load(file.read_text(encoding="utf-8"))
    (task,) = [task for task in scenario["tasks"] if task.get("set", {}).get("id") == PARKING_TASK]
    task["set"]["state"] = "STOPPED"
    simulator.load(scenario)


def test_the_pipeline_has_a_shard_for_every_host() -> None:
    assert sorted(POOLS) == sorted(INVENTORY["edge_pools"]["hosts"])
    assert len(POOLS) == 3
    assert PIPELINE["judge"]["artifacts"]["when"] == PIPELINE["decide"]["when"] == "always"


def test_green(judged: Machine) -> None:
    decided = decide(judged)
    assert decided.returncode == 0, decided.text
    assert "[WARNING]" not in decided.text
    reports = judged.folder.glob(PIPELINE["judge"]["artifacts"]["reports"]["junit"])
    suites = [ElementTree.parse(report).getroot() for report in reports]  # noqa: S314  # our own reports
    assert len(suites) == 3
    assert sum(int(suite.attrib["tests"]) for suite in suites) == 4


def test_one_shard_is_red(judged: Machine, simulator: Simulator) -> None:
    stop_parking(simulator)
    assert judge(without(judged, "parking"), simulator, "parking").returncode == 2
    decided = decide(judged)
    assert decided.returncode == 2
    assert "parking did not pass, or its report is about other expectations" in decided.text


@pytest.mark.parametrize("missing", POOLS)
def test_one_shard_never_ran(judged: Machine, missing: str) -> None:
    decided = decide(without(judged, missing))
    assert decided.returncode == 2
    assert f"Not judged: {missing}." in decided.text


@pytest.mark.parametrize("arguments", ["--limit checkout", "--limit '!localhost'", "--tags deploy"])
def test_nothing_passes_the_decision_over(runner: Machine, arguments: str) -> None:
    decided = runner.run_lines("\n".join(f"{line} {arguments}" for line in PIPELINE["decide"]["script"]))
    assert decided.returncode == 2
    assert "Not judged: checkout, entrance, parking." in decided.text


def test_no_shard_ran(runner: Machine) -> None:
    decided = decide(runner)
    assert decided.returncode == 2
    assert "Not judged: checkout, entrance, parking." in decided.text


def test_a_shard_that_could_not_judge(judged: Machine) -> None:
    """Without credentials it still reports, so it counts as not passed."""
    refused = without(judged, "parking").run_lines("\n".join(PIPELINE["judge"]["script"]), POOL="parking")
    assert refused.returncode == 2
    decided = decide(judged)
    assert decided.returncode == 2
    assert "parking did not pass, or its report is about other expectations" in decided.text


def test_one_run_of_all_hosts_is_decided_alike(runner: Machine, simulator: Simulator) -> None:
    command = commands(SHARDS, "export ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED=true")
    finished = runner.run_lines(command, **connection(simulator.url))
    assert finished.returncode == 0, finished.text
    assert {path.parent.name for path in runner.folder.glob("gate-report/*/gate.json")} == set(POOLS)
    decided = runner.run_lines(commands(SHARDS, "ansible-playbook -i pools.yml decide.yml"))
    assert decided.returncode == 0, decided.text


def test_the_decision_cannot_be_skipped(judged: Machine) -> None:
    decided = judged.run_lines("ansible-playbook -i pools.yml decide.yml --skip-tags always")
    assert decided.returncode != 0
    assert "do not skip always or tagged" in decided.text


def test_a_red_report_beside_a_green_one_of_the_same_host(judged: Machine) -> None:
    report = json.loads((judged.folder / "gate-report" / "parking" / "gate.json").read_text(encoding="utf-8"))
    judged.write({"gate-report/again/gate.json": json.dumps({**report, "evaluated_to": False})})
    assert decide(judged).returncode == 2


def test_one_report_does_not_stand_in_for_that_of_another_host(judged: Machine) -> None:
    """Not even where both expect the same tasks."""
    hosts = INVENTORY["edge_pools"]["hosts"]
    alike = {**hosts, "entrance": hosts["parking"]}
    judged.write({"pools.yml": yaml.safe_dump({"edge_pools": {**INVENTORY["edge_pools"], "hosts": alike}})})
    reports = judged.folder / "gate-report"
    shutil.copy(reports / "parking" / "gate.json", reports / "entrance" / "gate.json")
    decided = decide(judged)
    assert decided.returncode == 2
    assert "Not judged: entrance." in decided.text


@pytest.mark.parametrize(
    ("is_now", "was"),
    [
        ("f" * 32, PARKING_TASK),
        ("edge_pool_id: 8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a", "edge_pool_id: e9bf9ebe497d4c9bb2e65d1f99fe1ff9"),
        (f"task_id: {PARKING_TASK}\n          state: STOPPED", f"task_id: {PARKING_TASK}"),
        ("service_name: c-hat-edge", "service_name: c-face-edge"),
    ],
    ids=["task", "pool", "state", "service"],
)
def test_reports_about_other_expectations_than_there_are_now(judged: Machine, is_now: str, was: str) -> None:
    assert was in SHARD_FILES["pools.yml"]
    judged.write({"pools.yml": SHARD_FILES["pools.yml"].replace(was, is_now)})
    decided = decide(judged)
    assert decided.returncode == 2
    assert "its report is about other expectations than there are now" in decided.text


@pytest.mark.parametrize(
    "forged", [{"evaluated_to": "false"}, {"verdicts": []}, {"verdicts": [{"verdict": "failed"}]}], ids=["text", "none", "failed"]
)
def test_a_report_that_is_not_green_in_each_part(judged: Machine, forged: dict[str, Any]) -> None:
    file = judged.folder / "gate-report" / "parking" / "gate.json"
    report = json.loads(file.read_text(encoding="utf-8"))
    verdicts = [{**report["verdicts"][0], **verdict} for verdict in forged.get("verdicts", [{}])]
    file.write_text(json.dumps({**report, **forged, "verdicts": verdicts}), encoding="utf-8")
    assert decide(judged).returncode == 2


def test_reports_beside_the_playbook_are_not_taken_for_those_of_this_run(judged: Machine) -> None:
    """Ansible would look for a relative path beside the playbook first."""
    shutil.copytree(judged.folder / "gate-report", judged.folder / "playbooks" / "gate-report")
    shutil.copy(judged.folder / "decide.yml", judged.folder / "playbooks")
    file = judged.folder / "gate-report" / "parking" / "gate.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "evaluated_to": False}), encoding="utf-8")
    assert judged.run("ansible-playbook", "-i", "pools.yml", "playbooks/decide.yml").returncode == 2


def test_an_inventory_without_hosts(runner: Machine) -> None:
    runner.write({"pools.yml": "edge_pools: {}\n"})
    assert decide(runner).returncode == 2


@pytest.mark.parametrize(
    ("hosts", "reported"),
    [
        ("checkout,parking", {"checkout", "parking"}),
        ("edge_pools[1:2]", {"parking", "entrance"}),
        ("edge_pools[0:9]", set(POOLS)),
        ("edge_pools[3:9]", set()),
        ("checkuot", set()),
        ("checkout,checkuot", set()),
    ],
)
def test_how_a_shard_is_chosen(runner: Machine, simulator: Simulator, hosts: str, reported: set[str]) -> None:
    finished = gate(runner, simulator, "-e", f"gate_hosts={hosts}")
    assert (finished.returncode == 0) == bool(reported), finished.text
    assert {path.parent.name for path in runner.folder.glob("gate-report/*/gate.json")} == reported


def test_a_limit_makes_no_shard(runner: Machine, simulator: Simulator) -> None:
    finished = gate(runner, simulator, "-e", "gate_hosts=edge_pools", "--limit", "checkout")
    assert finished.returncode == 2
    assert "leaves out what gate_hosts names (entrance, parking)" in finished.text
    assert not (runner.folder / "gate-report").exists()


@pytest.mark.parametrize(("slices", "codes"), [([[0], [1], [2]], [0, 2, 0]), ([[0, 2], [1]], [0, 2]), ([[]], [2])])
def test_slices(runner: Machine, simulator: Simulator, slices: list[list[int]], codes: list[int]) -> None:
    """AWX gives each slice an inventory with some of the hosts."""
    stop_parking(simulator)
    for number, (places, code) in enumerate(zip(slices, codes, strict=True)):
        hosts = {name: INVENTORY["edge_pools"]["hosts"][name] for name in (POOLS[place] for place in places)}
        group = {**INVENTORY["edge_pools"], "hosts": hosts}
        runner.write({f"slice-{number}.yml": yaml.safe_dump({"edge_pools": group})})
        finished = gate(runner, simulator, "-e", "gate_hosts=edge_pools", inventory=f"slice-{number}.yml")
        assert finished.returncode == code, finished.text


def test_the_page_has_no_file_that_is_not_used() -> None:
    assert SHARD_FILES.keys() == {"pools.yml", "decide.yml", ".gitlab-ci.yml"}
    assert re.fullmatch(r"gate-report/\*\*/gate\.xml", PIPELINE["judge"]["artifacts"]["reports"]["junit"])
