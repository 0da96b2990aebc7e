"""Starting and stopping as an operator sees it: refuses at once with every reason, and goes without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner
from tests.project.paths import ROOT
from tests.support.patience import PATIENCE
from tests.support.ports import free_port

from handrail.cli.rehearsal import people
from handrail.cli.serve import serve
from handrail.db.key_file import SIZE
from handrail.kernel.clock import SystemClock
from handrail_client.client import Client
from handrail_client.errors import SecondFactorNeeded

HANDRAIL = Path(sys.executable).with_name("handrail")
ARTIFACTS = ROOT / "artifacts"


class Started:
    """`handrail serve` in a process of its own, on a port of its own."""

    def __init__(self, folder: Path, port: str = "0", **settings: str) -> None:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("HANDRAIL_")}
        began = time.monotonic()
        self.process = subprocess.Popen(
            [HANDRAIL, "serve", "--port", port, "--data", folder],
            env=environ | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = self._until("Handrail is at ")
        self.seconds = time.monotonic() - began
        self.origin = self.said.rsplit(" ", 1)[1].strip()

    def _until(self, words: str) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(words):
                return line
        raise AssertionError("it ended without serving")

    def setup_link(self) -> str:
        return self._until("  http").strip()

    def told_to_stop(self) -> float:
        """SIGTERM; gives the seconds until it had gone, in order."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, rest
        return time.monotonic() - began


@contextlib.contextmanager
def started(folder: Path, port: str = "0", **settings: str) -> Iterator[Started]:
    server = Started(folder, port, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.kill()
            server.process.communicate()


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """What starting in this process does to logging is undone."""
    root, level = list(logging.root.handlers), logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = root
    logging.root.setLevel(level)


def refused(folder: Path, port: str = "0", **settings: str) -> str:
    """What it says when it does not start. It exits with 2 and serves nothing."""
    environ: dict[str, str | None] = {name: None for name in os.environ if name.startswith("HANDRAIL_")}
    done = CliRunner().invoke(serve, ["--port", port, "--data", str(folder)], env=environ | settings)
    assert done.exit_code == 2, done.output
    assert isinstance(done.exception, SystemExit)
    assert done.stdout == ""
    return done.stderr.replace(str(folder), "DATA").replace(str(folder.parent), "HERE")


def test_every_bad_setting_is_named_at_once(tmp_path: Path):
    """And nothing is made before that."""
    said = refused(
        tmp_path / "data",
        HANDRAIL_HOST="0.0.0.0",
        HANDRAIL_PUBLIC_ORIGIN="ftp://rooms",
        HANDRAIL_DATABASE_URL="mysql://u:hunter2@db/x",  # pragma: allowlist secret
        HANDRAIL_BUS_URL="kafka://bus",
        HANDRAIL_LOG_LEVEL="loud",
        HANDRAIL_COLOUR="green",
    )
    for name in ("HOST", "PUBLIC_ORIGIN", "DATABASE_URL", "BUS_URL", "LOG_LEVEL", "COLOUR"):
        assert f"HANDRAIL_{name}" in said
    assert "hunter2" not in said
    assert not (tmp_path / "data").exists()


def test_several_nodes_need_a_database_that_several_can_use(tmp_path: Path):
    assert "Postgres" in refused(tmp_path / "data", HANDRAIL_BUS_URL="nats://127.0.0.1:4222")


def test_a_public_address_needs_tls_in_front(tmp_path: Path):
    assert "https" in refused(tmp_path / "data", HANDRAIL_HOST="0.0.0.0")


KEYS = {
    "short": (b"k" * 31, 0o600, "32 bytes"),
    "long": (bytes(range(33)), 0o600, "32 bytes"),
    "world-readable": (bytes(range(SIZE)), 0o644, "chmod 600"),
    "group-readable": (bytes(range(SIZE)), 0o640, "chmod 600"),
    "default": (bytes(SIZE), 0o600, "default"),
}


@pytest.mark.parametrize("kind", KEYS)
def test_a_key_that_cannot_be_trusted_is_refused(tmp_path: Path, kind: str):
    """With what to do about it, and without the key (I2)."""
    content, mode, says = KEYS[kind]
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(mode)
    said = refused(tmp_path / "data", HANDRAIL_KEY_FILE=str(tmp_path / "key"))
    assert says in said
    assert content.hex() not in said
    assert "kkkk" not in said


def test_a_key_that_is_gone_is_not_made_anew_over_sealed_data(tmp_path: Path):
    """A new one would open nothing and hide that the old one is lost."""
    with started(tmp_path / "data") as server:
        server.told_to_stop()
    (tmp_path / "data" / "master.key").unlink()
    assert "the key file" in refused(tmp_path / "data")


def test_another_key_than_the_one_that_sealed_is_refused(tmp_path: Path):
    with started(tmp_path / "data") as server:
        asyncio.run(first_coordinator(server))
        server.told_to_stop()
    (tmp_path / "data" / "master.key").write_bytes(bytes(range(100, 100 + SIZE)))
    assert "the key file" in refused(tmp_path / "data")


def test_one_process_has_a_folder_to_itself(tmp_path: Path):
    with started(tmp_path / "data"):
        assert "in use" in refused(tmp_path / "data")


def test_a_file_is_no_data_folder(tmp_path: Path):
    (tmp_path / "data").write_text("a file")
    assert "DATA cannot be the data folder" in refused(tmp_path / "data")


def test_a_port_that_somebody_else_has_is_named(tmp_path: Path):
    with started(tmp_path / "data") as server:
        port = server.origin.rsplit(":", 1)[1]
        assert f"port {port}" in refused(tmp_path / "other", port=port)


def test_a_database_that_is_not_there_is_said_to_be_away_without_its_address(tmp_path: Path):
    away = f"postgresql+asyncpg://handrail:hunter2@127.0.0.1:{free_port()}/handrail"  # pragma: allowlist secret
    said = refused(tmp_path / "data", HANDRAIL_DATABASE_URL=away)
    assert "The database cannot be used" in said
    assert "hunter2" not in said


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path):
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "handrail.sqlite").write_bytes(b"not a database " * 100)
    assert "The database cannot be used" in refused(tmp_path / "data")


def test_what_it_makes_is_for_its_owner_alone(tmp_path: Path):
    with started(tmp_path / "data") as server:
        server.told_to_stop()
    made = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    assert len(made) > 3
    assert [path.name for path in made if path.stat().st_mode & 0o077] == []


def test_told_to_stop_it_drains_and_keeps_everything(tmp_path: Path):
    """In order, with somebody signed in; what was acknowledged is there after the restart (K7)."""
    with started(tmp_path / "data") as server:
        asyncio.run(first_coordinator(server))
        drained = server.told_to_stop()
    with started(tmp_path / "data", server.origin.rsplit(":", 1)[1]) as again:
        asyncio.run(recognised(again.origin))
        ready = again.seconds
        again.told_to_stop()
    ARTIFACTS.mkdir(exist_ok=True)
    measured = {"ready_seconds": round(ready, 2), "drained_seconds": round(drained, 2)}
    (ARTIFACTS / "startup.json").write_text(json.dumps(measured) + "\n")


@dataclass
class Here:
    """The server, and the clock by which staff read their codes."""

    origin: str
    setup_link: str

    async def now(self) -> datetime:
        return SystemClock().now()


async def first_coordinator(server: Started) -> None:
    async with AsyncExitStack() as stack:
        await people.set_up(Here(server.origin, server.setup_link()), stack)


async def recognised(origin: str) -> None:
    """Whoever knows the password still gets as far as the authenticator."""
    async with Client(origin) as client:
        with pytest.raises(SecondFactorNeeded):
            await client.sign_in("coordinator@people.example", people.PASSWORD.format(0))
