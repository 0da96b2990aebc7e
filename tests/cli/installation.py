"""A small installation in a folder: somebody with an account, two sign-ins, and a log that links them."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.testing import CliRunner, Result
from tests.identity.builders import ANA, NOW, a_sign_in, an_account

from handrail.audit.entry import Tag
from handrail.cli.audit import walk
from handrail.config import Config
from handrail.db.sealed import care
from handrail.kernel.ids import SignInId
from handrail.node import Node, open_node

T = TypeVar("T")
OPEN, ENDED = SignInId("still-open"), SignInId("ended-before")


def config(folder: Path) -> Config:
    return Config.from_env({"HANDRAIL_DATA": str(folder)})


def at_work(folder: Path, act: Callable[[Node], Awaitable[T]]) -> T:
    """What `act` gives, done by a server that is started for it and stopped after."""

    async def run() -> T:
        async with open_node(config(folder)) as node:
            return await act(node)

    return asyncio.run(run())


def an_installation(folder: Path) -> Path:
    """Ana, one sign-in that is open and one that she ended."""

    async def begin(node: Node) -> None:
        async with node.units.begin() as unit:
            await unit.accounts.add(an_account(), NOW)
            for sign_in in (OPEN, ENDED):
                await unit.sign_ins.add(a_sign_in(id=sign_in), f"refresh {sign_in}")
                await unit.audit.record(Tag.SIGN_IN_DONE, actor=ANA, subject=sign_in)
            await unit.sign_ins.end(ENDED, NOW)
            await unit.audit.record(Tag.SIGN_IN_ENDED, actor=ANA, subject=ENDED)
        _ = await node.vault.ring([care(ANA)])

    at_work(folder, begin)
    return folder


def more_happens(folder: Path) -> None:
    """One more entry in the log."""

    async def act(node: Node) -> None:
        async with node.units.begin() as unit:
            await unit.audit.record(Tag.SIGN_IN_FAILED)

    at_work(folder, act)


def handrail(command: click.Command, *words: object) -> Result:
    """The command as it would be typed."""
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def log_of(folder: Path) -> Any:
    """The state of the audit log."""
    return asyncio.run(walk(config(folder)))


def rows(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with contextlib.closing(sqlite3.connect(folder / "handrail.sqlite")) as connection:
        return connection.execute(query).fetchall()


def tags(folder: Path) -> list[tuple[str, str]]:
    """What was recorded of what, in order."""
    return rows(folder, "SELECT tag, subject FROM audit_entry ORDER BY id")
