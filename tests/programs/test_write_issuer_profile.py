from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.fakes import FakeClock
from tests.programs.factories import CEDAR, CORA, ELSEWHERE, a_principal, prints_all

from handrail.kernel.errors import Conflict, Fault, Invalid, NotFound
from handrail.programs.issuer_profile import IssuerProfile
from handrail.programs.see_program import SeeProgram
from handrail.programs.write_issuer_profile import Letterhead, WriteIssuerProfile
from handrail.unit_of_work import Units

LETTERHEAD = Letterhead(
    name="Cedar Street Health",
    address_lines=("100 Cedar Street", "Salem, OR 97301"),
    phone="503-555-0100",
    signer_name="R. Okafor",
    signer_title="Director of Client Services",
    check_host="check.cedarstreet.example",
)


@pytest.mark.usefixtures("evenings")
async def test_writing_again_makes_a_new_version_and_keeps_the_old_one(units: Units, clock: FakeClock):
    write = WriteIssuerProfile(units, clock, prints_all)
    first = await write(CORA, CEDAR, LETTERHEAD)
    second = await write(CORA, CEDAR, replace(LETTERHEAD, name="Cedar Street Clinic"))

    assert (first.version, second.version) == (1, 2)
    assert (await SeeProgram(units)(CORA, CEDAR))[1] == second
    async with units.read() as unit:
        assert await unit.programs.issuer_profile(CEDAR) == second
        assert await unit.programs.issuer_profile(CEDAR, version=1) == first


@pytest.mark.usefixtures("evenings")
async def test_letters_wait_until_a_profile_is_written(units: Units):
    async with units.read() as unit:
        with pytest.raises(Conflict):
            await unit.programs.issuer_profile(CEDAR)


@pytest.mark.usefixtures("evenings")
async def test_a_title_that_shows_the_specialty_writes_nothing(units: Units, clock: FakeClock):
    with pytest.raises(Invalid):
        await WriteIssuerProfile(units, clock, prints_all)(CORA, CEDAR, replace(LETTERHEAD, signer_title="LCSW"))

    assert (await SeeProgram(units)(CORA, CEDAR))[1] is None


@pytest.mark.usefixtures("evenings")
async def test_only_their_own_coordinator_writes(units: Units, clock: FakeClock):
    with pytest.raises(NotFound):
        await WriteIssuerProfile(units, clock, prints_all)(a_principal(program=ELSEWHERE), CEDAR, LETTERHEAD)


@pytest.mark.usefixtures("evenings")
async def test_names_and_profiles_are_sealed_in_the_database(units: Units, clock: FakeClock):
    await WriteIssuerProfile(units, clock, prints_all)(CORA, CEDAR, LETTERHEAD)

    async with units.read() as unit:
        connection = await unit.session.connection()
        raw = b""
        for statement in ("SELECT name FROM program", "SELECT name FROM cohort", "SELECT content FROM issuer_profile"):
            raw += bytes((await connection.execute(text(statement))).scalar_one())
    assert not any(word in raw for word in (b"Cedar", b"Evening", b"Okafor"))


@pytest.mark.usefixtures("evenings")
async def test_a_line_that_no_letter_can_be_set_with_writes_nothing(units: Units, clock: FakeClock):
    """Found when it is written, not at somebody's first letter."""
    fault = Fault("/signer_name", "the fonts have no ethiopic syllable sa")

    async def lacks_one(_: IssuerProfile) -> tuple[Fault, ...]:
        return (fault,)

    with pytest.raises(Invalid) as refused:
        await WriteIssuerProfile(units, clock, lacks_one)(CORA, CEDAR, LETTERHEAD)

    assert refused.value.faults == (fault,)
    assert (await SeeProgram(units)(CORA, CEDAR))[1] is None
