"""A client's own door: who looked at what is theirs, and their whole record to take away."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from handrail.cli.rehearsal.evening import answers, wait
from handrail.cli.rehearsal.people import Person, post
from handrail_client.messages import RoomEnd, RoundAnswer, RoundOpen
from tests.journeys.house import Clinic, ask

WORDS = "a sentence that only Ana wrote"


async def an_evening_with_an_answer(clinic: Clinic) -> None:
    sol, (ana, *_) = await clinic.together()
    await sol.do(RoundOpen(template="evening"))
    await wait(ana, lambda state: state.open_round is not None)
    form = next(one for one in await clinic.people[0].client.check_ins() if one.id == "evening")
    await ana.do(RoundAnswer(round=ana.state.open_round.round, answers=answers(form, 0) | {"topic": WORDS}))
    await clinic.house.pass_time(175 * 60)
    await sol.do(RoomEnd())
    await clinic.confirm_all()


async def export(person: Person, path: str = "/v1/record-exports") -> Any:
    """The record as the SDK reads it: JSON as its value, text as bytes."""
    return (await person.client.http.call("POST", path, None)).content


async def looks(person: Person, clinic: Clinic) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await ask(person, clinic, "GET", "/v1/viewings"))["items"]
    return items


async def test_a_client_sees_who_looked_and_takes_their_record_away(clinic: Clinic):
    """What a facilitator read is told to whom it is about; the export is a disclosure like any other (I2)."""
    await an_evening_with_an_answer(clinic)
    ana, ben, sol = clinic.people[0], clinic.people[1], clinic.sol
    await ask(sol, clinic, "GET", f"/v1/sessions/{clinic.session}/responses")
    told = [(one["what"], one["name"], one["session"]) for one in await looks(ana, clinic)]
    assert told == [("answers", "Sol", clinic.session), ("room", "Sol", clinic.session)]
    assert await looks(ben, clinic) == []

    made = await export(ana)
    assert WORDS in json.dumps(made)
    assert [one["status"] for one in made["attendance"]] == ["present"]
    assert WORDS.encode() in await export(ana, "/v1/record-exports/text")
    assert WORDS not in json.dumps(await export(ben))

    # What a client asked not to be told waits on the privacy officer's desk, beside whom there is.
    wish = await post(ana, "/v1/restrictions", {"recipients": ["family_friend"]})
    mina = await clinic.invited("privacy_officer", "Mina", 95)
    (waiting,) = (await ask(mina, clinic, "GET", "/v1/waiting-restrictions"))["items"]
    assert (waiting["id"], waiting["name"]) == (wish["id"], "Ana A Sample")
    await post(mina, f"/v1/restrictions/{wish['id']}/answers", {"agreed": True})
    assert (await ask(mina, clinic, "GET", "/v1/waiting-restrictions"))["items"] == []
    names = [one["legal_name"] for one in (await ask(mina, clinic, "GET", "/v1/people"))["items"]]
    assert names == ["Ana A Sample", "Ben B Sample", "Cleo C Sample"]

    left = (await ask(ana, clinic, "GET", "/v1/disclosures"))["items"]
    assert [(one["why"], one["recipient"]) for one in left] == [("individual_access", "individual")] * 2
    async with clinic.house.served.node.units.read() as unit:
        records = await unit.disclosures.of(ana.id)
    raw = json.dumps(made, ensure_ascii=False, indent=2) + "\n"
    assert sha256(raw.encode()).hexdigest() in {one.artefact for one in records}
