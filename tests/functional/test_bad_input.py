# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: one clear sentence, and nothing is sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from simulator.process import Simulator

from .faces import LOOKUP, MODULES, QUERIES, Answers, Face, ask_all, connection, every_query
from .playbooks import Ansible

ID = "8656efdafebf440bb7008f174db6c567"
PLANTED = "planted-password"

NO_TASK_ID = "is no task id: it must be 32 lower-case hexadecimal digits, or task and 8 letters, digits or _"
NO_URL = "endpoint is no http or https URL such as https://iva.cn-north-4.myhuaweicloud.com"
NOT_ALONE = "endpoint must be scheme, host and port alone: no user name, no query, no fragment"
NO_PROJECT = "project_id must be 1 to 64 letters, digits or -; copy it from My Credentials in the console"
NEVER_COMPLETED = "credentials are never completed from another source"
UNFIT = "holds white space or characters that cannot be sent; was it copied whole?"
ONLY_LOCAL = "only references within the schema itself (#...) are followed"

#: Arguments beside a good task_id, or in its place, and what is said about them.
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "short id": ({"task_id": "8656"}, f"'8656' {NO_TASK_ID}"),
    "id with a line break": ({"task_id": f"{ID}\n"}, f"'{ID}\\n' {NO_TASK_ID}"),
    "id in upper case": ({"task_id": ID.upper()}, f"{ID.upper()!r} {NO_TASK_ID}"),
    "id that is a path": ({"task_id": "../../../../v3/projects"}, f"'../../../../v3/projects' {NO_TASK_ID}"),
    "id with a query": ({"task_id": f"{ID}?limit=1"}, f"'{ID}?limit=1' {NO_TASK_ID}"),
    "empty id": ({"task_id": ""}, f"'' {NO_TASK_ID}"),
    "one bad id among good ones": ({"task_id": [ID, "x", ID]}, f"'x' {NO_TASK_ID}"),
    "no ids": ({"task_id": []}, "task_id is empty: give at least one id, or leave task_id out to list tasks"),
    "ids with a filter": ({"state": "RUNNING"}, "state cannot be combined with task_id: a filter is for listing"),
    "service name": ({"service_name": "c/face"}, "'c/face' is no service name: it must be 2 to 100 lower-case letters or -"),
    "endpoint of another scheme": ({"endpoint": "ftp://127.0.0.1"}, NO_URL),
    "endpoint without scheme": ({"endpoint": "127.0.0.1:8080"}, NO_URL),
    "endpoint without host": ({"endpoint": "https://"}, NO_URL),
    "endpoint with a wrong port": ({"endpoint": "http://127.0.0.1:http"}, NO_URL),
    "endpoint with a space": ({"endpoint": "http://127.0.0.1/a b"}, NO_URL),
    "endpoint with a password": ({"endpoint": f"http://user:{PLANTED}@127.0.0.1"}, NOT_ALONE),
    "endpoint with a query": ({"endpoint": f"http://127.0.0.1/?key={PLANTED}"}, NOT_ALONE),
    "project id with a slash": ({"project_id": "a/../b"}, NO_PROJECT),
    "project id with a line break": ({"project_id": "0123456789abcdef\n"}, NO_PROJECT),
    "region with a slash": ({"endpoint": None, "region": "cn/north"}, "region 'cn/north' is no region id such as cn-north-4"),
    "region that is a host": (
        {"endpoint": None, "region": "evil.example#"},
        "region 'evil.example#' is no region id such as cn-north-4",
    ),
    "key without secret": (
        {"access_key": "SOMEACCESSKEY0000001"},
        f"secret_key is missing beside access_key in the task's arguments; {NEVER_COMPLETED}",
    ),
    "secret without key": (
        {"secret_key": PLANTED},
        f"access_key is missing beside secret_key in the task's arguments; {NEVER_COMPLETED}",
    ),
    "security token alone": (
        {"security_token": PLANTED},
        f"access_key and secret_key are missing beside security_token in the task's arguments; {NEVER_COMPLETED}",
    ),
    "empty token": ({"token": ""}, "token in the task's arguments is empty"),
    "token with a line break": ({"token": f"{PLANTED}\nX-Injected: yes"}, f"token in the task's arguments {UNFIT}"),
    "token beyond ASCII": ({"token": f"{PLANTED}ü"}, f"token in the task's arguments {UNFIT}"),
    "no credentials of the kind": (
        {"auth_method": "access_key"},
        "there are no credentials: give access_key and secret_key, as options or in the environment (CAMPUSGO_ACCESS_KEY)",
    ),
    "own schema with a remote reference": (
        {"extra_schema": {"properties": {"a": {"$ref": "http://127.0.0.1:9/schema"}}}},
        f"extra_schema refers to http://127.0.0.1:9/schema: {ONLY_LOCAL}",
    ),
    "own schema with a reference to a file": (
        {"extra_schema": {"$ref": "file:///etc/passwd"}},
        f"extra_schema refers to file:///etc/passwd: {ONLY_LOCAL}",
    ),
    "own schema that is none": (
        {"extra_schema": {"properties": {"state": {"type": "nonsense"}}}},
        "extra_schema is no valid JSON Schema: see $.properties.state.type, keyword anyOf",
    ),
    "own schema as text with a member twice": (
        {"extra_schema": '{"required": ["x"], "required": ["id"]}'},
        "extra_schema must be a dictionary; as text it must be JSON, but it names a member twice",
    ),
    "own schema as text that is no JSON": (
        {"extra_schema": "required=x"},
        "extra_schema must be a dictionary; as text it must be JSON, but it is not JSON",
    ),
    "own schema that is not used": (
        {"extra_schema": {"required": ["x"]}, "validation": "skip"},
        "extra_schema cannot be checked when validation is skip",
    ),
    "a switch for a number": ({"retries": True}, "retries must be a number, not a boolean"),
    "fewer than no retries": ({"retries": -1}, "retries must be 0 or more, not -1"),
    "no time for a request": (
        {"request_timeout": 0},
        "request_timeout must be a number of seconds above 0, a week at the most, not 0.0",
    ),
    "time that is no number": ({"timeout": "nan"}, "timeout must be a number of seconds above 0, a week at the most, not nan"),
    "endless time": ({"timeout": "inf"}, "timeout must be a number of seconds above 0, a week at the most, not inf"),
    "more than a week": ({"timeout": 1e10}, "timeout must be a number of seconds above 0, a week at the most, not 10000000000.0"),
    "nothing at once": ({"concurrency": 0}, "concurrency must be 1 to 256, not 0"),
    "authority that is not there": (
        {"ca_path": "/does/not/exist.pem"},
        "ca_path '/does/not/exist.pem' does not exist: give a file or a directory of CA certificates in PEM form",
    ),
    "authority that is none": ({"ca_path": __file__}, f"ca_path {__file__!r} cannot be read as certificates in PEM form"),
}

#: The same for lists: these are not about a task_id.
LIST_CASES: dict[str, tuple[dict[str, Any], str]] = {
    "time in words": (
        {"created_since": "yesterday"},
        "created_since must be an ISO 8601 date and time or milliseconds since 1970, not 'yesterday'",
    ),
    "time before the first": (
        {"created_until": "1969-12-31T23:59:59Z"},
        "created_until must be an ISO 8601 date and time or milliseconds since 1970, not '1969-12-31T23:59:59Z'",
    ),
    "times the wrong way round": (
        {"created_since": "2024-01-02T00:00:00Z", "created_until": "2024-01-01T00:00:00Z"},
        "created_since is after created_until: no task is between them",
    ),
    "part of an id": ({"id_like": "A/B"}, "id_like must be 1 to 32 digits or lower-case letters, not 'A/B'"),
    "part of a name": ({"name_like": "a&b"}, "name_like must be 1 to 100 Chinese or Latin letters, digits, _ or -, not 'a&b'"),
    "version": ({"service_version": "3"}, "service_version must be a version such as 3.0, not '3'"),
    "state in lower case": ({"state": "running"}, "value of state must be one of: PENDING, RECOVERING, STARTING, "),
    "order": ({"order": "state:ASC"}, "value of order must be one of: created_at:DESC, created_at:ASC, "),
}

ALL = {name: {"task_id": ID, **given} for name, (given, _message) in CASES.items()} | {
    name: given for name, (given, _message) in LIST_CASES.items()
}
MESSAGES = {name: message for name, (_given, message) in (CASES | LIST_CASES).items()}


@pytest.fixture(scope="module")
def answers(simulator_process: Simulator, new_folder: Callable[[], Path]) -> Answers:
    """The answers to every case; fails when anything was sent."""
    simulator_process.load("default")
    answers = ask_all(new_folder(), ALL, QUERIES, environment=connection(simulator_process.url))
    assert simulator_process.requests() == []
    return answers


@every_query
@pytest.mark.parametrize("case", ALL)
def test_one_clear_sentence(answers: Answers, face: Face, case: str) -> None:
    answer = answers[face, case]
    assert answer.failed
    assert answer.message.startswith(MESSAGES[case])
    assert "\n" not in answer.message
    assert answer.tasks == []


def test_no_secret_among_bad_input_shows(answers: Answers) -> None:
    for face, run in answers.runs.items():
        assert run.places_of(PLANTED) == [], face.name


def test_everything_wrong_is_said_at_once(tmp_path: Path, simulator: Simulator) -> None:
    arguments = {"task_id": ["x", "y"], "project_id": "a/b", "retries": -1, "access_key": "SOMEACCESSKEY0000001"}
    answers = ask_all(tmp_path, {"case": arguments}, QUERIES, environment=connection(simulator.url))
    for face in QUERIES:
        assert answers[face, "case"].message == "; ".join(
            (
                f"'x' {NO_TASK_ID}",
                f"'y' {NO_TASK_ID}",
                CASES["key without secret"][1],
                NO_PROJECT,
                "retries must be 0 or more, not -1",
            )
        )
    assert simulator.requests() == []


def test_nothing_given(tmp_path: Path) -> None:
    answers = ask_all(tmp_path, {"case": {"task_id": ID}}, QUERIES)
    for face in QUERIES:
        assert answers[face, "case"].message == (
            "there are no credentials: give token, or access_key and secret_key, or username, password and domain_name, "
            "as options or in the environment (CAMPUSGO_TOKEN or CAMPUSGO_ACCESS_KEY or CAMPUSGO_USERNAME); "
            "region is missing: give region or endpoint, or set CAMPUSGO_REGION; "
            "project_id is missing: give project_id, or set CAMPUSGO_PROJECT_ID; with region it is found by itself"
        )


def test_a_password_without_a_region(tmp_path: Path) -> None:
    password = {"username": "someone", "password": PLANTED, "domain_name": "campus"}
    answers = ask_all(tmp_path, {"case": {"task_id": ID, "endpoint": "http://127.0.0.1:9", **password}}, QUERIES)
    for face in QUERIES:
        assert answers[face, "case"].message == (
            "project_id is missing: give project_id or project_name, or set CAMPUSGO_PROJECT_ID; with region it is found by "
            "itself; iam_endpoint is missing for a password: give region or iam_endpoint, or set CAMPUSGO_REGION"
        )


def test_so_much_wrong_that_not_all_of_it_is_said(tmp_path: Path, simulator: Simulator) -> None:
    ids = [f"bad{number}" for number in range(300)]
    answers = ask_all(tmp_path, {"case": {"task_id": ids}}, QUERIES, environment=connection(simulator.url))
    for face in QUERIES:
        message = answers[face, "case"].message
        assert message == "; ".join([*(f"{task_id!r} {NO_TASK_ID}" for task_id in ids[:20]), "and 280 more"])
    assert simulator.requests() == []


def test_misspelled_options(tmp_path: Path, simulator: Simulator) -> None:
    answers = ask_all(tmp_path, {"case": {"task_id": ID, "retrys": 3}}, environment=connection(simulator.url))
    for face in MODULES:
        message = answers[face, "case"].message
        assert message.startswith(f"Unsupported parameters for (campusgo.edge.{face.name}) module: retrys. Supported parameters")
    assert answers[LOOKUP, "case"].message == "there is no option retrys; did you mean retries?"
    assert simulator.requests() == []


def test_ids_given_to_the_lookup_in_two_ways(tmp_path: Path, simulator: Simulator) -> None:
    both = {"name": "both", "ansible.builtin.debug": {"msg": f"{{{{ query('campusgo.edge.task', '{ID}', task_id='{ID}') }}}}"}}
    by_name = {"name": "by name", "ansible.builtin.debug": {"msg": f"{{{{ query('campusgo.edge.task', task_ids=['{ID}']) }}}}"}}
    ansible = Ansible(tmp_path)
    run = ansible.play([{**both, "ignore_errors": True}, by_name], environment=connection(simulator.url))
    assert LOOKUP.answer(run.outcomes["both"]).message == "give ids either as terms or as task_id, not both"
    assert [task["id"] for task in LOOKUP.answer(run.outcomes["by name"]).tasks] == [ID]
    assert len(simulator.requests()) == 1
