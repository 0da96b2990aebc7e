"""An alert is for the facilitators of its session; nobody else learns that it is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from handrail.audit.entry import Tag
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import AlertId, PersonId, ProgramId, SessionId, SignInId, SystemIds
from handrail.kernel.principal import Principal, Role
from handrail.safety.acknowledge import AcknowledgeAlert
from handrail.safety.alert import Acknowledgement, Alert, Phase, Watched, evolve
from handrail.safety.watch import WatchAlerts
from tests.fakes import FakeClock
from tests.safety.test_alert import LEA, RAISED

SESSION = RAISED.alert.session


@dataclass
class FakeUnit:
    """Alerts in memory; Lea leads the session. It is its own stores."""

    rows: dict[AlertId, Watched] = field(default_factory=lambda: {RAISED.alert.id: RAISED})
    written: list[tuple[Tag, str, str]] = field(default_factory=list)
    stated: list[object] = field(default_factory=list)

    @property
    def alerts(self) -> FakeUnit:
        return self

    assignments = audit = alerts

    async def open(self, alert: Alert) -> None:
        self.rows[alert.id] = Watched(alert)

    async def get(self, alert: AlertId) -> Watched:
        if alert not in self.rows:
            raise NotFound
        return self.rows[alert]

    async def of_session(self, session: SessionId) -> tuple[Watched, ...]:
        return tuple(one for one in self.rows.values() if one.alert.session == session)

    async def acknowledge(self, watched: Watched, acknowledgement: Acknowledgement) -> None:
        self.rows[watched.alert.id] = evolve(watched, acknowledgement)

    async def leads(self, person: PersonId, session: SessionId) -> bool:
        return (person, session) == (LEA, SESSION)

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        self.written.append((tag, actor, subject))

    def state(self, event: object) -> None:
        self.stated.append(event)

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[FakeUnit]:
        yield self


CALLER = Principal(
    LEA, ProgramId("p1"), frozenset({Role.FACILITATOR}), SignInId("x"), datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
)
STRANGER = replace(CALLER, person=PersonId("somebody else"))


async def test_a_facilitator_takes_an_alert_on_and_it_is_written_down() -> None:
    units = FakeUnit()

    seen = await AcknowledgeAlert(units, FakeClock(), SystemIds())(CALLER, RAISED.alert.id, "")

    assert seen.phase is Phase.ACKNOWLEDGED
    assert units.rows[RAISED.alert.id] == seen
    assert units.written == [(Tag.ALERT_ACKNOWLEDGED, LEA, RAISED.alert.id)]
    assert units.stated == list(seen.acknowledgements)


async def test_doing_it_twice_writes_one_acknowledgement() -> None:
    units = FakeUnit()
    acknowledge = AcknowledgeAlert(units, FakeClock(), SystemIds())

    await acknowledge(CALLER, RAISED.alert.id, "")
    await acknowledge(CALLER, RAISED.alert.id, "")

    assert len(units.written) == len(units.stated) == 1


@pytest.mark.parametrize(("caller", "alert"), [(STRANGER, "r1"), (CALLER, "no such alert")])
async def test_others_alerts_and_no_alerts_are_one_answer(caller: Principal, alert: str) -> None:
    units = FakeUnit()

    with pytest.raises(NotFound):
        await AcknowledgeAlert(units, FakeClock(), SystemIds())(caller, AlertId(alert), "")
    assert units.written == []


async def test_looking_at_a_sessions_alerts_is_written_down() -> None:
    units = FakeUnit()

    assert await WatchAlerts(units)(CALLER, SESSION) == (RAISED,)
    assert units.written == [(Tag.ALERT_READ, LEA, SESSION)]
    with pytest.raises(NotFound):
        await WatchAlerts(units)(STRANGER, SESSION)
