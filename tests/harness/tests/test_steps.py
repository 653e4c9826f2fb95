# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step that tests nothing fails, and so does what would hide a failure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from harness import steps, suite
from harness.environments import Venv
from harness.layout import ROOT
from harness.processes import Failure


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> steps.Bench:
    """A bench on which nothing is installed, and whose programs do nothing, successfully."""
    venv = Venv(tmp_path / "venv")
    (venv.path / "lib" / "python3.11").mkdir(parents=True)
    (tmp_path / "collection").mkdir()
    monkeypatch.setattr(steps.Bench, "run", lambda *arguments, **variables: "WARNING: All targets skipped.\n")
    monkeypatch.setattr(steps.pip_bootstrap, "provide", lambda venv: None)
    return steps.Bench(venv, tmp_path, tmp_path / "collection", venv.python)


def test_sanity_fails_when_everything_is_skipped(bench: steps.Bench) -> None:
    with pytest.raises(Failure, match="found nothing to test"):
        steps.sanity(bench)


def test_sanity_fails_when_failures_are_ignored(bench: steps.Bench) -> None:
    file = bench.collection / "tests" / "sanity" / "ignore-2.19.txt"
    file.parent.mkdir(parents=True)
    file.write_text("")
    with pytest.raises(Failure, match=r"ignore-2\.19\.txt"):
        steps.sanity(bench)


@pytest.mark.parametrize("step", [steps.integration, steps.molecule])
def test_a_step_without_anything_to_test_fails(bench: steps.Bench, step: Callable[[steps.Bench], None]) -> None:
    with pytest.raises(Failure, match="There is no"):
        step(bench)


def test_keystone_is_kept_apart_from_the_tests(bench: steps.Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    monkeypatch.setattr(steps, "make_venv", lambda name, requirements: Venv(requirements.parent / name))
    monkeypatch.setattr(steps.Bench, "run", lambda bench, *arguments, **variables: runs.append((bench.venv, variables)))
    steps.keystone(bench)
    ((venv, variables),) = runs
    assert venv is bench.venv
    assert variables["CAMPUSGO_TEST_KEYSTONE_PYTHON"] == Venv(ROOT / "tests" / "keystone" / "keystone").python


def test_the_makefile_knows_every_step() -> None:
    assert f"STEPS := {' '.join(steps.STEPS)}\n" in (ROOT / "Makefile").read_text()


def test_a_step_that_fails_does_not_hide_the_next(
    bench: steps.Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def good(bench: steps.Bench) -> None:
        """Do well."""

    def bad(bench: steps.Bench) -> None:
        """Do badly."""
        raise Failure("a problem")

    monkeypatch.setattr(suite, "STEPS", {"bad": bad, "good": good})
    outcomes = suite.run_steps(bench, ["bad", "good"])
    assert [(outcome.name, outcome.problem) for outcome in outcomes] == [("bad", "a problem"), ("good", None)]
    suite.print_outcomes(outcomes, 1.0)
    assert "1 passed, 1 failed" in capsys.readouterr().out
