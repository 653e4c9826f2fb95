# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example in the documentation runs as it is printed, against the simulator."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from simulator.process import Simulator

from .faces import connection
from .playbooks import Ansible, Run

COLLECTION = Path(__file__).parents[2]
PAGES = [COLLECTION / "README.md", *sorted((COLLECTION / "docs").glob("*.md"))]
#: Jinja tests and filters speak of facts that an earlier task has set.
FACTS = {
    "name": "Set the facts that examples use",
    "campusgo.edge.task_facts": {"region": "cn-north-4", "task_id": ["8656efdafebf440bb7008f174db6c567"]},
}


def _blocks(page: Path) -> list[Any]:
    text = page.read_text(encoding="utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)]


def _examples(file: Path) -> Any:
    if file.suffix == ".yml":
        return yaml.safe_load(yaml.safe_load(file.read_text(encoding="utf-8"))["EXAMPLES"])
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "EXAMPLES":
            return yaml.safe_load(ast.literal_eval(node.value))
    raise AssertionError(f"{file} has no examples")


PLUGINS = sorted(
    file
    for pattern in ("modules/*.py", "lookup/*.py", "test/*.yml", "filter/*.yml")
    for file in (COLLECTION / "plugins").glob(pattern)
)


def _is_play(block: Any) -> bool:
    return isinstance(block, list) and "hosts" in block[0]


def _is_tasks(block: Any) -> bool:
    return isinstance(block, list) and not _is_play(block)


def _run_tasks(ansible: Ansible, simulator: Simulator, tasks: list[dict[str, Any]]) -> Run:
    run = ansible.play([FACTS, *tasks], environment=connection(simulator.url))
    assert run.returncode == 0, run.stdout + run.stderr
    return run


def test_there_is_something_to_test() -> None:
    assert {page.name for page in PAGES} >= {"README.md", "query.md", "gate.md"}
    assert len(PLUGINS) >= 9
    assert sum(len(_blocks(page)) for page in PAGES) >= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_tasks_on_pages(ansible: Ansible, simulator: Simulator, page: Path) -> None:
    tasks = [task for block in _blocks(page) if _is_tasks(block) for task in block]
    if tasks:
        _run_tasks(ansible, simulator, tasks)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_playbooks_on_pages(ansible: Ansible, simulator: Simulator, page: Path) -> None:
    for block in _blocks(page):
        if _is_play(block):
            run = ansible.playbook(json.dumps(block), environment=connection(simulator.url))
            assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("file", PLUGINS, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_examples_of_plugins(ansible: Ansible, simulator: Simulator, file: Path) -> None:
    _run_tasks(ansible, simulator, _examples(file))


def test_the_line_for_a_pipeline(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    (expectations,) = [
        block for block in _blocks(COLLECTION / "docs" / "gate.md") if isinstance(block, dict) and "gate_expect" in block
    ]
    (tmp_path / "expectations.yml").write_text(yaml.safe_dump(expectations), encoding="utf-8")
    playbook = json.dumps([{"ansible.builtin.import_playbook": "campusgo.edge.gate"}])
    arguments = ["--extra-vars", f"@{tmp_path / 'expectations.yml'}"]
    run = ansible.playbook(playbook, environment=connection(simulator.url), arguments=arguments)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "All 3 edge tasks are as expected" in run.stdout
    written = {file.name for file in (tmp_path / "gate-report").iterdir()}
    assert written == {"gate.xml", "gate.md", "gate.html", "gate.json"}
