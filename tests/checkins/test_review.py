"""Who reads a response: its author, and the facilitators who lead that session (security C1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from handrail.audit.entry import Tag
from handrail.checkins.response import KeptResponse
from handrail.checkins.review import OwnResponses, ReviewResponses
from handrail.checkins.wire import responses_out, template_out
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import PersonId, ProgramId, SessionId, SignInId
from handrail.kernel.principal import Principal, Role
from tests.checkins.test_store import AGAIN, ANA, ANSWER, PASS
from tests.checkins.test_template import EVENING

LEA = PersonId("lea")
CALLER = Principal(
    LEA, ProgramId("p1"), frozenset({Role.FACILITATOR}), SignInId("x"), datetime(2026, 9, 3, 1, 0, tzinfo=UTC)
)


@dataclass
class FakeUnit:
    """Three responses in memory; Lea leads their session. It is its own stores."""

    rows: list[KeptResponse] = field(default_factory=lambda: [ANSWER, AGAIN, PASS])
    written: list[tuple[Tag, str, str]] = field(default_factory=list)

    @property
    def responses(self) -> FakeUnit:
        return self

    assignments = audit = responses

    async def keep(self, response: KeptResponse) -> None:
        self.rows.append(response)

    async def of_session(self, session: SessionId) -> tuple[KeptResponse, ...]:
        return tuple(one for one in self.rows if one.session == session)

    async def of_person(self, person: PersonId) -> tuple[KeptResponse, ...]:
        return tuple(one for one in self.rows if one.person == person)

    async def leads(self, person: PersonId, session: SessionId) -> bool:
        return (person, session) == (LEA, ANSWER.session)

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        self.written.append((tag, actor, subject))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[FakeUnit]:
        yield self

    read = begin


async def test_a_facilitator_reads_what_was_said_in_a_session_they_lead_and_it_is_written_down() -> None:
    units = FakeUnit()

    assert await ReviewResponses(units)(CALLER, ANSWER.session) == (ANSWER, AGAIN, PASS)
    assert units.written == [(Tag.RESPONSE_READ, LEA, ANSWER.session)]


async def test_other_facilitators_learn_nothing() -> None:
    units = FakeUnit()

    with pytest.raises(NotFound):
        await ReviewResponses(units)(replace(CALLER, person=PersonId("other")), ANSWER.session)
    with pytest.raises(NotFound):
        await ReviewResponses(units)(CALLER, SessionId("another"))
    assert units.written == []


async def test_a_person_reads_their_own() -> None:
    assert await OwnResponses(FakeUnit())(replace(CALLER, person=ANA)) == (ANSWER, AGAIN)


def test_a_response_shows_whether_the_person_thought_again() -> None:
    shown = responses_out((ANSWER, AGAIN, PASS))

    assert [one.replaced for one in shown] == [True, False, False]
    assert shown[0].answers is not None
    assert shown[0].answers["skills"] == ["breathing", "grounding"]
    assert shown[0].answers["harm"] is False
    assert shown[2].answers is None


def test_the_form_does_not_say_which_answers_call_a_facilitator() -> None:
    assert "alarming" not in template_out(EVENING).model_dump_json()
