# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""gate.md: for the summary of a job or a comment on a merge request (GitHub Flavored Markdown, which GitLab reads too).

Foreign text stands in code spans alone, where neither markup nor HTML, mentions or links are looked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.campusgo.edge.plugins.module_utils.verdict import FAILED, PASSED, UNKNOWN
from ansible_collections.campusgo.edge.plugins.plugin_utils.report import Document, edge_pools, headline, pool_note, why_unjudged
from ansible_collections.campusgo.edge.plugins.plugin_utils.text import printable, shorten

_MOST_ROWS = 200
_MOST_REASONS = 5
_LONGEST_TEXT = 120
_LONGEST_REASON = 240
_LONGEST_WHY = 4_000
#: Comments hold 65,536 characters on GitHub; others have their place beside the report.
_LONGEST_REPORT = 59_000


def render_markdown(document: Document) -> str:
    """Totals, and a table of what did not pass; or why nothing could be judged."""
    title = f"## Edge task gate: {headline(document)}"
    origin = f"for {_code(document['host'])}; written at {document['generated_at']}."
    why = why_unjudged(document)
    if why is not None:
        # The word in front also keeps a long fence from opening a block.
        return "\n".join([title, "", f"**{UNKNOWN}**: {_code(why['message'], _LONGEST_WHY)}", "", f"Not judged {origin}", ""])
    summary = document["summary"]
    names = ("total", PASSED, FAILED, UNKNOWN, "requests")
    head = [
        title,
        "",
        f"| {' | '.join(names)} | seconds |",
        "|" + "---:|" * (len(names) + 1),
        f"| {' | '.join(str(summary[name]) for name in names)} | {summary['elapsed']:.1f} |",
        "",
    ]
    wrong = [verdict for verdict in document["verdicts"] if verdict["verdict"] != PASSED]
    tail = ["", f"Judged {origin}", ""]
    return "\n".join([*head, *(_table(wrong) if wrong else []), *tail[0 if wrong else 1 :]])


def _table(wrong: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = ["| verdict | task | service | edge pool | reasons |", "|---|---|---|---|---|"]
    length = 0
    for place, verdict in enumerate(wrong):
        row = _row(verdict)
        length += len(row) + 1
        if place == _MOST_ROWS or length > _LONGEST_REPORT:
            return [*lines, "", f"and {len(wrong) - place} more"]
        lines.append(row)
    return lines


def _row(verdict: Mapping[str, Any]) -> str:
    task = " ".join(_code(part) for part in (verdict["name"], verdict["task_id"]) if part)
    reasons = [_code(reason["message"], _LONGEST_REASON) for reason in verdict["reasons"][:_MOST_REASONS]]
    more = len(verdict["reasons"]) - len(reasons)
    cells = (
        f"**{verdict['verdict']}**",
        task or "tasks that nobody expects",
        _code(verdict["service_name"]),
        " ".join(_code(pool) + pool_note(verdict) for pool in edge_pools(verdict)[:1]),
        "; ".join([*reasons, *([f"and {more} more"] if more else [])]),
    )
    return f"| {' | '.join(map(_escape_pipes, cells))} |"


def _code(value: object, longest: int = _LONGEST_TEXT) -> str:
    """Foreign text as a code span that nothing in it can end."""
    text = shorten(printable(value), longest) or " "
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    # One space is taken from each end, unless there is nothing else.
    padding = " " if text.strip(" ") and (text[0] in " `" or text[-1] in " `") else ""
    return f"{fence}{padding}{text}{padding}{fence}"


def _escape_pipes(cell: str) -> str:
    """A cell in which no pipe ends it. Readers do not agree on what a pipe after a backslash means, not even in a code span."""
    return re.sub(r"(?<=\\)\|", "x7c", cell).replace("|", r"\|")
