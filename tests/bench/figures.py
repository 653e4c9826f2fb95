# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From single measurements to figures: medians, ratios, and whether they are what was aimed at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from .contestants import (
    ASSERT,
    BARE,
    EMPTY,
    INFO,
    PAGE,
    PING,
    SDK,
    SDK_THREADS,
    URI,
    URI_VALIDATE,
    Measurement,
)

LARGEST_PAGE = 1000
"""Tasks on a page of the list call."""
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Figure:
    """Medians of the measurements of one contestant; seconds also at their least and most, peak in bytes."""

    seconds: float
    fastest: float
    slowest: float
    processor_seconds: float
    peak: float
    requests: float | None
    asking: float | None
    lag: float | None


Figures = Mapping[tuple[str, int], Figure]
"""By contestant and number of tasks."""


@dataclass(frozen=True)
class Comparison:
    """A figure that follows from others: what it says, and what it should be at least or at most, if anything was aimed at."""

    what: str
    value: float
    unit: str = "x"
    at_least: float | None = None
    at_most: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the aim was reached; None where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most


def make_figure(measurements: Sequence[Measurement]) -> Figure:
    """The medians of what was measured."""
    costs = [measurement.cost for measurement in measurements]
    seconds = [cost.seconds for cost in costs]
    return Figure(
        seconds=median(seconds),
        fastest=min(seconds),
        slowest=max(seconds),
        processor_seconds=median(cost.processor_seconds for cost in costs),
        peak=median(cost.peak for cost in costs),
        requests=_median([measurement.requests for measurement in measurements]),
        asking=_median([measurement.asking for measurement in measurements]),
        lag=_median([measurement.lag for measurement in measurements]),
    )


def compare(figures: Figures) -> list[Comparison]:
    """Everything that follows from what was measured; where a figure lacks, so does what would follow from it."""
    return [*_against_loops(figures), *_against_floors(figures), *_against_scripts(figures), *_growth(figures)]


def _against_loops(figures: Figures) -> Iterator[Comparison]:
    aims = {(URI, 1): {"at_least": 1 / 0.65}, (URI, 100): {"at_least": 40.0}}
    for loop in (URI, URI_VALIDATE):
        for size in _sizes(figures, loop):
            if (ASSERT, size) in figures:
                ratio = figures[loop, size].seconds / figures[ASSERT, size].seconds
                yield Comparison(f"{loop} / {ASSERT}, {_tasks(size)}", ratio, **aims.get((loop, size), {}))


def _against_floors(figures: Figures) -> Iterator[Comparison]:
    aims = {100: 1.5}
    for size in _sizes(figures, ASSERT):
        ratio = figures[ASSERT, size].seconds / figures[EMPTY, 0].seconds
        yield Comparison(f"{ASSERT} / {EMPTY}, {_tasks(size)}", ratio, at_most=aims.get(size))
    for size in _sizes(figures, INFO):
        ratio = figures[INFO, size].seconds / figures[PING, 0].seconds
        yield Comparison(f"{INFO} / {PING}, {_tasks(size)}", ratio, at_most=1.3 if size == 100 else None)


def _against_scripts(figures: Figures) -> Iterator[Comparison]:
    for script in (SDK, SDK_THREADS, BARE, PAGE):
        for size in _sizes(figures, script):
            if (ASSERT, size) in figures:
                ratio = _added(figures, size) / figures[script, size].seconds
                aim = 0.5 if (script, size) == (SDK_THREADS, 1000) else None
                yield Comparison(f"what {ASSERT} adds to {EMPTY} / {script}, {_tasks(size)}", ratio, at_most=aim)


def _growth(figures: Figures) -> Iterator[Comparison]:
    sizes = _sizes(figures, ASSERT)
    if {1000, 10_000} <= set(sizes):
        growth = _added(figures, 10_000) / _added(figures, 1000)
        yield Comparison(f"what {ASSERT} adds for 10,000 tasks / for 1,000", growth, at_most=10.0)
    for size in sizes:
        requests = figures[ASSERT, size].requests
        if requests is not None:
            most = math.ceil(size / LARGEST_PAGE) + 2
            yield Comparison(f"requests of {ASSERT}, {_tasks(size)}", requests, unit="", at_most=most)
    if 10_000 in sizes:
        yield Comparison(f"peak of {ASSERT}, 10,000 tasks", figures[ASSERT, 10_000].peak / MEBIBYTE, unit="MiB", at_most=400.0)


def _added(figures: Figures, size: int) -> float:
    """Seconds that task_assert adds to an empty playbook."""
    return figures[ASSERT, size].seconds - figures[EMPTY, 0].seconds


def _sizes(figures: Figures, name: str) -> list[int]:
    return sorted(size for contestant, size in figures if contestant == name)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _tasks(size: int) -> str:
    return f"{size:,} task{'' if size == 1 else 's'}"
