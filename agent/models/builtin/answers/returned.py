"""The return of a period in words, in rate and in money, and the answer to a question that takes a gain for a loss."""

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import gained
from agent.models.builtin.answers.note import missing, span, who
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule


def premise(ask: Ask, rate: float, sentence: str) -> str:
    """Contradict a question that takes a gain for a loss, or a loss for a gain."""
    claims = rule("claims", ask.text) or rule("asks_why", ask.text)
    lost, won = (claims and rule(name, ask.text) for name in ("claims_loss", "claims_gain"))
    wrong = "You did not lose" if rate > 0 and lost and not won else "You did not gain" if rate < 0 and won and not lost else ""
    return f"{wrong}: {sentence}" if wrong else fmt.capital(sentence)


def verb(value: float) -> str:
    """Give returned or lost by the sign."""
    return "lost" if value < 0 else "returned"


def twr(ask: Ask, got: Got, *, contradict: bool = True) -> str:
    """State the time-weighted return."""
    rate, whose = got.data.get("twr"), who(ask, got)
    if rate is None:
        return f"I cannot give the return of {whose.name} {span(got)}. {missing(got, 'twr') or ''}"
    said = f"{whose.name} {verb(rate)} {fmt.percent(abs(rate))} {span(got)}, time-weighted."
    return premise(ask, rate, said) if contradict else fmt.capital(said)


def gain(got: Got) -> str | None:
    """State the gain in money."""
    amount = got.data.get("gain")
    if amount is None:
        return missing(got, "gain")
    return f"In money, you {gained(amount, 'gained', 'lost')} {fmt.size(amount)} over that time."
