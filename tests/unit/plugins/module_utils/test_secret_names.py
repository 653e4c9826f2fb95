# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names of secrets are known however they are spelled, and no name that a task has is taken for one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.schema import TASK_SCHEMA, Schema
from ansible_collections.campusgo.edge.plugins.module_utils.secret_names import Kind, kind_of
from ansible_collections.campusgo.edge.tests.unit.other_algorithms import OTHER_ALGORITHMS
from ansible_collections.campusgo.edge.tests.unit.samples import documented_tasks


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("password", Kind.SECRET),
        ("pass_word", Kind.SECRET),
        ("PASS WORD", Kind.SECRET),
        ("pass\u200bword", Kind.SECRET),
        ("ｐａｓｓｗｏｒｄ", Kind.SECRET),
        ("x-api-key", Kind.SECRET),
        ("xApiKey2", Kind.SECRET),
        ("Proxy-Authorization", Kind.SECRET),
        ("Set-Cookie", Kind.SECRET),
        ("tokens", Kind.SECRET),
        ("ak", Kind.SECRET),
        ("cameraSK", Kind.SECRET),
        ("camera.pass", Kind.SECRET),
        ("用户密码", Kind.SECRET),
        ("signature", Kind.SECRET),
        ("main_stream_key", Kind.SECRET),
        ("streamKey2", Kind.SECRET),
        ("stream_keyframe_interval", Kind.PLAIN),
        ("downstreamKeyPoints", Kind.PLAIN),
        ("unsharedkey", Kind.PLAIN),
        ("x" * 100 + "token", Kind.SECRET),
        ("max_tokens_count", Kind.MEASURE),
        ("token-expires-in", Kind.MEASURE),
        ("headers", Kind.HEADERS),
        ("token_headers", Kind.HEADERS),
        ("URL", Kind.ADDRESS),
        ("task", Kind.PLAIN),
        ("TASK", Kind.PLAIN),
        ("mask", Kind.PLAIN),
        ("bypass", Kind.PLAIN),
        ("passed", Kind.PLAIN),
        ("pinned", Kind.PLAIN),
        ("key", Kind.PLAIN),
        ("keys", Kind.PLAIN),
        ("signatures_checked", Kind.PLAIN),
        ("webhook_url", Kind.PLAIN),
        ("", Kind.PLAIN),
        (1, Kind.PLAIN),
    ],
)
def test_what_a_name_says(name: object, kind: Kind) -> None:
    assert kind_of(name) is kind


def _names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(member)


def _schema_names(schema: Schema) -> Iterator[str]:
    for name, place in schema.get("properties", {}).items():
        yield name
        yield from _schema_names(place)
    for keyword in ("items", "contentSchema"):
        yield from _schema_names(schema[keyword]) if keyword in schema else ()


def test_no_name_of_a_task_is_taken_for_a_secret_but_those_that_are() -> None:
    known = {*_schema_names(TASK_SCHEMA), *_names([*documented_tasks().values(), *OTHER_ALGORITHMS.values()])}
    assert {name for name in known if kind_of(name) is not Kind.PLAIN} == {"appKey", "headers", "password", "url"}
