"""The questions offered after an answer: three that these tools can answer."""

from collections.abc import Sequence

from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Ask

_AFTER: dict[str, tuple[str, ...]] = {
    "value": ("How has my portfolio performed over the last year?", "What are my largest holdings?", "How is my portfolio allocated by sector?"),
    "holdings": ("Which of my holdings have gained and lost the most?", "Which holdings contribute most to my risk?", "Show my open lots of {stock}."),
    "largest": ("How well diversified am I?", "What would change if I sold half of my {stock}?", "Which holdings contribute most to my risk?"),
    "movers": ("What drove my return over the last year?", "What gains have I realised this year?", "Show the price chart of {stock} over 5 years."),
    "position": ("Show my open lots of {stock}.", "Show the price chart of {stock} over 5 years.", "What would change if I sold half of my {stock}?"),
    "cash": ("How should I rebalance to my targets?", "How is my portfolio allocated by asset class?", "What is my portfolio worth?"),
    "unrealised": ("What gains have I realised this year?", "Which of my lots become long-term soon?", "Which of my holdings have gained and lost the most?"),
    "allocation": ("How well diversified am I?", "How should I rebalance to my targets?", "How is my portfolio allocated by currency?"),
    "portfolios": ("What is my portfolio worth?", "How has my portfolio performed over the last year?", "Show my holdings."),
    "freshness": ("What is my portfolio worth?", "Show my holdings.", "How has my portfolio performed over the last year?"),
    "count": ("What are my largest holdings?", "How well diversified am I?", "Show my holdings."),
    "performance": ("What drove my return over the last year?", "Have I beaten the market?", "What is my XIRR?"),
    "benchmark": ("What drove my return over the last year?", "What is my alpha?", "What is my portfolio's beta?"),
    "xirr": ("What is the difference between a time-weighted and a money-weighted return?", "How much money have I put in?", "Have I beaten the market?"),
    "profit": ("What drove my return over the last year?", "How much dividend income have I received?", "What gains have I realised this year?"),
    "flows": ("What is my XIRR?", "How much money have I made in total?", "Show my transactions this year."),
    "attribution": ("Which holdings contribute most to my risk?", "Have I beaten the market?", "Which of my holdings have gained and lost the most?"),
    "transactions": ("What gains have I realised this year?", "How much dividend income have I received?", "Show my holdings."),
    "income": ("What is my dividend yield?", "Show my transactions this year.", "How much money have I made in total?"),
    "yield": ("How much dividend income have I received?", "What is dividend yield?", "How has my portfolio performed over the last year?"),
    "realised": ("What are my short-term and long-term gains this financial year?", "What are my unrealised gains?", "Which of my lots become long-term soon?"),
    "tax_gains": ("Which of my lots become long-term soon?", "What are my unrealised gains?", "How are capital gains taxed?"),
    "charges": ("What gains have I realised this year?", "Show my transactions this year.", "How has my portfolio performed over the last year?"),
    "lots": ("Which of my lots become long-term soon?", "What are my unrealised gains?", "What is a tax lot?"),
    "long_term": ("Show my open lots.", "What are my short-term and long-term gains this financial year?", "What are my unrealised gains?"),
    "record": ("Show my transactions this year.", "Show my holdings.", "What is my portfolio worth?"),
    "rebalance": ("Am I within my own investment policy?", "Why should one rebalance?", "How is my portfolio allocated by sector?"),
    "policy": ("How should I rebalance to my targets?", "What are my largest holdings?", "How well diversified am I?"),
    "what_if": ("Which holdings contribute most to my risk?", "Which of my lots become long-term soon?", "How should I rebalance to my targets?"),
    "goal": ("What would another 2008 do to my portfolio?", "How risky is my portfolio?", "How much money have I put in?"),
    "stress": ("Which holdings contribute most to my risk?", "What was my worst drawdown?", "How well diversified am I?"),
    "risk": ("Which holdings contribute most to my risk?", "What would another 2008 do to my portfolio?", "What was my worst drawdown?"),
    "volatility": ("Which holdings contribute most to my risk?", "What is my Sharpe ratio?", "What is volatility?"),
    "sharpe": ("What is a Sharpe ratio?", "What is my Sortino ratio?", "Have I beaten the market?"),
    "sortino": ("What is a Sortino ratio?", "What is my Sharpe ratio?", "What was my worst drawdown?"),
    "drawdown": ("What would another 2008 do to my portfolio?", "How risky is my portfolio?", "What is a drawdown?"),
    "var": ("What is my expected shortfall?", "What is value at risk?", "What would another 2008 do to my portfolio?"),
    "shortfall": ("What is my value at risk at 99%?", "What is expected shortfall?", "Which holdings contribute most to my risk?"),
    "beta": ("What is beta?", "What is my alpha?", "Have I beaten the market?"),
    "alpha": ("What is my portfolio's beta?", "Have I beaten the market?", "What is alpha?"),
    "distribution": ("What is my expected shortfall?", "What was my worst drawdown?", "What is value at risk?"),
    "contributions": ("How well diversified am I?", "What would change if I sold half of my {stock}?", "How correlated are my holdings?"),
    "diversification": ("How correlated are my holdings?", "Which holdings contribute most to my risk?", "Why does diversification matter?"),
    "correlation": ("How well diversified am I?", "Which holdings contribute most to my risk?", "What is correlation?"),
    "quote": ("Show the price chart of {stock} over 5 years.", "How volatile is {stock}?", "How many {stock} shares do I own?"),
    "history": ("How volatile is {stock}?", "Compare {stock} with the S&P 500.", "How many {stock} shares do I own?"),
    "compare": ("Show the price chart of {stock} over 5 years.", "How volatile is {stock}?", "How correlated are my holdings?"),
    "instrument_risk": ("Show the price chart of {stock} over 5 years.", "Compare {stock} with the S&P 500.", "Which holdings contribute most to my risk?"),
    "fx": ("What is my portfolio worth?", "How is my portfolio allocated by currency?", "Which instruments do you know?"),
    "search": ("Show my holdings.", "What is the price of {stock}?", "What are my largest holdings?"),
    "definition": ("How risky is my portfolio?", "How well diversified am I?", "Have I beaten the market?"),
    "notes": ("Show my holdings.", "Show my transactions this year.", "Am I within my own investment policy?"),
    "advice": ("What would change if I sold half of my {stock}?", "Am I within my own investment policy?", "Which of my lots become long-term soon?"),
}  # fmt: skip
_ALWAYS = (
    "What is my portfolio worth?",
    "How has my portfolio performed over the last year?",
    "How risky is my portfolio?",
    "What are my largest holdings?",
)
_OF_METRIC = {
    "sharpe": "What is my Sharpe ratio?",
    "var": "What is my value at risk at 95%?",
    "beta": "What is my portfolio's beta?",
    "volatility": "How volatile is my portfolio?",
    "drawdown": "What was my worst drawdown?",
    "xirr": "What is my XIRR?",
    "hhi": "How well diversified am I?",
}
THREE = 3


def _stock(asks: Sequence[Ask], note: Note) -> str | None:
    named = next((ask.names.instrument(symbol) for ask in asks for symbol in ask.slots.instruments), None)
    return named.name if named else note.holding


def suggest(asks: Sequence[Ask], note: Note) -> list[str]:
    """Give three questions to ask next, none of them the one just asked."""
    stock, portfolio = _stock(asks, note), asks[-1].slots.portfolios and asks[-1].portfolio
    asked = {ask.text.lower().strip(" ?.!") for ask in asks}
    learned = [
        _OF_METRIC[metric] for ask in asks if ask.intent == "definition" for metric in ask.slots.words.metrics if metric in _OF_METRIC
    ]
    found: list[str] = []
    for text in [*learned, *(text for ask in reversed(asks) for text in _AFTER.get(ask.intent, ())), *_ALWAYS]:
        if "{stock}" in text and not stock:
            continue
        written = text.replace("{stock}", stock or "")
        if portfolio:
            written = written.replace("my portfolio", portfolio.name) if "portfolio's" not in written else written
        if written.lower().strip(" ?.!") not in asked and written not in found:
            found.append(written)
    return found[:THREE]
