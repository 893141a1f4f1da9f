"""A real server with the sample data, and a real Chromium. Skipped without Chromium, unless REQUIRE_BROWSER is set."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from matchmaking.site.sample import read_rows
from tests.live import free_port, start_site, stop_site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Each step waits for what it needs and goes on at once; so long may it take on a machine that does much else.
PATIENCE = 60_000
LONGEST_WORK = 600
SIZES = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs Chromium."""
    for item in items:
        if "tests/browser/" in str(item.path).replace(os.sep, "/"):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    """A running site: its address, its instance folder and the sample accounts by role."""

    url: str
    instance: Path
    process: subprocess.Popen[bytes]
    accounts: dict[str, tuple[str, str]]


def wait_for_worker(instance: Path, *, media: bool = False) -> None:
    """Wait until the worker has done what is due; conversions only count when `media` is asked for."""
    deadline = time.monotonic() + LONGEST_WORK
    due = "SELECT count(*) FROM jobs WHERE state IN ('waiting', 'running') AND run_after <= ?"
    due += "" if media else " AND queue != 'media'"
    with closing(sqlite3.connect(instance / "matchmaking.sqlite3", timeout=60)) as connection:
        while time.monotonic() < deadline:
            moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
            if connection.execute(due, (moment,)).fetchone() == (0,):
                return
            time.sleep(0.3)
    raise AssertionError("the worker was not done within ten minutes")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `make run` starts it, on a free port, with an instance folder of its own."""
    instance = tmp_path_factory.mktemp("site")
    port = free_port()
    process = start_site(instance, port)
    wait_for_worker(instance)
    password = (instance / "sample_password").read_text(encoding="ascii").strip()
    accounts: dict[str, tuple[str, str]] = {}
    for person in read_rows("people"):
        accounts.setdefault(person["role"], (person["email"], password))
    yield Site(f"http://127.0.0.1:{port}", instance, process, accounts)
    stop_site(process)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium, driven by Playwright."""
    if CHROMIUM is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("Chromium is required here, but it is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_context(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Make a fresh browser profile of a size of SIZES; all of a test are closed at its end."""
    made: list[BrowserContext] = []

    def build(size: str = "desktop", **settings: bool) -> BrowserContext:
        context = browser.new_context(viewport=SIZES[size], base_url=site.url, locale="zh-CN", **settings)
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    expect.set_options(timeout=PATIENCE)
    yield build
    for context in made:
        context.close()


@pytest.fixture
def context(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A fresh browser profile of desktop size."""
    return open_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


def press(page: Page, selector: str) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone returns before."""
    with page.expect_navigation():
        page.click(selector)


def sign_in(page: Page, site: Site, role: str) -> None:
    """Sign in as the sample account of a role, through the page."""
    email, password = site.accounts[role]
    page.goto("/accounts/sign-in")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    with page.expect_navigation():
        page.press("input[name=password]", "Enter")
    assert "/accounts/sign-in" not in page.url
