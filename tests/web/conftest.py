"""A browser, pages that fail on any console error, and a signed-in state that is made once."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal, NoReturn

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from core.settings import ROOT
from tests.fixtures_service import Service

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PATIENCE = 20_000
SIGNED_IN = ".sidebar-foot a.if-in:not(:has-text('Settings'))"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
Open = Callable[..., Page]
LOSSES = re.compile("Failed to (load resource|fetch)")  # what the browser says of each refusal and loss


def without(reason: str) -> NoReturn:
    """Skip in one sentence, or fail where the browser tests are required."""
    if os.environ.get("COACH_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium, else the one that Playwright installed."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if not (ROOT / "web" / "dist" / "index.html").exists():
        without("These tests need the built page (make setup builds it).")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as driver:
        if path is None and not Path(driver.chromium.executable_path).exists():
            without("These tests need a Chromium on the path (on Debian: apt install chromium).")
        found = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sign in by the one-time link, and keep the browser's state."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(service.sign_in_link())
    page.locator(SIGNED_IN).wait_for()
    state = tmp_path_factory.mktemp("browser") / "state.json"
    context.storage_state(path=state)
    context.close()
    return state


def listen(page: Page, errors: list[str], expected: re.Pattern[str] | None) -> None:
    """Note what the page reports as an error, but for what is expected."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not (expected and expected.search(message.text)):
            errors.append(message.text)

    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", hear)


@pytest.fixture
def open_page(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Open]:
    """Give a function that opens an address; at the end no page may have an error in its console."""
    errors: list[str] = []
    contexts: list[tuple[BrowserContext, Path | None]] = []

    def opened(
        path: str = "/",
        *,
        signed: bool = True,
        theme: Literal["light", "dark"] = "light",
        width: int = 1280,
        faults: bool = False,
        **more: Any,
    ) -> Page:
        state = request.getfixturevalue("signed_in") if signed else None
        context = browser.new_context(
            base_url=service.url, storage_state=state, color_scheme=theme, viewport={"width": width, "height": 844}, **more
        )
        contexts.append((context, state))
        page = context.new_page()
        listen(page, errors, LOSSES if faults else None)
        page.goto(path)
        if more.get("java_script_enabled", True):
            page.wait_for_selector("html[data-ready]", state="attached")
        return page

    yield opened
    for context, state in contexts:
        if state:
            context.storage_state(path=state)  # a refresh token works once: the next test needs the latest
        context.close()
    assert errors == []


@pytest.fixture
def demo(open_page: Open) -> Page:
    """Give the page of a fresh demo person, who may change anything."""
    page = open_page("/", signed=False)
    page.get_by_role("button", name="Try it with sample portfolios").click()
    page.locator(SIGNED_IN).wait_for()
    return page


@pytest.fixture
def axe() -> str:
    """Give the accessibility checker's script."""
    if not AXE.exists():
        without("This test needs axe-core (make setup installs it).")
    return AXE.read_text(encoding="utf-8")
