"""The tables of rights: requests and what happened to them; rows are only ever added, what they hold is sealed."""

from __future__ import annotations

from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Field, SQLModel

from handrail.db.columns import UTCDateTime
from handrail.db.request_tables import Kind, RequestTables
from handrail.db.sealed import Sealed, SealedColumn
from handrail.rights.request import Act, Entry, Request


class RightsRequestRow(SQLModel, table=True):
    __tablename__ = "rights_request"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    asked_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


class RightsEntryRow(SQLModel, table=True):
    __tablename__ = "rights_entry"
    request: str = Field(primary_key=True, foreign_key="rights_request.id")
    n: int = Field(primary_key=True)  # two who act at once: the key lets one through
    act: str
    body: Sealed = Field(sa_type=SealedColumn)


class RightsStore(RequestTables[Request, Entry]):
    """Satisfies `rights.ports.Requests`."""

    kind = Kind(
        SQLModel.metadata.tables["rights_request"],
        SQLModel.metadata.tables["rights_entry"],
        names="request",
        sealed="body",
        request=TypeAdapter(Request),
        entry=TypeAdapter(Entry),
        answered=(Act.ANSWER, Act.WITHDRAW),
    )
