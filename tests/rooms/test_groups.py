"""Small groups: who is put where by whom, who hears of it, and how everybody comes back."""

from __future__ import annotations

from typing import get_args

import pytest

from handrail.kernel.audience import FACILITATORS, ROOM, group
from handrail.kernel.errors import Conflict, NotAllowed, NotFound
from handrail.kernel.ids import GroupId, PersonId
from handrail.rooms.commands import Admit, GiveUp, Leave, Lose, RaiseHand, Remove, SendMessage, Withdraw
from handrail.rooms.events import MemberRemoved, MessageSent, Presence
from handrail.rooms.group_commands import (
    ArrangeGroups,
    EndGroups,
    GroupCommand,
    LeaveGroup,
    PlaceInGroup,
    StartGroups,
    VisitGroup,
)
from handrail.rooms.group_events import (
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
)
from handrail.rooms.groups import MOVES, Phase
from tests.rooms.script import ANA, BEN, RUTH, SIX, RoomScript, an_open_room, comes, seat

CAM = PersonId("cam")
QUIET, LIVELY = GroupId("b-1"), GroupId("b-2")
TWO = ArrangeGroups("b", ("Quiet", "Lively"))


def drawn_up() -> RoomScript:
    """Ana belongs to the quiet group, Ben to the lively one; nothing has begun."""
    script = an_open_room(ANA, BEN, CAM).by(RUTH, TWO)
    return script.by(RUTH, PlaceInGroup(seat(ANA), QUIET)).by(RUTH, PlaceInGroup(seat(BEN), LIVELY))


def apart() -> RoomScript:
    """They have gone to their groups; Cam is left with Ruth."""
    return drawn_up().by(RUTH, StartGroups(10))


class TestDrawingUp:
    def test_a_draft_is_for_the_facilitators_alone(self) -> None:
        script = an_open_room(ANA).by(RUTH, TWO) << [GroupsArranged(((QUIET, "Quiet"), (LIVELY, "Lively")))]
        script.by(RUTH, PlaceInGroup(seat(ANA), QUIET)) << [GroupPlaced(seat(ANA), QUIET)]
        assert {event.stream for event in script.journal[-2:]} == {FACILITATORS}
        assert script.room.groups.of(seat(ANA)) is None

    def test_evenly_puts_everybody_who_is_there_into_groups_alike_in_number(self) -> None:
        script = an_open_room(ANA, BEN, CAM)
        script.by(CAM, Leave()).by(RUTH, ArrangeGroups("b", ("One", "Two"), evenly=True))
        assert script.room.groups.placed == {seat(ANA): QUIET, seat(BEN): LIVELY}

    def test_another_draft_replaces_the_first(self) -> None:
        script = drawn_up().by(RUTH, ArrangeGroups("c", ("A", "B", "C")))
        assert script.room.groups.placed == {}
        assert len(script.room.groups.names) == 3

    def test_a_draft_is_put_away_without_a_word_to_the_room(self) -> None:
        script = drawn_up().by(RUTH, EndGroups()) << [GroupsDropped()]
        assert script.room.groups.phase is Phase.NONE
        assert script.events[0].stream == FACILITATORS

    def test_only_who_has_been_let_in_belongs_to_a_group(self) -> None:
        script = drawn_up() >> comes(PersonId("dee"))
        script.by(RUTH, PlaceInGroup(seat(PersonId("dee")), QUIET)).refuses(Conflict)
        script.by(RUTH, PlaceInGroup(seat(PersonId("nobody")), QUIET)).refuses(NotFound)
        script.by(RUTH, PlaceInGroup(seat(RUTH), QUIET)).refuses(NotAllowed)
        script.by(RUTH, PlaceInGroup(seat(ANA), GroupId("another"))).refuses(NotFound)


class TestTheyRun:
    def test_the_room_hears_that_they_begin_and_of_nobody_in_them(self) -> None:
        script = drawn_up().by(RUTH, StartGroups(10))
        script << [GroupsStarted(script.now, 10)]
        assert script.room.groups.of(seat(ANA)) == QUIET
        assert script.room.groups.of(seat(CAM)) is None

    def test_somebody_is_moved_and_both_groups_hear_it(self) -> None:
        script = apart().by(RUTH, PlaceInGroup(seat(ANA), LIVELY))
        script << [GroupLeft(QUIET, seat(ANA)), GroupPlaced(seat(ANA), LIVELY), GroupJoined(LIVELY, seat(ANA))]
        assert [event.stream for event in script.events] == [group(QUIET), FACILITATORS, group(LIVELY)]
        script.by(RUTH, PlaceInGroup(seat(ANA), LIVELY)) << []

    def test_who_comes_late_is_put_into_one(self) -> None:
        script = apart() >> comes(PersonId("dee"))
        late = seat(PersonId("dee"))
        script.by(RUTH, Admit(late)).by(RUTH, PlaceInGroup(late, QUIET))
        assert script.room.groups.seats(QUIET) == tuple(sorted([seat(ANA), late]))

    def test_nobody_is_listened_to_unseen(self) -> None:
        """A facilitator who visits is told to the group like everybody else."""
        script = apart().by(RUTH, VisitGroup(QUIET))
        script << [GroupPlaced(seat(RUTH), QUIET), GroupJoined(QUIET, seat(RUTH))]
        script.by(RUTH, VisitGroup(LIVELY))
        script << [GroupLeft(QUIET, seat(RUTH)), GroupPlaced(seat(RUTH), LIVELY), GroupJoined(LIVELY, seat(RUTH))]

    def test_anybody_may_go_back_among_everybody(self) -> None:
        script = apart().by(ANA, LeaveGroup()) << [GroupLeft(QUIET, seat(ANA)), GroupPlaced(seat(ANA), None)]
        script.by(ANA, LeaveGroup()) << []

    def test_members_do_not_choose(self) -> None:
        for asked in (TWO, PlaceInGroup(seat(ANA), LIVELY), StartGroups(), VisitGroup(LIVELY), EndGroups()):
            apart().by(ANA, asked).refuses(NotAllowed)

    def test_the_lobby_knows_of_nothing(self) -> None:
        script = apart() >> comes(PersonId("dee"))
        for asked in (TWO, VisitGroup(QUIET), LeaveGroup(), EndGroups()):
            script.by(PersonId("dee"), asked).refuses(NotFound)

    def test_a_lost_connection_keeps_its_place(self) -> None:
        script = apart() >> Lose("line-ana", SIX) >> comes(ANA, "line 2")
        assert script.room.groups.of(seat(ANA)) == QUIET
        assert script.room.seats[seat(ANA)].presence is Presence.CONNECTED

    def test_who_is_taken_out_is_in_no_group(self) -> None:
        script = apart().by(RUTH, Remove(seat(ANA))) << [MemberRemoved(seat(ANA))]
        assert seat(ANA) not in script.room.groups.placed


class TestWords:
    def test_what_is_said_in_a_group_stays_in_it(self) -> None:
        script = apart().by(ANA, SendMessage("m", "hello", QUIET))
        script << [MessageSent("m", seat(ANA), "hello", QUIET)]
        assert script.events[0].stream == group(QUIET)
        script.by(RUTH, EndGroups())
        assert script.room.messages == ()

    def test_a_facilitator_writes_to_everybody_wherever_they_are(self) -> None:
        script = apart().by(RUTH, SendMessage("m", "Five more minutes."))
        assert [event.stream for event in script.events] == [ROOM]
        script.by(RUTH, EndGroups())
        assert len(script.room.messages) == 1

    def test_members_write_to_their_group_and_not_to_everybody(self) -> None:
        script = apart()
        script.by(ANA, SendMessage("m", "x")).refuses(NotAllowed)
        script.by(CAM, SendMessage("m", "x", QUIET)).refuses(Conflict)
        script.by(RUTH, SendMessage("m", "x", QUIET)).refuses(Conflict)

    def test_a_word_that_comes_after_a_move_or_the_end_reaches_nobody(self) -> None:
        """It was meant for the people who were there when it was written."""
        script = apart().by(RUTH, PlaceInGroup(seat(ANA), LIVELY))
        script.by(ANA, SendMessage("m", "x", QUIET)).refuses(Conflict)
        script.by(RUTH, EndGroups()).by(ANA, SendMessage("m", "x", LIVELY)).refuses(Conflict)

    def test_a_hand_is_not_shown_to_the_whole_room_from_within_a_group(self) -> None:
        script = apart()
        script.by(ANA, RaiseHand()).refuses(Conflict)
        script.by(CAM, RaiseHand())
        assert script.refused is None


class TestComingBack:
    def test_everybody_is_called_back(self) -> None:
        script = apart().by(RUTH, EndGroups()) << [GroupsEnded()]
        assert script.room.groups.of(seat(ANA)) is None
        assert script.room.groups.phase is Phase.NONE

    @pytest.mark.parametrize("how", ["leaves", "is lost for good", "is unassigned"])
    def test_when_nobody_leads_any_more_everybody_is_back(self, how: str) -> None:
        """Nobody is left in a small group with no one to call."""
        script = apart() >> Lose("line-ruth", SIX)
        assert script.room.groups.phase is Phase.RUNNING  # within the grace she may come back
        match how:
            case "leaves":
                script.by(RUTH, Leave())
            case "is lost for good":
                script >> GiveUp("line-ruth", SIX)
            case _:
                script >> Withdraw(RUTH)
        assert script.events[-1] == GroupsEnded()

    def test_a_draft_waits_for_a_facilitator_to_come_back(self) -> None:
        script = drawn_up().by(RUTH, Leave())
        assert script.room.groups.phase is Phase.DRAFT


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", get_args(GroupCommand), ids=lambda kind: kind.__name__)
def test_every_command_in_every_phase_is_in_the_table_or_refused(phase: Phase, kind: type[GroupCommand]) -> None:
    made: dict[type[GroupCommand], GroupCommand] = {
        ArrangeGroups: TWO,
        PlaceInGroup: PlaceInGroup(seat(CAM), QUIET),
        StartGroups: StartGroups(),
        VisitGroup: VisitGroup(QUIET),
        LeaveGroup: LeaveGroup(),
        EndGroups: EndGroups(),
    }
    script = {Phase.NONE: lambda: an_open_room(ANA, CAM), Phase.DRAFT: drawn_up, Phase.RUNNING: apart}[phase]()
    script.by(RUTH, made[kind])
    if (phase, kind) in MOVES:
        assert script.refused is None
        assert script.room.groups.phase is MOVES[phase, kind]
    else:
        script.refuses(Conflict)
