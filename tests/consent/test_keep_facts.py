"""Facts, representatives and the program's own answers, kept on both databases and read by every decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text

from handrail.consent.client_facts import ClientFacts
from handrail.consent.codes import RecipientClass, RepresentativeAuthority, Signer
from handrail.consent.keep_facts import ReadClientFacts, RecordClientFacts
from handrail.consent.represent import ChangeRepresentative, ReadRepresentatives, RecordRepresentative
from handrail.consent.representative import Representative, Standing, Step
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.request import Recipient
from handrail.disclosure.review_issuer import ReviewIssuer
from handrail.disclosure.vocabulary import ActorRole, YesNoUnknown
from handrail.kernel.errors import Invalid, NotAllowed, NotFound
from handrail.kernel.ids import PersonId, ProgramId, SystemIds
from handrail.kernel.principal import Principal
from handrail.programs.write_issuer_profile import Letterhead, WriteIssuerProfile
from handrail.unit_of_work import Units
from tests.consent.people import ANA, CEDAR, CORA, OFFICER, SHE, SOL, TODAY, UMA, settle
from tests.fakes import FakeClock
from tests.programs.factories import prints_all

ELSEWHERE = replace(CORA, program=ProgramId("program-other"))


async def records(units: Units, clock: FakeClock, caller: Principal = CORA, **facts: object) -> ClientFacts:
    def made(now: datetime) -> ClientFacts:
        return ClientFacts(ANA, CEDAR, now, caller.person, **facts)  # type: ignore[arg-type]

    return await RecordClientFacts(units, clock, SystemIds())(caller, ANA, made)


async def represents(units: Units, clock: FakeClock, **over: object) -> Representative:
    def made(id_: str, now: datetime) -> Representative:
        far = Representative(
            id_,
            ANA,
            CEDAR,
            now,
            CORA.person,
            Signer.PARENT_GUARDIAN,
            "Luis Ruiz",
            "Birth certificate",
            in_scope=True,
            activated=True,
        )
        return replace(far, **over)  # type: ignore[arg-type]

    return await RecordRepresentative(units, clock, SystemIds())(CORA, ANA, made)


async def file(units: Units) -> OnFile:
    async with units.read() as unit:
        return await unit.disclosure_files.on_file(ANA, CEDAR, lock=False)


async def asked_by_him(units: Units) -> bool | None:
    him = Recipient(RecipientClass.PARENT_GUARDIAN, "Luis Ruiz")
    return (await file(units)).suspended(him, ActorRole.PARENT_GUARDIAN)


async def test_the_newest_facts_hold_and_decisions_read_them(units: Units, clock: FakeClock):
    await settle(units, clock)
    before = await file(units)
    assert (before.states, before.subject.deceased, before.born_on) == ({"OR"}, None, None)
    await records(units, clock, state="IL")
    clock.advance(1)
    newest = await records(units, clock, state="IL", born_on=date(2008, 9, 3), emancipated=False)
    assert await ReadClientFacts(units)(CORA, ANA) == newest
    assert await ReadClientFacts(units).own(SHE) == newest
    now = await file(units)
    assert now.states == {"OR", "IL"}
    assert (now.subject_on(TODAY).age, now.subject_on(date(2026, 9, 3)).age) == (17, 18)
    assert now.subject_on(TODAY).emancipated is False
    await records(units, clock, died_on=TODAY)
    assert (await file(units)).subject.deceased is True


async def test_facts_are_for_the_staff_of_the_program_and_sealed(units: Units, clock: FakeClock):
    await settle(units, clock)
    await records(units, clock, state="IL", born_on=date(2008, 9, 3))
    for caller, person in ((ELSEWHERE, ANA), (CORA, PersonId("nobody")), (CORA, PersonId("person-cora"))):
        with pytest.raises(NotFound):
            await ReadClientFacts(units)(caller, person)
    with pytest.raises(NotFound):
        await records(units, clock, ELSEWHERE)
    async with units.read() as unit:
        stored = (await (await unit.session.connection()).execute(text("SELECT * FROM client_facts"))).all()
    assert b"2008" not in b"".join(bytes(one) for row in stored for one in row if isinstance(one, bytes | memoryview))


async def test_a_representative_is_suspended_by_two(units: Units, clock: FakeClock):
    await settle(units, clock)
    assert await asked_by_him(units) is False
    one = await represents(units, clock)
    change = ChangeRepresentative(units, clock, SystemIds())
    with pytest.raises(NotAllowed):
        await change(CORA, one.id, Step.QUESTION, "He hit her.")
    await change(SOL, one.id, Step.QUESTION, "He hit her.")
    assert await asked_by_him(units) is None
    with pytest.raises(NotAllowed):
        await change(SOL, one.id, Step.CONFIRM, "He did.")
    confirmed = await change(OFFICER, one.id, Step.CONFIRM, "Spoke with Sol.")
    assert confirmed.standing is Standing.SUSPENDED
    assert await asked_by_him(units) is True
    for caller in (CORA, SOL):
        assert await ReadRepresentatives(units)(caller, ANA) == (confirmed,)
    with pytest.raises(NotFound):  # she leads another cohort
        await ReadRepresentatives(units)(UMA, ANA)
    with pytest.raises(NotFound):
        await change(UMA, one.id, Step.LIFT, "Wrong.")
    assert await ReadRepresentatives(units).own(SHE) == (confirmed,)
    with pytest.raises(NotFound):
        await change(replace(OFFICER, program=ProgramId("program-other")), one.id, Step.LIFT, "Wrong.")
    with pytest.raises(NotFound):
        await change(OFFICER, "nobody", Step.LIFT, "Wrong.")


async def test_a_representative_without_a_paper_is_not_recorded(units: Units, clock: FakeClock):
    await settle(units, clock)
    with pytest.raises(Invalid):
        await represents(units, clock, basis=" ")
    waits = await represents(units, clock, activated=False)
    assert waits.authority is RepresentativeAuthority.NOT_ACTIVATED


async def a_letterhead(units: Units, clock: FakeClock) -> None:
    await WriteIssuerProfile(units, clock, prints_all)(
        CORA,
        CEDAR,
        Letterhead(
            name="Northgate Health Services",
            address_lines=("1400 Alder Street", "Portland, OR 97205"),
            phone="(503) 555-0142",
            signer_name="Dana Whitfield",
            signer_title="Records Office",
            check_host="letters.example.org",
        ),
    )


async def test_counsel_signs_for_one_letterhead(units: Units, clock: FakeClock):
    """Trap 1: a switch, off by default, with the sign-off recorded; never inferred from the wording alone."""
    await settle(units, clock)
    assert ((await file(units)).issuer_publicly_sud, (await file(units)).route_c_signed_off) == ("unknown", None)
    review = ReviewIssuer(units, clock, SystemIds())
    assert await review.latest(OFFICER) is None
    signed = {"publicly_sud": YesNoUnknown.NO, "signed_off": True, "counsel": "R. Amari", "reviewed_on": TODAY}
    with pytest.raises(Invalid):  # there is no letterhead to look at
        await review(OFFICER, **signed)  # type: ignore[arg-type]
    await a_letterhead(units, clock)
    kept = await review(OFFICER, **signed)  # type: ignore[arg-type]
    assert await review.latest(OFFICER) == kept
    assert ((await file(units)).issuer_publicly_sud, (await file(units)).route_c_signed_off) == ("no", True)
    await a_letterhead(units, clock)  # another version: counsel looked at the one before
    assert (await file(units)).route_c_signed_off is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"counsel": " "},
        {"reviewed_on": None},
        {"reviewed_on": date(2026, 9, 3)},
        {"publicly_sud": YesNoUnknown.YES},
        {"publicly_sud": YesNoUnknown.UNKNOWN},
    ],
)
async def test_a_sign_off_by_nobody_is_none(units: Units, clock: FakeClock, wrong: dict[str, object]):
    await settle(units, clock)
    await a_letterhead(units, clock)
    signed = {"publicly_sud": YesNoUnknown.NO, "signed_off": True, "counsel": "R. Amari", "reviewed_on": TODAY}
    with pytest.raises(Invalid):
        await ReviewIssuer(units, clock, SystemIds())(OFFICER, **{**signed, **wrong})  # type: ignore[arg-type]
