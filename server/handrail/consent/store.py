"""The tables of consent: forms, revocations, restrictions, contact policies; written once, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, RowMapping, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.consent.authorization import Form
from handrail.consent.codes import RevocationManner
from handrail.consent.contact import ContactPolicy
from handrail.consent.receipt import Kind, Stopped
from handrail.consent.restriction import Restriction
from handrail.consent.witness import How, Of, Witness
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Ring, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import Conflict, NotFound
from handrail.kernel.ids import ConsentId, PersonId, ProgramId

CONSENT_LOCK = 0x434F4E53
"""First key of the Postgres advisory locks that let one unit at a time change, or rest on, a person's forms."""


class ConsentFormRow(SQLModel, table=True):
    __tablename__ = "consent_form"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str
    signed_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)  # all of it: whom somebody tells is theirs to know


class ConsentRevocationRow(SQLModel, table=True):
    __tablename__ = "consent_revocation"
    consent: str = Field(primary_key=True, foreign_key="consent_form.id")
    at: datetime = Field(sa_type=UTCDateTime)
    manner: str
    by: str
    terms: int
    held: bool  # until somebody witnesses it, where the law of the state asks for that


class ConsentWitnessRow(SQLModel, table=True):
    __tablename__ = "consent_witness"
    consent: str = Field(primary_key=True, foreign_key="consent_form.id")
    of: str = Field(primary_key=True)
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
    on: date
    how: str


class ConsentScanRow(SQLModel, table=True):
    __tablename__ = "consent_scan"
    consent: str = Field(primary_key=True, foreign_key="consent_form.id")
    scan: Sealed = Field(sa_type=SealedColumn)


class ConsentStopRow(SQLModel, table=True):
    """What stopped when a form was taken back: ids only."""

    __tablename__ = "consent_stop"
    consent: str = Field(primary_key=True, foreign_key="consent_form.id")
    kind: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)


class RestrictionRow(SQLModel, table=True):
    __tablename__ = "restriction"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str
    asked_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


class RestrictionAnswerRow(SQLModel, table=True):
    __tablename__ = "restriction_answer"
    restriction: str = Field(primary_key=True, foreign_key="restriction.id")
    by: str
    at: datetime = Field(sa_type=UTCDateTime)
    agreed: bool


class RestrictionEndRow(SQLModel, table=True):
    __tablename__ = "restriction_end"
    restriction: str = Field(primary_key=True, foreign_key="restriction.id")
    at: datetime = Field(sa_type=UTCDateTime)


class ContactPolicyRow(SQLModel, table=True):
    __tablename__ = "contact_policy"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    set_at: datetime = Field(sa_type=UTCDateTime)
    body: Sealed = Field(sa_type=SealedColumn)


_FORMS = SQLModel.metadata.tables["consent_form"]
_REVOCATIONS = SQLModel.metadata.tables["consent_revocation"]
_REVOKED = ("manner", "terms", "held")
_WITNESSES = SQLModel.metadata.tables["consent_witness"]
_STOPS = SQLModel.metadata.tables["consent_stop"]
_RESTRICTIONS = SQLModel.metadata.tables["restriction"]
_ANSWERS = SQLModel.metadata.tables["restriction_answer"]
_ENDS = SQLModel.metadata.tables["restriction_end"]
_CONTACTS = SQLModel.metadata.tables["contact_policy"]
_FORM, _RESTRICTION, _CONTACT = TypeAdapter(Form), TypeAdapter(Restriction), TypeAdapter(ContactPolicy)


class ConsentStore:
    """Satisfies `consent.ports.Consents`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, form: Form) -> None:
        await self._lock(form.person)
        row = {"id": form.id, "person": form.person, "program": form.program, "signed_at": form.signed_at}
        row["body"] = await self._sealed(form.person, _cell("consent_form", form.id), _FORM.dump_json(form))
        await self._insert("consent_form", row)

    async def get(self, consent: ConsentId) -> Form:
        found = await self._forms(_FORMS.c.id == consent)
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId, *, lock: bool = False) -> tuple[Form, ...]:
        if lock:
            await self._lock(person)
        return await self._forms(_FORMS.c.person == person)

    async def add_witness(self, consent: ConsentId, witness: Witness) -> None:
        row = {"consent": consent, "of": str(witness.of), "by": witness.by}
        try:
            await self._insert("consent_witness", row | {"at": witness.at, "on": witness.on, "how": str(witness.how)})
        except IntegrityError:
            raise Conflict("Somebody witnessed this already.") from None

    async def keep_scan(self, form: Form, scan: bytes) -> None:
        sealed = await self._sealed(form.person, Cell("consent_scan", "scan", form.id), scan)
        await self._insert("consent_scan", {"consent": form.id, "scan": sealed})

    async def scan(self, form: Form) -> bytes:
        row = await self._session.get(ConsentScanRow, form.id)
        if row is None:
            raise NotFound
        ring = await self._vault.ring([record(form.person)])
        return ring.open(record(form.person), Cell("consent_scan", "scan", form.id), row.scan)

    async def revoke(self, form: Form, *, by: PersonId) -> None:
        await self._lock(form.person)
        row = {
            "consent": form.id,
            "at": form.revoked_at,
            "manner": str(form.revocation_manner),
            "by": by,
            "terms": form.revocation_terms,
            "held": form.held,
        }
        try:
            await self._insert("consent_revocation", row)
        except IntegrityError:
            raise Conflict("You took this form back already.") from None

    async def note_stopped(self, consent: ConsentId, stopped: Sequence[Stopped]) -> None:
        for one in stopped:
            await self._insert("consent_stop", {"consent": consent, "kind": str(one.kind), "subject": one.subject})

    async def stopped(self, consent: ConsentId) -> tuple[Stopped, ...]:
        query = select(_STOPS).where(_STOPS.c.consent == consent).order_by(_STOPS.c.kind, _STOPS.c.subject)
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        return tuple(Stopped(Kind(row["kind"]), row["subject"]) for row in rows)

    async def restrictions(self, person: PersonId) -> tuple[Restriction, ...]:
        return await self._restrictions(_RESTRICTIONS.c.person == person)

    async def restrictions_in(self, program: ProgramId) -> tuple[Restriction, ...]:
        """Every restriction that clients of a program asked for, oldest first."""
        return await self._restrictions(_RESTRICTIONS.c.program == program)

    async def restriction(self, restriction: str) -> Restriction:
        found = await self._restrictions(_RESTRICTIONS.c.id == restriction)
        if not found:
            raise NotFound
        return found[0]

    async def ask_restriction(self, restriction: Restriction) -> None:
        row = {
            "id": restriction.id,
            "person": restriction.person,
            "program": restriction.program,
            "asked_at": restriction.asked_at,
            "body": await self._sealed(
                restriction.person, _cell("restriction", restriction.id), _RESTRICTION.dump_json(restriction)
            ),
        }
        await self._insert("restriction", row)

    async def answer_restriction(self, restriction: Restriction, *, by: PersonId, at: datetime) -> None:
        row = {"restriction": restriction.id, "by": by, "at": at, "agreed": restriction.agreed}
        try:
            await self._insert("restriction_answer", row)
        except IntegrityError:
            raise Conflict("This request was answered already.") from None

    async def end_restriction(self, restriction: Restriction) -> None:
        try:
            await self._insert("restriction_end", {"restriction": restriction.id, "at": restriction.ended_at})
        except IntegrityError:
            raise Conflict("You ended this already.") from None

    async def contact_policy(self, person: PersonId) -> ContactPolicy | None:
        query = select(_CONTACTS).where(_CONTACTS.c.person == person).order_by(_CONTACTS.c.id.desc()).limit(1)
        row = (await (await self._session.connection()).execute(query)).mappings().first()
        if row is None:
            return None
        ring = await self._vault.ring([record(person)])
        return _CONTACT.validate_json(ring.open(record(person), _cell("contact_policy", row["id"]), row["body"]))

    async def set_contact_policy(self, policy: ContactPolicy, id_: str) -> None:
        row = {"id": id_, "person": policy.person, "set_at": policy.set_at}
        row["body"] = await self._sealed(policy.person, _cell("contact_policy", id_), _CONTACT.dump_json(policy))
        await self._insert("contact_policy", row)

    async def _forms(self, condition: ColumnElement[bool]) -> tuple[Form, ...]:
        query = (
            select(_FORMS, _REVOCATIONS.c.at.label("revoked_at"), *(_REVOCATIONS.c[one] for one in _REVOKED))
            .outerjoin(_REVOCATIONS, _REVOCATIONS.c.consent == _FORMS.c.id)
            .where(condition)
            .order_by(_FORMS.c.signed_at.desc(), _FORMS.c.id.desc())
        )
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({record(PersonId(row["person"])) for row in rows})
        witnesses = await self._witnesses([row["id"] for row in rows])
        return tuple(_form(ring, row, witnesses.get(row["id"], {})) for row in rows)

    async def _witnesses(self, consents: Sequence[str]) -> dict[str, dict[Of, Witness]]:
        # Also where there is no form: the work for nobody is the work for somebody (I8).
        query = select(_WITNESSES).where(_WITNESSES.c.consent.in_(consents or [""]))
        found: dict[str, dict[Of, Witness]] = {}
        for row in (await (await self._session.connection()).execute(query)).mappings():
            one = Witness(Of(row["of"]), PersonId(row["by"]), row["at"], row["on"], How(row["how"]))
            found.setdefault(row["consent"], {})[one.of] = one
        return found

    async def _restrictions(self, condition: ColumnElement[bool]) -> tuple[Restriction, ...]:
        query = (
            select(_RESTRICTIONS, _ANSWERS.c.agreed, _ENDS.c.at.label("ended_at"))
            .outerjoin(_ANSWERS, _ANSWERS.c.restriction == _RESTRICTIONS.c.id)
            .outerjoin(_ENDS, _ENDS.c.restriction == _RESTRICTIONS.c.id)
            .where(condition)
            .order_by(_RESTRICTIONS.c.asked_at, _RESTRICTIONS.c.id)
        )
        rows = (await (await self._session.connection()).execute(query)).mappings().all()
        ring = await self._vault.ring({record(PersonId(row["person"])) for row in rows})
        return tuple(_asked(ring, row) for row in rows)

    async def _sealed(self, person: PersonId, cell: Cell, raw: bytes) -> Sealed:
        return (await self._vault.ring([record(person)])).seal(record(person), cell, raw)

    async def _insert(self, table: str, row: Mapping[str, object]) -> None:
        await (await self._session.connection()).execute(insert(SQLModel.metadata.tables[table]), row)

    async def _lock(self, person: PersonId) -> None:
        connection = await self._session.connection()
        if connection.dialect.name == "postgresql":  # on SQLite there is one writer
            lock = text("SELECT pg_advisory_xact_lock(:consent, hashtext(:person))")
            await connection.execute(lock, {"consent": CONSENT_LOCK, "person": person})


def _form(ring: Ring, row: RowMapping, witnesses: Mapping[Of, Witness]) -> Form:
    raw = ring.open(record(PersonId(row["person"])), _cell("consent_form", row["id"]), row["body"])
    form = replace(_FORM.validate_json(raw), signed_at=row["signed_at"], witness=witnesses.get(Of.SIGNATURE))
    if row["revoked_at"] is None:
        return form
    return replace(
        form,
        revoked_at=row["revoked_at"],
        revocation_manner=RevocationManner(row["manner"]),
        revocation_terms=row["terms"],
        held=row["held"] and Of.REVOCATION not in witnesses,
    )


def _asked(ring: Ring, row: RowMapping) -> Restriction:
    raw = ring.open(record(PersonId(row["person"])), _cell("restriction", row["id"]), row["body"])
    asked = _RESTRICTION.validate_json(raw)
    return replace(asked, asked_at=row["asked_at"], agreed=row["agreed"], ended_at=row["ended_at"])


def _cell(table: str, row: str) -> Cell:
    return Cell(table, "body", row)
