# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Password login and the search for projects against OpenStack Keystone, whose API the cloud's identity service speaks.

``server`` is Keystone as a program, in a virtual environment of its own; ``process`` starts it; ``identities`` makes domains,
projects and a user in it; ``task_service`` stands in for the task service and lets in whom Keystone knows.
"""
