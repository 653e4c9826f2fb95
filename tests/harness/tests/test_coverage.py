# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``make coverage`` fails for a file that nothing measured."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness.coverage import require_all_files
from harness.processes import Failure

MEASURED = {"executed_lines": [1]}


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A collection with a file of code and one of documentation."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "code.py").write_text("def function() -> None:\n    pass\n")
    (tmp_path / "plugins" / "documentation.py").write_text('DOCUMENTATION = "text"\n')
    return tmp_path


def test_a_file_without_code_need_not_be_measured(collection: Path) -> None:
    require_all_files(collection, {"plugins/code.py": MEASURED})


@pytest.mark.parametrize("measured", [{}, {"plugins/code.py": {"executed_lines": []}}, {"plugins/documentation.py": MEASURED}])
def test_a_file_of_which_nothing_ran_is_a_failure(collection: Path, measured: dict[str, dict[str, list[int]]]) -> None:
    with pytest.raises(Failure, match=r"plugins/code\.py"):
        require_all_files(collection, measured)


def test_nothing_to_measure_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(Failure):
        require_all_files(tmp_path, {})
