"""The live market over real HTTP: good answers, and every way in which a source can fail."""

from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.care import Limits
from core.clock import Clock
from core.errors import BadInput, MarketFailed, MarketRefused
from core.ledger import Basis
from core.market import Instrument
from data.market import bars, calendars
from data.market.kept import DAY, Cache, Memory
from data.market.live import LiveMarket
from data.market.upstox import Upstox
from tests.data.fake_market import INFY, Fake, serving
from tests.finance.test_oracle_risk import bundled

QUICK = Limits(timeout=0.3, total=1.5, pause=0.01)
TODAY = date(2025, 1, 15)
CANDLES = [[f"2025-01-{day}T00:00:00+05:30", 1, 1, 1, 1500.0 + day, 10, 0] for day in (14, 13, 10)]
SHARE = Instrument(symbol="INFY", name="Infosys", isin=INFY, exchange="NSE", currency="INR", basis=Basis.SPLIT_ADJUSTED)


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving(Fake(candles=CANDLES)) as found:
        yield found


async def good(refused: str | None) -> str | None:
    return "good" if refused is None else None


@pytest.fixture
async def source(fake: Fake) -> AsyncIterator[Upstox]:
    made = Upstox(good, api=fake.url, assets=fake.url, limits=QUICK)
    yield made
    await made.close()


async def test_the_list_holds_shares_whose_symbols_pass_the_table(source: Upstox) -> None:
    found = [Instrument.model_validate(row) for row in await source.master()]
    assert [(each.symbol, each.exchange, each.currency) for each in found] == [("INFY", "NSE", "INR"), ("M&M", "NSE", "INR")]


async def test_candles_are_read_a_decade_at_a_time_ascending(source: Upstox, fake: Fake) -> None:
    assert await source.history(SHARE, TODAY) == [["2025-01-10", 1510.0], ["2025-01-13", 1513.0], ["2025-01-14", 1514.0]]
    paths = [path for path, *_ in fake.seen]
    assert paths[0] == f"/v3/historical-candle/NSE_EQ%7C{INFY}/days/1/2025-01-15/2015-01-18"
    assert len(paths) == 3


async def test_last_prices_are_by_symbol(source: Upstox) -> None:
    assert (await source.ticks([SHARE]))["INFY"].price == 1510.5


@pytest.mark.parametrize("planned", [[500], [503, 500], [429], ["cut"], ["slow"], ["cut", 500]])
async def test_what_may_pass_is_tried_again(source: Upstox, fake: Fake, planned: list[Any]) -> None:
    fake.plan = deque(planned)
    assert (await source.ticks([SHARE]))["INFY"].price == 1510.5
    assert len(fake.seen) == len(planned) + 1


@pytest.mark.parametrize(
    ("planned", "calls"),
    [
        ([500] * 9, 3),
        (["slow"] * 9, 3),
        (["cut"] * 9, 3),
        ([302], 1),
        ([400], 1),
        ([b"<html>"], 1),
        ([b"[" * 100_000], 1),
        ([b"{}"], 1),
        ([b'{"status": "success", "data": {"x": 7}}'], 1),
        ([b'{"status": "success", "data": {"x": {"instrument_token": "NSE_EQ|OTHER", "last_price": 5}}}'], 1),
    ],
)
async def test_what_does_not_pass_is_refused_within_its_time(source: Upstox, fake: Fake, planned: list[Any], calls: int) -> None:
    fake.plan = deque(planned)
    with pytest.raises(MarketFailed):
        await source.ticks([SHARE])
    assert len(fake.seen) == calls
    assert not any(path.startswith("/elsewhere") for path, *_ in fake.seen)


async def test_a_retry_after_beyond_the_deadline_is_passed_on(source: Upstox, fake: Fake) -> None:
    fake.plan, fake.retry_after = deque([429] * 5), "30"
    with pytest.raises(MarketFailed) as refused:
        await source.ticks([SHARE])
    assert (refused.value.retry_after, len(fake.seen)) == (30, 1)


async def test_a_refused_token_is_exchanged_for_a_newer_one_once(fake: Fake) -> None:
    async def tokens(refused: str | None) -> str:
        return "old" if refused is None else "good"

    source = Upstox(tokens, api=fake.url, assets=fake.url, limits=QUICK)
    assert (await source.ticks([SHARE]))["INFY"].price == 1510.5
    assert [token for _, token, _ in fake.seen] == ["old", "good"]
    fake.tokens = set()
    with pytest.raises(MarketRefused):
        await source.ticks([SHARE])
    await source.close()


async def test_the_breaker_opens_after_five_failures_and_tries_again_after_its_rest(fake: Fake) -> None:
    source = Upstox(good, api=fake.url, assets=fake.url, limits=Limits(timeout=0.3, total=1, attempts=1, rest=0.05))
    fake.plan = deque([500] * 5)
    for _ in range(6):
        with suppress(MarketFailed):
            await source.ticks([SHARE])
    assert len(fake.seen) == 5
    source.api.care.opened = (source.api.care.opened or 0) - 1
    assert await source.ticks([SHARE])
    assert source.api.care.failed == 0
    await source.close()


async def test_the_quota_is_kept(fake: Fake) -> None:
    source = Upstox(good, api=fake.url, assets=fake.url, limits=Limits(quota=2))
    await source.ticks([SHARE])
    await source.ticks([SHARE])
    with pytest.raises(MarketFailed, match="quota"):
        await source.ticks([SHARE])
    assert (len(fake.seen), source.api.care.failed) == (2, 0)
    await source.close()


@pytest.mark.parametrize(
    "change",
    [{"symbol": "../../v2/logout"}, {"symbol": "INFY\r\nHost: x"}, {"exchange": "LSE"}, {"isin": "@127.0.0.1"}, {"exchange": "NYSE"}],
)
async def test_no_address_is_made_of_what_is_in_no_table(source: Upstox, fake: Fake, change: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        await source.history(SHARE.model_copy(update=change), TODAY)
    assert fake.seen == []


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("2025-01-10", 0)],
        [("2025-01-10", -5.0)],
        [("2025-01-10", float("nan"))],
        [("2025-01-10", "7")],
        [("yesterday", 7.0)],
        [("2025-02-10", 7.0)],
        [("2025-01-10", 7.0), ("2025-01-10", 8.0)],
        [("2025-01-09", 7.0), ("2025-01-10", 71.0)],
    ],
)
def test_prices_that_can_not_be_right_are_refused(rows: list[tuple[str, Any]]) -> None:
    with pytest.raises(MarketFailed):
        bars.checked("Upstox", "INFY", rows, TODAY)


class Hand:
    """A clock set by hand."""

    seconds = datetime(2025, 1, 15, 6, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.seconds


async def test_a_failing_source_gives_its_last_answer_for_a_day_marked_stale() -> None:
    hand, calls = Hand(), iter([1, None, None, None])

    async def fetch() -> int:
        found = next(calls)
        if found is None:
            raise MarketFailed
        return found

    cache = Cache(Memory(), hand)
    assert not (await cache.get("k", 60, fetch)).stale
    hand.seconds += 59
    assert (await cache.get("k", 60, fetch)).value == 1
    hand.seconds += 3600
    late = await cache.get("k", 60, fetch)
    assert (late.value, late.stale) == (1, True)
    hand.seconds += DAY
    with pytest.raises(MarketFailed):
        await cache.get("k", 60, fetch)


class Stored:
    """A stored market that holds nothing."""

    async def search(self, *_: object) -> list[Instrument]:
        return []

    async def instruments(self, _: object) -> dict[str, Instrument]:
        return {}

    async def series(self, _: object) -> dict[str, Any]:
        return {}

    async def last_day(self) -> date:
        return date(2022, 12, 28)


async def test_the_live_market_serves_series_with_todays_price_and_says_when_they_are_stale(source: Upstox, fake: Fake) -> None:
    hand = Hand()
    clock = Clock(lambda: datetime.fromtimestamp(hand.seconds, UTC))
    market = LiveMarket(Stored(), source, Cache(Memory(), hand), clock)  # type: ignore[arg-type]
    found = (await market.series(["infy"]))["INFY"]
    assert [str(day) for day in found.days[-2:]] == ["2025-01-14", "2025-01-15"]
    assert (found.closes[-1], found.source, found.stale) == (1510.5, "Upstox", False)
    assert await market.last_day() == TODAY
    assert [each.symbol for each in await market.search("infosys", 5)] == ["INFY"]
    asked = len(fake.seen)
    assert (await market.series(["INFY"]))["INFY"] is found
    assert len(fake.seen) == asked
    hand.seconds += 7200
    fake.plan = deque([500] * 40)
    late = (await market.series(["INFY"]))["INFY"]
    assert (late.stale, str(late.days[-1])) == (True, "2025-01-14")


@pytest.mark.parametrize(
    ("exchange", "day", "open_"),
    [
        ("NSE", date(2026, 1, 26), False),
        ("NSE", date(2026, 1, 27), True),
        ("BSE", date(2026, 10, 20), False),
        ("NYSE", date(2026, 7, 3), False),
        ("NASDAQ", date(2025, 11, 28), True),
        ("NYSE", date(2026, 7, 4), False),
    ],
)
def test_calendars(exchange: str, day: date, open_: bool) -> None:  # noqa: FBT001
    assert calendars.is_session(exchange, day) is open_


def test_the_us_calendar_is_that_of_the_bundled_prices() -> None:
    days = {day.astype(object) for day in bundled()[0]}
    start, end = min(days), max(days)
    every = [start + timedelta(days=at) for at in range((end - start).days + 1)]
    assert {day for day in every if calendars.is_session("NYSE", day)} == days


def test_unknown_exchanges_are_refused() -> None:
    with pytest.raises(BadInput):
        calendars.is_session("LSE", TODAY)
