"""What happens to small groups, and who may see it (I4).

The room hears that groups begin and end, nothing else: who is in which group is known to the facilitators,
and to each group for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from handrail.kernel.audience import FACILITATORS, ROOM, Stream, group
from handrail.kernel.ids import GroupId, SeatId


@dataclass(frozen=True, slots=True)
class GroupsArranged:
    """There is a draft of groups with nobody in them: who is in which is told seat by seat."""

    names: tuple[tuple[GroupId, str], ...] = field(repr=False)

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class GroupPlaced:
    """This person is in that group from now on; None: in none."""

    seat: SeatId
    group: GroupId | None

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class GroupsDropped:
    """The draft is put away."""

    @property
    def stream(self) -> Stream:
        return FACILITATORS


@dataclass(frozen=True, slots=True)
class GroupsStarted:
    """Everybody goes to their group, since then (UTC), for about so many minutes if that was said."""

    since: datetime
    minutes: int | None

    @property
    def stream(self) -> Stream:
        return ROOM


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """Somebody comes into a group that has begun: those who are in it hear it."""

    group: GroupId
    seat: SeatId

    @property
    def stream(self) -> Stream:
        return group(self.group)


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """Somebody goes from it; where to is not said."""

    group: GroupId
    seat: SeatId

    @property
    def stream(self) -> Stream:
        return group(self.group)


@dataclass(frozen=True, slots=True)
class GroupsEnded:
    """Everybody is back. What was said in the groups stays there."""

    @property
    def stream(self) -> Stream:
        return ROOM


GroupEvent = GroupsArranged | GroupPlaced | GroupsDropped | GroupsStarted | GroupJoined | GroupLeft | GroupsEnded
