"""The pages beside the chat: portfolio, import, library, settings, signing in."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.web.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
GOOD = "2024-03-04,buy,{0},10,100,INR\n2024-04-05,buy,{0},5,110,INR\n"
TRADES = "date,type,symbol,quantity,price,currency\n" + GOOD.format("OWNCO") + "2024-05-06,buy,OWNCO,many,120,INR\n"


def choose(page: Page, name: str, text: str, *, into: str = "Drop a tradebook") -> None:
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label(re.compile(into)).set_input_files(file)


def test_holdings_sort_and_add_up(open_page: Open) -> None:
    page = open_page("/portfolio")
    expect(page.locator(".total-value")).to_have_text(re.compile(r"\d"))
    names = page.locator(".holdings tbody th")
    first = names.first.inner_text()
    page.get_by_role("button", name=re.compile("^Weight")).click()
    expect(names.last).to_have_text(re.compile(re.escape(first.split("\n")[0])))
    expect(page.get_by_role("img", name="Return since the start of the period")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("img", name="Allocation by sector")).to_be_visible()


def test_the_risk_is_computed_once_it_is_scrolled_to(open_page: Open) -> None:
    page = open_page("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto("/portfolio")
    expect(page.get_by_role("img", name="Return since the start of the period")).to_be_visible(timeout=30_000)
    assert "risk_contributions" not in asked
    page.mouse.wheel(0, 10_000)
    expect(page.get_by_role("heading", name="What moves together")).to_be_visible(timeout=30_000)
    assert asked.count("risk_contributions") == asked.count("risk_stress") == 1


def test_value_and_weight_are_seen_on_a_phone(open_page: Open) -> None:
    page = open_page("/portfolio", width=390)
    for cell in page.locator(".holdings tbody tr:first-child td").all()[:2]:
        box = cell.bounding_box()
        assert box
        assert box["x"] + box["width"] <= 390


def test_a_portfolio_is_chosen_and_writes_its_own_currency(open_page: Open) -> None:
    page = open_page("/portfolio")
    page.get_by_role("combobox", name="Portfolio").select_option(index=1)
    first = page.locator("h1").inner_text()
    expect(page.locator(".total-value")).to_have_text(re.compile(r"^[₹$]"))
    page.get_by_role("combobox", name="Portfolio").select_option(index=2)
    expect(page.locator("h1")).not_to_have_text(first)


def test_an_import_is_previewed_committed_and_undone(demo: Page) -> None:
    page = demo
    page.goto("/import")
    choose(page, "trades.csv", TRADES)
    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text("1 row with a problem")
    expect(preview).to_contain_text("many")
    expect(preview.get_by_role("group", name="What changes")).to_contain_text("15")
    preview.get_by_role("button", name="Import 2 rows").click()
    expect(preview.get_by_text("Imported 2 rows")).to_be_visible()
    preview.get_by_role("button", name="Undo this import").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 rows of trades.csv")
    page.get_by_role("dialog").get_by_role("button", name="Undo 2 rows").click()
    expect(preview.get_by_text("The import is undone.")).to_be_visible()
    page.get_by_role("button", name="Import another file").click()
    expect(page.get_by_role("listitem").filter(has_text="trades.csv")).to_contain_text("2 rows")
    choose(page, "trades.csv", TRADES)
    expect(preview.get_by_role("button", name="Import 2 rows")).to_be_enabled()


def test_duplicates_are_skipped_unless_wanted(demo: Page) -> None:
    page = demo
    page.goto("/import")
    text = "date,type,symbol,quantity,price,currency\n" + GOOD.format("OWNCO")
    choose(page, "trades.csv", text)
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_role("button", name="Import another file").click()
    choose(page, "trades.csv", text)
    expect(page.get_by_role("button", name="Import 0 rows")).to_be_disabled()
    page.get_by_label(re.compile("Import the 2 duplicate rows too")).check()
    expect(page.get_by_role("button", name="Import 2 rows")).to_be_enabled()


def test_a_price_file_values_an_own_instrument(demo: Page) -> None:
    page = demo
    page.goto("/import")
    choose(page, "prices.csv", "symbol,date,close,currency\nOWNCO,2024-06-03,130,INR\n", into="Drop a price file")
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.get_by_text("Imported 1 row")).to_be_visible()


def test_the_library_is_searched_and_read(open_page: Open) -> None:
    page = open_page("/library")
    page.get_by_label("Search the library").fill("expected shortfall")
    expect(page.get_by_role("list", name="Passages").get_by_role("listitem").first).to_contain_text(re.compile("shortfall", re.IGNORECASE))
    page.get_by_label("Search the library").fill("")
    page.locator(".topic").get_by_role("link", name="Expected shortfall", exact=True).click()
    expect(page.locator(".lesson .prose")).to_have_text(re.compile("loss"))


def test_settings_are_kept(demo: Page) -> None:
    page = demo
    page.goto("/settings")
    page.get_by_role("combobox", name="Numbers").select_option("indian")
    page.get_by_role("combobox", name="Theme").select_option("dark")
    page.get_by_label("One holding at most, %").fill("25")
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("One holding at most, %")).to_have_value("25")
    expect(page.get_by_role("combobox", name="Numbers")).to_have_value("indian")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_token_is_made_and_revoked(demo: Page) -> None:
    page = demo
    page.goto("/settings")
    page.get_by_text("New token").click()
    page.locator("#tokens").get_by_label("Name").fill("Desk")
    page.get_by_role("button", name="Make token").click()
    expect(page.get_by_text("it is shown only once")).to_be_visible()
    expect(page.locator("#tokens pre").last).to_contain_text("/mcp")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("button", name="Revoke")).to_have_count(0)


def test_a_person_registers_signs_out_and_in(open_page: Open) -> None:
    page = open_page("/portfolio", signed=False)
    email = f"{uuid4().hex}@example.org"
    page.get_by_role("button", name="Create an account").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Nothing here yet")).to_be_visible()
    page.goto("/settings")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.locator(".welcome").get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Import your own")).to_be_visible()
