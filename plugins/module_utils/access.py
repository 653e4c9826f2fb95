# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From checked options to a client: where the service is, and who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .api import Client
from .connection import make_connection
from .credentials import Source, choose_credential, environment_sources
from .errors import gather


def make_client(parameters: Mapping[str, Any], given: Sequence[Source], environment: Mapping[str, str]) -> Client:
    """A client. ``given`` are the sources of credentials above the environment, highest first.

    Raises InvalidArgument with everything that is wrong.
    """
    sources = [*given, *environment_sources(environment)]
    connection, credential = gather(
        lambda: make_connection(parameters, environment),
        lambda: choose_credential(sources, parameters["auth_method"]),
    )
    return Client(connection, credential, environment)


def access_warnings(client: Client) -> list[str]:
    """What a person should know about how the service is reached."""
    if client.connection.sends_in_the_clear:
        return [f"{client.connection.endpoint} is plain http: credentials and answers cross the network in the clear"]
    return []
