"""The SQL unit: one transaction over every store, which satisfies each use case's port by its shape.

What a lower capability states (`unit.state(event)`) runs its reactions in the same transaction, before the
commit; what touches the world (sockets, hints, mail) waits in `unit.after_commit` until it is true.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import cached_property

from sqlmodel.ext.asyncio.session import AsyncSession

from handrail.attendance.store import LedgerStore
from handrail.attendance.store_policy import PolicyStore
from handrail.audit.store import AuditStore
from handrail.checkins.store import ResponseStore
from handrail.consent.store import ConsentStore
from handrail.consent.store_facts import FactsStore
from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.disclosure.store import FileStore, RecordStore
from handrail.disclosure.store_review import ReviewStore
from handrail.disclosure.store_suspension import SuspensionStore
from handrail.handouts.store import HandoutStore
from handrail.identity.store import AccountStore, InvitationStore, SignInStore, TryStore
from handrail.identity.store_passkey import PasskeyStore
from handrail.kept_replies import CLAIM
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.letters.store import LetterStore
from handrail.letters.store_deliveries import DeliveryStore
from handrail.letters.store_paperwork import PaperworkStore
from handrail.letters.store_renewals import RenewalStore
from handrail.letters.store_requests import ClinicianStore, RequestStore
from handrail.live.store import JournalStore, LeaseStore, TicketStore
from handrail.programs.store_calendar import CohortStore, SessionStore
from handrail.programs.store_place import PlaceStore
from handrail.programs.store_program import ProgramStore
from handrail.programs.store_roster import AssignmentStore, EnrolmentStore
from handrail.rights.store import RightsStore
from handrail.safety.store import AlertStore
from handrail.safety.store_crisis_plan import CrisisPlanStore

React = Callable[["SqlUnit", object], Awaitable[None]]


class SqlUnit:
    """Every store on one session. Made by `Units`, never kept after its block."""

    def __init__(self, session: AsyncSession, parts: Units) -> None:
        self.session = session
        self.vault = parts.vault
        self.clock = parts.clock
        self.ids = parts.ids
        self._node = parts.node
        self._stated: list[object] = []
        self._after: list[Callable[[], Awaitable[None]]] = []

    def state(self, event: object) -> None:
        """Say what happened; `reactions` runs what follows before the commit."""
        self._stated.append(event)

    def after_commit(self, act: Callable[[], Awaitable[None]]) -> None:
        """Do this once the unit is committed, and never if it is not."""
        self._after.append(act)

    async def settle(self, react: React) -> None:
        """Run the reactions to everything stated, and to what they state in turn."""
        while self._stated:
            await react(self, self._stated.pop(0))

    async def run_after_commit(self) -> None:
        for act in self._after:
            await act()

    @cached_property
    def audit(self) -> AuditStore:
        return AuditStore(self.session, self.clock, self.ids, self._node)

    @cached_property
    def accounts(self) -> AccountStore:
        return AccountStore(self.session, self.vault)

    @cached_property
    def invitations(self) -> InvitationStore:
        return InvitationStore(self.session, self.vault)

    @cached_property
    def sign_ins(self) -> SignInStore:
        return SignInStore(self.session, self.vault)

    @cached_property
    def tries(self) -> TryStore:
        return TryStore(self.session, self.vault)

    @cached_property
    def passkeys(self) -> PasskeyStore:
        return PasskeyStore(self.session, self.vault)

    @cached_property
    def programs(self) -> ProgramStore:
        return ProgramStore(self.session, self.vault, self.ids)

    @cached_property
    def cohorts(self) -> CohortStore:
        return CohortStore(self.session, self.vault)

    @cached_property
    def sessions(self) -> SessionStore:
        return SessionStore(self.session)

    @cached_property
    def enrolments(self) -> EnrolmentStore:
        return EnrolmentStore(self.session)

    @cached_property
    def assignments(self) -> AssignmentStore:
        return AssignmentStore(self.session)

    @cached_property
    def places(self) -> PlaceStore:
        return PlaceStore(self.session, self.vault, self.ids)

    @cached_property
    def journal(self) -> JournalStore:
        return JournalStore(self.session, self.vault)

    @cached_property
    def tickets(self) -> TicketStore:
        return TicketStore(self.session)

    @cached_property
    def leases(self) -> LeaseStore:
        return LeaseStore(self.session)

    @cached_property
    def handouts(self) -> HandoutStore:
        return HandoutStore(self.session)

    @cached_property
    def responses(self) -> ResponseStore:
        return ResponseStore(self.session, self.vault)

    @cached_property
    def alerts(self) -> AlertStore:
        return AlertStore(self.session, self.vault)

    @cached_property
    def crisis_plans(self) -> CrisisPlanStore:
        return CrisisPlanStore(self.session, self.vault)

    @cached_property
    def ledger(self) -> LedgerStore:
        return LedgerStore(self.session, self.vault)

    @cached_property
    def consents(self) -> ConsentStore:
        return ConsentStore(self.session, self.vault)

    @cached_property
    def client_facts(self) -> FactsStore:
        return FactsStore(self.session, self.vault)

    @cached_property
    def issuer_reviews(self) -> ReviewStore:
        return ReviewStore(self.session, self.vault)

    @cached_property
    def disclosure_files(self) -> FileStore:
        return FileStore(self.session, self.vault, self.ids)

    @cached_property
    def disclosures(self) -> RecordStore:
        return RecordStore(self.session, self.vault)

    @cached_property
    def suspensions(self) -> SuspensionStore:
        return SuspensionStore(self.session, self.vault)

    @cached_property
    def rights_requests(self) -> RightsStore:
        return RightsStore(self.session, self.vault)

    @cached_property
    def deliveries(self) -> DeliveryStore:
        return DeliveryStore(self.session, self.vault)

    @cached_property
    def letter_requests(self) -> RequestStore:
        return RequestStore(self.session, self.vault)

    @cached_property
    def renewals(self) -> RenewalStore:
        return RenewalStore(self.session, self.vault)

    @cached_property
    def paperwork(self) -> PaperworkStore:
        return PaperworkStore(self.session, self.vault)

    @cached_property
    def clinicians(self) -> ClinicianStore:
        return ClinicianStore(self.session, self.ids)

    @cached_property
    def letters(self) -> LetterStore:
        return LetterStore(self.session, self.vault)

    @cached_property
    def attendance_policies(self) -> PolicyStore:
        return PolicyStore(self.session)


async def nothing_follows(unit: SqlUnit, event: object) -> None:
    """For tests of a store alone."""


class Units:
    """Begins units on one database."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        clock: Clock,
        ids: Ids,
        *,
        node: str = "node",
        react: React = nothing_follows,
    ) -> None:
        self.database = database
        self.vault = vault
        self.clock = clock
        self.ids = ids
        self.node = node
        self.react = react

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlUnit]:
        """One transaction: reactions, commit, then what waited for the commit. Rolled back on an exception."""
        async with self.database.write() as session:
            unit = SqlUnit(session, self)
            claim = CLAIM.get()
            if claim and not claim.kept:
                await claim.write(session)
            yield unit
            await unit.settle(self.react)
        if claim:
            claim.kept = True
        await unit.run_after_commit()

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnit]:
        """Reads only."""
        async with self.database.read() as session:
            yield SqlUnit(session, self)
