"""What this computer keeps, and who can read it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from handrail_client.credentials import CredentialFile, Credentials, UnsafeCredentials, folder

KEPT = Credentials("https://program.example", "a-refresh-token", "0192d4e0-0000-7000-8000-000000000001")


def test_only_the_owner_can_read_what_is_kept(tmp_path: Path) -> None:
    CredentialFile(tmp_path / "home").save(KEPT)

    file = tmp_path / "home" / "credentials.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    CredentialFile(tmp_path).save(KEPT)

    assert CredentialFile(tmp_path).load() == KEPT


def test_a_file_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    CredentialFile(tmp_path).save(KEPT)
    (tmp_path / "credentials.json").chmod(0o644)

    with pytest.raises(UnsafeCredentials):
        CredentialFile(tmp_path).load()


def test_a_file_in_the_place_of_the_folder_is_told_before_anything_is_done(tmp_path: Path) -> None:
    """A one-time link would be used up, and the way back in could not be kept."""
    (tmp_path / "home").write_text("a file")
    with pytest.raises(UnsafeCredentials, match="not a folder"):
        CredentialFile(tmp_path / "home")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"not json", b'{"server": 1', b"\xff"])
def test_a_broken_file_means_signed_out(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "credentials.json"
    file.touch(mode=0o600)
    file.write_bytes(content)

    assert CredentialFile(tmp_path).load() is None


def test_signing_out_leaves_nothing(tmp_path: Path) -> None:
    file = CredentialFile(tmp_path)
    file.save(KEPT)

    file.forget()
    file.forget()

    assert file.load() is None
    assert list(tmp_path.iterdir()) == []


def test_the_token_is_not_shown() -> None:
    assert "a-refresh-token" not in repr(KEPT)


def test_the_folder_can_be_chosen() -> None:
    assert folder({"HANDRAIL_HOME": "/x"}) == Path("/x")
    assert folder({"XDG_CONFIG_HOME": "/c"}) == Path("/c/handrail")
