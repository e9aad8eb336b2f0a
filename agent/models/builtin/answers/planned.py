"""Answers about plans: trades tested, goals, rebalancing, the person's policy, and decisions to weigh."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import called, label
from agent.models.builtin.answers.note import Note, missing, who
from agent.models.builtin.answers.ruled import policy, table
from agent.models.builtin.names import short
from agent.models.builtin.plans.ask import Ask, Got, first
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.rules import rule

Row = Mapping[str, Any]
LIKELY, UNLIKELY, ALMOST = 0.75, 0.4, 0.01


def _trade_words(ask: Ask, got: Got) -> str:
    words = []
    for trade in got.args.get("trades", ()):
        size = f"{fmt.count_shares(trade['quantity'])} of" if trade.get("quantity") else f"{fmt.shares(trade['amount'])} worth of"
        words.append(f"{trade['side']} {size} {(ask.called(trade['symbol']) or fmt.clean(trade['symbol']))}")
    return " and ".join(words)


_MEASURES = (
    ("Total value", "total_value", fmt.money),
    ("Cash", "cash", fmt.money),
    ("Volatility a year", "volatility", fmt.percent),
    ("Maximum drawdown", "max_drawdown", fmt.percent),
    ("Daily value at risk", "var_historical", fmt.percent),
    ("Beta", "beta", fmt.plain),
    ("Effective holdings", "effective_holdings", lambda v: fmt.plain(v, 1)),
    ("Largest weight", "largest_weight", fmt.share),
)


def what_if(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Compare the portfolio before and after trades."""
    for got in results:
        if got.tool != "risk_what_if":
            continue
        before, after = got.data["before"], got.data["after"]
        note.say(f"If you were to {_trade_words(ask, got)}, this is what would change.", _shift(before, after))
        note.table(
            ("Measure", "Before", "After"),
            [
                (name, write(before[key]), write(after[key]))
                for name, key, write in _MEASURES
                if before.get(key) is not None and after.get(key) is not None
            ],
        )
        note.say(_realised(got), _charged(got), _taxed(got), _later(got))
        table(got, note)
        note.say("Nothing has been bought or sold; this only tests the trade.")


def _shift(before: Row, after: Row) -> str | None:
    one, two = before.get("volatility"), after.get("volatility")
    if one is None or two is None or fmt.percent(one) == fmt.percent(two):
        return "The volatility would stay about the same." if one is not None and two is not None else None
    word = "fall" if two < one else "rise"
    return f"The volatility would {word} from {fmt.percent(one)} to {fmt.percent(two)} a year."


def _realised(got: Got) -> str | None:
    gain = got.data.get("realised_gain")
    if gain is None or not fmt.number(gain):
        return None
    return f"The sale would realise a {'loss' if fmt.number(gain) < 0 else 'gain'} of {fmt.money(gain)}."


def _charged(got: Got) -> str | None:
    paid = got.data.get("charges")
    return f"Charges would be {fmt.money(paid)}." if paid and fmt.number(paid) else missing(got, "charges")


def _taxed(got: Got) -> str | None:
    now = (got.data.get("tax") or {}).get("now")
    return f"Tax on the sale would be {fmt.money(now)}." if now else missing(got, "tax")


def _later(got: Got) -> str | None:
    later = (got.data.get("tax") or {}).get("after")
    if not later or later.get("amount") is None or later["amount"] == (got.data.get("tax") or {}).get("now"):
        return None
    return f"If you waited until {fmt.day(later['date'])}, when more lots are long-term, the tax would be {fmt.money(later['amount'])}."


def _aim(data: Row) -> str:
    return f"reaching {fmt.money(data['target'])}" if data.get("target") else "reaching your target"


def goal(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the chance of reaching a target."""
    for got in results:
        if got.tool != "risk_goal":
            continue
        data, chance = got.data, got.data.get("probability")
        if chance is None:
            note.say(f"I cannot simulate this goal. {missing(got, 'probability') or ''}")
            continue
        saved = data.get("contribution")
        if not ask.slots.amounts:
            note.say(
                "What your portfolio will be worth is not known: nobody can foretell it.",
                "Name an amount and a date and I simulate how likely it is, as if the future resembled the past.",
            )
            note.suggestions.append("What are my chances of having 1 million by 2040?")
        note.say(
            f"The probability of {_aim(data)} by {fmt.day(data['date'])} is {_chance(chance)}.",
            f"That counts a start value of {fmt.money(data['start_value'])}"
            + (
                f" and a contribution of {fmt.money(saved)} each month."
                if saved and fmt.number(saved)
                else " and no further contributions."
            )
            if data.get("start_value")
            else None,
            _outlook(chance),
            "You named no target, so the target is today's value." if not ask.slots.amount("money", "plain") else None,
            "I test a monthly saving rather than solve for it: name one, and I give the chance with it."
            if rule("may_save", ask.text) and not (saved and fmt.number(saved))
            else None,
        )
        rows = data.get("percentiles", ())
        note.table(
            ("Date", "Poor (p5)", "Middle (p50)", "Good (p95)"),
            [(fmt.day(r["date"]), fmt.money(r.get("p5")), fmt.money(r.get("p50")), fmt.money(r.get("p95"))) for r in _thinned(rows)],
        )
        note.chart(got)


def _chance(value: float) -> str:
    """Write a chance in whole per cent, more exactly where that would read as certain or impossible."""
    return fmt.percent(value, 0) if ALMOST <= value <= 1 - ALMOST else fmt.percent(value, 1)


def _outlook(chance: float) -> str:
    if chance >= LIKELY:
        return "If the future resembles the past, you are on course; a weaker decade could still miss it."
    if chance >= UNLIKELY:
        return "That is open: more saving, more time or a smaller target would move it."
    return "As things stand that is a stretch: more saving, more time or a smaller target would move it."


def _thinned(rows: Sequence[Row]) -> list[Row]:
    step = max(1, len(rows) // 6)
    kept = list(rows[::step])
    return kept if not rows or kept[-1] is rows[-1] else [*kept, rows[-1]]


def rebalance(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """List the trades that restore the targets."""
    for got in results:
        trades, whose = got.data.get("trades", ()), who(ask, got)
        if not any(row.get("target") is not None for row in got.data.get("before", ())):
            note.ready(ready("no_targets"))
        elif not trades:
            note.say(
                missing(got, "trades") or f"{whose.start} {whose.verb('stands', 'stand')} within the targets: there is nothing to trade."
            )
        else:
            _trades(got, note)
        _weights(got, note)
        table(got, note)


def _trades(got: Got, note: Note) -> None:
    turnover = got.data.get("turnover")
    note.say(
        "These trades would bring the weights to the targets that you named; what you did not name is sold."
        if got.args.get("targets")
        else "These trades would bring the weights back to their targets.",
        f"Their turnover is {fmt.percent(turnover, 1)} of the total value." if turnover is not None else None,
        "Selling can realise gains: test a sale with a what-if question before you make it.",
    )
    note.table(
        ("Instrument", "Side", "Quantity", "Price", "Value"),
        [
            (
                fmt.clean(t["symbol"]),
                str(t["side"]),
                fmt.shares(t.get("quantity")),
                fmt.price(t.get("price"), t.get("currency")),
                fmt.money(t.get("value_base")),
            )
            for t in got.data["trades"]
        ],
    )


def _weights(got: Got, note: Note) -> None:
    after = {row["name"]: row for row in got.data.get("after", ())}
    rows = [
        (
            fmt.clean(r["name"]),
            fmt.share(r.get("weight")),
            fmt.share(r["target"]) if r.get("target") is not None else "",
            fmt.share(after[r["name"]].get("weight")) if r["name"] in after else "",
        )
        for r in got.data.get("before", ())
    ]
    note.table(("Weight of", "Now", "Target", "After"), rows)


def advice(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Lay out what to weigh, without saying buy or sell."""
    held, shares, lots = (first(results, tool) for tool in ("portfolio_holdings", "risk_contributions", "portfolio_lots"))
    note.say(
        "I do not tell anyone to buy or sell: that depends on your aims, your taxes and what else you have. These are the facts to weigh."
    )
    rows = held.data.get("holdings", ()) if held else ()
    name = ask.names.instrument(ask.symbol)
    if held and ask.symbol and not rows:
        note.say(f"You hold no {short(fmt.clean(name.name)) if name else ask.symbol} today.")
    lines = [*_position(rows[0] if ask.symbol and rows else None), *_risk_line(ask, shares), *_lot_line(lots)]
    if not ask.symbol and rows and rows[0].get("weight") is not None:
        lines.insert(0, f"The largest holding is {label(rows[0])}, with a weight of {fmt.share(rows[0]['weight'])}.")
    note.bullets(lines)
    note.say(
        "Ask yourself whether you would buy it today at this weight, and what your policy says; a what-if question shows what "
        "a sale or purchase would change."
    )
    if rows:
        note.holding = called(rows[0])


def _position(row: Row | None) -> list[str]:
    if row is None or row.get("value") is None:
        return []
    rate = row.get("unrealised_return")
    word = "loss" if (rate or 0) < 0 else "gain"
    found = [f"{label(row)} is worth {fmt.money(row['value'])}, with a weight of {fmt.share(row.get('weight'))}."]
    return [*found, f"The unrealised {word} on {label(row)} is {fmt.percent(rate)} of its cost."] if rate is not None else found


def _risk_line(ask: Ask, got: Got | None) -> list[str]:
    rows = [r for r in got.data.get("items", ()) if r.get("volatility_share") is not None] if got else []
    name = ask.names.instrument(ask.symbol)
    if ask.symbol:
        rows = [r for r in rows if name and r["name"] in {name.symbol, name.name}]
    if not rows:
        return []
    row = max(rows, key=lambda r: r["volatility_share"])
    return [f"{fmt.clean(row['name'])} carries {fmt.share(row['volatility_share'])} of the portfolio's volatility."]


def _lot_line(got: Got | None) -> list[str]:
    rows = [r for r in got.data.get("lots", ()) if r.get("days_to_long_term")] if got else []
    if not rows:
        return ["Every open lot of it is long-term already."] if got and got.data.get("lots") else []
    soon = min(rows, key=lambda r: r["days_to_long_term"])
    return [f"A lot acquired on {fmt.day(soon['acquired'])} turns long-term in {soon['days_to_long_term']} days."]


ANSWERS = {"what_if": what_if, "goal": goal, "rebalance": rebalance, "policy": policy, "advice": advice}
