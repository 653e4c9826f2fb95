# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No secret of a task is left, and what is left is still a task."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import redaction
from ansible_collections.campusgo.edge.plugins.module_utils.contract import Contract
from ansible_collections.campusgo.edge.plugins.module_utils.redaction import redact_members, redact_task, redact_text
from ansible_collections.campusgo.edge.plugins.module_utils.scrubbing import HIDDEN, scrub
from ansible_collections.campusgo.edge.plugins.module_utils.strict_json import parse
from ansible_collections.campusgo.edge.tests.unit.other_algorithms import OTHER_ALGORITHMS
from ansible_collections.campusgo.edge.tests.unit.samples import documented_tasks
from ansible_collections.campusgo.edge.tests.unit.strategies import any_json, url_like_text, valid_tasks
from hypothesis import given
from hypothesis import strategies as st

CONTRACT = Contract()
TASKS = {**documented_tasks(), **OTHER_ALGORITHMS}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"password": "p"}, {"password": HIDDEN}),
        ({"PassWord": "p"}, {"PassWord": HIDDEN}),
        ({"password": ["p"]}, {"password": HIDDEN}),
        ({"password": {"a": "p"}}, {"password": HIDDEN}),
        ({"password": 1234}, {"password": HIDDEN}),
        ({"password": ""}, {"password": HIDDEN}),
        ({"password": None}, {"password": None}),
        ({"a": [{"b": {"password": "p"}}]}, {"a": [{"b": {"password": HIDDEN}}]}),
        ({"headers": {"appKey": "k", "X": 1, "n": None}}, {"headers": {"appKey": HIDDEN, "X": HIDDEN, "n": HIDDEN}}),
        ({"headers": {"Content-Type": "a/b", "ACCEPT": "*/*"}}, {"headers": {"Content-Type": "a/b", "ACCEPT": "*/*"}}),
        ({"Headers": {"appKey": "k"}}, {"Headers": {"appKey": HIDDEN}}),
        ({"headers": "appKey: k"}, {"headers": HIDDEN}),
        ({"headers": ["k"]}, {"headers": HIDDEN}),
        ({"headers": {}}, {"headers": {}}),
        ({"headers": None}, {"headers": None}),
        ({"headers": {"a": {"content-type": "k"}}}, {"headers": {"a": HIDDEN}}),
        ({"url": "user:p@a.example/b"}, {"url": "***@a.example/b"}),
        ({"url": "rtsp://user:p w\"'<>@a.example/"}, {"url": "rtsp://***@a.example/"}),
        ({"URL": "a.example?token=k"}, {"URL": "a.example?token=*"}),
        ({"url": ["rtsp://user:p@a.example/"]}, {"url": ["rtsp://***@a.example/"]}),
        ({"url": ["user:p@a.example/b", ["user:p@a.example"]]}, {"url": ["***@a.example/b", ["***@a.example"]]}),
        (
            {"headers": {"Content-Type": "http://u:p@h/", "Accept": {"k": 1}}},
            {"headers": {"Content-Type": "http://***@h/", "Accept": HIDDEN}},
        ),
        ({"headers": {"content-type": 1, "accept": None}}, {"headers": {"content-type": 1, "accept": None}}),
        ({"headers": {"http://u:p@h/": "k"}}, {"headers": {"http://***@h/": HIDDEN}}),
        ({"Signature": "0a0a"}, {"Signature": HIDDEN}),
        ({"username": "viewer", "port": 1, "on": True, "x": None}, {"username": "viewer", "port": 1, "on": True, "x": None}),
        ("see https://u:p@a.example/ and ftp://b.example?k=v.", "see https://***@a.example/ and ftp://b.example?k=**"),
        ((1, "rtsp://u:p@h"), [1, "rtsp://***@h"]),
        (1.5, 1.5),
    ],
)
def test_redact_task(value: Any, expected: Any) -> None:
    assert redact_task(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/b#sesame@7f3a", "https://***@***"),
        ("https://a.example:8080/b/c", "https://a.example:8080/b/c"),
        ("no address, user:p@host", "no address, user:p@host"),
        ("rtsp://user:pass@a.example/b", "rtsp://***@a.example/b"),
        ("rtsp://u@a.example", "rtsp://*@a.example"),
        ("rtsp://us:p@a@a.example", "rtsp://***@a.example"),
        ("rtsp://us:p/a?b#c@a.example", "rtsp://***@***"),
        ("rtsp://us:p/a@a.example/b", "rtsp://***@a.example/b"),
        ("rtsp://us:cD1==@a.example/b", "rtsp://***@a.example/b"),
        ("https://a.example/b?user=ops&password=P%40ssw0rd there", "https://***%40*** there"),
        ("https://u:p@a.example/b?k=ab@c", "https://***@*"),
        ("https://a.example/b?mail=x@abcd&y", "https://***@***"),
        ("https://a.example/b#key=k@abcd", "https://***@***"),
        ("rtsp://a.example/password=ab@abcd", "rtsp://***@***"),
        ("rtsp%3A%2F%2Fa.example%3Fk%3Dab%40abcd", "rtsp%3A%2F%2F***%40***"),
        ("rtsp:&#x2F;&#47;user:pass@a.example", "rtsp:&#x2F;&#47;***@a.example"),
        ("rtsp&#58;//user:pass&#64;a.example", "rtsp&#58;//***&#64;a.example"),
        ("rtsp:&sol;&sol;user:pass&commat;a.example", "rtsp:&sol;&sol;***&commat;a.example"),
        (r"rtsp:\x2f\x2fuser:pass\x40a.example", r"rtsp:\x2f\x2f***\x40a.example"),
        ("rtsp://a.example/user%3Dadmin%26password%3Dabcd", "rtsp://a.example/user%3D***%26password%3D***"),
        ("rtsp%3A%2F%2Fa.example%2Fu%3Dab%26pw%3Dse%40cret there", "rtsp%3A%2F%2F***%40*** there"),
        ("rtsp://a.example%2Fu%3Dab@cret", "rtsp://***@***"),
        ("rtsp://a.example/u&equals;abcd", "rtsp://a.example/u&equals;***"),
        ("rtsp:&#047;&#0047;user:pass@a.example", "rtsp:&#047;&#0047;***@a.example"),
        ("password => abcd, user", "password => ***, user"),
        ("password := abcd, user", "password := ***, user"),
        ("password: ab,cd and more", "password: *** and more"),
        ("<password>abcd</password> there", "<password>*** there"),
        ("%7B%22headers%22%2520%3A%2520%7B%22k%22%3A%22abcd%22%7D%7D", "%7B%22headers%22%2520%3A%2520***%7D"),
        ("https://a.example/b?token=abcd", "https://a.example/b?token=***"),
        ("https://a.example/b?x=1&token=abcd;y=ab", "https://a.example/b?x=*&token=***;y=**"),
        ("https://a.example/b?abcd", "https://a.example/b?***"),
        ("https://a.example/b?YWJjZA==", "https://a.example/b?***"),
        ("https://a.example/b?token=YWJjZA==", "https://a.example/b?token=***"),
        ("https://a.example/b?", "https://a.example/b?"),
        ("https://a.example/b#abcd", "https://a.example/b#***"),
        ("https://a.example/b#token=abcd", "https://a.example/b#token=***"),
        ("https://a.example/b?x=1#abcd", "https://a.example/b?x=*#***"),
        ("SVN+ssh://user:pass@a.example", "SVN+ssh://***@a.example"),
        ('{"a":"rtsp://user:pass@a.example"}', '{"a":"rtsp://***@a.example"}'),
        ("https://a.example/?u=https://user:pass@b.example", "https://***@***"),
        ("https://a.example/b?token=ab'cd\"ef<gh there", "https://a.example/b?token=*** there"),
        ("http:\\/\\/a.example\\/b?token=abcd there", "http:\\/\\/a.example\\/b?token=*** there"),
        ("rtsp://192.0.2.1/user=admin&password=abcd&channel=1", "rtsp://192.0.2.1/user=***&password=***&channel=*"),
        ("https://a.example/YWJjZA==/b", "https://a.example/YWJjZA==/b"),
        ("http:/user:pass@a.example", "http:/***@a.example"),
        ("rtsp%3A%2F%2Fuser%3Apass%40a.example%3Ftoken%3Dabcd", "rtsp%3A%2F%2F***%40a.example%3F***"),
        ("2020-09-18T03:35:03Z", "2020-09-18T03:35:03Z"),
        ("a password is needed: see the headers: none", "a password is needed: see the headers: none"),
    ],
)
def test_redact_text(text: str, expected: str) -> None:
    assert redact_text(text) == redact_task(text) == expected


def test_what_was_given_stays_as_it_is() -> None:
    task = {"input": {"vcn": {"password": "p"}}, "output": [{"url": "https://u:p@h"}]}
    redact_task(task)
    assert task == {"input": {"vcn": {"password": "p"}}, "output": [{"url": "https://u:p@h"}]}


#: No part of these secrets can stand in an answer by chance.
_secrets = st.text("!$'()*+,-.~_:@%/?#= \"烟", max_size=12).map(lambda text: f"sesame{text}7f3a")


def _without(secrets: st.SearchStrategy[str], characters: str) -> st.SearchStrategy[str]:
    return secrets.map(lambda text: "".join(c for c in text if c not in characters))


_in_text = _without(_secrets, " \"'<>\\")
_in_query = _without(_in_text, "?#=")
_places = st.one_of(
    _secrets.map(lambda s: {"password": s}),
    _secrets.map(lambda s: {"Password": [s, {"a": s}]}),
    st.tuples(st.text(max_size=8), _secrets).map(lambda t: {"headers": {f"X-{t[0]}": t[1], "accept": "*/*"}}),
    _secrets.map(lambda s: {"headers": [s]}),
    _secrets.map(lambda s: {"headers": s}),
    _secrets.map(lambda s: {"url": f"rtsp://user:{s}@a.example/b"}),
    _secrets.map(lambda s: {"url": f"user:{s}@a.example/b"}),
    _in_text.map(lambda s: f"see rtsp://user:{s}@a.example/b"),
    _in_query.map(lambda s: f"https://a.example/b?token={s}"),
    _in_query.map(lambda s: {"url": f"a.example/b?x=1&token={s}&y=2"}),
    _in_query.map(lambda s: {"url": f"https://a.example/b?{s}"}),
    _in_query.map(lambda s: f"https://a.example/b#{s}"),
    _in_query.map(lambda s: {"anything": [{"url": f"https://a.example/b?{s}=="}]}),
)
_answers_with_secrets = st.recursive(
    _places,
    lambda children: (
        st.lists(children | any_json, max_size=3)
        | st.dictionaries(st.sampled_from(("input", "data", "url", "headers", "a")), children | any_json, max_size=3)
    ),
    max_leaves=6,
)


@given(_answers_with_secrets)
def test_no_secret_is_left(answer: Any) -> None:
    shown = json.dumps(redact_task(answer), ensure_ascii=False)
    assert "sesame" not in shown
    assert "7f3a" not in shown


@given(any_json | _answers_with_secrets)
def test_redacting_again_changes_nothing(value: Any) -> None:
    once = redact_task(value)
    assert redact_task(once) == once


@given(url_like_text)
def test_redacting_text_again_changes_nothing(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) == once
    assert len(once) <= len(text)


#: Names, values, and what may stand between them.
_words = st.sampled_from(
    (
        *(
            "password",
            "token",
            "pass",
            "Authorization",
            "密码",
            "为",
            "Secr3tPass9",
            "ab12",
            "is",
            "bearer",
            "name",
            "value",
            "-u",
        ),
        *(
            "admin",
            "rtsp",
            "//",
            "/",
            "@",
            ":",
            "=",
            "->",
            "→",
            "'",
            '"',
            "\u201c",
            "\u201d",
            "***",
            " ",
            ",",
            ".",
            "8080",
            "%20",
            "%3A",
            "\\n",
        ),
    )
)
_texts_of_words = st.lists(_words, max_size=12).map("".join)


@given(_texts_of_words)
def test_redacting_text_of_names_and_values_again_changes_nothing(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) == once
    assert len(once) <= len(text)


@pytest.mark.parametrize("name", TASKS)
def test_a_redacted_task_keeps_the_contract(name: str) -> None:
    assert CONTRACT.violations(redact_task(TASKS[name])) == []


@given(valid_tasks())
def test_any_redacted_task_keeps_the_contract(task: dict[str, Any]) -> None:
    assert CONTRACT.violations(redact_task(task)) == []


def _object_text(members: list[tuple[str, str]]) -> str:
    return "{" + ",".join(f"{json.dumps(name)}:{member}" for name, member in members) + "}"


#: Text of JSON that is odd: numbers that are written longer than before, or not at all, names twice, half a surrogate pair, JSON
#: in text in JSON.
_odd_names = st.sampled_from(("password", "headers", "url", "message", "***")) | st.text(max_size=2)
_odd_json = st.recursive(
    st.sampled_from(("5", "1e15", "1e999", "-0.0", "true", "null", '""', '"x"', r'"\ud800"', r'"\ud83d\ude00"', '"sesame-7f3a"'))
    | (url_like_text | st.text(max_size=4)).map(json.dumps),
    lambda children: (
        st.lists(children, max_size=4).map(lambda items: "[" + ",".join(items) + "]")
        | st.lists(st.tuples(_odd_names, children), max_size=4).map(_object_text)
        | children.map(json.dumps)
    ),
    max_leaves=10,
)


def _is_strict(text: str) -> bool:
    """Whether text is JSON that the contract accepts, too."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


@given(_odd_json)
def test_odd_json_text_stays_json_and_does_not_grow(text: str) -> None:
    once = redact_text(text)
    json.loads(once)
    once.encode()
    assert len(once) <= len(text)
    assert redact_text(once) == once


@given(valid_tasks(), _odd_json, st.integers(1, 200))
def test_a_redacted_task_with_odd_json_text_keeps_the_contract(task: dict[str, Any], text: str, length: int) -> None:
    short = (text * 100)[:100]
    inner = text if _is_strict(text) else "0"
    texts = {
        "description": ("[" + ",".join([text] * 100) + "]")[:500],
        "status": (text + "," + text)[:4096],
        "creator": short,
        "service_title": {"en": text[:100], "zh": short[:length]},
        "error": {"code": short, "message": (text * 2)[: max(length, 2)]},
        "service_config": {"common": {"target_roi": f'{{"polygons":[{{"data":[[0,1e15]]}}],"a":{inner},"b":{inner}}}'}},
    }
    assert CONTRACT.violations(task | texts) == []
    shown = redact_task(task | texts)
    assert CONTRACT.violations(shown) == []
    json.dumps(shown, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    "part",
    [
        "a", "\\", r"\x4", "/", "&#x", ">", '"', "{", "a:/ ", "%25", "=", "@", '{"', r"\"", "password", "headers:{", 'password:"',
        "%20", " ", "1", "a://b:", "a://[", "-u a:", "密码", "password ", "token is ", "password, ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("beginning", ["a://b ", 'password:"', "headers:{", "a:/x?", "a://u:", "password ", "密码", "-u '"])
def test_no_text_takes_time_that_grows_with_its_square(beginning: str, part: str) -> None:
    # By the square this would take minutes: a hang, not a slow test.
    text = beginning + part * (60_000 // len(part))
    assert redact_text(text)
    assert scrub(text, [r"\\\"\\%%%%%%%%--------", "aaaaaaaaaaaaaaab"]) == text


def test_user_info_in_free_text_may_hold_angle_brackets_and_apostrophes() -> None:
    assert redact_text("cannot open rtsp://admin:TOP<SECRET'3@10.0.0.9/live") == "cannot open rtsp://***@10.0.0.9/live"


@pytest.mark.parametrize(
    "text",
    [
        'rtsp://adm"in:s3cr3t@c/',
        "rtsp://admin:s3cr3t two@c/",
        r"rtsp://admin:s3cr3t\x@c/",
        'rtsp://a:p@"s3cr3t@c/',
        r'{"polygons":[],"src":"rtsp:\/\/admin:s3cr3t@cam\/1"}',
        '{"polygons":[],"password":"s3cr3t"}',
        '{"headers":{"appKey":"s3cr3t"}}',
        '{"password":"s3cr3t","password":null}',
        'task {"vcn":{"password":"s3cr3t"},"headers":{"appKey":"s3cr3t"}} is bad',
        r'bad input: "{\"vcn\":{\"password\":\"a\\\"s3cr3t\"}}"',
        r'bad input: "{\"headers\":{\"appKey\":\"s3cr3t\"}}"',
        r'"{\"vcn\":{\"password\":\"s3cr3t\"}}"',
        '{"output":{"webhook":{"headers":{"appKey":"s3cr3t',
        '{"vcn":{"password":"s3cr3t',
        'rejected: {"headers":{"a":{"b":"x"},"appKey":"s3cr3t"}}',
        'rejected: {"headers":{"appKey":"s}s3cr3t"}}',
        'rejected: {"headers":["s]s3cr3t"]}',
        'rejected: {"vcn":{"password":["s3cr3t"]}}',
        'rejected: {"vcn":{"password":s3cr3t}}',
        '{"a":1}\n{"password":"s3cr3t"}',
        "{'vcn': {'password': 's3cr3t'}}",
        "vcn: {password: s3cr3t}",
        "&password=s3cr3t&x=1",
        "%22password%22%3A%22s3cr3t%22",
        "%22headers%22%3A%7B%22appKey%22%3A%22s3cr3t%22%7D",
        "&quot;password&quot;:&quot;s3cr3t&quot;",
        r"{\u0022password\u0022:\u0022s3cr3t\u0022}",
        r'x {"url":"rtsp:\u002f\u002fadmin:s3cr3t@cam"}',
        r"cannot open rtsp:\\/\\/admin:s3cr3t@cam",
        r'x {"url":"http:\/\/cam\/x?key\u003ds3cr3t"}',
    ],
)
def test_text_that_holds_a_secret_of_a_task(text: str) -> None:
    assert "s3cr3t" not in redact_text(text)


@pytest.mark.parametrize(
    "text",
    ["Access=a, Signature=0a0a0a", "signature=0a0a0a", '"Signature":"0a0a0a"', r"{\"Signature\":\"0a0a0a", "Signature%3D0A0A0A"],
)
def test_the_signature_of_a_request_is_hidden(text: str) -> None:
    assert "0a0a" not in redact_text(text).lower()


def test_what_a_task_keeps_secret_goes_from_its_free_text_too() -> None:
    secret = "a long secret"
    task = {
        "description": f"user {secret}",
        "error": {"code": secret, "message": f"login with {secret} and short failed"},
        "input": {"vcn": {"password": secret}, "data": [{"headers": {"k": "short"}}]},
        "output": {"webhook": {"headers": {"appKey": "another secret"}}},
        "status": "another secret",
    }
    shown = redact_task(task)
    assert (shown["description"], shown["status"]) == ("user ***", "***")
    assert shown["error"] == {"code": secret, "message": "login with *** and short failed"}


@pytest.mark.parametrize(
    ("places", "status", "expected"),
    [
        ({"url": "rtsp://admin:S3cretCam99@192.0.2.1/x"}, "login as admin with S3cretCam99 was refused", "admin with ***"),
        ({"url": "rtsp://admin:S3cret%40Cam@192.0.2.1/x"}, "login with S3cret@Cam or S3cret%40Cam was refused", "*** or ***"),
        ({"url": "http://a.example/x?key=abcdefgh12"}, "query abcdefgh12 was refused", "query ***"),
        ({"url": "rtsp://192.0.2.1/user=admin&password=abcdefgh12"}, "password abcdefgh12 was refused", "password ***"),
        ({"anything": ["see rtsp://admin:S3cretCam99@192.0.2.1/"]}, "S3cretCam99 was refused", "***"),
        ({"anything": '{"password":"S3cretCam99"}'}, "S3cretCam99 was refused", "***"),
        ({"anything": "vcn: {password: S3cretCam99}"}, "S3cretCam99 was refused", "***"),
        ({"url": "rtsp://192.0.2.1/user=admin&password=S3cret%40Cam9&channel=1"}, "S3cret@Cam9 was refused", "***"),
        ({"url": "http://a.example/x?pwd=S3cret%40+Cam9&b=1"}, "S3cret@ Cam9 or S3cret@+Cam9 was refused", "*** or ***"),
        ({"url": "rtsp://a.example/u=admin_password=S3cretC9_channel=1_stream=0.sdp"}, "S3cretC9 was refused", "*** was"),
        ({"headers": {"Authorization": "Bearer S3cretCam99"}}, "S3cretCam99 was refused", "***"),
        ({"headers": {"Cookie": "sid=S3cretCam99; theme=dark"}}, "S3cretCam99 in a dark theme", "*** in a dark theme"),
        ({"headers": {"Authorization": "Basic dXNlcjpTM2NyZXQtQ2Ft"}}, "user with S3cret-Cam was refused", "user with ***"),
        ({"authorization": "Basic dXNlcjpTM2NyZXQtQ2FtMQ=="}, "user with S3cret-Cam1 was refused", "user with ***"),
        ({"headers": {"Authorization": "Basic and S3cretCam99"}}, "S3cretCam99 was refused", "***"),
        ({"headers": {"Authorization": 'Digest user="u", response="S3cretCam99"'}}, "S3cretCam99 was refused", "***"),
        ({"headers": {"Proxy-Authorization": "user:S3cretCam99"}}, "S3cretCam99 was refused", "***"),
        ({"headers": {"X-Site": "site=building-7, zone=2"}}, "building-7", "building-7"),
        ({"url": "https://hooks.example.com/notify?mail=ops@example.com"}, "hooks.example.com/notify", "hooks."),
        ({"password": "Win\\new-S3cret"}, '{"msg":"camera refuses Win\\new-S3cret"}', "***"),
        ({"password": 12345678}, "camera answers 12345678", "camera answers ***"),
        ({"anything": '{"password":12345678}'}, "camera answers 12345678", "camera answers ***"),
    ],
)
def test_free_text_repeats_no_secret_of_another_place(places: dict[str, Any], status: str, expected: str) -> None:
    shown = redact_task({"input": {"data": [places]}, "status": status})["status"]
    assert expected in shown
    assert not re.search("S3cret|abcdefgh|12345678", shown)


def test_json_text_that_does_not_escape_the_backslash_of_a_secret_stays_json() -> None:
    roi = '{"polygons":[],"n":"corp\\new-S3cret"}'
    task = {"input": {"vcn": {"password": "corp\\new-S3cret"}, "data": [{"target_roi": roi}]}}
    assert redact_task(task)["input"]["data"] == [{"target_roi": '{"polygons":[],"n":"***"}'}]


def test_the_query_within_a_query_is_hidden() -> None:
    assert redact_task({"url": "http://h/?p%3DTr0ub4dor%26q=1&x=2"}) == {"url": "http://h/?***&x=*"}


def test_members_that_the_schema_does_not_know_repeat_no_secret_either() -> None:
    secret = "CameraSecretPw77"
    answer = {
        "input": {"vcn": {"password": secret, "username": secret}},
        "fail_reason": f"login {secret} failed",
        "tags": [secret, {"note": f"{secret}!"}],
        "error": {"code": secret, "detail": secret},
        "service_config": {"common": {"note": secret}},
        "state": f"cannot log in with {secret}",
    }
    shown = redact_task(answer)
    assert shown["input"]["vcn"] == {"password": HIDDEN, "username": secret}  # a member that the schema knows
    assert (shown["fail_reason"], shown["tags"]) == ("login *** failed", [HIDDEN, {"note": "***!"}])
    assert (shown["error"], shown["service_config"]) == ({"code": secret, "detail": HIDDEN}, {"common": {"note": HIDDEN}})
    assert shown["state"] == "cannot log in with ***"


@pytest.mark.parametrize("name", ["data", "path", "id", "type", "username", "code", "en", "index"])
def test_a_member_of_a_known_name_in_an_unknown_place_is_unknown(name: str) -> None:
    answer = {"input": {"vcn": {"password": "CameraSecretPw77"}}, "debug": {name: "CameraSecretPw77"}}
    assert redact_task(answer)["debug"] == {name: HIDDEN}


def test_what_stands_in_json_text_in_an_unknown_place_is_unknown() -> None:
    inner = {"password": "CameraSecretPw77", "id": "CameraSecretPw77"}
    assert json.loads(redact_task({"status": json.dumps(inner)})["status"]) == {"password": HIDDEN, "id": HIDDEN}


def test_beside_many_secrets_other_texts_stay() -> None:
    cameras = [{"headers": {f"k{n}": f"header value {place} {n}" for n in range(10)}} for place in range(50)]
    answer = {"input": {"data": cameras}, "state": "PAUSED_BY_OPERATOR", "region_name": "north hall, header value 7 3"}
    shown = redact_task(answer)
    assert (shown["state"], shown["region_name"]) == ("PAUSED_BY_OPERATOR", "north hall, ***")


@pytest.mark.parametrize(
    "name", ["token", "apiToken", "client_secret", "accessKey", "access_key", "pwd", "db_password", "Credential"]
)
def test_a_text_whose_name_says_that_it_is_secret_is_hidden(name: str) -> None:
    assert redact_task({"hosting": {name: "k-18"}}) == {"hosting": {name: HIDDEN}}
    assert redact_task({"hosting": {f"{name}_count": 18}}) == {"hosting": {f"{name}_count": 18}}


def test_a_state_stays_although_an_address_names_it() -> None:
    task = {"state": "ABNORMAL", "output": {"webhook": {"url": "https://a.example/?on=ABNORMAL"}}, "note": "on ABNORMAL"}
    assert redact_task(task) == {**task, "output": {"webhook": {"url": "https://a.example/?on=***"}}, "note": "on ***"}


def test_nothing_stays_of_a_repeated_secret_that_looks_like_an_address() -> None:
    secret = "HeadPart3:/?x{Tail4"
    shown = redact_task({"input": {"vcn": {"password": secret}}, "status": f"cannot log in with {secret}"})
    assert shown["status"] == HIDDEN


def test_beside_very_many_secrets_free_texts_are_hidden_as_a_whole() -> None:
    # Each of them looked for in each text would take minutes: a hang, not a slow test.
    answer = [{"password": f"aaaaaaa{number}", "message": "b", "status": "some text"} for number in range(20_000)]
    assert redact_task(answer) == [{"password": HIDDEN, "message": "*", "status": HIDDEN}] * 20_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a":1e15,"password":"abcd"}', '{"a":1e15,"password":"***"}'),
        ('{"a":1e999,"password":12345}', '{"a":1e999,"password":"***"}'),
        ('[{"password":1},{"password":"abc"}]', '[{"password":0},{"password":0}]'),
        ('{"polygons":[],"a":{"password":5},"polygons":[]}', '{"polygons":[],"a":{"password":"***"}}'),
        (r'{"a":"\ud800","password":"abcd"}', r'{"a":"\ud800","password":"***"}'),
        (r'"{\"password\":12345}"', r'"{\"password\":0}"'),
    ],
)
def test_json_text_stays_json_with_room_for_asterisks_or_without(text: str, expected: str) -> None:
    assert redact_text(text) == expected


def test_json_text_stays_json_however_long_it_is() -> None:
    shown = redact_text(json.dumps({"a": ["b"] * 100_000, "password": "abcd"}))
    assert json.loads(shown) == {"a": ["b"] * 100_000, "password": HIDDEN}


def test_json_without_secrets_stays_as_it_is_written() -> None:
    text = '{"polygons": [ {"data":[[0, 1e1]]} ]}'
    assert redact_text(text) == text


def test_names_of_members_may_be_urls_too() -> None:
    assert redact_task({"hooks": {"https://u:s3cr3t@h/?k=s3cr3t": 1}}) == {"hooks": {"https://***@h/?k=***": 1}}


@pytest.mark.parametrize("length", [64 * 1024 + 1, 4_000_000])
def test_what_is_too_long_to_be_cleaned_is_hidden_as_a_whole(length: int) -> None:
    assert redact_text("a" * length) == HIDDEN
    assert redact_task({"note": ["a" * length]}) == {"note": [HIDDEN]}


def test_a_long_text_is_cleaned() -> None:
    text = "a" * (64 * 1024 - 30)
    assert redact_text(f"{text} http://u:p@h/") == f"{text} http://***@h/"


@given(url_like_text | any_json.map(json.dumps) | st.text(st.sampled_from("pPaAsſSwWoOrRdD:=\"'{[ /%&")) | _texts_of_words)
def test_text_that_is_passed_over_would_have_stayed_as_it_is(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_MARKS", "_TRACES"):
            patch.setattr(redaction, name, re.compile(""))
        looked_into = redact_text(text)
    assert redact_text(text) == looked_into


@given(valid_tasks() | st.dictionaries(st.sampled_from(("name", "state", "status", "error", "password", "url")), any_json))
def test_some_members_are_redacted_as_within_the_whole(task: dict[str, Any]) -> None:
    names = ("state", "name", "status", "error")
    whole = redact_task(task)
    assert redact_members(task, names) == {name: whole[name] for name in names if name in whole}


def test_a_status_does_not_repeat_a_secret_of_another_member() -> None:
    task = {"state": "ABNORMAL", "status": "login with open-sesame failed", "input": {"vcn": {"password": "open-sesame"}}}
    assert redact_members(task, ("state", "status")) == {"state": "ABNORMAL", "status": "login with *** failed"}
    assert redact_members(task, ("error",)) == {}
    task["error"] = {"code": "1", "message": "open-sesame"}
    assert redact_members(task, ("error",)) == {"error": {"code": "1", "message": "***"}}


@pytest.mark.parametrize(
    "name",
    [
        "pwd", "token", "access_token", "X-Auth-Token", "passwd", "passphrase", "pass", "dbPass", "api_key", "api-key", "appKey",
        "client secret", "stream_key", "sharedKey", "encryption-key",
        "Authorization", "cookie", "ak", "camera_sk", "userPIN", "credentials", "密码", "登录口令", "ｐｗｄ",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "text", ["{}=s3cr3t", "cannot log in, {}: s3cr3t", '{{"{}":"s3cr3t', "{{'{}': 's3cr3t'}}", "%22{}%22%3A%22s3cr3t"]
)
def test_a_name_is_as_secret_in_text_as_among_members(name: str, text: str) -> None:
    assert redact_task({"hosting": {name: "s3cr3t"}}) == {"hosting": {name: HIDDEN}}
    assert "s3cr3t" not in redact_text(text.format(name))
    assert redact_text(text.format("floor")) == text.format("floor")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /\nAuthorization: Basic YWI6Y2Q= x\r\nHost: a.example", "GET /\nAuthorization: ***\r\nHost: a.example"),
        ("Cookie: sid=abcd; lang=en\nok", "Cookie: ***\nok"),
        ("token: Bearer abcd there", "token: *** there"),
        ("password: token: abcd there", "password: *** there"),
        ("admin:abcd@192.0.2.1:554/live", "***@192.0.2.1:554/live"),
        ("//admin:ab@cd@192.0.2.1/live", "//***@192.0.2.1/live"),
        ("rtsp:\\\\admin:abcd@192.0.2.1\\live", "rtsp:\\\\***@192.0.2.1\\live"),
        ("rtsp：//admin:abcd@192.0.2.1", "rtsp：//***@192.0.2.1"),
        ("用户密码：abcd，请重试", "用户密码：***"),
        ("\\nak=abcd there", "\\nak=*** there"),
        ("task=abcd, bypass=1, at 12:30:01 from a@b.example", "task=abcd, bypass=1, at 12:30:01 from a@b.example"),
        ("token expired, see key: abcd", "token expired, see key: abcd"),
    ],
)
def test_what_follows_the_name_of_a_secret_in_text(text: str, expected: str) -> None:
    assert redact_text(text) == expected
    assert redact_text(expected) == expected


@pytest.mark.parametrize("value", [8392746183927461, 1.5, ["k-18"], {"value": "k-18"}, [], {}, "", "k-18"])
def test_whatever_a_secret_member_holds_is_hidden(value: Any) -> None:
    assert redact_task({"hosting": {"token": value}}) == {"hosting": {"token": HIDDEN}}


@pytest.mark.parametrize("value", [True, False, None])
def test_whether_there_is_a_secret_may_be_seen(value: Any) -> None:
    assert redact_task({"hosting": {"token": value}}) == {"hosting": {"token": value}}


@pytest.mark.parametrize("name", ["Header", "webhook_headers", "requestHeaders", "ｈｅａｄｅｒｓ"])
def test_names_that_end_in_headers_are_headers(name: str) -> None:
    assert redact_task({name: {"X": "k-18", "Accept": "*/*"}}) == {name: {"X": HIDDEN, "Accept": "*/*"}}


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"name": "password", "value": "S3cretPw99"}, {"name": "password", "value": HIDDEN}),
        ({"value": ["x1y2"], "key": "apiToken"}, {"value": HIDDEN, "key": "apiToken"}),
        ({"Key": "Token", "Values": {"a": 5}}, {"Key": "Token", "Values": HIDDEN}),
        ({"name": "密码", "value": 5}, {"name": "密码", "value": HIDDEN}),
        ({"name": "floor", "key": "pwd", "value": "k-18"}, {"name": "floor", "key": "pwd", "value": HIDDEN}),
        (
            {"name": "headers", "value": {"X": "k-18", "accept": "a/b"}},
            {"name": "headers", "value": {"X": HIDDEN, "accept": "a/b"}},
        ),
        ({"name": "url", "value": "a.example?token=abcd"}, {"name": "url", "value": "a.example?token=***"}),
        ({"name": "token", "value": True}, {"name": "token", "value": True}),
        ({"name": "token_count", "value": 18}, {"name": "token_count", "value": 18}),
        ({"name": "floor", "value": "3"}, {"name": "floor", "value": "3"}),
        ({"name": "password", "id": "3"}, {"name": "password", "id": "3"}),
        ({"name": ["password"], "value": "3"}, {"name": ["password"], "value": "3"}),
    ],
)
def test_a_value_is_as_secret_as_its_name_beside_it(members: dict[str, Any], expected: dict[str, Any]) -> None:
    task = {"service_config": {"common": {"params": [members]}}}
    shown = redact_task(task)
    assert shown == {"service_config": {"common": {"params": [expected]}}}
    assert redact_task(shown) == shown


def test_a_value_that_is_named_beside_it_is_repeated_nowhere() -> None:
    shown = redact_task({"params": [{"name": "password", "value": "S3cretPw99"}], "status": "login with S3cretPw99 failed"})
    assert shown["status"] == "login with *** failed"


def test_names_of_labels_stay() -> None:
    labels = {"labels": [{"key": "floor", "value": "3"}]}
    assert redact_task(labels) == labels


_BASE64 = base64.b64encode(b'admin:Str0ng@Pass"word&1').decode()


@pytest.mark.parametrize(
    "said",
    [
        "Str0ng%40Pass%22word%261", "Str0ng%2540Pass%2522word%25261", 'Str0ng@Pass\\"word&1', 'Str0ng@Pass\\\\\\"word&1',
        "Str0ng\\u0040Pass\\u0022word\\u00261", "Str0ng@Pass&quot;word&amp;1", 'STR0NG@PASS"WORD&1', f"Basic/{_BASE64}", _BASE64,
    ],
)  # fmt: skip
def test_a_repeated_secret_is_known_in_its_encodings(said: str) -> None:
    task = {"input": {"vcn": {"password": 'Str0ng@Pass"word&1'}}, "error": {"code": "1", "message": f"login with {said}"}}
    shown = redact_task(task)["error"]["message"]
    assert shown.startswith("login with ")
    assert shown.endswith(HIDDEN)
    assert not re.search("(?i)str0ng|word", shown)
    assert said not in shown


def test_what_a_hidden_object_holds_is_not_repeated() -> None:
    shown = redact_task({"credentials": {"ak": ["CameraSecretPw77", 12345678]}, "status": "CameraSecretPw77 or 12345678"})
    assert shown == {"credentials": HIDDEN, "status": "*** or ***"}


def test_a_name_in_an_unknown_place_repeats_no_secret() -> None:
    vcn = {"password": "hunter2hunter2"}
    assert redact_task({"input": {"vcn": vcn}, "debug": {"hunter2hunter2": 1}})["debug"] == {HIDDEN: 1}
    vcn["password"] = "polygons"
    roi = '{"polygons":[],"note":"polygons"}'
    shown = redact_task({"input": {"vcn": vcn}, "service_config": {"common": {"target_roi": roi}}})
    assert shown["service_config"]["common"]["target_roi"] == '{"polygons":[],"note":"***"}'


@pytest.mark.parametrize(
    ("roi", "expected"),
    [
        ("at hunter2hunter2", "at ***"),
        ('{"polygons":[],"note":"hunter2hunter2"}', '{"polygons":[],"note":"***"}'),
        ('{"polygons":[],"note":["x",{"hunter2hunter2":1}]}', '{"polygons":[],"note":["x",{"***":1}]}'),
        (r'{"polygons":[],"note":"hunter2\u0068unter2"}', '{"polygons":[],"note":"***"}'),
        ('{"polygons":"hunter2hunter2"}', '{"polygons":"***"}'),
        ('{"polygons": [], "note": 1}', '{"polygons": [], "note": 1}'),
    ],
)
def test_a_region_repeats_no_secret(roi: str, expected: str) -> None:
    task = {"input": {"vcn": {"password": "hunter2hunter2"}}, "service_config": {"common": {"target_roi": roi}}}
    assert redact_task(task)["service_config"]["common"]["target_roi"] == expected


def test_numbers_of_a_region_stay_although_they_repeat_a_secret() -> None:
    roi = '{"polygons":[{"data":[[0.12345678,1]]}],"n":0.12345678}'
    shown = redact_task({"input": {"vcn": {"password": 12345678}}, "service_config": {"common": {"target_roi": roi}}})
    assert shown["service_config"]["common"]["target_roi"] == '{"polygons":[{"data":[[0.12345678,1]]}],"n":"0.***"}'


def _nested(levels: int) -> str:
    text = "rtsp://u:s3cr3t@h"
    for _level in range(levels):
        text = json.dumps({"password": "s3cr3t", "m": text})
    return text


@pytest.mark.parametrize(("levels", "shown"), [(1, "rtsp://***@h"), (3, "rtsp://***@h"), (4, HIDDEN), (16, HIDDEN)])
def test_json_text_deep_in_json_text_is_hidden(levels: int, shown: str) -> None:
    value: Any = redact_task({"note": _nested(levels)})["note"]
    for _level in range(min(levels, 3)):
        value = json.loads(value)
        assert value["password"] == HIDDEN
        value = value["m"]
    assert value == shown


@pytest.mark.parametrize("part", [r"\\u003a/", "%2525", r"\"", "&#65;", "a://b?c=d@", ",a:bb@.", "open-sesame "])
def test_what_is_left_of_a_task_is_hidden_when_much_was_looked_through(part: str) -> None:
    # All of it would take minutes: a hang, not a slow test.
    text = "password=" + part * (60_000 // len(part))
    task = {"state": "RUNNING", "input": {"vcn": {"password": "open-sesame"}}, "notes": [text] * 200}
    shown = redact_task(task)
    assert (shown["state"], shown["notes"][-1]) == ("RUNNING", HIDDEN)


def test_beside_many_repeated_secrets_many_free_texts_are_hidden_as_a_whole() -> None:
    # Each of them taken out of each text would take minutes: a hang, not a slow test.
    secrets = [f"abcdefghijk{number}" for number in range(200)]
    shown = redact_task({"tokens": secrets, "notes": [*secrets, *["some text AAAA"] * 30_000]})
    assert set(shown["notes"]) == {HIDDEN}
    shown = redact_task({"tokens": secrets, "notes": [*secrets, *["some text AAAA"] * 50]})
    assert set(shown["notes"]) == {HIDDEN, "some text AAAA"}


def test_an_address_is_hidden_when_much_was_looked_through() -> None:
    shown = redact_task({"notes": ["a=b/" * 15_000] * 20, "url": "rtsp://u:s3cr3t@h"})
    assert shown["url"] == HIDDEN
    assert redact_task({"url": "a" * (64 * 1024 + 1)}) == {"url": HIDDEN}


def test_the_path_of_an_address_may_name_a_secret() -> None:
    assert redact_task({"url": "rtsp://192.0.2.1/cam&pwd:abcd"}) == {"url": "rtsp://192.0.2.1/cam&pwd:***"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cannot open rtsp://admin:S3cretPw", "cannot open rtsp://admin:***"),
        ("rtsp://admin:S3/cret?Pw there", "rtsp://admin:***?** there"),
        ("rtsp://admin:12345678", "rtsp://admin:***"),
        ("rtsp://admin:S3'cret\"Pw', there", "rtsp://admin:***', there"),
        ("rtsp://:S3cretPw", "rtsp://:***"),
        ("rtsp://CORP\\admin:S3cretPw", "rtsp://CORP\\admin:***"),
        ("rtsp://me@corp.example:S3cretPw", "rtsp://**@corp.example:***"),
        ("https://a.example/x/rtsp://admin:S3cretPw", "https://a.example/x/rtsp://admin:***"),
        ("http:\\/\\/admin:S3cretPw", "http:\\/\\/admin:***"),
        ("rtsp%3A%2F%2Fadmin%3AS3cretPw", "rtsp%3A%2F%2Fadmin%3A***"),
        ('{"url":"rtsp://admin:S3cr","password":"two words"', '{"url":"rtsp://admin:***","password":"***"'),
        ("无法打开rtsp://admin:S3cretPw，请重试", "无法打开rtsp://admin:***"),
    ],
)
def test_a_password_is_hidden_in_a_url_that_is_cut_off_before_its_at_sign(text: str, expected: str) -> None:
    assert redact_text(text) == expected
    assert redact_text(expected) == expected


def test_a_password_of_a_url_that_is_cut_off_is_repeated_nowhere() -> None:
    task = {"error": {"message": "cannot open rtsp://admin:S3cretPw99, again"}, "status": "login with S3cretPw99 failed"}
    assert redact_task(task)["status"] == "login with *** failed"
    assert redact_task({"url": ["rtsp://admin:S3cret Pw", "admin:S3cretPw"]}) == {"url": ["rtsp://admin:***", "admin:***"]}


@pytest.mark.parametrize(
    "text",
    [
        "http://host:8080/x", "http://[::1]:80/", "http://[fe80::1]/x", "http://[fe80::1", "rtsp://10.0.0.1:554/ch1",
        "see http://host: it is down", "see http://host:8080.", "(http://host:8080)", '"http://host:8080", <http://host:8080>',
        "http://a.example:80,http://b.example:81", "http%3A%2F%2Fhost%3A8080%2Fx", "http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2Fx",
        "http:\\/\\/host:8080\\/x", "无法打开http://host:8080，请重试", "http://host:/x",
    ],
)  # fmt: skip
def test_the_port_of_a_url_stays(text: str) -> None:
    assert redact_text(text) == text
    assert redact_task({"url": text}) == {"url": text}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--password S3cretPw99", "--password ***"),
        ("--password=S3cretPw99", "--password=***"),
        ("password -> sesame", "password -> ***"),
        ("password -&gt; sesame", "password -&gt; ***"),
        ("密码→sesame", "密码→***"),
        ("wrong password 'sesame 7' was given", "wrong password '***' was given"),
        ("wrong password \u201csesame\u201d was given", "wrong password \u201c***\u201d was given"),
        ("password Secr3tPass9, rejected", "password ***, rejected"),
        ("password is Secr3tPass9.", "password is ***."),
        ("the pwd\nSecr3tPass9", "the pwd\n***"),
        ("password%20Secr3tPass9", "password%20***"),
        ("Authorization Bearer Secr3tPass9", "Authorization Bearer ***"),
        ("auth: token Secr3tPass9", "auth: ***"),
        ("摄像机登录失败，密码Secr3tPass8不正确", "摄像机登录失败，密码***不正确"),
        ("密码为Secr3tPass8，请重试", "密码为***，请重试"),
        ("password是Secr3tPass8，请重试", "password是***，请重试"),
        ("密码'sesame'不正确", "密码'***'不正确"),
        ("密码\u201csesame\u201d不正确", "密码\u201c***\u201d不正确"),
        ("令牌 Secr3tPass9", "令牌 ***"),
        ("密码field01: sesame", "密码***: ***"),
        ("password密码Secr3tPass9 x1y2z3", "password密码*** x1y2z3"),
        ('{"name":"password","value":"sesame 7', '{"name":"password","value":"***'),
        ("curl -u admin:S3cretPw99 http://h/", "curl -u admin:*** http://h/"),
        ("curl --user 'admin:sesame 7' http://h/", "curl --user 'admin:***' http://h/"),
        ("curl -uadmin:sesame", "curl -uadmin:***"),
    ],
)
def test_a_value_is_known_without_a_sign_between(text: str, expected: str) -> None:
    assert redact_text(text) == expected
    assert redact_text(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "password is required", "the token expired", "password must be 8 to 26 characters", "token 12 of 30", "token a1b2c",
        "password%20is%20required",
        "no token https://iam.cn-north-4.myhuaweicloud.com/v3/auth/tokens", "'password' is a required property",
        "task 8656efdafebf440bb7008f174db6c567 passed at 2020-09-18T03:35:03Z", "密码不能少于8个字符", '"密码"不正确，"令牌"',
        "date -u 12", "curl -u http://host:8080/",
    ],
)  # fmt: skip
def test_prose_stays(text: str) -> None:
    assert redact_text(text) == text
