"""Which way a figure in a person's words points: a fall of 20 % is -20 %, a gain of 5 % is +5 %."""

import re

_DOWN = (
    r"fall(?:s|ing|en)?|fell|drop(?:s|ped|ping)?|declin\w+|decreas\w+|los[est]\w*|losing|loss(?:es)?|down(?:turn|side|wards?)?|crash\w*|correct(?:s|ed|ion)|"
    r"plung\w+|plummet\w*|tank(?:s|ed|ing)?|sink(?:s|ing)?|sank|slump\w*|slid(?:e|es|ing)?|shed(?:s|ding)?|dip(?:s|ped)?|tumbl\w+|collaps\w+|minus|negative|"
    r"shr[aiu]nk\w*|weaken\w*|depreciat\w+|devalu\w+|drawdown|haircut|hit|wip(?:e|es|ed|ing)|below|lower|under|bear|cheaper|knock\w*|shav\w+|cut(?:s|ting)?|"
    r"gir\w*|ghat\w*|toot\w*|neeche|niche|nuksan"
)
_UP = (
    r"ris(?:e|es|en|ing)|rose|gain\w*|up(?:side|wards?)?|grow\w*|grew|climb\w*|jump\w*|increas\w+|surg\w+|soar\w*|rall(?:y|ies|ied|ying)|advanc\w+|add(?:s|ed)|"
    r"plus|positive|strengthen\w*|appreciat\w+|above|higher|bull|dearer|recover\w*|rebound\w*|improv\w+|badh\w*|upar|fayda"
)
_WORD = re.compile(rf"(?<!un)\b(?:(?P<down>{_DOWN})|(?P<up>{_UP}))\b", re.IGNORECASE)
_BREAK = re.compile(r"[,;:.!?](?!\d)|\b(?:and|but|while|whereas|or|then|if|when|aur|agar|lekin)\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d")
_NEAR = re.compile(r"(?:[\s%-]|per\s?cent|percent|points?|of)*(?:\w+\s){0,2}\W*$", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:^|(?<![\w.)%]))([-+\u2212])\s?$")


def _sign(found: re.Match[str]) -> int:
    return -1 if found["down"] else 1


def _after(text: str, end: int) -> int:
    """Give the direction of the word that a figure leads up to: a 20 % fall."""
    found = _WORD.search(text, end)
    if found is None:
        return 0
    between = text[end : found.start()]
    near = _NEAR.fullmatch(between) and not _BREAK.search(between) and not _FIGURE.search(between)
    return _sign(found) if near else 0


def direction(text: str, start: int, end: int) -> int:
    """Tell which way the figure at a place of a text points: -1, 1, or 0 where the words do not say."""
    written = _WRITTEN.search(text[:start]) or re.match(r"([-+\u2212])", text[start:end])
    if written:
        return 1 if written[1] == "+" else -1
    before = list(_WORD.finditer(text, 0, start))
    if not before:
        return _after(text, end)
    # In the clause of the figure the word before it says so; further back a word that follows the figure comes first.
    between = text[before[-1].end() : start]
    if _BREAK.search(between) or _FIGURE.search(between):
        return _after(text, end) or _sign(before[-1])
    return _sign(before[-1])
