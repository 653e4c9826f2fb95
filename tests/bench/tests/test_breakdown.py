# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of stacks are told apart by what they are about."""

from __future__ import annotations

import pytest
from bench.breakdown import CONTROLLER, REST, WORKER, attribute, tabulate

MAIN = 'process 1:"python /requests/ansible-playbook";thread (1): MainThread'
CHILD = f'process 1:"python ansible-playbook";{MAIN}'


@pytest.mark.parametrize(
    ("stack", "kind", "process"),
    [
        (MAIN, "starting and ending Python", CONTROLLER),
        (f"{MAIN};main (/v/ansible/cli/playbook.py:1)", REST, CONTROLLER),
        (f"{MAIN};_load (<frozen importlib._bootstrap>:1);loads (/v/json/__init__.py:1)", "imports: the rest", CONTROLLER),
        (
            f"{MAIN};_load (<frozen importlib._bootstrap>:1);<module> (/campusgo/edge/x.py:1)",
            "imports: the collection",
            CONTROLLER,
        ),
        (f"{CHILD};judge (/c/module_utils/gate.py:1)", "judging", WORKER),
        (f"{CHILD};judge (/c/module_utils/gate.py:1);send (/v/urllib3/connection.py:1)", "requests", WORKER),
        (f"{CHILD};judge (/c/module_utils/gate.py:1);iter_errors (/v/jsonschema/validators.py:1)", "validation", WORKER),
    ],
)
def test_a_stack_is_about_its_most_telling_frame(stack: str, kind: str, process: str) -> None:
    assert attribute([f"{stack} 3"]) == {(kind, process): 12}


def test_the_breakdown_adds_up() -> None:
    busy = attribute([f"{MAIN};f (/x.py:1) 250", f"{CHILD};f (/x.py:1) 500"])
    assert tabulate(busy).splitlines()[-1].split() == ["|", "total", "|", "1,000", "|", "2,000", "|"]
