"""The key is made once, for its owner alone, and a bad one stops the start (security I2)."""

import stat
from pathlib import Path

import pytest

from handrail.db.key_file import KeyFileRefused, derive, make, read

KEY = bytes(range(32))


def test_a_key_is_written_once_and_read_back(tmp_path: Path):
    path = tmp_path / "keys" / "master.key"
    make(path, KEY)
    assert read(path) == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(FileExistsError):
        make(path, bytes(32))
    assert read(path) == KEY


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int):
    path = tmp_path / "master.key"
    make(path, KEY)
    path.chmod(mode)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        read(path)


@pytest.mark.parametrize("content", [b"", KEY[:31], KEY + b"\n", bytes(32), b"changeme" * 4, b"\xff" * 32])
def test_a_short_or_default_key_is_refused_and_never_told(tmp_path: Path, content: bytes):
    path = tmp_path / "master.key"
    make(path, content)
    with pytest.raises(KeyFileRefused) as refused:
        read(path)
    assert "changeme" not in str(refused.value)


def test_a_missing_key_is_not_made_anew(tmp_path: Path):
    """A new one would read nothing of what the old one sealed."""
    with pytest.raises(KeyFileRefused, match="restore"):
        read(tmp_path / "master.key")


def test_each_purpose_has_a_key_of_its_own():
    assert derive(KEY, "a") != derive(KEY, "b") != derive(bytes(32), "b")
    assert derive(KEY, "a") == derive(KEY, "a")
    assert len(derive(KEY, "a")) == 32
