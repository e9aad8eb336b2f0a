"""What a person keeps beside the ledger: alerts, the watchlist, reviews, rules, documents, notes, the profile."""

import json
import re
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.web.conftest import Open
from tests.web.test_chat import ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


def card(page: Page, title: str) -> Locator:
    return page.locator("main section").filter(has=page.get_by_role("heading", name=title, exact=True))


def register(page: Page) -> None:
    """Register a person of no portfolio on the page that stands in for a sign-in."""
    page.get_by_role("button", name="Create an account").click()
    page.get_by_label("E-mail").fill(f"{uuid4().hex}@example.org")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()


def test_an_alert_is_set_edited_and_removed(demo: Page) -> None:
    demo.goto("/watch")
    alerts = card(demo, "Alerts")
    alerts.get_by_text("New alert").click()
    alerts.get_by_label("Of what").select_option("weight")
    alerts.get_by_label("Holding or instrument").fill("aapl")
    alerts.get_by_label("Level, %").fill("15")
    alerts.get_by_role("button", name="Set alert").click()
    expect(alerts.get_by_role("listitem")).to_contain_text("Weight in the portfolio above 15 %")
    alerts.get_by_role("button", name="Edit the alert on AAPL").click()
    alerts.locator("li").get_by_label("Level, %").fill("2.2")
    demo.keyboard.press("Enter")
    expect(alerts.get_by_role("listitem")).to_contain_text("above 2.2 %")
    alerts.get_by_role("button", name="Delete the alert on AAPL").click()
    alerts.get_by_role("button", name="Delete", exact=True).click()
    expect(alerts).to_contain_text("No alerts yet.")


def test_an_unknown_symbol_is_refused_and_a_known_one_is_watched(demo: Page) -> None:
    demo.goto("/watch")
    watchlist = card(demo, "Watchlist")
    watchlist.get_by_text("Watch another").click()
    watchlist.get_by_label("Instrument").fill("NOSUCHONE")
    watchlist.get_by_role("button", name="Watch", exact=True).click()
    expect(watchlist.get_by_role("alert")).to_contain_text("No instrument has the symbol “NOSUCHONE” here")
    watchlist.get_by_label("Instrument").fill("msft")
    watchlist.get_by_label("Note, optional").fill("Below 200")
    watchlist.get_by_role("button", name="Watch", exact=True).click()
    expect(watchlist.get_by_role("listitem")).to_contain_text(re.compile(r"MSFT.*\$[\d.]+ on .*Below 200", re.DOTALL))
    watchlist.get_by_role("button", name="Delete MSFT on the watchlist").click()
    watchlist.get_by_role("button", name="Delete", exact=True).click()
    expect(watchlist).to_contain_text("Nothing is watched yet.")


def test_rules_are_edited_checked_and_named_by_the_review(demo: Page) -> None:
    demo.goto("/settings")
    for label, value in [
        ("One holding at most, %", "10"),
        ("Cash at most, %", "50"),
        ("Bands of", "Equity 50 100"),
        ("Not to be sold", "AAPL"),
    ]:
        demo.get_by_label(label).fill(value)
    demo.get_by_role("button", name="Save rules").click()
    stands = demo.get_by_role("group", name="How the rules stand today")
    for rule, status in [("Largest holding", "Broken"), ("Most cash", "Kept"), ("Band of Equity", "Kept"), ("Do not sell AAPL", "Kept")]:
        expect(stands.get_by_role("row", name=rule)).to_contain_text(status)
    demo.reload()
    expect(demo.get_by_label("Bands of")).to_have_value("Equity 50 100")
    demo.get_by_label("Bands of").fill("Equity a half")
    demo.get_by_role("button", name="Save rules").click()
    expect(demo.locator("#rules").get_by_role("alert")).to_contain_text("“Equity a half” can not be read")


def test_a_review_is_made_and_can_be_asked_about(demo: Page) -> None:
    demo.goto("/settings")
    demo.get_by_label("One holding at most, %").fill("10")
    demo.get_by_role("button", name="Save rules").click()
    expect(demo.get_by_role("group", name="How the rules stand today")).to_be_visible()
    demo.goto("/watch")
    demo.get_by_role("button", name="Review now").click()
    review = card(demo, "Review")
    expect(review).to_contain_text(re.compile(r"Largest holding: [\d.]+%, the limit is 10.0%"), timeout=60_000)
    review.get_by_label("Make a review every day").check()
    expect(review.get_by_text("Saved")).to_be_visible()
    review.get_by_role("link", name="Ask about it in its conversation").click()
    expect(demo).to_have_url(re.compile("/c/"))
    expect(demo.locator(".prose")).to_contain_text(re.compile(r"\d"))


def test_a_document_is_quoted_then_removed(demo: Page, open_page: Open) -> None:
    demo.goto("/documents")
    text = "# Quokka fund\n\nThe Quokka fund pays its manager a yearly fee of 1.25 percent and closes to new money in June."
    file: FilePayload = {"name": "quokka.md", "mimeType": "text/markdown", "buffer": text.encode()}
    demo.get_by_label(re.compile("Drop a document")).set_input_files(file)
    documents = card(demo, "Documents")
    expect(documents.get_by_role("listitem")).to_contain_text("quokka.md", timeout=60_000)
    demo.get_by_role("link", name="New question").click()
    ask(demo, "What do my notes say about the Quokka fund?")
    demo.get_by_role("button", name=re.compile("^Source 1:")).first.click()
    expect(demo.get_by_role("complementary", name="Source").locator("blockquote")).to_contain_text("Quokka")
    demo.goto("/documents")
    documents.get_by_role("button", name=re.compile("^Delete .*uokka")).click()
    documents.get_by_role("button", name="Delete", exact=True).click()
    expect(documents).to_contain_text("No documents yet.")


def test_a_note_is_written_edited_left_and_removed(demo: Page) -> None:
    demo.goto("/documents")
    notes = card(demo, "Notes on holdings")
    notes.get_by_text("New note").click()
    notes.get_by_label("About").fill("AAPL")
    notes.get_by_label("Note", exact=True).fill("Sell above 200")
    notes.get_by_role("button", name="Add note").click()
    kept = notes.get_by_role("listitem")
    expect(kept).to_contain_text("Sell above 200")
    edit = notes.get_by_role("button", name="Edit the note on AAPL")
    edit.click()
    kept.locator("textarea").fill("Never mind")
    demo.keyboard.press("Escape")
    expect(kept).to_contain_text("Sell above 200")
    expect(edit).to_be_focused()
    edit.click()
    kept.locator("textarea").fill("Sell above 250")
    notes.get_by_role("button", name="Save note").click()
    expect(kept).to_have_count(1)
    expect(kept).to_contain_text("Sell above 250")


def test_one_person_never_sees_what_another_keeps(demo: Page, open_page: Open) -> None:
    demo.goto("/documents")
    notes = card(demo, "Notes on holdings")
    notes.get_by_text("New note").click()
    notes.get_by_label("About").fill("AAPL")
    notes.get_by_label("Note", exact=True).fill("A secret of mine")
    notes.get_by_role("button", name="Add note").click()
    expect(notes.get_by_role("listitem")).to_have_count(1)
    other = open_page("/documents", signed=False)
    register(other)
    expect(card(other, "Notes on holdings")).to_contain_text("No notes yet.")
    other.goto("/watch")
    expect(card(other, "Alerts")).to_contain_text("No alerts yet.")


def test_the_profile_is_kept_exported_and_deleted(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/settings", signed=False)
    register(page)
    page.get_by_label("What the money is for").fill("A house in 2031")
    page.get_by_label("Years until you need most of it").fill("7")
    page.get_by_label("Risk you can bear").select_option("medium")
    page.get_by_label("Currency for all portfolios together").select_option("EUR")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("What the money is for")).to_have_value("A house in 2031")
    expect(page.get_by_label("Risk you can bear")).to_have_value("medium")
    with page.expect_download() as started:
        page.get_by_role("button", name="Export JSON").click()
    started.value.save_as(tmp_path / "export.json")
    assert json.loads((tmp_path / "export.json").read_text(encoding="utf-8"))["portfolios"] == []
    page.get_by_role("button", name="Delete account").click()
    page.get_by_role("button", name="Delete everything now").click()
    expect(page.locator(".welcome").get_by_role("link", name="Sign in")).to_be_visible()
