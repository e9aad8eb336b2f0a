"""Make the vectors that come with the library, so that a first start need not embed it: `python -m retrieval`."""

import hashlib
from pathlib import Path

import numpy as np

from core.protocols import Embedder
from data.library import LIBRARY, read
from retrieval.cache import VectorCache, write
from retrieval.index import SEED, chunks_of
from retrieval.outside import subjects


async def make(embedder: Embedder, folder: Path = SEED, directory: Path = LIBRARY) -> int:
    """Write the vectors of all chunks and names of the library; give how many had to be embedded."""
    lessons = read(directory)
    texts = {chunk.sha256: chunk.text for lesson in lessons for chunk in chunks_of(lesson)}
    texts |= {hashlib.sha256(name.encode()).hexdigest(): name for lesson in lessons for name in lesson.names}
    texts |= subjects() if directory == LIBRARY else {}
    cache = VectorCache(folder, embedder.model)
    known = cache.find(list(texts))
    fresh = [sha256 for sha256 in texts if sha256 not in known]
    if fresh:
        known.update(zip(fresh, await embedder.encode([texts[sha256] for sha256 in fresh]), strict=True))
    write(cache.path, {sha256: vector.astype(np.float16) for sha256, vector in known.items()})
    return len(fresh)
