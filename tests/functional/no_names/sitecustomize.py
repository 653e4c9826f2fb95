# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read by every Python at its start. Lets no public host of the cloud be found, without asking any name server."""

from __future__ import annotations

import socket
from typing import Any

_getaddrinfo = socket.getaddrinfo


def _resolve(host: Any, *arguments: Any, **keywords: Any) -> Any:
    if str(host).endswith(".myhuaweicloud.com"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return _getaddrinfo(host, *arguments, **keywords)


socket.getaddrinfo = _resolve
