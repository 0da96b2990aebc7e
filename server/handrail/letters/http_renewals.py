"""Standing requests over HTTP: clients sign, see and stop theirs; staff start what is due and see how far it is."""

from __future__ import annotations

from http import HTTPStatus

from aiohttp import web

from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids, ProgramId
from handrail.kernel.principal import Power
from handrail.letters.batch import Batch, Outcome
from handrail.letters.deliver import QueueDelivery
from handrail.letters.http_requests import LEVELS
from handrail.letters.issue import IssueLetter
from handrail.letters.ports import Units
from handrail.letters.renew import SeeRenewals, SignRenewal, StopRenewal
from handrail.letters.renew_due import RenewDue, SeeBatches, StartBatch
from handrail.letters.renewal import Renewal
from handrail.letters.wire_renewals import BatchOut, RenewalEntryOut, RenewalIn, RenewalOut
from handrail.web.routes import Call, Route, WayOut

SIGN_RENEWAL = web.AppKey("sign_renewal", SignRenewal)
STOP_RENEWAL = web.AppKey("stop_renewal", StopRenewal)
SEE_RENEWALS = web.AppKey("see_renewals", SeeRenewals)
START_BATCH = web.AppKey("start_batch", StartBatch)
SEE_BATCHES = web.AppKey("see_batches", SeeBatches)
RENEW_DUE = web.AppKey("renew_due", RenewDue)


def provide(
    app: web.Application,
    *,
    units: Units,
    gate: Gate,
    issue: IssueLetter,
    queue: QueueDelivery,
    clock: Clock,
    ids: Ids,
) -> None:
    """Give `app` every use case that these routes and the job call."""
    app[SIGN_RENEWAL] = SignRenewal(units, gate, clock, ids, queue)
    app[STOP_RENEWAL] = StopRenewal(units, clock)
    app[SEE_RENEWALS] = SeeRenewals(units)
    app[START_BATCH] = StartBatch(units, clock, ids)
    app[SEE_BATCHES] = SeeBatches(units)
    app[RENEW_DUE] = RenewDue(units, issue, clock, ids, queue)


async def sign(call: Call[RenewalIn]) -> RenewalOut:
    send = call.body.send.to_ask() if call.body.send else None
    made = await call.app[SIGN_RENEWAL](call.caller, call.body.to_ask(), send)
    return _out(made, made.sends.passcode if made.sends else "")


async def listed(call: Call[None]) -> list[RenewalOut]:
    return [_out(one) for one in await call.app[SEE_RENEWALS](call.caller)]


async def stop(call: Call[None]) -> RenewalOut:
    return _out(await call.app[STOP_RENEWAL](call.caller, call.path["renewal"]))


async def start(call: Call[None]) -> BatchOut:
    return _batch(await call.app[START_BATCH](call.caller, ProgramId(call.path["program"])))


async def batches(call: Call[None]) -> list[BatchOut]:
    return [_batch(one) for one in await call.app[SEE_BATCHES](call.caller, ProgramId(call.path["program"]))]


def _out(one: Renewal, passcode: str = "") -> RenewalOut:
    sends = one.sends
    return RenewalOut(
        id=one.id,
        use=one.ask.use.value,
        level=LEVELS[one.ask.level],
        start_on=one.start_on,
        until=one.ask.until,
        state=one.state.value,
        form=sends.ask.form if sends else "",
        recipient=sends.recipient if sends else "",
        address=sends.ask.address if sends else "",
        notice=bool(sends and sends.notice),
        passcode=passcode,
        entries=tuple(
            RenewalEntryOut(act=entry.act.value, due_on=entry.due_on, at=entry.at, letter=entry.letter or None)
            for entry in one.entries
        ),
    )


def _batch(one: Batch) -> BatchOut:
    counts = {outcome.value: one.outcomes.get(outcome, 0) for outcome in Outcome}
    return BatchOut(
        id=one.id, started_at=one.started_at, by_staff=bool(one.by), total=one.total, left=one.left, **counts
    )


_PATH = "/v1/letter-renewals"
_BATCHES = "/v1/programs/{program}/letter-batches"

ROUTES = (
    Route(
        "POST",
        _PATH,
        sign,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Sign a standing request: such a letter each month, into one's own documents; on a form also by link.",
        body=RenewalIn,
        result=RenewalOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
        fresh=True,
    ),
    Route(
        "GET",
        _PATH,
        listed,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "One's standing requests, and what came of them.",
        result=RenewalOut,
        many=True,
    ),
    Route(
        "POST",
        _PATH + "/{renewal}/stop",
        stop,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Take a standing request back.",
        result=RenewalOut,
    ),
    Route(
        "POST",
        _BATCHES,
        start,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "Make the letters of standing requests that are due; a node goes on with it by itself.",
        result=BatchOut,
        ok=HTTPStatus.CREATED,
        idempotent=True,
    ),
    Route(
        "GET",
        _BATCHES,
        batches,
        WayOut.NOTHING,
        Power.RUN_PROGRAM,
        "The latest batches and how far they are: numbers, and nobody's name.",
        result=BatchOut,
        many=True,
    ),
)
