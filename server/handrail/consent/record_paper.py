"""Records a form that was signed on paper: as it stands, with its scan; nobody completes or corrects it.

Of the scan the pages are kept, and nothing else of the file: a form that acts may show another thing tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form
from handrail.consent.codes import DataElement
from handrail.consent.draft import states_of
from handrail.consent.events import ConsentSigned
from handrail.consent.paper import KINDS, Paper, checked
from handrail.consent.paper_rules import Missing
from handrail.consent.ports import ConsentUnit, ConsentUnits
from handrail.consent.read import lacking
from handrail.consent.recorded import Recorded
from handrail.consent.relation import client_of, zone_of
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Fault, Invalid, NotFound, WrongMediaType
from handrail.kernel.ids import ConsentId, Ids, PersonId
from handrail.kernel.principal import Principal
from handrail.kernel.uploads import Clean
from handrail.programs.calendar import today

_ON_NO_PAPER = frozenset({DataElement.OTHER_MEMBER_IDENTITY, DataElement.CHAT_OR_RECORDING, DataElement.AUDIT_LOG})
"""What is not the client's alone to sign away."""


@dataclass(frozen=True)
class RecordPaper:
    """Keeps the paper. Whether it holds is judged at each use by the validators that judge every form."""

    units: ConsentUnits
    clean: Clean
    clock: Clock
    ids: Ids

    async def __call__(
        self, caller: Principal, person: PersonId, recorded: Recorded
    ) -> tuple[Form, tuple[Missing, ...]]:
        """The form as it is kept, and what is missing on it.

        Raises:
            NotFound: no such client, or no such representative of theirs.
            Invalid: it cannot have been so, is no form of these kinds, or its scan is not taken.
            TooLarge: the scan is.
        """
        now = self.clock.now()
        _look_at(recorded)
        async with self.units.read() as unit:
            await client_of(unit, caller, person)
        scan = await self._pages(recorded.scan)
        digest = sha256(scan).hexdigest()
        async with self.units.begin() as unit:
            await unit.consents.of(person, lock=True)
            account = await client_of(unit, caller, person)
            paper = checked(recorded.paper(digest, now), today(now, await zone_of(unit, account)))
            await _known_representative(unit, person, paper)
            form = Form(
                id=ConsentId(self.ids.new()),
                person=person,
                program=account.program,
                kinds=recorded.kinds,
                choices=recorded.choices,
                signed_at=now,
                signed_on=paper.signed_on or paper.received_on,
                authenticated_at=caller.authenticated_at,
                terms=0,
                digest=digest,
                text="A form on paper. The scan is what was signed.",
                paper=paper,
            )
            await unit.consents.add(form)
            await unit.consents.keep_scan(form, scan)
            await unit.audit.record(Tag.CONSENT_RECORDED, actor=caller.person, subject=form.id, program=form.program)
            unit.state(ConsentSigned(form.id, form.person, form.program))
            return form, lacking(form, await states_of(unit, person, account.program))

    async def _pages(self, scan: bytes) -> bytes:
        try:
            return (await self.clean(scan)).pdf
        except WrongMediaType:
            raise Invalid(faults=(Fault("/scan", "scan the paper as a PDF"),)) from None
        except Invalid as refusal:
            raise Invalid(faults=tuple(Fault("/scan", one.says) for one in refusal.faults)) from None


@dataclass(frozen=True)
class FetchScan:
    """The scanned paper, for the client and for who keeps the program's forms; that it was fetched is written down."""

    units: ConsentUnits

    async def __call__(self, caller: Principal, consent: ConsentId) -> tuple[Form, bytes | None]:
        """The form, and its scan where it was signed on paper.

        Raises:
            NotFound: there is no such form of this client's.
        """
        async with self.units.begin() as unit:
            return await self._fetch(unit, caller, caller.person, consent)

    async def of_client(self, caller: Principal, person: PersonId, consent: ConsentId) -> tuple[Form, bytes | None]:
        """The same of a client, for staff.

        Raises:
            NotFound: no such client in the caller's program, or no such form of theirs.
        """
        async with self.units.begin() as unit:
            await client_of(unit, caller, person)
            await unit.audit.record(Tag.CONSENT_READ, actor=caller.person, subject=person, program=caller.program)
            return await self._fetch(unit, caller, person, consent)

    async def _fetch(
        self, unit: ConsentUnit, caller: Principal, person: PersonId, consent: ConsentId
    ) -> tuple[Form, bytes | None]:
        form = await unit.consents.get(consent)
        if form.person != person:
            raise NotFound
        scan = await unit.consents.scan(form) if form.paper else None
        await unit.audit.record(Tag.CONSENT_COPIED, actor=caller.person, subject=consent, program=form.program)
        return form, scan


def _look_at(recorded: Recorded) -> None:
    faults = []
    if not recorded.kinds or not recorded.kinds <= KINDS:
        faults.append(Fault("/serves", "name the kinds of form that this paper is; each is one that a person signs"))
    if (recorded.choices.elements or frozenset()) & _ON_NO_PAPER:
        faults.append(Fault("/elements", "this is about others too, and stands on no form"))
    if faults:
        raise Invalid(faults=tuple(faults))


async def _known_representative(unit: ConsentUnit, person: PersonId, paper: Paper) -> None:
    if paper.representative and (await unit.client_facts.representative(paper.representative)).person != person:
        raise NotFound
