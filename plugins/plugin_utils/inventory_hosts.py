# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What hosts and groups are called that are made of tasks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleParserError
from ansible_collections.campusgo.edge.plugins.module_utils.services import is_edge_service

EDGE_GROUP = "campusgo_edge"
CLOUD_GROUP = "campusgo_cloud"

_SHORT_ID = 8
#: Bytes of a host's name, which becomes part of the names of files.
_LONGEST_NAME = 200
#: Names of the groups that any task may be in, whichever tasks there are now.
_OWN_GROUP = re.compile(rf"{EDGE_GROUP}|{CLOUD_GROUP}|campusgo_(pool|service|state)_[A-Za-z0-9_]+")

Task = Mapping[str, Any]


def host_names(wanted: str, task_id: str) -> list[str]:
    """The names that a host may have, best first: as wanted, with a part of the id, with the whole id."""
    name = re.sub(r"[^A-Za-z0-9_.\u4e00-\u9fa5-]", "_", wanted.strip())
    name = re.sub(r"^[.-]+", lambda dots: "_" * len(dots[0]), name) or "_"
    safe_id = re.sub(r"[^A-Za-z0-9_]", "_", task_id)
    return [_fit(name, ""), *(_fit(name, f"-{part}") for part in (safe_id.removeprefix("task")[:_SHORT_ID], safe_id))]


def unique_names(candidates: Sequence[Sequence[str]], reserved: Collection[str]) -> list[str]:
    """A name for each host, from its candidates; hosts that want the same one all take their next.

    No name is reserved, or that of a group that a task may be in: who names a task would choose what else is in the group.

    Raises AnsibleParserError when some have the same to the last.
    """
    levels = [0] * len(candidates)
    while True:
        names = [options[level] for options, level in zip(candidates, levels)]
        wanted = Counter(names)
        again = [
            index
            for index, name in enumerate(names)
            if not name or wanted[name] > 1 or name in reserved or _OWN_GROUP.fullmatch(name)
        ]
        if not again:
            return names
        for index in again:
            levels[index] += 1
            if levels[index] == len(candidates[index]):
                raise AnsibleParserError(f"several tasks would be the host {names[index]}; tell them apart by hostnames")


def groups_of(task: Task) -> list[str]:
    """The groups of a task, other than those of which they are children."""
    pool = pool_group(task)
    place = EDGE_GROUP if is_edge_service(str(task["service_name"])) else CLOUD_GROUP
    service = str(task["service_name"]).replace("-", "_")
    return [pool or place, f"campusgo_service_{_name_part(service)}", f"campusgo_state_{_name_part(task.get('state'))}"]


def pool_group(task: Task) -> str | None:
    """The group of the task's edge pool; None when it has none."""
    pool = task.get("edge_pool_id")
    return None if pool is None else f"campusgo_pool_{_name_part(pool)}"


def _name_part(value: Any) -> str:
    """The value as a part of a group's name. What would have to be changed could be taken for another value."""
    return value if isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9_]+", value) else "unknown"


def _fit(name: str, ending: str) -> str:
    """The name with an ending, cut where it is too long. Empty when it would have to be cut and there is no ending."""
    room = _LONGEST_NAME - len(ending)
    octets = name.encode()
    if len(octets) > room and not ending:
        return ""
    return octets[:room].decode(errors="ignore") + ending
