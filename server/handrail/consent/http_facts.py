"""Facts about clients, and who may act for them, over HTTP: recorded by staff, readable by the client."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from handrail.consent.client_facts import ClientFacts
from handrail.consent.keep_facts import ReadClientFacts, RecordClientFacts
from handrail.consent.ports import ConsentUnits
from handrail.consent.represent import ChangeRepresentative, ReadRepresentatives, RecordRepresentative
from handrail.consent.representative import Representative
from handrail.consent.wire import (
    FactsIn,
    FactsOut,
    OwnRepresentativeOut,
    RepresentativeIn,
    RepresentativeOut,
    StepIn,
    facts_out,
    own_representative_out,
    representative_out,
)
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, PersonId
from handrail.kernel.principal import Power
from handrail.web.routes import Call, Route, WayOut

RECORD_CLIENT_FACTS = web.AppKey("record_client_facts", RecordClientFacts)
READ_CLIENT_FACTS = web.AppKey("read_client_facts", ReadClientFacts)
RECORD_REPRESENTATIVE = web.AppKey("record_representative", RecordRepresentative)
CHANGE_REPRESENTATIVE = web.AppKey("change_representative", ChangeRepresentative)
READ_REPRESENTATIVES = web.AppKey("read_representatives", ReadRepresentatives)


def provide(app: web.Application, *, units: ConsentUnits, clock: Clock, ids: Ids) -> None:
    """Give `app` every use case that these routes call."""
    app[RECORD_CLIENT_FACTS] = RecordClientFacts(units, clock, ids)
    app[READ_CLIENT_FACTS] = ReadClientFacts(units)
    app[RECORD_REPRESENTATIVE] = RecordRepresentative(units, clock, ids)
    app[CHANGE_REPRESENTATIVE] = ChangeRepresentative(units, clock, ids)
    app[READ_REPRESENTATIVES] = ReadRepresentatives(units)


async def record_facts(call: Call[FactsIn]) -> FactsOut:
    person, caller = PersonId(call.path["person"]), call.caller

    def made(now: datetime) -> ClientFacts:
        return call.body.to_facts(person, caller.program, caller.person, now)

    return facts_out(await call.app[RECORD_CLIENT_FACTS](caller, person, made))


async def read_facts(call: Call[None]) -> FactsOut:
    return facts_out(await call.app[READ_CLIENT_FACTS](call.caller, PersonId(call.path["person"])))


async def own_facts(call: Call[None]) -> FactsOut:
    return facts_out(await call.app[READ_CLIENT_FACTS].own(call.caller))


async def record_representative(call: Call[RepresentativeIn]) -> RepresentativeOut:
    person, caller = PersonId(call.path["person"]), call.caller

    def made(id_: str, now: datetime) -> Representative:
        return call.body.to_representative(id_, person, caller.program, caller.person, now)

    return representative_out(await call.app[RECORD_REPRESENTATIVE](caller, person, made))


async def representatives(call: Call[None]) -> list[RepresentativeOut]:
    found = await call.app[READ_REPRESENTATIVES](call.caller, PersonId(call.path["person"]))
    return [representative_out(one) for one in found]


async def own_representatives(call: Call[None]) -> list[OwnRepresentativeOut]:
    return [own_representative_out(one) for one in await call.app[READ_REPRESENTATIVES].own(call.caller)]


async def take_step(call: Call[StepIn]) -> RepresentativeOut:
    change = call.app[CHANGE_REPRESENTATIVE]
    return representative_out(await change(call.caller, call.path["representative"], call.body.step, call.body.reason))


ROUTES = (
    Route(
        "GET",
        "/v1/client-facts",
        own_facts,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "What is recorded about you for the rules: where you live, when you were born.",
        result=FactsOut,
    ),
    Route(
        "GET",
        "/v1/people/{person}/client-facts",
        read_facts,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "What is recorded about a client for the rules.",
        result=FactsOut,
    ),
    Route(
        "PUT",
        "/v1/people/{person}/client-facts",
        record_facts,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "Record the facts about a client that the rules ask for.",
        body=FactsIn,
        result=FactsOut,
    ),
    Route(
        "GET",
        "/v1/representatives",
        own_representatives,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Who may act for you.",
        result=OwnRepresentativeOut,
        many=True,
    ),
    Route(
        "GET",
        "/v1/people/{person}/representatives",
        representatives,
        WayOut.TO_STAFF,
        Power.ATTEST,
        "Who may act for a client.",
        result=RepresentativeOut,
        many=True,
    ),
    Route(
        "POST",
        "/v1/people/{person}/representatives",
        record_representative,
        WayOut.TO_STAFF,
        Power.KEEP_FORMS,
        "Record who may act for a client, and on which paper.",
        body=RepresentativeIn,
        result=RepresentativeOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "POST",
        "/v1/representatives/{representative}/steps",
        take_step,
        WayOut.TO_STAFF,
        Power.ATTEST,
        "Question, confirm, dismiss, lift or end; a suspension takes two people.",
        body=StepIn,
        result=RepresentativeOut,
        ok=HTTPStatus.CREATED,
        fresh=True,
        idempotent=True,
    ),
)
