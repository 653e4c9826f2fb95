# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the collection importable as Ansible does it, and property-based tests repeatable."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from hypothesis import settings

try:
    from ansible.plugins.loader import init_plugin_loader
except ImportError:  # ansible-test hides it from tests of module_utils, and finds the collection by itself
    init_plugin_loader = None

_COLLECTION = Path(__file__).parents[2]

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def _find_collection() -> None:
    if init_plugin_loader is not None:
        init_plugin_loader([str(folder) for folder in _COLLECTION.parents[2:3]])
    try:
        found = Path(importlib.import_module("ansible_collections.campusgo.edge").__path__[0])
    except ImportError:
        found = None
    if found is None or found.resolve() != _COLLECTION.resolve():
        # Another copy, installed somewhere, would be tested in its place.
        raise pytest.UsageError(f"{_COLLECTION} must lie at .../ansible_collections/campusgo/edge; `make unit` puts a copy there")


_find_collection()
