# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the unit tests notice changes to the code that judges.

mutmut changes each function in many small ways and runs the module's tests for each. A mutant that no test kills is a gap in the
tests or, where it cannot be told from the original, is explained in equivalent.yml. What lies outside functions, and functions
with decorators, mutmut does not change; what runs while a module is imported it counts to no test.
"""
