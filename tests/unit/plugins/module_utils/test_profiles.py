# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A profile gives its keys and settings, or a clear sentence; never a part of the file in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.credentials import (
    AccessKeyCredential,
    Chosen,
    Source,
    TokenCredential,
    choose_credential,
)
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument

FILE = """
# as the vendor's SDK writes it
[basic]
ak = ak-sesame
sk = sk%sesame
project_id = 0123456789abcdef0123456789abcdef
iam_endpoint = https://iam.example

[night]
AK = night-sesame
sk = sk-sesame
security_token = st-sesame

[half]
ak = half-sesame
sk =

[federated]
ak = ak-sesame
sk = sk-sesame
idp_id = idp
id_token_file = /nowhere
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "credentials"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def choose(*sources: dict[str, str], auth_method: str = "auto") -> Chosen:
    return choose_credential([Source(f"source {number}", values) for number, values in enumerate(sources)], auth_method)


def problem_of(*sources: dict[str, str], auth_method: str = "auto") -> str:
    with pytest.raises(InvalidArgument) as caught:
        choose(*sources, auth_method=auth_method)
    assert "sesame" not in str(caught.value)
    return str(caught.value)


def test_the_profile_for_projects_is_taken_by_default(file: str) -> None:
    chosen = choose({"credentials_file": file})
    assert chosen.credential == AccessKeyCredential("ak-sesame", "sk%sesame")
    assert chosen.settings == {"project_id": "0123456789abcdef0123456789abcdef", "iam_endpoint": "https://iam.example"}


def test_another_profile(file: str) -> None:
    chosen = choose({"credentials_file": file, "profile": "night"})
    assert chosen == Chosen(AccessKeyCredential("night-sesame", "sk-sesame", "st-sesame"))


def test_where_the_file_is_may_be_told_by_another_source(file: str) -> None:
    assert choose({"profile": "night"}, {"token": "t"}, {"credentials_file": file}).settings == {}


def test_the_default_file(file: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    default = tmp_path / ".huaweicloud" / "credentials"
    assert problem_of(auth_method="profile") == f"credentials_file {default} cannot be read: No such file or directory"
    assert "auth_method" not in problem_of()
    default.parent.mkdir()
    default.write_text(FILE, encoding="utf-8")
    assert choose(auth_method="profile").credential == AccessKeyCredential("ak-sesame", "sk%sesame")
    assert choose({"token": "t"}, auth_method="profile").credential == AccessKeyCredential("ak-sesame", "sk%sesame")
    # It is never taken unless it is asked for.
    assert problem_of().endswith(f"; to use {default}, set auth_method to profile")


def test_a_higher_source_decides(file: str) -> None:
    assert choose({"token": "t"}, {"credentials_file": file}).credential == TokenCredential("t")
    assert choose({"credentials_file": file}, {"token": "t"}).credential == AccessKeyCredential("ak-sesame", "sk%sesame")


@pytest.mark.parametrize(
    ("profile", "problem"),
    [
        ("day", "has no profile [day]; there are: basic, night, half, federated"),
        ("half", "secret_key is missing beside access_key in profile [half] of"),
        ("federated", "asks for an identity provider (idp_id), which is not supported"),
    ],
)
def test_unusable_profiles(file: str, profile: str, problem: str) -> None:
    assert problem in problem_of({"credentials_file": file, "profile": profile})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"ak = sesame", "it is no INI file with sections, line 1"),
        (b"[basic]\nsesame\n", "it is no INI file with sections, line 2"),
        (b"[basic]\nak = sesame\nak = sesame\n", "it is no INI file with sections, line 3"),
        (b"[basic]\nak = \xff", "it is not UTF-8"),
        (b"", "has no profile [basic]; there are: none"),
        (b"[basic]\n", "access_key and secret_key are missing"),
    ],
)
def test_unusable_files(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(content)
    assert problem in problem_of({"credentials_file": str(path)})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in problem_of({"credentials_file": str(tmp_path)})
