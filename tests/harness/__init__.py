# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Makefile calls: the tests, the demo and the simulator, each in an environment of its own.

It needs nothing but the standard library, since it makes the virtual environments in which everything else runs.
"""
