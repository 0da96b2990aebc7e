"""Changes the key that wraps all others (security I3): every data key is wrapped anew, what they sealed stays as it is.

The order makes an interruption harmless. The new key is durable in a file beside the old one; then all rows
change in one transaction; then the new file takes the old one's place. Whichever key opens `OURS` tells on
which side of the transaction a rotation was cut off.

Look-up digests hang on the key file too (`Vault.digest`). Their key does not change, or nobody's address
would be found again: it is kept in the store as one more wrapped row from the first rotation on.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handrail.db import key_file
from handrail.db.key_file import KeyFileRefused, derive
from handrail.db.vault import LOOK_UP, LOOKING_UP, OURS, WRAPPED_KEY, WRAPPING
from handrail.kernel.ids import Ids


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What a rotation did.

    Attributes:
        keys: how many keys the new file wraps.
        resumed: whether it finished a rotation that had been cut off after its transaction.
    """

    keys: int
    resumed: bool


def beside(path: Path) -> Path:
    """Where the new key waits until every data key is wrapped by it. That it is there tells of a cut-off rotation."""
    return path.with_name(f"{path.name}.new")


async def rotate(engine: AsyncEngine, path: Path, ids: Ids) -> Rewrapped:
    """Put a new key into `path` and wrap every key in the store with it; or finish what was cut off.

    Nobody else may have the store open.

    Raises:
        KeyFileRefused: neither key file is this installation's.
        OSError: the key file cannot be replaced where it is; nothing was changed.
    """
    waiting = beside(path)
    old = key_file.read(path)
    if await _opens(engine, old):
        waiting.unlink(missing_ok=True)  # no row hangs on it: the transaction below never ended
        key_file.make(waiting, old)
        waiting.replace(path)  # a file mounted by itself cannot be: better known now than after the transaction
        key_file.make(waiting, ids.secret(key_file.SIZE))
        rewrapped = Rewrapped(await _rewrap(engine, old, key_file.read(waiting)), resumed=False)
    else:
        if not waiting.exists() or not await _opens(engine, key_file.read(waiting)):
            raise KeyFileRefused("the key file is not this installation's; restore it from where it is kept")
        rewrapped = Rewrapped(await _count(engine), resumed=True)
    waiting.replace(path)
    _sync(path.parent)
    return rewrapped


async def _opens(engine: AsyncEngine, master: bytes) -> bool:
    mine = (WRAPPED_KEY.c.owner == OURS.owner, WRAPPED_KEY.c.klass == str(OURS.klass))
    async with engine.connect() as connection:
        wrapped = await connection.scalar(select(WRAPPED_KEY.c.wrapped).where(*mine))
    try:
        return wrapped is not None and bool(aes_key_unwrap(derive(master, WRAPPING), wrapped))
    except InvalidUnwrap:
        return False


async def _rewrap(engine: AsyncEngine, old: bytes, new: bytes) -> int:
    before, after = derive(old, WRAPPING), derive(new, WRAPPING)
    change = (
        update(WRAPPED_KEY)
        .where(WRAPPED_KEY.c.owner == bindparam("whose"), WRAPPED_KEY.c.klass == bindparam("which"))
        .values(wrapped=bindparam("anew"))
    )
    async with engine.begin() as connection:
        rows = (await connection.execute(select(WRAPPED_KEY).where(WRAPPED_KEY.c.wrapped.is_not(None)))).all()
        anew = [
            {"whose": row.owner, "which": row.klass, "anew": aes_key_wrap(after, aes_key_unwrap(before, row.wrapped))}
            for row in rows
        ]
        await connection.execute(change, anew)
        if all((row.owner, row.klass) != LOOK_UP for row in rows):
            owner, klass = LOOK_UP
            wrapped = aes_key_wrap(after, derive(old, LOOKING_UP))
            await connection.execute(
                insert(WRAPPED_KEY).values(owner=owner, klass=klass, version=1, wrapped=wrapped),
            )
    return await _count(engine)


async def _count(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return len((await connection.execute(select(WRAPPED_KEY).where(WRAPPED_KEY.c.wrapped.is_not(None)))).all())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
