# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The third-party libraries that a query needs, and how to say that one is not there."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from ansible.module_utils.basic import missing_required_lib

LIBRARIES = ("requests", "jsonschema")
#: What judging needs when nothing is asked.
JUDGING_LIBRARIES = ("jsonschema",)


def missing_libraries(needed: Sequence[str] = LIBRARIES) -> str | None:
    """A sentence that says what to install, and for which Python; None when everything is there."""
    missing = [name for name in needed if not _can_be_imported(name)]
    return missing_required_lib(" and ".join(missing)) if missing else None


def _can_be_imported(name: str) -> bool:
    """Whether it is there, with everything that it needs itself."""
    try:
        import_module(name)
    except ImportError:
        return False
    return True
