# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the time of a command goes, from samples of what its processes were busy with."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from statistics import median

from .contestants import Stage, play_command
from .measure import measure
from .places import Place
from .table import align

_RUNS = 3
_RATE = 250
"""Samples a second. Each stops the process for a moment."""

_LIBRARIES = r"requests|urllib3|charset_normalizer|idna|certifi|jsonschema|jsonschema_specifications|referencing|rpds|attrs?"
_KINDS = (
    ("starting and ending Python", r"^[^;]*$"),
    ("imports: requests and jsonschema", rf"importlib.*/({_LIBRARIES})/"),
    ("imports: the collection", r"importlib.*(/_collection_finder\.py|/campusgo/edge/)"),
    ("imports: the rest", r"importlib"),
    ("validation", r"/jsonschema/|/referencing/|/module_utils/(contract|extra_schema|hidden|quick_check|schema|violations)\.py"),
    ("redaction", r"/(redaction|scrubbing|secret_names|text_secrets)\.py"),
    ("JSON", r"/json/|/answers\.py"),
    (
        "requests",
        r"/requests/|/urllib3/|/http/client\.py|/module_utils/(transport|api|bulk|parallel|identity|signing|access)\.py",
    ),
    ("judging", r"/module_utils/(verdict|watch|gate)\.py"),
    (
        "results: serialization, message",
        r"/multiprocessing/(queues|reduction|connection)\.py|results_thread|send_task|/summary\.py",
    ),
    ("templating and arguments", r"/_internal/_templating/|/jinja2/|/template/|/arguments\.py|/arg_spec\.py|/parameters\.py"),
    ("polling for the worker", r"_wait_on_pending_results"),
    ("reading YAML, variables", r"/ansible/(parsing|inventory|vars)/|/yaml/"),
)
"""What a stack is about: the first of these that it matches. Its frames are ``function (file:line)``, from the outermost in.

How long the controller polls includes the pause by which the worker waits for the profiler.
"""
REST = "Ansible, the rest"
CONTROLLER, WORKER = "ansible-playbook", "its worker"
"""The processes of a run: the action works in the second."""


def profile(stage: Stage, place: Place) -> str:
    """What judging the tasks of a place is busy with, as a table. Raises ``CommandFailed``."""
    samples = stage.folder / "samples.txt"
    spy: list[str | Path] = [Path(sys.executable).with_name("py-spy"), "record"]
    spy += ["--subprocesses", "--threads", "--full-filenames"]
    spy += ["--rate", str(_RATE), "--format", "raw", "--output", samples, "--"]
    command = play_command(stage, "assert", place)
    environment = {**stage.environment, **place.environment}
    runs = [measure(command, environment, stage.folder).seconds for _run in range(_RUNS)]
    # In a folder of its own: Ansible imports what lies in a folder of plugins even when it is not enabled.
    environment["ANSIBLE_CALLBACK_PLUGINS"] += f"{os.pathsep}{Path(__file__).with_name('spy_plugins')}"
    environment["ANSIBLE_CALLBACKS_ENABLED"] += ",spied"
    measure([*spy, *command], environment, stage.folder)
    busy = attribute(samples.read_text().splitlines())
    return (
        f"Judging {len(place.task_ids):,} tasks takes {median(runs) * 1000:,.0f} ms, the median of {_RUNS} runs.\n"
        f"In one more, its processes were busy for so many milliseconds, by {_RATE} samples a second:\n\n{tabulate(busy)}"
    )


def attribute(stacks: Iterable[str]) -> Counter[tuple[str, str]]:
    """Milliseconds by kind of work and process. A stack is ``frame;frame;... SAMPLES``, the outermost process first."""
    busy: Counter[tuple[str, str]] = Counter()
    for line in stacks:
        stack, _space, samples = line.rpartition(" ")
        process = WORKER if len(re.findall(r"(?:^|;)process [0-9]+:", stack)) > 1 else CONTROLLER
        frames = stack.partition(";thread (")[2]  # what comes before are command lines
        kind = next((kind for kind, pattern in _KINDS if re.search(pattern, frames)), REST)
        busy[kind, process] += int(samples) * 1000 // _RATE
    return busy


def tabulate(busy: Counter[tuple[str, str]]) -> str:
    """A table with a line for each kind of work and one for the whole."""
    kinds = [*(kind for kind, _pattern in _KINDS), REST]
    rows = [[kind, *(f"{busy[kind, process]:,}" for process in (CONTROLLER, WORKER))] for kind in kinds]
    totals = [f"{sum(busy[kind, process] for kind in kinds):,}" for process in (CONTROLLER, WORKER)]
    return align(["ms", CONTROLLER, WORKER], [*rows, ["total", *totals]])
