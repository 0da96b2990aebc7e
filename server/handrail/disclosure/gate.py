"""The gate: the only maker of the two values without which nothing leaves, `Permit` and `Release` (I1, I2).

    permit  = await gate.consider(ask)                       # outside any transaction; refusals are recorded and raised
    ...compose from permit.elements, render, sign, scan...   # may take its time
    async with gate.watching(units) as unit:                 # the caller's unit; a refusal here is recorded too
        release = await gate.release(unit, permit, artefact) # facts read again under lock, decided again, written down
        ...the caller's own rows, in the same commit...
    # only `release` (of the committed unit) is accepted by whatever sends or answers

For a question that needs no rendering (the reader's check), `answer` does both in the caller's unit, writes
exactly one record whatever the answer is, and never raises for a refusal.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from handrail.audit.entry import Tag
from handrail.disclosure.decide import decide
from handrail.disclosure.decision import Decision
from handrail.disclosure.fingerprint import fingerprint
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.ports import GateUnit, GateUnits
from handrail.disclosure.record import Record
from handrail.disclosure.request import Authority, ContactPolicy, Context, DecisionRequest, Period, Recipient, Subject
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    LegalAuthority,
    Obligation,
    Purpose,
    RecipientClass,
    RecordSource,
    Relation,
    YesNoUnknown,
)
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, DisclosureRefused, NotFound
from handrail.kernel.ids import DecisionId, Ids, PersonId, ProgramId


class _Seal:
    """Known to this module alone and good for one value: a Permit or a Release made elsewhere, or altered, is refused.

    A copy with another field (`dataclasses.replace`) carries the same seal, which is spent.
    """

    __slots__ = ("spent",)

    def __init__(self) -> None:
        self.spent = False


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody wants to hand over. The gate adds every fact on file itself.

    Attributes:
        person: whom the data are about.
        actor: who asks, where they are signed in.
        met: obligations fulfilled so far, with evidence on file (a warning that was accepted, an approval).
        basis: authorities that are no form and so are not on file (`to_individual`, `access_right`).
        form: id of the form that was signed for this: no other of its kind does as well; empty: any on file.
        neutral: route C (trap 1): it rests on no Part 2 consent and carries no notice, so in a Part 2 program it is
            permitted only while the recorded sign-off of the neutral issuer holds.
    """

    person: PersonId
    program: ProgramId
    actor: PersonId | None
    actor_role: ActorRole
    purpose: Purpose
    recipient: Recipient
    data: tuple[DataElement, ...]
    data_period: Period | None = None
    channel: Channel = Channel.PORTAL
    letter_level: int | None = None
    assurance: Assurance | None = None
    relation: Relation | None = None
    met: frozenset[Obligation] = frozenset()
    basis: tuple[LegalAuthority, ...] = ()
    record_source: RecordSource | None = RecordSource.ELECTRONIC_OTHER
    form: str = ""
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Artefact:
    """What is finished and waits to leave.

    Attributes:
        digest: SHA-256 of its final bytes, in hex.
        carries: obligations whose text or attachment is on it.
        leak_scan_passed: what the scan of the final bytes said.
    """

    digest: str
    carries: frozenset[Obligation] = frozenset()
    leak_scan_passed: bool = True


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to compose from these elements and no others. Made by `Gate.consider` and `Gate.judge` alone.

    Attributes:
        on_file: what it was decided on.
    """

    ask: Ask
    decision: Decision
    at: datetime
    on_file: OnFile = field(repr=False, compare=False)
    _made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _only_here(self._made_by)

    @property
    def elements(self) -> frozenset[DataElement]:
        """What may be composed from."""
        return frozenset(self.decision.permitted)

    @property
    def period(self) -> Period | None:
        """The days that may be spoken of."""
        return self.decision.permitted_period or self.ask.data_period


@dataclass(frozen=True, slots=True)
class Release:
    """Leave to hand over exactly this artefact. Made by `Gate.release` and `Gate.answer` alone.

    Attributes:
        on_file: what it was decided on, as it stays until the unit ends.
    """

    id: DecisionId
    ask: Ask
    decision: Decision
    artefact: str
    at: datetime
    on_file: OnFile = field(repr=False, compare=False)
    _made_by: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        _only_here(self._made_by)


def _only_here(made_by: object) -> None:
    if type(made_by) is not _Seal or made_by.spent:
        raise TypeError("only the disclosure gate makes this")
    made_by.spent = True


class Refused(DisclosureRefused):
    """The refusal, with what has to be written down about it."""

    def __init__(self, decision: Decision, record: Record) -> None:
        super().__init__(decision.explanation, rules=tuple(rule.id for rule in decision.rules))
        self.decision = decision
        self.record = record


U = TypeVar("U", bound=GateUnit)


@dataclass(frozen=True)
class Gate:
    """Considers, releases, and writes both down."""

    units: GateUnits
    rulebook: Rulebook
    clock: Clock
    ids: Ids

    async def consider(self, ask: Ask) -> Permit:
        """Decide on the facts as they are now, before anything is composed.

        Raises:
            Refused: it is not permitted; recorded already.
        """
        async with self.watching(self.units.read()) as unit:
            return await self.judge(unit, ask)

    async def judge(self, unit: GateUnit, ask: Ask) -> Permit:
        """The same among other reads in `unit`; `watching` records a refusal.

        Raises:
            Refused: it is not permitted.
        """
        now = self.clock.now()
        on_file = await unit.disclosure_files.on_file(ask.person, ask.program, lock=False)
        request = facts(ask, on_file, now)
        decision = decide(request, self.rulebook)
        if not decision.outcome.permits:
            raise Refused(decision, self._record(ask, request, decision, now))
        return Permit(ask, decision, now, on_file, _Seal())

    async def foresee(self, ask: Ask) -> Decision:
        """What `consider` would say now: to tell somebody before they choose. Nothing is asked for, so none is kept."""
        async with self.units.read() as unit:
            on_file = await unit.disclosure_files.on_file(ask.person, ask.program, lock=False)
        return decide(facts(ask, on_file, self.clock.now()), self.rulebook)

    async def release(self, unit: GateUnit, permit: Permit, artefact: Artefact) -> Release:
        """Decide again about the finished artefact, on facts read under lock, and write it down in `unit`.

        Raises:
            Conflict: it is still permitted, but not all that was composed from: compose anew.
            Refused: it is no longer permitted; `watching` records it once the unit is rolled back.
        """
        now = self.clock.now()
        ask = permit.ask
        on_file = await unit.disclosure_files.on_file(ask.person, ask.program, lock=True)
        request = facts(ask, on_file, now, artefact=artefact)
        decision = decide(request, self.rulebook)
        if not decision.outcome.permits:
            raise Refused(decision, self._record(ask, request, decision, now))
        if set(decision.permitted) != set(permit.decision.permitted) or (
            decision.permitted_period != permit.decision.permitted_period
        ):
            raise Conflict("What may be said has changed meanwhile. Please start again.")
        record = self._record(ask, request, decision, now, artefact.digest)
        await self._write(unit, record)
        return Release(record.id, ask, decision, artefact.digest, now, on_file, _Seal())

    async def answer(self, unit: GateUnit, ask: Ask | None, program: ProgramId | None = None) -> Release | None:
        """Decide and write in one step: exactly one record, whatever the answer. `None` is a refusal.

        `ask=None` is a question about nobody known here: the same work is done on an empty file and refused.

        Raises:
            NotFound: the person of `ask` is not known in that program; ask about nobody instead.
        """
        now = self.clock.now()
        known = ask or _nobody(program or ProgramId(""))
        on_file = await self._read(unit, known, nobody=ask is None)
        request = facts(known, on_file, now)
        decision = decide(request, self.rulebook)
        permitted = ask is not None and decision.outcome.permits
        record = self._record(known, request, decision, now, "-" if permitted else "")
        await self._write(unit, record if ask else replace(record, person=None))
        return Release(record.id, known, decision, "", now, on_file, _Seal()) if permitted else None

    async def _read(self, unit: GateUnit, ask: Ask, *, nobody: bool) -> OnFile:
        """The file under lock. For nobody it is looked for all the same, so that the work does not tell (I8)."""
        try:
            found = await unit.disclosure_files.on_file(ask.person, ask.program, lock=True)
        except NotFound:
            if not nobody:
                raise
            return _NOTHING_ON_FILE
        return _NOTHING_ON_FILE if nobody else found

    @contextlib.asynccontextmanager
    async def watching(self, unit: contextlib.AbstractAsyncContextManager[U]) -> AsyncIterator[U]:
        """The caller's unit; if the gate refuses inside it, the refusal is kept in a unit of its own."""
        try:
            async with unit as opened:
                yield opened
        except Refused as refusal:
            await self.keep(refusal)
            raise

    async def keep(self, refusal: Refused) -> None:
        """Write a refusal down."""
        async with self.units.begin() as unit:
            await self._write(unit, refusal.record)

    async def _write(self, unit: GateUnit, record: Record) -> None:
        await unit.disclosures.add(record)
        await unit.audit.record(
            Tag.DISCLOSURE_DECIDED if record.released else Tag.DISCLOSURE_REFUSED,
            actor=record.actor or "",
            subject=record.id,
            program=record.program,
            outcome="done" if record.released else "refused",
        )

    def _record(
        self, ask: Ask, request: DecisionRequest, decision: Decision, now: datetime, artefact: str = ""
    ) -> Record:
        used = [request.authorities[place] for place in decision.authorities]
        period = decision.permitted_period or (request.data_period if decision.outcome.permits else None)
        return Record(
            id=DecisionId(self.ids.new()),
            at=now,
            on=request.today,
            person=ask.person,
            program=ask.program,
            actor=ask.actor,
            actor_role=ask.actor_role,
            purpose=ask.purpose,
            recipient=ask.recipient.klass,
            recipient_name=ask.recipient.name or "",
            channel=ask.channel,
            letter_level=ask.letter_level,
            outcome=decision.outcome,
            elements=decision.permitted,
            period=(period.start, period.end) if period else None,
            obligations=decision.obligations,
            rules=tuple(rule.id for rule in decision.rules),
            rulebook=decision.rulebook_version,
            authorities=tuple(one.code for one in used),
            consents=tuple(one.id for one in used if one.id),
            facts=fingerprint(request),
            released=bool(artefact),
            artefact=artefact.removeprefix("-"),
            from_ehr=None if ask.record_source is None else ask.record_source is RecordSource.EHR,
        )


def facts(ask: Ask, on_file: OnFile, now: datetime, *, artefact: Artefact | None = None) -> DecisionRequest:
    """The question with everything on file: what the engine is asked."""
    basis = tuple(Authority(code) for code in ask.basis)
    here = now.astimezone(ZoneInfo(on_file.zone))
    return DecisionRequest(
        now=here,
        actor_role=ask.actor_role,
        purpose=ask.purpose,
        recipient=ask.recipient,
        data=ask.data,
        data_period=ask.data_period,
        channel=ask.channel,
        letter_level=ask.letter_level,
        authorities=basis + _counting(on_file.authorities, ask),
        context=Context(
            part2_status=on_file.part2_status,
            issuer_publicly_sud=on_file.issuer_publicly_sud,
            route_c_signed_off=on_file.route_c_signed_off,
            subject=on_file.subject_on(here.date()),
            minor_consented_alone=on_file.consented_alone,
            states=on_file.states,
            lps_covered=on_file.lps_covered,
            pr_suspended=on_file.suspended(ask.recipient, ask.actor_role),
            obligations_met=ask.met,
            artefact=None if artefact is None else artefact.carries,
            record_source=ask.record_source,
            restrictions=on_file.restrictions,
            contact_policy=_reached_by(ask, on_file),
            identity_assurance=ask.assurance,
            requester_relation=ask.relation,
            leak_scan_passed=None if artefact is None else artefact.leak_scan_passed,
        ),
    )


def _counting(on_file: tuple[Authority, ...], ask: Ask) -> tuple[Authority, ...]:
    """The named form, and forms of other kinds beside it: where both rules apply, each may have a paper of its own."""
    forms = tuple(one for one in on_file if not (ask.neutral and one.code in PART2_CONSENTS))
    if not ask.form:
        return forms
    kinds = {one.code for one in forms if one.id == ask.form}
    return tuple(one for one in forms if one.id == ask.form or one.code not in kinds) if kinds else ()


def _reached_by(ask: Ask, on_file: OnFile) -> ContactPolicy:
    """The contact policy says how the client is reached; an employer's mailbox is not the client's."""
    return on_file.contact_policy if ask.recipient.klass is RecipientClass.INDIVIDUAL else ContactPolicy()


PART2_CONSENTS = frozenset(
    {
        LegalAuthority.PART2_CONSENT,
        LegalAuthority.PART2_TPO_CONSENT,
        LegalAuthority.PART2_NOTES_CONSENT,
        LegalAuthority.PART2_PROCEEDINGS_CONSENT,
        LegalAuthority.PART2_CJ_CONSENT,
    }
)
_NOTHING_ON_FILE = OnFile(
    authorities=(),
    restrictions=(),
    contact_policy=ContactPolicy(),
    subject=Subject(),
    part2_status=YesNoUnknown.UNKNOWN,
    issuer_publicly_sud=YesNoUnknown.UNKNOWN,
    route_c_signed_off=None,
    states=frozenset(),
    zone="UTC",
)


def _nobody(program: ProgramId) -> Ask:
    return Ask(
        person=PersonId(""),
        program=program,
        actor=None,
        actor_role=ActorRole.EXTERNAL_REQUESTER,
        purpose=Purpose.VERIFICATION_CALLBACK,
        recipient=Recipient(RecipientClass.UNKNOWN),
        data=(DataElement.LETTER_EXISTENCE,),
        channel=Channel.QR,
    )
