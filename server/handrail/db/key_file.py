"""The key that wraps all others: a file with owner-only rights, made on first run (security I2)."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SIZE = 32


class KeyFileRefused(Exception):
    """The key file is missing, short, all one byte, or readable by others. The message never holds the key."""


def make(path: Path, secret: bytes) -> None:
    """Write `secret` (32 bytes) to a new file that only its owner can read.

    Raises:
        FileExistsError: a key is never overwritten.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # or the name may be gone after a power cut, with everything the key sealed
    finally:
        os.close(folder)


def read(path: Path) -> bytes:
    """The 32 bytes in `path`.

    Raises:
        KeyFileRefused: says what is wrong and how to put it right.
    """
    try:
        mode = path.stat().st_mode
        secret = path.read_bytes()
    except OSError:
        raise KeyFileRefused(f"the key file {path} cannot be read; restore it from where it is kept") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileRefused(f"the key file {path} can be read by others; run: chmod 600 {path}")
    if len(secret) != SIZE:
        raise KeyFileRefused(f"the key file {path} must hold exactly {SIZE} bytes")
    if len(set(secret)) < 8:  # noqa: PLR2004 - 32 random bytes with fewer than 8 different values do not occur
        raise KeyFileRefused(f"the key file {path} holds a default, not a random key")
    return secret


def derive(secret: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose (HKDF-SHA256, RFC 5869), so that no key serves two."""
    return HKDF(algorithm=hashes.SHA256(), length=SIZE, salt=None, info=f"handrail {purpose}".encode()).derive(secret)
