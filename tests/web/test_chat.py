"""Asking: answers with sources, hidden amounts, threads."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
RIGHT = "cells => cells.map(cell => cell.getBoundingClientRect().right)"
QUESTION = "What is my portfolio worth?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("Message").fill(question)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Answer ready")).to_have_count(1, timeout=60_000)


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390), ("light", 360)])
def test_an_answer_has_figures_and_next_questions(open_page: Open, theme: str, width: int) -> None:
    page = open_page(theme=theme, width=width)
    ask(page)
    expect(page.locator(".figure").first).to_have_text(re.compile(r"\d"))
    expect(page.get_by_role("list", name="Next questions").get_by_role("button").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_figure_opens_its_source(open_page: Open) -> None:
    page = open_page()
    ask(page)
    figure = page.locator(".figure").first
    figure.click()
    source = page.get_by_role("complementary", name="Source")
    expect(source).to_contain_text("As of")
    source.get_by_role("button", name="Explain this figure").click()
    expect(source.locator(".explained")).to_be_visible()
    page.keyboard.press("Escape")
    expect(source).to_have_count(0)
    expect(figure).to_be_focused()


def test_a_citation_opens_its_quote(open_page: Open) -> None:
    page = open_page()
    ask(page, "What is expected shortfall?")
    page.get_by_role("button", name=re.compile("^Source 1:")).first.click()
    expect(page.get_by_role("complementary", name="Source").locator("blockquote")).to_have_text(re.compile(r"\w{4}"))


def test_the_first_question_can_be_clicked_and_the_thread_comes_back(demo: Page) -> None:
    page = demo
    page.locator(".starters button").first.click()
    expect(page.get_by_role("status").filter(has_text="Answer ready")).to_have_count(1, timeout=60_000)
    expect(page).to_have_url(re.compile("/c/"))
    expect(page.locator(".prose")).to_have_text(re.compile(r"\d"))
    told = page.locator(".prose").inner_text()
    page.reload()
    expect(page.locator(".prose")).to_have_text(re.compile(re.escape(told.split()[0])))


def test_a_table_of_an_answer_shows_value_and_weight_on_a_phone(open_page: Open) -> None:
    page = open_page(width=390)
    ask(page, "What do I hold?")
    edges = page.locator(".prose table tbody tr:first-child td").evaluate_all(
        "cells => cells.map(one => one.getBoundingClientRect().right)"
    )
    assert len(edges) > 2
    assert max(edges[:3]) <= 390


@pytest.mark.parametrize("path", ["/", "/portfolio"])
def test_hidden_amounts_are_hidden_everywhere(demo: Page, path: str) -> None:
    page = demo
    page.goto(path)
    if path == "/":
        ask(page)
    else:
        expect(page.locator(".total-value")).to_have_text(re.compile(r"\d"))
    total = page.locator(".figure, .total-value").first.inner_text()
    page.get_by_role("button", name="Hide amounts").locator("visible=true").click()
    expect(page.get_by_text("••••").first).to_be_visible()
    assert total not in page.locator("body").inner_text()


def test_a_thread_is_renamed_and_deleted(demo: Page) -> None:
    page = demo
    ask(page)
    row = page.locator(".thread").first
    row.hover()
    row.get_by_role("button", name=re.compile("^Rename")).click()
    page.get_by_label("New title").fill("About everything")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="About everything")
    expect(link).to_be_visible()
    row.hover()
    page.get_by_role("button", name="Delete About everything").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(link).to_have_count(0)


def test_the_keyboard_is_enough(open_page: Open) -> None:
    page = open_page()
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Message")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Shift+Enter")
    expect(page.get_by_label("Message")).to_have_value(f"{QUESTION}\n")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Answer ready")).to_have_count(1, timeout=60_000)
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Message")).to_have_value(QUESTION)
