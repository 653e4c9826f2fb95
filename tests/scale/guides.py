# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files and commands that the two guides print."""

from __future__ import annotations

import re
from pathlib import Path

from pages import AUTOMATION_PLATFORM, SHARDS, blocks, code_blocks


def files(page: Path) -> dict[str, str]:
    """The YAML files of a page by their names, which stand in the first line of each."""
    return {block.name: block.text for block in code_blocks(page) if block.language == "yaml"}


def commands(page: Path, start: str) -> str:
    """The lines of the only console block that starts with this command, without prompts."""
    (found,) = [block for block in blocks(page, "console") if block.startswith(f"$ {start}")]
    return re.sub(r"^\$ ", "", found, flags=re.MULTILINE)


PLATFORM_FILES = files(AUTOMATION_PLATFORM)
SHARD_FILES = files(SHARDS)
