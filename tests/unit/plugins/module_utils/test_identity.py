# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A proof is made when it is needed, kept while it is good, and made again once for all who need it."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import identity
from ansible_collections.campusgo.edge.plugins.module_utils.connection import make_connection
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    AccessKeyCredential,
    Credential,
    MetadataCredential,
    PasswordCredential,
    TokenCredential,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import BadAnswer, Denied, Fault, ServiceError, Unreachable
from ansible_collections.campusgo.edge.plugins.module_utils.identity import Identity
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Request, Response
from requests.structures import CaseInsensitiveDict

PROJECT = "0123456789abcdef0123456789abcdef"
PASSWORD = PasswordCredential("someone", "pass wörd", "campus")
ISSUED = datetime(2026, 1, 1, tzinfo=timezone.utc)


class IdentityService:
    """A transport that issues numbered tokens, or answers with ``status``. ``life`` is in seconds."""

    def __init__(self, life: float | None = 86400, project_id: str = PROJECT) -> None:
        self.life = life
        self.project_id = project_id
        self.status = 201
        self.sent: list[Request] = []

    def send(self, request: Request, _allowance: Allowance) -> Response:
        """The answer of this moment."""
        self.sent.append(request)
        if self.status != 201:
            return Response(self.status, CaseInsensitiveDict(), b"{}")
        token: dict[str, Any] = {"project": {"id": self.project_id}}
        if self.life is not None:
            ends = ISSUED + timedelta(seconds=self.life)
            token |= {"issued_at": "2026-01-01T00:00:00.000000Z", "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        headers = CaseInsensitiveDict({"X-Subject-Token": f"token-{len(self.sent)}"})
        return Response(201, headers, json.dumps({"token": token}).encode())


class Clock:
    """A monotonic clock that stands still."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """The time in seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(identity, "time", clock)
    return clock


def make(credential: Credential = PASSWORD, **given: Any) -> Identity:
    return Identity(credential, make_connection(with_defaults({"region": "cn-north-4", **given}, CONNECTION), {}))


def prove(who: Identity, service: IdentityService) -> identity.Proof:
    return who.prove(service, Allowance(5, 0))  # type: ignore[arg-type]


def prove_again(who: Identity, refused: identity.Proof, service: IdentityService) -> identity.Proof | None:
    return who.prove_again(refused, service, Allowance(5, 0))  # type: ignore[arg-type]


def token_of(proof: identity.Proof | None) -> str:
    assert proof is not None
    request = proof.auth(type("Prepared", (), {"headers": {}})())
    return str(request.headers["X-Auth-Token"])


@pytest.mark.parametrize(
    ("given", "scope"),
    [
        ({}, {"name": "cn-north-4", "domain": {"name": "campus"}}),
        ({"project_name": "main"}, {"name": "main", "domain": {"name": "campus"}}),
        ({"project_name": "main", "project_id": PROJECT}, {"id": PROJECT}),
    ],
)
def test_what_is_sent(given: dict[str, str], scope: dict[str, Any]) -> None:
    service = IdentityService()
    proof = prove(make(**given), service)
    (request,) = service.sent
    assert (request.method, request.url) == ("POST", "https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens?nocatalog=true")
    auth = json.loads(request.body)["auth"]
    assert auth["identity"]["password"]["user"] == {
        "name": "someone",
        "password": "pass wörd",
        "domain": {"name": "campus"},
    }
    assert auth["scope"] == {"project": scope}
    assert (token_of(proof), proof.project_id) == ("token-1", PROJECT)


def test_the_token_counts_as_secret_and_nothing_shows_it() -> None:
    who = make()
    proof = prove(who, IdentityService())
    assert who.secrets == ["pass wörd", "token-1"]
    assert "token-1" not in f"{proof!r} {proof}"


def test_a_proof_is_kept_until_shortly_before_its_end(clock: Clock) -> None:
    who, service = make(), IdentityService(life=86400)
    prove(who, service)
    clock.now += 86400 - 601
    assert token_of(prove(who, service)) == "token-1"
    clock.now += 2
    assert token_of(prove(who, service)) == "token-2"


@pytest.mark.parametrize(("life", "kept"), [(600, 299), (120, 59), (1, 59), (0, 59), (-5, 59)])
def test_a_short_life_does_not_mean_a_login_for_each_request(clock: Clock, life: float, kept: float) -> None:
    who, service = make(), IdentityService(life=life)
    prove(who, service)
    clock.now += kept
    prove(who, service)
    assert len(service.sent) == 1


def test_a_proof_without_a_known_end_is_kept(clock: Clock) -> None:
    who, service = make(), IdentityService(life=None)
    prove(who, service)
    clock.now += 10**6
    prove(who, service)
    assert len(service.sent) == 1


def test_while_none_can_be_had_the_old_one_counts_until_its_end(clock: Clock) -> None:
    who, service = make(), IdentityService(life=86400)
    prove(who, service)
    service.status = 503
    clock.now += 86400 - 300
    assert token_of(prove(who, service)) == "token-1"
    assert token_of(prove(who, service)) == "token-1"
    assert len(service.sent) == 2
    clock.now += 301
    with pytest.raises(ServiceError):
        prove(who, service)


def test_a_refused_proof_is_renewed_once_in_a_check() -> None:
    who, service = make(), IdentityService()
    first = prove(who, service)
    second = prove_again(who, first, service)
    assert token_of(second) == "token-2"
    assert prove_again(who, first, service) is second  # another thread was faster
    assert second is not None
    assert prove_again(who, second, service) is None
    who.begin_check()
    assert token_of(prove_again(who, second, service)) == "token-3"


def test_a_renewal_that_fails_fails_for_all() -> None:
    who, service = make(), IdentityService()
    first = prove(who, service)
    service.status = 503
    for _thread in range(3):
        with pytest.raises(ServiceError):
            prove_again(who, first, service)
    assert len(service.sent) == 2


def test_threads_that_are_refused_at_once_renew_once() -> None:
    who, service = make(), IdentityService()
    first = prove(who, service)
    together = threading.Barrier(16)

    def renew(_number: int) -> str:
        together.wait(timeout=10)
        return token_of(prove_again(who, first, service))

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(renew, range(16))) == {"token-2"}
    assert len(service.sent) == 2


@pytest.mark.parametrize("credential", [TokenCredential("t"), AccessKeyCredential("a", "s")])
def test_what_cannot_be_renewed_is_not(credential: Credential) -> None:
    who, service = make(credential, project_id=PROJECT), IdentityService()
    assert prove_again(who, prove(who, service), service) is None
    assert service.sent == []


def test_a_token_for_another_project_is_no_proof() -> None:
    with pytest.raises(BadAnswer, match=f"is for project {'b' * 32}, not for {PROJECT}"):
        prove(make(project_id=PROJECT), IdentityService(project_id="b" * 32))


def test_whoever_waits_for_a_proof_waits_no_longer_than_allowed() -> None:
    who = make()
    hanging, over = threading.Event(), threading.Event()

    class Hanging(IdentityService):
        def send(self, request: Request, allowance: Allowance) -> Response:
            hanging.set()
            over.wait(timeout=30)
            return super().send(request, allowance)

    service = Hanging()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(prove, who, service)
        hanging.wait(timeout=10)
        with pytest.raises(Unreachable, match="could not be proven in the time allowed"):
            who.prove(service, Allowance(0.1, 0))  # type: ignore[arg-type]
        over.set()
        assert token_of(first.result(timeout=10)) == "token-1"


KEYS = {"access": "ak", "secret": "sk", "securitytoken": "st", "expires_at": "2026-01-01T00:00:00Z"}


class MetadataService:
    """A transport that gives out keys as a cloud server's metadata service does, or whatever ``keys`` says."""

    def __init__(self, keys: Any) -> None:
        self.keys = keys
        self.sent: list[Request] = []

    def send(self, request: Request, allowance: Allowance) -> Response:
        """The answer."""
        assert (allowance.retries, allowance.remaining() <= 3) == (0, True)
        assert request.direct
        self.sent.append(request)
        body = b"session" if request.method == "PUT" else json.dumps({"credential": self.keys}).encode()
        return Response(200, CaseInsensitiveDict(), body)


def test_keys_of_the_metadata_service_count_as_secret() -> None:
    who, service = make(MetadataCredential(), project_id=PROJECT), MetadataService(KEYS)
    who.prove(service, Allowance(60, 5))  # type: ignore[arg-type]
    assert who.secrets == ["ak", "sk", "st"]
    assert service.sent[1].headers == {"X-Metadata-Token": "session"}


@pytest.mark.parametrize("keys", [[], "x", {}, {"access": "ak"}, {**KEYS, "access": "a k"}, {**KEYS, "secret": 1}])
def test_answers_without_keys(keys: Any) -> None:
    who = make(MetadataCredential(), project_id=PROJECT)
    with pytest.raises(BadAnswer):
        who.prove(MetadataService(keys), Allowance(60, 5))  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503])
def test_every_refusal_of_a_login_is_a_fault(status: int) -> None:
    service = IdentityService()
    service.status = status
    with pytest.raises(Fault) as caught:
        prove(make(), service)
    assert caught.value.message.startswith(f"the identity service answers {status}")
    assert isinstance(caught.value, Denied) == (status in (401, 403))


def test_a_wrong_password_is_sent_once() -> None:
    who, service = make(), IdentityService()
    service.status = 401
    for _check in range(3):
        who.begin_check()
        with pytest.raises(Denied):
            prove(who, service)
    assert len(service.sent) == 1


def test_threads_that_are_refused_together_send_a_wrong_password_once() -> None:
    who, service = make(), IdentityService()
    service.status = 401
    together = threading.Barrier(8)

    def log_in(_number: int) -> type[Exception]:
        together.wait(timeout=10)
        with pytest.raises(Denied) as caught:
            prove(who, service)
        return caught.type

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(log_in, range(8))) == {Denied}
    assert len(service.sent) == 1


def test_what_the_identity_service_does_not_find_is_no_missing_task() -> None:
    class Elsewhere(IdentityService):
        def send(self, request: Request, _allowance: Allowance) -> Response:
            return Response(404, CaseInsensitiveDict(), b'{"error_code": "IVA.0005", "error_msg": "not found"}')

    with pytest.raises(BadAnswer):
        prove(make(), Elsewhere())


def test_of_issued_tokens_the_newest_are_kept_secret() -> None:
    who, service = make(), IdentityService()
    own = list(who.secrets)
    proof = prove(who, service)
    who.secrets.append("of the proxy")
    for _check in range(40):
        who.begin_check()
        proof = prove_again(who, proof, service)
    assert set(who.secrets) == {*own, "of the proxy", *(f"token-{number}" for number in range(30, 42))}
    assert len(who.secrets) == len(own) + 13
