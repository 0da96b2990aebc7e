"""Two servers on one database: whoever signed in at one is known at the other (design §6)."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.house import a_clinic, a_database, a_house
from tests.support.ports import free_port


async def test_a_token_of_one_node_holds_at_the_other(postgres_url: str, tmp_path: Path):
    """Whichever of them a proxy sends the next request to."""
    left_port, right_port = str(free_port()), str(free_port())
    shared = {
        "HANDRAIL_KEY_FILE": str(tmp_path / "keys" / "master.key"),
        "HANDRAIL_SIGNING_KEYS": str(tmp_path / "keys"),
        "HANDRAIL_PUBLIC_ORIGIN": f"http://localhost:{left_port}",
    }
    async with (
        a_database(postgres_url) as url,
        a_house(tmp_path / "left", url, HANDRAIL_PORT=left_port, **shared) as left,
        a_clinic(left, participants=1) as clinic,
        a_house(tmp_path / "right", url, HANDRAIL_PORT=right_port, **shared),
    ):
        ana = clinic.people[0].client.http
        token = await ana._token()
        here = await ana.send("GET", "/v1/me", token=token)
        ana.server = f"http://localhost:{right_port}"
        there = await ana.send("GET", "/v1/me", token=token)
        assert there.content == here.content
