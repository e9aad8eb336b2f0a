"""What a question claims - a size, at least or at most a size - held against the figure that the tools gave."""

from collections.abc import Sequence
from decimal import Decimal

from agent.models.builtin.answers import fmt
from agent.models.builtin.money import FIGURES, figure
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule
from agent.models.builtin.slots.amounts import Amount

# What people call by other figures than these: what is paid in may be meant before what is taken out.
_OTHERWISE = frozenset({"flows", "benchmark"})
_SIGNED = frozenset({"twr", "gain", "xirr", "change_fraction", "realised", "unrealised_gain"})
# A claim is right where it is as near as people round: by the last digit that they say, within bounds.
NEAR = Decimal("0.02")
ROUNDED = Decimal("0.05")
ROUGHLY = Decimal("0.1")
YES, NO = "Yes, that is right.", "No, that is not what your records show."


def verdict(ask: Ask, results: Sequence[Got]) -> str | None:
    """Say whether the figure that a question claims is the true one; None where it claims none, or where that can be read in two ways."""
    claimed = _claimed(ask)
    if claimed is None:
        return None
    tool, path = FIGURES[ask.intent, claimed.role]
    got = next((got for got in results if got.tool == tool), None)
    found, currency = figure(got.data, path) if got else (None, None)
    if found is None or (claimed.currency and currency and claimed.currency != currency):
        return None
    true = _size(ask, claimed, path.rpartition("/")[2], fmt.number(found) * (100 if claimed.role == "percent" else 1))
    return None if true is None else _held(ask, claimed, true)


def _claimed(ask: Ask) -> Amount | None:
    """Give the one figure that a question claims of the whole of what was asked."""
    if len(ask.slots.amounts) != 1 or len(ask.slots.instruments) > 1 or not (rule("told", ask.text) or rule("yes_or_no", ask.text)):
        return None
    claimed = ask.slots.amounts[0]
    fits = (ask.intent, claimed.role) in FIGURES and ask.intent not in _OTHERWISE
    return claimed if fits and not rule("unsettled", _untagged(ask.text)) else None


def _untagged(text: str) -> str:
    """Give a text without the tag that asks for a yes."""
    tag = rule("tag", text)
    return text[: tag.start()] if tag else text


def _size(ask: Ask, claimed: Amount, name: str, true: Decimal) -> Decimal | None:
    """Give the true figure in the direction that is claimed: of a loss, how much was lost; None where the direction is another matter."""
    text = _untagged(ask.text)
    lost, won = rule("claims_loss", text) is not None or claimed.value < 0, rule("claims_gain", text) is not None
    if name not in _SIGNED:
        return None if lost or (won and ask.intent != "income") or rule("at_cost", text) else abs(true)
    if lost and won:
        return None
    return -true if lost else true


def _held(ask: Ask, claimed: Amount, true: Decimal) -> str | None:
    """Hold a claim against the true figure; "do I have 500" is no lie where there are 600."""
    said, lead = abs(claimed.value), ask.text.partition(claimed.text)[0]
    near = abs(true - said) <= max(abs(true) * (ROUGHLY if rule("roughly", lead) else NEAR), min(_step(said) / 2, said * ROUNDED))
    more, less = rule("at_least", lead), rule("at_most", lead)
    if more or less:
        return None if near else YES if (true > said) == bool(more) else NO
    if near:
        return YES
    return NO if rule("told", ask.text) or true < said else None


def _step(said: Decimal) -> Decimal:
    """Give the unit of the last digit that was said: of 150,000 it is 10,000."""
    exponent = said.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
