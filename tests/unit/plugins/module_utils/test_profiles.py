# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A profile gives its keys and settings, or a clear sentence; never a part of the file in it."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils import profiles
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

[named as options]
access_key = ak-sesame
secret_key = sk-sesame

[temporary half]
security_token = st-sesame

[quoted]
ak = "ak-sesame"
sk = 'sk-sesame'

[quoted setting]
ak = ak-sesame
sk = sk-sesame
project_id = "0123456789abcdef0123456789abcdef"

[identity provider alone]
ak = ak-sesame
sk = sk-sesame
idp_id = idp
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
        ("day", "has no profile [day]; there are: basic, night, half, federated, named as options"),
        ("half", "sk (secret_key) is missing beside ak (access_key) in profile [half] of"),
        ("named as options", "ak (access_key) and sk (secret_key) are missing in profile [named as options] of"),
        ("temporary half", "are missing beside security_token in profile [temporary half] of"),
        ("quoted", "ak in profile [quoted] of"),
        ("quoted", "is in quotes, which would be part of the value: leave them out"),
        ("quoted setting", "project_id in profile [quoted setting] of"),
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
        (b"[basic]\nak = sesame\nak = sesame\n", "has a member twice, line 3"),
        (b"[basic]\nak = sesame\n[basic]\nak = sesame\n", "has profile [basic] twice, line 3"),
        (b"[basic]\nak = \xff", "it is not UTF-8"),
        (b"", "has no profile [basic]; there are: none"),
        (b"[basic]\n", "ak (access_key) and sk (secret_key) are missing"),
    ],
)
def test_unusable_files(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "credentials"
    path.write_bytes(content)
    assert problem in problem_of({"credentials_file": str(path)})


def test_an_identity_provider_needs_both_members(file: str) -> None:
    chosen = choose({"credentials_file": file, "profile": "identity provider alone"})
    assert chosen.credential == AccessKeyCredential("ak-sesame", "sk-sesame")


def test_a_byte_order_mark_is_no_part_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "credentials"
    path.write_text("[basic]\nak = ak-sesame\nsk = sk-sesame\n", encoding="utf-8-sig")
    assert choose({"credentials_file": str(path)}).credential == AccessKeyCredential("ak-sesame", "sk-sesame")


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("~nosuchuser/credentials", "credentials_file ~nosuchuser/credentials cannot be read: No such file or directory"),
        ("a\0b", "credentials_file 'a\\x00b' cannot be the path of a file"),
    ],
)
def test_paths_of_no_file(path: str, problem: str) -> None:
    assert problem_of({"credentials_file": path}) == problem


def test_nobody_has_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A container may run as a user that its table of users does not know."""
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)
    monkeypatch.chdir(tmp_path)
    assert problem_of().startswith("there are no credentials")
    assert problem_of(auth_method="profile") == (
        "credentials_file ~/.huaweicloud/credentials cannot be read: No such file or directory"
    )


def test_a_home_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: Any, **_keywords: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "stat", refuse)
    monkeypatch.setattr(profiles, "open", refuse, raising=False)  # there alone: pytest and imports open files too
    assert problem_of().startswith("there are no credentials")
    assert problem_of(auth_method="profile").endswith("cannot be read: Permission denied")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "cannot be read" in problem_of({"credentials_file": str(tmp_path)})
