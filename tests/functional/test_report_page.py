# Copyright (c) 2026, campusgo.edge contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page in a real browser: it filters, sorts and unfolds, and nothing is asked for outside of it.

Needs Chromium: its path in CAMPUSGO_TEST_CHROMIUM, or chromium in the search path.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from .playbooks import Ansible

RESULT = Path(__file__).parents[1] / "unit" / "fixtures" / "reports" / "result.json"
CHROMIUM = os.environ.get("CAMPUSGO_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
HOSTILE = '"><img src="http://127.0.0.1:9/x" onerror="alert(1)"><script>alert(2)</script>'
LONGEST_WAIT = 10_000
"""Milliseconds after which something that should happen at once counts as not happening."""
NORTH, SOUTH = "8dcf5ec7bc4d4a26aa1d3e1bb5ed2b5a", "5b0c2f9e7a6d4e318f42c1d09ab7e6f3"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="needs Chromium: install the package chromium, or put its path into CAMPUSGO_TEST_CHROMIUM"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        # Chromium's sandbox does not run as root, as tests in containers do; the page is our own.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    """A result with every verdict, one task of which has a name that would like to be markup."""
    result = json.loads(RESULT.read_text(encoding="utf-8"))
    result["verdicts"][0]["name"] = HOSTILE
    return result


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory, result: dict[str, Any]) -> Path:
    """The page, as gate_report writes it."""
    folder = tmp_path_factory.mktemp("page")
    arguments = {"result": "{{ result }}", "report_dir": str(folder / "report"), "reports": ["html"]}
    (folder / "variables.json").write_text(json.dumps({"result": result}), encoding="utf-8")
    tasks = [{"name": "report", "campusgo.edge.gate_report": arguments}]
    run = Ansible(folder).play(tasks, vars_files=[str(folder / "variables.json")])
    assert run.returncode == 0, run.stdout + run.stderr
    return Path(run.outcomes["report"].result["html"])


class Visit:
    """A page that was opened, and what happened there besides."""

    def __init__(self, browser: Browser, file: Path, **options: Any) -> None:
        self.page: Page = browser.new_page(**options)
        self.page.set_default_timeout(LONGEST_WAIT)
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(file.as_uri())

    def names(self) -> list[str]:
        """The tasks that are shown, in order."""
        return self.page.locator(".task:visible .name").all_inner_texts()

    def sort_by(self, heading: str) -> None:
        """Use a heading by keyboard."""
        self.page.get_by_role("button", name=heading, exact=True).press("Enter")


@pytest.fixture
def visit(browser: Browser, file: Path) -> Iterator[Visit]:
    """The page, opened. Afterwards nothing must have been asked for but the page, and nothing complained about."""
    visit = Visit(browser, file)
    yield visit
    visit.page.wait_for_load_state("networkidle")
    assert visit.requests == [file.as_uri()]
    assert visit.complaints == []
    visit.page.close()


def test_everything_is_shown_at_first(visit: Visit) -> None:
    assert visit.names() == [
        "checkout-1",
        "lobby-faces",
        "warehouse-smoke",
        "10a3f0c2d4e6b8197f5d3c1b0a9e8f0a",
        "left-over-from-trial",
        "08a3f0c2d4e6b8197f5d3c1b0a9e8f08",
        "yard-smoke",
        HOSTILE,
        "entrance-south",
        "收银台-2",
        "gate-faces",
        "checkout-3",
    ]
    expect(visit.page.get_by_role("status")).to_have_text("12 tasks")
    expect(visit.page.locator("h1")).to_have_text("7 of 12 edge tasks are not as expected (2 cannot be judged)")
    expect(visit.page.locator("img")).to_have_count(0)


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({"Verdict": "unknown"}, 2),
        ({"Verdict": "passed"}, 5),
        ({"Service": "c-face-edge"}, 2),
        ({"Edge pool": SOUTH}, 6),
        ({"Edge pool": NORTH}, 7),  # with the one that should be there and is not
        ({"Verdict": "failed", "Service": "c-face-edge", "Edge pool": NORTH}, 1),
        ({"Verdict": "unknown", "Service": "c-face-edge"}, 0),
    ],
)
def test_it_filters(visit: Visit, filters: dict[str, str], shown: int) -> None:
    for label, option in filters.items():
        visit.page.get_by_role("combobox", name=label).select_option(option)
    expect(visit.page.get_by_role("status")).to_have_text(f"{shown} of 12 tasks")
    assert len(visit.names()) == shown
    expect(visit.page.get_by_text("No task matches.")).to_be_visible(visible=shown == 0)
    visit.page.get_by_role("button", name="Clear").click()
    expect(visit.page.get_by_role("status")).to_have_text("12 tasks")
    assert len(visit.names()) == 12


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("收银台", ["收银台-2"]),
        ("IVA.0015", ["08a3f0c2d4e6b8197f5d3c1b0a9e8f08"]),
        ("PENDING checkout", ["checkout-1"]),
        ("<script>", [HOSTILE]),
        ("no such thing", []),
    ],
)
def test_it_finds_text(visit: Visit, text: str, names: list[str]) -> None:
    visit.page.get_by_role("searchbox", name="Find").fill(text)
    expect(visit.page.get_by_role("status")).to_have_text(f"{len(names)} of 12 tasks")
    assert visit.names() == names


def test_it_sorts_up_and_down(visit: Visit) -> None:
    headings = visit.page.get_by_role("columnheader")
    seconds = visit.page.locator(".main .number")
    for direction in ("ascending", "descending"):
        visit.sort_by("Seconds")
        numbers = [float(text) for text in seconds.all_inner_texts()]
        assert numbers == sorted(numbers, reverse=direction == "descending")
        assert len(numbers) == 12
        expect(headings.nth(5)).to_have_attribute("aria-sort", direction)
        expect(visit.page.locator("[aria-sort]")).to_have_count(1)
    visit.sort_by("Verdict")
    assert visit.page.locator(".main .badge").all_inner_texts() == ["✕ failed"] * 5 + ["? unknown"] * 2 + ["✓ passed"] * 5


def test_a_filter_outlives_sorting(visit: Visit) -> None:
    visit.page.get_by_role("combobox", name="Verdict").select_option("failed")
    visit.sort_by("Task")
    visit.sort_by("Task")
    names = visit.names()
    assert names == ["warehouse-smoke", "lobby-faces", "left-over-from-trial", "checkout-1", "10a3f0c2d4e6b8197f5d3c1b0a9e8f0a"]


def test_a_task_unfolds_and_folds(visit: Visit) -> None:
    button = visit.page.get_by_role("button", name="lobby-faces")
    details = visit.page.locator(".task", has=button).locator(".details")
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(details).to_be_hidden()
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(details).to_be_visible()
    assert details.get_attribute("id") == button.get_attribute("aria-controls")
    differing = details.locator(".differs").all_inner_texts()
    assert [line.split("\t") for line in differing] == [
        ["edge_pool_id", NORTH, f"≠ {SOUTH}"],
        ["service_config.common.face_repeat_send_mode", '"PERIOD"', '≠ "QUALITY_STEP"'],
    ]
    assert details.locator(".course li").all_inner_texts() == ["0.2 s STARTING", "20.5 s RUNNING"]
    details.get_by_text("Whole task as observed").click()
    assert json.loads(details.locator("pre").inner_text())["name"] == "lobby-faces"
    visit.page.get_by_role("button", name="lobby-faces").click()
    expect(details).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_phone(browser: Browser, file: Path, scheme: Any) -> None:
    page = Visit(browser, file, viewport={"width": 400, "height": 800}, color_scheme=scheme).page
    for button in page.locator(".toggle").all():
        button.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 400
    too_wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth).length"
    assert page.evaluate(too_wide) == 0
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_where_nothing_could_be_judged_it_says_why(browser: Browser, ansible: Ansible, width: int, scheme: Any) -> None:
    arguments = {"result": {"failed": True, "msg": HOSTILE + "x" * 500}, "report_dir": str(ansible.left), "reports": ["html"]}
    run = ansible.play([{"name": "report", "campusgo.edge.gate_report": arguments}])
    file = Path(run.outcomes["report"].result["html"])
    visit = Visit(browser, file, viewport={"width": width, "height": 800}, color_scheme=scheme)
    expect(visit.page.get_by_role("heading")).to_have_text("Nothing could be judged")
    expect(visit.page.get_by_role("main")).to_have_text(f"? not_asked {HOSTILE}{'x' * 500}")
    assert visit.page.get_by_role("table").count() == visit.page.get_by_role("search").count() == 0
    assert visit.page.evaluate("document.documentElement.scrollWidth") == width
    visit.page.wait_for_load_state("networkidle")
    assert visit.requests == [file.as_uri()]
    assert visit.complaints == []
    visit.page.close()


def test_without_scripts_it_is_a_plain_table_that_shows_everything(browser: Browser, file: Path) -> None:
    visit = Visit(browser, file, java_script_enabled=False)
    assert len(visit.names()) == 12
    assert visit.page.locator(".details:visible").count() == 12
    assert visit.page.get_by_role("search").count() == visit.page.get_by_role("button").count() == 0
    assert visit.requests == [file.as_uri()]
    visit.page.close()
