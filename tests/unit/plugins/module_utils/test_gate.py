# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be asked of a gate, and judgements on answers that no well-behaved service would give."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import Source
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.module_utils.gate import GateResult, judge, make_plan
from ansible_collections.campusgo.edge.plugins.module_utils.options import ASSERT_OPTIONS, with_defaults
from ansible_collections.campusgo.edge.plugins.module_utils.timing import Allowance
from ansible_collections.campusgo.edge.plugins.module_utils.transport import Request, Response
from ansible_collections.campusgo.edge.tests.unit.samples import REMOVED, changed, queue_status
from ansible_collections.campusgo.edge.tests.unit.scripted_transport import ScriptedTransport

TASK = queue_status()
POOL = TASK["edge_pool_id"]
CONNECTION = {"endpoint": "https://a.example", "project_id": "p"}
EXPECTED = {"task_id": TASK["id"], "edge_pool_id": POOL}


def problems(**given: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidArgument) as caught:
        make_plan(with_defaults({"expect": [EXPECTED], **given}, ASSERT_OPTIONS))
    return caught.value.problems


def judged(transport: ScriptedTransport, monkeypatch: pytest.MonkeyPatch, **given: Any) -> GateResult:
    transport.install(monkeypatch)
    given = {"expect": [EXPECTED], **CONNECTION, **given}
    return judge(given, [Source("a test", {"token": "token"})], {}, lambda _watch, _now: None)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), 604_800.5, 1e10, 10**400])
@pytest.mark.parametrize("name", ["wait_timeout", "wait_sleep", "stable_for"])
def test_times_are_not_without_end(name: str, value: float) -> None:
    (problem,) = [problem for problem in problems(wait=True, **{name: value}) if "number of seconds" in problem]
    assert problem.startswith(f"{name} must be a number of seconds, ")


@pytest.mark.parametrize(
    "given",
    [
        {"expect": [{**EXPECTED, "state": [10**5000]}]},
        {"expect": [{**EXPECTED, "service_version": 10**5000}]},
        {"expect": [{"task_id": 10**5000}]},
        {"wait_timeout": 10**5000},
    ],
)
def test_a_number_that_python_cannot_write_is_refused(given: dict[str, Any]) -> None:
    assert problems(**given) == ("a number in the arguments is too large",)


def stranger(pool: Any) -> dict[str, Any]:
    return changed(TASK, (("id",), "0" * 32), (("edge_pool_id",), pool))


@pytest.mark.parametrize(
    ("pool", "codes"),
    [
        (POOL, [["unexpected"]]),
        (POOL[:5] + "x" * 21 + POOL[26:], [["bad_answer"]]),
        (POOL[:1] + "x" * 30 + POOL[31:], [["bad_answer"]]),
        ("0" + "x" * 30 + POOL[31:], []),
        (POOL[:5] + "x" * 21 + "000000", []),
        ("0" * 32, []),
        (REMOVED, [["bad_answer"]]),
    ],
)
def test_a_stranger_whose_pool_is_masked_may_be_in_an_expected_one(
    pool: Any, codes: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    transport = ScriptedTransport(TASK, {"count": 2, "tasks": [TASK, stranger(pool)]})
    result = judged(transport, monkeypatch, exclusive=True)
    assert result.verdicts[0]["verdict"] == "passed"
    assert [[reason["code"] for reason in verdict["reasons"]] for verdict in result.verdicts[1:]] == codes
    assert result.summary["unknown"] == codes.count(["bad_answer"])


class Recorder(ScriptedTransport):
    """Remembers each question, and how often it might have been asked again."""

    def __init__(self, *script: Any) -> None:
        super().__init__(*script)
        self.sent: list[Request] = []
        self.retries: list[int] = []

    def send(self, request: Request, allowance: Allowance) -> Response:
        self.sent.append(request)
        self.retries.append(allowance.retries)
        return super().send(request, allowance)


@pytest.mark.parametrize(("fail_fast", "retries"), [(True, 0), (False, 4)])
def test_what_fails_fast_does_not_wait_for_retries(fail_fast: bool, retries: int, monkeypatch: pytest.MonkeyPatch) -> None:
    transport = Recorder(changed(TASK, (("state",), "FAILED")))
    result = judged(transport, monkeypatch, wait=True, fail_fast=fail_fast, retries=4)
    assert result.summary["failed"] == 1
    assert transport.retries == [retries]


def test_a_large_answer_is_taken_of_a_list_only(monkeypatch: pytest.MonkeyPatch) -> None:
    transport = Recorder(TASK, {"count": 1, "tasks": [TASK]})
    judged(transport, monkeypatch, exclusive=True)
    assert [request.largest_body for request in transport.sent] == [1024 * 1024, 8 * 1024 * 1024]


def test_the_users_schema_judges_the_name_of_the_service_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "service_name" not in TASK
    result = judged(
        ScriptedTransport(TASK),
        monkeypatch,
        extra_schema={"required": ["service_name"]},
        expect=[{**EXPECTED, "fields": {"service_name": "c-queue-status-analysis-edge"}}],
    )
    assert result.summary["passed"] == 1


BROKEN = (("created_at",), REMOVED)


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        (changed(stranger("0" * 32), BROKEN), []),
        (changed(stranger(POOL), BROKEN), [["schema", "unexpected"]]),
        (changed(stranger(REMOVED), BROKEN), [["schema", "bad_answer"]]),
        (changed(stranger(POOL[:5] + "x" * 21 + POOL[26:]), BROKEN), [["schema", "bad_answer"]]),
        (stranger([POOL]), [["schema"]]),
        (stranger({}), [["schema"]]),
        (changed(stranger("0" * 32), (("id",), 5)), []),
    ],
)
def test_a_broken_stranger_counts_only_where_it_may_be_in_an_expected_pool(
    row: dict[str, Any], codes: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = judged(ScriptedTransport(TASK, {"count": 2, "tasks": [TASK, row]}), monkeypatch, exclusive=True)
    assert [[reason["code"] for reason in verdict["reasons"]] for verdict in result.verdicts[1:]] == codes
    for verdict in result.verdicts[1:]:
        schema = [reason for reason in verdict["reasons"] if reason["code"] == "schema"]
        assert all(reason["message"].startswith("whether this task, which nobody expects, ") for reason in schema)


def test_an_expected_task_that_did_not_pass_has_one_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = changed(TASK, BROKEN)
    result = judged(ScriptedTransport(broken, {"count": 1, "tasks": [broken]}), monkeypatch, exclusive=True)
    assert [[reason["code"] for reason in verdict["reasons"]] for verdict in result.verdicts] == [["schema"]]


def test_a_problem_that_an_answer_names_holds_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    projects = [{"id": "access-key-1", "name": "cn-north-4"}, {"id": "other", "name": "cn-north-4"}]
    ScriptedTransport({"projects": projects}).install(monkeypatch)
    given = {"expect": [EXPECTED], "endpoint": "https://a.example", "region": "cn-north-4"}
    keys = Source("a test", {"access_key": "access-key-1", "secret_key": "secret-key-1"})
    with pytest.raises(InvalidArgument) as caught:
        judge(given, [keys], {}, lambda _watch, _now: None)
    assert "several projects are named cn-north-4 (***, other)" in str(caught.value)
