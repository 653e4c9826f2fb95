# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must be installed where a query runs."""

from __future__ import annotations


class ModuleDocFragment:
    """What must be installed where a query runs."""

    DOCUMENTATION = r"""
options: {}
requirements:
  - requests >= 2.25.1
  - jsonschema >= 3.2.0
"""
