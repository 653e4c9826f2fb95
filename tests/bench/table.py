# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as Markdown whose tables also read well in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .contestants import BARE, EMPTY, MOST_LOOPED, THREADS, TRANSITION_SECONDS, WAIT
from .figures import MEBIBYTE, Comparison, Figure, Figures

_HEAD = """\
<!--
Copyright (c) 2026, campusgo.edge contributors
GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
SPDX-License-Identifier: GPL-3.0-or-later
-->

# Benchmarks

Written by `make bench`: whole commands from start to end, measured in turns in one run; each ran once before that, unmeasured,
with its fewest tasks. Figures of one run compare with each other, not with those of another machine.
"""

_NOTES = (
    "Seconds, processor seconds and peak are medians. The peak is that of the largest process of all that a command started, "
    "and no less than that of the program that measures.",
    "Requests are what `task_assert` counts itself; loops and scripts make one for each task.",
    f"The loops ask for at most {MOST_LOOPED} tasks. With `ansible.utils.validate` they also check what the collection checks: "
    "the schema of a task.",
    f"The SDK signs with keys, since it takes no token; its pool has room for the connections of all {THREADS} threads. "
    "Everything else sends a token.",
)


@dataclass(frozen=True)
class Circumstances:
    """What figures depend on: facts by name, and what could not be measured, with the reason."""

    facts: Mapping[str, str]
    gaps: Sequence[str]


def render(figures: Figures, comparisons: Sequence[Comparison], circumstances: Circumstances) -> str:
    """The whole document."""
    parts = [
        _HEAD,
        "\n".join(f"- {name}: {value}" for name, value in circumstances.facts.items()),
        "\n## Figures\n",
        align(
            ["what", "tasks", "seconds", "least to most", f"above {EMPTY}", "processor seconds", "peak MiB", "requests"],
            [_figure_row(name, size, figure, figures) for (name, size), figure in figures.items()],
        ),
        "\n" + "\n".join(f"- {note}" for note in [*_notes(figures), *circumstances.gaps]),
        "\n## Comparisons\n",
        align(["what", "measured", "aim", ""], map(_comparison_row, comparisons)),
    ]
    return "\n".join(parts) + "\n"


def align(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table with columns of even width; all but the first are flush right."""
    lines = [list(heading), *map(list, rows)]
    widths = [max(3, *map(len, column)) for column in zip(*lines, strict=True)]
    first, *others = widths
    rule = ["-" * first, *("-" * (width - 1) + ":" for width in others)]
    return "\n".join(_line(line, widths) for line in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def _figure_row(name: str, size: int, figure: Figure, figures: Figures) -> list[str]:
    above = figure.seconds - figures[EMPTY, 0].seconds
    return [
        name,
        f"{size:,}" if size else "",
        f"{figure.seconds:.2f}",
        f"{figure.fastest:.2f} to {figure.slowest:.2f}",
        f"{above:.2f}" if above > 0 else "",
        f"{figure.processor_seconds:.2f}",
        f"{figure.peak / MEBIBYTE:.0f}",
        "" if figure.requests is None else f"{figure.requests:,.0f}",
    ]


def _notes(figures: Figures) -> list[str]:
    notes = list(_NOTES)
    for (name, size), figure in figures.items():
        if name == BARE and figure.asking is not None:
            notes.append(f"The server answered {size / figure.asking:,.0f} questions a second of {BARE}.")
        if name == WAIT and figure.lag is not None:
            notes.append(
                f"{WAIT}: the {size:,} tasks of the simulator became RUNNING one after the other over "
                f"{TRANSITION_SECONDS:.0f} s; the verdict came {figure.lag:.2f} s after the last of them."
            )
    return notes


def _comparison_row(comparison: Comparison) -> list[str]:
    verdict = {None: "", True: "met", False: "not met"}[comparison.met]
    aim = ""
    if comparison.at_least is not None:
        aim = f"at least {_number(comparison.at_least)}"
    elif comparison.at_most is not None:
        aim = f"at most {_number(comparison.at_most)}"
    return [comparison.what, f"{_number(comparison.value)} {comparison.unit}".rstrip(), aim, verdict]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) or value >= 100 else f"{value:.2f}"
