"""What is fixed at an installation's first run: the public origin, on which links and sign-in hang (design §9.11)."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.config import BadConfig


class InstallationRow(SQLModel, table=True):
    __tablename__ = "installation"
    name: str = Field(primary_key=True)
    value: str


_TABLE = SQLModel.metadata.tables["installation"]


async def hold_to(session: AsyncSession, name: str, value: str) -> None:
    """Keep `value` under `name` at the first run; later runs must bring the same.

    Raises:
        BadConfig: the setting differs from the one this installation began with.
    """
    connection = await session.connection()
    kept = await connection.scalar(select(_TABLE.c.value).where(_TABLE.c.name == name))
    if kept is None:
        await connection.execute(insert(_TABLE), {"name": name, "value": value})
    elif kept != value:
        raise BadConfig(f"{name} was {kept} at the first run; passkeys and links hang on it, so it cannot change")
