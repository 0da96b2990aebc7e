"""Somebody writes their own crisis plan, and reads it. There is no way for anybody else to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handrail.audit.entry import Tag
from handrail.kernel.clock import Clock
from handrail.kernel.principal import Principal
from handrail.safety.crisis_plan import CrisisPlan, Part
from handrail.safety.ports import PlanUnits


@dataclass(frozen=True, slots=True)
class WriteCrisisPlan:
    """Keeps the latest alone: what somebody took out of it is gone."""

    units: PlanUnits
    clock: Clock

    async def __call__(self, caller: Principal, parts: Mapping[Part, str], based_on: int) -> CrisisPlan:
        """The plan as it stands afterwards.

        Raises:
            Conflict: it was written elsewhere since version `based_on`.
        """
        async with self.units.begin() as unit:
            before = await unit.crisis_plans.of(caller.person, lock=True)
            after = before.rewritten(parts, based_on, self.clock.now())
            if after is not before:
                await unit.crisis_plans.put(caller.person, after)
                await unit.audit.record(
                    Tag.CRISIS_PLAN_WRITTEN, actor=caller.person, subject=caller.person, program=caller.program
                )
        return after


@dataclass(frozen=True, slots=True)
class ReadCrisisPlan:
    """An own look is written down for nobody."""

    units: PlanUnits

    async def __call__(self, caller: Principal) -> CrisisPlan:
        async with self.units.read() as unit:
            return await unit.crisis_plans.of(caller.person)
