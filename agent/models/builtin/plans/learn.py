"""Plans about ideas, notes, sums, and where figures come from."""

import re
from collections.abc import Sequence

from agent.models.builtin.plans.ask import Ask, Call, Got, Plan, Say, first
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.words import data

_TAIL = re.compile(r",?\s+(?:and|&)\s+(?:what(?:'s| is| are)\s+)?(?:mine|my\b.*|how\b.*\bmy\b.*)$", re.IGNORECASE)
PERCENT_OF = re.compile(r"(\d[\d,.]*)\s*(?:%|per\s?cent|percent)\s+(?:\w+\s+)?(?:of|on)\b", re.IGNORECASE)
_ADVICE = re.compile(r"[,?]?\s+(?:(?:and|but|so)\s+)?(?:when |how |why )?should i\b.*$", re.IGNORECASE)
_CHANGE = re.compile(r"\b(?:change|growth|increase|return) from (\S+) to (\S+)", re.IGNORECASE)
_COMPOUND = re.compile(r"\b(?:grow\w*|compound\w*|at|@)\b.*%|\bcompound", re.IGNORECASE)
_ROOT = re.compile(r"(?:square root|sqrt)(?:\s+of)?\s*\(?\s*([\d,.]+)", re.IGNORECASE)
_WORDED = (
    (r"\bdivided by\b", "/"),
    (r"\b(?:times|multiplied by|into|x|\u00d7)\b", "*"),
    (r"\b(?:plus|added to)\b", "+"),
    (r"\b(?:minus|less)\b", "-"),
    (r"\bto the power(?: of)?\b", "**"),
)


def _definition(ask: Ask) -> Sequence[Call]:
    names = data("metrics")["names"]
    named = [names[metric] for metric in ask.slots.words.metrics if metric in names]
    query = _ADVICE.sub("", _TAIL.sub("", ask.text)).strip(" ?!.,") or ask.text
    if named and re.search(r"\b(?:my|mine|me|i)\b", ask.text, re.IGNORECASE):
        query = f"What is {named[0]}"
    return [Call("learn_search", {"query": query[:500]})]


def _notes(ask: Ask) -> Sequence[Call]:
    return [Call("notes_search", {"query": ask.text[:500]})]


def _explain(ask: Ask) -> Sequence[Call] | Say:
    good = [got for got in ask.earlier.got if got.ok and "headline" in data("tools").get(got.tool, {})]
    if not good:
        return ready("no_figure")
    got = good[-1]
    paths = data("metrics")["headline"]
    wanted = [paths[intent] for intent in ask.earlier.intents if intent in paths]
    path = next((path for path in wanted if _holds(got, path)), data("tools")[got.tool]["headline"])
    return [Call("explain_fact", {"ref": f"{got.call_id}#{_of_lead(got, path, ask.earlier.lead)}"})]


def _of_lead(got: Got, path: str, lead: str | None) -> str:
    """Point at the row of the instrument that the answer put first, where that is not the first of the result."""
    rows = [row.get("symbol") for row in got.data.get("holdings", ())]
    return path.replace("/holdings/0/", f"/holdings/{rows.index(lead)}/") if lead in rows else path


def _holds(got: Got, path: str) -> bool:
    value: object = got.data
    for part in path.strip("/").split("/"):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value is not None


def _replay(ask: Ask) -> Sequence[Call] | Say:
    if ask.earlier.answer_id is None:
        return ready("no_answer")
    return [Call("replay_answer", {"answer_id": ask.earlier.answer_id})]


PAIR = 2


def expression(ask: Ask) -> str | None:
    """Write the sum that a question asks for as an expression."""
    root = _ROOT.search(ask.text)
    if root:
        return f"sqrt({root[1].replace(',', '')})"
    return _changed(ask) or _compound(ask) or _part(ask) or _listed(ask) or _written(ask.text)


def _changed(ask: Ask) -> str | None:
    figures = [f"{amount.value:f}" for amount in ask.slots.amounts]
    if not _CHANGE.search(ask.text) or len(figures) < PAIR:
        return None
    return f"({figures[1]} - {figures[0]}) / {figures[0]}"


def _others(ask: Ask) -> list[str]:
    return [f"{amount.value:f}" for amount in ask.slots.amounts if amount.role != "percent"]


_MORE = re.compile(r"\bof (?:my|the|our|this|that)\b|\b(?:minus|plus|less|subtract\w*|times|divided|multiplied)\b", re.IGNORECASE)


def _part(ask: Ask) -> str | None:
    """Write a percentage of an amount."""
    percent, others = ask.slots.amount("percent"), _others(ask)
    if percent is None or len(others) != 1 or _MORE.search(ask.text) or not (PERCENT_OF.search(ask.text) or len(ask.slots.amounts) == PAIR):
        return None
    return f"{others[0]} * {abs(percent.value):f} / 100"


def _listed(ask: Ask) -> str | None:
    """Write the sum or mean of several amounts."""
    others = ", ".join(_others(ask))
    if "," not in others:
        return None
    if re.search(r"\bsum of\b|\badd\b.*\band\b|\btotal of\b", ask.text, re.IGNORECASE):
        return f"sum({others})"
    return f"mean({others})" if re.search(r"\b(?:average|mean) of\b", ask.text, re.IGNORECASE) else None


def _compound(ask: Ask) -> str | None:
    percent, years = ask.slots.amount("percent"), [span for span in ask.slots.spans if span.months]
    base = ask.slots.amount("money", "plain")
    if percent is None or not years or base is None or not _COMPOUND.search(ask.text):
        return None
    years_text = str(years[0].months // 12)
    return f"{base.value:f} * (1 + {abs(percent.value):f} / 100) ** {years_text}"


_PARTS = {"value": "total_value", "cash": "cash_value", "unrealised": "unrealised_gain"}


def part(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Compute a percentage of a figure of the portfolio once it is known."""
    percent, held = ask.slots.amount("percent"), first(results, "portfolio_holdings")
    money = held.data.get(_PARTS[ask.intent]) if held else None
    if percent is None or not money or not PERCENT_OF.search(ask.text):
        return []
    return [Call("calculate", {"expression": f"{money['amount']} {money['currency']} * {abs(percent.value):f} %"})]


def _written(text: str) -> str | None:
    for words, sign in _WORDED:
        text = re.sub(rf"(?<=[\d\s)]){words}(?=[\s\d(])", sign, text, flags=re.IGNORECASE)
    match = re.search(r"[-+(]*\s*\d[\d\s.,%+*/x\u00d7÷^()-]*", text)
    if match is None or not re.search(r"\d\s*%?\s*(?:[-+*/x\u00d7÷^]|\*\*)\s*[(\d]", match[0]):
        return None
    return match[0].strip(" ?=.,").replace("x", "*")


def _calculate(ask: Ask) -> Sequence[Call] | Say:
    found = expression(ask)
    if found is None:
        return ready("sum")
    return [Call("calculate", {"expression": found})]


PLANS: dict[str, Plan] = {
    "definition": _definition,
    "notes": _notes,
    "explain": _explain,
    "replay": _replay,
    "calculate": _calculate,
}
