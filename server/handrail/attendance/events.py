"""What happens in the ledger that something else may follow from, in the same unit. Ids only."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId


@dataclass(frozen=True, slots=True)
class AttendanceRecorded:
    """A session was written into the person's ledger."""

    person: PersonId
    program: ProgramId
    session: SessionId
    entry: EntryId


@dataclass(frozen=True, slots=True)
class AttendanceCorrected:
    """`entry` took the place of `corrects`: letters that rest on it are superseded (I9)."""

    person: PersonId
    program: ProgramId
    session: SessionId
    entry: EntryId
    corrects: EntryId


@dataclass(frozen=True, slots=True)
class AttendanceDisputed:
    """The person says that the entry is wrong."""

    person: PersonId
    program: ProgramId
    session: SessionId
    entry: EntryId
