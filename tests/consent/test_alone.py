"""A form that one signature cannot make good is not signed in the account: it is told so before (trap 14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest

from handrail.consent.alone import NotAlone, not_alone
from handrail.consent.authorization import Form, kinds
from handrail.consent.client_facts import ClientFacts
from handrail.consent.draft import DraftConsent
from handrail.consent.sign import SignConsent
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.decide import decide
from handrail.disclosure.gate import facts as asked
from handrail.disclosure.on_file import Kept, on_file
from handrail.kernel.errors import Conflict
from handrail.kernel.ids import ConsentId, SystemIds
from handrail.programs.program import Part2Status, Program
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CEDAR, CORA, SHE, TODAY, choices, settle
from tests.consent.test_keep_facts import records
from tests.disclosure.test_gate import SEND
from tests.fakes import FakeClock

NOW = datetime(2026, 9, 2, 18, tzinfo=UTC)
KNOWN = ClientFacts(ANA, CEDAR, NOW, CORA.person)
BIRTHDAYS = (None, date(2008, 9, 2), date(2008, 9, 3), date(2012, 1, 1))


@pytest.mark.parametrize("part2", [Part2Status.NO, Part2Status.YES])
@pytest.mark.parametrize("state", ["OR", "CA"])
def test_what_can_be_signed_alone_is_what_would_open_something(part2: Part2Status, state: str):
    """Told before signing exactly where the engine would refuse the form afterwards."""
    program = Program(CEDAR, "Cedar House", state, "America/Los_Angeles", part2)
    served = kinds(part2=part2.applies)
    form = Form(ConsentId("c1"), ANA, CEDAR, served, choices(), NOW, TODAY, NOW, 2, "", "")
    truths = (None, True, False)
    for born_on, alone, emancipated, lacks in product(BIRTHDAYS, truths, truths, truths):
        known = replace(
            KNOWN,
            born_on=born_on,
            consented_alone=alone,
            emancipated=emancipated,
            lacks_capacity=lacks,
            lps_covered=False,
        )
        file = on_file(program, program.zone, Kept(forms=(form,), facts=known))
        opens = decide(asked(SEND, file, NOW), rulebook()).outcome.permits
        assert (not_alone(known, TODAY) is None) is opens, (born_on, alone, emancipated, lacks)


def test_nobody_is_stopped_on_a_guess():
    assert not_alone(None, TODAY) is None
    assert not_alone(KNOWN, TODAY) is None


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"born_on": date(2010, 9, 3)}, NotAlone.MINOR),
        ({"born_on": date(2010, 9, 3), "consented_alone": False}, NotAlone.MINOR),
        ({"lacks_capacity": True}, NotAlone.CAPACITY),
    ],
)
async def test_the_form_says_so_and_is_not_signed(units: Units, clock: FakeClock, known: dict[str, Any], why: NotAlone):
    await settle(units, clock)
    await records(units, clock, state="OR", **known)
    draft = await DraftConsent(units, clock)(SHE, choices())
    assert draft.not_alone is why
    with pytest.raises(Conflict, match="on paper"):
        await SignConsent(units, clock, SystemIds())(SHE, choices(), draft.digest)


async def test_a_minor_who_agreed_to_the_care_alone_signs_alone(units: Units, clock: FakeClock):
    """42 CFR 2.14(b), 164.502(g)(3)(i)(A)."""
    await settle(units, clock, Part2Status.YES)
    await records(units, clock, state="OR", born_on=date(2010, 9, 3), consented_alone=True)
    draft = await DraftConsent(units, clock)(SHE, choices())
    assert draft.not_alone is None
    assert await SignConsent(units, clock, SystemIds())(SHE, choices(), draft.digest)
