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


Command = ShareHandout | AcknowledgeHandout
