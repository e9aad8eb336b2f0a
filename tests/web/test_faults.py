"""What goes wrong: double clicks, leaving and reloading in mid-answer, lost sessions, no network."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import SIGNED_IN, Open
from tests.web.test_chat import QUESTION, ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
LONG = "Tell me everything about my portfolio: holdings, performance, risk and income."
SPOIL = """keep => {
  const session = JSON.parse(localStorage.getItem('coach.session'))
  localStorage.setItem('coach.session', JSON.stringify({ access: 'spoiled', refresh: keep ? session.refresh : 'spoiled' }))
}"""


def enter_demo(page: Page) -> None:
    page.get_by_role("button", name="Try it with sample portfolios").click()
    page.locator(SIGNED_IN).wait_for()


@pytest.fixture
def faulty(open_page: Open) -> Page:
    """Give a fresh demo person's page, on which requests may fail."""
    page = open_page("/", signed=False, faults=True)
    enter_demo(page)
    return page


def send(page: Page, question: str) -> None:
    page.get_by_label("Message").fill(question)
    page.keyboard.press("Enter")


def test_a_double_click_asks_once(demo: Page) -> None:
    demo.get_by_label("Message").fill(QUESTION)
    demo.get_by_role("button", name="Send").dblclick()
    expect(demo.locator(".figure").first).to_be_visible(timeout=60_000)
    expect(demo.locator(".turn")).to_have_count(1)


def test_a_double_click_sets_an_alert_once(demo: Page) -> None:
    demo.goto("/watch")
    alerts = demo.locator("main section").filter(has=demo.get_by_role("heading", name="Alerts"))
    alerts.get_by_text("New alert").click()
    alerts.get_by_label("Holding or instrument").fill("AAPL")
    alerts.get_by_label("Level").fill("100")
    alerts.get_by_role("button", name="Set alert").dblclick()
    expect(alerts.get_by_role("listitem")).to_have_count(1)
    demo.reload()
    expect(alerts.get_by_role("listitem")).to_have_count(1)


def test_a_reload_in_mid_answer_takes_the_answer_up(demo: Page) -> None:
    send(demo, LONG)
    expect(demo).to_have_url(re.compile("/c/"))
    demo.reload()
    expect(demo.locator(".answer[aria-busy=false] .prose")).to_have_text(re.compile(r"\d"), timeout=60_000)
    expect(demo.locator(".turn")).to_have_count(1)
    expect(demo.get_by_role("alert")).to_have_count(0)


def test_going_back_and_forth_in_mid_answer_loses_nothing(demo: Page) -> None:
    demo.get_by_role("link", name="Library").click()
    demo.get_by_role("link", name="New question").click()
    send(demo, LONG)
    expect(demo).to_have_url(re.compile("/c/"))
    demo.go_back()
    expect(demo.get_by_role("heading", name="Library")).to_be_visible()
    demo.go_forward()
    expect(demo.locator(".answer[aria-busy=false] .prose")).to_have_text(re.compile(r"\d"), timeout=60_000)
    expect(demo.locator(".turn")).to_have_count(1)


def test_signing_out_in_one_tab_signs_out_the_other(demo: Page) -> None:
    other = demo.context.new_page()
    other.goto("/portfolio")
    expect(other.locator(".total-value")).to_have_text(re.compile(r"\d"))
    demo.goto("/settings")
    demo.get_by_role("button", name="Sign out", exact=True).click()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(other.locator(".total-value")).to_have_count(0)


@pytest.mark.parametrize(("renewable", "heading"), [(True, "All portfolios"), (False, "Sign in")])
def test_an_expired_session_is_renewed_or_asks_for_a_sign_in(faulty: Page, renewable: bool, heading: str) -> None:  # noqa: FBT001
    faulty.evaluate(SPOIL, renewable)
    faulty.goto("/portfolio")
    expect(faulty.get_by_role("heading", name=heading)).to_be_visible()


def test_without_a_network_a_question_can_be_tried_again(faulty: Page) -> None:
    ask(faulty)
    faulty.context.set_offline(True)
    send(faulty, "Where am I most concentrated?")
    expect(faulty.get_by_role("alert")).to_contain_text("can not be reached")
    faulty.context.set_offline(False)
    faulty.get_by_role("alert").get_by_role("button", name="Try again").click()
    expect(faulty.get_by_role("alert")).to_have_count(0)
    expect(faulty.locator(".turn").nth(1).locator(".figure").first).to_be_visible(timeout=60_000)


def test_without_a_network_a_page_that_was_not_fetched_keeps_the_frame(faulty: Page) -> None:
    faulty.context.set_offline(True)
    faulty.get_by_role("link", name="Watch").click()
    expect(faulty.get_by_role("alert")).to_contain_text("could not be fetched")
    faulty.context.set_offline(False)
    faulty.get_by_role("link", name="Library").click()
    expect(faulty.get_by_role("heading", name="Library")).to_be_visible()
    faulty.go_back()
    faulty.get_by_role("button", name="Try again").click()
    expect(faulty.get_by_role("heading", name="Watch", exact=True)).to_be_visible()
