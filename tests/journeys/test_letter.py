"""Journey 4: a letter that is computed from the ledger, handed to its client, and says what they chose and no more."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from handrail.cli.audit import walk
from handrail.cli.rehearsal import paperwork, people
from handrail.cli.rehearsal.people import Person, post
from handrail.config import Config
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.scan import Kind, scan
from handrail_client import errors
from handrail_client.messages import new_id
from tests.journeys.afterwards import an_evening_over, entry_of, wanted
from tests.journeys.house import Clinic, ask


@pytest_asyncio.fixture(scope="module", params=["sqlite", "postgres"], loop_scope="session")
async def clinic(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Clinic]:
    server = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    async with an_evening_over(tmp_path_factory.mktemp("letter") / "data", server) as clinic:
        yield clinic


NUMBERS = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{2,4})+")
"""The letter's number and code: random, so they may hold any three letters."""


async def test_a_letter_says_who_when_and_from_whom_and_nothing_of_the_care(clinic: Clinic):
    """Name, date and letterhead; not the program, the cohort, the facilitator or the minutes (E3, I3)."""
    ana = clinic.people[0]
    made = await post(ana, "/v1/letters", wanted(clinic))
    pdf = (await ana.client.letter_document(made["id"])).content
    assert sha256(pdf).hexdigest() == made["sha256"]
    pages = " ".join(
        place.text for place in places(pdf) if place.where.startswith("page ") and place.kind is Kind.PROSE
    )
    text = NUMBERS.sub("", pages)
    day = clinic.begins.date()
    assert "Ana A Sample" in text
    assert people.NEUTRAL_PROFILE["name"] in text
    assert f"{day:%B} {day.day}, {day.year}" in text
    for telling in ("Evening program", "Evenings", "Sol", "Rae", "180", "group", "program", "handrail"):
        assert telling.lower() not in text.lower()
    assert scan(places(pdf, "letter.pdf"), read_lexicon(), paperwork.CANARIES) == ()


async def test_its_file_name_says_nothing(clinic: Clinic):
    """It stays among the downloads of a shared computer."""
    ana = clinic.people[0]
    made = await post(ana, "/v1/letters", wanted(clinic))
    name = (await ana.client.letter_document(made["id"])).name
    assert name.endswith(".pdf")
    assert not [word for word in ("ana", "sample", "evening", "handrail", "health") if word in name.lower()]


async def test_the_same_request_again_is_the_same_letter(clinic: Clinic):
    """Asked twice at once or after a lost answer: one letter, byte for byte (E7); another request is another one."""
    ana, key = clinic.people[0], new_id()
    before = len(await ana.client.letters())
    made = await at_once(ana, wanted(clinic), key)
    assert made[0] == made[1] == made[2]
    other = await post(ana, "/v1/letters", wanted(clinic), key=new_id())
    assert other["number"] != made[0]["number"]
    assert len(await ana.client.letters()) == before + 2
    with pytest.raises(errors.CommandReused):
        await post(ana, "/v1/letters", wanted(clinic, level=2), key=key)


async def test_who_was_not_there_gets_no_letter_about_that_day(clinic: Clinic):
    """Nothing true can be said, so nothing is."""
    with pytest.raises(errors.Problem) as refused:
        await post(clinic.people[2], "/v1/letters", wanted(clinic))
    assert refused.value.code in {"invalid", "conflict", "disclosure-refused"}
    assert await clinic.people[2].client.letters() == ()


@pytest.mark.parametrize(
    "field", [{"number": "1"}, {"signer_name": "Me"}, {"issued_on": "2020-01-01"}, {"text": "He was here"}]
)
async def test_nobody_writes_into_a_letter(clinic: Clinic, field: dict[str, Any]):
    """There is no free text and no number, date or signer to choose (E5, I3)."""
    with pytest.raises(errors.Invalid):
        await post(clinic.people[0], "/v1/letters", wanted(clinic, **field))


async def test_every_letter_is_in_the_clients_own_accounting(clinic: Clinic):
    """Ledger first, then bytes (I2)."""
    ben = clinic.people[1]
    made = await post(ben, "/v1/letters", wanted(clinic))
    told = (await ask(ben, clinic, "GET", "/v1/disclosures"))["items"]
    assert len(told) == len(await ben.client.letters())
    assert made["id"] in {one.id for one in await ben.client.letters()}


async def test_a_letter_is_its_clients_alone(clinic: Clinic):
    """To a peer as to staff it is like one that is not there."""
    made = await post(clinic.people[0], "/v1/letters", wanted(clinic))
    for path in (f"/v1/letters/{made['id']}", f"/v1/letters/{made['id']}/document"):
        with pytest.raises(errors.NotFound):
            await ask(clinic.people[1], clinic, "GET", path)
        for staff in (clinic.sol, clinic.cast.coordinator):
            with pytest.raises(errors.NotAllowed):
                await ask(staff, clinic, "GET", path)


async def test_a_correction_replaces_the_letters_that_it_touches(clinic: Clinic):
    """One who was there for less of it was still there; who was not has a letter that no longer stands (I9)."""
    ben = clinic.people[1]
    made = await post(ben, "/v1/letters", wanted(clinic))
    for status, minutes, standing in (("partial", 90, "issued"), ("absent", 0, "replaced")):
        correction = {"status": status, "minutes": minutes, "reason": "The wrong person was let in."}
        path = f"/v1/attendance/{await entry_of(ben)}/corrections"
        await ask(clinic.sol, clinic, "POST", path, correction)
        assert (await ben.client.letter(made["id"])).standing == standing


async def test_the_log_holds_after_all_this(clinic: Clinic):
    """Every entry is linked, and the chain is whole."""
    await clinic.house.stop()
    state = await walk(Config.from_env({name: value for name, value in clinic.house._environ.items() if value}))
    await clinic.house.start()
    assert state.verified
    assert state.unlinked == 0


async def at_once(person: Person, body: dict[str, Any], key: str) -> list[Any]:
    """The same request three times at once; what came while another was under way is asked again after it."""
    tries = (post(person, "/v1/letters", body, key=key) for _ in range(3))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(one) for one in answers if isinstance(one, BaseException)} <= {errors.Conflict}
    return [
        await post(person, "/v1/letters", body, key=key) if isinstance(one, errors.Conflict) else one for one in answers
    ]
