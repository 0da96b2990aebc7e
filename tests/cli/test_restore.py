"""A restore puts back what held, refuses what does not, and ends what must not outlive it (security I5)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from tests.cli.installation import (
    ENDED,
    OPEN,
    an_installation,
    at_work,
    handrail,
    log_of,
    more_happens,
    rows,
    tags,
)
from tests.identity.builders import ANA, NOW, a_sign_in, an_account
from tests.journeys.house import a_database

from handrail.cli.backup import backup
from handrail.cli.restore import restore
from handrail.config import Config
from handrail.db import key_file
from handrail.db.data_folder import DataFolder
from handrail.db.sealed import Cell, KeyGone, care
from handrail.kernel.ids import NodeId
from handrail.node import Node, open_node

CELL = Cell("letter", "text", "1")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return an_installation(tmp_path / "data")


@pytest.fixture
def made(data: Path, tmp_path: Path) -> Path:
    """Where `b.tar` and its keys, `k.tar`, are."""
    assert handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data).exit_code == 0
    return tmp_path


def put_back(made: Path, *more: object) -> str:
    done = handrail(restore, made / "b.tar", "--keys", made / "k.tar", "--data", made / "again", *more)
    assert done.exit_code == 0, done.output
    return done.output


def refused(made: Path, *words: object, code: int = 1) -> str:
    """Why it is not put back; nothing is left of the try."""
    before = {path.name for path in made.iterdir()}
    done = handrail(restore, *words, "--data", made / "again")
    assert done.exit_code == code, done.output
    assert {path.name for path in made.iterdir()} == before
    return done.output


async def name_of_ana(node: Node) -> str:
    async with node.units.read() as unit:
        return (await unit.accounts.get(ANA)).legal_name


def test_what_was_sealed_opens_again(made: Path):
    put_back(made)
    assert at_work(made / "again", name_of_ana) == "Ana Ruiz"


def test_open_sign_ins_end_and_ended_ones_stay_ended(made: Path):
    ended_at = rows(made / "data", f"SELECT ended_at FROM sign_in WHERE id = '{ENDED}'")
    put_back(made)
    assert rows(made / "again", f"SELECT ended_at FROM sign_in WHERE id = '{ENDED}'") == ended_at
    assert rows(made / "again", "SELECT id FROM sign_in WHERE ended_at IS NULL") == []


def test_all_of_it_is_in_the_log_which_holds(made: Path):
    before = log_of(made / "data")
    said = json.loads(put_back(made, "--json"))
    assert tags(made / "again")[before.entries :] == [
        ("backup:restored", str(before.entries)),
        ("keys:changed", "tokens"),
        ("sign-in:ended", OPEN),
    ]
    found = log_of(made / "again")
    assert (found.verified, found.unlinked, found.entries, found.head) == (True, 0, said["entries"], said["head"])
    assert said["sign_ins_ended"] == 1


def test_old_tokens_have_no_key_any_more(made: Path):
    """The next start makes a new one."""
    put_back(made)
    assert not (made / "again" / "tokens.key").exists()


def test_what_is_there_is_left_alone_unless_it_may_be_moved_aside(made: Path):
    more_happens(made / "data")
    words = (restore, made / "b.tar", "--data", made / "data")
    said = handrail(*words, "--keys", made / "k.tar")
    assert (said.exit_code, "--replace" in said.output) == (2, True)
    done = json.loads(handrail(*words, "--replace", "--json").output)
    assert log_of(Path(done["moved_aside"])).entries == 4
    assert ("sign-in:failed", "") not in tags(made / "data")
    assert at_work(made / "data", name_of_ana) == "Ana Ruiz"


def test_a_folder_in_use_is_not_moved_aside(made: Path):
    holding = DataFolder(made / "data")
    said = handrail(restore, made / "b.tar", "--data", made / "data", "--replace")
    holding.release()
    assert (said.exit_code, "in use" in said.output) == (2, True)
    assert log_of(made / "data").entries == 3


@pytest.mark.parametrize("with_keys", [False, True])
def test_a_key_destroyed_since_is_not_brought_back(made: Path, *, with_keys: bool):
    """Neither by taking the keys of the folder that is moved aside nor by an older copy of them (security I4)."""

    async def seal(node: Node) -> bytes:
        return (await node.vault.ring([care(ANA)])).seal(care(ANA), CELL, "words").raw

    async def destroy(node: Node) -> None:
        await node.vault.destroy(care(ANA))

    at_work(made / "data", seal)
    at_work(made / "data", destroy)
    keys = ("--keys", made / "k.tar") if with_keys else ()
    done = handrail(restore, made / "b.tar", *keys, "--data", made / "data", "--replace")
    assert done.exit_code == 0, done.output
    with pytest.raises(KeyGone):
        at_work(made / "data", seal)


def test_without_keys_it_is_not_begun(made: Path):
    assert "--keys FILE" in refused(made, made / "b.tar", code=2)


def test_keys_older_than_the_data_are_refused(made: Path):
    """They lack the people who came since."""
    more_happens(made / "data")
    handrail(backup, made / "newer.tar", "--data", made / "data")
    assert "older" in refused(made, made / "newer.tar", "--keys", made / "k.tar")


def test_keys_of_others_are_refused(made: Path, tmp_path: Path):
    others = an_installation(tmp_path / "others")
    more_happens(others)
    handrail(backup, tmp_path / "their-b.tar", "--keys", tmp_path / "their-k.tar", "--data", others)
    assert "another installation" in refused(made, made / "b.tar", "--keys", tmp_path / "their-k.tar")


def test_data_is_not_taken_for_keys(made: Path):
    assert "no backup of keys" in refused(made, made / "b.tar", "--keys", made / "b.tar")


def test_an_altered_backup_is_refused(made: Path):
    raw = bytearray((made / "b.tar").read_bytes())
    raw[len(raw) // 2] ^= 1
    (made / "b.tar").write_bytes(raw)
    assert "altered" in refused(made, made / "b.tar", "--keys", made / "k.tar")


def test_a_backup_of_a_log_that_was_altered_is_refused(data: Path, tmp_path: Path):
    with contextlib.closing(sqlite3.connect(data / "handrail.sqlite")) as connection, connection:
        connection.execute("UPDATE audit_entry SET actor = 'nobody' WHERE tag = 'sign-in:ended'")
    handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data)
    assert "broken at number 3" in refused(tmp_path, tmp_path / "b.tar", "--keys", tmp_path / "k.tar")


def test_a_backup_of_a_newer_release_is_refused(data: Path, tmp_path: Path):
    with contextlib.closing(sqlite3.connect(data / "handrail.sqlite")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data)
    assert "newer release" in refused(tmp_path, tmp_path / "b.tar", "--keys", tmp_path / "k.tar")


def test_a_key_file_with_a_place_of_its_own_must_be_there_and_be_the_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    safe = tmp_path / "safe.key"
    (data / "master.key").rename(safe)
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(safe))
    handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data)
    words = (tmp_path / "b.tar", "--keys", tmp_path / "k.tar")
    monkeypatch.delenv("HANDRAIL_KEY_FILE")
    assert "HANDRAIL_KEY_FILE" in refused(tmp_path, *words, code=2)
    key_file.make(tmp_path / "other.key", os.urandom(32))
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(tmp_path / "other.key"))
    assert "not this installation's" in refused(tmp_path, *words, code=2)
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(safe))
    put_back(tmp_path)
    assert not (tmp_path / "again" / "master.key").exists()


def test_a_database_put_back_by_its_own_tools_is_settled_in_place(data: Path):
    done = json.loads(handrail(restore, "--in-place", "--data", data, "--json").output)
    assert (done["sign_ins_ended"], done["as_of"]) == (1, "")
    assert rows(data, "SELECT id FROM sign_in WHERE ended_at IS NULL") == []
    assert log_of(data).verified


@pytest.mark.parametrize("words", [(), ("--in-place", "--replace")])
def test_it_is_told_what_to_put_back(words: tuple[str, ...]):
    assert handrail(restore, *words).exit_code == 2


async def test_on_postgres_too_once_no_server_beats(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """After `pg_restore`: the same is ended and recorded, and not while a node still says that it lives."""
    async with a_database(postgres_url) as url:
        monkeypatch.setenv("HANDRAIL_DATABASE_URL", url)
        config = Config.from_env({"HANDRAIL_DATA": str(tmp_path), "HANDRAIL_DATABASE_URL": url})
        async with open_node(config) as node, node.units.begin() as unit:
            await unit.accounts.add(an_account(), NOW)
            await unit.sign_ins.add(a_sign_in(id=OPEN), "refresh")
            await unit.leases.beat(NodeId("one"), node.clock.now())
        words = (restore, "--in-place", "--data", tmp_path, "--json")
        still = await asyncio.to_thread(handrail, *words)
        assert (still.exit_code, "stop every node" in still.output) == (2, True)
        async with open_node(config) as node, node.units.begin() as unit:
            assert len(await unit.sign_ins.open_now()) == 1
            await unit.leases.beat(NodeId("one"), node.clock.now() - timedelta(minutes=1))
        done = await asyncio.to_thread(handrail, *words)
        assert done.exit_code == 0, done.output
        assert json.loads(done.output)["sign_ins_ended"] == 1
        async with open_node(config) as node, node.units.read() as unit:
            assert await unit.sign_ins.open_now() == []
