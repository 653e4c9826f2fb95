# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the vendor's SDK would never send: signatures that are stale, incomplete or of something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from simulator.credentials import CREDENTIALS

KEYS = BasicCredentials(CREDENTIALS.access_key, CREDENTIALS.secret_key)
Call = Callable[..., requests.Response]


def date(offset: timedelta = timedelta()) -> str:
    return (datetime.now(UTC) + offset).strftime("%Y%m%dT%H%M%SZ")


@pytest.fixture
def call(anonymous: requests.Session, tasks_url: str) -> Call:
    """List with a signature made over `signed_query`, but with `query` sent."""

    def signed_list(
        x_sdk_date: str, query: str = "limit=1", signed_query: str = "limit=1", security_token: str | None = None
    ) -> requests.Response:
        address = urlsplit(tasks_url)
        headers = {"X-Sdk-Date": x_sdk_date, **({"X-Security-Token": security_token} if security_token else {})}
        parameters = [tuple(pair.split("=")) for pair in signed_query.split("&")]
        request = SdkRequest("GET", "http", address.netloc, address.path, None, parameters, headers, b"")
        return anonymous.get(f"{tasks_url}?{query}", headers=Signer(KEYS).sign(request).header_params, timeout=10)

    return signed_list


def test_now(call: Call) -> None:
    assert call(date()).status_code == 200


@pytest.mark.parametrize("minutes", [-14, 14])
def test_clocks_may_differ_a_little(call: Call, minutes: int) -> None:
    assert call(date(timedelta(minutes=minutes))).status_code == 200


@pytest.mark.parametrize("minutes", [-16, 16])
def test_clocks_may_not_differ_much(call: Call, minutes: int) -> None:
    answer = call(date(timedelta(minutes=minutes)))
    assert answer.status_code == 401
    assert answer.json()["error_code"] == "APIGW.0301"


def test_another_query_than_the_signed_one(call: Call) -> None:
    assert call(date(), query="limit=2").status_code == 401


def test_order_of_the_query_does_not_matter(call: Call) -> None:
    assert call(date(), query="offset=0&limit=1", signed_query="limit=1&offset=0").status_code == 200


def test_permanent_keys_have_no_security_token(call: Call) -> None:
    assert call(date(), security_token=CREDENTIALS.security_token).status_code == 401


@pytest.mark.parametrize(
    "authorization",
    [
        "nonsense",
        f"SDK-HMAC-SHA256 Access={CREDENTIALS.access_key}, SignedHeaders=host;x-sdk-date, Signature=short",
        f"SDK-HMAC-SHA256 Access={CREDENTIALS.access_key}, SignedHeaders=host, Signature={'0' * 64}",
        f"SDK-HMAC-SHA256 Access={CREDENTIALS.access_key}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}",
        f"V11-HMAC-SHA256 Access={CREDENTIALS.access_key}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}",
    ],
)
def test_malformed_or_wrong(anonymous: requests.Session, tasks_url: str, authorization: str) -> None:
    headers = {"Authorization": authorization, "X-Sdk-Date": date()}
    answer = anonymous.get(tasks_url, headers=headers, timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error_msg"].endswith("verify aksk signature fail")


def test_malformed_date(anonymous: requests.Session, tasks_url: str) -> None:
    authorization = f"SDK-HMAC-SHA256 Access={CREDENTIALS.access_key}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}"
    headers = {"Authorization": authorization, "X-Sdk-Date": "today"}
    assert anonymous.get(tasks_url, headers=headers, timeout=10).status_code == 401
