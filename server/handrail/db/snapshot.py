"""A copy of a SQLite database as it stood at one instant, taken while another process goes on writing.

`VACUUM INTO` reads inside one transaction on a connection that can only read, so the one writer is neither
waited for nor disturbed, and nothing is checkpointed from here (design §9.1). Pages that were freed are not
copied: what was deleted before the copy is not in it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path


class NoSnapshot(Exception):
    """The database is missing, or is not whole; the message says which."""


def snapshot(source: Path, into: Path) -> None:
    """Copy the database `source` to the new file `into`, for its owner alone.

    Raises:
        NoSnapshot: there is no such database, or SQLite cannot read all of it.
    """
    if not source.exists():
        raise NoSnapshot(f"there is no database {source}")
    os.close(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        address = f"{source.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, isolation_level=None)) as connection:
            connection.execute("VACUUM INTO ?", (str(into),))
        with contextlib.closing(sqlite3.connect(into, isolation_level=None)) as copy:
            found = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as failure:
        raise NoSnapshot(f"{source} cannot be copied whole: {failure}") from None
    if found != "ok":
        raise NoSnapshot(f"{source} is damaged: {found}")
