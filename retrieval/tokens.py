"""Tokens of the embedding model: counting without a cut, and the test for a common English word."""

import hashlib
from functools import cache
from pathlib import Path

from tokenizers import Tokenizer

from core.errors import Unavailable

TOKENIZER = Path(__file__).parent / "model" / "tokenizer.json"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


def verified(path: Path, sha256: str) -> Path:
    """Give the path when the file is the pinned one; raise Unavailable otherwise."""
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise Unavailable(f"{path.name} is not the pinned file.")
    return path


def tokenizer(window: int | None = None) -> Tokenizer:
    """Load a tokenizer that does not pad; it cuts at `window` tokens or, without one, never."""
    found = Tokenizer.from_file(str(verified(TOKENIZER, TOKENIZER_SHA256)))
    found.no_padding()
    if window is None:
        found.no_truncation()
    else:
        found.enable_truncation(window)
    return found


@cache
def _uncut() -> Tokenizer:
    return tokenizer()


def count(text: str) -> int:
    """Count the tokens of a text, the two marks at its ends included."""
    return len(_uncut().encode(text).ids)


def common(word: str) -> bool:
    """Tell whether a lower-case word is whole in the model's vocabulary, so no misspelling."""
    return _uncut().token_to_id(word) is not None
