# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No link of the site leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.documentation import check_site
from harness.processes import Failure


def _site(folder: Path, link: str) -> Path:
    (folder / "guides").mkdir()
    (folder / "index.html").write_text(f'<h1 id="top">Start</h1><a href="{link}">Further</a>', encoding="utf-8")
    (folder / "guides" / "gate.html").write_text('<a name="waiting"></a><a href="../index.html#top">Start</a>', encoding="utf-8")
    return folder


@pytest.mark.parametrize("link", ["guides/gate.html", "guides/gate.html#waiting", "#top", "https://example.invalid/nowhere"])
def test_links_that_lead_somewhere(tmp_path: Path, link: str) -> None:
    assert check_site(_site(tmp_path, link)) == 2


@pytest.mark.parametrize("link", ["gate.html", "guides/gate.html#hurrying", "#bottom", "guides"])
def test_links_that_lead_nowhere(tmp_path: Path, link: str) -> None:
    with pytest.raises(Failure, match=f"nowhere:\nindex.html: {link}$"):
        check_site(_site(tmp_path, link))


def test_a_site_without_links_was_not_checked(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>Nothing</p>", encoding="utf-8")
    with pytest.raises(Failure, match="There is no link"):
        check_site(tmp_path)
