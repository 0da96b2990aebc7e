"""Responses in the database, sealed; and the templates that ship with the program text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.resources import files

from sqlalchemy import ColumnElement, RowMapping, UniqueConstraint, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.checkins.reading import read
from handrail.checkins.response import KeptResponse
from handrail.checkins.template import Answers, Template
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Ring, Sealed, SealedColumn, care
from handrail.db.vault import Vault
from handrail.kernel.ids import CommandId, PersonId, ProgramId, ResponseId, RoundId, SessionId


@cache
def shipped() -> tuple[Template, ...]:
    """Every version of every template in the library."""
    library = files("handrail.checkins").joinpath("library")
    return tuple(read(one.read_text("utf-8")) for one in library.iterdir() if one.name.endswith(".toml"))


class CheckinResponseRow(SQLModel, table=True):
    __tablename__ = "checkin_response"
    __table_args__ = (UniqueConstraint("person", "command"),)
    id: str = Field(primary_key=True)
    command: str
    program: str
    session: str = Field(index=True)
    round: str
    template: str
    version: int
    person: str
    replaces: str
    answers: Sealed = Field(sa_type=SealedColumn)  # a pass too: that somebody passed is theirs
    at: datetime = Field(sa_type=UTCDateTime)


_TABLE = SQLModel.metadata.tables["checkin_response"]


class ResponseStore:
    """Satisfies `checkins.ports.Responses`. Answers are sealed with the person's care key."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def keep(self, response: KeptResponse) -> None:
        """Append a response; its command id guards against a second row."""
        ring = await self._vault.ring([care(response.person)])
        said = json.dumps(None if response.answers is None else dict(response.answers), ensure_ascii=False)
        row = {
            "id": response.id,
            "command": response.command,
            "program": response.program,
            "session": response.session,
            "round": response.round,
            "template": response.template,
            "version": response.version,
            "person": response.person,
            "replaces": response.replaces,
            "answers": ring.seal(care(response.person), _answers(response.id), said),
            "at": response.at,
        }
        await (await self._session.connection()).execute(insert(_TABLE), row)

    async def of_session(self, session: SessionId) -> tuple[KeptResponse, ...]:
        return await self._where(_TABLE.c.session == session)

    async def of_person(self, person: PersonId) -> tuple[KeptResponse, ...]:
        return await self._where(_TABLE.c.person == person)

    async def _where(self, condition: ColumnElement[bool]) -> tuple[KeptResponse, ...]:
        query = select(_TABLE).where(condition).order_by(_TABLE.c.at, _TABLE.c.id)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        return await self._read(rows)

    async def _read(self, rows: Iterable[RowMapping]) -> tuple[KeptResponse, ...]:
        found = tuple(rows)
        ring = await self._vault.ring({care(PersonId(row["person"])) for row in found})
        return tuple(_response(ring, row) for row in found)


def _response(ring: Ring, row: RowMapping) -> KeptResponse:
    person = PersonId(row["person"])
    return KeptResponse(
        id=ResponseId(row["id"]),
        command=CommandId(row["command"]),
        program=ProgramId(row["program"]),
        session=SessionId(row["session"]),
        round=RoundId(row["round"]),
        template=row["template"],
        version=row["version"],
        person=person,
        answers=_said(ring.text(care(person), _answers(row["id"]), row["answers"])),
        at=row["at"],
        replaces=row["replaces"],
    )


def _said(text: str) -> Answers | None:
    said = json.loads(text)
    if said is None:
        return None
    return {name: tuple(answer) if isinstance(answer, list) else answer for name, answer in said.items()}


def _answers(response: str) -> Cell:
    return Cell("checkin_response", "answers", response)
