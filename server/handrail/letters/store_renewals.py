"""The tables of standing requests and batches: rows are only ever added, but for how one place in a batch ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import TypeAdapter
from sqlalchemy import func, insert
from sqlmodel import Field, SQLModel, col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.db.columns import UTCDateTime
from handrail.db.sealed import Cell, Sealed, SealedColumn, record
from handrail.db.vault import Vault
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.batch import Batch, Outcome
from handrail.letters.renewal import MOVES, Act, Entry, Renewal, RenewalAsk, Sends, due


@dataclass(frozen=True, slots=True)
class _Content:
    """What is sealed of a request."""

    ask: RenewalAsk
    sends: Sends | None


_CONTENT = TypeAdapter(_Content)
_OVER = tuple(act for (state, act), leads in MOVES.items() if leads is not state)


class LetterRenewalRow(SQLModel, table=True):
    __tablename__ = "letter_renewal"
    id: str = Field(primary_key=True)
    person: str = Field(index=True)
    program: str = Field(index=True)
    start_on: date
    until: date
    signed_at: datetime = Field(sa_type=UTCDateTime)
    sends: bool  # whether its letters go to somebody else as well
    content: Sealed = Field(sa_type=SealedColumn)


class LetterRenewalEntryRow(SQLModel, table=True):
    __tablename__ = "letter_renewal_entry"
    renewal: str = Field(primary_key=True, foreign_key="letter_renewal.id")
    n: int = Field(primary_key=True)  # two nodes at once: the key lets one through
    act: str
    due_on: date
    at: datetime = Field(sa_type=UTCDateTime)
    letter: str


class LetterBatchRow(SQLModel, table=True):
    __tablename__ = "letter_batch"
    id: str = Field(primary_key=True)
    program: str = Field(index=True)
    by: str
    started_at: datetime = Field(sa_type=UTCDateTime)


class LetterBatchItemRow(SQLModel, table=True):
    __tablename__ = "letter_batch_item"
    batch: str = Field(primary_key=True, foreign_key="letter_batch.id")
    renewal: str = Field(primary_key=True, foreign_key="letter_renewal.id")
    outcome: str = Field(index=True)  # empty: still to come


class RenewalStore:
    """Satisfies `letters.ports.Renewals`."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault

    async def add(self, renewal: Renewal) -> None:
        """Write a request that nothing has happened to yet."""
        self._session.add(
            LetterRenewalRow(
                id=renewal.id,
                person=renewal.person,
                program=renewal.program,
                start_on=renewal.start_on,
                until=renewal.ask.until,
                signed_at=renewal.signed_at,
                sends=renewal.sends is not None,
                content=await self._sealed(renewal),
            )
        )
        await self._session.flush()

    async def append(self, renewal: Renewal, entry: Entry) -> None:
        """Write what happened to it next. One that is over keeps no passcode: no link of it is made any more."""
        if entry.act in _OVER and renewal.sends:
            over = replace(renewal.sends, passcode="")
            row = update(LetterRenewalRow).where(col(LetterRenewalRow.id) == renewal.id)
            await self._session.exec(row.values(content=await self._sealed(replace(renewal, sends=over))))
        self._session.add(
            LetterRenewalEntryRow(
                renewal=renewal.id,
                n=len(renewal.entries),
                act=str(entry.act),
                due_on=entry.due_on,
                at=entry.at,
                letter=entry.letter,
            )
        )
        await self._session.flush()

    async def _sealed(self, renewal: Renewal) -> Sealed:
        key = record(renewal.person)
        ring = await self._vault.ring([key])
        return ring.seal(key, _cell(renewal.id), _CONTENT.dump_json(_Content(renewal.ask, renewal.sends)))

    async def get(self, renewal: str, *, lock: bool = False) -> Renewal:
        """The request.

        Raises:
            NotFound: there is none.
        """
        question = select(LetterRenewalRow).where(col(LetterRenewalRow.id) == renewal)
        found = await self._renewals((await self._session.exec(question.with_for_update() if lock else question)).all())
        if not found:
            raise NotFound
        return found[0]

    async def of(self, person: PersonId) -> tuple[Renewal, ...]:
        """A person's requests, newest first."""
        question = select(LetterRenewalRow).where(col(LetterRenewalRow.person) == person)
        return await self._renewals(
            (await self._session.exec(question.order_by(col(LetterRenewalRow.id).desc()))).all()
        )

    async def due(self, today: date) -> tuple[tuple[ProgramId, str], ...]:
        """Program and id of each request that a letter is due of; nothing sealed is opened for it."""
        entry, row = LetterRenewalEntryRow, LetterRenewalRow
        over = select(entry.renewal).where(col(entry.act).in_([str(act) for act in _OVER]))
        latest = select(entry.renewal, func.max(entry.due_on)).group_by(col(entry.renewal))
        answered = dict((await self._session.exec(latest)).all())
        question = select(row).where(col(row.id).not_in(over), col(row.start_on) < today).order_by(col(row.id))
        return tuple(
            (ProgramId(one.program), one.id)
            for one in await self._session.exec(question)
            if due(one.start_on, one.until, answered.get(one.id, one.start_on), today)
        )

    async def end_sending(self, at: datetime) -> int:
        """End those that send, as of a copy that was restored; how many: what went out since is not known."""
        entry, row = LetterRenewalEntryRow, LetterRenewalRow
        over = select(entry.renewal).where(col(entry.act).in_([str(act) for act in _OVER]))
        query = select(row.id).where(col(row.sends), col(row.id).not_in(over))
        ids = list(await self._session.exec(query))
        count = select(entry.renewal, func.count()).where(col(entry.renewal).in_(ids)).group_by(col(entry.renewal))
        many = dict((await self._session.exec(count)).all())
        self._session.add_all(
            entry(renewal=one, n=many.get(one, 0), act=str(Act.RESTORE), due_on=at.date(), at=at, letter="")
            for one in ids
        )
        await self._session.flush()
        return len(ids)

    async def open(self, batch: Batch, renewals: Sequence[str]) -> None:
        """Write a batch with all that is to be settled in it."""
        self._session.add(LetterBatchRow(id=batch.id, program=batch.program, by=batch.by, started_at=batch.started_at))
        await self._session.flush()
        if renewals:
            rows = [{"batch": batch.id, "renewal": one, "outcome": ""} for one in renewals]
            await (await self._session.connection()).execute(insert(LetterBatchItemRow), rows)

    async def left(self) -> tuple[tuple[str, str], ...]:
        """Batch and request of each place that is not settled, the oldest first."""
        item = LetterBatchItemRow
        question = select(item.batch, item.renewal).where(col(item.outcome) == "")
        rows = await self._session.exec(question.order_by(col(item.batch), col(item.renewal)))
        return tuple((batch, renewal) for batch, renewal in rows)

    async def is_left(self, batch: str, renewal: str) -> bool:
        """Whether that place is not settled."""
        item = LetterBatchItemRow
        question = select(item.outcome).where(col(item.batch) == batch, col(item.renewal) == renewal)
        return (await self._session.exec(question)).one() == ""

    async def settle(self, batch: str, renewal: str, outcome: Outcome) -> None:
        """Write how that place ended."""
        item = LetterBatchItemRow
        here = (col(item.batch) == batch, col(item.renewal) == renewal)
        await (await self._session.connection()).execute(update(item).where(*here).values(outcome=str(outcome)))

    async def batches(self, program: ProgramId, *, most: int) -> tuple[Batch, ...]:
        """The latest batches of a program with what came of them, newest first."""
        question = select(LetterBatchRow).where(col(LetterBatchRow.program) == program)
        rows = (await self._session.exec(question.order_by(col(LetterBatchRow.id).desc()).limit(most))).all()
        item = LetterBatchItemRow
        counted: dict[str, dict[str, int]] = {row.id: {} for row in rows}
        tally = (
            select(item.batch, item.outcome, func.count())
            .where(col(item.batch).in_(list(counted)))
            .group_by(col(item.batch), col(item.outcome))
        )
        for batch, outcome, many in await self._session.exec(tally):
            counted[batch][outcome] = many
        return tuple(
            Batch(
                id=row.id,
                program=program,
                by=PersonId(row.by),
                started_at=row.started_at,
                total=sum(counted[row.id].values()),
                outcomes={Outcome(one): many for one, many in counted[row.id].items() if one},
            )
            for row in rows
        )

    async def _renewals(self, rows: Iterable[LetterRenewalRow]) -> tuple[Renewal, ...]:
        found = list(rows)
        ring = await self._vault.ring({record(PersonId(row.person)) for row in found})
        entries: dict[str, list[Entry]] = {row.id: [] for row in found}
        entry = LetterRenewalEntryRow
        question = select(entry).where(col(entry.renewal).in_(list(entries)))
        for one in await self._session.exec(question.order_by(col(entry.renewal), col(entry.n))):
            entries[one.renewal].append(Entry(Act(one.act), one.due_on, one.at, one.letter))
        contents = {
            row.id: _CONTENT.validate_json(ring.open(record(PersonId(row.person)), _cell(row.id), row.content))
            for row in found
        }
        return tuple(
            Renewal(
                id=row.id,
                person=PersonId(row.person),
                program=ProgramId(row.program),
                ask=contents[row.id].ask,
                sends=contents[row.id].sends,
                start_on=row.start_on,
                signed_at=row.signed_at,
                entries=tuple(entries[row.id]),
            )
            for row in found
        )


def _cell(renewal: str) -> Cell:
    return Cell("letter_renewal", "content", renewal)
