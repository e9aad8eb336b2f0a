"""What is said without any tool: greetings, help, limits."""

from agent.models.builtin.plans.ask import Ask, Plan, Say

_START = ("What is my portfolio worth?", "How has my portfolio performed over the last year?", "Which holdings contribute most to my risk?")
_MORE = ("What are my largest holdings?", "Have I beaten the market?", "What would another 2008 do to my portfolio?")
HELP = """I answer questions about your own investments; every figure is computed from your ledger and can be traced to it. For example:

- What you hold: "What is my portfolio worth?", "Show my holdings", "How is my portfolio allocated by sector?"
- How it has done: "How did I do last year?", "Have I beaten the market?", "What drove my return?", "What is my XIRR?"
- Your ledger: "Show my dividends", "What gains have I realised?", "Which lots become long-term soon?"
- Risk: "How risky is my portfolio?", "What is my value at risk?", "Which holdings contribute most to my risk?"
- Looking ahead: "What would another crisis do to me?", "What if I sold half of my largest holding?", "What are my chances of reaching my goal?"
- Prices: "What is the price of Apple?", "Compare Apple and Microsoft", "What is the dollar to rupee rate?"
- Ideas: "What is a Sharpe ratio, and what is mine?"

Name a portfolio, a period or a date, and follow up with "and last year?", "why?" or "in rupees"."""


def _say(text: str, suggestions: tuple[str, ...] = _START) -> Plan:
    return lambda _: Say(text, suggestions)


def _order(ask: Ask) -> Say:
    name = ask.names.instrument(ask.symbol)
    what = name.name if name else "a holding"
    return Say(
        "I do not place, change or cancel orders, and I do not move money: that is between you and your broker. "
        "What I can do is show what a trade would change in risk, cash, charges and tax before you make it, and draft its record for your approval afterwards.",
        (
            f"What would change if I sold half of my {what}?",
            f"What should I consider before selling {what}?",
            "How should I rebalance to my targets?",
        ),
    )


def _prediction(ask: Ask) -> Say:
    name = ask.names.instrument(ask.symbol)
    what = name.name if name else "the market"
    return Say(
        f"I do not forecast where {what} will go: nobody can do so reliably, and a guess in figures would look like knowledge. "
        "What I can show is how it has behaved so far, what past crises would do to your holdings, and how likely a goal is if the future resembles the past.",
        (
            f"Show the price chart of {name.name} over 5 years." if name else "What would another 2008 do to my portfolio?",
            "How risky is my portfolio?",
            "What are my chances of having 1 million by 2040?",
        ),
    )


PLANS: dict[str, Plan] = {
    "greeting": _say("Hello. Ask me about your portfolio: what it is worth, how it has done, where its risk lies, or what an idea means."),
    "thanks": _say("You are welcome. Ask whenever you want to look further.", _MORE),
    "bye": _say("Goodbye. Everything stays as you left it.", _MORE),
    "help": _say(HELP),
    "identity": _say(
        "I am the coach built into Portfolio Coach: a program that reads your question, runs its tools over your own ledger and writes the answer from their results. "
        "I am no language model and no registered adviser; every figure I show can be traced to the transactions and prices behind it."
    ),
    "privacy": _say(
        "As built, nothing leaves this machine: I run here, without an outside model, and no one else's account can read your rows. "
        "If an outside language model is configured, the page says so before your first message to it."
    ),
    "importing": _say(
        "Open Import on the page and choose your broker's file, such as a tradebook in CSV or Excel. You first see a preview with every row, every problem and the effect on your holdings; "
        "nothing is stored until you commit it, and an import can be undone. Price files with symbol, date, close and currency go the same way, and Export gives you everything back.",
        ("Show my transactions this year.", "Show my holdings.", "What can you do?"),
    ),
    "order": _order,
    "prediction": _prediction,
    "out_of_scope": _say(
        "That is outside what I can do. I answer questions about your own investments, the instruments and exchange rates I have prices for, and the ideas behind the figures.",
    ),
}
