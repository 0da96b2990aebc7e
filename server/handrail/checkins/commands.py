"""What somebody in a room may ask about a check-in round.

Ids are made by whoever hands the command over (the room uses the command's own id for both), so that
deciding stays pure and a repeated command names the same things.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handrail.kernel.ids import GroupId, ResponseId, RoundId


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A facilitator opens the newest version of a template for everyone in the room."""

    round: RoundId
    template: str


@dataclass(frozen=True, slots=True)
class AnswerRound:
    """A member answers, or passes with `answers=None`. A second one replaces the first; both are kept (I9)."""

    response: ResponseId
    round: RoundId
    answers: Mapping[str, object] | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class CloseRound:
    """A facilitator closes the round: no more answers."""

    round: RoundId


@dataclass(frozen=True, slots=True)
class ShareAnswer:
    """A member shows the room, or the small group that is named and that they are in, their answer to one item."""

    round: RoundId
    item: str
    group: GroupId | None = None


@dataclass(frozen=True, slots=True)
class ShowPicture:
    """A facilitator shows the room how the group answered one item of a closed round (I4)."""

    round: RoundId
    item: str


Command = OpenRound | AnswerRound | CloseRound | ShareAnswer | ShowPicture
