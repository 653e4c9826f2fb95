# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets all hosts of an inventory plugin be added, or none. Ansible's own inventory has no way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

from ansible.errors import AnsibleParserError


@contextmanager
def all_or_nothing(inventory: Any) -> Iterator[None]:
    """Puts the inventory back as it was when a host cannot be added, or when what was added has one name for a host and a group.

    Raises AnsibleParserError then, whatever went wrong.
    """
    put_back = _remember(inventory)
    ambiguous_before = inventory.hosts.keys() & inventory.groups.keys()
    problem = None
    try:
        yield
    except Exception as error:  # of many types: Ansible's inventory raises plain ones too
        problem = str(error)
    # Said in place of another error, which may come from it: Ansible takes the name of such a host for that of the group.
    ambiguous = (inventory.hosts.keys() & inventory.groups.keys()) - ambiguous_before
    if ambiguous:
        problem = f"{min(ambiguous)} would be both a host and a group; tell them apart by hostnames, groups or keyed_groups"
    if problem is not None:
        put_back()
        raise AnsibleParserError(problem)


def _remember(inventory: Any) -> Callable[[], None]:
    """What puts the inventory, its groups and its hosts back as they are now."""
    kept = [
        (vars(item), {name: copy(value) if isinstance(value, (dict, list, set)) else value for name, value in vars(item).items()})
        for item in (inventory, *inventory.groups.values(), *inventory.hosts.values())
    ]

    def put_back() -> None:
        for attributes, values in kept:
            attributes.clear()
            attributes.update(values)

    return put_back
