# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: ``python -m simulator``."""

from __future__ import annotations

import argparse
import os
import sys


def main() -> int:
    # Asked first: a parent that dies while the server is still being imported must not go unnoticed.
    parent = os.getppid()
    parser = _parser()
    arguments = parser.parse_args()
    if arguments.tls_key and not arguments.tls_cert:
        parser.error("--tls-key needs --tls-cert")

    from .scenario import ScenarioError, load
    from .server import Address, serve

    address = Address(arguments.host, arguments.port, arguments.tls_cert, arguments.tls_key)
    try:
        serve(load(arguments.scenario), address, parent if arguments.exit_with_parent else None)
    except ScenarioError as problem:
        return _fail(str(problem))
    except (OSError, OverflowError) as problem:
        return _fail(f"cannot serve at {address.url(address.port)}: {problem}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m simulator", description="A local stand-in for the task service.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8080, help="port; 0 picks a free one (default: %(default)s)")
    parser.add_argument("--scenario", default="default", help="name of a prepared scenario, or path of a YAML file")
    parser.add_argument("--tls-cert", metavar="FILE", help="certificate chain in PEM; serve HTTPS")
    parser.add_argument("--tls-key", metavar="FILE", help="private key in PEM, if not in the file of the certificate")
    parser.add_argument("--exit-with-parent", action="store_true", help="end when the process that started this ends")
    return parser


def _fail(problem: str) -> int:
    print(f"simulator: {problem}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
