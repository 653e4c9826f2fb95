# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m harness COMMAND``, with the ``tests`` folder in ``PYTHONPATH``."""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or later is needed, this is {sys.version.split()[0]}: make PYTHON=python3.11 ...")

import argparse

from .benchmark import bench
from .coverage import coverage
from .demo import demo, run_simulator
from .matrix import matrix
from .mutation import mutate
from .processes import Failure, Interrupted, supervised
from .steps import STEPS
from .suite import test


def main() -> int:
    """Carry out one command and return its exit code."""
    arguments = _parser().parse_args()
    try:
        if arguments.command == "simulator":  # replaces this process, which therefore needs no supervision
            run_simulator(arguments.port, arguments.scenario)
        with supervised():
            match arguments.command:
                case "test":
                    return test(arguments.step)
                case "coverage":
                    return coverage()
                case "demo":
                    return demo(arguments.scenario)
                case "matrix":
                    return matrix(arguments.cores)
                case "mutate":
                    return mutate()
                case "bench":
                    return bench(arguments.endpoint, arguments.runs, arguments.sizes, arguments.profile)
        return 0
    except Failure as failure:
        print(failure, file=sys.stderr)
        return 1
    except Interrupted as interruption:
        print(f"\nStopped by {interruption}.", file=sys.stderr)
        return 128 + interruption.number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m harness", description=sys.modules["harness"].__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("test").add_argument("step", nargs="*", help=f"one of {', '.join(STEPS)}; all when left out")
    commands.add_parser("matrix").add_argument("--cores", default="", help="series of ansible-core")
    commands.add_parser("coverage")
    commands.add_parser("mutate")
    benchmark = commands.add_parser("bench")
    benchmark.add_argument("--endpoint", default="", help="ask this service instead of a local server")
    benchmark.add_argument("--runs", type=int, default=3)
    benchmark.add_argument("--sizes", default="1 10 100 1000 10000", help="numbers of tasks")
    benchmark.add_argument("--profile", action="store_true", help="only show where time goes")
    for name in ("demo", "simulator"):
        command = commands.add_parser(name)
        command.add_argument("--scenario", default="default")
    command.add_argument("--port", type=int, default=8080)
    return parser


if __name__ == "__main__":
    sys.exit(main())
