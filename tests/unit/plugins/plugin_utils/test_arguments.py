# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options of controller plugins: where a value comes from, and what is said about a wrong one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.template import trust_as_template
from ansible_collections.campusgo.edge.plugins.module_utils.options import ASSERT_OPTIONS, QUERY_OPTIONS, SERVICE_OPTIONS, Option
from ansible_collections.campusgo.edge.plugins.plugin_utils import arguments as arguments_module
from ansible_collections.campusgo.edge.plugins.plugin_utils.arguments import Arguments, read_arguments


def read(
    arguments: dict[str, Any] | None = None,
    variables: dict[str, Any] | None = None,
    environment: dict[str, str] | None = None,
    options: Any = QUERY_OPTIONS,
) -> Arguments:
    def template(value: Any) -> Any:
        return value.replace("{{ where }}", "here") if isinstance(value, str) else value

    return read_arguments(options, arguments or {}, variables or {}, template, environment or {})


def problem(arguments: dict[str, Any], options: Any = QUERY_OPTIONS) -> str:
    with pytest.raises(AnsibleError) as caught:
        read(arguments, options=options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "variables", "environment", "region"),
    [
        ({"region": "a"}, {"campusgo_region": "b"}, {"CAMPUSGO_REGION": "c"}, "a"),
        ({}, {"campusgo_region": "b"}, {"CAMPUSGO_REGION": "c"}, "b"),
        ({}, {}, {"CAMPUSGO_REGION": "c", "HW_REGION_NAME": "d"}, "c"),
        ({}, {}, {"OS_REGION_NAME": "e", "HW_REGION_NAME": "d"}, "d"),
        ({}, {}, {"OS_REGION_NAME": "e"}, "e"),
        ({}, {"campusgo_region": None}, {"CAMPUSGO_REGION": "c"}, "c"),
        ({}, {}, {"CAMPUSGO_REGION": "", "HW_REGION_NAME": "d"}, "d"),
        ({}, {"campusgo_region": "{{ where }}"}, {}, "here"),
        ({"region": "{{ where }}"}, {}, {}, "{{ where }}"),  # Ansible templated it already
        ({}, {}, {}, None),
    ],
)
def test_where_a_value_comes_from(arguments: Any, variables: Any, environment: Any, region: str | None) -> None:
    assert read(arguments, variables, environment).parameters["region"] == region


def test_values_are_typed_wherever_they_come_from() -> None:
    variables = {"campusgo_validate_certs": "no", "campusgo_retries": "3"}
    parameters = read({"task_id": "a,b", "timeout": "7"}, variables, {"CAMPUSGO_USE_PROXY": "false"}).parameters
    assert (parameters["validate_certs"], parameters["retries"]) == (False, 3)
    assert (parameters["use_proxy"], parameters["timeout"], parameters["task_id"]) == (False, 7.0, ["a", "b"])


@pytest.mark.parametrize("name", ["validation", "state", "service_name", "task_id", "on_missing", "extra_schema", "expect"])
def test_what_decides_a_verdict_comes_from_the_task_alone(name: str) -> None:
    quiet = read({}, {f"campusgo_{name}": "skip"}, {f"CAMPUSGO_{name.upper()}": "skip"})
    assert quiet.parameters == read().parameters


def test_credentials_keep_their_sources_apart() -> None:
    variables = {"campusgo_secret_key": "v", "campusgo_token": "{{ where }}", "campusgo_access_key": None}
    sources = read({"access_key": "a"}, variables, {"CAMPUSGO_TOKEN": "e"}).sources
    assert [source.values for source in sources] == [{"access_key": "a"}, {"secret_key": "v", "token": "here"}]


def test_a_misspelled_argument_is_named_with_the_nearest_one() -> None:
    assert problem({"task_idd": "a", "bogus_thing": 1}) == "there is no option bogus_thing; there is no option task_idd; " + (
        "did you mean task_id?"
    )


def test_a_misspelled_argument_inside_an_expectation_is_named() -> None:
    text = problem({"expect": [{"task_id": "a", "edge_pool": "b"}]}, ASSERT_OPTIONS)
    assert text == "there is no option expect.edge_pool; did you mean expect.edge_pool_id?"


def test_every_wrong_argument_at_once() -> None:
    text = problem({"retries": "many", "state": "Running", "order": "up", "unheard_of": 1})
    for part in ("'many'", "retries", "state", "order", "unheard_of"):
        assert part in text


def test_no_problem_shows_a_credential() -> None:
    assert "sesame" not in problem({"token": "sesame", "retries": "sesame", "secret_key": "sesame"})


@pytest.mark.parametrize("source", ["arguments", "variables", "environment"])
def test_no_problem_shows_a_credential_in_the_place_of_another_option(source: str) -> None:
    credentials = {
        "arguments": {"arguments": {"token": "sesame-token"}},
        "variables": {"variables": {"campusgo_token": "sesame-token"}},
        "environment": {"environment": {"OS_AUTH_TOKEN": "sesame-token"}},
    }[source]
    variables = {"campusgo_auth_method": "sesame-token", **credentials.get("variables", {})}
    with pytest.raises(AnsibleError, match="auth_method") as caught:
        read(credentials.get("arguments"), variables, credentials.get("environment"))
    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize("option", SERVICE_OPTIONS, ids=lambda option: option.name)
def test_why_a_variable_cannot_be_templated_is_said_unless_it_is_a_secret(option: Option) -> None:
    def template(_value: Any) -> Any:
        raise AnsibleError("Syntax error in template: sesame")

    with pytest.raises(AnsibleError) as caught:
        read_arguments(QUERY_OPTIONS, {}, {option.variable: "{{ sesame"}, template, {})
    said = str(caught.value)
    assert said.startswith(f"the variable {option.variable} cannot be templated")
    assert ("sesame" in said) is not option.secret
    assert ("!unsafe" in said) is option.secret


@pytest.mark.parametrize("arguments", [{"timeout": 10**400}, {"timeout": 10**5000}, {"retries": 10**5000, "name_like": 10**5000}])
def test_a_number_that_python_does_not_write_is_named(arguments: dict[str, Any]) -> None:
    text = problem(arguments)
    assert "too large" in text or "Exceeds the limit" in text


def test_a_name_that_is_no_text_is_said() -> None:
    text = problem({"expect": [{"task_id": "a", 5: "b", "x": "y"}]}, ASSERT_OPTIONS)
    assert text.startswith("the arguments hold a value or a name of a type that has no place there")
    assert problem({"task_id": [date(2020, 1, 1)], "extra_schema": date(2020, 1, 1)})


def test_no_message_names_a_type_of_ansibles() -> None:
    tagged = trust_as_template("abc")
    assert "_Ansible" not in problem({"timeout": tagged})
    assert "<class 'str'>" in problem({"timeout": tagged})


def test_a_misspelled_argument_cannot_play_tricks_on_a_terminal() -> None:
    assert problem({"\x1b[2J": 1}) == r"there is no option \x1b[2J"


def test_a_missing_library_is_named_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments_module, "missing_libraries", lambda: "install requests")
    assert problem({"bogus": 1}) == "install requests"
