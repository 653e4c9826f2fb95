# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The third-party libraries that a query needs, and how to say that one is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType

from ansible.module_utils.basic import missing_required_lib


def _can_be_imported(name: str) -> bool:
    """Whether it is there, with everything that it needs itself."""
    try:
        import_module(name)
    except ImportError:
        return False
    return True


def _is_there(name: str) -> bool:
    return find_spec(name) is not None


Libraries = Mapping[str, Callable[[str], bool]]

#: What a query needs, and how to see that it has it. To import jsonschema takes long, and what is valid does not need it.
LIBRARIES: Libraries = MappingProxyType({"requests": _can_be_imported, "jsonschema": _is_there})
#: What judging needs when nothing is asked.
JUDGING_LIBRARIES: Libraries = {"jsonschema": _can_be_imported}


def missing_libraries(needed: Libraries = LIBRARIES) -> str | None:
    """A sentence that says what to install, and for which Python; None when everything is there."""
    missing = [name for name, is_there in needed.items() if not is_there(name)]
    return missing_required_lib(" and ".join(missing)) if missing else None
