# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m mutation --collection FOLDER``, with the ``tests`` folder in ``PYTHONPATH``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import yaml

from .mutants import Mutant, make_and_try
from .survivors import Explanation, Findings, find

TESTS: dict[str, tuple[str, ...]] = {
    "verdict": ("test_verdict.py",),
    "watch": ("test_watch.py",),
    "gate": ("test_gate.py", "test_gate_verdicts.py"),
    "quick_check": ("test_quick_check.py",),
    "strict_json": ("test_strict_json.py",),
    "contract": ("test_contract.py", "test_contract_words.py", "test_hidden.py"),
    "extra_schema": ("test_extra_schema.py", "test_contract.py", "test_contract_words.py", "test_hidden.py"),
    "violations": ("test_contract.py", "test_contract_words.py"),
    "hidden": ("test_hidden.py", "test_verdict.py"),
}
"""The modules whose code is changed, and the tests that belong to each."""


def main() -> int:
    """Change every module, print what was found, and return the exit code: 0 only when every survivor is explained."""
    parser = argparse.ArgumentParser(prog="python -m mutation", description=sys.modules["mutation"].__doc__)
    parser.add_argument("--collection", type=Path, required=True, help="a copy of the collection to work in")
    parser.add_argument("--module", choices=TESTS, action="append", help="only this module")
    arguments = parser.parse_args()
    failed = False
    for module in arguments.module or TESTS:
        print(f"===== {module}", flush=True)
        mutants = make_and_try(arguments.collection, module, TESTS[module])
        findings = find(mutants, [known for known in _explanations() if known.module == module])
        _show(mutants, findings)
        failed |= not findings.ok
    return int(failed)


def _explanations() -> list[Explanation]:
    entries = yaml.safe_load(Path(__file__).with_name("equivalent.yml").read_text(encoding="utf-8"))
    return [Explanation(**entry) for entry in entries]


def _show(mutants: list[Mutant], findings: Findings) -> None:
    for mutant in findings.unexplained:
        print(f"\n{mutant.status} and not explained: {mutant.function}\n  from: {mutant.before}\n  to:   {mutant.after}")
    for explanation in findings.idle:
        print(f"\nexplains no survivor: {explanation.function}\n  from: {explanation.before}\n  to:   {explanation.after}")
    for status in sorted({mutant.status for mutant in mutants}):
        print(f"{status:12} {sum(mutant.status == status for mutant in mutants):5}")
    print(f"{'explained':12} {len(findings.explained):5}\n{'all':12} {len(mutants):5}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
