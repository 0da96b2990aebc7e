"""What happens to handouts in a room, and who may see it (I4)."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.audience import FACILITATORS, ROOM, Stream, member
from handrail.kernel.ids import HandoutId, SeatId


@dataclass(frozen=True, slots=True)
class HandoutShared:
    """Everyone in the room has this handout now."""

    handout: HandoutId
    version: int
    title: str

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class HandoutAcknowledged:
    """Facilitators see who has it."""

    seat: SeatId
    handout: HandoutId
    version: int

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class AcknowledgementKept:
    """The member's own receipt of the same act: on another device they see that they did it."""

    seat: SeatId
    handout: HandoutId
    version: int

    @property
    def stream(self) -> Stream:
        return member(self.seat)


@dataclass(frozen=True, slots=True)
class HandoutTurned:
    """The group is at this section of the handout now."""

    handout: HandoutId
    section: int

    @property
    def stream(self) -> Stream:
        return ROOM


Event = HandoutShared | HandoutAcknowledged | AcknowledgementKept | HandoutTurned
