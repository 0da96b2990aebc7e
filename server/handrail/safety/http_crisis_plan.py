"""One's own crisis plan over HTTP."""

from __future__ import annotations

from aiohttp import web

from handrail.kernel.clock import Clock
from handrail.kernel.principal import Power
from handrail.safety.ports import PlanUnits
from handrail.safety.wire_crisis_plan import CrisisPlanIn, CrisisPlanOut, crisis_plan_out
from handrail.safety.write_crisis_plan import ReadCrisisPlan, WriteCrisisPlan
from handrail.web.routes import Call, Route, WayOut

READ_CRISIS_PLAN = web.AppKey("read_crisis_plan", ReadCrisisPlan)
WRITE_CRISIS_PLAN = web.AppKey("write_crisis_plan", WriteCrisisPlan)


def provide(app: web.Application, *, units: PlanUnits, clock: Clock) -> None:
    """Give `app` every use case that these routes call."""
    app[READ_CRISIS_PLAN] = ReadCrisisPlan(units)
    app[WRITE_CRISIS_PLAN] = WriteCrisisPlan(units, clock)


async def read_crisis_plan(call: Call[None]) -> CrisisPlanOut:
    return crisis_plan_out(await call.app[READ_CRISIS_PLAN](call.caller))


async def write_crisis_plan(call: Call[CrisisPlanIn]) -> CrisisPlanOut:
    return crisis_plan_out(await call.app[WRITE_CRISIS_PLAN](call.caller, call.body.parts(), call.body.based_on))


ROUTES = (
    Route(
        "GET",
        "/v1/crisis-plan",
        read_crisis_plan,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Your own crisis plan, which nobody else can read here.",
        result=CrisisPlanOut,
    ),
    Route(
        "PUT",
        "/v1/crisis-plan",
        write_crisis_plan,
        WayOut.TO_PERSON,
        Power.OWN_RECORD,
        "Write your own crisis plan, in place of what it said before.",
        body=CrisisPlanIn,
        result=CrisisPlanOut,
    ),
)
