# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signatures are those of the vendor's SDK, byte for byte."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from ansible_collections.campusgo.edge.plugins.module_utils.signing import (
    SdkHmacAuth,
    authorization,
    canonical_query,
    canonical_request,
)
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from hypothesis import given
from hypothesis import strategies as st

VECTORS = json.loads((Path(__file__).parents[2] / "fixtures" / "auth_vectors.json").read_text(encoding="utf-8"))["vectors"]
NOW = "20260115T083000Z"
HOST = "iva.cn-north-4.myhuaweicloud.com"

vectors = pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])


def _signed_headers(vector: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in vector["final_headers"].items() if name != "Authorization"}


@vectors
def test_canonical_request(vector: dict[str, Any]) -> None:
    request = vector["request"]
    canonical = canonical_request(request["method"], vector["final_url"], _signed_headers(vector), request["body"].encode())
    assert canonical == vector["canonical_request"]


@vectors
def test_authorization(vector: dict[str, Any]) -> None:
    request = vector["request"]
    value = authorization(
        vector["access_key"],
        vector["secret_key"],
        request["method"],
        vector["final_url"],
        _signed_headers(vector),
        request["body"].encode(),
    )
    assert value == vector["authorization"]


@vectors
def test_canonical_query(vector: dict[str, Any]) -> None:
    assert canonical_query([(name, str(value)) for name, value in vector["request"]["query"]]) == vector["canonical_query_string"]


@vectors
def test_headers_as_they_leave(vector: dict[str, Any]) -> None:
    moment = datetime.strptime(vector["x_sdk_date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    auth = SdkHmacAuth(
        vector["access_key"],
        vector["secret_key"],
        vector["security_token"],
        vector["final_headers"].get("X-Project-Id"),
        now=lambda: moment,
    )
    request = vector["request"]
    prepared = requests.Request(
        request["method"], vector["final_url"], request["input_headers"], data=request["body"], auth=auth
    ).prepare()
    prepared.headers.pop("Content-Length", None)  # belongs to the connection, nobody signs it
    assert dict(prepared.headers) == vector["final_headers"]
    assert prepared.url == vector["final_url"]


def test_the_clock_of_the_machine_is_read_in_utc() -> None:
    before = datetime.now(timezone.utc).replace(microsecond=0)
    prepared = requests.Request("GET", f"https://{HOST}/", auth=SdkHmacAuth("key", "secret")).prepare()
    signed_at = datetime.strptime(prepared.headers["X-Sdk-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    assert before <= signed_at <= datetime.now(timezone.utc)


def test_headers_that_a_proxy_may_change_are_not_signed() -> None:
    headers = {"Accept": "application/json", "User-Agent": "test", "Content-Type": "application/json"}
    prepared = requests.Request("GET", f"https://{HOST}/", headers, auth=SdkHmacAuth("key", "secret", None, "p")).prepare()
    assert "SignedHeaders=content-type;host;x-project-id;x-sdk-date," in prepared.headers["Authorization"]


def test_the_port_belongs_to_the_host() -> None:
    prepared = requests.Request("GET", "http://127.0.0.1:8080/v2", auth=SdkHmacAuth("key", "secret")).prepare()
    assert prepared.headers["Host"] == "127.0.0.1:8080"


_text = st.text(st.sampled_from("abcXYZ019-_.~ +%&=/?#:;,!*'()@烟é") | st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    method=st.sampled_from(("GET", "POST", "delete")),
    segments=st.lists(_text, min_size=1, max_size=4),
    pairs=st.lists(st.tuples(st.sampled_from(("a", "b", "A", "a b")) | _text.filter(bool), _text), max_size=6),
    headers=st.dictionaries(
        st.sampled_from(("X-Project-Id", "X-Security-Token", "Accept", "x_not_signed")), st.sampled_from(("a", " b ", "c d", ""))
    ),
    body=st.binary(max_size=50),
    secret_key=st.text(min_size=1, max_size=40).filter(lambda text: text.isprintable()),
)
def test_the_vendors_signer_says_the_same(
    method: str,
    segments: list[str],
    pairs: list[tuple[str, str]],
    headers: dict[str, str],
    body: bytes,
    secret_key: str,
) -> None:
    path = "/" + "/".join(quote(segment, safe="") for segment in segments)
    headers = {**headers, "Host": HOST, "X-Sdk-Date": NOW}
    url = f"https://{HOST}{path}" + (f"?{urlencode(pairs)}" if pairs else "")

    request = SdkRequest(method, "https", HOST, path, query_params=list(pairs), header_params=dict(headers), body=body)
    expected = Signer(BasicCredentials("access-key", secret_key)).sign(request)

    assert authorization("access-key", secret_key, method, url, headers, body) == expected.header_params["Authorization"]
    assert expected.uri == path + (f"?{canonical_query(pairs)}" if pairs else "")
