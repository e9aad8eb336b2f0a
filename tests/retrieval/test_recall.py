"""Nearest passages of one person among many, under row-level security, against brute force."""

import numpy as np
import pytest

from bench.crowd import fill_people, near, nearest
from data.db import Database


@pytest.mark.slow
async def test_everyone_finds_their_own_nearest_and_all_ten_of_them(database: Database) -> None:
    people = await fill_people(database, "random", 40, 20, 2_000)
    people += await fill_people(database, "random", 1, 4, 4)
    recalls = []
    for who, mine in people:
        vector = near(mine, 1)[0]
        found = await nearest(database, who, vector, "random")
        assert len(found) == min(10, len(mine))
        recalls.append(len(set(found) & set(np.argsort(-(mine @ vector))[:10].tolist())) / len(found))
    assert np.mean(recalls) >= 0.99
