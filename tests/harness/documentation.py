# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make docs``: the site, from the pages, the plugins' own documentation and the changelog. No link in it leads nowhere."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .checkout import copy_collection
from .environments import exclusive, isolated, make_venv
from .layout import BUILD, ROOT
from .processes import Failure, require

SITE = BUILD / "docs" / "site"

_WITHOUT_PAGES = ("action", "doc_fragments", "module_utils", "plugin_utils")
"""Folders of plugins that have no page: actions are documented as the modules that they stand behind."""


def build_site() -> int:
    """Build the site anew, and return how many pages it has.

    Raise ``Failure`` at any warning of antsibull-docs or Sphinx, at a page that no other page leads to, at broken links, and when
    a plugin or a role has no page.
    """
    # Where the path of the checkout holds "ansible_collections", ansible-doc leaves out the roles of a collection within.
    with exclusive(BUILD / "docs.lock"), tempfile.TemporaryDirectory(prefix="campusgo-edge-docs-") as folder:
        venv = make_venv("docs", ROOT / "docs" / "docsite" / "requirements.txt")
        workspace = Path(folder).resolve()
        source = copy_collection(workspace)
        expected = expected_pages(source)
        variables = isolated(venv, ANSIBLE_COLLECTIONS_PATH=workspace / "collections")

        def run(program: str, *arguments: str | Path) -> None:
            require([venv.program(program), *arguments], environment=variables, folder=source)

        run("antsibull-docs", "collection", "--use-current", "--fail-on-error", "--dest-dir", source, "campusgo.edge")
        shutil.copytree(source / "docs" / "docsite", source, dirs_exist_ok=True)  # the start page must lie on top
        shutil.rmtree(SITE, ignore_errors=True)
        settings = ("-c", source / "docs" / "docsite", "-d", workspace / "doctrees")
        run("sphinx-build", "--quiet", "--fail-on-warning", "--keep-going", *settings, source, SITE)
        return check_site(SITE, expected)


def expected_pages(collection: Path) -> set[str]:
    """Return the page of each plugin and each role in a collection, as antsibull-docs names it."""
    folders = [folder for folder in collection.glob("plugins/*/") if folder.name not in _WITHOUT_PAGES]
    names = {f"{file.stem}_{_kind(folder)}" for folder in folders for file in _documented(folder)}
    names |= {f"{role.name}_role" for role in collection.glob("roles/*/")}
    return {f"collections/campusgo/edge/{name}.html" for name in names}


def _kind(folder: Path) -> str:
    return "module" if folder.name == "modules" else folder.name


def _documented(folder: Path) -> Iterator[Path]:
    """Yield the files that document a plugin each; a Python file of filters or tests can hold many, under any name."""
    return folder.glob("*.yml" if folder.name in ("filter", "test") else "[!_]*.py")


def check_site(site: Path, expected: Collection[str]) -> int:
    """Follow every link within the site, and return how many pages it has.

    Raise ``Failure`` that names what leads nowhere or which of the expected pages is missing, or when there is nothing to follow.
    """
    pages = {file: _read(file) for file in sorted(site.rglob("*.html"))}
    missing = [name for name in sorted(expected) if site / name not in pages]
    if missing:
        raise Failure("\n".join(["These pages are missing:", *missing]))
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
