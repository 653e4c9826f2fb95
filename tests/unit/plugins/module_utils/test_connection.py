# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Only a connection that can be meant is made, and everything wrong is said at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.connection import (
    Connection,
    make_connection,
    sends_in_the_clear,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import CONNECTION, with_defaults

GIVEN = {"region": "cn-north-4", "project_id": "6204a5bd270343b5885144cf9c8c158d"}


NO_IDENTITY_SERVICE = "iam_endpoint is missing for a password: give region or iam_endpoint, or set CAMPUSGO_REGION"


def connect(environment: dict[str, str] | None = None, logs_in: bool = False, **given: Any) -> Connection:
    return make_connection(with_defaults({**GIVEN, **given}, CONNECTION), environment or {}, logs_in)


def problems(environment: dict[str, str] | None = None, logs_in: bool = False, **given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        connect(environment, logs_in, **given)
    return caught.value.problems


def test_defaults() -> None:
    assert connect() == Connection(
        endpoint="https://iva.cn-north-4.myhuaweicloud.com",
        project_id="6204a5bd270343b5885144cf9c8c158d",
        project_name="cn-north-4",
        iam_endpoint="https://iam.cn-north-4.myhuaweicloud.com",
        validate_certs=True,
        ca_path=None,
        use_proxy=True,
        request_timeout=30,
        timeout=120,
        retries=5,
        concurrency=16,
    )


@pytest.mark.parametrize(
    ("endpoint", "used"),
    [
        ("https://a.example", "https://a.example"),
        ("https://a.example/", "https://a.example"),
        ("https://a.example:8443//", "https://a.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("HTTPS://A.example", "HTTPS://A.example"),
        ("https://gateway.example/iva/", "https://gateway.example/iva"),
    ],
)
def test_endpoints(endpoint: str, used: str) -> None:
    assert connect(endpoint=endpoint).endpoint == used
    assert connect(endpoint=endpoint, region=None).endpoint == used


@pytest.mark.parametrize(
    "endpoint",
    [
        "a.example",
        "//a.example",
        "ftp://a.example",
        "file:///etc/passwd",
        "https://",
        "https://:443",
        "https:///a",
        "https://a.example:0",
        "https://a.example:99999",
        "https://a.example:port",
        "https://[::1",
        "https://a.example/ b",
        "https://a.example\n",
        "https://ä.example",
        "https://user:sesame@a.example",
        "https://sesame@a.example",
        "https://a.example?token=sesame",
        "https://a.example#sesame",
        "https://a.example?",
        "https://a.example/#",
        "https://a.example\\@b.example",
    ],
)
def test_what_is_no_endpoint_is_refused(endpoint: str) -> None:
    (problem,) = problems(endpoint=endpoint)
    assert problem.startswith("endpoint ")
    assert "sesame" not in problem


@pytest.mark.parametrize(
    ("variable", "used"),
    [
        ("https://b.example", "https://b.example"),
        ("https://b.example/,https://c.example", "https://b.example"),
        ("", "https://iva.cn-north-4.myhuaweicloud.com"),
        (" , ", "https://iva.cn-north-4.myhuaweicloud.com"),
    ],
)
def test_the_vendors_variable_for_the_endpoint_of_a_region(variable: str, used: str) -> None:
    environment = {"HUAWEICLOUD_SDK_REGION_CAMPUSGO_CN_NORTH_4": variable}
    assert connect(environment).endpoint == used
    assert connect(environment, endpoint="https://a.example").endpoint == "https://a.example"
    assert connect(environment, region="cn-east-3").endpoint == "https://iva.cn-east-3.myhuaweicloud.com"


def test_the_vendors_variable_is_checked_too() -> None:
    assert problems({"HUAWEICLOUD_SDK_REGION_CAMPUSGO_CN_NORTH_4": "b.example"})[0].startswith("endpoint ")


@pytest.mark.parametrize("region", ["CN-North-4", "cn_north_4", "evil.example/", "cn-north-4\n", "a@b", "-", "cn--north", ""])
def test_a_region_is_an_id(region: str) -> None:
    (problem,) = problems(region=region)
    assert problem.startswith("region ")


def test_region_or_endpoint_is_needed() -> None:
    assert problems(region=None) == ("region is missing: give region or endpoint, or set CAMPUSGO_REGION",)


@pytest.mark.parametrize("project_id", ["a/b", "..", "", "a" * 65, "a b", "6204\n", "ä", "6204?x"])
def test_a_project_id_cannot_leave_its_place_in_the_path(project_id: str) -> None:
    (problem,) = problems(project_id=project_id)
    assert problem.startswith("project_id must be")


ELSEWHERE = {"region": None, "project_id": None, "endpoint": "https://a.example"}


@pytest.mark.parametrize("given", [{}, {"project_name": "main"}, {"iam_endpoint": "https://iam.example"}])
def test_a_project_must_be_given_or_findable(given: dict[str, str]) -> None:
    assert problems(**ELSEWHERE, **given)[0].startswith("project_id is missing")


@pytest.mark.parametrize(
    ("given", "logs_in", "wanted"),
    [({}, False, "project_id"), ({"iam_endpoint": "https://iam.example"}, False, "project_id or project_name")]
    + [(given, True, "project_id or project_name") for given in ({}, {"iam_endpoint": "https://iam.example"})],
)
def test_a_name_is_proposed_where_a_project_can_be_found_by_it(given: dict[str, str], logs_in: bool, wanted: str) -> None:
    found = problems(logs_in=logs_in, **ELSEWHERE, **given)
    assert found[0] == f"project_id is missing: give {wanted}, or set CAMPUSGO_PROJECT_ID; with region it is found by itself"
    assert found[1:] == (() if given or not logs_in else (NO_IDENTITY_SERVICE,))


def test_a_password_needs_the_identity_service() -> None:
    known = {**ELSEWHERE, "project_id": GIVEN["project_id"]}
    assert problems(logs_in=True, **known) == (NO_IDENTITY_SERVICE,)
    assert connect(logs_in=True, **known, iam_endpoint="https://iam.example").iam_endpoint == "https://iam.example"
    assert connect(logs_in=True).iam_endpoint == "https://iam.cn-north-4.myhuaweicloud.com"


@pytest.mark.parametrize("logs_in", [False, True])
def test_a_wrong_region_is_one_problem(logs_in: bool) -> None:
    (problem,) = problems(logs_in=logs_in, region="CN North", project_id=None)
    assert problem.startswith("region ")


@pytest.mark.parametrize(
    ("given", "name", "iam_endpoint"),
    [
        ({"project_id": None}, "cn-north-4", "https://iam.cn-north-4.myhuaweicloud.com"),
        ({"project_id": None, "project_name": "main"}, "main", "https://iam.cn-north-4.myhuaweicloud.com"),
        ({**ELSEWHERE, "project_name": "main", "iam_endpoint": "https://iam.example/v3"}, "main", "https://iam.example"),
        ({"iam_endpoint": "https://iam.example:5000/identity/v3/"}, "cn-north-4", "https://iam.example:5000/identity"),
        ({"iam_endpoint": "https://iam.example/"}, "cn-north-4", "https://iam.example"),
    ],
)
def test_where_the_project_is_found(given: dict[str, str], name: str, iam_endpoint: str) -> None:
    connection = connect(**given)
    assert (connection.project_name, connection.iam_endpoint) == (name, iam_endpoint)


@pytest.mark.parametrize("url", ["iam.example", "ftp://iam.example", "https://", "https://iam.example/ä"])
def test_an_identity_service_must_be_a_url(url: str) -> None:
    assert problems(iam_endpoint=url)[0].startswith("iam_endpoint is no http or https URL such as https://iam.")


def test_an_identity_service_has_no_user_info() -> None:
    (problem,) = problems(iam_endpoint="https://someone:sesame@iam.example")
    assert problem.startswith("iam_endpoint must be scheme, host and port alone")
    assert "sesame" not in problem


def test_certificates_must_exist(tmp_path: Path) -> None:
    assert connect(ca_path=str(tmp_path)).ca_path == str(tmp_path)
    assert problems(ca_path=str(tmp_path / "none"))[0].startswith(f"ca_path '{tmp_path / 'none'}' does not exist")


@pytest.mark.parametrize("name", ["request_timeout", "timeout"])
@pytest.mark.parametrize("value", [0, -1, -0.5, float("nan"), float("inf"), float("-inf"), 604_800.5, 1e10])
def test_times_are_above_zero_and_not_without_end(name: str, value: float) -> None:
    assert problems(**{name: value}) == (f"{name} must be a number of seconds above 0, a week at the most, not {value}",)


@pytest.mark.parametrize(
    ("name", "accepted", "refused"), [("retries", (0, 1, 1000), (-1, -5)), ("concurrency", (1, 256), (0, -1, 257))]
)
def test_counts(name: str, accepted: tuple[int, ...], refused: tuple[int, ...]) -> None:
    assert [getattr(connect(**{name: value}), name) for value in accepted] == list(accepted)
    for value in refused:
        assert problems(**{name: value})[0].startswith(f"{name} must be ")


def test_every_problem_at_once() -> None:
    found = problems(region="?", project_id="/", ca_path="/none", timeout=0, request_timeout=-1, retries=-1, concurrency=0)
    assert [problem.split()[0] for problem in found] == [
        "region",
        "project_id",
        "ca_path",
        "request_timeout",
        "timeout",
        "retries",
        "concurrency",
    ]


@pytest.mark.parametrize(
    ("endpoint", "in_the_clear"),
    [
        ("https://a.example", False),
        ("http://a.example", True),
        ("HTTP://a.example", True),
        ("http://10.0.0.1", True),
        ("http://localhost.example", True),
        ("http://0.0.0.0", True),
        ("http://127.0.0.1:8080", False),
        ("http://127.1.2.3", False),
        ("http://[::1]", False),
        ("http://localhost:8080", False),
        ("http://LOCALHOST", False),
    ],
)
def test_plain_http_to_another_machine_is_noticed(endpoint: str, in_the_clear: bool) -> None:
    assert sends_in_the_clear(endpoint) is in_the_clear
