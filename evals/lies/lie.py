"""Ways to make a true claim false."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from evals.lies import render
from evals.lies.claims import MOVED, SLOT, Claim, Slot, rows, slot, walk, write
from evals.lies.results import Recorded

Results = Mapping[str, Recorded]
TRIES = 20
UNNAMED = {"coverage", "staleness_days"}
RETURNS = {"twr", "xirr", "modified_dietz", "twr_annualised"}
SIZED = ("money", "calculated", "price", "pct", "plain", "moved_money", "moved_pct")
SCALED = {"k": "m", "m": "k", " crore": " lakh", " lakh": " crore"}


def _differs(said: Slot, value: object) -> bool:
    """Tell whether another value would not be read as the true one at the precision shown."""
    unit = Decimal(1).scaleb(-said.places)
    return abs(Decimal(str(value)) - Decimal(str(said.value))) > unit * Decimal("0.75")


def _other_text(said: Slot, value: object, rng: Random) -> str:
    text = said.text
    for _ in range(TRIES):
        text, places = write(said.style, value, said.currency, rng)
        unit = Decimal(1).scaleb(-min(places, said.places))
        apart = abs(Decimal(str(value)) - Decimal(str(said.value)))
        near = abs(Decimal(str(said.value))) * Decimal("0.06") if text.startswith("about") else 0
        if apart > max(unit * Decimal("1.2"), near):
            return text
    return said.text


def _pick(claim: Claim, styles: tuple[str, ...], rng: Random) -> int | None:
    at = [index for index, each in enumerate(claim.slots) if each.style in styles]
    return rng.choice(at) if at else None


def wrong_value(claim: Claim, _: Results, rng: Random) -> Claim | None:
    """Change a figure by 4 to 60 %, a count by one to five."""
    at = _pick(claim, (*SIZED, "count", "days", "shares"), rng)
    if at is None:
        return None
    said = claim.slots[at]
    value = Decimal(str(said.value))
    if said.style in {"count", "days", "shares"}:
        made: Decimal = value + rng.choice((1, 2, 3, 5))
    else:
        made = value * Decimal(str(1 + rng.choice((-1, 1)) * rng.uniform(0.04, 0.6)))
    text = _other_text(said, made if said.style != "count" else int(made), rng)
    return claim.put(at, text) if text != said.text else None


def wrong_sign(claim: Claim, _: Results, rng: Random) -> Claim | None:
    """Turn a direction or a sign round."""
    at = _pick(claim, (*MOVED, "pct", "plain", "money"), rng)
    if at is None:
        return None
    said = claim.slots[at]
    if said.style in MOVED:
        up, down = MOVED[said.style]
        return claim.put(at, said.text.replace(up, down) if said.text.startswith(up) else said.text.replace(down, up))
    text = said.text.replace("about ", "")
    path = said.path.rpartition("/")[2]
    if path == "max_drawdown" or (path == "amount" and text.startswith("-")):
        return None  # a drawdown, and what was paid, are also written without their sign
    return claim.put(at, text.replace("-", "", 1) if text.startswith("-") else f"-{text}")


def wrong_unit(claim: Claim, _: Results, rng: Random) -> Claim | None:
    """Change the currency, the scale or the unit."""
    at = _pick(claim, ("money", "price", "pct", "days", "shares", "moved_money"), rng)
    if at is None:
        return None
    said = claim.slots[at]
    if said.style == "days":
        return claim.put(at, said.text.replace(" days", rng.choice((" weeks", " months", " %"))))
    if said.style == "shares":
        return claim.put(at, f"{rng.choice('$₹')}{said.text}")
    if said.style == "pct":
        return claim.put(at, _wrong_ratio(said, rng)) if "%" in said.text else None
    return claim.put(at, _wrong_money(said.text, rng))


def _wrong_ratio(said: Slot, rng: Random) -> str:
    bare = said.text.replace("about ", "").replace(" %", "")
    value = abs(Decimal(str(said.value)))
    return rng.choice((f"${bare.lstrip('-')}", f"{render.number(value, 4)} %", f"{render.number(value * 1000, 1)} %"))


def _wrong_money(text: str, rng: Random) -> str:
    for scale, other in SCALED.items():
        if text.endswith(scale) and rng.random() < 0.6:
            return text.removesuffix(scale) + other
    swaps = {"$": "₹", "₹": "$", "USD": "INR", "INR": "USD"}
    made = next((text.replace(mark, other) for mark, other in swaps.items() if mark in text), text)
    return made if rng.random() < 0.7 else f"{text.translate(dict.fromkeys(map(ord, '$₹'))).split(' USD')[0].split(' INR')[0]} %"


def wrong_row(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Give a row the figure of another row."""
    found = results[claim.template.call]
    others = [row for row in rows(found.result, claim.template.row) if row != claim.row]
    named = any(each.style in {"name", "year"} for each in claim.slots)
    at = _pick(claim, (*SIZED, "shares"), rng)
    if not others or not named or at is None:
        return None
    return _from(claim, at, found, rng.choice(others), rng)


def _from(claim: Claim, at: int, found: Recorded, row: str, rng: Random) -> Claim | None:
    """Take one slot's figure from another row or result."""
    path, style = SLOT.findall(claim.template.text)[at]
    said = claim.slots[at]
    names = [walk(found.result, f"{row}/{key}") for key in ("symbol", "name")]
    told = [each.value for each in claim.slots if each.style == "name"]
    taken = slot(found, row, path, style, rng)
    if taken is None or not _differs(said, taken.value) or any(name in told for name in names if row != claim.row):
        return None
    text = _other_text(said, taken.value, rng)
    return claim.put(at, text) if text != said.text else None


def wrong_measure(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Give a measure the figure of another measure of the same unit, of the same row."""
    at = _pick(claim, ("pct", "plain", "money"), rng)
    if at is None or claim.slots[at].path.rpartition("/")[2] in UNNAMED:
        return None
    said = claim.slots[at]
    holder = walk(results[claim.template.call].result, said.path.rpartition("/")[0])
    told = {each.path for each in claim.slots}
    others = [
        (key, _plain_value(value))
        for key, value in sorted(holder.items())
        if f"{said.path.rpartition('/')[0]}/{key}".strip("/") not in told
    ]
    ratios = said.style in {"pct", "plain"}
    known = UNNAMED | (RETURNS if said.path.rpartition("/")[2] in RETURNS and "weighted" not in claim.text else set())
    fit = [value for key, value in others if value is not None and key not in known and isinstance(value, float) == ratios]
    fit = [value for value in fit if abs(Decimal(str(value))) > Decimal("0.001") and _differs(said, value)]
    if not fit:
        return None
    text = _other_text(said, rng.choice(fit), rng)
    return claim.put(at, text) if text != said.text else None


def _plain_value(value: object) -> object:
    if isinstance(value, Mapping) and "amount" in value:
        return value["amount"]
    return value if isinstance(value, float) else None


def wrong_period(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Give a sentence about one period the figure of another; both results are there."""
    other = claim.template.other
    if other is None or claim.template.call.startswith("hold"):
        return None
    at = _pick(claim, SIZED, rng)
    return None if at is None else _from(claim, at, results[other], claim.row, rng)


def stale_value(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Give today's sentence the figure of an earlier day."""
    if claim.template.other is None or not claim.template.call.startswith(("hold", "quote")):
        return None
    at = _pick(claim, (*SIZED, "shares", "count"), rng)
    if at is None:
        return None
    found = results[claim.template.other]
    name = walk(results[claim.template.call].result, f"{claim.row}/symbol")
    same = [row for row in rows(found.result, claim.template.row) if walk(found.result, f"{row}/symbol") == name]
    return _from(claim, at, found, same[0], rng) if same else None


def wrong_rounding(claim: Claim, __: Results, rng: Random) -> Claim | None:
    """Write a figure one to two units off in its last place."""
    at = _pick(claim, ("money", "price", "pct", "plain"), rng)
    if at is None or claim.slots[at].text.startswith("about"):
        return None
    said = claim.slots[at]
    value = render.fixed(Decimal(str(said.value)), said.places) + rng.choice((-2, -1, 1, 2)) * Decimal(1).scaleb(-said.places)
    for _ in range(TRIES):
        text, places = write(said.style, value, said.currency, rng)
        if places == said.places and not text.startswith("about") and text != said.text and value * Decimal(str(said.value)) > 0:
            return claim.put(at, text)
    return None


def swapped_names(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Put another row's name to a row's figures."""
    found = results[claim.template.call]
    at = _pick(claim, ("name", "year"), rng)
    figures = [each for each in claim.slots if each.figure and each.style != "count"]
    if at is None or not figures:
        return None
    key = SLOT.findall(claim.template.text)[at][0]
    told = {each.value for each in claim.slots}
    others = [row for row in rows(found.result, claim.template.row) if walk(found.result, f"{row}/{key}") not in told]
    named = [(row, walk(found.result, f"{row}/{key}")) for row in others]
    named = [(row, name) for row, name in named if isinstance(name, str) and _unlike(claim, found, row, name)]
    return claim.put(at, rng.choice(named)[1]) if named else None


def _unlike(claim: Claim, found: Recorded, row: str, name: str) -> bool:
    """Tell whether no row of that name has one of the claim's figures."""
    same = [
        each for each in rows(found.result, claim.template.row) if name in {walk(found.result, f"{each}/{k}") for k in ("symbol", "name")}
    ]
    return all(_unlike_row(claim, found, each) for each in {row, *same})


def _unlike_row(claim: Claim, found: Recorded, row: str) -> bool:
    pairs = zip(SLOT.findall(claim.template.text), claim.slots, strict=True)
    figures = [(path, each) for (path, _), each in pairs if each.figure and each.style != "count" and not path.startswith("/")]
    theirs = [(each, walk(found.result, f"{row}/{path}")) for path, each in figures]
    values = [(each, value["amount"] if isinstance(value, Mapping) else value) for each, value in theirs]
    return bool(values) and all(value is None or _differs(each, value) for each, value in values)


def invented_total(claim: Claim, results: Results, rng: Random) -> Claim | None:
    """Add a total of two rows that no tool gave."""
    found = results[claim.template.call]
    at = _pick(claim, ("money", "pct"), rng)
    others = [row for row in rows(found.result, claim.template.row) if row != claim.row]
    if at is None or not others or not any(each.style == "name" for each in claim.slots):
        return None
    path, style = SLOT.findall(claim.template.text)[at]
    mine, theirs = claim.slots[at], slot(found, rng.choice(others), path, style, rng)
    if theirs is None or mine.currency != theirs.currency:
        return None
    total = (Decimal(str(mine.value)) + Decimal(str(theirs.value))) * Decimal(str(rng.uniform(1.02, 1.3)))
    text, _ = write(style, total, mine.currency, rng)
    name = next(each.text for each in claim.slots if each.style == "name")
    other = next((walk(found.result, f"{theirs.path.rpartition('/')[0]}/{key}") for key in ("symbol", "name")), None)
    pair = f"{name} and {other}" if other else f"{name} and the next one"
    lead = rng.choice((f"Together {pair} come to", f"In total {pair} make", f"{pair} add up to"))
    return _sentence(claim, f"{lead} {text}.")


def _sentence(claim: Claim, text: str) -> Claim:
    return Claim(claim.template._replace(text=text), claim.row, ())


def invented_date(claim: Claim, _: Results, rng: Random) -> Claim | None:
    """Move a date by days or years."""
    at = _pick(claim, ("date",), rng)
    if at is None:
        return None
    said = claim.slots[at]
    moved = date.fromisoformat(said.value) + timedelta(days=rng.choice((-1, 1)) * rng.choice((1, 3, 17, 45, 200, 365, 730)))
    return claim.put(at, render.day(moved, rng.choice(render.DATES)))


Lie = Callable[[Claim, Results, Random], Claim | None]
CLASSES: dict[str, Lie] = {
    lie.__name__: lie
    for lie in (
        wrong_value,
        wrong_sign,
        wrong_unit,
        wrong_row,
        wrong_measure,
        wrong_period,
        wrong_rounding,
        stale_value,
        swapped_names,
        invented_total,
        invented_date,
    )
}
