# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate: each verdict and reason, the rules of waiting, its message, and where it runs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from simulator.credentials import CREDENTIALS
from simulator.process import Simulator

from .faces import SECRETS, connection
from .playbooks import Ansible, Outcome, Run

SERVICE = "c-queue-status-analysis-edge"
POOL = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a"
OTHER_POOL = "e9bf9ebe497d4c9bb2e65d1f99fe1ff9"
NOBODY = "f" * 32


def numbered(number: int) -> str:
    return f"{number:032x}"


def task(number: int, state: str = "RUNNING", **more: Any) -> dict[str, Any]:
    """A task of a scenario, like the documented one but for its id and state."""
    changes = {"id": numbered(number), "name": f"task-{number}", "state": state, **more.pop("set", {})}
    return {"sample": SERVICE, "set": changes, **more}


def gate(expect: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    return {"campusgo.edge.task_assert": {"expect": expect, **options}, "ignore_errors": True}


def play(ansible: Ansible, simulator: Simulator, steps: Mapping[str, Mapping[str, Any]], **keywords: Any) -> Run:
    environment = {**connection(simulator.url), **keywords.pop("environment", {})}
    run = ansible.play([{"name": name, **step} for name, step in steps.items()], environment=environment, **keywords)
    assert run.outcomes.keys() == steps.keys(), run.stdout + run.stderr
    assert not [place for secret in SECRETS for place in run.places_of(secret)]
    return run


def verdict_list(outcome: Outcome) -> list[dict[str, Any]]:
    assert "verdicts" in outcome.result, outcome.result["msg"]
    return outcome.result["verdicts"]


def codes(outcome: Outcome) -> list[list[str]]:
    return [[reason["code"] for reason in verdict["reasons"]] for verdict in verdict_list(outcome)]


def verdicts(outcome: Outcome) -> list[str]:
    return [verdict["verdict"] for verdict in verdict_list(outcome)]


@pytest.fixture
def ask(ansible: Ansible, simulator: Simulator) -> Any:
    """Load tasks (and faults) into the simulator, run one gate, and return its outcome."""

    def ask_once(tasks: list[dict[str, Any]], expect: list[dict[str, Any]], *, faults: Any = None, **options: Any) -> Outcome:
        simulator.load({"tasks": tasks, **({"faults": faults} if faults else {})})
        return play(ansible, simulator, {"gate": gate(expect, **options)}).outcomes["gate"]

    return ask_once


FAULTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "denied": ("unknown", "denied", {"kind": "status", "status": 403, "body": {"error_code": "IVA.0015", "error_msg": "No."}}),
    "throttled": ("unknown", "throttled", {"kind": "throttle"}),
    "service_error": ("unknown", "service_error", {"kind": "status", "status": 500}),
    "unreachable": ("unknown", "unreachable", {"kind": "reset"}),
    "bad_answer": ("unknown", "bad_answer", {"kind": "other_task"}),
    "html": ("unknown", "bad_answer", {"kind": "body", "body": "<html>", "content_type": "text/html"}),
    "redirect": ("unknown", "bad_answer", {"kind": "redirect", "location": "http://127.0.0.1:9/"}),
}


def test_every_reason_at_once(ansible: Ansible, simulator: Simulator) -> None:
    broken = {"sample": SERVICE, "set": {"id": numbered(7), "state": 5, "input": {"type": "edgecamera", "data": []}}}
    faulty = [task(20 + place, faults=[fault]) for place, (_verdict, _code, fault) in enumerate(FAULTS.values())]
    simulator.load(
        {
            "tasks": [
                *(
                    task(1),
                    task(2, "STARTING"),
                    task(3, set={"edge_pool_id": OTHER_POOL}),
                    task(4, set={"service_version": "2.9"}),
                ),
                *(task(5), task(6, "CREATE_FAILED", set={"edge_pool_id": OTHER_POOL}), broken, *faulty),
            ],
            # What a list shows is not asked for singly, and so would meet no fault.
            "faults": {"list": [{"kind": "body", "body": '{"count": 0, "tasks": []}', "times": 1}]},
        }
    )
    expect = [
        {"task_id": numbered(1), "edge_pool_id": POOL, "service_version": "3.0"},
        {"task_id": numbered(2)},
        {"task_id": numbered(3), "edge_pool_id": POOL},
        {"task_id": numbered(4), "service_version": "3.0"},
        {
            "task_id": numbered(5),
            "fields": {"input": {"data": [{"index": 1}]}, "output": {"webhook": {"headers": {"content-type": "text/html"}}}},
        },
        {"task_id": numbered(6), "edge_pool_id": POOL, "service_version": "1.0"},
        {"task_id": numbered(7)},
        {"task_id": NOBODY},
        {"task_id": numbered(1), "service_name": "c-queue-status-analysis-egde"},
        *({"task_id": numbered(20 + place)} for place in range(len(FAULTS))),
        {"task_id": numbered(1), "state": ["STOPPED", "FROZEN"]},
    ]
    outcome = play(ansible, simulator, {"gate": gate(expect, retries=0)}).outcomes["gate"]
    assert outcome.failed
    assert [verdict["task_id"] for verdict in verdict_list(outcome)] == [entry["task_id"] for entry in expect]
    assert codes(outcome) == [
        [],
        ["state"],
        ["edge_pool"],
        ["service_version"],
        ["field", "field"],
        ["state", "edge_pool", "service_version", "terminal"],
        ["schema", "schema", "state"],
        ["missing"],
        ["unknown_service"],
        *([code] for _verdict, code, _fault in FAULTS.values()),
        ["state"],
    ]
    unknown = ["unknown"] * len(FAULTS)
    assert verdicts(outcome) == ["passed", *["failed"] * 5, "unknown", "failed", "unknown", *unknown, "failed"]
    figures = {name: outcome.result["summary"][name] for name in ("total", "passed", "failed", "unknown")}
    assert figures == {"total": 17, "passed": 1, "failed": 7, "unknown": 9}
    assert outcome.result["evaluated_to"] is False
    assert outcome.result["changed"] is False
    lines = outcome.result["msg"].splitlines()
    assert lines[0] == "16 of 17 edge tasks are not as expected (9 cannot be judged)"
    assert lines[1] == f"- task-2 {numbered(2)}: state is STARTING, expected RUNNING"
    assert lines[4] == (
        f"- task-5 {numbered(5)}: input.data[0].index is 0, expected 1; "
        "output.webhook.headers.content-type is application/json, expected text/html"
    )
    assert lines[8].endswith("did you mean c-queue-status-analysis-edge?")
    assert lines[9] == (
        f"- {numbered(20)}: cannot be judged: the service answers 403 (IVA.0015): No; a fine-grained policy denies it: "
        "allow the user to read tasks"
    )


def test_all_as_expected(ask: Any) -> None:
    outcome = ask([task(1), task(2)], [{"task_id": numbered(2)}, {"task_id": numbered(1)}, {"task_id": numbered(2)}])
    assert not outcome.failed
    assert outcome.result["msg"] == "All 3 edge tasks are as expected"
    assert outcome.result["evaluated_to"] is True
    assert [verdict["name"] for verdict in verdict_list(outcome)] == ["task-2", "task-1", "task-2"]
    assert outcome.result["summary"]["requests"] == 2


@pytest.mark.parametrize("arguments", [{"ignore_verdict": True}, {}])
def test_a_brief_result_holds_the_verdicts_unless_it_fails(ask: Any, arguments: dict[str, Any]) -> None:
    outcome = ask([task(1)], [{"task_id": numbered(1)}, {"task_id": NOBODY}], brief=True, **arguments)
    assert outcome.failed == (not arguments)
    assert ("verdicts" in outcome.result) == bool(arguments)
    assert ("verdicts_file" in outcome.result) == (not arguments)
    assert outcome.result["summary"]["failed"] == 1
    passed = ask([task(1)], [{"task_id": numbered(1)}], brief=True)
    assert verdict_list(passed)[0]["verdict"] == "passed"


def test_verdicts_have_the_same_shape_whatever_they_are(ask: Any) -> None:
    outcome = ask([task(1)], [{"task_id": numbered(1), "edge_pool_id": POOL}, {"task_id": NOBODY}], ignore_verdict=True)
    assert not outcome.failed
    assert outcome.result["evaluated_to"] is False
    passed, missing = verdict_list(outcome)
    assert passed.keys() == missing.keys()
    assert passed["expected"] == {"state": "RUNNING", "edge_pool_id": POOL}
    assert (passed["observed"]["state"], passed["observed"]["edge_pool_id"]) == ("RUNNING", POOL)
    assert (missing["name"], missing["observed"]) == (None, None)


def test_what_is_observed_holds_no_secret(ask: Any) -> None:
    secret = task(
        1, "STOPPED", set={"output": {"webhook": {"url": "https://u:s3cr3t@h.example/?k=s3cr3t", "headers": {"k": "s3cr3t"}}}}
    )
    outcome = ask([secret], [{"task_id": numbered(1)}])
    webhook = verdict_list(outcome)[0]["observed"]["output"]["webhook"]
    assert webhook["url"] == "https://***@h.example/?k=***"
    assert "s3cr3t" not in str(outcome.result)


def test_messages_of_ones_own_replace_the_first_line(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [task(1)]})
    good, bad = [{"task_id": numbered(1)}], [{"task_id": numbered(1), "state": "STOPPED"}]
    own = {"success_msg": "Open.", "fail_msg": "Shut."}
    run = play(ansible, simulator, {"good": gate(good, **own), "bad": gate(bad, **own)})
    assert run.outcomes["good"].result["msg"] == "Open."
    assert run.outcomes["bad"].result["msg"].splitlines() == [
        "Shut.",
        f"- task-1 {numbered(1)}: state is RUNNING, expected STOPPED",
    ]


def test_the_message_stays_short_however_many_tasks(ask: Any) -> None:
    many = {"service": SERVICE, "generate": {"count": 500, "states": ["STOPPED"]}}
    outcome = ask([many], [{"task_id": numbered(number)} for number in range(1, 501)])
    lines = outcome.result["msg"].splitlines()
    assert lines[0] == "500 of 500 edge tasks are not as expected"
    assert (len(lines), lines[-1]) == (22, "and 480 more")
    assert sum("input" in verdict["observed"] for verdict in verdict_list(outcome)) == 100


# Waiting. Timelines count reads, so that nothing rests on time.
FAST = {"wait": True, "wait_sleep": 0.05, "wait_timeout": 60}
SHORT = {"wait": True, "wait_sleep": 0.1, "wait_timeout": 1}


def test_it_waits_until_all_run(ask: Any) -> None:
    slow = task(1, "PENDING", timeline=[{"reads": 1, "state": "STARTING"}, {"reads": 3, "state": "RUNNING"}])
    outcome = ask([slow, task(2)], [{"task_id": numbered(1)}, {"task_id": numbered(2)}], **FAST)
    assert not outcome.failed
    first, second = verdict_list(outcome)
    assert [entry["state"] for entry in first["history"]] == ["PENDING", "STARTING", "RUNNING"]
    # The second is asked at once, and once more when the first has come to run too.
    assert (first["checks"], second["checks"]) == (5, 2)
    assert outcome.result["summary"]["requests"] == 7


def test_the_deadline_holds_for_all_together(ask: Any) -> None:
    outcome = ask([task(n, "STARTING") for n in range(1, 6)], [{"task_id": numbered(n)} for n in range(1, 6)], **SHORT)
    assert codes(outcome) == [["state", "timeout"]] * 5
    assert verdicts(outcome) == ["failed"] * 5
    assert 1 <= outcome.result["summary"]["elapsed"] < 15


def test_a_hanging_service_cannot_hold_it_longer(ask: Any) -> None:
    hanging = task(1, faults=[{"kind": "hang"}])
    outcome = ask([hanging, task(2)], [{"task_id": numbered(1)}, {"task_id": numbered(2)}], **SHORT, request_timeout=1)
    assert codes(outcome) == [["unreachable", "timeout"], []]
    assert verdicts(outcome) == ["unknown", "passed"]
    assert outcome.result["summary"]["elapsed"] < 15


def test_faults_on_the_way_are_waited_out(ask: Any) -> None:
    shaky = task(
        1,
        faults=[{"kind": "other_task", "times": 1}, {"kind": "body", "body": "?", "times": 1}, {"kind": "truncate", "times": 1}],
    )
    outcome = ask([shaky], [{"task_id": numbered(1)}], **FAST, retries=0)
    assert not outcome.failed
    assert [entry.get("code", entry.get("state")) for entry in verdict_list(outcome)[0]["history"]] == [
        "bad_answer",
        "RUNNING",
    ]


def test_denied_is_not_waited_for(ask: Any) -> None:
    outcome = ask([task(1), task(2)], [{"task_id": numbered(1)}], **FAST, token="wrong-token")
    assert codes(outcome) == [["denied"]]
    assert verdict_list(outcome)[0]["checks"] == 1


def test_a_terminal_state_ends_the_waiting_for_that_task_alone(ask: Any) -> None:
    tasks = [task(1, "START_FAILED"), task(2, "PENDING", timeline=[{"reads": 3, "state": "RUNNING"}])]
    outcome = ask(tasks, [{"task_id": numbered(1)}, {"task_id": numbered(2)}], **FAST)
    assert codes(outcome) == [["state", "terminal"], []]
    assert [verdict["checks"] for verdict in verdict_list(outcome)] == [1, 4]


def test_fail_fast(ask: Any) -> None:
    tasks = [task(1, "START_FAILED"), task(2, "PENDING")]
    outcome = ask(tasks, [{"task_id": numbered(1)}, {"task_id": numbered(2)}], **FAST, fail_fast=True)
    assert codes(outcome) == [["state", "terminal"], ["state"]]


def test_a_task_that_appears_later(ask: Any) -> None:
    later = task(1, timeline=[{"reads": 0, "exists": False}, {"reads": 3, "exists": True}])
    assert codes(ask([later], [{"task_id": numbered(1)}], **FAST)) == [["missing"]]
    outcome = ask([later], [{"task_id": numbered(1)}], **FAST, wait_for_missing=True)
    assert not outcome.failed
    assert [entry.get("code", entry.get("state")) for entry in verdict_list(outcome)[0]["history"]] == ["missing", "RUNNING"]


def test_stable_for(ask: Any) -> None:
    restarts = [{"reads": 2, "state": "ABNORMAL"}, {"reads": 3, "state": "RUNNING"}]
    options = {"wait": True, "wait_sleep": 0.2, "wait_timeout": 60, "stable_for": 1}
    outcome = ask([task(1, timeline=restarts)], [{"task_id": numbered(1)}], **options)
    assert not outcome.failed
    history = verdict_list(outcome)[0]["history"]
    assert [entry["state"] for entry in history] == ["RUNNING", "ABNORMAL", "RUNNING"]
    assert verdict_list(outcome)[0]["elapsed"] >= history[-1]["at"] + 1


def test_never_stable(ask: Any) -> None:
    flapping = [{"reads": n, "state": "ABNORMAL" if n % 2 else "RUNNING"} for n in range(1, 400)]
    options = {"wait": True, "wait_sleep": 0.05, "wait_timeout": 2, "stable_for": 1}
    outcome = ask([task(1, timeline=flapping)], [{"task_id": numbered(1)}], **options)
    assert outcome.failed
    assert codes(outcome)[0] in (["unstable", "timeout"], ["state", "timeout"])


def test_exclusive(ask: Any) -> None:
    tasks = [task(1), task(2), task(3, set={"edge_pool_id": OTHER_POOL}), {**task(4), "service": "c-face-edge"}]
    expect = [{"task_id": numbered(1), "edge_pool_id": POOL}]
    outcome = ask(tasks, expect, exclusive=True)
    assert outcome.failed
    assert codes(outcome) == [[], ["unexpected"]]
    assert verdict_list(outcome)[1]["task_id"] == numbered(2)
    assert outcome.result["msg"].splitlines()[1] == f"- task-2 {numbered(2)}: nobody expects this task in edge pool {POOL}"
    assert not ask(tasks, [*expect, {"task_id": numbered(2)}], exclusive=True).failed


def test_exclusive_waits_for_what_goes_away(ask: Any) -> None:
    goes = task(2, "DELETING", timeline=[{"reads": 2, "exists": False}])
    outcome = ask([task(1), goes], [{"task_id": numbered(1), "edge_pool_id": POOL}], **FAST, exclusive=True)
    assert not outcome.failed


def test_exclusive_is_unknown_when_the_list_cannot_be_read(ask: Any) -> None:
    faults = {"list": [{"kind": "status", "status": 403}]}
    outcome = ask([task(1)], [{"task_id": numbered(1), "edge_pool_id": POOL}], faults=faults, exclusive=True)
    assert outcome.failed
    assert verdicts(outcome) == ["passed", "unknown"]
    assert codes(outcome) == [[], ["denied"]]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"count": 0, "tasks": []}, "bad_answer"),
        ({"count": 0, "tasks": [], "error_code": "IVA.0006"}, "service_error"),
        ({"count": 1, "tasks": [{"id": numbered(1), "edge_pool_id": [POOL]}]}, "schema"),
    ],
    ids=["lacks what was just seen", "says it is an error", "breaks the contract"],
)
def test_exclusive_does_not_believe_every_list(ask: Any, body: dict[str, Any], code: str) -> None:
    faults = {"list": [{"kind": "status", "status": 200, "body": body}]}
    outcome = ask([task(1)], [{"task_id": numbered(1), "edge_pool_id": POOL}], faults=faults, exclusive=True)
    assert outcome.failed
    assert "unknown" in verdicts(outcome)
    assert code in {code for row in codes(outcome) for code in row}


def test_progress_shows_no_secret(ansible: Ansible, simulator: Simulator) -> None:
    states = ["rtsp://u:s3cr3t@h/", {"password": "s3cr3t"}]
    simulator.load({"tasks": [task(number, set={"state": state}) for number, state in enumerate(states)]})
    run = play(ansible, simulator, {"gate": gate([{"task_id": numbered(number)} for number in range(len(states))], **SHORT)})
    assert "0 of 2 edge tasks are as expected" in run.stderr
    assert not run.places_of("s3cr3t")


def test_history_shows_no_secret(ask: Any) -> None:
    outcome = ask([task(1, set={"state": {"password": "s3cr3t"}})], [{"task_id": numbered(1)}])
    assert "s3cr3t" not in str(outcome.result)


def test_an_extra_schema_is_enforced(ask: Any) -> None:
    outcome = ask([task(1)], [{"task_id": numbered(1)}], extra_schema={"required": ["status"]})
    assert codes(outcome) == [["schema"]]
    assert verdicts(outcome) == ["unknown"]


MISTAKES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "nothing expected": ({"expect": []}, ["expect is empty"]),
    "no expect": ({}, ["missing required arguments: expect"]),
    "no id": ({"expect": [{}]}, ["missing required arguments: task_id found in expect"]),
    "misspelled options": (
        {"wat": 1, "expect": [{"task_id": numbered(1), "edge_pool": POOL}]},
        ["there is no option expect.edge_pool; did you mean expect.edge_pool_id?", "there is no option wat; did you mean wait?"],
    ),
    "everything wrong": (
        {
            "expect": [{"task_id": "x/../y", "state": "RUNING", "service_name": "a/b"}, {"task_id": numbered(1), "state": []}],
            "stable_for": 3,
            "wait_sleep": 0,
            "retries": -1,
            "terminal_states": ["FALED"],
            "exclusive": True,
            "extra_schema": {"$ref": "http://127.0.0.1/"},
        },
        [
            "expect[0]: 'a/b' is no service name",
            "expect[0]: 'x/../y' is no task id",
            "expect[0]: 'RUNING' is no state of a task; did you mean RUNNING?",
            "expect[1]: state must be the name of a state, or a list of at least one",
            "terminal_states: 'FALED' is no state of a task; did you mean FAILED?",
            "wait_sleep must be a number of seconds, above 0, a week at the most, not 0.0",
            "stable_for needs wait: true",
            "extra_schema refers to http://127.0.0.1/",
            "exclusive needs an edge_pool_id in expect",
            "retries must be 0 or more, not -1",
        ],
    ),
    "a secret among the fields": (
        {"expect": [{"task_id": numbered(1), "fields": {"input": {"vcn": {"password": "hunter2"}}}}]},
        ["expect[0]: fields names a secret of the task"],
    ),
    "a variable that is not set": (
        {"expect": [{"task_id": numbered(1), "edge_pool_id": None}]},
        ["expect[0].edge_pool_id is null: give a value, or leave it out"],
    ),
    "fields as text with a member twice": (
        {"expect": [{"task_id": numbered(1), "fields": '{"name": "a", "name": "b"}'}]},
        ["expect[0].fields must be a dictionary; as text it must be JSON, but it names a member twice"],
    ),
    "a switch for a time": ({"expect": [{"task_id": numbered(1)}], "stable_for": True}, ["stable_for must be a number"]),
    "a contract that is not set": ({"expect": [{"task_id": numbered(1)}], "extra_schema": None}, ["extra_schema is null"]),
    "text in place of an expectation": (
        {"expect": ['{"task_id": "x", "edge_pool_id": null}']},
        ["expect must be a list of dictionaries"],
    ),
    "a version without quotes": (
        {"expect": [{"task_id": numbered(1), "service_version": 3.10}]},
        ["service_version must be a version in quotes such as '3.0', not 3.1"],
    ),
    "never long enough": (
        {"expect": [{"task_id": numbered(1)}], "wait": True, "stable_for": 300},
        ["stable_for must be shorter"],
    ),
    "a wrong type": ({"expect": [{"task_id": numbered(1)}], "wait_timeout": "soon"}, ["wait_timeout"]),
    "no number": ({"expect": [{"task_id": numbered(1)}], "wait": True, "wait_timeout": ".nan"}, ["wait_timeout"]),
}


def test_mistakes_are_named_all_at_once_and_nothing_is_asked(ansible: Ansible, simulator: Simulator) -> None:
    steps = {
        name: {"campusgo.edge.task_assert": {**arguments, "ignore_verdict": True}, "ignore_errors": True}
        for name, (arguments, _texts) in MISTAKES.items()
    }
    run = play(ansible, simulator, steps)
    for name, (_arguments, texts) in MISTAKES.items():
        assert run.outcomes[name].failed, name
        assert [text for text in texts if text not in run.outcomes[name].result["msg"]] == [], run.outcomes[name].result["msg"]
    assert simulator.requests() == []
    assert not run.places_of("hunter2")


def test_it_runs_on_the_controller_whatever_the_host_is(ansible: Ansible, simulator: Simulator) -> None:
    expect = [{"task_id": "8656efdafebf440bb7008f174db6c567"}]
    host = {"ansible_connection": "ssh", "ansible_host": "127.0.0.1", "ansible_port": 9}
    steps = {
        "plain": gate(expect),
        "delegated": {**gate(expect), "delegate_to": "nowhere.invalid"},
        "become": {**gate(expect), "become": True, "become_user": "nobody"},
        "check mode": {**gate(expect), "check_mode": True},
        "async": {**gate(expect), "async": 10, "poll": 1},
    }
    run = play(ansible, simulator, steps, vars=host)
    assert [name for name, outcome in run.outcomes.items() if outcome.failed] == ["async"]
    assert "does not support async" in run.outcomes["async"].result["msg"]


def test_the_environment_of_the_task_counts(ansible: Ansible, simulator: Simulator) -> None:
    expect = [{"task_id": "8656efdafebf440bb7008f174db6c567"}]
    steps = {
        "token": {**gate(expect), "environment": {"CAMPUSGO_TOKEN": "{{ 'not-' ~ 'valid' }}"}},
        "proxy": {**gate(expect, retries=0), "environment": {"http_proxy": "http://127.0.0.1:9"}},
        "no proxy": {**gate(expect), "environment": [{"http_proxy": "http://127.0.0.1:9"}, {"no_proxy": "127.0.0.1"}]},
        "variable above it": {
            **gate(expect),
            "environment": {"CAMPUSGO_TOKEN": "not-valid"},
            "vars": {"campusgo_token": "{{ lookup('ansible.builtin.env', 'CAMPUSGO_TOKEN') }}"},
        },
    }
    run = play(ansible, simulator, steps)
    assert {name: codes(outcome) for name, outcome in run.outcomes.items()} == {
        "token": [["denied"]],
        "proxy": [["unreachable"]],
        "no proxy": [[]],
        "variable above it": [[]],
    }


def test_module_defaults_reach_it(ansible: Ansible, simulator: Simulator) -> None:
    defaults = {"group/campusgo.edge.api": {"token": "not-valid"}}
    step = {"gate": gate([{"task_id": "8656efdafebf440bb7008f174db6c567"}])}
    assert codes(play(ansible, simulator, step, module_defaults=defaults).outcomes["gate"]) == [["denied"]]


def test_no_credential_shows_at_the_highest_verbosity(ansible: Ansible, simulator: Simulator) -> None:
    good = [{"task_id": "8656efdafebf440bb7008f174db6c567"}]
    bad = [{"task_id": NOBODY}]
    echo = {"any": [{"kind": "echo"}]}
    keys = {"access_key": CREDENTIALS.access_key, "secret_key": CREDENTIALS.secret_key}
    steps = {"good": gate(good), "bad": gate(bad), "keys": gate(good, **keys), "nonsense": gate(good, **keys, retries="x")}
    play(ansible, simulator, steps, arguments=["-vvvv"])
    simulator.load({"faults": echo})
    play(ansible, simulator, steps, arguments=["-vvvv"])


SLOWLY = [{"reads": 1, "state": "STARTING"}, {"reads": 5, "state": "RUNNING"}]


def test_progress_is_shown_unless_it_is_unwanted(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [task(n, "PENDING", timeline=SLOWLY) for n in (1, 2, 3, 4)]})
    steps = {
        "shown": gate([{"task_id": numbered(1)}], **FAST),
        "quiet": gate([{"task_id": numbered(2)}], **FAST, quiet=True),
        "no_log": {**gate([{"task_id": numbered(3)}], **FAST), "no_log": True},
    }
    run = play(ansible, simulator, steps)
    progress = [line for line in run.stderr.splitlines() if "as expected" in line]
    # A slow machine may take a while for the first check, and give it time for a second line.
    assert re.fullmatch(r"0 of 1 edge task is as expected \(1 PENDING\), [1-6][0-9] s left", progress[0])
    assert not any("PENDING" in line for line in progress[1:])
    # A machine may read standard output, such as that of a callback that writes JSON.
    assert "s left" not in run.stdout


def test_progress_says_of_which_host_it_is_where_there_are_several(ansible: Ansible, simulator: Simulator) -> None:
    simulator.load({"tasks": [task(n, "PENDING", timeline=SLOWLY) for n in (1, 2)]})
    expect = [{"task_id": "{{ '%032x' % (1 if inventory_hostname == 'north' else 2) }}"}]
    run = play(ansible, simulator, {"gate": gate(expect, **FAST)}, hosts="all", arguments=["-i", "north,south"])
    for host in ("north", "south"):
        assert f"\n{host}: 0 of 1 edge task is as expected (1 PENDING), " in f"\n{run.stderr}"


def test_an_interrupt_ends_it(ansible: Ansible, simulator: Simulator, tmp_path: Path) -> None:
    simulator.load({"tasks": [task(1, faults=[{"kind": "hang"}])]})
    playbook = tmp_path / "hang.yml"
    playbook.write_text(
        "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - campusgo.edge.task_assert:\n"
        f"        wait: true\n        expect: [{{task_id: '{numbered(1)}'}}]\n"
    )
    environment = {
        **connection(simulator.url),
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": os.environ["ANSIBLE_COLLECTIONS_PATH"],
    }
    command = [sys.executable, "-m", "ansible", "playbook", str(playbook)]
    process = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # A shell that runs the tests in the background ignores interrupts, and its children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        _wait_for(lambda: simulator.requests() != [])
        os.killpg(process.pid, signal.SIGINT)
        interrupted = time.monotonic()
        output, _none = process.communicate(timeout=20)
        assert time.monotonic() - interrupted < 10  # the request itself would go on for 30 seconds
        assert b"Traceback" not in output
        assert process.returncode != 0
    finally:
        process.kill()


def _wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
