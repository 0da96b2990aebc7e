"""What the use cases of letters need: the stores of one unit, and a press."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from handrail.attendance.entry import Entry
from handrail.audit.ports import AuditLog
from handrail.consent.authorization import Form as ConsentForm
from handrail.disclosure.ports import Files, Records
from handrail.identity.account import Account
from handrail.kernel.clock import Clock
from handrail.kernel.ids import CohortId, ConsentId, EntryId, LetterId, PersonId, ProgramId, SessionId
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Credential
from handrail.letters.content import LetterContent
from handrail.letters.delivery import Delivery, Happened
from handrail.letters.gathered import Gathered
from handrail.letters.issued import Checked, Letter
from handrail.letters.paperwork_shapes import Paperworks
from handrail.letters.renewal_shapes import Renewals
from handrail.letters.request import Entry as RequestEntry
from handrail.letters.request import Request
from handrail.letters.scan import Finding
from handrail.letters.slip import Coded, Slip
from handrail.letters.standing import Step
from handrail.programs.assignment import Assignment
from handrail.programs.cohort import Cohort
from handrail.programs.enrolment import Enrolment
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.program import Program
from handrail.programs.session import Session


class Letters(Protocol):
    """Issued letters, what happened to them, and every try to check one."""

    async def add(self, letter: Letter, document: bytes, text: str, code: str) -> None:
        """Write a letter, its document, its plain text and the keyed digest of its code (empty: it has none)."""
        ...

    async def get(self, letter: LetterId, *, lock: bool = False) -> Letter:
        """The letter.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Letter, ...]:
        """A person's letters, newest first."""
        ...

    async def document(self, letter: LetterId) -> bytes: ...
    async def text(self, letter: LetterId) -> str: ...

    async def coded(self, code: str) -> Coded | None:
        """The letter that this code belongs to, its own or a slip's; any text may be asked for, at the same cost."""
        ...

    async def add_slip(self, slip: Slip, document: bytes, code: str) -> None: ...
    async def slips(self, letters: Sequence[LetterId]) -> tuple[Slip, ...]: ...

    async def slip_document(self, letter: LetterId, slip: str) -> bytes:
        """The page of a slip of this letter.

        Raises:
            NotFound: there is none.
        """
        ...

    async def end_checks(self, letter: LetterId, *, at: datetime) -> None:
        """Switch off the letter's own code and those of its slips."""
        ...

    async def ended(self, letters: Sequence[LetterId]) -> frozenset[LetterId]:
        """Those of the letters whose own code is switched off."""
        ...

    async def stating(self, session: SessionId, person: PersonId) -> tuple[Letter, ...]:
        """Letters of a person that state their attendance at a session."""
        ...

    async def take_step(self, letter: LetterId, step: Step, *, by: str, at: datetime) -> None: ...
    async def note(self, checked: Checked) -> None: ...
    async def checks(self, letters: Sequence[LetterId]) -> tuple[Checked, ...]: ...


class Ledger(Protocol):
    """Attendance as it was appended."""

    async def get(self, entry: EntryId) -> Entry: ...
    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[Entry, ...]: ...


class Accounts(Protocol):
    """People."""

    async def get(self, person: PersonId) -> Account: ...


class Programs(Protocol):
    """Programs and their issuer profiles."""

    async def get(self, program: ProgramId) -> Program: ...
    async def latest_issuer_profile(self, program: ProgramId) -> IssuerProfile | None: ...


class Cohorts(Protocol):
    """Cohorts."""

    async def some(self, cohorts: frozenset[CohortId]) -> tuple[Cohort, ...]: ...


class Sessions(Protocol):
    """Sessions."""

    async def get(self, session: SessionId) -> Session: ...


class Enrolments(Protocol):
    """Who is in which cohort."""

    async def of(self, person: PersonId) -> tuple[Enrolment, ...]: ...


class Assignments(Protocol):
    """Who leads what."""

    async def of_cohort(self, cohort: CohortId) -> tuple[Assignment, ...]: ...


class Requests(Protocol):
    """Requests and what happened to them."""

    async def add(self, request: Request) -> None: ...
    async def append(self, request: Request, entry: RequestEntry) -> None: ...

    async def get(self, request: str, *, lock: bool = False) -> Request:
        """The request.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Request, ...]: ...
    async def waiting(self, program: ProgramId) -> tuple[Request, ...]: ...


class Clinicians(Protocol):
    """Who may sign statements."""

    async def name(
        self, person: PersonId, program: ProgramId, credential: Credential | None, *, by: PersonId, at: datetime
    ) -> None: ...
    async def credential(self, person: PersonId, program: ProgramId) -> Credential | None: ...


class Deliveries(Protocol):
    """Letters on their way. Tokens and passcodes are looked up by keyed digests; the token is sealed besides."""

    async def add(self, delivery: Delivery, token: str, passcode: str) -> None: ...
    async def append(self, delivery: Delivery, happened: Happened) -> Delivery: ...

    async def get(self, delivery: str, *, lock: bool = False) -> Delivery:
        """The delivery.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId) -> tuple[Delivery, ...]: ...
    async def due(self, now: datetime) -> tuple[Delivery, ...]: ...

    async def abandoned(self, before: datetime) -> tuple[Delivery, ...]:
        """Those whose attempt began before that instant and whose end nobody wrote down."""
        ...

    async def token(self, delivery: str) -> str: ...

    async def opened(self, token: str) -> Delivery | None:
        """The delivery that this token opens, locked; any text may be asked for."""
        ...

    async def fits(self, delivery: str, passcode: str) -> bool: ...


class Consents(Protocol):
    """Signed forms."""

    async def get(self, consent: ConsentId) -> ConsentForm: ...


class FactsUnit(Protocol):
    """Where a letter's facts are read."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def programs(self) -> Programs: ...
    @property
    def cohorts(self) -> Cohorts: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def assignments(self) -> Assignments: ...


class Unit(FactsUnit, Protocol):
    """One transaction over everything that a letter touches."""

    @property
    def clock(self) -> Clock: ...
    @property
    def letters(self) -> Letters: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def letter_requests(self) -> Requests: ...
    @property
    def renewals(self) -> Renewals: ...
    @property
    def paperwork(self) -> Paperworks: ...
    @property
    def clinicians(self) -> Clinicians: ...
    @property
    def disclosure_files(self) -> Files: ...
    @property
    def disclosures(self) -> Records: ...
    @property
    def audit(self) -> AuditLog: ...
    def state(self, event: object) -> None: ...


class Units(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[Unit]: ...
    def read(self) -> AbstractAsyncContextManager[Unit]: ...


class Gather(Protocol):
    """Reads what a letter could be made from."""

    async def __call__(
        self, unit: FactsUnit, person: PersonId, ask: LetterAsk, today: date, *, lock: bool = False
    ) -> Gathered: ...


@dataclass(frozen=True, slots=True)
class Made:
    """A finished document, its plain-text twin, and what the scan of both found."""

    pdf: bytes = field(repr=False)
    text: str = field(repr=False)
    findings: tuple[Finding, ...]


class Press(Protocol):
    """Draws, signs and scans; takes its time, so never inside a unit."""

    async def draw(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The same document, unsigned, for its client to look at first."""
        ...

    async def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        """The pages of that document as they are seen, each a PNG."""
        ...

    async def make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The finished document.

        Args:
            content: what it says.
            names: what must not appear in it.
            spare: what may, though it looks like a word of the lexicon.

        Raises:
            Invalid: the fonts cannot draw a character of the name.
        """
        ...
