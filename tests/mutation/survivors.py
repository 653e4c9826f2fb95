# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which mutants no test killed, and which of these are explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .mutants import Mutant


@dataclass(frozen=True)
class Explanation:
    """Why a mutant cannot be told from the original. ``function`` begins with the module; ``before`` and ``after`` are code."""

    function: str
    before: str
    after: str
    why: str

    @property
    def module(self) -> str:
        """The module that holds the function."""
        return self.function.partition(".")[0]

    def fits(self, mutant: Mutant) -> bool:
        """Whether it is about this mutant."""
        return (self.function, self.before, self.after) == (mutant.function, mutant.before, mutant.after)


@dataclass(frozen=True)
class Findings:
    """What is wrong: survivors that nothing explains, explanations that fit no survivor, or no mutant at all."""

    explained: list[Mutant]
    unexplained: list[Mutant]
    idle: list[Explanation]
    any_killed: bool

    @property
    def ok(self) -> bool:
        """Whether every mutant was killed or explained; a run that killed none tells nothing."""
        return self.any_killed and not self.unexplained and not self.idle


def find(mutants: Sequence[Mutant], explanations: Sequence[Explanation]) -> Findings:
    """Match survivors with explanations."""
    survivors = [mutant for mutant in mutants if not mutant.killed]
    explained = [mutant for mutant in survivors if any(known.fits(mutant) for known in explanations)]
    return Findings(
        explained=explained,
        unexplained=[mutant for mutant in survivors if mutant not in explained],
        idle=[known for known in explanations if not any(known.fits(mutant) for mutant in survivors)],
        any_killed=len(survivors) < len(mutants),
    )
