"""Shows a client what they allowed and forbade."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.consent.authorization import Form
from handrail.consent.contact import ContactPolicy
from handrail.consent.draft import states_of
from handrail.consent.paper_rules import Missing, missing
from handrail.consent.ports import ConsentUnits
from handrail.consent.relation import client_of
from handrail.consent.restriction import Restriction
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Principal


@dataclass(frozen=True)
class OwnConsents:
    """The client's forms, newest first, with their texts."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> tuple[Form, ...]:
        async with self.units.read() as unit:
            return await unit.consents.of(caller.person)


@dataclass(frozen=True)
class ClientForms:
    """A client's forms for who keeps them, newest first, each with what it lacks; that it was read is written down."""

    units: ConsentUnits

    async def __call__(self, caller: Principal, person: PersonId) -> tuple[tuple[Form, tuple[Missing, ...]], ...]:
        """The forms.

        Raises:
            NotFound: no such client in the caller's program.
        """
        async with self.units.begin() as unit:
            account = await client_of(unit, caller, person)
            states = await states_of(unit, person, account.program)
            await unit.audit.record(Tag.CONSENT_READ, actor=caller.person, subject=person, program=caller.program)
            return tuple((form, lacking(form, states)) for form in await unit.consents.of(person))


def lacking(form: Form, states: frozenset[str]) -> tuple[Missing, ...]:
    """What a form on paper lacks; one that was composed here lacks nothing."""
    return missing(form.paper, form.kinds, states, form.choices.elements) if form.paper else ()


@dataclass(frozen=True)
class OwnRestrictions:
    """The client's restrictions, oldest first."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> tuple[Restriction, ...]:
        async with self.units.read() as unit:
            return await unit.consents.restrictions(caller.person)


@dataclass(frozen=True)
class OwnContactPolicy:
    """How the client wants to be reached; `None`: nothing was chosen."""

    units: ConsentUnits

    async def __call__(self, caller: Principal) -> ContactPolicy | None:
        async with self.units.read() as unit:
            return await unit.consents.contact_policy(caller.person)
