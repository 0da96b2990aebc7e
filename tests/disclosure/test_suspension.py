"""What an agency had suspended is not told to its person while that holds, and stays in the log (164.528(a)(2))."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from handrail.consent.codes import RecipientClass
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.read import OwnDisclosures, OwnRefusals, ReadAccounting
from handrail.disclosure.suspend import SuspendAccounting
from handrail.disclosure.suspension import Suspension, checked, shown
from handrail.disclosure.vocabulary import Obligation
from handrail.kernel.errors import Invalid, NotFound
from handrail.kernel.ids import DecisionId, ProgramId, SystemIds
from handrail.rights.export_record import ExportRecord, Shape
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CEDAR, OFFICER, PIA, SHE, TODAY, choices, settle, signs
from tests.disclosure.test_gate import a_gate, records, sends
from tests.fakes import FakeClock

STATE = "Oregon Health Authority"
ASKED = Suspension(
    "s1",
    ANA,
    CEDAR,
    RecipientClass.OVERSIGHT_AGENCY,
    STATE,
    "J. Orr, investigator",
    oral=False,
    said_on=TODAY,
    until=TODAY + timedelta(days=90),
    by=PIA,
    at=datetime(2026, 9, 2, tzinfo=UTC),
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"agency": RecipientClass.EMPLOYER_HR},
        {"agency_name": " "},
        {"official": ""},
        {"said_on": TODAY + timedelta(days=1)},
        {"until": TODAY - timedelta(days=1)},
        {"oral": True, "until": TODAY + timedelta(days=31)},
    ],
)
def test_only_an_agency_that_is_named_has_it_suspended_and_by_word_for_30_days(wrong: dict[str, Any]):
    assert checked(replace(ASKED, oral=True, until=TODAY + timedelta(days=30)), TODAY)
    with pytest.raises(Invalid):
        checked(replace(ASKED, **wrong), TODAY)


async def test_what_is_suspended_comes_back_when_the_time_is_over(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices())
    await sends(units, a_gate(units, clock))
    [to_work] = await records(units)
    to_agency = replace(
        to_work,
        id=DecisionId("agency"),
        recipient=RecipientClass.OVERSIGHT_AGENCY,
        recipient_name=STATE,
        obligations=(Obligation.ACCOUNTING_ENTRY_HIPAA,),
    )
    refused = replace(to_agency, id=DecisionId("refused"), released=False)
    async with units.begin() as unit:
        await unit.disclosures.add(to_agency)
        await unit.disclosures.add(refused)
    export = ExportRecord(units, a_gate(units, clock), rulebook(), lambda _: None, clock)
    assert STATE in (await export(SHE, Shape.TEXT)).decode()
    own, asked, office = OwnDisclosures(units, clock), OwnRefusals(units, clock), ReadAccounting(units, clock)
    assert len(await own(SHE)) == 3
    suspend = SuspendAccounting(units, clock, SystemIds())
    kept = await suspend(OFFICER, ANA, lambda id_, now: replace(ASKED, id=id_, at=now))
    assert await suspend.of(OFFICER, ANA) == (kept,)
    assert STATE not in (await export(SHE, Shape.TEXT)).decode()
    assert {one.recipient for one in await own(SHE)} == {RecipientClass.EMPLOYER_HR, RecipientClass.INDIVIDUAL}
    assert await asked(SHE) == ()
    report = await office(OFFICER, ANA)
    assert report.hipaa == ()
    assert [one.recipient_name for one in report.suspended] == [STATE]
    clock.advance(91 * 24 * 3600)
    assert STATE in (await export(SHE, Shape.TEXT)).decode()
    assert any(one.recipient_name == STATE for one in await own(SHE))
    assert len(await asked(SHE)) == 1
    assert len((await office(OFFICER, ANA)).hipaa) == 1


async def test_a_suspension_is_one_agencys_and_one_programs(units: Units, clock: FakeClock):
    await settle(units, clock)
    await signs(units, clock, choices())
    await sends(units, a_gate(units, clock))
    [one] = await records(units)
    other = replace(one, recipient=RecipientClass.OVERSIGHT_AGENCY, recipient_name="Another agency")
    assert shown([one, other], [ASKED], date(2026, 9, 2)) == (one, other)
    suspend = SuspendAccounting(units, clock, SystemIds())
    with pytest.raises(NotFound):
        await suspend(replace(OFFICER, program=ProgramId("other")), ANA, lambda _id, _now: ASKED)
