"""What the use cases of consent need: forms, restrictions, contact policies, and the people and programs they name."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.consent.authorization import Form
from handrail.consent.client_facts import ClientFacts
from handrail.consent.codes import RecipientClass
from handrail.consent.contact import ContactPolicy
from handrail.consent.receipt import Out, Stopped
from handrail.consent.representative import Representative, Taken
from handrail.consent.restriction import Restriction
from handrail.consent.witness import Witness
from handrail.identity.account import Account
from handrail.kernel.ids import ConsentId, PersonId, ProgramId
from handrail.programs.assignment import Assignment
from handrail.programs.enrolment import Enrolment
from handrail.programs.program import Program


class Consents(Protocol):
    """What people allowed and forbade; appended, never edited."""

    async def add(self, form: Form) -> None: ...

    async def get(self, consent: ConsentId) -> Form:
        """The form.

        Raises:
            NotFound: there is none.
        """
        ...

    async def of(self, person: PersonId, *, lock: bool = False) -> tuple[Form, ...]:
        """Every form of a person, newest first. With `lock` none is signed or revoked until the unit ends."""
        ...

    async def add_witness(self, consent: ConsentId, witness: Witness) -> None:
        """Append an attestation.

        Raises:
            Conflict: somebody attested meanwhile.
        """
        ...

    async def keep_scan(self, form: Form, scan: bytes) -> None: ...

    async def scan(self, form: Form) -> bytes:
        """The scanned paper.

        Raises:
            NotFound: there is none.
        """
        ...

    async def revoke(self, form: Form, *, by: PersonId) -> None:
        """Append the revocation that `form` shows.

        Raises:
            Conflict: it was revoked meanwhile.
        """
        ...

    async def note_stopped(self, consent: ConsentId, stopped: Sequence[Stopped]) -> None:
        """Append what stopped with a form."""
        ...

    async def stopped(self, consent: ConsentId) -> tuple[Stopped, ...]: ...
    async def restrictions(self, person: PersonId) -> tuple[Restriction, ...]: ...
    async def restriction(self, restriction: str) -> Restriction: ...
    async def ask_restriction(self, restriction: Restriction) -> None: ...
    async def answer_restriction(self, restriction: Restriction, *, by: PersonId, at: datetime) -> None: ...
    async def end_restriction(self, restriction: Restriction) -> None:
        """Append the end that `restriction` shows.

        Raises:
            Conflict: it was ended meanwhile.
        """
        ...

    async def contact_policy(self, person: PersonId) -> ContactPolicy | None: ...
    async def set_contact_policy(self, policy: ContactPolicy, id_: str) -> None: ...


class Accounts(Protocol):
    """People."""

    async def get(self, person: PersonId) -> Account: ...


class Programs(Protocol):
    """Programs."""

    async def get(self, program: ProgramId) -> Program: ...


class Facts(Protocol):
    """Facts about clients and who may act for them; appended, never edited."""

    async def latest(self, person: PersonId) -> ClientFacts | None: ...
    async def record(self, facts: ClientFacts, id_: str) -> None: ...
    async def representatives(self, person: PersonId) -> tuple[Representative, ...]: ...

    async def representative(self, representative: str) -> Representative:
        """The representative with all steps.

        Raises:
            NotFound: there is none.
        """
        ...

    async def add_representative(self, representative: Representative) -> None: ...
    async def add_step(self, representative: Representative, taken: Taken, id_: str) -> None: ...


class Disclosures(Protocol):
    """The log of what left, as much of it as a receipt needs."""

    async def out_on(self, person: PersonId, consent: ConsentId) -> tuple[Out, ...]:
        """What left on a form, oldest first."""
        ...

    async def out_to(self, person: PersonId, recipient: RecipientClass) -> tuple[Out, ...]:
        """What left to recipients of a class, oldest first."""
        ...


class Assignments(Protocol):
    """Who leads what."""

    async def of(self, person: PersonId) -> tuple[Assignment, ...]: ...


class Enrolments(Protocol):
    """Who is in which cohort."""

    async def of(self, person: PersonId) -> tuple[Enrolment, ...]: ...


class ConsentUnit(Protocol):
    """One transaction."""

    @property
    def consents(self) -> Consents: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def programs(self) -> Programs: ...
    @property
    def assignments(self) -> Assignments: ...
    @property
    def enrolments(self) -> Enrolments: ...
    @property
    def client_facts(self) -> Facts: ...
    @property
    def disclosures(self) -> Disclosures: ...
    @property
    def audit(self) -> AuditLog: ...
    def state(self, event: object) -> None: ...


class ConsentUnits(Protocol):
    """Begins units."""

    def begin(self) -> AbstractAsyncContextManager[ConsentUnit]: ...
    def read(self) -> AbstractAsyncContextManager[ConsentUnit]: ...
