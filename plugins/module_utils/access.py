# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""From checked options to a client: where the service is, and who asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from .api import Client
from .connection import Connection, make_connection, sends_in_the_clear
from .credentials import (
    Chosen,
    Credential,
    PasswordCredential,
    Source,
    choose_credential,
    environment_sources,
    known_secrets,
)
from .errors import InvalidArgument, gather
from .identity import Identity
from .scrubbing import scrub


def prepare(
    make: Callable[[], Any], parameters: Mapping[str, Any], given: Sequence[Source], environment: Mapping[str, str]
) -> tuple[Any, Client]:
    """What ``make`` makes of the parameters, and a client.

    Raises InvalidArgument with everything that is wrong, and without a credential that stands where another option should.
    """
    try:
        made, client = gather(make, lambda: make_client(parameters, given, environment))
    except InvalidArgument as error:
        raise InvalidArgument(*scrub(list(error.problems), all_secrets(given, environment))) from None
    return made, client


def all_secrets(given: Sequence[Source], environment: Mapping[str, str]) -> list[str]:
    """Every value that must not show, of the sources above the environment and of those in it."""
    return known_secrets([*given, *environment_sources(environment)])


def make_client(parameters: Mapping[str, Any], given: Sequence[Source], environment: Mapping[str, str]) -> Client:
    """A client. ``given`` are the sources of credentials above the environment, highest first.

    Raises InvalidArgument with everything that is wrong.
    """
    sources = [*given, *environment_sources(environment)]
    chosen: Chosen | None = None

    def choose() -> Credential:
        nonlocal chosen
        chosen = choose_credential(sources, parameters["auth_method"])
        return chosen.credential

    def connect() -> Connection:
        given_settings = {name: value for name, value in parameters.items() if value is not None}
        settings = {**parameters, **(chosen.settings if chosen else {}), **given_settings}
        return make_connection(settings, environment, logs_in=bool(chosen and isinstance(chosen.credential, PasswordCredential)))

    credential, connection = gather(choose, connect)
    return Client(connection, _identity(credential, connection), environment)


@lru_cache(maxsize=32)
def _identity(credential: Credential, connection: Connection) -> Identity:
    """One identity, and so one token, for one process, however many queries it makes."""
    return Identity(credential, connection)


# A process that forks from one in which a thread is proving who asks would find the identity held, and nobody to let go of it.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_identity.cache_clear)


@contextmanager
def without_secrets(client: Client) -> Iterator[None]:
    """Lets InvalidArgument out without the client's secrets: what it names may come from an answer."""
    try:
        yield
    except InvalidArgument as error:
        raise InvalidArgument(*scrub(list(error.problems), client.secrets)) from None


def access_warnings(client: Client) -> list[str]:
    """What a person should know about how the service is reached."""
    return [
        f"{endpoint} is plain http: credentials and answers cross the network in the clear"
        for endpoint in client.endpoints
        if sends_in_the_clear(endpoint)
    ]
