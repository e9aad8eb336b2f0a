"""Signing in and out."""

import pytest

from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_register_signs_in(newcomer: Signed) -> None:
    me = await newcomer.json("GET", "/api/v1/me")
    assert (me["email"], me["name"]) == (newcomer.email, "newcomer")
async def test_ann(ann: Signed) -> None:
    me = await ann.json("POST", "/api/v1/chat", json={"message":"What is my portfolio worth?","stream":False})
    print(me)
