# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No link of the site leads nowhere, and each plugin and each role has its page."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import documentation
from harness.documentation import check_site, expected_pages
from harness.environments import Venv
from harness.layout import ROOT
from harness.processes import Failure


def _site(folder: Path, link: str) -> Path:
    (folder / "guides").mkdir()
    (folder / "index.html").write_text(f'<h1 id="top">Start</h1><a href="{link}">Further</a>', encoding="utf-8")
    (folder / "guides" / "gate.html").write_text('<a name="waiting"></a><a href="../index.html#top">Start</a>', encoding="utf-8")
    return folder


@pytest.mark.parametrize("link", ["guides/gate.html", "guides/gate.html#waiting", "#top", "https://example.invalid/nowhere"])
def test_links_that_lead_somewhere(tmp_path: Path, link: str) -> None:
    assert check_site(_site(tmp_path, link), []) == 2


@pytest.mark.parametrize("link", ["gate.html", "guides/gate.html#hurrying", "#bottom", "guides"])
def test_links_that_lead_nowhere(tmp_path: Path, link: str) -> None:
    with pytest.raises(Failure, match=f"nowhere:\nindex.html: {link}$"):
        check_site(_site(tmp_path, link), [])


def test_a_site_without_links_was_not_checked(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Nothing</p>", encoding="utf-8")
    with pytest.raises(Failure, match="There is no link"):
        check_site(tmp_path, [])


def test_a_page_that_was_lost_is_missed(tmp_path: Path) -> None:
    site = _site(tmp_path, "guides/gate.html")
    assert check_site(site, ["guides/gate.html"]) == 2
    with pytest.raises(Failure, match=r"missing:\ncollections/gate_role\.html$"):
        check_site(site, ["guides/gate.html", "collections/gate_role.html"])


def test_each_plugin_and_each_role_has_a_page() -> None:
    pages = {page.removeprefix("collections/campusgo/edge/").removesuffix(".html") for page in expected_pages(ROOT)}
    assert pages >= {
        "gate_role",
        "in_pool_test",
        "task_assert_module",
        "task_lookup",
        "task_problems_filter",
        "tasks_inventory",
    }
    # Code that others share, the actions behind modules, and the file that the tests are defined in are none of their own.
    assert {page.rpartition("_")[2] for page in pages} == {"filter", "inventory", "lookup", "module", "role", "test"}
    assert "task_test" not in pages


def test_the_site_is_built_where_ansible_finds_roles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout that lies where Ansible wants a collection, a copy within would lie in a collection twice."""
    checkout = tmp_path / "ansible_collections" / "campusgo" / "edge"
    folders = []

    def build(command: list[str | Path], *, environment: dict[str, str], folder: Path) -> str:
        assert environment["ANSIBLE_COLLECTIONS_PATH"] == str(folder.parents[2])
        folders.append(folder)
        return ""

    monkeypatch.setattr(documentation, "BUILD", checkout / "build")
    monkeypatch.setattr(documentation, "SITE", checkout / "build" / "docs" / "site")
    monkeypatch.setattr(documentation, "make_venv", lambda name, requirements: Venv(tmp_path / "venv"))
    monkeypatch.setattr(documentation, "require", build)
    with pytest.raises(Failure, match=r"missing:\n(.*\n)*collections/campusgo/edge/gate_role\.html"):
        documentation.build_site()
    assert len(folders) == 2  # antsibull-docs and Sphinx
    for folder in folders:
        assert not folder.is_relative_to(checkout)
        assert not folder.exists()
