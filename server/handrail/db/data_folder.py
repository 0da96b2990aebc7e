"""One process owns a data folder (design §9.1): a second one is told so instead of writing beside the first."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FolderRefused(Exception):
    """This cannot be a data folder; the message says why."""


class FolderTaken(FolderRefused):
    """Another process is using this data folder."""


class DataFolder:
    """A folder that only its owner can enter, held by this process until `release`."""

    def __init__(self, path: Path) -> None:
        """Take the folder, making it where needed.

        Raises:
            FolderTaken: another process holds it.
            FolderRefused: it is a file, or cannot be made or entered.
        """
        os.umask(0o077)  # what SQLite makes in it is for its owner alone, too
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = os.open(path / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as refused:
            raise FolderRefused(f"{path} cannot be the data folder: {os.strerror(refused.errno or 0)}") from None
        self.path = path
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._lock)
            raise FolderTaken(f"{path} is in use by another handrail process; stop it first") from None

    def release(self) -> None:
        """Let another process have the folder."""
        os.close(self._lock)
