"""Journey 5: a reader holds a letter, asks whether it is confirmed, and learns that one word and nothing else (I8)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from handrail.cli.rehearsal import paperwork
from handrail.cli.rehearsal.people import Person, post
from handrail.kernel.ids import SystemIds
from handrail.letters.code import mint
from handrail_client import errors
from tests.journeys.afterwards import an_evening_over, checked, entry_of, says, wanted
from tests.journeys.house import Clinic, ask


@pytest_asyncio.fixture(scope="module", params=["sqlite", "postgres"], loop_scope="session")
async def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    async with an_evening_over(tmp_path_factory.mktemp("check") / "data", server) as clinic:
        yield clinic


@pytest.fixture(autouse=True)
def many_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """They all ask from one machine here; how often one may has a test of its own."""
    monkeypatch.setattr("handrail.letters.http_check.CheckLimits.take", lambda *_: None)


async def test_who_holds_the_letter_hears_that_it_is_confirmed(clinic: Clinic):
    """With the code alone, typed as people type, and with the file."""
    letter = await paperwork.ask(clinic.people[0], clinic.begins.date())
    assert says(await checked(clinic, letter.code)) == "confirmed"
    assert says(await checked(clinic, letter.code.lower().replace("-", " "))) == "confirmed"
    assert says(await checked(clinic, letter.code, letter.sha256)) == "confirmed"


async def test_the_client_sees_that_somebody_checked_and_roughly_from_where(clinic: Clinic):
    ana = clinic.people[0]
    letter = await paperwork.ask(ana, clinic.begins.date())
    await checked(clinic, letter.code)
    (seen,) = (await ana.client.letter(letter.id)).confirmations
    assert seen.source != "127.0.0.1"


async def test_everything_else_is_one_answer(clinic: Clinic):
    """Unknown, malformed, empty, withdrawn, replaced, with another file: alike to the byte (F1)."""
    ana, ben = clinic.people[:2]
    withdrawn = await paperwork.ask(ana, clinic.begins.date())
    await post(ana, f"/v1/letters/{withdrawn.id}/withdrawal")
    standing = await paperwork.ask(ana, clinic.begins.date())
    replaced = await paperwork.ask(ben, clinic.begins.date())
    correction = {"status": "absent", "minutes": 0, "reason": "The wrong person was let in."}
    await ask(clinic.sol, clinic, "POST", f"/v1/attendance/{await entry_of(ben)}/corrections", correction)
    answers = [
        await checked(clinic, mint(SystemIds())),
        await checked(clinic, ""),
        await checked(clinic, "not a code"),
        await checked(clinic, withdrawn.code),
        await checked(clinic, replaced.code),
        await checked(clinic, standing.code, "0" * 64),
        await checked(clinic, standing.code, withdrawn.sha256),
    ]
    assert [number for number, answer in enumerate(answers) if answer != answers[0]] == []
    assert says(answers[0]) == "not_confirmed"
    assert says(await checked(clinic, standing.code)) == "confirmed"


async def test_taking_the_form_back_ends_the_check_at_once(clinic: Clinic):
    """The answer is that of a code that never was (E2, I8)."""
    ana = clinic.people[0]
    letter = await paperwork.ask(ana, clinic.begins.date())
    await take_back_everything(ana)
    assert await checked(clinic, letter.code, letter.sha256) == await checked(clinic, mint(SystemIds()))


async def test_another_form_for_the_same_reader_does_not_bring_it_back(clinic: Clinic):
    """Each letter's check rests on the form that was signed for it; the client was told that it has ended."""
    ana = clinic.people[0]
    before = await paperwork.ask(ana, clinic.begins.date())
    await take_back_everything(ana)
    await paperwork.ask(ana, clinic.begins.date())
    assert says(await checked(clinic, before.code)) == "not_confirmed"


async def take_back_everything(person: Person) -> None:
    for form in await person.client.consents():
        if form.revoked_at is None:
            await person.client.revoke_consent(form.id)


async def test_without_a_form_for_it_a_letter_carries_no_code(clinic: Clinic):
    made = await post(clinic.people[0], "/v1/letters", wanted(clinic))
    assert made["can_be_checked"] is False


async def test_a_check_says_nothing_about_whose_letter_it_is(clinic: Clinic):
    """One word in the body, no cookie, no name of the product (F2, F3)."""
    letter = await paperwork.ask(clinic.people[0], clinic.begins.date())
    status, headers, body = await checked(clinic, letter.code)
    assert (status, body) == (200, b'{"answer":"confirmed"}')
    assert "set-cookie" not in headers
    assert "handrail" not in str(headers).lower()
    page = (await (await clinic.stranger()).http.send("GET", "/check")).content.decode()
    assert not [word for word in ("handrail", "clinic", "health", "patient", "program") if word in page.lower()]


async def test_a_program_that_may_be_part_2_has_no_check(clinic: Clinic):
    """A notice on the page would say what the letter kept silent, so there is no code in the first place."""
    coordinator = clinic.cast.coordinator
    path = f"/v1/programs/{clinic.cast.program}/part2-status"
    before = await paperwork.ask(clinic.people[0], clinic.begins.date())
    await coordinator.confirm(clinic.house)
    await ask(coordinator, clinic, "PUT", path, {"status": "unknown"})
    with pytest.raises((errors.Problem, AssertionError)) as refused:
        await paperwork.ask(clinic.people[0], clinic.begins.date())
    after = says(await checked(clinic, before.code))
    await ask(coordinator, clinic, "PUT", path, {"status": "no"})
    assert isinstance(refused.value, errors.Problem)
    assert after == "not_confirmed"
