# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of fault, as a plain HTTP client meets it."""

from __future__ import annotations

import base64
import http.client
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from simulator.credentials import CREDENTIALS
from simulator.process import Simulator
from simulator.tests.clients import SAMPLE_ID, SERVICE

Show = Callable[..., requests.Response]


@pytest.fixture
def meet(simulator: Simulator, show: Show) -> Callable[..., requests.Response]:
    """Show the sample task while these faults lie in wait for it."""

    def call(*faults: dict[str, Any], wrap: bool = False, **options: Any) -> requests.Response:
        simulator.load({"tasks": [{"sample": SERVICE, "faults": list(faults), "wrap": wrap}]})
        return show(**options)

    return call


def test_status_with_json(meet: Show) -> None:
    answer = meet({"kind": "status", "status": 503, "body": {"error_code": "IVA.0010"}, "headers": {"x-note": "n"}})
    assert (answer.status_code, answer.json(), answer.headers["x-note"]) == (503, {"error_code": "IVA.0010"}, "n")
    assert answer.headers["content-type"] == "application/json"


def test_status_with_text(meet: Show) -> None:
    answer = meet({"kind": "status", "status": 502, "body": "Bad Gateway", "headers": {"content-type": "text/html"}})
    assert (answer.status_code, answer.text, answer.headers["content-type"]) == (502, "Bad Gateway", "text/html")


def test_status_without_body(meet: Show) -> None:
    assert meet({"kind": "status", "status": 500}).content == b""


def test_faults_follow_each_other(meet: Show, show: Show) -> None:
    answer = meet({"kind": "status", "status": 503, "times": 2}, {"kind": "throttle", "times": 1})
    assert [answer.status_code, *(show().status_code for _request in range(3))] == [503, 503, 429, 200]


def test_without_times_a_fault_stays(meet: Show, show: Show) -> None:
    assert meet({"kind": "status", "status": 503}, {"kind": "throttle"}).status_code == 503
    assert {show().status_code for _request in range(5)} == {503}


def test_delay(meet: Show) -> None:
    answer = meet({"kind": "delay", "seconds": 0.2})
    assert answer.json()["id"] == SAMPLE_ID
    assert answer.elapsed.total_seconds() >= 0.2


def test_reset(meet: Show) -> None:
    with pytest.raises(requests.exceptions.ConnectionError, match="reset"):
        meet({"kind": "reset"})


def test_reset_after_headers(meet: Show) -> None:
    with pytest.raises((requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        meet({"kind": "reset_after_headers"})


def test_truncate(meet: Show, simulator: Simulator) -> None:
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        meet({"kind": "truncate"})
    connection = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=10)
    connection.request("GET", simulator.requests()[0].path, headers={"X-Auth-Token": CREDENTIALS.token})
    answer = connection.getresponse()
    assert answer.status == 200
    with pytest.raises(http.client.IncompleteRead) as truncated:
        answer.read()
    assert len(truncated.value.partial) < int(answer.headers["content-length"])
    connection.close()


def test_drip(meet: Show) -> None:
    assert meet({"kind": "drip", "seconds_per_byte": 0.0001}).json()["id"] == SAMPLE_ID
    with pytest.raises((requests.exceptions.ConnectionError, requests.exceptions.ReadTimeout), match="timed out"):
        meet({"kind": "drip", "seconds_per_byte": 60}, timeout=0.2)


def test_slow_headers(meet: Show) -> None:
    assert meet({"kind": "slow_headers", "seconds_per_byte": 0.0001}).json()["id"] == SAMPLE_ID
    with pytest.raises(requests.exceptions.ReadTimeout):
        meet({"kind": "slow_headers", "seconds_per_byte": 60}, timeout=0.2)


def test_body(meet: Show) -> None:
    answer = meet({"kind": "body", "body": "<html>", "content_type": "text/html"})
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, b"<html>", "text/html")


def test_body_of_any_bytes(meet: Show) -> None:
    answer = meet({"kind": "body", "base64": base64.b64encode(b'{"id": "\xff"}').decode(), "status": 203})
    assert (answer.status_code, answer.content) == (203, b'{"id": "\xff"}')


def test_body_compressed(meet: Show) -> None:
    answer = meet({"kind": "body", "body": "x" * 1000, "encoding": "gzip"})
    assert answer.content == b"x" * 1000
    assert int(answer.headers["content-length"]) < 100


def test_body_that_is_not_what_it_says(meet: Show) -> None:
    with pytest.raises(requests.exceptions.ContentDecodingError):
        meet({"kind": "body", "body": "{}", "headers": {"content-encoding": "gzip"}})


def test_redirect(meet: Show) -> None:
    answer = meet({"kind": "redirect", "location": "https://example.com/"}, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "https://example.com/")


def test_hang(meet: Show) -> None:
    with pytest.raises(requests.exceptions.ReadTimeout):
        meet({"kind": "hang"}, timeout=0.2)


def test_other_task(meet: Show) -> None:
    answer = meet({"kind": "other_task"}).json()
    assert (answer["id"], answer["state"]) == ("f" * 32, "RUNNING")
    assert meet({"kind": "other_task", "id": "other"}, wrap=True).json()["task"]["id"] == "other"


def test_throttle(meet: Show) -> None:
    answer = meet({"kind": "throttle", "retry_after": 7})
    assert (answer.status_code, answer.json()["error_code"], answer.headers["Retry-After"]) == (429, "APIGW.0308", "7")
    assert "Retry-After" not in meet({"kind": "throttle"}).headers


def test_throttle_until_a_date(meet: Show) -> None:
    answer = meet({"kind": "throttle", "retry_after": "http-date"})
    assert parsedate_to_datetime(answer.headers["Retry-After"]) >= parsedate_to_datetime(answer.headers["Date"])


@pytest.mark.parametrize("compressed", [False, True])
def test_oversized(meet: Show, compressed: bool) -> None:
    answer = meet({"kind": "oversized", "mebibytes": 3, "gzip": compressed})
    assert len(answer.json()["padding"]) == 3 * 1024 * 1024


def test_echo(meet: Show) -> None:
    answer = meet({"kind": "echo"})
    assert answer.status_code == 400
    assert CREDENTIALS.token in answer.json()["error_msg"]
    assert SAMPLE_ID in answer.json()["error_msg"]


def test_faults_before_the_ordinary_answer_count_as_no_read(simulator: Simulator, show: Show) -> None:
    timeline = [{"reads": 1, "state": "STOPPED"}]
    faults = [{"kind": "status", "status": 503, "times": 3}]
    simulator.load({"tasks": [{"sample": SERVICE, "timeline": timeline, "faults": faults}]})
    assert [show().status_code for _request in range(3)] == [503] * 3
    assert [show().json()["state"] for _request in range(2)] == ["RUNNING", "STOPPED"]


@pytest.mark.parametrize(
    ("call", "method", "path"),
    [
        ("show", "GET", f"/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks/{'0' * 32}"),
        ("list", "GET", f"/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks"),
        ("create", "POST", f"/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks"),
        ("delete", "DELETE", f"/v2/{CREDENTIALS.project_id}/services/{SERVICE}/tasks/{'0' * 32}"),
        ("token", "POST", "/v3/auth/tokens"),
        ("projects", "GET", "/v3/projects"),
        ("metadata_token", "PUT", "/meta-data/latest/api/token"),
        ("metadata_key", "GET", "/openstack/latest/securitykey"),
    ],
)
def test_faults_of_calls(client: requests.Session, simulator: Simulator, call: str, method: str, path: str) -> None:
    one = [{"kind": "status", "status": 418, "times": 1}]
    simulator.load({"services": [SERVICE], "faults": {call: one, "any": [{"kind": "throttle", "times": 1}]}})
    statuses = [client.request(method, simulator.url + path, timeout=10).status_code for _request in range(3)]
    assert statuses[:2] == [429, 418]
    assert statuses[2] not in (429, 418)


def test_a_hanging_request_does_not_hold_up_others(simulator: Simulator, show: Show, tasks_url: str) -> None:
    simulator.load({"tasks": [{"sample": SERVICE, "faults": [{"kind": "hang", "times": 1}]}]})
    waiting = http.client.HTTPConnection(urlsplit(simulator.url).netloc, timeout=10)
    path = urlsplit(tasks_url).path
    waiting.request("GET", f"{path}/{SAMPLE_ID}", headers={"X-Auth-Token": CREDENTIALS.token})
    while not simulator.requests():
        pass
    assert show().status_code == 200
    waiting.close()
