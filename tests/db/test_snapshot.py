"""A copy is of one instant, holds nothing that was deleted, and does not disturb who writes (design §9.1)."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from handrail.db.snapshot import NoSnapshot, snapshot


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A database in the mode the server uses, with one word that was deleted."""
    path = tmp_path / "live.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA secure_delete=OFF")
        writer.execute("CREATE TABLE pair (a INTEGER, b INTEGER)")
        writer.execute("CREATE TABLE word (text TEXT)")
        writer.execute("INSERT INTO word VALUES ('a word long deleted')")
        writer.execute("DELETE FROM word")
    return path


def test_the_copy_is_of_one_instant_while_somebody_writes(live: Path, tmp_path: Path):
    """Each transaction writes two rows; no copy has only one of them, and the writer is never refused."""
    stop, wrote, written = threading.Event(), threading.Event(), []

    def write() -> None:
        with closing(sqlite3.connect(live, isolation_level=None)) as writer:
            while not stop.is_set():
                writer.execute("BEGIN IMMEDIATE")
                writer.execute("INSERT INTO pair VALUES (?, 1)", (len(written),))
                writer.execute("INSERT INTO pair VALUES (?, 2)", (len(written),))
                writer.execute("COMMIT")
                written.append(1)
                wrote.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        counts = []
        for number in range(10):
            wrote.clear()
            assert wrote.wait(timeout=30), "nothing was written meanwhile"
            before = len(written)
            snapshot(live, tmp_path / f"copy-{number}")
            with closing(sqlite3.connect(tmp_path / f"copy-{number}")) as copy:
                counts.append(copy.execute("SELECT count(*) FROM pair").fetchone()[0])
            assert counts[-1] >= 2 * before
    finally:
        stop.set()
        thread.join()
    assert all(count % 2 == 0 for count in counts)
    assert counts[-1] > counts[0]


def test_what_was_deleted_is_not_copied(live: Path, tmp_path: Path):
    assert b"a word long deleted" in live.read_bytes()
    snapshot(live, tmp_path / "copy")
    assert b"a word long deleted" not in (tmp_path / "copy").read_bytes()


def test_the_copy_is_for_its_owner_alone(live: Path, tmp_path: Path):
    snapshot(live, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_what_is_missing_or_no_database_is_said(tmp_path: Path):
    with pytest.raises(NoSnapshot, match="no database"):
        snapshot(tmp_path / "elsewhere", tmp_path / "copy")
    (tmp_path / "words").write_text("not a database at all" * 200)
    with pytest.raises(NoSnapshot, match="cannot be copied"):
        snapshot(tmp_path / "words", tmp_path / "copy")


def test_a_damaged_database_is_not_passed_off_as_a_backup(live: Path, tmp_path: Path):
    with closing(sqlite3.connect(live, isolation_level=None)) as writer:
        writer.executemany("INSERT INTO pair VALUES (?, ?)", [(n, n) for n in range(5000)])
    raw = bytearray(live.read_bytes())
    raw[3 * 4096 : 6 * 4096] = b"\xff" * (3 * 4096)
    live.write_bytes(raw)
    with pytest.raises(NoSnapshot):
        snapshot(live, tmp_path / "copy")
