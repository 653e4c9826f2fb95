# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens and access keys: the demo's own, those issued since the scenario was loaded, and until when each is good.

Life is measured by the clock of the wall, since answers state its end as a date: from that very moment on it is over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from .credentials import CREDENTIALS
from .scenario import DEMO_PROJECT, Identity, Project

FOREVER = datetime.max.replace(tzinfo=UTC)


def is_over(moment: datetime) -> bool:
    return datetime.now(UTC) >= moment


@dataclass
class Token:
    """A token of the identity service. `requests_left` is how many the task service still accepts; None: any number."""

    value: str
    project: Project
    issued_at: datetime
    expires_at: datetime
    requests_left: int | None = None

    def spend(self) -> bool:
        """Use it for one request of the task service; False when it is used up."""
        if self.requests_left is None:
            return True
        self.requests_left -= 1
        return self.requests_left >= 0


class Tokens:
    """The token of the demo credentials and those issued since."""

    def __init__(self, identity: Identity) -> None:
        self._life = timedelta(seconds=identity.token_life)
        self._requests = 0 if identity.refuse_issued else identity.accept
        demo = Token(CREDENTIALS.token, DEMO_PROJECT, datetime.now(UTC), FOREVER)
        self._known = {demo.value: demo}

    def issue(self, project: Project) -> Token:
        now = datetime.now(UTC)
        token = Token(f"demo-issued-token-{token_hex(32)}", project, now, now + self._life, self._requests)
        self._known[token.value] = token
        return token

    def find(self, value: str) -> Token | None:
        """The token of this value, as long as it lives."""
        token = self._known.get(value)
        return None if token is None or is_over(token.expires_at) else token


@dataclass(frozen=True)
class AccessKey:
    """Access key and secret key; temporary ones have a security token as well."""

    access: str
    secret: str
    security_token: str | None
    expires_at: datetime


class AccessKeys:
    """The keys of the demo credentials and those that the metadata service has given since."""

    def __init__(self, life: float) -> None:
        self._life = timedelta(seconds=life)
        self._current: AccessKey | None = None
        permanent = AccessKey(CREDENTIALS.access_key, CREDENTIALS.secret_key, None, FOREVER)
        temporary = AccessKey(
            CREDENTIALS.temporary_access_key, CREDENTIALS.temporary_secret_key, CREDENTIALS.security_token, FOREVER
        )
        self._known = {key.access: key for key in (permanent, temporary)}

    def current(self) -> AccessKey:
        """The key that the metadata service gives: the same one while it lives, then a fresh one."""
        if self._current is None or is_over(self._current.expires_at):
            self._current = AccessKey(
                access=f"DEMO{token_hex(8).upper()}",
                secret=f"demo-issued-secret-key-{token_hex(16)}",
                security_token=f"demo-issued-security-token-{token_hex(32)}",
                expires_at=datetime.now(UTC) + self._life,
            )
            self._known[self._current.access] = self._current
        return self._current

    def find(self, access: str) -> AccessKey | None:
        """The key of this name, as long as it lives."""
        key = self._known.get(access)
        return None if key is None or is_over(key.expires_at) else key


class MetadataTokens:
    """The tokens that the metadata service asks for, each with the end of its life."""

    def __init__(self) -> None:
        self._ends: dict[str, datetime] = {}

    def issue(self, life: int) -> str:
        """A token that is good for `life` seconds."""
        token = f"demo-metadata-token-{token_hex(32)}"
        self._ends[token] = datetime.now(UTC) + timedelta(seconds=life)
        return token

    def any_issued(self) -> bool:
        return bool(self._ends)

    def accepts(self, token: str) -> bool:
        return token in self._ends and not is_over(self._ends[token])
