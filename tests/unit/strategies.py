# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What property-based tests draw from."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

#: Text with more of the characters that mean something in URLs than chance would give it.
url_like_text = st.text(st.sampled_from("abc019:/?#@&=;.%-*\"'<>\\ \n烟") | st.characters(exclude_categories=["Cs"]), max_size=60)

_scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | url_like_text

#: Names that matter to redaction, and any others.
_names = st.sampled_from(("url", "headers", "password", "content-type", "id", "state")) | st.text(max_size=8)

any_json = st.recursive(
    _scalars,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(_names, children, max_size=4),
    max_leaves=12,
)

_hexadecimal_id = st.text("0123456789abcdef", min_size=32, max_size=32)
_word = st.text("abcXYZ019_", min_size=8, max_size=8)
_name = st.text("abcXYZ019_-烟火检测", min_size=1, max_size=100)
_url_character = "abcXYZ019-+&@*#/%?=~_|!:,.;"
_urls = st.builds(
    "{}://{}{}".format,
    st.sampled_from(("http", "https", "rtsp", "rtmp", "ftp", "file")),
    st.text(_url_character, min_size=1, max_size=60),
    st.sampled_from("abc019-+&@*#/%=~_|"),
)
_headers = st.dictionaries(st.text("abcXYZ-", min_size=1, max_size=12), st.text(max_size=12), max_size=10)
_times = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat() + "Z")
_points = st.lists(st.lists(st.integers(-9, 4000), min_size=2, max_size=2), min_size=1, max_size=4)
_areas = st.lists(st.fixed_dictionaries({"data": _points}, optional={"name": url_like_text}), max_size=3)
_target_roi = st.dictionaries(st.sampled_from(("polygons", "lines")), _areas, min_size=1).map(json.dumps)

_inputs = st.one_of(
    st.fixed_dictionaries({"id": st.uuids().map(str)}, optional={"index": st.integers(0, 49)}).map(lambda i: ("edgecamera", i)),
    st.fixed_dictionaries({"stream_name": st.text("abcXYZ019_-", min_size=1, max_size=80)}).map(lambda i: ("vis", i)),
    st.fixed_dictionaries({"url": _urls}).map(lambda i: ("url", i)),
    st.fixed_dictionaries({"url": _urls, "certificate_check": st.booleans()}, optional={"headers": _headers}).map(
        lambda i: ("edgerestful", i)
    ),
).map(lambda pair: {"type": pair[0], "data": [pair[1]]})
_platforms = st.fixed_dictionaries(
    {"ip": st.just("192.0.2.7"), "port": st.integers(0, 65535), "username": st.just("admin"), "password": st.text(min_size=1)}
)
_outputs = st.fixed_dictionaries(
    {"webhook": st.fixed_dictionaries({"url": _urls}, optional={"headers": _headers})},
    optional={"dis": st.just({"stream_name": "results"}), "localpath": st.just({"mount_source_path": "/data/out"})},
)


@st.composite
def valid_tasks(draw: st.DrawFn) -> dict[str, Any]:
    """Tasks that keep the contract, with what is optional and with secrets in the places meant for them."""
    source = draw(_inputs)
    if draw(st.booleans()):
        source["vcn"] = draw(_platforms)
    required = {
        "id": _hexadecimal_id | _word.map("task{}".format),
        "name": _name,
        "service_version": st.sampled_from(("3.0", "12.345")),
        "created_at": _times,
        "updated_at": _times,
        "state": st.sampled_from(("RUNNING", "STOPPED", "SCHEDULING")),
        "input": st.just(source),
        "output": _outputs,
    }
    optional = {
        "description": st.none() | url_like_text,
        "creator": st.text(min_size=1, max_size=100),
        "status": url_like_text,
        "edge_pool_id": _hexadecimal_id | _word.map("edgestreampool{}".format),
        "service_config": st.fixed_dictionaries(
            {"common": st.fixed_dictionaries({"target_roi": st.none() | _target_roi}, optional={"anything": any_json})}
        ),
        "unknown": any_json,
    }
    return draw(st.fixed_dictionaries(required, optional=optional))
