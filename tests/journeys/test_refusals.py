"""Who asks for what is not theirs leaves a trace: who, what kind of thing, when, and no value (H1)."""

from __future__ import annotations

import pytest

from handrail_client import errors
from tests.journeys.house import Clinic, ask


async def test_what_was_refused_is_in_the_log(clinic: Clinic):
    """A role that does not carry it, and an object of somebody else."""
    ana = clinic.people[0]
    with pytest.raises(errors.NotAllowed):
        await ask(ana, clinic, "GET", "/v1/accounts")
    with pytest.raises(errors.NotFound):
        await ask(clinic.cast.coordinator, clinic, "GET", "/v1/cohorts/0199-not-there/sessions")
    async with clinic.house.served.node.units.begin() as unit:
        await unit.audit.link_pending()
        found = [at.entry async for at in unit.audit.chain() if at.entry and at.entry.tag == "access:refused"]
    assert [(one.actor, one.subject, one.outcome) for one in found] == [
        (ana.id, "GET /v1/accounts", "refused"),
        (clinic.cast.coordinator.id, "GET /v1/cohorts/{cohort}/sessions", "refused"),
    ]
