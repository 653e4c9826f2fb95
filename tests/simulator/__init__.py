# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local service that speaks the documented task API, and what a client needs to log in, over real HTTP(S), for tests and demos.

Run it with ``python -m simulator``; start it from a test with `simulator.process.Simulator`.
"""
