"""A server process that is killed at a chosen moment: `tests.live.victim DATABASE KEYS COMMAND before|after`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import Any

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.ids import CommandId, SystemIds
from handrail.live.entry import Happened
from handrail.live.hub_room import OpenRoom
from handrail.rooms.commands import AdmitAll, SendNote
from handrail.rooms.events import NoteReceived
from handrail.rooms.group_commands import ArrangeGroups, StartGroups
from tests.conftest import MASTER
from tests.fakes import FakeClock
from tests.live.lines import enter
from tests.live.world import ANA, RUTH, Books, a_node


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def main(url: str, keys: str, identity: CommandId, moment: str) -> None:
    database, clock, ids = Database(url), FakeClock(), SystemIds()
    vault = Vault(database.writer if keys == url else Database(keys).writer, MASTER, clock, ids)

    async def follow(_: Any, happened: Happened) -> None:
        if moment == "before" and isinstance(happened.event, NoteReceived):
            die()

    async with a_node(database, vault, clock, Books(clock), follow=follow) as node:
        ana, ruth = await enter(node, ANA), await enter(node, RUTH)
        await node.hub.give(ruth, AdmitAll(), CommandId(ids.new()), b"")
        for begins in (ArrangeGroups("b", ("Quiet", "Lively"), evenly=True), StartGroups(10)):
            await node.hub.give(ruth, begins, CommandId(ids.new()), b"")
        OpenRoom._settle = lambda *_: die()  # type: ignore[method-assign]
        await node.hub.give(ana, SendNote(identity, "once"), identity, b"once")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], CommandId(sys.argv[3]), sys.argv[4]))
