# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What running a face means."""

from __future__ import annotations


class ModuleDocFragment:
    """What running a face means."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return the same as without it.
    support: full
    details:
      - It only reads.
  diff_mode:
    description: Will return details on what has changed, when in diff mode.
    support: none
    details:
      - It changes nothing.
"""

    ACTION_GROUP = r"""
options: {}
attributes:
  action_group:
    description: Takes the defaults that C(module_defaults) has for the group C(group/campusgo.edge.api).
    support: full
    membership:
      - campusgo.edge.api
"""

    FACTS = r"""
options: {}
attributes:
  facts:
    description: Action returns an C(ansible_facts) dictionary that will update existing host facts.
    support: full
"""
