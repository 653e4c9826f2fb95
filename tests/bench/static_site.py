# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the service as files, for servers that know nothing but files: ``python -m bench.static_site FOLDER SIZE...``.

A project for each size has as many tasks, all RUNNING. Each task lies where its URL says; list pages lie under
``pages/PROJECT/WAY-LIMIT-OFFSET``. Whatever a list is ordered by, the generated tasks have one order, which WAY follows or
reverses.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from simulator.scenario import MODEL_SAMPLE, Generate, TaskEntry

PAGE_SIZES = (1, 100, 1000)
MOST_PAGES = 100


def main() -> None:
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    for size in map(int, sys.argv[2:]):
        _write_project(folder, size)


def _write_project(folder: Path, size: int) -> None:
    project = f"tasks-{size}"
    tasks = folder / "v2" / project / "services" / MODEL_SAMPLE / "tasks"
    pages = folder / "pages" / project
    for made in (tasks, pages):
        made.mkdir(parents=True)
    rows = []
    for document in TaskEntry(sample=MODEL_SAMPLE, generate=Generate(count=size)).documents():
        row = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        (tasks / document["id"]).write_text(row, encoding="utf-8")
        rows.append(row)
    for way, ordered in (("ascending", rows), ("descending", rows[::-1])):
        for limit in PAGE_SIZES:
            for offset in range(0, size, limit)[:MOST_PAGES]:
                page = f'{{"count":{size},"tasks":[{",".join(ordered[offset : offset + limit])}]}}'
                (pages / f"{way}-{limit}-{offset}").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
