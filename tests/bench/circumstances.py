# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What figures depend on: the machine, versions, the server, and what is lacking."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .contestants import Stage
from .places import Place
from .table import Circumstances

_PACKAGES = ("ansible-core", "requests", "jsonschema", "huaweicloudsdkcampusgo", "huaweicloudsdkcore")


def circumstances(stage: Stage, places: Mapping[int, Place], sizes: Collection[int], server: str, runs: int) -> Circumstances:
    """All of it, once everything was measured. ``sizes`` were asked for, ``places`` were found."""
    collections = stage.collection.parents[1]
    versions = [f"campusgo.edge {_collection_version(stage.collection)}", f"Python {platform.python_version()}"]
    versions += [f"{package} {version(package)}" for package in _PACKAGES]
    gaps = []
    if stage.has_validate:
        versions.append(f"ansible.utils {_collection_version(collections / 'ansible' / 'utils')}")
    else:
        gaps.append("Not measured: `ansible.utils.validate`, since ansible.utils could not be installed.")
    if not stage.simulates:
        gaps.append("Not measured: waiting, which takes tasks that change when they should.")
    if not all(place.can_sign for place in places.values()):
        gaps.append("Not measured: the SDK, for lack of CAMPUSGO_ACCESS_KEY and CAMPUSGO_SECRET_KEY.")
    gaps += [f"Not measured: {size:,} tasks, of which the service had too few." for size in sorted(set(sizes) - places.keys())]
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    facts = {
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, medians of {runs} run{'' if runs == 1 else 's'}",
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()}",
        "load at the end (1, 5 and 15 minutes)": load,
        "versions": ", ".join(versions),
        "server": server,
    }
    return Circumstances(facts, gaps)


def _collection_version(collection: Path) -> str:
    """The version of a collection, in source form or installed."""
    for name, pattern in (("galaxy.yml", r"^version: (\S+)$"), ("MANIFEST.json", r'"version": "([^"]+)"')):
        file = collection / name
        found = re.search(pattern, file.read_text(), re.MULTILINE) if file.exists() else None
        if found:
            return found[1]
    return "of unknown version"


def _processor() -> str:
    """The model of the processor as Linux names it, else what Python knows."""
    file = Path("/proc/cpuinfo")
    named = re.search(r"^model name\s*: (.+)$", file.read_text(), re.MULTILINE) if file.exists() else None
    return named[1] if named else platform.processor() or platform.machine()
