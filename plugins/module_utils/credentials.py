# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decides who asks: one complete set of credentials, from one source.

Sources never mix. The highest source that holds any member of a set decides, and what is missing there is an error, even if a
lower source has it: half of one identity and half of another is nobody.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Union

from .errors import InvalidArgument
from .options import AUTH_METHODS, CONNECTION, CREDENTIALS, ENVIRONMENT_FAMILIES, OWN_PREFIX, AuthMethod
from .signing import AuthBase, SdkHmacAuth

HEADER_TEXT = re.compile(r"[\x21-\x7e]+")
#: Members that travel in a header, or sign one.
_IN_HEADERS = frozenset(("token", "access_key", "secret_key", "security_token"))


@dataclass(frozen=True)
class Source:
    """One place that credentials can come from. ``values`` holds what is set there, by option name.

    ``settings`` holds connection options that count only with these credentials, ``names`` what options are called there, where
    that is something else.
    """

    description: str
    values: Mapping[str, str] = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


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

    def auth(self, project_id: str | None) -> Any:
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

    def auth(self, project_id: str | None) -> Any:
        """The requests auth object for calls in a project."""
        return SdkHmacAuth(self.access_key, self.secret_key, self.security_token, project_id)


@dataclass(frozen=True)
class PasswordCredential:
    """A user of an account (IAM calls it a domain), who gets a token from the identity service."""

    username: str
    password: str = field(repr=False)
    domain_name: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that must never leave."""
        return (self.password,)


@dataclass(frozen=True)
class MetadataCredential:
    """The agency of the cloud server on which this runs; its metadata service gives out temporary keys."""

    secrets = ()


Credential = Union[TokenCredential, AccessKeyCredential, PasswordCredential, MetadataCredential]


@dataclass(frozen=True)
class Chosen:
    """A credential, and what its source sets besides: connection options by name."""

    credential: Credential
    settings: Mapping[str, str] = field(default_factory=dict)


_CLASSES: dict[str, Callable[..., Credential]] = {
    "token": TokenCredential,
    "access_key": AccessKeyCredential,
    "password": PasswordCredential,
}


def environment_sources(environment: Mapping[str, str]) -> list[Source]:
    """The environment as sources, one a family of names, highest first. An empty variable counts as not set."""
    sources = []
    for family in ENVIRONMENT_FAMILIES:
        values = _read_family(family, {option.name: option.environment for option in CREDENTIALS}, environment)
        settings = _read_family(family, {option.name: option.bound_environment for option in CONNECTION}, environment)
        sources.append(Source(f"the environment variables {family}*", values, settings))
    return sources


def _read_family(family: str, names: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> dict[str, str]:
    """What one family sets, by option name. ``names`` holds the environment names of each option, highest first."""
    values: dict[str, str] = {}
    for option, those in names.items():
        own = (environment[name] for name in those if name.startswith(family) and environment.get(name))
        values.update((option, value) for value in own if option not in values)
    return values


def known_secrets(sources: Sequence[Source]) -> list[str]:
    """Every value that must not show, whichever source is chosen."""
    names = [option.name for option in CREDENTIALS if option.secret]
    return [source.values[name] for source in sources for name in names if source.values.get(name)]


def choose_credential(sources: Sequence[Source], auth_method: str) -> Chosen:
    """The credential that the highest source with any member gives.

    Raises InvalidArgument when there is none, or when what is there is incomplete, empty or unfit for a header.
    """
    if auth_method == "metadata":
        return Chosen(MetadataCredential())
    methods = AUTH_METHODS if auth_method == "auto" else {auth_method: AUTH_METHODS[auth_method]}
    for source in sources:
        for name, method in methods.items():
            members = {member: source.values[member] for member in method.required + method.optional if member in source.values}
            if members.keys() - set(method.undecided):
                return _from_profile(sources) if name == "profile" else Chosen(_make(name, source, members), source.settings)
    if auth_method == "profile":
        return _from_profile(sources)
    raise InvalidArgument(_nothing_given(methods))


def _make(name: str, source: Source, members: Mapping[str, str]) -> Credential:
    required = AUTH_METHODS[name].required
    names = {member: source.names.get(member, member) for member in (*required, *members)}
    missing = [names[member] for member in required if member not in members]
    if missing:
        beside = f" beside {_in_words([names[member] for member in members])}" if members else ""
        raise InvalidArgument(
            f"{_in_words(missing)} {'is' if len(missing) == 1 else 'are'} missing{beside} in {source.description}; "
            "credentials are never completed from another source"
        )
    for member, value in members.items():
        if not value:
            raise InvalidArgument(f"{names[member]} in {source.description} is empty")
        if member in _IN_HEADERS and not HEADER_TEXT.fullmatch(value):
            raise InvalidArgument(
                f"{names[member]} in {source.description} holds white space or characters that cannot be sent; "
                "was it copied whole?"
            )
    return _CLASSES[name](**members)


def _from_profile(sources: Sequence[Source]) -> Chosen:
    """The keys of a profile. Where the file is and which profile counts are no credentials: each comes from where it is set."""
    from .profiles import KEY_NAMES, read_profile  # seldom needed, and Ansible compiles in every run what is imported

    path, name = (
        next((source.values[member] for source in sources if source.values.get(member)), None)
        for member in ("credentials_file", "profile")
    )
    profile = read_profile(path, name)
    source = Source(profile.description, profile.keys, profile.settings, KEY_NAMES)
    return Chosen(_make("access_key", source, source.values), source.settings)


def _nothing_given(methods: Mapping[str, AuthMethod]) -> str:
    from .profiles import default_credentials_file

    ways = [method.required for method in methods.values() if method.required]
    hint = ""
    if "profile" in methods and os.path.isfile(default_credentials_file()):
        hint = f"; to use {default_credentials_file()}, set auth_method to profile"
    wanted = ", or ".join(_in_words(required) for required in ways)
    variables = " or ".join(OWN_PREFIX + required[0].upper() for required in ways)
    return f"there are no credentials: give {wanted}, as options or in the environment ({variables}){hint}"


def _in_words(names: Sequence[str]) -> str:
    """The names as a person lists them: a, b and c."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
