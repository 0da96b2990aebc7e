"""A small program in memory: Jordan comes to three evenings; a real gate with the real rules; every store a fake."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time

from tests.fakes import FakeClock

from handrail.attendance.entry import Entry, Kind
from handrail.attendance.policy import Status
from handrail.audit.entry import Tag
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Gate
from handrail.disclosure.ports import OnFile
from handrail.disclosure.record import Record
from handrail.disclosure.request import Authority, ContactPolicy, Context, Recipient
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Purpose, RecipientClass, YesNoUnknown
from handrail.identity.account import Account, State
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import (
    CohortId,
    EntryId,
    Ids,
    LetterId,
    PersonId,
    ProgramId,
    SessionId,
    SignInId,
    SystemIds,
)
from handrail.kernel.principal import Principal, Role
from handrail.letters.ask import LetterAsk
from handrail.letters.batch import Batch, Outcome
from handrail.letters.choices import Credential, Level, Use
from handrail.letters.content import LetterContent
from handrail.letters.delivery import Delivery, Happened, move
from handrail.letters.delivery import State as DeliveryState
from handrail.letters.gather import GatherFacts
from handrail.letters.issue import IssueLetter
from handrail.letters.issued import Checked, Letter
from handrail.letters.paperwork import Entry as PaperworkEntry
from handrail.letters.paperwork import Paperwork
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.ports import Made, Press
from handrail.letters.prepare import PrepareLetter
from handrail.letters.preview import PreviewLetter
from handrail.letters.renewal import Entry as RenewalEntry
from handrail.letters.renewal import Renewal
from handrail.letters.request import Entry as RequestEntry
from handrail.letters.request import Request
from handrail.letters.scan import Finding
from handrail.letters.slip import Coded, Slip
from handrail.letters.standing import Step
from handrail.letters.verify import VerifyLetter
from handrail.programs.assignment import Assignment, AssignmentId, Part
from handrail.programs.cohort import Cohort, Weekday, plan, weekly
from handrail.programs.enrolment import Enrolment, EnrolmentId
from handrail.programs.issuer_profile import IssuerProfile, issuer_profile
from handrail.programs.program import Part2Status, Program
from handrail.programs.session import Session

PROGRAM, COHORT = ProgramId("program"), CohortId("evenings")
JORDAN, ROSA = PersonId("jordan"), PersonId("rosa")
ZONE = "America/Los_Angeles"
CALLER = Principal(JORDAN, PROGRAM, frozenset({Role.PARTICIPANT}), SignInId("s"), datetime(2026, 9, 14, tzinfo=UTC))
CLINICIAN = replace(CALLER, person=ROSA, roles=frozenset({Role.FACILITATOR}))
COORDINATOR = replace(CALLER, person=PersonId("coordinator"), roles=frozenset({Role.COORDINATOR}))
NOBODY = replace(CALLER, person=PersonId("somebody-else"))
FORM = "form-1"
EVENINGS = (date(2026, 9, 2), date(2026, 9, 4), date(2026, 9, 9))
ASK = LetterAsk(Use.WORK, Level.APPOINTMENT, date(2026, 9, 1), date(2026, 9, 11))
LEXICON = read_lexicon()
READER = Recipient(RecipientClass.EMPLOYER_HR, "Acme Corp")


def entry(place: int, status: Status = Status.PRESENT, **change: object) -> Entry:
    made = Entry(
        id=EntryId(f"entry-{place}"),
        kind=Kind.RECORDED,
        person=JORDAN,
        program=PROGRAM,
        session=SessionId(f"session-{place}"),
        day=EVENINGS[place],
        zone=ZONE,
        status=status,
        late=False,
        minutes=170,
        session_minutes=180,
        gaps=(),
        policy=1,
        rule="",
        at=datetime(2026, 9, 10, tzinfo=UTC),
    )
    return replace(made, **change)  # type: ignore[arg-type]


def a_form(**change: object) -> Authority:
    form = Authority(
        LegalAuthority.HIPAA_AUTHORIZATION,
        id=FORM,
        data=frozenset({DataElement.LETTER_EXISTENCE}),
        purposes=frozenset({Purpose.VERIFICATION_CALLBACK}),
        recipients=(READER,),
        signed_at=datetime(2026, 9, 13, tzinfo=UTC),
        expires_on=date(2026, 12, 31),
    )
    return replace(form, **change)  # type: ignore[arg-type]


def an_account(person: PersonId, name: str, shown: str) -> Account:
    return Account(person, PROGRAM, frozenset({Role.PARTICIPANT}), State.ACTIVE, shown, name, "x@example.org", ZONE)


@dataclass
class FakeLetters:
    kept: dict[LetterId, Letter] = field(default_factory=dict)
    documents: dict[LetterId, bytes] = field(default_factory=dict)
    texts: dict[LetterId, str] = field(default_factory=dict)
    codes: dict[str, LetterId] = field(default_factory=dict)
    kept_slips: dict[str, Slip] = field(default_factory=dict)
    pages: dict[str, bytes] = field(default_factory=dict)
    slip_codes: dict[str, str] = field(default_factory=dict)
    off: set[LetterId] = field(default_factory=set)
    tried: list[Checked] = field(default_factory=list)

    async def add(self, letter: Letter, document: bytes, text: str, code: str) -> None:
        self.kept[letter.id] = letter
        self.documents[letter.id] = document
        self.texts[letter.id] = text
        if code:
            self.codes[code] = letter.id

    async def get(self, letter: LetterId, *, lock: bool = False) -> Letter:
        if letter not in self.kept:
            raise NotFound
        return self.kept[letter]

    async def of(self, person: PersonId) -> tuple[Letter, ...]:
        return tuple(sorted((one for one in self.kept.values() if one.person == person), key=lambda one: one.id))[::-1]

    async def document(self, letter: LetterId) -> bytes:
        return self.documents[letter]

    async def text(self, letter: LetterId) -> str:
        return self.texts[letter]

    async def coded(self, code: str) -> Coded | None:
        if slip := self.slip_codes.get(code):
            made = self.kept_slips[slip]
            return Coded(self.kept[made.letter], None if made.ended else made.reader)
        letter = self.kept.get(self.codes.get(code, LetterId("")))
        return Coded(letter, None if letter.id in self.off else letter.reader) if letter else None

    async def add_slip(self, slip: Slip, document: bytes, code: str) -> None:
        self.kept_slips[slip.id] = slip
        self.pages[slip.id] = document
        self.slip_codes[code] = slip.id

    async def slips(self, letters: Sequence[LetterId]) -> tuple[Slip, ...]:
        return tuple(one for one in self.kept_slips.values() if one.letter in letters)

    async def slip_document(self, letter: LetterId, slip: str) -> bytes:
        if slip not in self.pages or self.kept_slips[slip].letter != letter:
            raise NotFound
        return self.pages[slip]

    async def end_checks(self, letter: LetterId, *, at: datetime) -> None:
        self.off.add(letter)
        for slip in await self.slips([letter]):
            self.kept_slips[slip.id] = replace(slip, ended=True)

    async def ended(self, letters: Sequence[LetterId]) -> frozenset[LetterId]:
        return frozenset(self.off & set(letters))

    async def stating(self, session: SessionId, person: PersonId) -> tuple[Letter, ...]:
        return tuple(one for one in await self.of(person) if session in one.sessions)

    async def take_step(self, letter: LetterId, step: Step, *, by: str, at: datetime) -> None:
        self.kept[letter] = replace(self.kept[letter], steps=(step,))

    async def note(self, checked: Checked) -> None:
        self.tried.append(checked)

    async def checks(self, letters: Sequence[LetterId]) -> tuple[Checked, ...]:
        return tuple(one for one in self.tried if one.letter in letters)


@dataclass
class FakeRequests:
    kept: dict[str, Request] = field(default_factory=dict)

    async def add(self, request: Request) -> None:
        self.kept[request.id] = request

    async def append(self, request: Request, entry: RequestEntry) -> None:
        self.kept[request.id] = replace(request, entries=(*request.entries, entry))

    async def get(self, request: str, *, lock: bool = False) -> Request:
        if request not in self.kept:
            raise NotFound
        return self.kept[request]

    async def of(self, person: PersonId) -> tuple[Request, ...]:
        return tuple(one for one in reversed(self.kept.values()) if one.person == person)

    async def waiting(self, program: ProgramId) -> tuple[Request, ...]:
        return tuple(one for one in self.kept.values() if one.program == program and one.state == "waiting")


@dataclass
class FakePaperworks:
    kept: dict[str, Paperwork] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)

    async def add(self, asked: Paperwork) -> None:
        self.kept[asked.id] = asked

    async def append(self, asked: Paperwork, entry: PaperworkEntry) -> None:
        self.kept[asked.id] = replace(asked, entries=(*asked.entries, entry))

    async def keep(self, asked: Paperwork, form: str, document: bytes) -> None:
        self.documents[form] = document

    async def document(self, asked: Paperwork, form: str) -> bytes:
        return self.documents[form]

    async def get(self, paperwork: str, *, lock: bool = False) -> Paperwork:
        if paperwork not in self.kept:
            raise NotFound
        return self.kept[paperwork]

    async def of(self, person: PersonId) -> tuple[Paperwork, ...]:
        return tuple(one for one in reversed(self.kept.values()) if one.person == person)

    async def waiting(self, program: ProgramId) -> tuple[Paperwork, ...]:
        return tuple(one for one in self.kept.values() if one.program == program and one.state == "waiting")


@dataclass
class FakeClinicians:
    named: dict[PersonId, Credential | None] = field(default_factory=dict)

    async def name(
        self, person: PersonId, program: ProgramId, credential: Credential | None, *, by: PersonId, at: datetime
    ) -> None:
        self.named[person] = credential

    async def credential(self, person: PersonId, program: ProgramId) -> Credential | None:
        return self.named.get(person) if program == PROGRAM else None


@dataclass
class FakeDeliveries:
    kept: dict[str, Delivery] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    passcodes: dict[str, str] = field(default_factory=dict)

    async def add(self, delivery: Delivery, token: str, passcode: str) -> None:
        self.kept[delivery.id] = delivery
        self.tokens[token] = delivery.id
        self.passcodes[delivery.id] = passcode

    async def append(self, delivery: Delivery, happened: Happened) -> Delivery:
        move(delivery.state, happened.act)
        self.kept[delivery.id] = replace(delivery, history=(*delivery.history, happened))
        return self.kept[delivery.id]

    async def get(self, delivery: str, *, lock: bool = False) -> Delivery:
        if delivery not in self.kept:
            raise NotFound
        return self.kept[delivery]

    async def of(self, person: PersonId) -> tuple[Delivery, ...]:
        return tuple(one for one in reversed(self.kept.values()) if one.person == person)

    async def due(self, now: datetime) -> tuple[Delivery, ...]:
        return tuple(one for one in self.kept.values() if one.sends_at <= now and not one.acts)

    async def abandoned(self, before: datetime) -> tuple[Delivery, ...]:
        sending = [one for one in self.kept.values() if one.state is DeliveryState.SENDING]
        return tuple(one for one in sending if one.history[0].at <= before)

    async def token(self, delivery: str) -> str:
        return next(token for token, one in self.tokens.items() if one == delivery)

    async def opened(self, token: str) -> Delivery | None:
        return self.kept.get(self.tokens.get(token, ""))

    async def fits(self, delivery: str, passcode: str) -> bool:
        return self.passcodes[delivery] == passcode


@dataclass
class FakeRenewals:
    kept: dict[str, Renewal] = field(default_factory=dict)
    opened: dict[str, Batch] = field(default_factory=dict)
    items: dict[tuple[str, str], Outcome | None] = field(default_factory=dict)

    async def add(self, renewal: Renewal) -> None:
        self.kept[renewal.id] = renewal

    async def append(self, renewal: Renewal, entry: RenewalEntry) -> None:
        self.kept[renewal.id] = replace(renewal, entries=(*renewal.entries, entry))

    async def get(self, renewal: str, *, lock: bool = False) -> Renewal:
        if renewal not in self.kept:
            raise NotFound
        return self.kept[renewal]

    async def of(self, person: PersonId) -> tuple[Renewal, ...]:
        return tuple(one for one in reversed(self.kept.values()) if one.person == person)

    async def due(self, today: date) -> tuple[tuple[ProgramId, str], ...]:
        return tuple((one.program, one.id) for one in self.kept.values() if one.due(today))

    async def open(self, batch: Batch, renewals: Sequence[str]) -> None:
        self.opened[batch.id] = batch
        self.items |= {(batch.id, one): None for one in renewals}

    async def left(self) -> tuple[tuple[str, str], ...]:
        return tuple(place for place, outcome in self.items.items() if outcome is None)

    async def is_left(self, batch: str, renewal: str) -> bool:
        return self.items[batch, renewal] is None

    async def settle(self, batch: str, renewal: str, outcome: Outcome) -> None:
        self.items[batch, renewal] = outcome

    async def batches(self, program: ProgramId, *, most: int) -> tuple[Batch, ...]:
        found = []
        for one in reversed(self.opened.values()):
            ends = [end for (batch, _), end in self.items.items() if batch == one.id]
            found.append(replace(one, total=len(ends), outcomes=Counter(end for end in ends if end)))
        return tuple(one for one in found if one.program == program)[:most]


class World:
    """The unit, the stores and the units in one: each property a port asks for gives the world itself."""

    def __init__(self) -> None:
        self.with_notice = True
        self.clock = FakeClock(datetime(2026, 9, 14, 17, 0, tzinfo=UTC))
        self.ids = SystemIds()
        self.letters = FakeLetters()
        self.letter_requests = FakeRequests()
        self.paperwork = FakePaperworks()
        self.deliveries = FakeDeliveries()
        self.renewals = FakeRenewals()
        self.clinicians = FakeClinicians({ROSA: Credential.LICENSED_PROFESSIONAL})
        self.entries = [entry(0), entry(1, Status.ABSENT), entry(2, Status.PARTIAL)]
        self.people = {
            JORDAN: an_account(JORDAN, "Jordan Lee", "Jo"),
            ROSA: replace(an_account(ROSA, "Rosa Quispe", "Rosa"), roles=frozenset({Role.FACILITATOR})),
        }
        self.program = Program(PROGRAM, "Harbor Recovery IOP", "OR", ZONE, Part2Status.NO)
        self.profile: IssuerProfile | None = issuer_profile(
            PROGRAM,
            1,
            name="Northgate Health Services",
            address_lines=("1400 Alder Street", "Portland, OR 97205"),
            phone="(503) 555-0142",
            signer_name="Dana Whitfield",
            signer_title="Records Office",
            check_host="letters.example.org",
            written_at=self.clock.now(),
        )
        self.enrolment = Enrolment(
            EnrolmentId("e"), PROGRAM, COHORT, JORDAN, EVENINGS[0], planned_end=date(2026, 10, 30)
        )
        self.forms: tuple[Authority, ...] = (a_form(),)
        self.route_c = False
        self.contact = ContactPolicy()
        self.records: list[Record] = []
        self.written: list[tuple[Tag, str, str]] = []
        self.stated: list[object] = []
        self.before_writing: list[object] = []
        self.locked = False
        self.press = FakePress()
        self.gate = Gate(self, rulebook(), self.clock, self.ids)  # type: ignore[arg-type]
        self.prepare = PrepareLetter(self, self.gate, GatherFacts(), self.clock, "https://letters.example.org")  # type: ignore[arg-type]
        self.issue = self.issuing(self.press)
        self.preview = PreviewLetter(self.prepare, self.press, LEXICON)
        self.verify = VerifyLetter(self, self.gate, self.clock, self.ids)  # type: ignore[arg-type]

    ledger = accounts = programs = cohorts = sessions = enrolments = assignments = property(lambda world: Stores(world))  # noqa: PLW0108 - a property needs a function
    audit = disclosures = disclosure_files = consents = ledger

    def issuing(self, press: Press, ids: Ids | None = None) -> IssueLetter:
        """The use case with this press, and these ids where they matter."""
        return IssueLetter(self, self.gate, self.prepare, press, self.clock, ids or self.ids, LEXICON)  # type: ignore[arg-type]

    def state(self, event: object) -> None:
        self.stated.append(event)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[World]:
        """All or nothing: what was written in a unit that failed is gone."""
        for act in self.before_writing:
            act()  # type: ignore[operator]
        before = (list(self.records), list(self.written), dict(self.letters.kept), list(self.letters.tried))
        requests, slips = dict(self.letter_requests.kept), dict(self.letters.kept_slips)
        deliveries, paperwork = dict(self.deliveries.kept), dict(self.paperwork.kept)
        renewals, items = dict(self.renewals.kept), dict(self.renewals.items)
        try:
            yield self
        except BaseException:
            self.records, self.written, self.letters.kept, self.letters.tried = before
            self.letter_requests.kept, self.letters.kept_slips = requests, slips
            self.deliveries.kept, self.paperwork.kept = deliveries, paperwork
            self.renewals.kept, self.renewals.items = renewals, items
            raise

    @asynccontextmanager
    async def read(self) -> AsyncIterator[World]:
        yield self


class Stores:
    """Every small store of the world by one object; the method names differ by argument alone."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get(self, what: str) -> object:
        world = self._world
        if what in {form.id for form in world.forms}:
            return SignedForm("I let Northgate Health Services tell Acme Corp.")
        if what == PROGRAM:
            return world.program
        if what.startswith("session-"):
            day = EVENINGS[int(what.removeprefix("session-"))]
            return Session(SessionId(what), PROGRAM, COHORT, day, time(18), time(21), ZONE, ())
        if what.startswith(("entry-", "correction-")):
            return next(one for one in world.entries if one.id == what)
        return world.people[PersonId(what)]

    async def latest_issuer_profile(self, program: ProgramId) -> IssuerProfile | None:
        return self._world.profile

    async def of_person(self, person: PersonId, *, lock: bool = False) -> tuple[Entry, ...]:
        self._world.locked = self._world.locked or lock
        return tuple(one for one in self._world.entries if one.person == person)

    async def of(self, person: PersonId) -> tuple[Enrolment, ...]:
        return (self._world.enrolment,)

    async def some(self, cohorts: frozenset[CohortId]) -> tuple[Cohort, ...]:
        pattern = weekly((Weekday.MONDAY, Weekday.WEDNESDAY), time(18), time(21), ZONE)
        return (plan(COHORT, PROGRAM, "Evening", pattern, starts_on=EVENINGS[0], ends_on=None),)

    async def of_cohort(self, cohort: CohortId) -> tuple[Assignment, ...]:
        return (Assignment(AssignmentId("a"), PROGRAM, COHORT, ROSA, Part.LEAD, EVENINGS[0]),)

    async def on_file(self, person: PersonId, program: ProgramId, *, lock: bool) -> OnFile:
        return OnFile(
            authorities=self._world.forms,
            restrictions=(),
            contact_policy=self._world.contact,
            subject=replace(Context().subject, age=34),
            part2_status=YesNoUnknown(self._world.program.part2.value),
            issuer_publicly_sud=YesNoUnknown.NO,
            route_c_signed_off=self._world.route_c or None,
            with_notice=self._world.with_notice,
            states=frozenset({"OR"}),
            zone=ZONE,
        )

    async def add(self, record: Record) -> None:
        self._world.records.append(record)

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        self._world.written.append((tag, actor, subject))


@dataclass
class SignedForm:
    text: str


@dataclass
class FakePress:
    """Prints the words plainly; finds what it is told to find, and by chance, once each, what stands in `by_chance`."""

    findings: tuple[Finding, ...] = ()
    by_chance: list[Finding] = field(default_factory=list)
    made: list[LetterContent] = field(default_factory=list)
    names: tuple[str, ...] = ()
    spare: tuple[str, ...] = ()

    async def draw(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        return await self.make(content, names, spare)

    async def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        return (b"seen: " + pdf,)

    async def make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        self.made.append(content)
        self.names, self.spare = tuple(names), tuple(spare)
        text = "\n".join((*content.sentences, content.check_link))
        found = (self.by_chance.pop(),) if self.by_chance else self.findings
        return Made(text.encode(), text, found)
