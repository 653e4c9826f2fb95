# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m bench``; ``make bench`` calls it with the collection and its rivals installed."""

from __future__ import annotations

import argparse
import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .breakdown import profile
from .circumstances import circumstances
from .contestants import Contestant, Measurement, Stage, make_contestants
from .figures import Figures, compare, make_figure
from .measure import CommandFailed
from .places import Place, local_place, remote_place
from .server import serve
from .table import render

TESTS = Path(__file__).resolve().parents[1]
SECRETS = ("CAMPUSGO_TOKEN", "CAMPUSGO_SECRET_KEY", "CAMPUSGO_SECURITY_TOKEN", "CAMPUSGO_PASSWORD")
PROFILED = 1000
"""Tasks whose judgement ``--profile`` looks into."""


def main() -> int:
    arguments = _parser().parse_args()
    sizes = [PROFILED] if arguments.profile else sorted(set(arguments.sizes))
    try:
        with _places(arguments.endpoint, sizes, arguments.folder) as (places, server):
            stage = _stage(arguments.folder, simulates=not arguments.endpoint)
            if arguments.profile:
                print(profile(stage, places[max(places)]))
                return 0
            figures = _measure(make_contestants(stage, places), arguments.runs)
            document = render(figures, compare(figures), circumstances(stage, places, sizes, server, arguments.runs))
    except CommandFailed as failure:
        print(_without_secrets(str(failure)), file=sys.stderr)
        return 1
    arguments.document.write_text(document, encoding="utf-8")
    print(document)
    return 0


def _without_secrets(text: str) -> str:
    """What a command printed, which may show whom it asked as, without credentials of the user."""
    secrets = [os.environ[name] for name in SECRETS if os.environ.get(name)]
    return functools.reduce(lambda shown, secret: shown.replace(secret, "********"), secrets, text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench", description=sys.modules["bench"].__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="a folder for what is written meanwhile")
    parser.add_argument("--document", type=Path, required=True, help="the file to write figures to")
    parser.add_argument("--endpoint", help="ask this service, as CAMPUSGO_* variables say, instead of a local server")
    parser.add_argument("--runs", type=_positive, default=3, help="how often each contestant runs (default: %(default)s)")
    parser.add_argument("--sizes", type=_sizes, default="1,10,100,1000,10000", help="numbers of tasks (default: %(default)s)")
    parser.add_argument("--profile", action="store_true", help="only show where the time of judging 1,000 tasks goes")
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _sizes(text: str) -> list[int]:
    sizes = [_positive(part) for part in text.replace(",", " ").split()]
    if not sizes:
        raise ValueError(text)
    return sizes


@contextmanager
def _places(endpoint: str | None, sizes: Sequence[int], folder: Path) -> Iterator[tuple[Mapping[int, Place], str]]:
    """Places by size, and what serves them. With an endpoint of the user's, sizes of which it has too few tasks are left out."""
    if endpoint:
        place = remote_place(endpoint, os.environ, max(sizes))
        places = {size: place.first(size) for size in sizes if size <= len(place.task_ids)}
        if not places:
            raise CommandFailed(f"{endpoint} has {len(place.task_ids)} tasks that are RUNNING, fewer than {min(sizes)}.")
        yield places, "that of the endpoint"
        return
    site = folder / "site"
    # In a process of its own: `measure` wants this one small.
    subprocess.run([sys.executable, "-m", "bench.static_site", site, *map(str, sizes)], check=True)
    known = json.loads((TESTS / "simulator" / "credentials.json").read_text())
    with serve(site, folder) as server:
        yield {size: local_place(server.url, site, size, known) for size in sizes}, server.description


def _stage(folder: Path, simulates: bool) -> Stage:
    environment = {
        **os.environ,
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).with_name("callback_plugins")),
        "ANSIBLE_CALLBACKS_ENABLED": "outcome",
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "BENCH_OUTCOME": str(folder / "outcome.json"),
    }
    collections = TESTS.parents[2]
    return Stage(folder, TESTS.parent, environment, (collections / "ansible" / "utils").is_dir(), simulates)


def _measure(contestants: Sequence[Contestant], runs: int) -> Figures:
    """Let contestants run in turns, so that what else the machine does meets all of them alike."""
    warm_up = {contestant.name: contestant for contestant in reversed(contestants)}  # each with its fewest tasks
    print("Warming up", flush=True)
    for contestant in warm_up.values():
        contestant.run()
    measurements: dict[tuple[str, int], list[Measurement]] = {}
    for number in range(1, runs + 1):
        for contestant in contestants:
            measurement = contestant.run()
            measurements.setdefault((contestant.name, contestant.size), []).append(measurement)
            print(f"{number} of {runs}: {contestant.name}, {contestant.size}: {measurement.cost.seconds:.2f} s", flush=True)
    return {key: make_figure(several) for key, several in measurements.items()}


if __name__ == "__main__":
    sys.exit(main())
