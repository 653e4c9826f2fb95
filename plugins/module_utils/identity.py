# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Turns a credential into what a request needs: the id of a project, and proof of who asks.

A proof is made when the first request needs it, and kept. It is made again before it ends, and once in each check when the
service refuses it; threads that meet the same refusal wait for one renewal.

What asks the identity or the metadata service is imported where it is used: most runs need none of it, and Ansible compiles in
every run what is imported.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from .connection import Connection
from .credentials import AccessKeyCredential, Credential, MetadataCredential, PasswordCredential, TokenCredential
from .errors import BadAnswer, Denied, Fault, Unreachable
from .timing import Allowance
from .transport import Request, Response, Send, Transport

#: Seconds before its end at which a proof is made anew; half of its life, when that is shorter.
_MARGIN = 600.0
#: Seconds between two renewals that nobody refused: those of a proof with a short life, or after one that failed.
_BETWEEN_RENEWALS = 60.0
#: Seconds that a question to the metadata service may take: it is on the same machine, or not there.
_LONGEST_METADATA_QUESTION = 3.0
#: Issued secrets that are kept: those of answers that may still arrive. Looking for ever more of them would take ever longer.
_MOST_ISSUED = 12


@dataclass(frozen=True)
class Proof:
    """Who asks, in which project. Times are those of the monotonic clock."""

    project_id: str
    auth: Any
    renew_at: float = math.inf
    ends_at: float = math.inf


@dataclass(frozen=True)
class _Grant:
    """What proves who asks, the project that it is bound to, and its life in seconds; None where nothing tells them."""

    credential: TokenCredential | AccessKeyCredential
    project_id: str | None = None
    life: float | None = None


class Identity:
    """Who asks. Safe for use by several threads."""

    def __init__(self, credential: Credential, connection: Connection) -> None:
        self.credential = credential
        self._connection = connection
        self._renewable = isinstance(credential, (PasswordCredential, MetadataCredential))
        self._lock = threading.Lock()
        self._proof: Proof | None = None
        self._may_renew = True
        self._failure: Fault | None = None
        #: What is refused once is not tried again: too many wrong passwords lock a user out.
        self._refusal: Denied | None = None
        #: Values that must not appear in anything that is shown: the credential's own, and the newest of those issued.
        self.secrets = list(credential.secrets)
        self._issued: deque[str] = deque()
        #: Known from the beginning, or from the first proof.
        self.project_id = connection.project_id
        self.asks_identity_service = isinstance(credential, PasswordCredential) or connection.project_id is None

    def begin_check(self) -> None:
        """What was refused before may be renewed again."""
        self._may_renew, self._failure = True, None

    def prove(self, transport: Transport, allowance: Allowance) -> Proof:
        """A proof that has not ended. Raises a Fault, or InvalidArgument when the project cannot be found."""
        proof = self._proof
        if proof is not None and time.monotonic() < proof.renew_at:
            return proof
        with self._held(allowance):
            if self._proof is proof:
                self._proof = self._renewed_early(transport, allowance)
            return self._proof  # type: ignore[return-value]

    def prove_again(self, refused: Proof, transport: Transport, allowance: Allowance) -> Proof | None:
        """Another proof than the one refused; None when there is none to be had. Raises a Fault."""
        if not self._renewable:
            return None
        with self._held(allowance):
            if self._proof is not refused:  # another thread was faster
                return self._proof
            if self._failure is not None:
                raise self._failure
            if not self._may_renew:
                return None
            self._may_renew = False
            try:
                self._proof = self._obtain(transport, allowance)
            except Fault as fault:
                self._failure = fault
                raise
            return self._proof

    @contextmanager
    def _held(self, allowance: Allowance) -> Iterator[None]:
        if not self._lock.acquire(timeout=allowance.remaining()):
            raise Unreachable("nobody was asked: who asks could not be proven in the time allowed")
        try:
            yield
        finally:
            self._lock.release()

    def _renewed_early(self, transport: Transport, allowance: Allowance) -> Proof:
        """A new proof; while none can be had, the old one as long as it lasts."""
        try:
            return self._obtain(transport, allowance)
        except Fault:
            now = time.monotonic()
            if self._proof is None or now >= self._proof.ends_at:
                raise
            return replace(self._proof, renew_at=min(now + _BETWEEN_RENEWALS, self._proof.ends_at))

    def _obtain(self, transport: Transport, allowance: Allowance) -> Proof:
        if self._refusal is not None:
            raise self._refusal
        try:
            return self._make_proof(transport, allowance)
        except Denied as refusal:
            self._refusal = refusal
            raise

    def _make_proof(self, transport: Transport, allowance: Allowance) -> Proof:
        def send(request: Request) -> Response:
            return transport.send(request, allowance)

        grant = self._grant(send, transport, allowance)
        for secret in grant.credential.secrets:
            self._keep_secret(secret)
        known = self.project_id
        if known and grant.project_id and grant.project_id != known:
            raise BadAnswer(f"the token that was issued is for project {grant.project_id}, not for {known}; check project_id")
        self.project_id = known or grant.project_id or self._find_project(send, grant)
        begin = time.monotonic()
        life = math.inf if grant.life is None else max(0.0, grant.life)
        auth = grant.credential.auth(self.project_id)
        return Proof(self.project_id, auth, begin + max(_BETWEEN_RENEWALS, life - min(_MARGIN, life / 2)), begin + life)

    def _keep_secret(self, secret: str) -> None:
        """A new secret takes the place of the oldest one issued: no other moves, as another thread may be going through them."""
        if secret in self.secrets:
            return
        if len(self._issued) < _MOST_ISSUED:
            self.secrets.append(secret)
        else:
            self.secrets[self.secrets.index(self._issued.popleft())] = secret
        self._issued.append(secret)

    def _grant(self, send: Send, transport: Transport, allowance: Allowance) -> _Grant:
        if isinstance(self.credential, PasswordCredential):
            from .iam import issue_token

            project = {"id": self.project_id} if self.project_id else {"name": str(self._connection.project_name)}
            token = issue_token(send, str(self._connection.iam_endpoint), self.credential, project)
            return _Grant(TokenCredential(token.text), token.project_id, token.life)
        if isinstance(self.credential, MetadataCredential):
            return _Grant(*self._temporary_keys(transport, allowance))
        return _Grant(self.credential)

    def _temporary_keys(self, transport: Transport, allowance: Allowance) -> tuple[AccessKeyCredential, None, float | None]:
        def send(request: Request) -> Response:
            return transport.send(request, Allowance(min(_LONGEST_METADATA_QUESTION, allowance.remaining()), 0))

        from .metadata import temporary_keys

        keys, life = temporary_keys(send)
        return keys, None, life

    def _find_project(self, send: Send, grant: _Grant) -> str:
        from .iam import find_project

        connection = self._connection
        auth = grant.credential.auth(None)
        return find_project(send, str(connection.iam_endpoint), auth, str(connection.project_name), self.secrets)
