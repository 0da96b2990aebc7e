"""A backup taken while people go on is put back whole, and nobody walks in on what they held before (security I5)."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from websockets.asyncio.client import connect

from handrail.cli.audit import walk
from handrail.cli.rehearsal import paperwork
from handrail.cli.rehearsal.evening import wait
from handrail.config import Config
from handrail_client import errors
from handrail_client.aio import Room
from handrail_client.messages import NoteSend, RoomEnd
from tests.journeys.house import Clinic, House, a_clinic, a_house, ask
from tests.support.patience import PATIENCE

HANDRAIL = Path(sys.executable).with_name("handrail")


async def command(*words: object, code: int = 0) -> str:
    """What `handrail …` says in a process of its own, on the stream that goes with this exit code."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(HANDRAIL, *map(str, words), env=environ, stdout=pipe, stderr=pipe)
    out, err = await process.communicate()
    assert process.returncode == code, (out + err).decode()
    return (err if code else out).decode()


async def keep_writing(room: Room, stop: asyncio.Event) -> list[str]:
    """One note after the other; gives those that were acknowledged."""
    kept = []
    while not stop.is_set():
        text = f"{room.state.you.seat} {len(kept)}"
        await room.do(NoteSend(text=text))
        kept.append(text)
    return kept


async def moved(house: House, folder: Path) -> House:
    """The server that serves the restored folder, at the same address and hour."""
    again = House(folder, await house.now())
    again.clock = house.clock
    again._environ |= {"HANDRAIL_PORT": house._environ["HANDRAIL_PORT"]}
    await again.start()
    return again


async def knock(clinic: Clinic, ticket: str, last: dict[str, int], epoch: str) -> dict[str, Any]:
    """Come back to the room with what was seen of it before."""
    async with connect(clinic.sol.client.live_address, subprotocols=["handrail.v1"], proxy=None) as socket:
        hello = {"type": "hello", "ticket": ticket, "versions": [1], "resume": last, "epoch": epoch}
        await socket.send(json.dumps(hello))
        async with asyncio.timeout(PATIENCE):
            welcome: dict[str, Any] = json.loads(await socket.recv())
    return welcome


async def confirmed(origin: str, letter: paperwork.Letter) -> bool:
    async with aiohttp.ClientSession() as reader:
        body = {"code": letter.code, "sha256": letter.sha256}
        answer = await reader.post(f"{origin}/v1/checks", json=body)
        return bool((await answer.json())["answer"] == "confirmed")


async def test_an_evening_is_put_back_as_it_stood_while_people_spoke(clinic: Clinic, tmp_path: Path):
    house, (ana, ben, cleo) = clinic.house, clinic.people
    sol, members = await clinic.together()
    held = dict(sol._core.last), sol._core.epoch
    await cleo.client.sign_out(everywhere=True)
    stop = asyncio.Event()
    writing = [asyncio.ensure_future(keep_writing(room, stop)) for room in members[:2]]
    await wait(sol, lambda state: len(state.room.notes) >= 10)
    acknowledged = len(sol.state.room.notes)
    said = await command("backup", tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", house.folder, "--json")
    checkpoint = json.loads(said)
    stop.set()
    written = await asyncio.gather(*writing)
    await clinic.leave_all()
    await house.stop()

    (tmp_path / "checkpoint").write_text(said)
    done = json.loads(
        await command(
            "restore", tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", tmp_path / "again", "--json"
        )
    )
    assert (done["epochs_begun"], done["sign_ins_ended"]) == (1, 4)
    assert done["entries"] > checkpoint["entries"] > 0
    await command("audit", "verify", "--data", tmp_path / "again", "--checkpoint", tmp_path / "checkpoint")

    again = await moved(house, tmp_path / "again")
    clinic.house = again
    try:
        for person in (clinic.cast.coordinator, clinic.sol, ana, ben, cleo):
            with pytest.raises(errors.SignedOut):
                await person.client.me()
        await clinic.sol.confirm(again)
        welcome = await knock(clinic, await clinic.sol.client.ticket(clinic.session), *held)
        assert (welcome["recovered"], "snapshot" in welcome) == (False, True)
        assert welcome["epoch"] != held[1]
        room = await clinic.lead()
        notes = [note.text for note in room.state.room.notes]
        assert acknowledged <= len(notes) <= sum(map(len, written))
        for kept in written:
            mine = [text for text in notes if text in kept]
            assert mine == kept[: len(mine)], "each person's notes are there up to one instant"
        await room.do(RoomEnd())
        await clinic.leave_all()
    finally:
        await again.stop()
    assert (await walk(Config.from_env({"HANDRAIL_DATA": str(tmp_path / "again")}))).verified


async def test_letters_agree_with_the_record_of_them_and_hold_after_new_keys(tmp_path: Path):
    """A letter is confirmed after a restore and after every key was changed; its client signs in as before."""
    async with a_house(tmp_path / "data") as house, a_clinic(house, 1) as clinic:
        sol, _ = await clinic.together()
        await house.pass_time(3 * 3600)
        await clinic.sol.confirm(house)
        await sol.do(RoomEnd())
        await clinic.leave_all()
        ana = clinic.people[0]
        await ana.confirm(house)
        letter = await paperwork.ask(ana, clinic.begins.date())
        assert await confirmed(house.origin, letter)
        await command("backup", tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", house.folder)
        assert "in use" in await command("keys", "rotate", "--data", house.folder, code=2)
        await house.stop()

        await command("restore", tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", tmp_path / "again")
        done = json.loads(await command("keys", "rotate", "--data", tmp_path / "again", "--json"))
        assert done["rotated"] == ["tokens", "letters", "master"]
        again = await moved(house, tmp_path / "again")
        clinic.house = again
        try:
            assert await confirmed(again.origin, letter)
            await ana.confirm(again)
            mine = (await ask(ana, clinic, "GET", "/v1/letters"))["items"]
            assert [one["id"] for one in mine] == [letter.id]
            pdf = (await ana.client.http.call("GET", f"/v1/letters/{letter.id}/document")).content
            assert pdf == letter.pdf
        finally:
            await again.stop()
