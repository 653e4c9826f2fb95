# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where reports are written: a folder for each host, files whole or not at all."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.campusgo.edge.plugins.module_utils.errors import InvalidArgument
from ansible_collections.campusgo.edge.plugins.plugin_utils import report_files
from ansible_collections.campusgo.edge.plugins.plugin_utils.report_files import folder_of, write_reports
from hypothesis import example, given
from hypothesis import strategies as st


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Takes only the others' rights away from new files."""
    before = os.umask(0o007)
    yield
    os.umask(before)


@pytest.mark.parametrize("host", ["localhost", "edge-1.example.com", "10.0.0.1", "_x", "DB01", "a" * 100])
def test_a_safe_name_is_kept(host: str) -> None:
    assert folder_of(host, ["other", host]) == host


UNSAFE = ["..", ".", "", "../up", "/etc", "a/b", "a\\b", "-rf", ".hidden", "a b", "a\nb", "a\x00", "号", "a" * 101]


@pytest.mark.parametrize("host", UNSAFE)
def test_any_other_name_becomes_safe(host: str) -> None:
    name = folder_of(host, [host])
    assert name != host
    assert report_files._SAFE_NAME.fullmatch(name)


@given(st.lists(st.text(max_size=8) | st.text("aA/._-", max_size=3), unique=True, max_size=8))
@example(["a/b", "a_b", "A/B", folder_of("a/b", [])])
@example(["web", "Web", "WEB", folder_of("Web", ["web", "Web"])])
def test_no_two_hosts_share_a_folder_even_where_case_is_ignored(hosts: list[str]) -> None:
    names = [folder_of(host, hosts) for host in hosts]
    assert len({name.casefold() for name in names}) == len(hosts)
    assert all(report_files._SAFE_NAME.fullmatch(name) for name in names)


def test_files_are_written_and_replaced_and_nothing_else_is_left(tmp_path: Path, open_umask: None) -> None:
    folder = tmp_path / "a" / "b"
    for text in ("one\n", "two 号\n"):
        paths = write_reports(folder, {"gate.xml": text, "gate.md": text})
        assert paths == [str(folder / "gate.xml"), str(folder / "gate.md")]
        assert [Path(path).read_bytes() for path in paths] == [text.encode()] * 2
    assert sorted(os.listdir(folder)) == ["gate.md", "gate.xml"]
    assert {stat.S_IMODE(Path(path).stat().st_mode) for path in paths} == {0o660}


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "gate.xml").symlink_to(tmp_path / "elsewhere")
    write_reports(tmp_path, {"gate.xml": "new"})
    assert ((tmp_path / "elsewhere").read_text(), (tmp_path / "gate.xml").read_text()) == ("kept", "new")


def test_a_failure_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_reports(tmp_path, {"gate.xml": "old"})

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report_files.os, "replace", fail)
    with pytest.raises(InvalidArgument, match="No space left on device"):
        write_reports(tmp_path, {"gate.xml": "new"})
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == {"gate.xml": "old"}


@pytest.mark.parametrize(
    ("below", "reason"),
    [("file", "File exists"), ("file/x", "Not a directory"), ("taken", "Is a directory"), ("\0", "embedded null")],
)
def test_where_it_cannot_be_written_one_sentence_says_so(tmp_path: Path, below: str, reason: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "taken" / "gate.xml").mkdir(parents=True)
    with pytest.raises(InvalidArgument) as caught:
        write_reports(tmp_path / below, {"gate.xml": "x"})
    # Some releases of Python say before the reason what they were about to do.
    beginning = f"the reports cannot be written to {re.escape(str(tmp_path / below))}: (mkdir: )?{reason}"
    assert re.match(beginning, str(caught.value))
    assert str(caught.value).endswith("; give another report_dir")
