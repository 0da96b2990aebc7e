"""Data keys: one for each owner and class, wrapped by the key file, kept in a store of their own (design §9.5).

The store is `keys.sqlite` beside the data, or on Postgres the table `wrapped_key`, which a dump of the data
leaves out: it is backed up apart and only in its newest copy, otherwise destroying a key destroys nothing. A new
key is durable here before anything sealed with it can be committed there.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import Column, ColumnElement, LargeBinary, MetaData, SmallInteger, String, Table, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from handrail.db.key_file import KeyFileRefused, derive
from handrail.db.sealed import DataKey, KeyClass, KeyRef, Ring, SealBroken
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids

STALE_AFTER = 5.0
"""Seconds for which an opened key may be kept in memory: the bound of I7, here for a destroyed key."""

OURS = KeyRef("installation", KeyClass.RECORD)
"""A key that seals nothing: it is made at the first start, and that it opens shows that the key file is the same."""

LOOK_UP = ("installation", "look-up")
"""Owner and class of the row that keeps the look-up key once the key file has been changed (`db.rewrap`)."""

WRAPPING = "wrap data keys"
LOOKING_UP = "look up"

KEYS = MetaData()
WRAPPED_KEY = Table(
    "wrapped_key",
    KEYS,
    Column("owner", String, primary_key=True),
    Column("klass", String, primary_key=True),
    Column("version", SmallInteger, nullable=False),
    Column("wrapped", LargeBinary, nullable=True),  # empty: destroyed, and never to be made again
)


class Vault:
    """Opens rings of data keys, makes keys that are missing, destroys keys."""

    def __init__(self, engine: AsyncEngine, master: bytes, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._wrapping = derive(master, WRAPPING)
        self._looking_up = derive(master, LOOKING_UP)
        self._clock = clock
        self._ids = ids
        self._opened: dict[KeyRef, tuple[float, DataKey | None]] = {}

    def __repr__(self) -> str:
        return "<vault>"

    async def prepare(self) -> None:
        """Make the store of wrapped keys where it is not there yet; take the look-up key from it where it has one.

        Raises:
            KeyFileRefused: the key file is not the one that this store was begun with (security I2).
        """
        async with self._engine.begin() as connection:
            await connection.run_sync(KEYS.create_all)
        try:
            await self.ring([OURS])
            owner, klass = LOOK_UP
            kept = select(WRAPPED_KEY.c.wrapped).where(WRAPPED_KEY.c.owner == owner, WRAPPED_KEY.c.klass == klass)
            async with self._engine.connect() as connection:
                if wrapped := await connection.scalar(kept):
                    self._looking_up = self._unwrapped(wrapped)
        except SealBroken:
            raise KeyFileRefused("the key file is not this installation's; restore it from where it is kept") from None

    async def ring(self, refs: Iterable[KeyRef]) -> Ring:
        """The keys named, opened; those that never existed are made, durably, before this returns."""
        wanted = set(refs)
        fresh_from = self._clock.monotonic() - STALE_AFTER
        known = {ref: kept[1] for ref in wanted if (kept := self._opened.get(ref)) and kept[0] >= fresh_from}
        missing = wanted - known.keys()
        if missing:
            found = await self._load(missing)
            if absent := missing - found.keys():
                await self._make(absent)
                found |= await self._load(absent)
            now = self._clock.monotonic()
            self._opened = {ref: kept for ref, kept in self._opened.items() if kept[0] >= fresh_from}
            self._opened.update({ref: (now, key) for ref, key in found.items()})
            known |= found
        return Ring(known, self._ids.secret)

    async def destroy(self, ref: KeyRef) -> None:
        """Make everything sealed with this key unreadable. There is no way back."""
        await self.ring([ref])
        async with self._engine.begin() as connection:
            await connection.execute(update(WRAPPED_KEY).where(*_is(ref)).values(wrapped=None))
        self._opened[ref] = (self._clock.monotonic(), None)

    def digest(self, purpose: str, value: str | bytes) -> bytes:
        """32 bytes that find `value` again without telling it (HMAC-SHA256); equal only within one purpose."""
        raw = value.encode() if isinstance(value, str) else value
        return hmac.new(self._looking_up, purpose.encode() + b"\x1f" + raw, sha256).digest()

    async def _load(self, refs: set[KeyRef]) -> dict[KeyRef, DataKey | None]:
        owners = {ref.owner for ref in refs}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(select(WRAPPED_KEY).where(WRAPPED_KEY.c.owner.in_(owners)))).all()
        found: dict[KeyRef, DataKey | None] = {}
        by_name = {(ref.owner, str(ref.klass)): ref for ref in refs}
        for row in rows:
            if ref := by_name.get((row.owner, row.klass)):
                found[ref] = DataKey(row.version, self._unwrapped(row.wrapped)) if row.wrapped else None
        return found

    def _unwrapped(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap(self._wrapping, wrapped)
        except InvalidUnwrap:
            raise SealBroken("this data key was not wrapped by our key file, or was altered") from None

    async def _make(self, refs: set[KeyRef]) -> None:
        for ref in sorted(refs, key=lambda ref: (ref.owner, ref.klass)):
            wrapped = aes_key_wrap(self._wrapping, self._ids.secret(32))
            row = {"owner": ref.owner, "klass": str(ref.klass), "version": 1, "wrapped": wrapped}
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(WRAPPED_KEY).values(row))
            except IntegrityError:
                continue  # another node was first; its key is the key


def _is(ref: KeyRef) -> tuple[ColumnElement[bool], ...]:
    return (WRAPPED_KEY.c.owner == ref.owner, WRAPPED_KEY.c.klass == str(ref.klass))
