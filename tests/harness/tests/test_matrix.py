# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs for which ansible-core and Python."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import matrix
from harness.environments import Venv
from harness.processes import Failure
from harness.steps import Bench

OLDEST = Path("/oldest/bin/python")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, Path, tuple[str, ...]]]:
    """Environment, Python of modules, and steps of each run of the matrix; every Python is found, and nothing is installed."""
    recorded: list[tuple[str, Path, tuple[str, ...]]] = []

    def run_steps(bench: Bench, names: tuple[str, ...], label: str) -> list[matrix.Outcome]:
        recorded.append((bench.venv.path.name, bench.target_python, names))
        return [matrix.Outcome(label + name, 0.0) for name in names]

    def bench(controller: matrix.Controller, interpreter: str) -> Bench:
        venv = Venv(tmp_path / f"{controller.core} {interpreter}")
        return Bench(venv, tmp_path, tmp_path, venv.python)

    monkeypatch.setattr(matrix, "BUILD", tmp_path)
    monkeypatch.setattr(matrix, "WORKSPACE", tmp_path / "matrix")
    monkeypatch.setattr(matrix, "find_python", lambda version: version)
    monkeypatch.setattr(matrix, "make_venv", lambda name, requirements, interpreter: Venv(Path("/oldest")))
    monkeypatch.setattr(matrix, "with_oldest_libraries", lambda *arguments: tmp_path)
    monkeypatch.setattr(matrix, "_bench", bench)
    monkeypatch.setattr(matrix, "run_steps", run_steps)
    return recorded


def test_what_a_python_can_break_runs_on_every_pair(runs: list[tuple[str, Path, tuple[str, ...]]]) -> None:
    assert matrix.matrix("") == 0
    pairs = [f"{controller.core} {controller.python}" for controller in matrix.CONTROLLERS]
    assert [name for name, _target, steps in runs if steps == ("sanity", "unit")] == pairs


def test_some_of_it_can_be_chosen(runs: list[tuple[str, Path, tuple[str, ...]]]) -> None:
    assert matrix.matrix("2.21 2.19") == 0
    assert {name.split()[0] for name, _target, _steps in runs} == {"2.19", "2.21"}
    with pytest.raises(Failure, match=r"no ansible-core 2\.5, but 2\.19, 2\.20, 2\.21"):
        matrix.matrix("2.21 2.5")


def test_whole_commands_run_once_for_each_core_with_modules_on_the_newest_and_the_oldest_python(
    runs: list[tuple[str, Path, tuple[str, ...]]], tmp_path: Path
) -> None:
    matrix.matrix("")
    for core in {controller.core for controller in matrix.CONTROLLERS}:
        name = f"{core} 3.13"
        whole = [(target, steps) for ran, target, steps in runs if ran.startswith(core) and steps != ("sanity", "unit")]
        assert whole == [
            (Venv(tmp_path / name).python, ("functional", "integration")),
            (OLDEST, ("target_unit", "faces", "integration")),
        ]


def test_what_has_no_python_is_said_to_be_skipped(
    runs: list[tuple[str, Path, tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(matrix, "find_python", lambda version: "3.12" if version == "3.12" else None)
    assert matrix.matrix("") == 0
    assert {name for name, _target, _steps in runs} == {"2.20 3.12", "2.21 3.12"}
    said = capsys.readouterr().out
    assert "skipped: core 2.19, Python 3.11: no Python 3.11 was found" in said
    assert "modules on Python 3.9, which was not found" in said
    monkeypatch.setattr(matrix, "find_python", lambda version: None)
    with pytest.raises(Failure, match="None of the Pythons"):
        matrix.matrix("")
