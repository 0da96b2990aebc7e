"""The disclosure tables: one record a decision, sealed for the person; and what is on file, read from below."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, insert, select
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.consent.codes import RecipientClass
from handrail.consent.receipt import Out
from handrail.consent.store import ConsentStore
from handrail.consent.store_facts import FactsStore
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, KeyRef, Sealed, SealedColumn, program_key, record
from handrail.db.vault import Vault
from handrail.disclosure.on_file import Kept, OnFile, on_file
from handrail.disclosure.record import Record
from handrail.disclosure.store_review import ReviewStore
from handrail.identity.store import AccountStore
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId, Ids, PersonId, ProgramId
from handrail.programs.store_program import ProgramStore


class DisclosureRecordRow(SQLModel, table=True):
    """`person` is empty where nobody is known under what was asked for."""

    __tablename__ = "disclosure_record"
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    person: str = Field(index=True)
    program: str
    rulebook: str
    body: Sealed = Field(sa_type=SealedColumn)  # all of it: that something was told, or refused, is theirs to know


_RECORDS = SQLModel.metadata.tables["disclosure_record"]
_BODY = TypeAdapter(Record)
T = TypeVar("T")


class RecordStore:
    """Satisfies `disclosure.ports.Records`, and `consent.ports.Disclosures`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, one: Record) -> None:
        key = _key(one.person or "", one.program)
        ring = await self._vault.ring([key])
        row = {
            "id": one.id,
            "at": one.at,
            "person": one.person or "",
            "program": one.program,
            "rulebook": one.rulebook,
            "body": ring.seal(key, _cell(one.id), _BODY.dump_json(one)),
        }
        await (await self._session.connection()).execute(insert(_RECORDS), row)

    async def of(self, person: PersonId) -> Sequence[Record]:
        """Every decision about a person, oldest first."""
        return await self._where(_RECORDS.c.person == person)

    async def out_on(self, person: PersonId, consent: ConsentId) -> tuple[Out, ...]:
        """What left on one form, oldest first: what cannot be called back once the form is."""
        return tuple(_out(one) for one in await self.of(person) if one.released and consent in one.consents)

    async def out_to(self, person: PersonId, recipient: RecipientClass) -> tuple[Out, ...]:
        """What left to recipients of a class, oldest first."""
        return tuple(_out(one) for one in await self.of(person) if one.released and one.recipient is recipient)

    async def _where(self, condition: ColumnElement[bool]) -> list[Record]:
        query = select(_RECORDS).where(condition).order_by(_RECORDS.c.at, _RECORDS.c.id)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({_key(row["person"], row["program"]) for row in rows})
        return [
            _read(ring.open(_key(row["person"], row["program"]), _cell(row["id"]), row["body"]), row) for row in rows
        ]


class FileStore:
    """Satisfies `disclosure.ports.Files` from the stores of the capabilities below."""

    def __init__(self, session: AsyncSession, vault: Vault, ids: Ids) -> None:
        self._accounts = AccountStore(session, vault)
        self._programs = ProgramStore(session, vault, ids)
        self._consents = ConsentStore(session, vault)
        self._facts = FactsStore(session, vault)
        self._reviews = ReviewStore(session, vault)

    async def on_file(self, person: PersonId, program: ProgramId, *, lock: bool) -> OnFile:
        # Everything is looked for before anything is missed: the work for nobody is the work for somebody (I8).
        forms = await self._consents.of(person, lock=lock)
        restrictions = await self._consents.restrictions(person)
        contact = await self._consents.contact_policy(person)
        facts = await self._facts.latest(person)
        representatives = await self._facts.representatives(person)
        review = await self._reviews.latest(program)
        profile = await self._programs.latest_issuer_profile(program)
        account = await _unless_missing(self._accounts.get(person))
        known = await _unless_missing(self._programs.get(program, lock=lock))
        if account is None or known is None or account.program != program:
            raise NotFound
        kept = Kept(forms, restrictions, contact, facts, representatives, review, profile.version if profile else 0)
        return on_file(known, account.zone, kept)


def _out(one: Record) -> Out:
    return Out(one.at, one.on, one.recipient, one.recipient_name, one.elements, one.purpose)


async def _unless_missing(looked_for: Awaitable[T]) -> T | None:
    try:
        return await looked_for
    except NotFound:
        return None


def _read(raw: bytes, row: RowMapping) -> Record:
    return replace(_BODY.validate_json(raw), at=row["at"])


def _key(person: str, program: str) -> KeyRef:
    return record(PersonId(person)) if person else program_key(ProgramId(program))


def _cell(row: str) -> Cell:
    return Cell("disclosure_record", "body", row)
