"""What explains a difference between the ledger and a statement: a split, a bonus, a missing trade; with ratio and dates."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from core.models import plain

ZERO, ONE = Decimal(0), Decimal(1)
SAME = Decimal("0.000001")
LOSS = Decimal("0.01")
COSTS = Decimal("0.01")
SPLITS = (2, 5, 10, 3, 4, 20, 50, 100)
LARGEST_BONUS = 10
INDIA = "IN"
INEXACT = 1_000


@dataclass(frozen=True, slots=True)
class Step:
    """A trade of one instrument: its day, and the shares held after it."""

    day: date
    held: Decimal


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: quantity, average price where it is known, ISIN where it is known."""

    quantity: Decimal
    average: Decimal | None = None
    isin: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may have happened between two days; `ratio` is new:old for a split, bonus:held for a bonus."""

    kind: str
    text: str
    ratio: str | None = None
    quantity: Decimal | None = None
    price: Decimal | None = None
    start: date | None = None
    end: date | None = None


def propose(ledger: Side, statement: Side, steps: Sequence[Step], as_of: date) -> Proposal:
    """Give the plainest explanation; nothing is applied by it."""
    if abs(ledger.quantity - statement.quantity) <= SAME:
        return _agreed(ledger, statement)
    if not ledger.quantity:
        text = "not in the ledger: import or record its purchase or transfer; the purchase date is not known"
        return Proposal("opening", text, quantity=statement.quantity, price=statement.average, end=as_of)
    if statement.quantity and (found := _action(ledger, statement, steps, as_of)):
        return found
    return _trade(ledger, statement, steps, as_of)


def _agreed(ledger: Side, statement: Side) -> Proposal:
    if ledger.average and statement.average and abs(ledger.average - statement.average) > COSTS * statement.average:
        return Proposal("cost", f"the quantities match, the averages do not: {_price(ledger.average)} and {_price(statement.average)}")
    return Proposal("match", "matches")


def _action(ledger: Side, statement: Side, steps: Sequence[Step], as_of: date) -> Proposal | None:
    """Find the corporate action after one of the trades that makes the quantities equal and leaves the cost as it was."""
    if not _costs_agree(ledger, statement):
        return None
    found: list[tuple[int, Proposal]] = []
    for at in range(len(steps) - 1, -1, -1):
        step, later = steps[at], ledger.quantity - steps[at].held
        end = steps[at + 1].day if at + 1 < len(steps) else as_of
        for rank, times in enumerate(_multiples() if step.held > ZERO else ()):
            made = step.held * times + later
            if _explains(made, statement.quantity, times):
                rounded = INEXACT * (abs(made - statement.quantity) > SAME)
                found.append((rank + rounded, _named(times, (ledger, statement), step.day, end)))
    return _plainest(found)


def _plainest(found: Sequence[tuple[int, Proposal]]) -> Proposal | None:
    """Give the most usual of several explanations, and say that there are others which fit as exactly."""
    if not found:
        return None
    rank, best = min(found, key=lambda each: each[0])
    others = [each for other, each in found if each is not best and (other < INEXACT) == (rank < INEXACT)]
    if not others:
        return best
    also = f"; so would a {others[0].kind} of {others[0].ratio} between {others[0].start} and {others[0].end}"
    return replace(best, text=best.text + also)


def _costs_agree(ledger: Side, statement: Side) -> bool:
    if not ledger.average or not statement.average:
        return True
    mine, theirs = ledger.quantity * ledger.average, statement.quantity * statement.average
    return abs(mine - theirs) <= COSTS * max(mine, theirs)


def _multiples() -> Iterator[Decimal]:
    """Give by how much holdings grow or shrink in corporate actions, the common first."""
    yield from map(Decimal, SPLITS)
    for held in range(2, LARGEST_BONUS + 1):
        yield from (ONE + Decimal(bonus) / held for bonus in range(1, LARGEST_BONUS + 1) if Fraction(bonus, held).denominator == held)
    yield from (Decimal(6), Decimal(7), Decimal(8), Decimal(9))
    yield from (ONE / old for old in (*SPLITS, 6, 7, 8, 15, 25))


def _explains(made: Decimal, stated: Decimal, times: Decimal) -> bool:
    """Tell whether a quantity is met; whole shares are stated, and what is left of a share is paid out in cash."""
    if stated == stated.to_integral_value() and times.as_tuple().exponent != 0:
        return ZERO <= made - stated < ONE - LOSS
    return abs(made - stated) <= SAME


def _named(times: Decimal, sides: tuple[Side, Side], start: date, end: date) -> Proposal:
    kind, other = _kind(times, *sides)
    part = Fraction(times if kind == "split" else times - ONE).limit_denominator(200)
    ratio = f"{part.numerator}:{part.denominator}"
    what = "consolidation" if times < ONE else kind
    text = f"a {what} of {ratio} between {start} and {end} explains it: check the date and record it"
    return Proposal(kind, text + (f"; {other} would explain it too" if other else ""), ratio=ratio, start=start, end=end)


def _kind(times: Decimal, ledger: Side, statement: Side) -> tuple[str, str]:
    """Tell a split from a bonus: in India a split changes the ISIN and a bonus does not; elsewhere there are splits only."""
    if times < ONE:
        return "split", ""
    isin = statement.isin or ledger.isin
    if isin and not isin.startswith(INDIA):
        return "split", ""
    if statement.isin and ledger.isin:
        return ("bonus" if statement.isin == ledger.isin else "split"), ""
    bonus = Fraction(times - ONE).limit_denominator(200)
    if times in {Decimal(each) for each in SPLITS}:
        return "split", f"a bonus of {bonus.numerator}:{bonus.denominator}"
    return "bonus", ""


def _trade(ledger: Side, statement: Side, steps: Sequence[Step], as_of: date) -> Proposal:
    missing = statement.quantity - ledger.quantity
    start = steps[-1].day if steps else None
    if missing < ZERO:
        left = "" if statement.quantity else "not in the statement: "
        text = f"{left}a sale, buyback or transfer of {plain(-missing)} shares is missing up to {as_of}, or they are in another account"
        return Proposal("sell", text, quantity=-missing, start=start, end=as_of)
    price = _missing_price(ledger, statement, missing)
    at = f" at about {_price(price)}" if price else ""
    text = f"a purchase or transfer of {plain(missing)} shares{at} is missing up to {as_of}"
    return Proposal("buy", text, quantity=missing, price=price, start=steps[0].day if steps else None, end=as_of)


def _missing_price(ledger: Side, statement: Side, missing: Decimal) -> Decimal | None:
    if not ledger.average or not statement.average:
        return None
    price = (statement.quantity * statement.average - ledger.quantity * ledger.average) / missing
    return price.quantize(Decimal("0.01")) if price > ZERO else None


def _price(value: Decimal) -> str:
    return plain(value.quantize(Decimal("0.01")))
