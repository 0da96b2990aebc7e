"""One's own crisis plan at the terminal: it reads in the order in which it helps, and one part is written at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from aiohttp import web
from tests.client.conftest import Run
from tests.client.fake_server import Asked, FakeServer

from handrail.safety.crisis_plan import Part
from handrail_client.crisis_plan import PARTS

EMPTY = dict.fromkeys(PARTS, "")
SAID = {"reasons": "My niece.", "alone": "Walk to the mill."}


def plan(version: int, said: Mapping[str, str]) -> web.Response:
    changed = "2026-11-23T18:00:00Z" if version else None
    return web.json_response({"version": version, "changed_at": changed, **EMPTY, **said})


def test_the_parts_are_those_of_the_server() -> None:
    assert list(PARTS) == [str(part) for part in Part]


async def test_it_is_read_in_the_order_in_which_it_helps(fake: FakeServer, run: Run) -> None:
    fake.on("GET", "/v1/crisis-plan", lambda _: plan(1, SAID))

    result = await run("crisis-plan")

    assert result.output.index("Walk to the mill.") < result.output.index("My niece.")
    assert PARTS["signs"] not in result.output


async def test_who_has_none_is_told_how_to_begin(fake: FakeServer, run: Run) -> None:
    fake.on("GET", "/v1/crisis-plan", lambda _: plan(0, {}))

    assert "handrail crisis-plan --write signs" in (await run("crisis-plan")).output


@pytest.mark.parametrize("as_json", [False, True])
async def test_writing_one_part_leaves_the_others(fake: FakeServer, run: Run, as_json: bool) -> None:  # noqa: FBT001
    """Words come from standard input: on the command line they would stay in the shell's history."""

    def written(asked: Asked) -> web.Response:
        kept = dict(asked.body)
        return plan(kept.pop("based_on") + 1, kept)

    fake.on("GET", "/v1/crisis-plan", lambda _: plan(3, SAID))
    fake.on("PUT", "/v1/crisis-plan", written)

    result = await run("crisis-plan", "--write", "signs", *(["--json"] if as_json else []), typed="I go silent.\n")

    (sent,) = (one.body for one in fake.asked if one.method == "PUT")
    assert sent == {"based_on": 3, **EMPTY, **SAID, "signs": "I go silent.\n"}
    if as_json:
        assert json.loads(result.stdout)["version"] == 4
    else:
        assert "I go silent." in result.stdout
