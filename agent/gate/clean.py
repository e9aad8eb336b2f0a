"""Take out of a sentence what a reader can not see or must not fetch, before it is checked."""

import re

UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f]"
)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_AUTO = re.compile(r"<(?:https?|mailto|data|javascript):[^>]*>|\b(?:https?|data|javascript):\S+|\bwww\.\S+")
_TAG = re.compile(r"<!--.*?(?:-->|$)|</?[a-zA-Z][^>]*>?")


def clean(text: str) -> str:
    """Give the text without unseen characters, images, links, addresses and HTML."""
    text = UNSEEN.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    return _TAG.sub("", _AUTO.sub("", text))
