"""One process owns a data folder (design §9.1)."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from handrail.db.data_folder import DataFolder, FolderTaken


@pytest.fixture(autouse=True)
def put_umask_back() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_a_second_process_is_told_so(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    with pytest.raises(FolderTaken, match="in use"):
        DataFolder(tmp_path / "data")
    folder.release()
    DataFolder(tmp_path / "data").release()


def test_what_is_in_it_is_for_its_owner_alone(tmp_path: Path):
    folder = DataFolder(tmp_path / "data")
    (folder.path / "file").write_text("words")
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.path.iterdir()} == {0o600}
    folder.release()
