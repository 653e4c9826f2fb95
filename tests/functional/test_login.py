# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has no token gets one, who has no project finds it, and neither is asked for more often than needed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .faces import CALLS, Answer, Arguments, Face, ask_all
from .playbooks import Ansible, Run

SERVICE = "c-queue-status-analysis-edge"
ID = "8656efdafebf440bb7008f174db6c567"
LOGIN = "/v3/auth/tokens"
PROJECTS = "/v3/projects"
POOLS = [f"{number:032x}" for number in range(1, 6)]

PASSWORD = {
    "username": CREDENTIALS.username,
    "password": CREDENTIALS.password,
    "domain_name": CREDENTIALS.domain_name,
}
KEYS = {"access_key": CREDENTIALS.access_key, "secret_key": CREDENTIALS.secret_key}
TOKEN = {"token": CREDENTIALS.token}


def place(simulator: Simulator, **more: Any) -> dict[str, Any]:
    """Options with which a simulator is reached that is the identity service too."""
    return {"endpoint": simulator.url, "iam_endpoint": simulator.url, "region": CREDENTIALS.region, "task_id": ID, **more}


def ask(folder: Path, arguments: Arguments, **keywords: Any) -> dict[Face, Answer]:
    answers = ask_all(folder, {"case": arguments}, CALLS, **keywords)
    for run in answers.runs.values():
        assert run.places_of(CREDENTIALS.password) == []
    return {face: answers[face, "case"] for face in CALLS}


def paths(simulator: Simulator) -> Counter[str]:
    """How often each path was asked for, those of the task service by their last part."""
    return Counter(r.path if r.path.startswith("/v3") else r.path.rpartition("/")[2] for r in simulator.requests())


@pytest.mark.parametrize(
    "more",
    [
        {"project_id": CREDENTIALS.project_id},
        {"project_name": CREDENTIALS.region},
        {"project_name": CREDENTIALS.region, "region": "cn-elsewhere-1"},
        {},
    ],
    ids=["by id", "by name", "by name in another region", "by region"],
)
def test_password(tmp_path: Path, simulator: Simulator, more: dict[str, str]) -> None:
    for answer in ask(tmp_path, place(simulator, **PASSWORD, **more)).values():
        assert not answer.failed, answer.message
    assert paths(simulator) == {LOGIN: len(CALLS), ID: len(CALLS)}


@pytest.mark.parametrize("ending", ["/", "/v3", "/v3/"])
def test_the_identity_service_may_be_given_as_openstack_does(tmp_path: Path, simulator: Simulator, ending: str) -> None:
    environment = {
        "OS_AUTH_URL": simulator.url + ending,
        "OS_USERNAME": CREDENTIALS.username,
        "OS_PASSWORD": CREDENTIALS.password,
        "OS_USER_DOMAIN_NAME": CREDENTIALS.domain_name,
        "OS_PROJECT_NAME": CREDENTIALS.region,
        "CAMPUSGO_ENDPOINT": simulator.url,
    }
    for answer in ask(tmp_path, {"task_id": ID}, environment=environment).values():
        assert not answer.failed, answer.message
    assert paths(simulator)[LOGIN] == len(CALLS)


@pytest.mark.parametrize("credentials", [PASSWORD, TOKEN, KEYS], ids=["password", "token", "keys"])
def test_credentials_do_not_go_to_an_openstack_that_is_not_theirs(
    tmp_path: Path, simulator: Simulator, credentials: dict[str, str]
) -> None:
    environment = {
        "OS_AUTH_URL": simulator.url,
        "OS_USERNAME": "another",
        "OS_PASSWORD": "another-password",
        "OS_USER_DOMAIN_NAME": "another-domain",
        "OS_PROJECT_NAME": CREDENTIALS.region,
        "CAMPUSGO_ENDPOINT": simulator.url,
    }
    for answer in ask(tmp_path, {"task_id": ID, **credentials}, environment=environment).values():
        assert answer.message.startswith("project_id is missing: ")
        assert ("iam_endpoint is missing for a password" in answer.message) is (credentials is PASSWORD)
    assert simulator.requests() == []


@pytest.mark.parametrize("credentials", [TOKEN, KEYS], ids=["token", "keys"])
@pytest.mark.parametrize("more", [{}, {"project_name": CREDENTIALS.region, "region": None}], ids=["by region", "by name"])
def test_the_project_is_found(tmp_path: Path, simulator: Simulator, credentials: dict[str, str], more: dict[str, Any]) -> None:
    for answer in ask(tmp_path, place(simulator, **credentials, **more)).values():
        assert not answer.failed, answer.message
    assert paths(simulator) == {PROJECTS: len(CALLS), ID: len(CALLS)}
    assert all(r.query == {"name": [CREDENTIALS.region]} for r in simulator.requests() if r.path == PROJECTS)


NO_PROJECT = (
    "project_id cannot be found: these credentials have no project named cn-north-4; "
    "check region and project_name, or set project_id"
)


@pytest.mark.parametrize(
    ("projects", "problem"),
    [
        ([], NO_PROJECT),
        (
            [{"id": "a" * 32, "name": "cn-north-4"}, {"id": "b" * 32, "name": "cn-north-4"}],
            f"project_id cannot be found: several projects are named cn-north-4 ({'a' * 32}, {'b' * 32}); set project_id",
        ),
        ([{"id": "a" * 32, "name": "cn-north-4_other"}], NO_PROJECT),
    ],
    ids=["none", "several", "another"],
)
def test_a_project_that_cannot_be_told(
    tmp_path: Path, simulator: Simulator, projects: list[dict[str, str]], problem: str
) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}], "identity": {"projects": projects}})
    for answer in ask(tmp_path, place(simulator, **KEYS)).values():
        assert answer.failed
        assert answer.message.endswith(problem)
    assert paths(simulator) == {PROJECTS: len(CALLS)}


REFUSED = (
    "check username, password and domain_name, "
    "and that the user may use the project cn-north-4 (project_id, project_name or region)"
)


@pytest.mark.parametrize(
    ("faults", "code", "problem", "logins"),
    [
        (None, "denied", f"the identity service answers 401: The username or password is wrong; {REFUSED}", 1),
        ([{"kind": "status", "status": 503}], "service_error", "the identity service answers 503", 1),
        ([{"kind": "body", "body": "<html>"}], "bad_answer", "the identity service answers 200: <html>", 1),
        ([{"kind": "redirect", "location": "/"}], "bad_answer", "a redirect, which is never followed; check iam_endpoint", 1),
        ([{"kind": "status", "status": 201, "body": {"token": {}}}], "bad_answer", "without a token; check iam_endpoint", 1),
        ([{"kind": "hang"}], "unreachable", "gave no complete answer within 1 s", 1),
        ([{"kind": "reset"}], "unreachable", "cannot be reached: the connection was closed before an answer came", 1),
        ([{"kind": "echo"}], "service_error", "", 1),
    ],
    ids=["wrong password", "503", "HTML", "redirect", "no token", "hang", "reset", "echo"],
)
def test_a_login_that_fails(
    tmp_path: Path, simulator: Simulator, faults: list[dict[str, Any]] | None, code: str, problem: str, logins: int
) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}], "faults": {"token": faults or []}})
    wrong = {} if faults else {"password": "planted-password"}
    seconds = 1 if code == "unreachable" else 60  # a slow machine may need some for an answer
    arguments = place(simulator, **{**PASSWORD, **wrong}, request_timeout=seconds, retries=2, task_id=[ID, *POOLS])
    for answer in ask(tmp_path, arguments).values():
        assert answer.failed
        assert problem in answer.message
        assert "planted" not in answer.message
        if answer.codes:
            assert set(answer.codes) == {code}
    assert paths(simulator) == {LOGIN: logins * len(CALLS)}


def test_nobody_listens(tmp_path: Path, simulator: Simulator) -> None:
    arguments = place(simulator, **PASSWORD, retries=0) | {"iam_endpoint": "http://127.0.0.1:9"}
    for answer in ask(tmp_path, arguments).values():
        assert "127.0.0.1:9 cannot be reached: the connection is refused; check iam_endpoint and port" in answer.message


def many_tasks(**scenario: Any) -> dict[str, Any]:
    return {"tasks": [{"service": SERVICE, "generate": {"count": 40}}], **scenario}


MANY = [f"{number:032x}" for number in range(1, 41)]


def test_one_token_for_many_requests(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load(many_tasks())
    for answer in ask(tmp_path, place(simulator, **PASSWORD, task_id=MANY)).values():
        assert not answer.failed, answer.message
    assert paths(simulator)[LOGIN] == len(CALLS)


def test_requests_at_the_same_time_renew_once(tmp_path: Path, simulator: Simulator) -> None:
    simulator.load(many_tasks(identity={"accept": 25}, page_limit=1))
    for answer in ask(tmp_path, place(simulator, **PASSWORD, task_id=MANY)).values():
        assert not answer.failed, answer.message
    assert paths(simulator)[LOGIN] == 2 * len(CALLS)


@pytest.mark.parametrize("identity", [{"refuse_issued": True}, {"token_life": 0}], ids=["refused", "over at once"])
def test_a_token_that_is_refused_is_renewed_once(tmp_path: Path, simulator: Simulator, identity: dict[str, Any]) -> None:
    simulator.load(many_tasks(identity=identity, page_limit=1))
    for answer in ask(tmp_path, place(simulator, **PASSWORD, task_id=MANY)).values():
        assert answer.failed
        assert "the service answers 401 (APIGW.0301)" in answer.message
    assert paths(simulator)[LOGIN] == 2 * len(CALLS)


def test_lookups_of_one_task_share_a_token(ansible: Ansible, simulator: Simulator) -> None:
    options = {name: value for name, value in place(simulator, **PASSWORD).items() if name != "task_id"}
    text = f"{{{{ query('campusgo.edge.task', '{ID}', **options) + query('campusgo.edge.task', state='RUNNING', **options) }}}}"
    run = ansible.play([{"name": "both", "ansible.builtin.debug": {"msg": text}, "vars": {"options": options}}])
    assert not run.outcomes["both"].failed
    assert paths(simulator)[LOGIN] == 1


def judge(ansible: Ansible, simulator: Simulator, **options: Any) -> Run:
    arguments = {name: value for name, value in place(simulator, **options).items() if name != "task_id"}
    task = {"name": "judge", "campusgo.edge.task_assert": {"expect": [{"task_id": ID}], **arguments}}
    run = ansible.play([task])
    assert run.places_of(CREDENTIALS.password) == []
    return run


def test_a_token_that_ends_during_a_wait_is_renewed(ansible: Ansible, simulator: Simulator) -> None:
    starting = {"sample": SERVICE, "timeline": [{"reads": 0, "state": "STARTING"}, {"reads": 5, "state": "RUNNING"}]}
    simulator.load({"tasks": [starting], "identity": {"accept": 3}})
    run = judge(ansible, simulator, **PASSWORD, wait=True, wait_timeout=60, wait_sleep=0.05)
    assert not run.outcomes["judge"].failed, run.stdout
    assert paths(simulator)[LOGIN] > 1


def test_a_wait_outlasts_a_fault_of_the_identity_service(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}], "faults": {"token": [{"kind": "status", "status": 503, "times": 2}]}})
    run = judge(ansible, simulator, **PASSWORD, wait=True, wait_timeout=60, wait_sleep=0.05)
    (verdict,) = run.outcomes["judge"].result["verdicts"]
    assert verdict["verdict"] == "passed"
    assert [moment.get("code") for moment in verdict["history"]] == ["service_error", None]


def test_a_wait_ends_at_once_when_the_password_is_wrong(ansible: Ansible, simulator: Simulator) -> None:
    run = judge(ansible, simulator, **{**PASSWORD, "password": "planted"}, wait=True, wait_timeout=60)
    assert [reason["code"] for reason in run.outcomes["judge"].result["verdicts"][0]["reasons"]] == ["denied"]
    assert paths(simulator) == {LOGIN: 1}


PROFILES = f"""
[basic]
ak = {CREDENTIALS.access_key}
sk = {CREDENTIALS.secret_key}

[temporary]
ak = {CREDENTIALS.temporary_access_key}
sk = {CREDENTIALS.temporary_secret_key}
security_token = {CREDENTIALS.security_token}
project_id = {CREDENTIALS.project_id}
"""


@pytest.mark.parametrize(
    ("how", "found"),
    [
        ({"auth_method": "profile"}, 1),
        ({"profile": "temporary"}, 0),
        ({"profile": "basic", "project_id": CREDENTIALS.project_id}, 0),
    ],
    ids=["method", "profile with a project", "profile"],
)
def test_profiles(tmp_path: Path, simulator: Simulator, how: dict[str, str], found: int) -> None:
    file = tmp_path / "profiles"
    file.write_text(PROFILES, encoding="utf-8")
    environment = {"CAMPUSGO_TOKEN": "another-token", "HUAWEICLOUD_SDK_CREDENTIALS_FILE": str(file)}
    for answer in ask(tmp_path / "faces", place(simulator, **how), environment=environment).values():
        assert not answer.failed, answer.message
    assert paths(simulator)[PROJECTS] == found * len(CALLS)


def test_the_file_in_the_home_folder(tmp_path: Path, simulator: Simulator) -> None:
    for face in CALLS:
        ansible = Ansible(tmp_path / face.name)
        (ansible.home / ".huaweicloud").mkdir()
        (ansible.home / ".huaweicloud" / "credentials").write_text(PROFILES, encoding="utf-8")
        cases = {"asked for": place(simulator, auth_method="profile"), "not asked for": place(simulator)}
        run = ansible.play([{"name": name, **face.step(case), "ignore_errors": True} for name, case in cases.items()])
        assert not run.outcomes["asked for"].failed
        message = face.answer(run.outcomes["not asked for"]).message
        assert message.startswith("there are no credentials: ")
        assert message.endswith("/.huaweicloud/credentials, set auth_method to profile")


def on_a_cloud_server(simulator: Simulator) -> dict[str, str]:
    """Variables with which the metadata service of a run is the simulator. Proxies must not matter to it."""
    return {
        "PYTHONPATH": str(Path(__file__).with_name("reroute")),
        "METADATA_PORT": str(urlsplit(simulator.url).port),
        "http_proxy": "http://127.0.0.1:9",
        "no_proxy": "127.0.0.1",
    }


@pytest.mark.parametrize("metadata", [{}, {"token_required": True}, {"token_supported": False}])
def test_metadata(tmp_path: Path, simulator: Simulator, metadata: dict[str, bool]) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}], "metadata": metadata})
    arguments = place(simulator, auth_method="metadata")
    for answer in ask(tmp_path, arguments, environment=on_a_cloud_server(simulator)).values():
        assert not answer.failed, answer.message
    counted = paths(simulator)
    assert counted["securitykey"] == counted[PROJECTS] == counted[ID] == len(CALLS)


@pytest.mark.parametrize(
    ("scenario", "problem"),
    [
        ({"metadata": {"agency": False}}, "has no keys: give this server an agency that may read tasks"),
        (
            {
                "faults": {
                    "metadata_key": [{"kind": "status", "status": 401, "body": "Please configure Cloud Service Agency first"}]
                }
            },
            "has no keys: give this server an agency that may read tasks",
        ),
        (
            {"faults": {"metadata_token": [{"kind": "hang"}]}},
            "does not answer; auth_method metadata works on a cloud server alone",
        ),
        ({"faults": {"metadata_key": [{"kind": "body", "body": "{}"}]}}, "the metadata service answered without keys"),
        ({"faults": {"metadata_key": [{"kind": "body", "body": "no"}]}}, "it is not JSON"),
        (
            {"faults": {"metadata_token": [{"kind": "status", "status": 403}]}},
            "gives no session token (status 403); auth_method metadata works on a cloud server alone",
        ),
        (
            {"faults": {"metadata_key": [{"kind": "status", "status": 500, "body": {}}]}},
            "the metadata service answers 500: the answer does not say why; auth_method metadata works on a cloud server alone",
        ),
    ],
    ids=["no agency", "no agency, in words", "hang", "no keys", "no JSON", "403", "500"],
)
def test_metadata_without_keys(tmp_path: Path, simulator: Simulator, scenario: dict[str, Any], problem: str) -> None:
    simulator.load({"tasks": [{"sample": SERVICE}], **scenario})
    arguments = place(simulator, auth_method="metadata", project_id=CREDENTIALS.project_id)
    for answer in ask(tmp_path, arguments, environment=on_a_cloud_server(simulator)).values():
        assert answer.failed
        assert problem in answer.message
    assert paths(simulator)[ID] == 0


def test_metadata_is_never_tried_unless_asked_for(tmp_path: Path, simulator: Simulator) -> None:
    for answer in ask(tmp_path, place(simulator), environment=on_a_cloud_server(simulator)).values():
        assert answer.message.startswith("there are no credentials: ")
    assert simulator.requests() == []
