"""What may truly be said of each result: sentences with slots `{path|style}`, rows by `*` in the row's path.

Written from the tools' schemas and their definitions alone. A path begins at the row, or at the result with `/`.
"""

from typing import NamedTuple


class Template(NamedTuple):
    """One way to state figures of one row; `other` is the same row's result for another day or period."""

    call: str
    row: str
    text: str
    other: str | None = None


TEMPLATES: tuple[Template, ...] = (
    Template("list", "portfolios/*", "{name|name} is worth {total_value|money} in total."),
    Template("list", "portfolios/*", "The first transaction of {name|name} was on {first_date|date}."),
    Template("list", "", "You have {portfolios_count|count} portfolios."),
    Template("hold", "", "On {as_of|date} your total value was {total_value|money}, of which {cash_value|money} is cash.", "hold_old"),
    Template("hold", "", "Your {holdings_count|count} holdings are worth {holdings_value|money} on {as_of|date}.", "hold_old"),
    Template("hold", "", "As of {as_of|date} the unrealised gain is {unrealised_gain|money}, {unrealised_return|pct} on cost.", "hold_old"),
    Template("hold", "", "Your unrealised gain is {unrealised_gain|money} on a cost of {total_cost|money}."),
    Template("hold", "holdings/*", "{symbol|name} is worth {value_base|money}, {weight|pct} of the total.", None),
    Template("hold", "holdings/*", "You hold {quantity|shares} shares of {symbol|name} on {price_date|date}.", "hold_old"),
    Template("hold", "holdings/*", "Your {symbol|name} position was worth {value|money} on {price_date|date}.", "hold_old"),
    Template("hold", "holdings/*", "The cost basis of {symbol|name} is {cost_basis|money}, on average {average_cost|money} a share."),
    Template("hold", "holdings/*", "{symbol|name} {unrealised_gain|moved_money}, a return of {unrealised_return|pct}."),
    Template("hold", "holdings/*", "The weight of {symbol|name} is {weight|pct} today."),
    Template("hold_in", "holdings/*", "{symbol|name} is worth {value_base|money} in rupees and weighs {weight|pct}."),
    Template("hold_in", "", "Your total value is {total_value|money}, and {cash_value|money} of it is cash."),
    Template("sector", "slices/*", "{name|name} makes up {weight|pct} of the portfolio, or {value_base|money}."),
    Template("sector", "slices/*", "In {name|name} you have {value_base|money}."),
    Template("currency", "slices/*", "{weight|pct} of the total is in {name|name}."),
    Template("perf", "", "Since {start|date} your time-weighted return is {twr|pct}, {twr_annualised|pct} a year.", "perf_1y"),
    Template("perf", "", "Your money-weighted return (XIRR) is {xirr|pct} a year."),
    Template("perf", "", "From {start|date} to {end|date} you {gain|moved_money}.", "perf_1y"),
    Template("perf", "", "You put in {net_contributions|money} net and have {end_value|money} now."),
    Template("perf", "benchmark", "{name|name} returned {twr|pct} over the same days, {twr_annualised|pct} a year."),
    Template("perf", "", "The equal-flow value of the benchmark would be {benchmark/equal_flow_value|money}."),
    Template("perf_1y", "", "From {start|date} to {end|date} your time-weighted return was {twr|pct}.", "perf"),
    Template("perf_1y", "", "Over the last year you {gain|moved_money}, a time-weighted return of {twr|pct}.", "perf"),
    Template("perf_1y", "", "Over the past year the portfolio {twr|moved_pct}.", "perf"),
    Template("perf_1y", "attribution/*", "{name|name} contributed {total|pct} with a return of {return|pct}."),
    Template("perf_1y", "attribution/*", "Over the last year {name|name} {return|moved_pct}."),
    Template("perf_19", "", "In 2019 your time-weighted return was {twr|pct} and you {gain|moved_money}.", "perf_1y"),
    Template("perf_19", "", "The value grew from {start_value|money} on {start|date} to {end_value|money} on {end|date}."),
    Template("perf_in", "", "Over the last 3 years your time-weighted return is {twr_annualised|pct} a year."),
    Template("booked", "transactions/*", "On {date|date} you booked {amount|money} for {symbol|name}."),
    Template(
        "booked", "transactions/*", "The {type|word} of {quantity|shares} shares of {symbol|name} at {price|price} was on {date|date}."
    ),
    Template("booked", "", "There are {total_count|count} transactions in all."),
    Template("income", "", "You received {total|money} of dividends and interest since {start|date}."),
    Template("income", "", "The income of the last 12 months is {trailing_income|money}, a yield of {trailing_yield|pct}."),
    Template("income", "", "Your yield on cost is {yield_on_cost|pct}."),
    Template("income", "by_period/*", "In {name|year} the income was {amount|money}."),
    Template("income", "by_symbol/*", "{symbol|name} paid {amount|money} in {payments|count} payments, the last on {last_date|date}."),
    Template("gains", "", "Your realised gain is {realised|money} and your unrealised gain is {unrealised|money}."),
    Template("gains", "", "The long-term gain is {long_term|money}, the short-term gain {short_term|money}."),
    Template("gains", "", "The total gain since {start|date} is {total|money} after {charges|money} of charges."),
    Template("gains", "by_symbol/*", "{symbol|name} has realised {realised|money} and paid {income|money} of income."),
    Template("gains", "sales/*", "The sale of {symbol|name} on {sold|date} brought {proceeds|money} for a cost of {cost|money}."),
    Template("gains", "sales/*", "Selling {quantity|shares} {symbol|name} on {sold|date} {gain|moved_money}."),
    Template("gains_in", "", "Of that, {currency_gain|money} comes from exchange rates and {price_gain|money} from prices."),
    Template(
        "lots", "lots/*", "The lot of {symbol|name} acquired on {acquired|date} has {quantity|shares} shares at {cost_per_unit|money} each."
    ),
    Template("lots", "lots/*", "You have held the {symbol|name} lot of {acquired|date} for {holding_days|days}."),
    Template("lots", "", "You have {lots_count|count} open lots."),
    Template("reconcile", "items/*", "The ledger has {ledger_quantity|shares} {symbol|name}, the statement {statement_quantity|shares}."),
    Template("reconcile", "", "{different|count} instruments differ from the statement."),
    Template("rebalance", "trades/*", "{side|side} {quantity|shares} shares of {symbol|name}, worth {value_base|money}."),
    Template("rebalance", "before/*", "{name|name} weighs {weight|pct} against a target of {target|pct}."),
    Template("rebalance", "", "The turnover of the plan is {turnover|pct}."),
    Template("record", "draft", "The draft is for {quantity|shares} shares of {symbol|name} at {price|price} on {date|date}."),
    Template("search", "instruments/*", "{symbol|name} is listed in {currency|word}."),
    Template("quote", "", "{symbol|name} closed at {price|price} on {price_date|date}.", "quote_old"),
    Template("quote", "", "{symbol|name} {change_fraction|moved_pct} on the day to {price|price}.", "quote_old"),
    Template("quote_msft", "", "{symbol|name} closed at {price|price}, after {previous_close|price} the day before."),
    Template("quote_old", "", "On {price_date|date} {symbol|name} closed at {price|price}.", "quote"),
    Template("history", "", "Over the year {symbol|name} {change_fraction|moved_pct}, from {first_close|price} to {last_close|price}."),
    Template(
        "history", "", "{symbol|name} reached its high of {high|price} on {high_date|date} and its low of {low|price} on {low_date|date}."
    ),
    Template("history", "bars/*", "On {date|date} the close was {close|price}."),
    Template("compare", "items/*", "{symbol|name} returned {total_return|pct}, {annual_return|pct} a year."),
    Template("compare", "items/*", "{symbol|name} had a volatility of {volatility|pct} and a maximum drawdown of {max_drawdown|pct}."),
    Template("compare", "pairs/*", "The correlation of {symbol|name} and {name|name} is {correlation|plain}."),
    Template("compare", "", "The comparison rests on {observations|count} daily returns from {start|date} to {end|date}."),
    Template("fx", "", "One US dollar was worth {rate|price} on {date|date}."),
    Template("fx", "", "{amount|money} is {converted|money} at that rate."),
    Template("risk", "", "The volatility is {volatility|pct} a year from {start|date} to {end|date}.", "risk_1y"),
    Template("risk", "", "Your Sharpe ratio is {sharpe|plain} and your Sortino ratio {sortino|plain}."),
    Template("risk", "", "The deepest fall was {max_drawdown|pct}, from {drawdown_peak|date} to {drawdown_trough|date}."),
    Template("risk", "", "On one day in twenty you lose more than {var_historical|pct}; the expected shortfall is {es_historical|pct}."),
    Template("risk", "", "Beta is {beta|plain}, with a 95 % interval of {beta_low|plain} to {beta_high|plain}."),
    Template("risk", "", "The tracking error is {tracking_error|pct} and the correlation with the benchmark {correlation|plain}."),
    Template("risk", "", "The downside deviation is {downside_deviation|pct} and the ulcer index {ulcer_index|pct}."),
    Template("risk", "", "The historical value at risk is {var_amount|money} on a day."),
    Template("risk_1y", "", "Over the last year the volatility was {volatility|pct} and the Sharpe ratio {sharpe|plain}.", "risk"),
    Template("risk_1y", "", "Over the past year the maximum drawdown was {max_drawdown|pct}.", "risk"),
    Template("risk_in", "", "At 99 % confidence the value at risk is {var_historical|pct} a day."),
    Template("parts", "items/*", "{name|name} causes {volatility_share|pct} of the volatility with a weight of {weight|pct}."),
    Template(
        "parts",
        "",
        "The effective number of holdings is {effective_holdings|plain} and the diversification ratio {diversification_ratio|plain}.",
    ),
    Template("parts", "pairs/*", "{symbol|name} and {name|name} have a correlation of {correlation|plain}."),
    Template("stress", "scenarios/0", "If the market falls by 20 %, you would lose {loss|money}, {loss_fraction|pct} of the total."),
    Template("stress", "scenarios/0/items/*", "In that shock {symbol|name} alone would cost you {loss|money}."),
    Template("crises", "scenarios/*", "In {name|name} today's portfolio would have lost {loss_fraction|pct}, or {loss|money}."),
    Template("what_if", "", "The trades would take cash from {before/cash|money} to {after/cash|money}."),
    Template("what_if", "", "Volatility would go from {before/volatility|pct} to {after/volatility|pct}."),
    Template("what_if", "", "The sales would realise {realised_gain|money}, with {tax/now|money} of tax."),
    Template("goal", "", "The chance of reaching {target|money} by {date|date} is {probability|pct}."),
    Template(
        "goal", "percentiles/*", "On {date|date} the median value is {p50|money}, with {p5|money} in bad and {p95|money} in good cases."
    ),
    Template("goal", "", "It starts from {start_value|money} over {horizon_days|days} with {paths|count} simulated paths."),
    Template("sum", "", "That makes {value|calculated}."),
    Template("explain", "fact", "The figure explained is {value|calculated}."),
    Template("explain", "prices/*", "It rests on {symbol|name} at a close of {bars/0/close|price} on {bars/0/date|date}."),
    Template("replay", "", "I ran it again on {as_of|date}."),
)
