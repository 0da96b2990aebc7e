"""Where this computer keeps the way back in: one file that only its owner can read.

It holds the server's address, the refresh token and the key of a refresh under way (so that a lost answer
is not taken for a theft). It holds no name, no e-mail and no access token. Signing out deletes it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handrail_client.errors import HandrailError

_FILE = "credentials.json"
_PRIVATE = 0o600
_OTHERS = 0o077


class UnsafeCredentials(HandrailError):
    """There is no safe place for the file: others could read it, or its folder is none."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a signed-in computer keeps.

    Attributes:
        server: origin of the server, e.g. `https://program.example`.
        refresh: single-use token; every refresh gives the next one. Empty once the sign-in is over.
        refresh_key: UUID of a refresh that was sent and not answered yet, or None.
    """

    server: str
    refresh: str = field(repr=False)
    refresh_key: str | None = None


def folder(environ: Mapping[str, str] | None = None) -> Path:
    """`HANDRAIL_HOME`, or `handrail` in the user's configuration folder (XDG base directories)."""
    environ = os.environ if environ is None else environ
    if home := environ.get("HANDRAIL_HOME"):
        return Path(home)
    if configured := environ.get("XDG_CONFIG_HOME"):
        return Path(configured) / "handrail"
    return Path.home() / ".config" / "handrail"


class CredentialFile:
    """The one file, mode 600, replaced whole so that a crash leaves the old or the new one."""

    def __init__(self, where: Path | None = None) -> None:
        """Keep the file in this folder, which is made when there is something to keep.

        Raises:
            UnsafeCredentials: it is no folder. Said before a one-time link is used up and its answer cannot be kept.
        """
        where = where or folder()
        if where.exists() and not where.is_dir():
            raise UnsafeCredentials(f"{where} is not a folder. Set HANDRAIL_HOME to one.")
        self._path = where / _FILE

    @property
    def lock_path(self) -> Path:
        """The file that processes lock while one of them refreshes."""
        return self._path.with_suffix(".lock")

    def load(self) -> Credentials | None:
        """What is kept, or None when nobody is signed in here.

        Raises:
            UnsafeCredentials: group or others may read the file.
        """
        try:
            with self._path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode
                raw = file.read()
        except FileNotFoundError:
            return None
        if mode & _OTHERS:
            raise UnsafeCredentials(f"Others can read {self._path}. Delete it, then sign in again.")
        try:
            kept = json.loads(raw)
            return Credentials(str(kept["server"]), str(kept["refresh"]), kept.get("refresh_key"))
        except (ValueError, KeyError, TypeError, AttributeError):
            return None

    def save(self, kept: Credentials) -> None:
        """Keep these instead of what was there."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = {"server": kept.server, "refresh": kept.refresh, "refresh_key": kept.refresh_key}
        fresh = self._path.with_suffix(f".{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._path)

    def forget(self) -> None:
        """Delete the file; nothing happens when there is none."""
        self._path.unlink(missing_ok=True)
