# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret shows where tasks are judged: not in output, log, results, facts, fact caches, reports or files left behind."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import PACKAGE, Simulator

from .faces import ASSERT, SECRETS, connection
from .playbooks import Ansible, Run
from .test_secrecy import FULL, FULL_TASK, MALFORMED, MALFORMED_TASK, MISTYPED, MISTYPED_TASK, SERVICE, talkative

SAMPLE = json.loads((PACKAGE / "samples" / f"{SERVICE}.json").read_text(encoding="utf-8"))
POOL = SAMPLE["edge_pool_id"]
#: Every secret of a test holds this, whatever else it holds. It is in no path and no name.
MARK = "planted"
SLOW, DEAD, STRANGER, ODD_STRANGER, LATE, NOBODY = (f"{digit}e" * 16 for digit in "123456")
REPORTS = ["gate.xml", "gate.md", "gate.html", "gate.json"]


def address(secret: str) -> str:
    """A URL with a secret in each of the places that it has for them."""
    return f"rtsp://someone:{secret}@camera.example/live?key={secret}&other={secret}#{secret}"


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a text stands in a JSON value."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from paths(member, (*path, key))
    if isinstance(value, str):
        yield path


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """A copy of a JSON value with a text at a path."""
    if not path:
        return text
    copy = value.copy()
    copy[path[0]] = put(value[path[0]], path[1:], text)
    return copy


#: A task for each text of the documented one, with a secret in that place. Most of them break the contract there.
EACH_MEMBER = {
    f"{number:032x}": put({**SAMPLE, "id": f"{number:032x}"}, path, address(f"{MARK}-member-{number}"))
    for number, path in enumerate(paths(SAMPLE))
}
#: Secrets where the service has no members, and where JSON stands in a text.
UNKNOWN_MEMBERS = {
    "hosting": {"Password": f"{MARK}-hosting", "URL": address(f"{MARK}-hosting"), "headers": {"k": [f"{MARK}-hosting"]}},
    address(f"{MARK}-name"): 1,
    "status": json.dumps({"password": f"{MARK}-json", "url": address(f"{MARK}-json"), "headers": {"k": f"{MARK}-json"}}),
}


def task(task_id: str, *layers: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A task of a scenario: the documented one under another id, with changes laid over it."""
    changes: dict[str, Any] = {}
    for layer in layers:
        changes.update(layer)
    return {"service": SERVICE, "sample": SERVICE, "set": {**changes, "id": task_id}, **more}


SCENARIO = {
    "tasks": [
        task(FULL, FULL_TASK),
        task(MALFORMED, MALFORMED_TASK),
        task(MISTYPED, MISTYPED_TASK),
        task(
            SLOW,
            FULL_TASK,
            {"state": "PENDING"},
            timeline=[
                {"reads": 1, "set": {"state": "STARTING", "status": address(f"{MARK}-status")}},
                {"reads": 2, "set": {"error": {"code": address(f"{MARK}-code"), "message": address(f"{MARK}-message")}}},
                {"reads": 3, "set": {"state": address(f"{MARK}-state")}},
                {"reads": 4, "set": {"state": {"password": f"{MARK}-state"}}},
                {"reads": 5, "set": {**FULL_TASK, "id": SLOW, "state": "RUNNING"}},
            ],
        ),
        task(DEAD, FULL_TASK, UNKNOWN_MEMBERS, {"state": "FAILED", "edge_pool_id": "9" * 32}),
        task(LATE, FULL_TASK, {"state": "STARTING", "edge_pool_id": "9" * 32}),
        task(STRANGER, FULL_TASK, UNKNOWN_MEMBERS),
        task(ODD_STRANGER, MALFORMED_TASK, {"name": address(f"{MARK}-stranger"), "state": address(f"{MARK}-stranger")}),
        *({"service": SERVICE, "id": task_id, "task": whole} for task_id, whole in EACH_MEMBER.items()),
    ]
}

#: Members that differ from what is expected, beside secrets, around them and in their place.
FIELDS = (
    {"input": {"type": "vis", "data": [{"index": 7}, {"certificate_check": False}]}},
    {"input": {"vcn": {"username": "nobody", "password": None}}},
    {"input": "text", "output": ["text"]},
    {"input": {"vcn": "text", "data": {"url": "rtsp://camera.example/live"}}},
    {"input": {"data": [{"url": "rtsp://camera.example/live"}, {"index": 7}]}},
    {"output": {"webhook": {"url": "https://hooks.example/", "headers": {"content-type": "text/html", "accept": "a"}}}},
    {
        "description": "other",
        "status": "other",
        "error": {"message": "other"},
        "service_config": {"common": {"callback": "other"}},
    },
)

#: A schema that what is secret violates in every way, and that holds secrets itself.
EXTRA_SCHEMA = {
    "required": ["absent"],
    "properties": {
        "description": {"maxLength": 1, "pattern": "^other$", "const": "other"},
        "error": {"maxProperties": 0},
        "input": {
            "properties": {
                "vcn": {
                    "properties": {"password": {"const": f"{MARK}-const", "minLength": 900}, "username": {"not": {}}},
                    "additionalProperties": False,
                },
                "data": {
                    "items": {"properties": {"url": {"enum": [address(f"{MARK}-enum")]}, "headers": {"maxProperties": 0}}},
                    "contains": {"const": {"url": address(f"{MARK}-contains")}},
                    "uniqueItems": True,
                },
            },
            "dependencies": {"vcn": ["absent"]},
        },
        "output": {
            "properties": {
                "webhook": {
                    "properties": {
                        "url": {"pattern": f"^https://someone:{MARK}-pattern@"},
                        "headers": {"propertyNames": {"maxLength": 3}, "properties": {"appKey": {"const": f"{MARK}-key"}}},
                    }
                }
            },
            "propertyNames": {"enum": ["other"]},
        },
        "service_config": {"anyOf": [{"type": "string"}, {"const": {"common": {"password": f"{MARK}-any"}}}]},
    },
}


def expect(*task_ids: str, **more: Any) -> list[dict[str, Any]]:
    return [{"task_id": task_id, **more} for task_id in task_ids]


WAIT = {"wait": True, "wait_sleep": 0.05, "wait_timeout": 60}
SHORT = {"wait": True, "wait_sleep": 0.3, "wait_timeout": 1}

GATES: dict[str, dict[str, Any]] = {
    "green": {"expect": expect(FULL, edge_pool_id=POOL)},
    "green after waiting": {"expect": expect(SLOW, FULL), **WAIT},
    "red": {"expect": expect(DEAD, NOBODY, edge_pool_id=POOL, service_version="9.9")},
    "red after waiting": {"expect": expect(FULL, DEAD, LATE, edge_pool_id=POOL), **SHORT},
    "invalid": {"expect": expect(MALFORMED, MISTYPED)},
    "each member": {"expect": expect(*EACH_MEMBER)},
    "each member, waiting": {"expect": expect(*EACH_MEMBER), **SHORT},
    "fields": {"expect": [{"task_id": FULL, "fields": fields} for fields in FIELDS]},
    "extra schema": {"expect": expect(FULL, DEAD), "extra_schema": EXTRA_SCHEMA},
    "exclusive": {"expect": expect(FULL, edge_pool_id=POOL), "exclusive": True},
    "exclusive, waiting": {"expect": expect(FULL, edge_pool_id=POOL), "exclusive": True, **SHORT},
}


def steps(name: str, arguments: Mapping[str, Any], left: Path) -> list[dict[str, Any]]:
    """A gate, and everything that may be done with its result."""
    reports = {"result": "{{ judged }}", "report_dir": str(left / "reports" / name.replace(" ", "-"))}
    return [
        {"name": name, "campusgo.edge.task_assert": dict(arguments), "register": "judged", "ignore_errors": True},
        {"name": f"{name}, as facts", "ansible.builtin.set_fact": {"fact": "{{ judged }}", "cacheable": True}},
        {"name": f"{name}, shown", "ansible.builtin.debug": {"var": "judged"}},
        {"name": f"{name}, reported", "campusgo.edge.gate_report": reports},
    ]


@pytest.fixture(scope="module")
def judged(simulator_process: Simulator, new_folder: Callable[[], Path]) -> Run:
    """All gates in one run, at the highest verbosity."""
    simulator_process.load(SCENARIO)
    ansible = Ansible(new_folder())
    tasks = [step for name, arguments in GATES.items() for step in steps(name, arguments, ansible.left)]
    return ansible.play(tasks, **talkative(ansible, connection(simulator_process.url)))


def test_secrets_of_tasks_show_nowhere(judged: Run) -> None:
    assert judged.places_of(MARK) == []
    assert judged.places_of("planted 22") == []


#: Reports, and a task that each of them names.
NAMED = {"fields": FULL, "each-member": next(iter(EACH_MEMBER)), "red-after-waiting": DEAD, "exclusive": FULL}


def test_what_is_searched_holds_tasks(judged: Run) -> None:
    assert {"standard output", "results", "log.txt"} <= set(judged.places_of(FULL))
    assert [place for place in judged.places_of(FULL) if place.startswith("facts/")]
    for gate, task_id in NAMED.items():
        assert {f"reports/{gate}/{report}" for report in REPORTS} - {"reports/exclusive/gate.md"} <= set(
            judged.places_of(task_id)
        )


#: What each gate is meant to come to: its verdicts, and the codes among its reasons.
OUTCOMES = {
    "green": ({"passed"}, set()),
    "green after waiting": ({"passed"}, set()),
    "red": ({"failed"}, {"state", "terminal", "edge_pool", "service_version", "missing"}),
    "red after waiting": ({"passed", "failed"}, {"state", "terminal", "edge_pool", "timeout"}),
    "invalid": ({"unknown"}, {"schema"}),
    "each member": ({"passed", "failed", "unknown"}, {"schema", "state", "bad_answer"}),
    "each member, waiting": ({"passed", "failed", "unknown"}, {"schema", "state", "bad_answer", "timeout"}),
    "fields": ({"failed"}, {"field"}),
    "extra schema": ({"unknown"}, {"schema", "state"}),
    "exclusive": ({"passed", "failed", "unknown"}, {"unexpected", "schema"}),
    "exclusive, waiting": ({"passed", "failed", "unknown"}, {"unexpected", "schema", "timeout"}),
}


@pytest.mark.parametrize("gate", GATES)
def test_the_gates_come_to_what_they_are_meant_to(judged: Run, gate: str) -> None:
    outcome = judged.outcomes[gate]
    verdicts, codes = OUTCOMES[gate]
    assert outcome.failed is (verdicts != {"passed"})
    assert {verdict["verdict"] for verdict in outcome.result["verdicts"]} <= verdicts
    assert set(ASSERT.codes(outcome.result)) == codes
    assert not judged.outcomes[f"{gate}, reported"].failed
    if gate == "green after waiting":
        assert len(outcome.result["verdicts"][0]["history"]) == 4


#: Credentials that nobody accepts, by the names of the options.
IDENTITIES: dict[str, dict[str, str]] = {
    "token": {"token": f"{MARK}-token"},
    "keys": {"access_key": f"{MARK}-access", "secret_key": f"{MARK}-secret", "security_token": f"{MARK}-security"},
    "password": {"username": "someone", "password": f"{MARK}-password", "domain_name": "account"},
}
#: Credentials that the simulator accepts.
ACCEPTED: dict[str, dict[str, str]] = {
    "token": {"token": CREDENTIALS.token},
    "keys": {
        "access_key": CREDENTIALS.temporary_access_key,
        "secret_key": CREDENTIALS.temporary_secret_key,
        "security_token": CREDENTIALS.security_token,
    },
    "password": {
        "username": CREDENTIALS.username,
        "password": CREDENTIALS.password,
        "domain_name": CREDENTIALS.domain_name,
    },
}
#: What the simulator's own tokens begin with.
ISSUED = "demo-issued-token-"
#: How a task gives credentials.
SOURCES: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
    "module defaults": lambda identity: {"module_defaults": {"group/campusgo.edge.api": dict(identity)}},
    "variables": lambda identity: {"vars": {f"campusgo_{name}": value for name, value in identity.items()}},
    "environment": lambda identity: {"environment": {f"CAMPUSGO_{name.upper()}": value for name, value in identity.items()}},
}
#: Other names in the environment, and the option that each of them means.
VENDOR_NAMES: tuple[dict[str, str], ...] = (
    {"HUAWEICLOUD_SDK_AK": "access_key", "HUAWEICLOUD_SDK_SK": "secret_key", "HUAWEICLOUD_SDK_SECURITY_TOKEN": "security_token"},
    {"HW_AUTH_TOKEN": "token"},
    {"HW_ACCESS_KEY": "access_key", "HW_SECRET_KEY": "secret_key", "HW_SECURITY_TOKEN": "security_token"},
    {"HW_USER_NAME": "username", "HW_USER_PASSWORD": "password", "HW_DOMAIN_NAME": "domain_name"},
    {"OS_AUTH_TOKEN": "token"},
    {"OS_ACCESS_KEY": "access_key", "OS_SECRET_KEY": "secret_key"},
    {"OS_USERNAME": "username", "OS_PASSWORD": "password", "OS_USER_DOMAIN_NAME": "domain_name"},
)
ECHOING = "7e" * 16


def gate(arguments: Mapping[str, Any], **keywords: Any) -> dict[str, Any]:
    return {"campusgo.edge.task_assert": {"retries": 0, **arguments}, **keywords}


def identified(identities: Mapping[str, Mapping[str, str]], task_id: str, profile: Path) -> dict[str, dict[str, Any]]:
    """A gate about a task for each identity from each source, by name."""
    judging = {"expect": expect(task_id)}
    found = {f"{name}, arguments": gate({**judging, **identity}) for name, identity in identities.items()}
    for source, given in SOURCES.items():
        found.update({f"{name}, {source}": gate(judging, **given(identity)) for name, identity in identities.items()})
    everything = {option: value for identity in identities.values() for option, value in identity.items()}
    for names in VENDOR_NAMES:
        environment = {name: everything[option] for name, option in names.items()}
        if (
            "OS_ACCESS_KEY" not in names or identities is IDENTITIES
        ):  # OS_* has no security token, so these keys are half of a set
            found[", ".join(names)] = gate(judging, environment=environment)
    lines = [f"{key} = {everything[option]}" for key, option in (("ak", "access_key"), ("sk", "secret_key"))]
    profile.write_text("\n".join(["[basic]", *lines, f"security_token = {everything['security_token']}"]), encoding="utf-8")
    found["profile"] = gate({**judging, "credentials_file": str(profile)})
    return found


def run_steps(ansible: Ansible, simulator: Simulator, named: Mapping[str, Mapping[str, Any]], **environment: str) -> Run:
    """Run a gate for each step, with its reports, at the highest verbosity and with no credentials but those of the step."""
    without = {name: value for name, value in connection(simulator.url).items() if name != "CAMPUSGO_TOKEN"}
    report = {"result": "{{ judged }}", "report_dir": str(ansible.left / "reports")}
    tasks: list[dict[str, Any]] = []
    for name, step in named.items():
        tasks.append({"name": name, **step, "register": "judged", "ignore_errors": True})
        tasks.append({"name": f"{name}, reported", "campusgo.edge.gate_report": report, "when": "judged.verdicts is defined"})
    return ansible.play(tasks, **talkative(ansible, {**without, "CAMPUSGO_IAM_ENDPOINT": simulator.url, **environment}))


def leaks(run: Run, *secrets: str) -> dict[str, list[str]]:
    """Where each of the secrets shows."""
    return {secret: run.places_of(secret) for secret in secrets if run.places_of(secret)}


def test_credentials_in_answers_that_echo_the_request_show_nowhere(
    ansible: Ansible, simulator: Simulator, tmp_path: Path
) -> None:
    simulator.load({"faults": {"any": [{"kind": "echo"}]}})
    named = identified(IDENTITIES, FULL, tmp_path / "profile")
    run = run_steps(ansible, simulator, named)
    for name in named:
        assert run.outcomes[name].failed
        assert ASSERT.codes(run.outcomes[name].result) == ["service_error"], run.outcomes[name].result["msg"]
    assert leaks(run, MARK, "Signature=0", "Signature=1") == {}
    assert simulator.requests()


def test_credentials_that_are_refused_show_nowhere(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    named = identified(IDENTITIES, SAMPLE["id"], tmp_path / "profile")
    run = run_steps(ansible, simulator, named)
    for name in named:
        assert ASSERT.codes(run.outcomes[name].result) == ["denied"], run.outcomes[name].result["msg"]
    assert leaks(run, MARK) == {}


def test_credentials_that_are_accepted_show_nowhere(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    simulator.load({"tasks": [task(FULL, FULL_TASK), task(ECHOING, faults=[{"kind": "echo"}])]})
    green = identified(ACCEPTED, FULL, tmp_path / "profile")
    red = {f"{name}, echoed": step for name, step in identified(ACCEPTED, ECHOING, tmp_path / "profile").items()}
    run = run_steps(ansible, simulator, {**green, **red})
    assert {name: ASSERT.codes(run.outcomes[name].result) for name in green if run.outcomes[name].failed} == {}
    assert [name for name in red if ASSERT.codes(run.outcomes[name].result) != ["service_error"]] == []
    assert leaks(run, *SECRETS, ISSUED, MARK) == {}


def test_passwords_of_proxies_and_addresses_show_nowhere(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [task(FULL, FULL_TASK)], "faults": {"any": [{"kind": "redirect", "location": address(MARK)}]}})
    judging = {"expect": expect(FULL), "token": CREDENTIALS.token}
    password = {key: value for key, value in judging.items() if key != "token"} | IDENTITIES["password"]
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # taken, but nobody listens
        proxy = f"http://someone:{MARK}-proxy@127.0.0.1:{deaf.getsockname()[1]}"
        odd_proxies = [proxy, f"nonsense://someone:{MARK}@127.0.0.1", f"http://someone:{MARK}", f"socks5://u:{MARK}@127.0.0.1:9"]
        named = {
            "redirect": gate(judging),
            "redirect, password": gate(password),
            "endpoint": gate({**judging, "endpoint": f"http://someone:{MARK}@127.0.0.1:9"}),
            "endpoint with a query": gate({**judging, "endpoint": f"http://127.0.0.1:9/?token={MARK}"}),
            "identity service": gate({**password, "iam_endpoint": f"http://someone:{MARK}@127.0.0.1:9"}),
            **{f"proxy {i}": gate(judging, environment={"http_proxy": url}) for i, url in enumerate(odd_proxies)},
            **{f"proxy {i}, password": gate(password, environment={"http_proxy": url}) for i, url in enumerate(odd_proxies)},
        }
        run = run_steps(ansible, simulator, named)
    assert all(run.outcomes[name].failed for name in named)
    assert leaks(run, MARK, *SECRETS) == {}


def play_role(ansible: Ansible, simulator: Simulator, variables: Mapping[str, Any], credentials: Mapping[str, str]) -> Run:
    """Run the role, at the highest verbosity. Credentials are variables, and others lie in the environment."""
    reports = {"gate_report_dir": str(ansible.left / "reports")}
    given = {f"campusgo_{name}": value for name, value in credentials.items()}
    environment = connection(simulator.url) | {
        "CAMPUSGO_TOKEN": f"{MARK}-lower",
        "CAMPUSGO_IAM_ENDPOINT": simulator.url,
        "ANSIBLE_SHOW_CUSTOM_STATS": "true",
    }
    keep = {"name": "keep", "ansible.builtin.set_fact": {"kept": "{{ gate_result }}", "cacheable": True}}
    play = {"hosts": "localhost", "gather_facts": False, "vars": {**reports, **given, **variables}}
    role = [{"block": [{"ansible.builtin.include_role": {"name": "campusgo.edge.gate"}}], "always": [keep]}]
    return ansible.playbook(json.dumps([{**play, "tasks": role}]), **talkative(ansible, environment))


ROLES: dict[str, dict[str, Any]] = {
    "green": {"gate_expect": expect(SLOW, FULL), "gate_wait": True, "gate_wait_sleep": 0.05},
    "red": {"gate_expect": expect(FULL, DEAD, MALFORMED, MISTYPED, *EACH_MEMBER), "gate_defaults": {"fields": FIELDS[0]}},
    "exclusive": {
        **{"gate_expect": expect(FULL, LATE), "gate_defaults": {"edge_pool_id": POOL}, "gate_exclusive": True},
        **{"gate_wait": True, "gate_wait_timeout": 1, "gate_wait_sleep": 0.3},
    },
}


@pytest.mark.parametrize(("role", "method"), [("green", "password"), ("red", "keys"), ("exclusive", "token")])
def test_the_role_shows_no_secret(ansible: Ansible, simulator: Simulator, role: str, method: str) -> None:
    simulator.load(SCENARIO)
    run = play_role(ansible, simulator, ROLES[role], ACCEPTED[method])
    assert (run.returncode == 0) is (role == "green")
    assert leaks(run, MARK, "planted 22", *SECRETS, ISSUED) == {}
    searched = {f"reports/{report}" for report in REPORTS} - ({"reports/gate.md"} if role == "green" else set())
    named = DEAD if role == "red" else SLOW if role == "green" else LATE
    assert searched | {"standard output", "log.txt"} <= set(run.places_of(named))
    assert [place for place in run.places_of(named) if place.startswith("facts/")]


@pytest.mark.parametrize("method", ["token", "password"])
def test_the_role_shows_no_credential_that_is_echoed(ansible: Ansible, simulator: Simulator, method: str) -> None:
    simulator.load({"faults": {"any": [{"kind": "echo"}]}})
    run = play_role(ansible, simulator, {"gate_expect": expect(FULL)}, IDENTITIES[method])
    assert run.returncode != 0
    assert leaks(run, MARK) == {}
    assert {f"reports/{report}" for report in REPORTS} <= set(run.places_of(FULL))


def test_tracebacks_show_no_secret(ansible: Ansible, simulator: Simulator) -> None:
    """A user may ask for tracebacks. They hold what errors and their causes say, which a message may have left out."""
    simulator.load({**SCENARIO, "faults": {"list": [{"kind": "echo"}]}})
    judging = {**IDENTITIES["token"], "endpoint": simulator.url}
    schemas = [{"type": f"{MARK}-type"}, {"$ref": address(MARK)}, {"properties": {"id": {"pattern": f"({MARK}"}}}]
    broken = [
        {"required": ["id"], "$ref": "#/nowhere", "const": MARK},
        {"type": "object", "format": 1, "default": MARK, "enum": MARK},
    ]
    steps = [
        gate({"expect": expect(FULL), **judging}),
        gate({"expect": expect(FULL), "endpoint": "https://127.0.0.1:9", **IDENTITIES["keys"]}),
        gate({"expect": expect(FULL), **IDENTITIES["token"], "wait_timeout": "soon", "no_such": 1}),
        gate({"expect": expect(FULL), "access_key": f"{MARK}-half"}),
        gate({"expect": expect(FULL), "endpoint": f"http://someone:{MARK}@127.0.0.1:9", **IDENTITIES["token"]}),
        gate({"expect": expect(FULL), **IDENTITIES["token"]}, environment={"http_proxy": f"http://someone:{MARK}"}),
        *(gate({"expect": expect(FULL), "token": CREDENTIALS.token, "extra_schema": schema}) for schema in (*schemas, *broken)),
        gate({"expect": expect(FULL, MALFORMED, MISTYPED, *EACH_MEMBER), "token": CREDENTIALS.token}),
    ]
    settings = talkative(ansible, connection(simulator.url) | {"ANSIBLE_DISPLAY_TRACEBACK": "always"})
    with pytest.raises(AssertionError) as shown:  # a run fails the test when it shows a traceback, and says what it printed
        ansible.play([{"name": f"step {n}", **step, "ignore_errors": True} for n, step in enumerate(steps)], **settings)
    printed = str(shown.value)
    assert printed.count("Traceback (most recent call last)") >= len(steps)
    assert [line for line in printed.splitlines() if MARK in line or CREDENTIALS.token in line] == []


#: A credential where something else belongs, as a variable that is mixed up puts it there.
MISPLACED: dict[str, dict[str, Any]] = {
    "task id": {"expect": expect(CREDENTIALS.token)},
    "state": {"expect": expect(FULL, state=CREDENTIALS.token)},
    "service": {"expect": expect(FULL), "service_name": CREDENTIALS.token},
    "version": {"expect": expect(FULL, service_version=CREDENTIALS.token)},
    "pool": {"expect": expect(FULL, edge_pool_id=CREDENTIALS.token)},
    "fields": {"expect": expect(FULL, fields={"creator": CREDENTIALS.token, CREDENTIALS.token: CREDENTIALS.token})},
    "unknown member": {"expect": expect(FULL, **{CREDENTIALS.token: 1})},
    "unknown option": {"expect": expect(FULL), CREDENTIALS.token: 1},
    "schema": {"expect": expect(FULL), "extra_schema": {"required": [CREDENTIALS.token], "type": CREDENTIALS.token}},
    "violations": {
        "expect": expect(FULL),
        "extra_schema": {"required": [CREDENTIALS.token], "properties": {"id": {"const": CREDENTIALS.token}}},
    },
    "draft": {"expect": expect(FULL), "extra_schema": {"$schema": CREDENTIALS.token}},
    "reference": {"expect": expect(FULL), "extra_schema": {"$ref": f"https://a.example/{CREDENTIALS.token}"}},
    "text for a schema": {"expect": expect(FULL), "extra_schema": CREDENTIALS.token},
    "text for expectations": {"expect": CREDENTIALS.token},
    "terminal states": {"expect": expect(FULL), "terminal_states": [CREDENTIALS.token]},
    "seconds": {"expect": expect(FULL), "wait_timeout": CREDENTIALS.token},
    "region": {"expect": expect(FULL), "region": f"{CREDENTIALS.token}/"},
    "authority": {"expect": expect(FULL), "ca_path": f"/{CREDENTIALS.token}"},
    "project": {"expect": expect(FULL), "project_id": f"{CREDENTIALS.token}!"},
    "profile": {"expect": expect(FULL), "auth_method": "profile", "credentials_file": f"/{CREDENTIALS.token}"},
    "method": {"expect": expect(FULL), "auth_method": CREDENTIALS.token},
    "failure message": {"expect": expect(NOBODY), "fail_msg": CREDENTIALS.token},
    "success message": {"expect": expect(FULL), "success_msg": CREDENTIALS.token},
}


@pytest.mark.parametrize("source", ["arguments", "environment"])
def test_a_credential_in_the_wrong_place_shows_nowhere(ansible: Ansible, simulator: Simulator, source: str) -> None:
    simulator.load({"tasks": [task(FULL, FULL_TASK)]})
    identity = ACCEPTED["token"]
    keywords = {} if source == "arguments" else SOURCES[source](identity)
    named = {name: gate({**misplaced, **({} if keywords else identity)}, **keywords) for name, misplaced in MISPLACED.items()}
    run = run_steps(ansible, simulator, named)
    assert [name for name in named if not run.outcomes[name].failed] == ["success message"]
    assert [name for name in named if CREDENTIALS.token in json.dumps(run.outcomes[name].result)] == []
    assert leaks(run, CREDENTIALS.token) == {}
