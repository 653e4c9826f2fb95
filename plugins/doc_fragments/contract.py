# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer must look like."""

from __future__ import annotations


class ModuleDocFragment:
    """What an answer must look like."""

    DOCUMENTATION = r"""
options:
  validation:
    description:
      - What to do about a task that breaks the JSON Schema of a task, or O(extra_schema).
      - V(error) fails. V(warn) warns and returns everything. V(skip) does not check.
      - Whatever is chosen, an answer about another task than the one asked for is an error.
    type: str
    choices: [error, warn, skip]
    default: error
  extra_schema:
    description:
      - A JSON Schema of your own that each task must satisfy too. It judges the task before secrets are hidden.
      - Only references within the schema itself (C(#...)) are followed.
      - Read as draft-07, unless C($schema) names another draft that the installed C(jsonschema) knows.
      - A part of it that would judge nothing is an error, such as a keyword that is misspelled or of another draft. So is
        C(format), which is not checked.
    type: dict
"""
