# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection side by side with what else one could do: whole commands, in one run, on one machine.

Run it with ``make bench``. It proves no correctness and fails only when a command does not do its work.
"""
