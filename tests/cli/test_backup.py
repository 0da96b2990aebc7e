"""What a backup holds, and what it never holds (security I5, design §9.5)."""

from __future__ import annotations

import json
import stat
import tarfile
from pathlib import Path

import pytest
from tests.cli.installation import an_installation, handrail, log_of

from handrail.cli.backup import backup


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return an_installation(tmp_path / "data")


def test_it_says_where_the_log_stood_for_a_checkpoint(data: Path, tmp_path: Path):
    said = json.loads(handrail(backup, tmp_path / "b.tar", "--data", data, "--json").output)
    found = log_of(data)
    assert (said["entries"], said["head"]) == (found.entries, found.head)
    assert said["entries"] == 3


def test_keys_are_never_with_the_data(data: Path, tmp_path: Path):
    """The data's file alone opens nothing; the keys' file has what the data folder has of keys."""
    assert handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data).exit_code == 0
    with tarfile.open(tmp_path / "b.tar") as archive:
        assert archive.getnames() == ["manifest.json", "seal", "handrail.sqlite"]
    with tarfile.open(tmp_path / "k.tar") as archive:
        assert set(archive.getnames()) >= {"keys.sqlite", "master.key"}
        assert "tokens.key" not in archive.getnames()
    assert (data / "master.key").read_bytes() not in (tmp_path / "b.tar").read_bytes()
    assert b"wrapped_key" not in (tmp_path / "b.tar").read_bytes()


def test_a_key_file_with_a_place_of_its_own_is_not_copied(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "safe").mkdir()
    (data / "master.key").rename(tmp_path / "safe" / "master.key")
    monkeypatch.setenv("HANDRAIL_KEY_FILE", str(tmp_path / "safe" / "master.key"))
    assert handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data).exit_code == 0
    with tarfile.open(tmp_path / "k.tar") as archive:
        assert "master.key" not in archive.getnames()


def test_only_the_owner_reads_it_and_nothing_is_left_beside_it(data: Path, tmp_path: Path):
    handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data)
    assert {path.name for path in tmp_path.iterdir()} == {"data", "b.tar", "k.tar"}
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("b.tar", "k.tar")} == {0o600}


def test_a_backup_is_not_written_over_but_the_keys_are_kept_in_the_newest_copy_only(data: Path, tmp_path: Path):
    handrail(backup, tmp_path / "b.tar", "--keys", tmp_path / "k.tar", "--data", data)
    first, keys = (tmp_path / "b.tar").read_bytes(), (tmp_path / "k.tar").read_bytes()
    again = handrail(backup, tmp_path / "b.tar", "--data", data)
    assert (again.exit_code, "never written over" in again.output) == (2, True)
    assert (tmp_path / "b.tar").read_bytes() == first
    assert handrail(backup, tmp_path / "c.tar", "--keys", tmp_path / "k.tar", "--data", data).exit_code == 0
    assert (tmp_path / "k.tar").read_bytes() != keys


def test_where_there_is_nothing_that_is_said(tmp_path: Path):
    said = handrail(backup, tmp_path / "b.tar", "--data", tmp_path / "nowhere")
    assert said.exit_code == 2
    assert not list(tmp_path.iterdir())


def test_for_postgres_its_own_tools_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HANDRAIL_DATABASE_URL", "postgresql+asyncpg://db.example/handrail")
    said = handrail(backup, tmp_path / "b.tar")
    assert said.exit_code == 2
    assert "--exclude-table=wrapped_key" in said.output
    assert "handrail restore --in-place" in said.output
