# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.html: one page that needs nothing but itself.

The page's security policy admits the style and the script beside this file, known by their digests, and nothing else: no other
script, no request.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import (
    Document,
    as_json,
    edge_pools,
    headline,
    pool_note,
    seen,
    title,
    why_unjudged,
)
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

#: In the order in which a person wants to see them, each with a sign, since colors alone do not speak to everyone.
_VERDICTS = {FAILED: "\u2715", UNKNOWN: "?", PASSED: "\u2713"}
#: Members of a task that are shown though nothing was expected of them.
_TELLING_MEMBERS = ("state", "edge_pool_id", "service_version", "status", "error", "updated_at")


@dataclass(frozen=True)
class Gap:
    """What is shown in place of a value, and whether the lack of it is a difference."""

    words: str
    differs: bool


_NOT_OBSERVED = Gap("not observed", differs=False)
_NOT_THERE = Gap("not there", differs=True)
_NOT_KEPT = Gap("not kept in this result", differs=False)


@dataclass(frozen=True)
class Comparison:
    """One line of expected and observed, side by side; ``expected`` is None where nothing was."""

    member: str
    expected: str | None
    observed: str
    differs: bool


@dataclass(frozen=True)
class Row:
    """One verdict, as the page shows it. Services and pools are places in the page's lists, for its filters."""

    verdict: Mapping[str, Any]
    name: str
    id: str
    service: int
    pools: list[int]
    pool_note: str
    state: str
    comparisons: list[Comparison]
    observed: list[str]
    history: list[tuple[float, str]]


def render_page(document: Document) -> str:
    """The page. Whatever is put into it is made printable, and escaped by the template engine."""
    order = list(_VERDICTS)
    verdicts = sorted(document["verdicts"], key=lambda verdict: order.index(verdict["verdict"]))
    services = sorted({verdict["service_name"] for verdict in verdicts})
    pools = sorted({pool for verdict in verdicts for pool in edge_pools(verdict)})
    style, script = _asset("report_page.css"), _asset("report_page.js")
    return _template().render(
        document=document,
        headline=headline(document),
        why=why_unjudged(document),
        signs=_VERDICTS,
        services=services,
        pools=pools,
        rows=_rows(verdicts, services, pools),
        style=style,
        script=script,
        style_digest=_digest(style),
        script_digest=_digest(script),
    )


def _rows(verdicts: Sequence[Mapping[str, Any]], services: list[str], pools: list[str]) -> Iterator[Row]:
    service_places = {service: place for place, service in enumerate(services)}
    pool_places = {pool: place for place, pool in enumerate(pools)}
    for verdict in verdicts:
        observed = verdict["observed"]
        yield Row(
            verdict=verdict,
            name=str(verdict["name"] or title(verdict)),
            id=str(verdict["task_id"] or "") if verdict["name"] else "",
            service=service_places[verdict["service_name"]],
            pools=[pool_places[pool] for pool in edge_pools(verdict)],
            pool_note=pool_note(verdict),
            state="\u2013" if observed is None else as_json(observed.get("state", _NOT_THERE.words)),
            comparisons=list(compare(verdict)),
            # A task of which only a few members are kept is in the comparison as a whole.
            observed=as_json(observed, indent=2).split("\n") if "id" in (observed or {}) else [],
            history=[(moment["at"], seen(moment)) for moment in verdict["history"]],
        )


def compare(verdict: Mapping[str, Any]) -> Iterator[Comparison]:
    """What was expected beside what was observed at the same place, then what else a person wants to know of the task."""
    expected, observed = verdict["expected"], verdict["observed"]
    for name, wanted in expected.items():
        if name != "fields":
            found = (observed or {}).get(name)
            choices = wanted if isinstance(wanted, list) else [wanted]
            shown = _NOT_OBSERVED.words if observed is None else _NOT_THERE.words if name not in observed else as_json(found)
            yield Comparison(name, " or ".join(map(as_json, choices)), shown, observed is not None and found not in choices)
    for name, wanted in expected.get("fields", {}).items():
        yield from _compare_field(name, wanted, _find(observed, name))
    for name in _TELLING_MEMBERS:
        if name in (observed or {}) and name not in expected:
            yield Comparison(name, None, as_json(observed[name]), False)


def _find(observed: Mapping[str, Any] | None, name: str) -> Any:
    """A member of the task, or the gap in its place."""
    if observed is None:
        return _NOT_OBSERVED
    return observed.get(name, _NOT_THERE if "id" in observed else _NOT_KEPT)


def _compare_field(path: str, wanted: Any, found: Any) -> Iterator[Comparison]:
    """Compares as the judgement does: dictionaries by key, lists of equal length by position, anything else as a whole.

    Values keep their quotes here, since 2 and "2" differ. What stands in a gap is in the same gap.
    """
    gap = isinstance(found, Gap)
    if isinstance(wanted, dict) and wanted and (gap or isinstance(found, dict)):
        for key, member in wanted.items():
            yield from _compare_field(f"{path}.{key}", member, found if gap else found.get(key, _NOT_THERE))
    elif isinstance(wanted, list) and wanted and (gap or (isinstance(found, list) and len(found) == len(wanted))):
        for index, item in enumerate(wanted):
            yield from _compare_field(f"{path}[{index}]", item, found if gap else found[index])
    else:
        shown = found.words if gap else json.dumps(found, ensure_ascii=False)
        differs = found.differs if gap else not _is_part(wanted, found)
        yield Comparison(path, json.dumps(wanted, ensure_ascii=False), shown, differs)


def _is_part(wanted: Any, found: Any) -> bool:
    """Whether ``wanted``, which has no parts of its own to compare, is in ``found``: true is not 1."""
    if wanted == {}:
        return isinstance(found, dict)
    return found == wanted and isinstance(found, bool) == isinstance(wanted, bool)


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: value if isinstance(value, Markup) else printable(value),
    )
    return environment.get_template("report_page.html.j2")


def _asset(name: str) -> Markup:
    """Our own style or script, to be taken as it is."""
    return Markup(Path(__file__).with_name(name).read_text(encoding="utf-8"))  # noqa: S704


def _digest(text: str) -> str:
    """The digest by which a content security policy knows a text (CSP 3, hash-source)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
