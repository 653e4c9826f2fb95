# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tasks are asked for."""

from __future__ import annotations


class ModuleDocFragment:
    """Which tasks are asked for."""

    DOCUMENTATION = r"""
options:
  service_name:
    description:
      - Name of the analysis service that the tasks belong to.
    type: str
    default: c-queue-status-analysis-edge
  task_id:
    description:
      - Ids of the tasks to ask for. An id that is given twice is asked once.
      - Without ids the tasks of the service are listed.
      - An empty list is an error, since nothing would be asked. So is a filter beside ids.
    type: list
    elements: str
    aliases: [task_ids]
  created_since:
    description:
      - List only tasks created at this time or later. ISO 8601 (UTC where it names no zone), or milliseconds since 1970.
    type: str
  created_until:
    description:
      - List only tasks created at this time or earlier. ISO 8601 (UTC where it names no zone), or milliseconds since 1970.
    type: str
  order:
    description:
      - Order of the list. The service's own default is V(created_at:DESC).
    type: str
    choices:
      - created_at:DESC
      - created_at:ASC
      - updated_at:DESC
      - updated_at:ASC
      - name:DESC
      - name:ASC
  on_missing:
    description:
      - What to do about an id that the service does not know. A list of tasks misses none.
      - V(error) fails, V(warn) warns, V(skip) says nothing.
    type: str
    choices: [error, warn, skip]
    default: error
"""

    FILTERS = r"""
options:
  state:
    description:
      - List only tasks in this state.
    type: str
    choices:
      - PENDING
      - RECOVERING
      - STARTING
      - UPGRADING
      - CREATE_FAILED
      - START_FAILED
      - RUNNING
      - STOPPING
      - STOPPED
      - ABNORMAL
      - SUCCEEDED
      - FAILED
      - DELETING
      - FREEZING
      - FROZEN
  name_like:
    description:
      - List only tasks whose name holds this text.
    type: str
  id_like:
    description:
      - List only tasks whose id holds this text.
    type: str
  service_version:
    description:
      - List only tasks of this version of the service, such as V(3.0).
      - A number is an error, since YAML takes 3.10 for 3.1. Put the version in quotes.
    type: raw
"""
