"""Keys that were destroyed stay destroyed when an older copy of the store takes its place (security I4)."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from handrail.db.vault import WRAPPED_KEY


async def carry_over(newer: AsyncEngine, older: AsyncEngine) -> int:
    """Destroy in `older` every key that was destroyed in `newer`; gives how many were alive there."""
    whole = select(WRAPPED_KEY.c.owner, WRAPPED_KEY.c.klass)
    async with newer.connect() as connection:
        gone = (await connection.execute(whole.where(WRAPPED_KEY.c.wrapped.is_(None)))).all()
    alive = (WRAPPED_KEY.c.owner == bindparam("whose"), WRAPPED_KEY.c.klass == bindparam("which"))
    destroy = update(WRAPPED_KEY).where(*alive, WRAPPED_KEY.c.wrapped.is_not(None)).values(wrapped=None)
    destroyed = 0
    async with older.begin() as connection:
        for row in gone:
            done = await connection.execute(destroy, {"whose": row.owner, "which": row.klass})
            destroyed += done.rowcount
    return destroyed
