# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metadata service: its tokens, and the temporary keys that the task service and the identity service accept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests
from huaweicloudsdkcampusgo.v2 import CampusGoClient, ShowTaskRequest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.auth.internal import MetadataAccessor
from huaweicloudsdkcore.auth.provider import MetadataCredentialProvider
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, SdkException
from huaweicloudsdkcore.region.region import Region

from simulator.credentials import CREDENTIALS
from simulator.issued import MetadataTokens
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE, sdk_client, wait_until

TOKEN_PATH = "/meta-data/latest/api/token"
KEY_PATH = "/openstack/latest/securitykey"
TASKS = [{"sample": SERVICE}]
SHOW = ShowTaskRequest(service_name=SERVICE, task_id=SAMPLE_ID)

Ask = Callable[..., requests.Response]


@pytest.fixture
def ask_token(anonymous: requests.Session, simulator: Simulator) -> Ask:
    def call(life: str | None = "21600") -> requests.Response:
        headers = {} if life is None else {"X-Metadata-Token-Ttl-Seconds": life}
        return anonymous.put(f"{simulator.url}{TOKEN_PATH}", headers=headers, timeout=10)

    return call


@pytest.fixture
def ask_key(anonymous: requests.Session, simulator: Simulator) -> Ask:
    def call(token: str | None = None) -> requests.Response:
        headers = {} if token is None else {"X-Metadata-Token": token}
        return anonymous.get(f"{simulator.url}{KEY_PATH}", headers=headers, timeout=10)

    return call


def credentials(key: dict[str, str | None]) -> BasicCredentials:
    return BasicCredentials(key["access"], key["secret"]).with_security_token(key["securitytoken"])


def sdk_that_finds_its_project(simulator: Simulator, keys: BasicCredentials) -> CampusGoClient:
    region = Region(CREDENTIALS.region, simulator.url)
    keys = keys.with_iam_endpoint(simulator.url)
    return CampusGoClient.new_builder().with_credentials(keys).with_region(region).build()


def test_a_key_that_both_services_accept(simulator: Simulator, ask_key: Ask) -> None:
    answer = ask_key()
    assert answer.status_code == 200
    assert list(answer.json()) == ["credential"]
    key = answer.json()["credential"]
    assert sorted(key) == ["access", "expires_at", "secret", "securitytoken"]
    assert sdk_that_finds_its_project(simulator, credentials(key)).show_task(SHOW).id == SAMPLE_ID
    assert [request.path for request in simulator.requests()][1] == "/v3/projects"


def test_a_key_lives_a_day(ask_key: Ask) -> None:
    before = datetime.now(UTC)
    expires_at = datetime.fromisoformat(ask_key().json()["credential"]["expires_at"])
    assert before <= expires_at - timedelta(days=1) <= datetime.now(UTC)


def test_the_same_key_while_it_lives(ask_key: Ask) -> None:
    assert ask_key().json() == ask_key().json()


@pytest.mark.parametrize("life", [0, 0.2])
def test_a_fresh_key_when_the_old_one_is_over(simulator: Simulator, ask_key: Ask, life: float) -> None:
    simulator.load({"tasks": TASKS, "metadata": {"key_life": life}})
    old = ask_key().json()["credential"]
    wait_until(datetime.fromisoformat(old["expires_at"]))
    new = ask_key().json()["credential"]
    assert all(old[member] != new[member] for member in old)

    with pytest.raises(ClientRequestException) as refusal:
        sdk_client(simulator, credentials(old)).show_task(SHOW)
    assert (refusal.value.status_code, refusal.value.error_code) == (401, "APIGW.0301")
    with pytest.raises(SdkException, match="verify aksk signature fail"):
        sdk_that_finds_its_project(simulator, credentials(old))


def test_a_key_needs_its_own_security_token(simulator: Simulator, ask_key: Ask) -> None:
    key = ask_key().json()["credential"]
    for wrong in (None, CREDENTIALS.security_token):
        with pytest.raises(ClientRequestException, match=r"APIGW\.0301"):
            sdk_client(simulator, credentials({**key, "securitytoken": wrong})).show_task(SHOW)


def test_keys_end_with_the_scenario(simulator: Simulator, ask_key: Ask) -> None:
    key = ask_key().json()["credential"]
    simulator.load("default")
    with pytest.raises(ClientRequestException, match=r"APIGW\.0301"):
        sdk_client(simulator, credentials(key)).show_task(SHOW)


def test_a_token_is_needed_once_one_was_issued(ask_token: Ask, ask_key: Ask) -> None:
    assert ask_key().status_code == 200
    answer = ask_token()
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert [ask_key(token).status_code for token in (None, "", "wrong", answer.text)] == [401, 401, 401, 200]
    assert ask_token().text != answer.text
    assert ask_key(answer.text).status_code == 200


def test_a_token_can_be_required_from_the_start(simulator: Simulator, ask_token: Ask, ask_key: Ask) -> None:
    simulator.load({"metadata": {"token_required": True}})
    assert ask_key().status_code == 401
    assert ask_key(ask_token().text).status_code == 200


@pytest.mark.parametrize("life", [None, "", "59", "21601", "-60", "60.5", "9" * 5000])
def test_the_life_of_a_token_must_be_given(ask_token: Ask, ask_key: Ask, life: str | None) -> None:
    assert ask_token(life).status_code == 400
    assert ask_key().status_code == 200


@pytest.mark.parametrize("life", ["60", "21600"])
def test_limits_of_the_life_of_a_token(ask_token: Ask, life: str) -> None:
    assert ask_token(life).status_code == 200


def test_tokens_end() -> None:
    tokens = MetadataTokens()
    assert not tokens.any_issued()
    assert not tokens.accepts(tokens.issue(0))
    assert tokens.accepts(tokens.issue(3600))
    assert tokens.any_issued()


def test_without_tokens(simulator: Simulator, ask_token: Ask, ask_key: Ask) -> None:
    simulator.load({"metadata": {"token_supported": False}})
    assert [ask_token(life).status_code for life in ("21600", None)] == [404, 404]
    assert ask_key().status_code == 200


def test_without_an_agency(simulator: Simulator, ask_token: Ask, ask_key: Ask) -> None:
    simulator.load({"metadata": {"agency": False}})
    assert ask_key().status_code == 404
    token = ask_token().text
    assert [ask_key().status_code, ask_key(token).status_code] == [401, 404]


@pytest.mark.parametrize("metadata", [{}, {"token_required": True}, {"token_supported": False}])
def test_the_sdk_takes_its_keys_from_here(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, metadata: dict[str, bool]
) -> None:
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", simulator.url)
    simulator.load({"tasks": TASKS, "metadata": metadata})
    sdk = sdk_client(simulator, MetadataCredentialProvider.get_basic().get_credentials())
    assert [request.method for request in simulator.requests()] == ["PUT", "GET"]
    assert sdk.show_task(SHOW).id == SAMPLE_ID


def test_the_sdk_renews_keys_that_end_soon(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", simulator.url)
    simulator.load({"tasks": TASKS, "metadata": {"key_life": 1800}})
    sdk = sdk_client(simulator, MetadataCredentialProvider.get_basic().get_credentials())
    simulator.clear_requests()
    assert sdk.show_task(SHOW).id == SAMPLE_ID
    paths = [request.path for request in simulator.requests()]
    assert paths.count(KEY_PATH) >= 1
    assert paths[-1].endswith(SAMPLE_ID)


def test_the_sdk_without_an_agency(simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MetadataAccessor, "_METADATA_ENDPOINT", simulator.url)
    simulator.load({"metadata": {"agency": False}})
    with pytest.raises(ClientRequestException) as refusal:
        MetadataCredentialProvider.get_basic().get_credentials()
    assert refusal.value.status_code == 404
