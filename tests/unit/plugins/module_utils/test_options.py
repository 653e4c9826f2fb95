# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Argument specs, and where else a value may come from."""

from __future__ import annotations

import os
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.options import (
    ASSERT_OPTIONS,
    CONNECTION,
    CONTRACT,
    CREDENTIALS,
    INVENTORY_OPTIONS,
    JUDGEMENT,
    QUERY_OPTIONS,
    SELECTION,
    SERVICE_OPTIONS,
    Option,
    argument_spec,
    read_environment,
    read_strictly,
    with_defaults,
    with_environment_fallback,
)

ENVIRONMENT = {
    "region": ("CAMPUSGO_REGION", "HW_REGION_NAME", "OS_REGION_NAME"),
    "endpoint": ("CAMPUSGO_ENDPOINT",),
    "project_id": ("CAMPUSGO_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID", "HW_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"),
    "project_name": ("CAMPUSGO_PROJECT_NAME", "HW_PROJECT_NAME", "OS_PROJECT_NAME", "OS_TENANT_NAME"),
    "iam_endpoint": ("CAMPUSGO_IAM_ENDPOINT", "HUAWEICLOUD_SDK_IAM_ENDPOINT", "HW_AUTH_URL", "OS_AUTH_URL"),
    "validate_certs": ("CAMPUSGO_VALIDATE_CERTS",),
    "ca_path": ("CAMPUSGO_CA_PATH", "OS_CACERT"),
    "use_proxy": ("CAMPUSGO_USE_PROXY",),
    "request_timeout": ("CAMPUSGO_REQUEST_TIMEOUT",),
    "timeout": ("CAMPUSGO_TIMEOUT",),
    "retries": ("CAMPUSGO_RETRIES", "HW_MAX_RETRIES"),
    "concurrency": ("CAMPUSGO_CONCURRENCY",),
    "auth_method": ("CAMPUSGO_AUTH_METHOD",),
}


def test_environment_names() -> None:
    assert {option.name: option.environment for option in CONNECTION} == ENVIRONMENT


def test_what_decides_a_verdict_has_no_ambient_source() -> None:
    specification = with_environment_fallback(argument_spec(QUERY_OPTIONS))
    with_fallback = {name for name, spec in specification.items() if "fallback" in spec}
    assert with_fallback == {option.name for option in CONNECTION}
    assert not any(option.vendor_environment for option in SELECTION + CONTRACT + JUDGEMENT)


def test_names_are_unique() -> None:
    names = [name for option in QUERY_OPTIONS for name in (option.name, *option.aliases)]
    assert len(names) == len(set(names))


def test_every_secret_is_kept_out_of_logs() -> None:
    specification = argument_spec(QUERY_OPTIONS)
    secret = {name for name, spec in specification.items() if spec.get("no_log")}
    assert secret == {"token", "access_key", "secret_key", "security_token", "password"}
    assert secret == {option.name for option in CREDENTIALS if option.secret}


def validated(parameters: dict[str, Any]) -> dict[str, Any]:
    result = ArgumentSpecValidator(with_environment_fallback(argument_spec(QUERY_OPTIONS))).validate(parameters)
    assert result.error_messages == []
    return result.validated_parameters


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in SERVICE_OPTIONS:
        for name in option.environment:
            monkeypatch.delenv(name, raising=False)


#: By type of option: two texts, and the value that the first one means.
_TEXTS = {"bool": ("false", "true", False), "int": ("7", "8", 7), "float": ("1.5", "2.5", 1.5), "path": ("/a", "/b", "/a")}


def _texts(option: Option) -> tuple[str, str, Any]:
    return ("token", "access_key", "token") if option.choices else _TEXTS.get(option.type, ("a", "b", "a"))


@pytest.mark.parametrize(
    ("option", "name"),
    [(o, name) for o in CONNECTION for name in o.free_environment],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_highest_variable_that_is_set_counts(option: Option, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, other, value = _texts(option)
    position = option.environment.index(name)
    for higher in option.environment[:position]:
        monkeypatch.setenv(higher, "")
    for lower in option.environment[position + 1 :]:  # bound names too: they are passed over
        monkeypatch.setenv(lower, other)
    monkeypatch.setenv(name, text)
    assert validated({})[option.name] == value
    assert read_environment(CONNECTION, os.environ)[option.name] == text


def test_a_bound_variable_does_not_count_here(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = {name: option.name for option in CONNECTION for name in option.bound_environment}
    assert bound == {"OS_AUTH_URL": "iam_endpoint"}
    monkeypatch.setenv("OS_AUTH_URL", "https://elsewhere.example/v3")
    assert validated({})["iam_endpoint"] is None
    assert read_environment(CONNECTION, os.environ) == {}


@pytest.mark.parametrize("option", CONNECTION, ids=lambda option: option.name)
def test_empty_variables_leave_the_default(option: Option, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in option.environment:
        monkeypatch.setenv(name, "")
    assert validated({})[option.name] == option.default
    assert read_environment(CONNECTION, os.environ) == {}


@pytest.mark.parametrize("option", CONNECTION, ids=lambda option: option.name)
def test_an_argument_counts_more_than_any_variable(option: Option, monkeypatch: pytest.MonkeyPatch) -> None:
    text, other, value = _texts(option)
    for name in option.environment:
        monkeypatch.setenv(name, other)
    assert validated({option.name: text})[option.name] == value


def test_credentials_are_not_taken_from_the_environment_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in CREDENTIALS:
        monkeypatch.setenv(option.environment[0], "a")
    assert [validated({})[option.name] for option in CREDENTIALS] == [None] * len(CREDENTIALS)


@pytest.mark.parametrize("name", ["HW_INSECURE", "OS_INSECURE", "CAMPUSGO_VALIDATION", "CAMPUSGO_STATE", "CAMPUSGO_ON_MISSING"])
def test_no_variable_switches_a_check_off(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "skip" if name.endswith(("VALIDATION", "MISSING")) else "true")
    values = validated({})
    assert values["validate_certs"] is True
    assert (values["validation"], values["on_missing"], values["state"]) == ("error", "error", None)


def test_null_counts_as_not_given() -> None:
    values = with_defaults({"validate_certs": None, "validation": None, "retries": 0, "use_proxy": False}, QUERY_OPTIONS)
    assert (values["validate_certs"], values["validation"]) == (True, "error")
    assert (values["retries"], values["use_proxy"]) == (0, False)
    assert values.keys() == {option.name for option in QUERY_OPTIONS}


NO_DICTIONARY = "must be a dictionary; as text it must be JSON, but it"


@pytest.mark.parametrize(
    ("options", "arguments", "problem"),
    [
        (QUERY_OPTIONS, {"extra_schema": '{"a": 1, "a": 2}'}, f"extra_schema {NO_DICTIONARY} names a member twice"),
        (QUERY_OPTIONS, {"extra_schema": "a=b"}, f"extra_schema {NO_DICTIONARY} is not JSON"),
        (QUERY_OPTIONS, {"extra_schema": "[1]"}, "extra_schema must be a dictionary"),
        (QUERY_OPTIONS, {"retries": True}, "retries must be a number, not a boolean"),
        (ASSERT_OPTIONS, {"stable_for": False}, "stable_for must be a number, not a boolean"),
        (ASSERT_OPTIONS, {"expect": "{}"}, "expect must be a list of dictionaries"),
        (INVENTORY_OPTIONS, {"filters": [{}, "include=x include=y"]}, "filters must be a list of dictionaries"),
        (ASSERT_OPTIONS, {"expect": "x"}, "expect must be a list of dictionaries; as text it must be JSON, but it is not JSON"),
        (
            ASSERT_OPTIONS,
            {"expect": [{}, {"fields": '{"a": 1, "a": 2}'}]},
            f"expect[1].fields {NO_DICTIONARY} names a member twice",
        ),
    ],
)
def test_text_in_the_place_of_a_dictionary_is_read_strictly(
    options: tuple[Option, ...], arguments: dict[str, Any], problem: str
) -> None:
    with pytest.raises(InvalidArgument) as caught:
        read_strictly(options, arguments)
    assert str(caught.value) == problem


def test_what_is_read_strictly_is_what_the_text_says() -> None:
    given = {"expect": '[{"fields": "{\\"a\\": 1}", "task_id": "x"}, [1]]', "extra_schema": {"a": 1}, "wait": True, "other": "{}"}
    assert read_strictly(ASSERT_OPTIONS, given) == {**given, "expect": [{"fields": {"a": 1}, "task_id": "x"}, [1]]}
