# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""JSON that all readers understand alike, and what is said of other."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.strict_json import decode


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, -2.5, 1e3, true, null, "\\u70df\xe7\x81\xab"]}', {"a": [1, -2.5, 1000.0, True, None, "烟火"]}),
        (b" [] \r\n", []),
        (b'"\\ud83d\\ude00"', "😀"),
        (b"7", 7),
        (b'{"a": 1, "A": 2}', {"a": 1, "A": 2}),
        (b'{"a": {"b": 1}, "c": {"b": 2}}', {"a": {"b": 1}, "c": {"b": 2}}),
        (b"[" * 100 + b"]" * 100, None),
        (b'{"a":' * 100 + b"1" + b"}" * 100, None),
    ],
)
def test_json_is_read(body: bytes, value: Any) -> None:
    assert decode(body) == (json.loads(body) if value is None else value)


_TOO_DEEP = "it is nested too deeply"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "it is not JSON"),
        (b"<html></html>", "it is not JSON"),
        (b"{'a': 1}", "it is not JSON"),
        (b'{"a": 1', "it is not JSON"),
        (b'{"a": 1} {"a": 2}', "it is not JSON"),
        (b'{"a": 01}', "it is not JSON"),
        (b'\xef\xbb\xbf{"a": 1}', "it is not JSON"),
        (b'{"a": "\xff"}', "it is not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "it is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "it is not UTF-8"),
        (b'{"id": 1, "id": 2}', "it names a member twice"),
        (b'{"a": [{"state": "RUNNING", "state": "FAILED"}]}', "it names a member twice"),
        (b'{"a": NaN}', "NaN is no JSON number"),
        (b"[Infinity]", "Infinity is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"[1e999]", "it holds a number that is too large"),
        (b"[-1e999]", "it holds a number that is too large"),
        (b"[" + b"9" * 400 + b"]", "it holds a number that is too large"),
        (b"[" + b"9" * 100_000 + b"]", "it holds a number that is too large"),
        (b'{"a": "\\ud83d"}', "it holds half a surrogate pair"),
        (b'{"\\uDE00": 1}', "it holds half a surrogate pair"),
        (b"[" * 101 + b"]" * 101, _TOO_DEEP),
        (b'{"a":' * 101 + b"1" + b"}" * 101, _TOO_DEEP),
        (b'[{"a":' * 51 + b"1" + b"}]" * 51, _TOO_DEEP),
        (b"[" * 100_000 + b"]" * 100_000, _TOO_DEEP),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, _TOO_DEEP),
    ],
    ids=lambda value: repr(value[:40]),
)
def test_what_is_not_strictly_json_is_refused(body: bytes, problem: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        decode(body)
