"""What a sealed value is bound to, and a column that takes nothing else.

A table that holds a person's words declares `SealedColumn`. A plain string in it is a `TypeError`, so
forgetting to seal is not possible. Sealing is AES-256-GCM (NIST SP 800-38D) under a data key that belongs
to one owner and one class (design §9.5); the associated data names owner, class, key version, table,
column and row, so a value moved elsewhere does not open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from handrail.kernel.ids import PersonId, ProgramId, SessionId

FORMAT = 1
NONCE = 12


NonceSource = Callable[[int], bytes]
"""Gives that many random bytes; a nonce is never used twice under one key."""


class KeyGone(Exception):
    """The data key was destroyed: what it sealed cannot be read any more, anywhere."""


class SealBroken(Exception):
    """The value was altered, or stands where it was not written."""


class KeyClass(StrEnum):
    """Why a value is kept, which decides when its key may be destroyed."""

    CARE = "care"  # answers, notes
    RECORD = "record"  # forms, letters, accounting: the law keeps these for years
    PLACE = "place"  # where somebody is today: one key a session


@dataclass(frozen=True, slots=True)
class KeyRef:
    """Names one data key: whose, and for which class."""

    owner: str
    klass: KeyClass


def care(person: PersonId) -> KeyRef:
    return KeyRef(person, KeyClass.CARE)


def record(person: PersonId) -> KeyRef:
    return KeyRef(person, KeyClass.RECORD)


def place(person: PersonId, session: SessionId) -> KeyRef:
    return KeyRef(f"{person}/{session}", KeyClass.PLACE)


def program_key(program: ProgramId) -> KeyRef:
    """For what speaks of nobody: an agenda, a program's own profile."""
    return KeyRef(program, KeyClass.RECORD)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a sealed value stands: table, column, and the row's primary key as text."""

    table: str
    column: str
    row: str


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """Ciphertext: format (1 byte), key version (1), nonce (12), ciphertext and tag."""

    raw: bytes

    def __repr__(self) -> str:
        return "<sealed>"


class SealedColumn(TypeDecorator[Sealed]):
    """A column of `Sealed` values and nothing else."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError("this column takes sealed values only")
        return value.raw

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))


@dataclass(frozen=True, slots=True, repr=False)
class DataKey:
    """One unwrapped data key: 32 bytes and its version (1–255)."""

    version: int
    secret: bytes

    def __repr__(self) -> str:
        return f"<data key, version {self.version}>"


def _bound(key: KeyRef, version: int, cell: Cell) -> bytes:
    return "\x1f".join(("handrail", key.owner, key.klass, str(version), cell.table, cell.column, cell.row)).encode()


class Ring:
    """A handful of data keys, opened: seals and opens without waiting for anything."""

    def __init__(self, keys: dict[KeyRef, DataKey | None], nonce: NonceSource) -> None:
        self._keys = keys
        self._nonce = nonce

    def __repr__(self) -> str:
        return f"<ring of {len(self._keys)} keys>"

    def seal(self, key: KeyRef, cell: Cell, value: str | bytes) -> Sealed:
        """`value` as ciphertext that opens only in this cell.

        Raises:
            KeyGone: the key was destroyed.
        """
        data_key = self._key(key)
        nonce = self._nonce(NONCE)
        plain = value.encode() if isinstance(value, str) else value
        body = AESGCM(data_key.secret).encrypt(nonce, plain, _bound(key, data_key.version, cell))
        return Sealed(bytes((FORMAT, data_key.version)) + nonce + body)

    def open(self, key: KeyRef, cell: Cell, sealed: Sealed) -> bytes:
        """What was sealed into this cell.

        Raises:
            KeyGone: the key was destroyed.
            SealBroken: altered, moved, or of a format or key version that is not known.
        """
        data_key = self._key(key)
        raw = sealed.raw
        if len(raw) < 2 + NONCE + 16 or raw[0] != FORMAT or raw[1] != data_key.version:
            raise SealBroken("not a value that this key sealed")
        try:
            return AESGCM(data_key.secret).decrypt(raw[2 : 2 + NONCE], raw[2 + NONCE :], _bound(key, raw[1], cell))
        except InvalidTag:
            raise SealBroken("altered, or not where it was written") from None

    def text(self, key: KeyRef, cell: Cell, sealed: Sealed) -> str:
        """`open`, as text."""
        return self.open(key, cell, sealed).decode()

    def _key(self, key: KeyRef) -> DataKey:
        data_key = self._keys[key]
        if data_key is None:
            raise KeyGone(f"the {key.klass} key is gone")
        return data_key
