"""Two servers on one database: whoever signed in at one is known at the other (design §6)."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from handrail.node import NotReady
from tests.journeys.house import House, a_clinic, a_database, a_house
from tests.support.ports import free_port

TRIES = 10


async def another(stack: AsyncExitStack, folder: Path, database_url: str, first: House, keys: dict[str, str]) -> str:
    """A second server of `first`'s clinic, by the same clock; gives where it listens."""
    for _ in range(TRIES):
        port = str(free_port())
        settings = {**keys, "HANDRAIL_PUBLIC_ORIGIN": first.origin, "HANDRAIL_PORT": port}
        try:
            await stack.enter_async_context(a_house(folder, database_url, first.clock, **settings))
        except NotReady:  # somebody took the port in between
            continue
        return f"http://localhost:{port}"
    raise AssertionError("no port was to be had")


async def test_a_token_of_one_node_holds_at_the_other(postgres_url: str, tmp_path: Path):
    """Whichever of them a proxy sends the next request to."""
    keys = {
        "HANDRAIL_KEY_FILE": str(tmp_path / "keys" / "master.key"),
        "HANDRAIL_SIGNING_KEYS": str(tmp_path / "keys"),
    }
    async with (
        AsyncExitStack() as stack,
        a_database(postgres_url) as url,
        a_house(tmp_path / "left", url, **keys) as left,
        a_clinic(left, participants=1) as clinic,
    ):
        right = await another(stack, tmp_path / "right", url, left, keys)
        ana = clinic.people[0].client.http
        token = await ana._token()
        here = await ana.send("GET", "/v1/me", token=token)
        ana.server = right
        there = await ana.send("GET", "/v1/me", token=token)
        assert there.content == here.content
        await stack.aclose()
