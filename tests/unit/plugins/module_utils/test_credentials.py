# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One complete set of credentials from one source, or a clear sentence; never a secret in it."""

from __future__ import annotations

import pytest
import requests
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    AccessKeyCredential,
    Credential,
    MetadataCredential,
    PasswordCredential,
    Source,
    TokenCredential,
    choose_credential,
    environment_sources,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument

TOKEN = {"token": "token-sesame"}
KEYS = {"access_key": "ak-sesame", "secret_key": "sk-sesame"}
TEMPORARY = {**KEYS, "security_token": "st-sesame"}


PASSWORD = {"username": "someone", "password": "pw sesame ä", "domain_name": "campus"}


def choose(*sources: dict[str, str], auth_method: str = "auto") -> Credential:
    numbered = [Source(f"source {number}", values) for number, values in enumerate(sources)]
    return choose_credential(numbered, auth_method).credential


@pytest.mark.parametrize(
    ("sources", "auth_method", "expected"),
    [
        ([TOKEN], "auto", TokenCredential("token-sesame")),
        ([KEYS], "auto", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([TEMPORARY], "auto", AccessKeyCredential("ak-sesame", "sk-sesame", "st-sesame")),
        ([{**KEYS, **TOKEN}], "auto", TokenCredential("token-sesame")),
        ([{}, KEYS, TOKEN], "auto", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([TOKEN, KEYS], "auto", TokenCredential("token-sesame")),
        ([{}, {}, TOKEN], "auto", TokenCredential("token-sesame")),
        ([{**KEYS, **TOKEN}], "access_key", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([TOKEN, KEYS], "access_key", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([KEYS, TOKEN], "token", TokenCredential("token-sesame")),
        ([PASSWORD], "auto", PasswordCredential("someone", "pw sesame ä", "campus")),
        ([{**PASSWORD, **KEYS}], "auto", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([{**PASSWORD, **KEYS}], "password", PasswordCredential("someone", "pw sesame ä", "campus")),
        ([PASSWORD, TOKEN], "auto", PasswordCredential("someone", "pw sesame ä", "campus")),
        # Terraform users set the name of the account beside their keys, or beside nothing.
        ([{"domain_name": "campus"}, TOKEN], "auto", TokenCredential("token-sesame")),
        ([{**KEYS, "domain_name": "campus"}], "auto", AccessKeyCredential("ak-sesame", "sk-sesame")),
        ([TOKEN], "metadata", MetadataCredential()),
        # What the chosen way does not need may be incomplete.
        ([{**TOKEN, "access_key": "ak-sesame"}], "auto", TokenCredential("token-sesame")),
        # A security token of a lower source does not belong to the keys of a higher one.
        ([KEYS, {"security_token": "st-sesame"}], "auto", AccessKeyCredential("ak-sesame", "sk-sesame")),
    ],
)
def test_the_highest_source_decides(sources: list[dict[str, str]], auth_method: str, expected: Credential) -> None:
    assert choose(*sources, auth_method=auth_method) == expected


@pytest.mark.parametrize(
    ("sources", "auth_method", "problem"),
    [
        ([{"access_key": "ak-sesame"}, KEYS], "auto", "secret_key is missing beside access_key in source 0"),
        ([{"secret_key": "sk-sesame"}, TOKEN], "auto", "access_key is missing beside secret_key in source 0"),
        ([{"security_token": "st-sesame"}, KEYS], "auto", "access_key and secret_key are missing beside security_token"),
        (
            [{"access_key": "ak-sesame", "security_token": "st"}],
            "auto",
            "secret_key is missing beside access_key and security_token",
        ),
        ([{**TOKEN, "access_key": "ak-sesame"}], "access_key", "secret_key is missing beside access_key in source 0"),
        (
            [{}, {"access_key": "ak-sesame"}, {"secret_key": "sk-sesame"}],
            "auto",
            "secret_key is missing beside access_key in source 1",
        ),
        ([{"username": "someone"}, PASSWORD], "auto", "password and domain_name are missing beside username in source 0"),
        ([{"username": "a", "password": "sesame"}, PASSWORD], "auto", "domain_name is missing beside username and password"),
        ([{**PASSWORD, "password": ""}], "auto", "password in source 0 is empty"),
        (
            [],
            "auto",
            "there are no credentials: give token, or access_key and secret_key, or username, password and domain_name",
        ),
        ([{}, {}], "auto", "environment (CAMPUSGO_TOKEN or CAMPUSGO_ACCESS_KEY"),
        ([KEYS], "token", "there are no credentials: give token, as options"),
        ([TOKEN], "access_key", "there are no credentials: give access_key and secret_key, as options"),
        ([{"token": ""}, TOKEN], "auto", "token in source 0 is empty"),
        ([{"access_key": "", "secret_key": "sk-sesame"}], "auto", "access_key in source 0 is empty"),
        ([{**KEYS, "security_token": ""}], "auto", "security_token in source 0 is empty"),
        *(
            ([{"token": f"sesame{bad}x"}], "auto", "token in source 0 holds white space or")
            for bad in (" ", "\n", "\r\n", "\t", "ä", "\x7f")
        ),
        ([{"token": "sesame\n"}], "auto", "token in source 0 holds white space or"),
        ([{**KEYS, "secret_key": "ge heim"}], "auto", "secret_key in source 0 holds white space or"),
    ],
)
def test_what_is_no_complete_set_is_refused(sources: list[dict[str, str]], auth_method: str, problem: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        choose(*sources, auth_method=auth_method)
    assert problem in str(caught.value)
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("values", [TOKEN, KEYS, TEMPORARY, PASSWORD])
def test_no_representation_shows_a_secret(values: dict[str, str]) -> None:
    for thing in (choose(values), Source("a", values)):
        assert "sesame" not in f"{thing!r} {thing}"


@pytest.mark.parametrize("values", [TOKEN, KEYS, TEMPORARY])
def test_no_proof_shows_a_secret(values: dict[str, str]) -> None:
    auth = choose(values).auth("p")
    assert "sesame" not in f"{auth!r} {auth}"


@pytest.mark.parametrize("values", [TOKEN, KEYS, TEMPORARY])
def test_every_value_counts_as_secret(values: dict[str, str]) -> None:
    assert sorted(choose(values).secrets) == sorted(values.values())


def test_the_password_counts_as_secret() -> None:
    assert choose(PASSWORD).secrets == (PASSWORD["password"],)


def test_a_token_is_sent_as_it_is() -> None:
    prepared = requests.Request("GET", "https://a.example/", auth=choose(TOKEN).auth("p")).prepare()
    assert prepared.headers["X-Auth-Token"] == "token-sesame"
    assert "Authorization" not in prepared.headers


def test_keys_sign_for_the_project_and_the_secret_key_is_not_sent() -> None:
    prepared = requests.Request("GET", "https://a.example/", auth=choose(TEMPORARY).auth("p")).prepare()
    assert prepared.headers["X-Project-Id"] == "p"
    assert prepared.headers["X-Security-Token"] == "st-sesame"
    assert prepared.headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=ak-sesame, ")
    assert "sk-sesame" not in str(prepared.headers)


def test_the_environment_has_families_of_names_highest_first() -> None:
    environment = {
        "OS_AUTH_TOKEN": "e",
        "HW_ACCESS_KEY": "c",
        "HW_SECRET_KEY": "d",
        "HUAWEICLOUD_SDK_AK": "b",
        "CAMPUSGO_TOKEN": "a",
        "UNRELATED_TOKEN": "x",
    }
    assert [(source.description, source.values) for source in environment_sources(environment)] == [
        ("the environment variables CAMPUSGO_*", {"token": "a"}),
        ("the environment variables HUAWEICLOUD_SDK_*", {"access_key": "b"}),
        ("the environment variables HW_*", {"access_key": "c", "secret_key": "d"}),
        ("the environment variables OS_*", {"token": "e"}),
    ]


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("CAMPUSGO_TOKEN", "token"),
        ("CAMPUSGO_ACCESS_KEY", "access_key"),
        ("CAMPUSGO_SECRET_KEY", "secret_key"),
        ("CAMPUSGO_SECURITY_TOKEN", "security_token"),
        ("HUAWEICLOUD_SDK_AK", "access_key"),
        ("HUAWEICLOUD_SDK_SK", "secret_key"),
        ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "security_token"),
        ("HW_AUTH_TOKEN", "token"),
        ("HW_ACCESS_KEY", "access_key"),
        ("HW_SECRET_KEY", "secret_key"),
        ("HW_SECURITY_TOKEN", "security_token"),
        ("OS_AUTH_TOKEN", "token"),
        ("OS_ACCESS_KEY", "access_key"),
        ("OS_SECRET_KEY", "secret_key"),
        ("CAMPUSGO_USERNAME", "username"),
        ("CAMPUSGO_PASSWORD", "password"),
        ("CAMPUSGO_DOMAIN_NAME", "domain_name"),
        ("CAMPUSGO_CREDENTIALS_FILE", "credentials_file"),
        ("CAMPUSGO_PROFILE", "profile"),
        ("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "credentials_file"),
        ("HW_USER_NAME", "username"),
        ("HW_USER_PASSWORD", "password"),
        ("HW_DOMAIN_NAME", "domain_name"),
        ("OS_USERNAME", "username"),
        ("OS_PASSWORD", "password"),
        ("OS_DOMAIN_NAME", "domain_name"),
        ("OS_USER_DOMAIN_NAME", "domain_name"),
        ("OS_PROJECT_DOMAIN_NAME", "domain_name"),
    ],
)
def test_every_name_of_the_environment_is_read(name: str, option: str) -> None:
    (values,) = [source.values for source in environment_sources({name: "a"}) if source.values]
    assert values == {option: "a"}


@pytest.mark.parametrize(
    ("sources", "auth_method", "settings"),
    [
        ([], "auto", {"iam_endpoint": "https://elsewhere.example"}),
        ([PASSWORD], "auto", {}),
        ([TOKEN], "auto", {}),
        ([TOKEN], "password", {"iam_endpoint": "https://elsewhere.example"}),
        ([TOKEN], "metadata", {}),
    ],
)
def test_where_openstack_is_counts_for_credentials_of_openstack_alone(
    sources: list[dict[str, str]], auth_method: str, settings: dict[str, str]
) -> None:
    environment = {
        "OS_AUTH_URL": "https://elsewhere.example",
        "OS_USERNAME": "someone",
        "OS_PASSWORD": "sesame",
        "OS_DOMAIN_NAME": "campus",
    }
    given = [Source("source", values) for values in sources]
    assert choose_credential([*given, *environment_sources(environment)], auth_method).settings == settings


def test_an_empty_variable_counts_as_not_set() -> None:
    environment = {"CAMPUSGO_TOKEN": "", "CAMPUSGO_ACCESS_KEY": "", "HW_AUTH_TOKEN": "a"}
    assert choose_credential(environment_sources(environment), "auto").credential == TokenCredential("a")
