"""Take out of a sentence what a reader can not see or must not fetch, before it is checked; links stay only from an allow list."""

import re
from collections.abc import Set as AbstractSet

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_LABEL = r"\[(?P<label>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
_TARGET = r"\((?P<target>(?:[^()]|\([^()]*\))*)\)"
_IMAGE = re.compile(rf"!{_LABEL}(?:{_TARGET}|\s?\[[^\]]*\])?")
_LINK = re.compile(rf"{_LABEL}{_TARGET}")
# Two citations side by side look like a reference, and are none.
_REFERENCE = re.compile(r"\[(?!\d{1,3}\]\s?\[\d{1,3}\])([^\[\]]+)\]\s?\[[^\[\]]*\](?!\()")
_DEFINITION = re.compile(r"^\s{0,3}\[[^\]\n]+\]:[^\n]*", re.MULTILINE)
_DOMAINS = "com|net|org|io|in|co|dev|test|app|xyz|info|biz|ru|cn|link|click|site|online|top|shop|me|ai|uk|de|eu|ly|gg|example|invalid"
_ADDRESS = re.compile(
    r"<[a-z][a-z0-9+.-]*:[^>\s]*>|\b[a-z][a-z0-9+.-]*://\S*|\b(?:javascript|vbscript|mailto|tel|blob|file):\S+|\bdata:[\w.+/-]+[;,]\S*"
    r"|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_BARE = re.compile(rf"\b(?:[a-z0-9-]+\.)+(?:{_DOMAINS})\b(?:[/:?#]\S*)?|(?i:\b(?:[a-z0-9-]+\.)+(?:{_DOMAINS})/\S*)")
_TAG = re.compile(r"<!--.*?(?:-->|$)|<[/!?]?[a-zA-Z\[][^>]*>?", re.DOTALL)
_KEPT = "\ue000{}\ue001"
_HOLE = re.compile("\ue000(\\d+)\ue001")
_ROUNDS = 5


def _once(text: str) -> str:
    """Take out one layer: what is left may form an address anew."""
    text = _DEFINITION.sub("", _IMAGE.sub("", text))
    text = _REFERENCE.sub(r"\1", _LINK.sub(lambda found: found["label"], text))
    return _TAG.sub("", _BARE.sub("", _ADDRESS.sub("", text)))


def clean(text: str, allowed: AbstractSet[str] = frozenset()) -> str:
    """Give the text without unseen characters, images, addresses and HTML, and without links to any address that is not allowed."""
    text = UNSEEN.sub("", text).replace("\ue000", "").replace("\ue001", "")
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        if found["target"] not in allowed or _once(found["label"]) != found["label"]:
            return found[0]
        kept.append(found[0])
        return _KEPT.format(len(kept) - 1)

    if allowed:
        text = re.sub(rf"(?<!!){_LABEL}{_TARGET}", hold, text)
    for _ in range(_ROUNDS):
        cleaned = _once(text)
        if cleaned == text:
            break
        text = cleaned
    # What never becomes stable, or runs over into the next sentence, is broken for good.
    text = text.replace("](", "] (").replace("://", ": //")
    return _HOLE.sub(lambda found: kept[int(found[1])], text)


__all__ = ["clean"]
