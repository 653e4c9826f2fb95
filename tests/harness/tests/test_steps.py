# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A step that tests nothing fails, and so does what would hide a failure."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import checkout, environments, steps, suite
from harness.environments import Venv
from harness.layout import ROOT, VENVS
from harness.processes import Failure, Finished


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


@pytest.mark.parametrize("python", ["3.11", "3.9"])
def test_unit_tests_must_run_in_every_context(bench: steps.Bench, monkeypatch: pytest.MonkeyPatch, python: str) -> None:
    tested = bench.venv if python == bench.venv.version else Venv(bench.workspace / "other")
    (tested.path / "lib" / f"python{python}").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(steps.Bench, "run", lambda *arguments, **variables: f"Unit test module_utils with Python {python}\n")
    if tested == bench.venv:
        with pytest.raises(Failure, match="no unit test in the context controller"):
            steps._ansible_test_units(bench, tested)
    else:
        steps._ansible_test_units(bench, tested)
    monkeypatch.setattr(steps.Bench, "run", lambda *arguments, **variables: "")
    with pytest.raises(Failure, match="no unit test in the context module_utils"):
        steps._ansible_test_units(bench, tested)


@pytest.mark.parametrize("output", ["", "* Files with license information: 0 / 0\n"])
def test_licenses_of_no_file_are_not_enough(bench: steps.Bench, monkeypatch: pytest.MonkeyPatch, output: str) -> None:
    monkeypatch.setattr(steps.Bench, "run", lambda *arguments, **variables: output)
    with pytest.raises(Failure, match="no file with a license"):
        steps._check_licenses(bench)


_HEADER = "# Copyright (c) 2026, somebody\n# SPDX-License-Identifier: GPL-3.0-or-later\n"

_LOOKUP = f'''\
{_HEADER}
DOCUMENTATION = """
name: echo
short_description: Give back what is given
description: A lookup that needs O(_terms).
options:
  _terms:
    description: What to give back.
    type: list
    elements: str
    required: true
"""
'''


@pytest.fixture
def checked_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small checkout of a collection whose build folder git ignores."""
    root = tmp_path / "checkout"
    files = {
        ".gitignore": f"{_HEADER}/build/\n",
        "LICENSES/GPL-3.0-or-later.txt": "The text\n",
        "README.md": f"<!--\n{_HEADER}-->\n",
        "galaxy.yml": f"{_HEADER}namespace: campusgo\nname: edge\nversion: 1.0.0\nreadme: README.md\nauthors: [somebody]\n",
        "plugins/lookup/echo.py": _LOOKUP,
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    monkeypatch.setattr(checkout, "ROOT", root)
    monkeypatch.setattr(environments, "HOME", tmp_path)
    return root


def _copied(root: Path, monkeypatch: pytest.MonkeyPatch, *programs: str) -> steps.Bench:
    """A bench with a copy in the build folder of a checkout. Programs that are not named do nothing, successfully."""
    run = steps.Bench.run

    def run_some(bench: steps.Bench, program: str, *arguments: str | Path, **variables: str | Path) -> str:
        if program in programs:
            return run(bench, program, *arguments, **variables)
        return "* Files with license information: 1 / 1\n"

    monkeypatch.setattr(steps.Bench, "run", run_some)
    workspace = root / "build" / "test"
    venv = Venv(Path(sys.prefix))
    return steps.Bench(venv, workspace, checkout.copy_collection(workspace), venv.python)


needs_git = pytest.mark.skipif(not shutil.which("git"), reason="needs git")


@needs_git
def test_good_documentation_and_licenses_pass_whatever_else_is_in_the_checkout(
    checked_out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = _copied(checked_out, monkeypatch, "antsibull-docs", "reuse")
    (checked_out / "later.txt").write_text("Written without a license while the step runs\n")
    steps.lint(bench)


@needs_git
def test_a_reference_to_nothing_fails(
    checked_out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = _LOOKUP.replace("O(_terms)", "O(nonsense), unlike P(campusgo.edge.nothing#lookup)")
    (checked_out / "plugins" / "lookup" / "echo.py").write_text(wrong)
    with pytest.raises(Failure, match=r"^antsibull-docs failed \(exit code 3\)$"):
        steps.lint(_copied(checked_out, monkeypatch, "antsibull-docs"))
    said = capsys.readouterr().out
    assert "O(nonsense)" in said
    assert "P(campusgo.edge.nothing#lookup)" in said


@needs_git
def test_a_file_without_a_license_fails(checked_out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (checked_out / "plugins" / "lookup" / "echo.py").write_text(_LOOKUP.removeprefix(_HEADER))
    with pytest.raises(Failure, match=r"^reuse failed \(exit code 1\)$"):
        steps.lint(_copied(checked_out, monkeypatch, "reuse"))


@pytest.mark.parametrize(
    ("finished", "contents", "problem"),
    [
        (Finished(0, "fine\n"), ["a module"], None),
        (Finished(0, "fine\n"), [], "found nothing"),
        (Finished(0, "WARNING: No changelog found.\n"), ["a module"], "No changelog found"),
        (Finished(1, "ERROR: The import failed\n"), ["a module"], "The import failed"),
    ],
    ids=["good", "empty", "warning", "failure"],
)
def test_the_artifact_must_be_taken_without_a_complaint(
    bench: steps.Bench, monkeypatch: pytest.MonkeyPatch, finished: Finished, contents: list[str], problem: str | None
) -> None:
    def build(_bench: steps.Bench, *arguments: str | Path) -> str:
        (Path(arguments[-1]) / "campusgo-edge.tar.gz").touch()
        return ""

    def take(command: list[str | Path], *, environment: object, folder: Path) -> Finished:
        assert command[-1] == folder / "campusgo-edge.tar.gz"
        (folder / "importer_result.json").write_text(json.dumps({"contents": contents}))
        return finished

    monkeypatch.setattr(steps.Bench, "run", build)
    monkeypatch.setattr(steps, "run", take)
    if problem is None:
        steps.artifact(bench)
    else:
        with pytest.raises(Failure, match=problem):
            steps.artifact(bench)


def test_the_oldest_libraries_are_used_throughout(bench: steps.Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = []
    monkeypatch.setattr(steps, "make_venv", lambda name, requirements: Venv(requirements.parent / name))
    monkeypatch.setattr(steps.Bench, "run", lambda bench, *arguments, **variables: runs.append((bench.venv, variables)))
    steps.oldest(bench)
    old = Venv(VENVS / "oldest")
    assert [venv for venv, _variables in runs] == [old, old]
    assert {variables["CAMPUSGO_TEST_TARGET_PYTHON"] for _venv, variables in runs} == {old.python}
    floors = [line for line in (ROOT / "requirements.txt").read_text().splitlines() if ">=" in line]
    assert {line.replace(">=", "==") for line in floors} < set((VENVS / "oldest.txt").read_text().splitlines())


def test_every_file_that_goes_through_the_libraries_is_there() -> None:
    folder = ROOT / "tests" / "functional"
    assert [name for name in steps._THROUGH_LIBRARIES if not (folder / f"test_{name}.py").exists()] == []


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
