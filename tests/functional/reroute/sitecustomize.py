# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read by every Python at its start. Stands in for the network of a cloud server, whose metadata service is the simulator."""

from __future__ import annotations

import os
import socket
from typing import Any

_METADATA_ADDRESS = "169.254.169.254"
_connect = socket.socket.connect


def _rerouted(self: socket.socket, address: Any) -> None:
    if isinstance(address, tuple) and address[0] == _METADATA_ADDRESS:
        address = ("127.0.0.1", int(os.environ["METADATA_PORT"]))
    _connect(self, address)


socket.socket.connect = _rerouted  # type: ignore[method-assign]
