# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole Ansible commands against the simulator: real processes, real HTTP.

Most tests put many cases into one play, since starting Ansible takes longer than a query. ``faces`` writes a case as a play's
task for each face, ``playbooks`` runs a play and reads what its tasks returned.
"""
