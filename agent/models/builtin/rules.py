"""What is decided by rule before any model: orders, small talk, definitions, advice, forecasts, plain arithmetic."""

import re

from agent.models.builtin.slots import Slots

OWN = re.compile(r"\b(?:my|mine|i|i'm|i've|i'd|me|our|ours|we|we've|us|mera|mere|meri|maine|mujhe|hamara)\b", re.IGNORECASE)
_POLITE = r"^(?:(?:please|pls|plz|kindly|ok|okay|now|just|go ahead and|hey|hi|coach|can you|could you|would you|will you|i want you to|i'd like you to|i want to|i would like to)[\s,]+)*"
_ORDER = re.compile(
    rf"{_POLITE}(?:buy|sell|purchase|short|square off|liquidate|exit|dump|redeem)\s+(?!and hold|side|signal|the dip\b)(?=.*(?:\bfor me\b|\bnow\b|\bat (?:market|limit|cmp)\b|\bshares?\b|\bunits?\b|\ball\b|\d|\bstock\b|\bmy\b|\bit\b|\bthe\b|[A-Z]))"
    r"|\b(?:place|submit|put in|put through|execute|enter|send|fire)\s+(?:an?\s+|the\s+|my\s+|this\s+|that\s+)?(?:\w+\s+){0,2}(?:orders?|trades?)\b"
    r"|\b(?:transfer|wire|send|remit|withdraw|move)\b.{0,30}\b(?:to|into|from)\s+(?:my\s+|the\s+)?(?:bank|upi|savings?|wallet|friend|account number)\b"
    r"|\b(?:start|set up|stop|cancel|pause)\s+(?:an?\s+|my\s+|the\s+)?(?:sip|swp|order|mandate)\b|\b(?:buy|sell|trade|purchase)\b.{0,40}\b(?:for me|on my behalf)\b|\bkharid (?:do|lo)\b|\bbech (?:do|de)\b",
    re.IGNORECASE,
)
_NOT_ORDER = re.compile(
    r"\b(?:what if|what would|if i|suppose|should i|simulate|what happens|record|log|did i|have i|i bought|i sold|when|why|how|effect|impact|hypothetical\w*|agar|test)\b",
    re.IGNORECASE,
)
_TALK = (
    ("greeting", re.compile(r"^(?:hi|hello|hey|hiya|yo|namaste|namaskar|good (?:morning|afternoon|evening)|greetings)(?:[\s,]+(?:there|coach|again|all|everyone|ji))*[\s!.,]*$", re.IGNORECASE)),
    ("thanks", re.compile(r"^(?:(?:ok|okay|great|perfect|nice|awesome|cool|super|many|alright|no)[\s,!.]+)*(?:thanks?(?: you)?|thx|ty|cheers|dhanyavaad|shukriya|much appreciated|got it|that helps)(?:\s+(?:a lot|so much|very much|coach|again|ji))*[\s!.,]*$|^(?:great|perfect|awesome|cool|nice|ok|okay|super)[\s!.]*$", re.IGNORECASE)),
    ("bye", re.compile(r"^(?:ok(?:ay)?[\s,]+)?(?:bye(?:[ -]bye)?|good ?bye|see (?:you|ya)(?: later)?|good night|alvida|ciao|that(?:'s| is| will be) all)(?: (?:coach|for (?:now|today)))*[\s!.]*$", re.IGNORECASE)),
    ("help", re.compile(r"^(?:help|menu|\?+|what can you do|options|commands)(?: me)?[\s?!.]*$", re.IGNORECASE)),
)  # fmt: skip
_INJECTION = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:instructions?|rules?|prompt|previous|above)\b|\b(?:system|hidden) prompt\b|\bprint your prompt\b|\bjailbreak\b",
    re.IGNORECASE,
)
_RECORD = re.compile(
    rf"{_POLITE}(?:record|log|note down|enter|register|book|add|save)\b.{{0,60}}\b(?:transactions?|trades?|purchase[ds]?|bought|buy|sold|sell|sale|dividends?|deposit(?:ed)?|withdr\w+|interest|fee|split|bonus|shares)\b"
    r"|\bi (?:just |have )?(?:bought|sold|received|deposited|withdrew|purchased)\b.{5,120}\b(?:record|add|log|note|save|enter)\b", re.IGNORECASE)  # fmt: skip
_ADVICE = re.compile(
    r"\b(?:should|shall) (?:i|we)\b(?!.{0,6}\bre-?balanc)|\b(?:good|right|bad|best) time to (?:buy|sell|invest|exit|enter)\b|\bdo you (?:recommend|suggest|advise|think)\b|\bworth (?:buying|holding|keeping|selling)\b"
    r"|\b(?:suggest|recommend)\b.{0,25}\b(?:stocks?|funds?|shares?|etfs?|investments?|something)\b|\bwhat (?:should|would you) (?:i|we|you)?\s*(?:buy|sell|do|invest)\b|\b(?:a )?good (?:buy|investment)\b|\bchahiye\b",
    re.IGNORECASE)  # fmt: skip
_FORECAST = re.compile(
    r"\b(?:predict\w*|forecast\w*|price targets?|target price|multibaggers?|hot tips?|tips?\b)"
    r"|\b(?:will|is|are) (?:the |a )?(?!i\b|my\b|we\b)[\w&.' ]{1,40}\b(?:go(?:ing)? up|go(?:ing)? down|rise|fall|crash|recover|rally|double|drop|rising|coming)\b(?!.*\b(?:how|my|portfolio)\b)"
    r"|\bwhere will\b|\b(?:which|what) (?:stock|share)s? will\b|\bwill (?:nifty|sensex|the market|the s&p|gold|bitcoin|the rupee)\b|\bkal (?:market|nifty)\b|\bwhat will .{1,30}\b(?:tomorrow|next)\b",
    re.IGNORECASE)  # fmt: skip
_DEFINE = re.compile(
    r"^(?:(?:so|and|ok|but|please|pls|can you|could you)[\s,]+)*(?:what(?: on earth| exactly)?(?:'s| is| are|s)?(?: meant by)? (?:an?|the (?:meaning|difference|idea|concept|point|purpose|definition))\b|what(?:'s| is| are) (?!the\b|in\b|my\b)|define\b|explain\b|meaning of\b"
    r"|what do(?:es)?\b.*\b(?:mean|stand for|tell)|difference between\b|how do(?:es)? (?!i\b|we\b|my\b|you\b)|how (?:is|are) (?!my\b|the stock\b)|why (?:is|are|do|does|should|would|not)\b|tell me (?:about|what)\b|teach\b|when (?:is|are|should|does) an?\b"
    r"|is (?:a|an|it) \w+.*\b(?:good|bad|better|risky|safe)\b|how (?:to|can one|should one|should an?)\b|learn\b|lesson\b)"
    r"|\b(?:kya hota hai|kya hai|matlab|meaning|definition|explained|kya hote hain)\??$",
    re.IGNORECASE)  # fmt: skip
_EXPLAIN = re.compile(
    r"\b(?:explain|what does|mean(?:s|ing)?\b|understand|interpret|good or bad|is (?:that|it|this|my .{2,30}) (?:good|bad|high|low|ok|okay))",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"^(?:what(?:'s| is)|how much is|calculate|compute|calc|work out)?\s*[-+(]?\s*[\d₹$€£][\d\s.,%+*/x×÷^()₹$€£-]*[\d)%]\s*[=?]*$",
    re.IGNORECASE,
)
_OPERATOR = re.compile(r"\d\s*%?\s*[-+*/x×÷^]\s*[(\d]")
_TERM_SUBJECT = re.compile(r"\b(?:price|quote|rate|ratios? of|value of|worth|cost of|latest|current|today)\b", re.IGNORECASE)
OF_METRIC = {
    "var": "var", "es": "shortfall", "sharpe": "sharpe", "calmar": "sharpe", "sortino": "sortino", "drawdown": "drawdown", "ulcer": "drawdown",
    "volatility": "volatility", "downside": "volatility", "beta": "beta", "rsquared": "beta", "alpha": "alpha", "tracking": "alpha",
    "information": "alpha", "skew": "distribution", "correlation": "correlation", "cagr": "performance", "twr": "performance", "xirr": "xirr",
    "yield": "yield", "yield_on_cost": "yield", "hhi": "diversification",
}  # fmt: skip


def is_order(text: str) -> bool:
    """Tell whether a message asks to trade or to move money."""
    return bool(_ORDER.search(text)) and not _NOT_ORDER.search(text)


def _definition(slots: Slots) -> bool:
    concrete = slots.instruments or slots.amounts or slots.timed or slots.currencies
    return bool(_DEFINE.search(slots.text)) and not concrete and not OWN.search(slots.text) and not _TERM_SUBJECT.search(slots.text)


def _fixed(slots: Slots) -> str | None:
    """Decide by wording that leaves no doubt."""
    text = slots.text
    checks = (
        ("out_of_scope", _INJECTION.search(text)),
        ("record", _RECORD.search(text)),
        ("order", is_order(text)),
        ("calculate", _SUM.search(text) and _OPERATOR.search(text)),
        ("advice", _ADVICE.search(text) and not slots.words.metrics),
        ("prediction", _FORECAST.search(text)),
    )
    talk = next((name for name, pattern in _TALK if pattern.search(text)), None)
    return talk or next((name for name, hit in checks if hit), None)


def decide(slots: Slots) -> tuple[str, ...]:
    """Give the intents that rules alone decide, or none."""
    fixed = _fixed(slots)
    if fixed:
        return (fixed,)
    if _definition(slots):
        return ("definition",)
    named = [OF_METRIC[metric] for metric in slots.words.metrics if metric in OF_METRIC]
    if (
        named
        and not slots.instruments
        and _DEFINE.search(slots.text)
        and (not OWN.search(slots.text) or re.search(r"\bmine\b|\b(?:and|,).*\bmy\b", slots.text, re.IGNORECASE))
    ):
        return ("definition", *dict.fromkeys(named))
    if named and OWN.search(slots.text) and _EXPLAIN.search(slots.text):
        return (*dict.fromkeys(named), "definition")
    return ()
