"""A backup is read only if it is, byte for byte, what we would have written (security I5)."""

from __future__ import annotations

import stat
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.cli.backup_file import BackupRefused, Kind, Manifest, check_seal, measured, read, sealing, write
from handrail.db.sealed import DataKey, Ring
from handrail.db.vault import OURS
from handrail.kernel.ids import SystemIds

IDS = SystemIds()
NAMES = frozenset({"handrail.sqlite", "other"})


def a_ring() -> Ring:
    """The key of one installation."""
    return Ring({OURS: DataKey(1, IDS.secret(32))}, IDS.secret)


RING = a_ring()


def a_backup(folder: Path, kind: Kind = Kind.DATA) -> Path:
    """A small one, sealed by `RING`."""
    (folder / "handrail.sqlite").write_bytes(b"rows" * 300)
    (folder / "other").write_bytes(b"")
    manifest = Manifest(
        format=1,
        kind=kind,
        release="0.1.0",
        migration="0001",
        made_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        entries=3,
        head="00" * 32,
        files={name: measured(folder / name) for name in sorted(NAMES)},
    )
    raw = manifest.model_dump_json().encode()
    write(folder / "backup.tar", raw, sealing(raw, RING), folder)
    return folder / "backup.tar"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_backup(tmp_path_factory.mktemp("made"))


def put_back(path: Path, into: Path, kind: Kind = Kind.DATA, names: frozenset[str] = NAMES) -> Manifest:
    """Everything that `restore` asks of a file."""
    into.mkdir()
    manifest, raw, seal = read(path, kind, names, into)
    check_seal(raw, seal, RING)
    return manifest


def test_what_was_written_is_read(made: Path, tmp_path: Path):
    manifest = put_back(made, tmp_path / "into")
    assert manifest.entries == 3
    assert (tmp_path / "into" / "handrail.sqlite").read_bytes() == b"rows" * 300
    assert {stat.S_IMODE(path.stat().st_mode) for path in (made, *(tmp_path / "into").iterdir())} == {0o600}


def test_tar_reads_it_too(made: Path):
    """In an emergency the data can be reached without us."""
    with tarfile.open(made) as archive:
        assert archive.getnames() == ["manifest.json", "seal", "handrail.sqlite", "other"]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_altered_bit_is_refused(made: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject):
    raw = bytearray(made.read_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    folder = tmp_path_factory.mktemp("altered")
    (folder / "altered").write_bytes(raw)
    with pytest.raises(BackupRefused):
        put_back(folder / "altered", folder / "into")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_cut_short_anywhere_or_longer_it_is_refused(
    made: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
):
    raw = made.read_bytes()
    length = data.draw(st.integers(0, len(raw) - 1) | st.just(len(raw) + 1))
    folder = tmp_path_factory.mktemp("cut")
    (folder / "cut").write_bytes((raw + b"\0")[:length])
    with pytest.raises(BackupRefused):
        put_back(folder / "cut", folder / "into")


def test_a_whole_backup_of_another_installation_is_refused(made: Path, tmp_path: Path):
    _, raw, seal = read(made, Kind.DATA, NAMES, tmp_path)
    with pytest.raises(BackupRefused, match="another installation"):
        check_seal(raw, seal, a_ring())


def test_keys_are_not_taken_for_data(tmp_path: Path):
    with pytest.raises(BackupRefused, match="no backup of data"):
        put_back(a_backup(tmp_path, Kind.KEYS), tmp_path / "into")


def test_it_brings_no_file_that_was_not_expected(made: Path, tmp_path: Path):
    """Nothing is written outside the folder, whatever names a forged backup holds."""
    with pytest.raises(BackupRefused):
        put_back(made, tmp_path / "into", names=frozenset({"handrail.sqlite"}))
    assert not list((tmp_path / "into").iterdir())


def test_an_unfinished_backup_never_bears_its_name(tmp_path: Path):
    """It is written beside and takes its name once it is whole on the disk."""
    path = a_backup(tmp_path)
    before = path.read_bytes()
    (tmp_path / "into").mkdir()
    _, raw, seal = read(path, Kind.DATA, NAMES, tmp_path / "into")
    (tmp_path / "handrail.sqlite").unlink()
    with pytest.raises(FileNotFoundError):
        write(path, raw, seal, tmp_path)
    assert path.read_bytes() == before
