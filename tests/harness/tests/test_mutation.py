# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make mutate`` passes only when each mutant was killed or is explained, and each explanation is needed."""

from __future__ import annotations

import pytest
from mutation.mutants import Mutant
from mutation.survivors import Explanation, find

KILLED = Mutant("watch.Watch.due", "", "", "killed")
SURVIVOR = Mutant("watch.Watch.due", "return a", "return b", "survived")
UNTESTED = Mutant("watch.Watch.pause", "return a", "return b", "no tests")
EXPLANATION = Explanation("watch.Watch.due", "return a", "return b", "a is b")


@pytest.mark.parametrize(
    ("mutants", "explanations", "ok"),
    [
        ([KILLED], [], True),
        ([KILLED, SURVIVOR], [EXPLANATION], True),
        ([KILLED, SURVIVOR], [], False),
        ([KILLED, SURVIVOR, UNTESTED], [EXPLANATION], False),
        ([KILLED], [EXPLANATION], False),
        ([KILLED, Mutant("watch.Watch.due", "return a", "return c", "survived")], [EXPLANATION], False),
        ([KILLED, Mutant("watch.other", "return a", "return b", "survived")], [EXPLANATION], False),
        ([SURVIVOR], [EXPLANATION], False),
        ([], [], False),
    ],
)
def test_only_what_is_killed_or_explained_is_well(mutants: list[Mutant], explanations: list[Explanation], ok: bool) -> None:
    assert find(mutants, explanations).ok is ok
