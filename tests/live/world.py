"""One evening in a small clinic, for the tests of the live rooms: real journal, everything else in memory."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.checkins.template import Choice, Option, Scale, ShortText, Template, YesNo
from handrail.db.engine import Database
from handrail.db.group_commit import GroupCommit, running
from handrail.db.vault import Vault
from handrail.handouts.handout import Handout
from handrail.identity.sign_in import SignIn, started
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import CohortId, HandoutId, Ids, NodeId, PersonId, ProgramId, SessionId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.live.entry import Happened
from handrail.live.hub import Hub
from handrail.live.hub_bus import Bus, OneProcess
from handrail.live.hub_patience import Pace
from handrail.live.issue_ticket import IssueTicket
from handrail.live.store import JournalStore, LeaseStore, TicketStore
from handrail.programs.session import PlannedSegment, SegmentKind, Session, SessionState

SESSION = SessionId("0197f2a0-0000-7000-8000-00000000e001")
OTHER_SESSION = SessionId("0197f2a0-0000-7000-8000-00000000e002")
PROGRAM = ProgramId("0197f2a0-0000-7000-8000-00000000a001")
RUTH = PersonId("ruth")
"""The facilitator."""
ANA, BEN, CAM, DEE = (PersonId(name) for name in ("ana", "ben", "cam", "dee"))

EVENING = Template(
    "evening",
    1,
    "Evening check-in",
    "",
    "",
    (
        Scale("mood", "How is your mood?", "low", "high"),
        Choice("sleep", "How did you sleep?", (Option("well", "Well"), Option("badly", "Badly"))),
        ShortText("topic", "Something to talk about?", optional=True),
        YesNo("safety", "Are you thinking of hurting yourself?", alarming=True, shareable=False),
    ),
)
BODY = "Breathe.\n\n## Five senses\n\nLook.\n"
GROUNDING = Handout(HandoutId("grounding"), 1, "Grounding", "s", "us", date(2026, 9, 1), 6, BODY)
FINE = {"mood": 6, "sleep": "well", "safety": False}


@dataclass
class Books:
    """What the clinic knows, in memory: who leads, who is on the roster, who is signed in, who told their place."""

    clock: Clock
    leads: set[PersonId] = field(default_factory=lambda: {RUTH})
    roster: set[PersonId] = field(default_factory=lambda: {ANA, BEN, CAM, DEE})
    told: set[PersonId] = field(default_factory=lambda: {ANA, BEN, CAM, DEE})
    ended: set[SignInId] = field(default_factory=set)
    meetings: dict[SessionId, Session] = field(default_factory=dict)
    happened: list[Happened] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = self.clock.now()
        for session in (SESSION, OTHER_SESSION):
            self.meetings[session] = Session(
                id=session,
                program=PROGRAM,
                cohort=CohortId("evening"),
                on=now.date(),
                starts=time(0, 0),
                ends=time(23, 59),
                zone="UTC",
                segments=(PlannedSegment(SegmentKind.CHECK_IN, 30), PlannedSegment(SegmentKind.CLOSING, 15)),
            )

    def sign_in(self, person: PersonId) -> SignIn:
        return started(SignInId(f"sign-in-{person}"), person, self.clock.now(), staff=person in self.leads)


@dataclass
class Named:
    display_name: str


class WorldUnit:
    def __init__(self, session: AsyncSession, books: Books, vault: Vault) -> None:
        self._session = session
        self._books = books
        self._vault = vault
        self.stated: list[object] = []
        self.accounts = self.sign_ins = self.sessions = self.enrolments = self.assignments = self.places = self

    @cached_property
    def journal(self) -> JournalStore:
        return JournalStore(self._session, self._vault)

    @cached_property
    def tickets(self) -> TicketStore:
        return TicketStore(self._session)

    @cached_property
    def leases(self) -> LeaseStore:
        return LeaseStore(self._session)

    @property
    def audit(self) -> WorldUnit:
        return self

    async def record(self, *_: object, **__: object) -> None:
        """The audit log of this clinic is not looked at."""

    def state(self, event: object) -> None:
        self.stated.append(event)

    async def get(self, what: str) -> Any:
        if what in self._books.meetings:
            return self._books.meetings[SessionId(what)]
        if what in {RUTH, ANA, BEN, CAM, DEE}:
            return Named(what.title())
        raise NotFound

    async def still_open(self) -> tuple[Session, ...]:
        return tuple(one for one in self._books.meetings.values() if one.state is SessionState.OPEN)

    async def ended_among(self, sign_ins: list[SignInId]) -> set[SignInId]:
        return self._books.ended & set(sign_ins)

    async def touch_in_room(self, sign_in: SignInId, at: datetime) -> None:
        """Nobody asks."""

    async def on_roster(self, person: PersonId, session: SessionId) -> bool:
        return person in self._books.roster

    async def leads(self, person: PersonId, session: SessionId) -> bool:
        return person in self._books.leads

    async def admitted(self, session: SessionId) -> frozenset[PersonId]:
        return frozenset(self._books.roster)

    async def leaders(self, session: SessionId) -> frozenset[PersonId]:
        return frozenset(self._books.leads)

    async def told(self, session: SessionId, person: PersonId) -> bool:
        return person in self._books.told


class WorldUnits:
    """Units over a real database. `fault`, when set, is raised at the rooms' next commit; `away`: no database."""

    def __init__(self, database: Database, books: Books, vault: Vault) -> None:
        self._database = database
        self._books = books
        self._vault = vault
        self.fault: Exception | None = None
        self.away = False

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[Any]:
        if self.away:
            raise OperationalError("", {}, ConnectionError())
        async with self._database.write() as session:
            yield WorldUnit(session, self._books, self._vault)

    @contextlib.asynccontextmanager
    async def begin_for_rooms(self) -> AsyncIterator[Any]:
        async with self.begin() as unit:
            yield unit
            if self.fault:
                fault, self.fault = self.fault, None
                raise fault

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Any]:
        async with self._database.read() as session:
            yield WorldUnit(session, self._books, self._vault)


def principal(person: PersonId, books: Books) -> Principal:
    role = Role.FACILITATOR if person in books.leads else Role.PARTICIPANT
    return Principal(person, PROGRAM, frozenset({role}), books.sign_in(person).id, books.clock.now())


@dataclass
class LiveNode:
    """One server process, as far as the live rooms go."""

    hub: Hub
    units: WorldUnits
    books: Books
    vault: Vault
    clock: Clock
    ids: Ids
    group: GroupCommit[Any]

    async def ticket(self, person: PersonId, session: SessionId = SESSION) -> str:
        issue = IssueTicket(self.units, self.vault, self.clock, self.ids)
        return (await issue(principal(person, self.books), session)).secret


@contextlib.asynccontextmanager
async def a_node(
    database: Database,
    vault: Vault,
    clock: Clock,
    books: Books,
    *,
    name: str = "node-1",
    bus: Bus | None = None,
    pace: Pace | None = None,
    ids: Ids | None = None,
    follow: Callable[[Any, Happened], Awaitable[None]] | None = None,
) -> AsyncIterator[LiveNode]:
    units = WorldUnits(database, books, vault)
    group: GroupCommit[Any] = GroupCommit(units.begin_for_rooms)
    ids = ids or SystemIds()

    async def write_down(_: Any, happened: Happened) -> None:
        books.happened.append(happened)

    hub = Hub(
        units=units,
        writer=group,
        vault=vault,
        clock=clock,
        ids=ids,
        node=NodeId(name),
        bus=bus or OneProcess(),
        follow=follow or write_down,
        templates=(EVENING,),
        library=(GROUNDING,),
        pace=pace or Pace(ask=0.1, grace=0.2, dead=5.0),
    )
    async with running(group):
        await hub.start()
        try:
            yield LiveNode(hub, units, books, vault, clock, ids, group)
        finally:
            await hub._tasks.stop()


def tomorrow(now: datetime) -> datetime:
    return now + timedelta(days=1)
