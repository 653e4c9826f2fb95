# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results of task_assert to write reports of, and their documents at a fixed time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ansible_collections.campusgo.edge.plugins.plugin_utils.report import Document, make_document

FOLDER = Path(__file__).parent / "fixtures" / "reports"
"""A realistic result, and the reports of it as they should be."""

JUNIT_SCHEMA = Path(__file__).parent / "fixtures" / "junit.xsd"

MOMENT = datetime(2026, 11, 24, 9, 30, 15, 999_999, timezone(timedelta(hours=1)))


def realistic_result() -> dict[str, Any]:
    """A fresh copy of a result with every verdict and most reasons."""
    return json.loads((FOLDER / "result.json").read_text(encoding="utf-8"))


def make_result(verdicts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A result of some verdicts."""
    counts = {name: sum(v["verdict"] == name for v in verdicts) for name in ("passed", "failed", "unknown")}
    summary = {"total": len(verdicts), **counts, "requests": 3, "elapsed": 1.5}
    return {"verdicts": list(verdicts), "summary": summary, "evaluated_to": counts["passed"] == len(verdicts), "msg": "x"}


def make_verdict(**members: Any) -> dict[str, Any]:
    """A verdict on one task: passed, where ``members`` do not say otherwise."""
    usual = {
        "task_id": "0" * 32,
        "service_name": "c-face-edge",
        "name": "lobby",
        "verdict": "passed",
        "reasons": [],
        "expected": {"state": "RUNNING"},
        "observed": {"state": "RUNNING"},
        "checks": 1,
        "elapsed": 0.25,
        "history": [{"at": 0.25, "state": "RUNNING"}],
    }
    return {**usual, **members}


def make_reason(**members: Any) -> dict[str, Any]:
    """A reason that makes a verdict failed, where ``members`` do not say otherwise."""
    return {"code": "state", "expected": "RUNNING", "found": "PENDING", "message": "state is PENDING", **members}


def wrong_verdict(**members: Any) -> dict[str, Any]:
    """A failed verdict."""
    return make_verdict(**{"verdict": "failed", "reasons": [make_reason()], **members})


def verdict_full_of(text: str) -> dict[str, Any]:
    """A failed verdict in which ``text`` stands wherever text of an answer or of an expectation can stand."""
    return make_verdict(
        task_id=text,
        service_name=text,
        name=text,
        verdict="failed",
        reasons=[{"code": text, "expected": text, "found": {text: [text]}, "message": text}] * 2,
        expected={"state": [text, text], "edge_pool_id": text, "service_version": text, "fields": {f"-{text}": text}},
        observed={
            "id": text,
            "state": text,
            "edge_pool_id": text,
            "error": {"code": text, "message": text},
            f"-{text}": {text: [text]},
        },
        history=[{"at": 0.1, "state": text}, {"at": 0.2, "code": text}],
    )


def document_of(*verdicts: dict[str, Any], host: str = "localhost") -> Document:
    """The document of some verdicts, or of the realistic result when there are none."""
    return make_document(make_result(verdicts) if verdicts else realistic_result(), host, MOMENT, "1.2.3")
