"""Staff answer requests: a clinician signs a statement, or somebody declines or settles; the client sees which.

Staff choose among answers and values, they never word anything (I3).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, NotFound
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Principal, Role
from handrail.letters.choices import Credential
from handrail.letters.ports import Unit, Units
from handrail.letters.prepare import OF_THE_PROGRAM
from handrail.letters.request import Act, Entry, Reason, Request, RequestKind
from handrail.letters.request_letter import append
from handrail.letters.statement import Statement, checked
from handrail.programs.calendar import today
from handrail.programs.relation import runs

REVIEWERS = frozenset({Role.COORDINATOR, Role.PRIVACY_OFFICER})


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request that the caller may answer, and the client's name."""

    request: Request
    name: str = field(repr=False)


@dataclass(frozen=True)
class NameClinician:
    """Who may sign statements: a power of a staff account, with a licence (design §9.12)."""

    units: Units
    clock: Clock

    async def __call__(
        self, caller: Principal, program: ProgramId, person: PersonId, credential: Credential | None
    ) -> None:
        """From now on `person` may sign as this; None: no longer.

        Raises:
            NotFound: not the caller's program, or nobody of its staff.
        """
        runs(caller, program)
        async with self.units.begin() as unit:
            account = await unit.accounts.get(person)
            if account.program != program or not account.is_staff:
                raise NotFound
            await unit.clinicians.name(person, program, credential, by=caller.person, at=self.clock.now())
            await unit.audit.record(Tag.CLINICIAN_NAMED, actor=caller.person, subject=person, program=program)


@dataclass(frozen=True)
class SeeQueue:
    """What waits for the caller, the longest first."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Waiting, ...]:
        """Requests of the caller's program that they may answer; each look is recorded.

        Raises:
            NotFound: the caller answers no requests.
        """
        async with self.units.begin() as unit:
            kinds = await _may_answer(unit, caller)
            if not kinds:
                raise NotFound
            found = [one for one in await unit.letter_requests.waiting(caller.program) if one.kind in kinds]
            queue = [Waiting(one, (await unit.accounts.get(one.person)).legal_name) for one in found]
            await unit.audit.record(Tag.LETTER_QUEUE_READ, actor=caller.person, program=caller.program)
        return tuple(queue)


@dataclass(frozen=True)
class SignStatement:
    """A clinician signs."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, request_id: str, stated: Statement) -> Request:
        """The request with the statement; name, credential and date of signing are those on file, whatever is given.

        Raises:
            NotFound: no such request, or the caller is no clinician of the program.
            Invalid: the statement does not hang together, or leaves out what was asked for.
            Conflict: it was answered already.
        """
        async with self.units.begin() as unit:
            request, credential = await self._request(unit, caller, request_id)
            on_file = await unit.disclosure_files.on_file(request.person, request.program, lock=False)
            now = self.clock.now()
            signed = checked(
                replace(
                    stated,
                    clinician=caller.person,
                    name=(await unit.accounts.get(caller.person)).legal_name,
                    credential=credential,
                    signed_on=today(now, on_file.zone),
                )
            )
            if missing := request.ask.items - OF_THE_PROGRAM - signed.covers:
                raise Invalid(
                    faults=tuple(Fault(f"/{one}", "this was asked for; state it or decline") for one in missing)
                )
            entry = Entry(Act.SIGN, caller.person, now, statement=_only_asked(signed, request))
            return await append(unit, request, entry, Tag.STATEMENT_SIGNED)

    async def _request(self, unit: Unit, caller: Principal, request_id: str) -> tuple[Request, Credential]:
        credential = await unit.clinicians.credential(caller.person, caller.program)
        request = await unit.letter_requests.get(request_id, lock=True)
        fits = request.program == caller.program and request.kind is RequestKind.CLINICIAN
        if credential is None or not fits or request.person == caller.person:
            raise NotFound
        return request, credential


@dataclass(frozen=True)
class AnswerRequest:
    """Staff decline a request for a reason of the list, or say that a review is settled."""

    units: Units
    clock: Clock

    async def __call__(self, caller: Principal, request_id: str, reason: Reason | None) -> Request:
        """The request, declined; settled where no reason is given.

        Raises:
            NotFound: no such request that the caller may answer.
            Conflict: it was answered already, or only a clinician's signature settles it.
        """
        async with self.units.begin() as unit:
            request = await unit.letter_requests.get(request_id, lock=True)
            kinds = await _may_answer(unit, caller)
            if request.program != caller.program or request.kind not in kinds or request.person == caller.person:
                raise NotFound
            if reason is None and request.kind is RequestKind.CLINICIAN:
                raise Conflict("This is settled by a signed statement, or declined.")
            act = Act.DECLINE if reason else Act.SETTLE
            entry = Entry(act, caller.person, self.clock.now(), reason=reason)
            return await append(unit, request, entry, Tag.LETTER_REQUEST_ANSWERED)


async def _may_answer(unit: Unit, caller: Principal) -> frozenset[RequestKind]:
    clinician = await unit.clinicians.credential(caller.person, caller.program) is not None
    reviewer = bool(caller.roles & REVIEWERS)
    found = {RequestKind.CLINICIAN: clinician, RequestKind.REVIEW: reviewer}
    return frozenset(kind for kind, may in found.items() if may)


def _only_asked(signed: Statement, request: Request) -> Statement:
    """The statement less what the client did not ask for: it is not kept where nobody needs it."""
    keep = {element: element in request.ask.items for element in signed.covers}
    names = {
        "leave_amount": ("leave", None),
        "return_date": ("return_on", None),
        "functional_limits": ("limits", ()),
        "work_restrictions": ("restrictions", ()),
        "schedule_need": ("schedule", None),
        "provider_specialty": ("specialty", None),
        "diagnosis_general": ("condition", None),
        "diagnosis_specific": ("diagnosis_code", ""),
    }
    dropped = {names[element][0]: names[element][1] for element, kept in keep.items() if element in names and not kept}
    return replace(signed, **dropped)  # type: ignore[arg-type]
