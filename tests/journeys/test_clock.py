"""The machine's clock is set back in the middle of the day: nobody is locked out by it, nothing lasts longer (K6)."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.house import Clinic, ask

BACK = -timedelta(hours=1).total_seconds()


async def test_who_has_just_signed_in_may_do_what_needs_a_fresh_sign_in(clinic: Clinic):
    clinic.house.clock.move_on(BACK)
    ana = clinic.people[0]
    await ana.confirm(clinic.house)  # type: ignore[arg-type]
    await ask(ana, clinic, "PUT", "/v1/me/password", {"password": "seven geese over the estuary"})
