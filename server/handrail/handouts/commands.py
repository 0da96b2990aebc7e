"""What somebody in a room may ask about handouts."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import HandoutId


@dataclass(frozen=True, slots=True)
class ShareHandout:
    """A facilitator puts the newest version of a handout before everyone in the room."""

    handout: HandoutId


@dataclass(frozen=True, slots=True)
class AcknowledgeHandout:
    """A member says "I have it". Nobody has to, and peers see nothing of it."""

    handout: HandoutId


@dataclass(frozen=True, slots=True)
class TurnTo:
    """A facilitator shows where in a shared handout the group is: its section, 0 what stands before the first heading.

    Whoever reads elsewhere goes on reading there; whether somebody follows is known to nobody.
    """

    handout: HandoutId
    section: int


Command = ShareHandout | AcknowledgeHandout | TurnTo
