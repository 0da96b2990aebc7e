"""The form of a backup: a tar file that is read only if it is, byte for byte, what we would have written.

First `manifest.json`, then `seal`, then the files it names. The manifest has size and SHA-256 of every file; the seal
binds the manifest to the installation by a data key that the key file opens, and that no change of the key file
changes. Headers, padding and end are compared too, so a file cut short anywhere or altered in one bit is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from tarfile import BLOCKSIZE, GNU_FORMAT, NUL, HeaderError, TarInfo
from typing import Annotated, BinaryIO, Literal

from pydantic import Field

from handrail.db.sealed import Cell, Ring, SealBroken, Sealed
from handrail.db.vault import OURS
from handrail.web.model import Model

MANIFEST, SEAL = "manifest.json", "seal"
LONGEST = 1 << 20
"""Bytes a manifest or a seal may have."""
_CHUNK = 1 << 20


class BackupRefused(Exception):
    """This backup is not put back; the message says why."""


class Kind(StrEnum):
    """What a file holds. The two are kept apart: together they are the plain text."""

    DATA = "data"
    KEYS = "keys"


class FileOut(Model):
    """One file in the backup."""

    bytes: Annotated[int, Field(ge=0)]
    sha256: str


class Manifest(Model):
    """What a backup says of itself.

    `migration` is where the database stands; `entries` and `head` are the audit log's last linked entry at that
    instant, to be kept as a checkpoint.
    """

    format: Literal[1]
    kind: Kind
    release: str
    migration: str
    made_at: datetime
    entries: int
    head: str
    files: Mapping[str, FileOut]


def measured(path: Path) -> FileOut:
    """Size and SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return FileOut(bytes=path.stat().st_size, sha256=digest.hexdigest())


def sealing(manifest: bytes, ring: Ring) -> bytes:
    """The seal over a manifest. `ring` holds `OURS`."""
    return ring.seal(OURS, _cell(), sha256(manifest).digest()).raw


def check_seal(manifest: bytes, seal: bytes, ring: Ring) -> None:
    """Hold the backup to the installation whose keys are in `ring`.

    Raises:
        BackupRefused: it is of another installation, or the manifest was altered.
    """
    try:
        held = ring.open(OURS, _cell(), Sealed(seal)) == sha256(manifest).digest()
    except SealBroken:
        held = False
    if not held:
        raise BackupRefused("the backup was altered, or belongs to another installation than these keys")


def _cell() -> Cell:
    return Cell("backup", "manifest", "")


def write(path: Path, manifest: bytes, seal: bytes, folder: Path) -> None:
    """Write the backup to `path` in one step, for its owner alone, taking the files it names from `folder`."""
    beside = path.with_name(f".{path.name}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        for name, content in ((MANIFEST, manifest), (SEAL, seal)):
            out.write(_header(name, len(content)) + content + _padding(len(content)))
        for name, file in Manifest.model_validate_json(manifest).files.items():
            out.write(_header(name, file.bytes))
            with (folder / name).open("rb") as source:
                while chunk := source.read(_CHUNK):
                    out.write(chunk)
            out.write(_padding(file.bytes))
        out.write(_END)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(path)
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(path: Path, kind: Kind, names: frozenset[str], into: Path) -> tuple[Manifest, bytes, bytes]:
    """Unpack into the folder `into`; gives the manifest, its bytes, and the seal, which is still to be checked.

    Raises:
        BackupRefused: no backup of this kind, cut short, altered, or holding files other than `names`.
    """
    try:
        with path.open("rb") as source:
            raw, seal = _small(source, MANIFEST), _small(source, SEAL)
            manifest = Manifest.model_validate_json(raw)
            if manifest.kind is not kind or not names.issuperset(manifest.files):
                raise BackupRefused(f"{path} is no backup of {kind}")
            for name, file in manifest.files.items():
                _expect(source, _header(name, file.bytes))
                _unpack(source, file, into / name)
            _expect(source, _END)
            if source.read(1):
                raise BackupRefused(f"{path} goes on after its end")
    except OSError:
        raise BackupRefused(f"{path} cannot be read") from None
    except (ValueError, HeaderError, _Other):
        raise BackupRefused(f"{path} is cut short, altered, or no backup of this form") from None
    return manifest, raw, seal


class _Other(Exception):
    """These are not the bytes we would have written."""


_END = NUL * 2 * BLOCKSIZE


def _header(name: str, size: int) -> bytes:
    info = TarInfo(name)
    info.size, info.mode = size, 0o600
    return info.tobuf(GNU_FORMAT)


def _padding(size: int) -> bytes:
    return NUL * (-size % BLOCKSIZE)


def _expect(source: BinaryIO, wanted: bytes) -> None:
    if source.read(len(wanted)) != wanted:
        raise _Other


def _small(source: BinaryIO, name: str) -> bytes:
    header = source.read(BLOCKSIZE)
    size = TarInfo.frombuf(header, "utf-8", "strict").size
    if size > LONGEST or header != _header(name, size):
        raise _Other
    content = source.read(size)
    if len(content) != size:
        raise _Other
    _expect(source, _padding(size))
    return content


def _unpack(source: BinaryIO, file: FileOut, into: Path) -> None:
    digest, left = sha256(), file.bytes
    with os.fdopen(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while left:
            chunk = source.read(min(left, _CHUNK))
            if not chunk:
                raise _Other
            digest.update(chunk)
            out.write(chunk)
            left -= len(chunk)
    if digest.hexdigest() != file.sha256:
        raise _Other
    _expect(source, _padding(file.bytes))
