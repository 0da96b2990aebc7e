"""Many clients of one program, each with a standing request of which a letter is due today."""

from __future__ import annotations

from datetime import timedelta

from handrail.identity.account import Account, State
from handrail.kernel.ids import CohortId, PersonId, ProgramId, SignInId
from handrail.kernel.principal import Principal, Role
from handrail.letters.choices import Level, Use
from handrail.letters.renewal import Renewal, RenewalAsk
from handrail.programs.enrol import Enrol
from handrail_client.errors import Conflict
from handrail_client.messages import new_id
from tests.journeys.house import Clinic, ask, post

A_MONTH = timedelta(days=31)


async def a_crowd(clinic: Clinic, many: int) -> dict[PersonId, str]:
    """Enrol `many` more people, then sign a request for each; gives the legal name of each."""
    node = clinic.house.served.node
    units, clock, ids = node.units, node.clock, node.ids
    program, cohort = ProgramId(clinic.cast.program), CohortId(clinic.cast.cohort)
    coordinator = Principal(
        PersonId(clinic.cast.coordinator.id), program, frozenset({Role.COORDINATOR}), SignInId("s"), clock.now()
    )
    enrol = Enrol(units, clock, ids)
    named = {PersonId(ids.new()): f"Ana Sample {number:04}" for number in range(many)}
    for number, (person, name) in enumerate(named.items()):
        account = Account(
            person=person,
            program=program,
            roles=frozenset({Role.PARTICIPANT}),
            state=State.ACTIVE,
            display_name="Ana",
            legal_name=name,
            email=f"ana{number}@people.example",
        )
        async with units.begin() as unit:
            await unit.accounts.add(account, clock.now())
        _ = await enrol(coordinator, cohort, person)
    begun = clock.now() - A_MONTH
    asked = RenewalAsk(Use.WORK, Level.UNDER_CARE, clock.now().date() + 6 * A_MONTH)
    async with units.begin() as unit:  # all at once, or the server begins with the first of them
        for person in named:
            await unit.renewals.add(Renewal(ids.new(), person, program, asked, begun.date(), begun))
    return named


async def progress(clinic: Clinic) -> dict[str, int]:
    """The latest batch as the coordinator is shown it."""
    path = f"/v1/programs/{clinic.cast.program}/letter-batches"
    shown: dict[str, int] = (await ask(clinic.cast.coordinator, clinic, "GET", path))["items"][0]
    return shown


async def begin(clinic: Clinic) -> int:
    """The coordinator has a batch made, if the server began none by itself; gives how many letters are due."""
    path = f"/v1/programs/{clinic.cast.program}/letter-batches"
    try:
        return int((await post(clinic.cast.coordinator, path, key=new_id()))["total"])
    except Conflict:
        return (await progress(clinic))["total"]
