# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make docs``: the site, from the pages, the plugins' own documentation and the changelog. No link in it leads nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .checkout import copy_collection
from .environments import exclusive, isolated, make_venv
from .layout import BUILD, ROOT
from .processes import Failure, require

_WORKSPACE = BUILD / "docs"
SITE = _WORKSPACE / "site"


def build_site() -> int:
    """Build the site anew, and return how many pages it has.

    Raise ``Failure`` at any warning of antsibull-docs or Sphinx, at a page that no other page leads to, and at broken links.
    """
    with exclusive(BUILD / "docs.lock"):
        venv = make_venv("docs", ROOT / "docs" / "docsite" / "requirements.txt")
        source = copy_collection(_WORKSPACE)
        variables = isolated(venv, ANSIBLE_COLLECTIONS_PATH=_WORKSPACE / "collections")

        def run(program: str, *arguments: str | Path) -> None:
            require([venv.program(program), *arguments], environment=variables, folder=source)

        run("antsibull-docs", "collection", "--use-current", "--fail-on-error", "--dest-dir", source, "campusgo.edge")
        shutil.copytree(source / "docs" / "docsite", source, dirs_exist_ok=True)  # the start page must lie on top
        shutil.rmtree(SITE, ignore_errors=True)
        settings = ("-c", source / "docs" / "docsite", "-d", _WORKSPACE / "doctrees")
        # What is taken over from an earlier run would not be warned of again.
        run("sphinx-build", "--quiet", "--fresh-env", "--fail-on-warning", "--keep-going", *settings, source, SITE)
        return check_site(SITE)


def check_site(site: Path) -> int:
    """Follow every link within the site, and return how many pages it has.

    Raise ``Failure`` that names what leads nowhere, or when there is nothing to follow.
    """
    pages = {file: _read(file) for file in sorted(site.rglob("*.html"))}
    broken = [f"{file.relative_to(site)}: {link}" for file, page in pages.items() for link in page.broken(file, pages)]
    if broken:
        raise Failure("\n".join(["These links lead nowhere:", *broken]))
    if not any(True for page in pages.values() for _link in page.local_links()):
        raise Failure(f"There is no link in {site}.")
    return len(pages)


class _Page(HTMLParser):
    """The places in a page that a link can lead to, and the links that it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.links: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element says of places and links."""
        for name, value in attrs:
            if name == "id" or (name == "name" and tag == "a"):
                self.places.add(value or "")
            elif name in ("href", "src"):
                self.links.add(value or "")

    def local_links(self) -> Iterator[str]:
        """Yield the links that stay within the site."""
        return (link for link in self.links if not urlsplit(link).scheme and not urlsplit(link).netloc)

    def broken(self, file: Path, pages: dict[Path, _Page]) -> Iterator[str]:
        """Yield the links of this page, which lies in ``file``, that lead nowhere."""
        for link in self.local_links():
            path, place = urlsplit(link).path, unquote(urlsplit(link).fragment)
            target = (file.parent / unquote(path)).resolve() if path else file
            known = pages[target].places if target in pages else set()
            if not target.is_file() or (place and place not in known):
                yield link


def _read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text(encoding="utf-8"))
    return page
