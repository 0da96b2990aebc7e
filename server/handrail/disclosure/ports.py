"""What the gate needs of a unit: what is on file about a person, the record of decisions, and the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.disclosure.record import Record
from handrail.disclosure.request import Authority, ContactPolicy, Restriction, Subject
from handrail.disclosure.vocabulary import YesNoUnknown
from handrail.kernel.ids import PersonId, ProgramId


@dataclass(frozen=True, slots=True)
class OnFile:
    """Everything kept about a person and their program that a decision may rest on.

    Attributes:
        authorities: forms that were signed, expired and revoked ones among them; `Authority.id` is the consent's id.
        states: two-letter codes of the states whose law may add to the federal rules.
        zone: IANA name of the client's time zone.
    """

    authorities: tuple[Authority, ...]
    restrictions: tuple[Restriction, ...]
    contact_policy: ContactPolicy
    subject: Subject
    part2_status: YesNoUnknown
    issuer_publicly_sud: YesNoUnknown
    route_c_signed_off: bool | None
    states: frozenset[str]
    zone: str


class Files(Protocol):
    """Reads what is on file."""

    async def on_file(self, person: PersonId, program: ProgramId, *, lock: bool) -> OnFile:
        """What is on file now. With `lock` nobody changes it until the unit ends.

        Raises:
            NotFound: no such person in this program.
        """
        ...


class Records(Protocol):
    """The one log of decisions: what left, what was refused, and why."""

    async def add(self, record: Record) -> None: ...
    async def of(self, person: PersonId) -> Sequence[Record]: ...
    async def used_since(self, consent: str, since: datetime) -> Sequence[Record]: ...


class GateUnit(Protocol):
    """One transaction, as the gate needs it."""

    @property
    def disclosure_files(self) -> Files: ...
    @property
    def disclosures(self) -> Records: ...
    @property
    def audit(self) -> AuditLog: ...


class GateUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[GateUnit]: ...
    def read(self) -> AbstractAsyncContextManager[GateUnit]: ...
