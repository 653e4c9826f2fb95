# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make test``: the steps one after the other, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from .checkout import copy_collection
from .environments import exclusive, make_venv
from .layout import BUILD, ROOT
from .processes import Failure
from .steps import MATRIX_STEPS, STEPS, Bench


@dataclass(frozen=True)
class Outcome:
    """What came of a step."""

    name: str
    seconds: float
    problem: str | None = None


def test(names: Sequence[str]) -> int:
    """Run the named steps, or all. Return the exit code: 0 only if every one of them passed."""
    started = time.monotonic()
    workspace = BUILD / "test"
    with exclusive(BUILD / "test.lock"):
        venv = make_venv("test", ROOT / "tests" / "requirements.txt")
        bench = Bench(venv, workspace, copy_collection(workspace), venv.python)
        outcomes = run_steps(bench, list(names) or list(STEPS))
    print_outcomes(outcomes, time.monotonic() - started)
    return int(any(outcome.problem for outcome in outcomes))


def run_steps(bench: Bench, names: Sequence[str], label: str = "") -> list[Outcome]:
    """Run the named steps, each under a heading, and return what came of them; one that fails does not end the run."""
    outcomes = []
    for name in names:
        title = f"{label}{name}"
        step = STEPS.get(name) or MATRIX_STEPS[name]
        print(f"\n===== {title}: {step.__doc__.splitlines()[0]}", flush=True)
        started = time.monotonic()
        problem = None
        try:
            step(bench)
        except Failure as failure:
            problem = str(failure)
            print(f"{title}: {problem}", flush=True)
        outcomes.append(Outcome(title, time.monotonic() - started, problem))
    return outcomes


def print_outcomes(outcomes: Sequence[Outcome], seconds: float) -> None:
    """Print a line for each outcome and one for the whole."""
    width = max(len(outcome.name) for outcome in outcomes)
    print("\n===== Result")
    for outcome in outcomes:
        verdict = f"FAILED: {outcome.problem.splitlines()[-1]}" if outcome.problem else "passed"
        print(f"{outcome.name:{width}}  {outcome.seconds:6.1f} s  {verdict}")
    failed = sum(outcome.problem is not None for outcome in outcomes)
    print(f"{'total':{width}}  {seconds:6.1f} s  {len(outcomes) - failed} passed, {failed} failed", flush=True)
