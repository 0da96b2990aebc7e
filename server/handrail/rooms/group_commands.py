"""What somebody may ask about small groups."""

from __future__ import annotations

from dataclasses import dataclass, field

from handrail.kernel.ids import GroupId, SeatId


@dataclass(frozen=True, slots=True)
class ArrangeGroups:
    """A facilitator draws up small groups; another draft before the start replaces this one.

    Attributes:
        breakout: the id under which they are made; each group's own follows from it.
        names: what each group is called, in order.
        evenly: put everybody who is there into them, alike in number.
    """

    breakout: str
    names: tuple[str, ...] = field(repr=False)
    evenly: bool = False


@dataclass(frozen=True, slots=True)
class PlaceInGroup:
    """A facilitator puts a member into a group, or moves them there; None: back among everybody."""

    seat: SeatId
    group: GroupId | None


@dataclass(frozen=True, slots=True)
class StartGroups:
    """Everybody goes to their group. `minutes` is how long it is meant to take; nothing ends by itself."""

    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class VisitGroup:
    """A facilitator goes to a group, and everybody in it sees them there."""

    group: GroupId


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    """Somebody goes back among everybody, by themselves."""


@dataclass(frozen=True, slots=True)
class EndGroups:
    """Everybody is called back; a draft that has not begun is put away."""


GroupCommand = ArrangeGroups | PlaceInGroup | StartGroups | VisitGroup | LeaveGroup | EndGroups
