"""One person's response as it is kept: a row of its own, since the room's journal is not a record (design §9.13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from handrail.checkins.template import Answers
from handrail.kernel.ids import CommandId, PersonId, ProgramId, ResponseId, RoundId, SessionId


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """A response and where it belongs.

    Attributes:
        command: the client's own id of the command, unique for the person: a repeat makes no second row (I5).
        answers: None for a pass.
        replaces: the person's earlier response in the same round, or empty. Both stay readable (I9).
    """

    id: ResponseId
    command: CommandId
    program: ProgramId
    session: SessionId
    round: RoundId
    template: str
    version: int
    person: PersonId
    answers: Answers | None = field(repr=False)
    at: datetime
    replaces: str = ""


def latest(responses: Iterable[KeptResponse]) -> tuple[KeptResponse, ...]:
    """Those that no other replaces, in the order given."""
    everything = tuple(responses)
    replaced = {one.replaces for one in everything}
    return tuple(one for one in everything if one.id not in replaced)
