# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides who asks: one complete set of credentials, from one source.

Sources never mix. The highest source that holds any member of a set decides, and what is missing there is an error, even if a
lower source has it: half of one identity and half of another is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from .errors import InvalidArgument
from .options import AUTH_METHODS, CREDENTIALS, ENVIRONMENT_FAMILIES, OWN_PREFIX
from .signing import AuthBase, SdkHmacAuth

_HEADER_TEXT = re.compile(r"[\x21-\x7e]+")


@dataclass(frozen=True)
class Source:
    """One place that credentials can come from. ``values`` holds what is set there, by option name."""

    description: str
    values: Mapping[str, str] = field(repr=False)


class TokenAuth(AuthBase):
    """A requests auth class that sends an IAM token."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: Any) -> Any:
        request.headers["X-Auth-Token"] = self._token
        return request


@dataclass(frozen=True)
class TokenCredential:
    """An IAM token, scoped to the project."""

    token: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never leave."""
        return (self.token,)

    def auth(self, project_id: str) -> Any:
        """The requests auth object for calls in a project."""
        return TokenAuth(self.token)


@dataclass(frozen=True)
class AccessKeyCredential:
    """An access key and its secret key; temporary ones come with a security token."""

    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never leave."""
        return tuple(value for value in (self.access_key, self.secret_key, self.security_token) if value)

    def auth(self, project_id: str) -> Any:
        """The requests auth object for calls in a project."""
        return SdkHmacAuth(self.access_key, self.secret_key, self.security_token, project_id)


Credential = Union[TokenCredential, AccessKeyCredential]

_CLASSES = {"token": TokenCredential, "access_key": AccessKeyCredential}


def environment_sources(environment: Mapping[str, str]) -> list[Source]:
    """The environment as sources, one a family of names, highest first. An empty variable counts as not set."""
    sources = []
    for family in ENVIRONMENT_FAMILIES:
        values: dict[str, str] = {}
        for option in CREDENTIALS:
            names = (name for name in option.environment if name.startswith(family) and environment.get(name))
            values.update((option.name, environment[name]) for name in names if option.name not in values)
        sources.append(Source(f"the environment variables {family}*", values))
    return sources


def choose_credential(sources: Sequence[Source], auth_method: str) -> Credential:
    """The credential that the highest source with any member gives.

    Raises InvalidArgument when there is none, or when what is there is incomplete, empty or unfit for a header.
    """
    methods = AUTH_METHODS if auth_method == "auto" else {auth_method: AUTH_METHODS[auth_method]}
    for source in sources:
        for method, (required, optional) in methods.items():
            members = {name: source.values[name] for name in required + optional if name in source.values}
            if members:
                _check_members(source, members, required)
                return _CLASSES[method](**members)
    wanted = " or ".join(" and ".join(required) for required, _optional in methods.values())
    raise InvalidArgument(
        f"there are no credentials: give {wanted}, as options or in the environment, such as "
        + " or ".join(f"{OWN_PREFIX}{required[0].upper()}" for required, _optional in methods.values())
    )


def _check_members(source: Source, members: Mapping[str, str], required: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in members]
    if missing:
        raise InvalidArgument(
            f"{' and '.join(missing)} is missing beside {' and '.join(members)} in {source.description}; "
            "credentials are never completed from another source"
        )
    for name, value in members.items():
        if not value:
            raise InvalidArgument(f"{name} in {source.description} is empty")
        if not _HEADER_TEXT.fullmatch(value):
            raise InvalidArgument(
                f"{name} in {source.description} holds white space or characters that cannot be sent; was it copied whole?"
            )
