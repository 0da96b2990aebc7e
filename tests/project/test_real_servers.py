"""The database and the bus that tests lean on are real, run side by side, and leave nothing behind."""

import asyncio
import os
import pwd
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import nats
import pytest
from tests.support.nats import nats_server
from tests.support.patience import PATIENCE
from tests.support.pg import postgres


async def ask(url: str, *questions: str) -> list[str]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""), timeout=10)
    try:
        return [await connection.fetchval(question) for question in questions]
    finally:
        await connection.close()


def owner(folder: str) -> int | None:
    path = Path(folder)
    return path.stat().st_uid if path.exists() else None


@pytest.mark.parametrize(("durable", "flushed"), [(False, "off"), (True, "on")])
async def test_a_database_flushes_on_commit_only_when_asked_to(durable: bool, flushed: str):  # noqa: FBT001
    with postgres(durable=durable) as url:
        answers = await ask(url, "show fsync", "show synchronous_commit", "show full_page_writes", "show timezone")
    assert answers == [flushed, flushed, flushed, "UTC"]


async def test_two_databases_run_side_by_side_and_end_with_their_block():
    with postgres() as one, postgres() as other:
        assert urlsplit(one).port != urlsplit(other).port
        assert await ask(one, "select 1") == await ask(other, "select 1") == [1]
        (folder,) = await ask(one, "show data_directory")
        assert owner(folder) == (pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else os.geteuid())
    assert owner(folder) is None
    with pytest.raises(OSError, match="Connect"):
        await ask(one, "select 1")


async def test_a_bus_carries_a_message_and_comes_back_where_it_was():
    with nats_server() as url:
        await carries(url)
    with nats_server(urlsplit(url).port, durable=True) as again:
        assert again == url
        await carries(again)


async def carries(url: str) -> None:
    async with asyncio.timeout(PATIENCE):
        connection = await nats.connect(url)
        heard = await connection.subscribe("hint")
        await connection.publish("hint", b"7")
        assert (await heard.next_msg(5)).data == b"7"
        await connection.close()


def test_a_server_that_fails_to_start_tells_why_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError, match="listen"), nats_server(1 << 16):
        pass
    assert not list(tmp_path.iterdir())
