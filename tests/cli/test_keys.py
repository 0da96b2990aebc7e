"""Keys are changed while the server is stopped; what they sealed and signed before stays good (security I3)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.cli.installation import an_installation, at_work, handrail, log_of, rows, tags
from tests.identity.builders import ANA

from handrail.cli.keys import keys
from handrail.db import rewrap
from handrail.db.key_file import KeyFileRefused
from handrail.identity.tokens import open_keys, read_keys
from handrail.kernel.ids import SystemIds
from handrail.letters.pdf_signature import SigningKey
from handrail.node import Node

IDS = SystemIds()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An installation as its first start left it."""
    data = an_installation(tmp_path / "data")
    open_keys(data / "tokens.key", IDS)
    SigningKey.load(data / "letters.pem", IDS, date(2026, 9, 1))
    return data


def test_all_keys_change_and_each_is_recorded(data: Path):
    token, before = read_keys(data / "tokens.key")[0], (data / "master.key").read_bytes()
    done = json.loads(handrail(keys, "rotate", "--data", data, "--json").output)
    assert done["rotated"] == ["tokens", "letters", "master"]
    assert [key.id for key in read_keys(data / "tokens.key")][1:] == [token.id]
    assert (data / "master.key").read_bytes() != before
    assert done["certificates"] == 2
    assert tags(data)[-3:] == [("keys:changed", which) for which in ("tokens", "letters", "master")]
    assert (log_of(data).verified, log_of(data).unlinked) == (True, 0)


def test_people_are_found_and_read_after_it(data: Path):
    handrail(keys, "rotate", "master", "--data", data)

    async def found(node: Node) -> str:
        async with node.units.read() as unit:
            account = await unit.accounts.get(ANA)
            assert await unit.accounts.named(account.email, account.program)
            return account.legal_name

    assert at_work(data, found) == "Ana Ruiz"


def test_an_old_token_key_is_taken_out(data: Path):
    handrail(keys, "rotate", "tokens", "--data", data)
    assert json.loads(handrail(keys, "rotate", "--retire", "--data", data, "--json").output)["retired"] == 1
    assert len(read_keys(data / "tokens.key")) == 1
    assert tags(data)[-1] == ("keys:changed", "tokens")
    assert handrail(keys, "rotate", "letters", "--retire", "--data", data).exit_code == 2


def test_a_change_that_was_cut_off_stops_the_start_and_is_finished(data: Path, monkeypatch: pytest.MonkeyPatch):
    async def power_cut(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr(rewrap, "_count", power_cut)
        assert handrail(keys, "rotate", "master", "--data", data).exit_code == 1
    assert rewrap.beside(data / "master.key").exists()
    with pytest.raises(KeyFileRefused, match="handrail keys rotate master"):
        at_work(data, _nothing)
    done = json.loads(handrail(keys, "rotate", "master", "--data", data, "--json").output)
    assert done["resumed"]
    at_work(data, _nothing)


async def _nothing(node: Node) -> None:
    """Only start and stop."""


def test_a_change_that_was_refused_is_recorded_as_that(data: Path):
    (data / "letters.pem").chmod(0o644)
    said = handrail(keys, "rotate", "letters", "--data", data)
    assert (said.exit_code, "chmod 600" in said.output) == (2, True)
    outcomes = rows(data, "SELECT outcome FROM audit_entry WHERE tag = 'keys:changed' ORDER BY id")
    assert outcomes == [("done",), ("refused",)]


def test_a_folder_without_an_installation_stays_without(tmp_path: Path):
    assert handrail(keys, "rotate", "--data", tmp_path / "nowhere").exit_code == 2
    assert not list(tmp_path.iterdir())
