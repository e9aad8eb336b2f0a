"""Short messages that point back: the second, the other portfolio, a year before that, the chart."""

from dataclasses import dataclass, replace
from datetime import date

from agent.models.builtin.money import FIGURES
from agent.models.builtin.names import Names
from agent.models.builtin.ranking import RANKED
from agent.models.builtin.rules import rule
from agent.models.builtin.slots import Slots
from agent.models.builtin.slots.calendar import add_months
from agent.models.builtin.slots.dates import When
from agent.models.builtin.slots.periods import NAMED
from agent.models.builtin.slots.places import NEXT, Shift
from agent.models.builtin.words import data

# What is drawn where only a chart is asked for, by what was asked before.
_PRICED = {"quote", "history", "position", "compare", "instrument_risk", "largest", "movers", "advice", "profit"}
_OF_PORTFOLIO = {"performance", "benchmark", "profit", "xirr", "value", "flows", "attribution", "by_period"}
# What has a figure in money, which may be asked for in another currency or in total.
_PAID = {"position", "lots", "quote", "profit", "unrealised"}
_AT_A_DAY = {"value", "holdings", "cash", "allocation", "largest", "count", "unrealised", "movers", "position", "quote", "fx", "portfolios"}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked."""

    intent: str
    slots: Slots
    why: bool = False


def pointed(slots: Slots, last: Part, shown: tuple[str, ...], names: Names) -> Part | None:
    """Read a message that points at something of the answer before, or give nothing."""
    if slots.nth is not None and _bare(slots):
        return _nth(slots, last, shown)
    if rule("chart_only", slots.text):
        return _chart(slots, last, shown)
    if slots.other and len(names.portfolios) > 1:
        return _other(slots, last, names)
    if slots.shift:
        return _shifted(last, slots.shift)
    return _in_money(slots, last) or _again(slots, last) or _of_answer(slots, last)


def _in_money(slots: Slots, last: Part) -> Part | None:
    """Ask for the same figure in another currency, or for the whole of what was paid."""
    if slots.currencies and (last.intent, "money") in FIGURES and not slots.amounts and rule("in_money", slots.text):
        return Part(last.intent, replace(last.slots, text=slots.text, currencies=slots.currencies))
    if not rule("in_total", slots.text) or not last.slots.instruments:
        return None
    if last.intent in _PAID and len(last.slots.instruments) == 1:
        return Part("position", replace(last.slots, text=slots.text, whens=(), spans=(), code=None))
    return Part(last.intent, replace(last.slots, instruments=(), text=slots.text))


def _again(slots: Slots, last: Part) -> Part | None:
    """Ask the same again: against the index, of the one day on, or in other words."""
    if rule("against", slots.text) and last.intent in _OF_PORTFOLIO and not last.slots.instruments:
        return Part("benchmark", replace(last.slots, text=slots.text))
    if rule("by_how_much", slots.text):
        return last
    if rule("since_then", slots.text) and last.slots.whens:
        ended = last.slots.whens[-1].end
        return Part(last.intent, replace(last.slots, whens=(When(ended, ended, "since", 0),), spans=(), code=None))
    if rule("which_one", slots.text) and len(last.slots.instruments) > 1 and not slots.instruments:
        return Part("instrument_risk" if rule("risked", slots.text) else "compare", replace(last.slots, text=slots.text))
    return None


def _of_answer(slots: Slots, last: Part) -> Part | None:
    """Ask what the answer means, whether it is good, or how many of its instrument are held."""
    if rule("how_many", slots.text) and len(last.slots.instruments) == 1:
        return Part("position", replace(last.slots, text=slots.text, whens=(), spans=(), code=None))
    if rule("judged", slots.text) and last.intent in _OF_PORTFOLIO:
        return Part("benchmark", replace(last.slots, text=slots.text))
    if rule("that_means", slots.text) or rule("judged", slots.text):
        metric = next(iter(last.slots.words.metrics), None) or data("metrics")["of_intent"].get(last.intent)
        named = data("metrics")["names"].get(metric)
        words = replace(slots.words, metrics=(metric,)) if metric else slots.words
        return Part("definition", replace(slots, text=f"What is {named}", words=words)) if named else None
    return None


def _bare(slots: Slots) -> bool:
    """Tell whether a message names nothing but a place in a ranking."""
    return not (slots.instruments or slots.timed or slots.amounts or slots.portfolios or slots.words.metrics)


def _nth(slots: Slots, last: Part, shown: tuple[str, ...]) -> Part | None:
    """Take the second, third or next of what was ranked."""
    place = (last.slots.nth or 1) + 1 if slots.nth == NEXT else slots.nth or 1
    if last.intent in RANKED:
        words = replace(last.slots.words, order=slots.words.order or last.slots.words.order)
        return Part(last.intent, replace(last.slots, nth=place, words=words))
    if place <= len(shown):
        return Part("position", replace(last.slots, text=slots.text, instruments=(shown[place - 1],)))
    return None


def _chart(slots: Slots, last: Part, shown: tuple[str, ...]) -> Part:
    """Draw what was asked about before."""
    at = max((last.slots.nth or 1) - 1, 0)
    named = last.slots.instruments or (shown[at : at + 1] if last.intent in RANKED else ())
    if named and last.intent in _PRICED | {"performance"}:
        return Part("history", replace(last.slots, text=slots.text, instruments=named))
    return Part(last.intent, replace(last.slots, text=slots.text))


def _other(slots: Slots, last: Part, names: Names) -> Part:
    """Ask the same of the portfolios that were not meant before; of each where all were."""
    before = last.slots.portfolios or ((names.chosen,) if names.chosen and not last.slots.everything else ())
    others = tuple(one.id for one in names.portfolios if one.id not in before)
    merged = last.slots.merged(replace(slots, portfolios=others or before))
    return Part(last.intent, replace(merged, text=last.slots.text, everything=False))


def _shifted(last: Part, shift: Shift) -> Part | None:
    """Move the time of the question before."""
    before = last.slots
    if last.intent in _AT_A_DAY:
        day = shift.day(before.as_of if shift.today else before.day or before.as_of)
        whens: tuple[When, ...] = (When(day, day, "asof", 0),)
    elif shift.today:
        whens = (When(shift.day(before.as_of), before.as_of, "since", 0),)
    elif before.whens and not before.spans and not before.code:
        whens = tuple(shift.when(when) for when in before.whens)
    else:
        whens = tuple(When(shift.day(start), shift.day(end), "", 0) for start, end in _stretches(before))
    if not whens or max(when.start for when in whens) > before.as_of:
        return None
    return Part(last.intent, replace(before, whens=whens, spans=(), code=None))


def _stretches(slots: Slots) -> list[tuple[date, date]]:
    """Give the periods of a question as days."""
    months = {code: count for count, code in NAMED.items()}
    found = []
    for period in slots.periods:
        if period.code == "YTD":
            found.append((slots.as_of.replace(month=1, day=1), slots.as_of.replace(month=12, day=31)))
            continue
        start = add_months(slots.as_of, -months[period.code]) if period.code in months else period.start
        if start:
            found.append((start, period.end or slots.as_of))
    return found
