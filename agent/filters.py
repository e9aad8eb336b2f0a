"""Which words of a person stand for a filter or choice of a tool call: type, side, method, currency, the name of a row."""

import re

from agent.gate.lexicon import CURRENCIES

_TURNED = r"switch\w*|swap\w*|mov(?:e|ed|ing)|rebalanc\w*"
_BUY = rf"bought|buy\w*|purchas\w*|invest\w*|put\w*|add\w*|acquir\w*|kharid\w*|more|{_TURNED}"
_SELL = rf"sold|sell\w*|sale\w*|exit\w*|trim\w*|reduc\w*|dump\w*|liquidat\w*|rid|redeem\w*|bech\w*|halv\w*|less|{_TURNED}"
_METHODS = {
    "lifo": r"lifo|last[- ]in", "hifo": r"hifo|highest", "fifo": r"fifo|first[- ]in", "average": r"average|avg",
    "specific": r"specific\w*",
}  # fmt: skip
_TYPES = {
    "buy": _BUY, "sell": _SELL, "dividend": r"divid\w*|div|payouts?", "interest": r"interest",
    "fee": r"fees?|charges?|brokerage|commission\w*", "deposit": r"deposit\w*|paid|pay\w*|put|add\w*|contribut\w*|transferr?\w*|salary",
    "withdrawal": r"withdr\w*|took|tak\w*|out", "tax": r"tax\w*|tds|stt", "split": r"split\w*", "bonus": r"bonus\w*",
    "rights": r"rights?", "merger": r"merg\w*", "demerger": r"demerg\w*", "buyback": r"buy ?-?backs?", "transfer": r"transf\w*|mov\w*",
}  # fmt: skip
_OBJECTIVES = {
    "min_volatility": r"volatil\w*|risk\w*|calm\w*|safe\w*|steady|stable", "max_sharpe": r"sharpe|reward\w*|efficien\w*|optim\w*",
    "risk_parity": r"parity|equal\w*", "hrp": r"hrp|hierarch\w*",
}  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    "type": _TYPES, "side": {"buy": _BUY, "sell": _SELL}, "method": _METHODS, "cost_view": {"tax": r"tax\w*"}, "objective": _OBJECTIVES,
}  # fmt: skip
_SHORT = 4
_WORD = re.compile(r"[^\W\d_]+")


def chosen(key: str, value: str, words: str) -> bool:
    """Tell whether the words ask for a choice; a key that is no choice of ours stands."""
    table = _WORDS.get(key)
    if table is None:
        return True
    wanted = table.get(value.lower())
    return wanted is None or re.search(rf"\b(?:{wanted})\b", words) is not None


def currency(code: str, words: str) -> bool:
    """Tell whether the words name a currency."""
    return any(code.upper() in codes for word, codes in CURRENCIES.items() if _has(word, words))


def _has(word: str, words: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", words) is not None


def row(name: str, words: str) -> bool:
    """Tell whether the words name a row such as a sector: tech is enough for Information Technology."""
    said = {word for word in _WORD.findall(words) if len(word) >= _SHORT}
    parts = {word for word in _WORD.findall(name.lower()) if len(word) >= _SHORT}
    return any(one.startswith(other) or other.startswith(one) for one in said for other in parts)


KEYS = frozenset(_WORDS)
__all__ = ["KEYS", "chosen", "currency", "row"]
