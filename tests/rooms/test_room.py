"""Who may do what in a room, and who hears of it."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.kernel.audience import FACILITATORS, ROOM, Standing, member
from handrail.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, RoomClosed
from handrail.kernel.ids import GroupId, PersonId, SeatId
from handrail.rooms import commands, events
from handrail.rooms.commands import (
    Admit,
    AdmitAll,
    Command,
    End,
    GiveUp,
    Join,
    Leave,
    Lose,
    LowerHand,
    RaiseHand,
    Remove,
    Return,
    SendMessage,
    SendNote,
    StartSegment,
    StepAway,
    StepBack,
    Withdraw,
)
from handrail.rooms.events import (
    AwayChanged,
    AwayKept,
    HandLowered,
    HandRaised,
    MemberJoined,
    MemberRemoved,
    MemberWaiting,
    NoteKept,
    NoteReceived,
    Presence,
    PresenceChanged,
    RoomEnded,
    RoomOpened,
    SegmentStarted,
    WaitingChanged,
    WaitingRemoved,
)
from handrail.rooms.group_commands import (
    ArrangeGroups,
    EndGroups,
    GroupCommand,
    LeaveGroup,
    PlaceInGroup,
    StartGroups,
    VisitGroup,
)
from handrail.rooms.room import MOVES, Phase, Room, decide, evolve
from tests.rooms.script import ANA, BEN, RUTH, SIX, RoomScript, an_open_room, comes, seat


class TestComingIn:
    def test_a_participant_waits_and_only_facilitators_hear_of_it(self) -> None:
        script = RoomScript() >> comes(ANA) << [MemberWaiting(seat(ANA), "Ana")]
        assert [event.stream for event in script.events] == [FACILITATORS]

    def test_the_first_facilitator_opens_the_room(self) -> None:
        opened: list[events.Event] = [RoomOpened(), MemberJoined(seat(RUTH), "Ruth", Standing.FACILITATOR)]
        script = RoomScript() >> comes(ANA) >> comes(RUTH) << opened
        assert script.room.phase is Phase.OPEN

    def test_nobody_is_let_in_before(self) -> None:
        script = RoomScript() >> comes(ANA)
        script.by(ANA, AdmitAll()).refuses(RoomClosed)

    def test_a_facilitator_lets_somebody_in(self) -> None:
        script = an_open_room() >> comes(ANA)
        script.by(RUTH, Admit(seat(ANA))) << [MemberJoined(seat(ANA), "Ana", Standing.MEMBER)]

    def test_a_second_time_changes_nothing(self) -> None:
        an_open_room(ANA).by(RUTH, Admit(seat(ANA))) << []

    def test_everybody_who_waits_and_is_there_is_let_in_at_once(self) -> None:
        script = an_open_room() >> comes(ANA) >> comes(BEN)
        script.by(BEN, Leave())
        script.by(RUTH, AdmitAll()) << [MemberJoined(seat(ANA), "Ana", Standing.MEMBER)]

    def test_who_left_the_lobby_cannot_be_let_in(self) -> None:
        script = an_open_room() >> comes(ANA)
        script.by(ANA, Leave()).by(RUTH, Admit(seat(ANA))).refuses(Conflict)

    def test_who_was_lost_from_the_lobby_is_let_in_and_shown_as_lost(self) -> None:
        script = an_open_room() >> comes(ANA) >> Lose("line-ana", SIX)
        script.by(RUTH, Admit(seat(ANA)))
        assert script.room.seats[seat(ANA)].presence is Presence.RECONNECTING
        script >> GiveUp("line-ana", SIX)
        assert script.room.seats[seat(ANA)].presence is Presence.LEFT

    def test_a_second_device_is_not_announced(self) -> None:
        script = an_open_room(ANA) >> comes(ANA, "other line") << []
        assert script.room.seats[seat(ANA)].connection == "other line"

    def test_a_person_keeps_their_seat_all_evening(self) -> None:
        script = an_open_room(ANA)
        script.by(ANA, Leave())
        again = Join(ANA, SeatId("ANOTHER"), "Another Name", False, "line 2", "node-2")  # noqa: FBT003
        script >> again << [PresenceChanged(seat(ANA), Presence.CONNECTED, script.now)]
        assert script.room.of(ANA) is script.room.seats[seat(ANA)]

    def test_who_was_in_the_room_comes_back_into_it_without_waiting(self) -> None:
        script = an_open_room(ANA) >> Lose("line-ana", SIX) >> comes(ANA, "line 2")
        assert script.room.seats[seat(ANA)].standing is Standing.MEMBER

    def test_a_facilitator_who_is_no_longer_assigned_comes_back_to_the_lobby(self) -> None:
        script = an_open_room()
        script.by(RUTH, Leave())
        again = Join(RUTH, seat(RUTH), "Ruth", False, "line 2", "node-1")  # noqa: FBT003
        script >> again << [MemberRemoved(seat(RUTH)), MemberWaiting(seat(RUTH), "Ruth")]
        script.by(RUTH, End()).refuses(NotFound)


class TestGoing:
    def test_a_lost_connection_is_dated_when_it_was_lost(self) -> None:
        earlier = SIX - timedelta(seconds=9)
        an_open_room(ANA) >> Lose("line-ana", earlier) << [PresenceChanged(seat(ANA), Presence.RECONNECTING, earlier)]

    def test_of_the_lobby_only_facilitators_hear_it(self) -> None:
        script = an_open_room() >> comes(ANA) >> Lose("line-ana", SIX)
        assert script.events == (WaitingChanged(seat(ANA), Presence.RECONNECTING, SIX),)
        assert script.events[0].stream == FACILITATORS

    def test_an_old_connection_that_ends_says_nothing(self) -> None:
        script = an_open_room(ANA) >> comes(ANA, "line 2")
        script >> Lose("line-ana", SIX) << []
        script >> GiveUp("line-ana", SIX) << []

    def test_who_does_not_come_back_has_left_and_their_hand_goes_down(self) -> None:
        script = an_open_room(ANA)
        script.by(ANA, RaiseHand())
        script >> Lose("line-ana", SIX) >> GiveUp("line-ana", SIX)
        script << [HandLowered(seat(ANA)), PresenceChanged(seat(ANA), Presence.LEFT, script.now)]

    def test_a_loss_that_could_not_be_written_down_is_made_up_for(self) -> None:
        script = an_open_room(ANA) >> GiveUp("line-ana", SIX)
        assert [getattr(event, "since", None) for event in script.events] == [SIX, script.now]

    def test_who_was_given_up_and_is_there_after_all_comes_back(self) -> None:
        script = an_open_room(ANA) >> Lose("line-ana", SIX) >> GiveUp("line-ana", SIX) >> Return("line-ana")
        script << [PresenceChanged(seat(ANA), Presence.CONNECTED, script.now)]
        script >> Return("line-ana") << []
        script >> Return("a line of nobody") << []

    def test_the_removed_are_out_for_the_session(self) -> None:
        script = an_open_room(ANA)
        script.by(RUTH, Remove(seat(ANA))) << [MemberRemoved(seat(ANA))]
        (script >> comes(ANA)).refuses(NotAllowed)

    def test_who_is_turned_away_in_the_lobby_is_heard_of_by_facilitators_only(self) -> None:
        script = an_open_room() >> comes(ANA)
        script.by(RUTH, Remove(seat(ANA))) << [WaitingRemoved(seat(ANA))]
        assert script.events[0].stream == FACILITATORS

    def test_a_facilitator_is_not_taken_out_by_another(self) -> None:
        an_open_room().by(RUTH, Remove(seat(RUTH))).refuses(NotAllowed)

    def test_the_system_takes_anybody_out(self) -> None:
        an_open_room() >> Withdraw(RUTH) << [MemberRemoved(seat(RUTH))]
        an_open_room() >> Withdraw(BEN) << []

    def test_after_the_end_nobody_comes_in_and_nothing_changes(self) -> None:
        script = an_open_room(ANA).by(RUTH, End()) << [RoomEnded()]
        script >> Lose("line-ana", SIX) << []
        script.by(ANA, Leave()) << []
        script.by(ANA, RaiseHand()).refuses(RoomClosed)
        (script >> comes(BEN)).refuses(RoomClosed)


class TestTakingPart:
    def test_hands(self) -> None:
        script = an_open_room(ANA, BEN)
        script.by(ANA, RaiseHand()) << [HandRaised(seat(ANA))]
        script.by(ANA, RaiseHand()) << []
        script.by(BEN, LowerHand(seat(ANA))).refuses(NotAllowed)
        script.by(RUTH, LowerHand(seat(ANA))) << [HandLowered(seat(ANA))]

    def test_a_note_goes_to_facilitators_with_a_receipt_to_its_writer(self) -> None:
        script = an_open_room(ANA).by(ANA, SendNote("n", "words"))
        script << [NoteReceived("n", seat(ANA), "words"), NoteKept("n", seat(ANA))]
        assert [event.stream for event in script.events] == [FACILITATORS, member(seat(ANA))]
        assert "words" not in repr(script.room) + repr(script.events)

    def test_segments(self) -> None:
        script = an_open_room(ANA)
        script.by(RUTH, StartSegment("closing")) << [SegmentStarted("closing", SIX + timedelta(seconds=4))]
        script.by(RUTH, StartSegment("closing")) << []
        script.by(RUTH, StartSegment("party")).refuses(Invalid)
        script.by(ANA, StartSegment("check_in")).refuses(NotAllowed)

    @pytest.mark.parametrize(
        "command", [Admit(seat(BEN)), AdmitAll(), Remove(seat(BEN)), End(), StartSegment("closing")]
    )
    def test_members_do_not_lead(self, command: Command) -> None:
        an_open_room(ANA, BEN).by(ANA, command).refuses(NotAllowed)

    @pytest.mark.parametrize("command", [RaiseHand(), LowerHand(), SendNote("n", "x"), AdmitAll(), Remove(seat(BEN))])
    def test_the_lobby_may_not_know_that_there_is_anything_to_ask_for(self, command: Command) -> None:
        script = an_open_room(BEN) >> comes(ANA)
        script.by(ANA, command).refuses(NotFound)


class TestSteppingAway:
    def test_facilitators_see_it_and_peers_nothing(self) -> None:
        script = an_open_room(ANA).by(ANA, StepAway()) << [AwayChanged(seat(ANA), True), AwayKept(seat(ANA), True)]  # noqa: FBT003
        assert [event.stream for event in script.events] == [FACILITATORS, member(seat(ANA))]
        script.by(ANA, StepAway()) << []
        script.by(ANA, StepBack())
        assert not script.room.seats[seat(ANA)].away

    def test_presence_stays_as_it_is(self) -> None:
        """Attendance is made of presence, and of nothing else (I11)."""
        script = an_open_room(ANA).by(ANA, StepAway())
        assert script.room.seats[seat(ANA)].presence is Presence.CONNECTED

    def test_a_lost_connection_does_not_bring_back_who_is_away(self) -> None:
        script = an_open_room(ANA).by(ANA, StepAway()) >> Lose("line-ana", SIX) >> comes(ANA, "line 2")
        assert script.room.seats[seat(ANA)].away

    def test_who_leaves_is_not_away_any_more(self) -> None:
        script = an_open_room(ANA).by(ANA, StepAway()).by(ANA, Leave())
        assert not script.room.seats[seat(ANA)].away

    def test_facilitators_do_not_step_away_from_those_they_lead(self) -> None:
        an_open_room().by(RUTH, StepAway()).refuses(NotAllowed)


EVERY_COMMAND = get_args(commands.Command)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("kind", EVERY_COMMAND, ids=lambda kind: kind.__name__)
def test_every_command_in_every_phase_is_in_the_table_or_refused(phase: Phase, kind: type[Command]) -> None:
    """And where it is in the table, the phase after it is the one the table says, a facilitator's joining aside."""
    made: dict[type[Command], Command] = {
        Join: comes(BEN),
        Lose: Lose("line-ana", SIX),
        GiveUp: GiveUp("line-ana", SIX),
        Return: Return("line-ana"),
        Leave: Leave(),
        Admit: Admit(seat(BEN)),
        AdmitAll: AdmitAll(),
        Remove: Remove(seat(ANA)),
        Withdraw: Withdraw(ANA),
        StartSegment: StartSegment("closing"),
        RaiseHand: RaiseHand(),
        LowerHand: LowerHand(),
        StepAway: StepAway(),
        StepBack: StepBack(),
        SendNote: SendNote("n", "x"),
        SendMessage: SendMessage("m", "x"),
        ArrangeGroups: ArrangeGroups("b", ("One", "Two")),
        PlaceInGroup: PlaceInGroup(seat(ANA), GroupId("b-1")),
        StartGroups: StartGroups(),
        VisitGroup: VisitGroup(GroupId("b-1")),
        LeaveGroup: LeaveGroup(),
        EndGroups: EndGroups(),
        End: End(),
    }
    leads = kind in {Admit, AdmitAll, Remove, StartSegment, End, SendMessage, *get_args(GroupCommand)}
    script = RoomScript() >> comes(ANA)
    if phase is not Phase.WAITING:
        script >> comes(RUTH) >> comes(BEN)
        script.by(RUTH, Admit(seat(ANA)))
        if kind in get_args(GroupCommand):  # whose own table is that of `groups`
            script.by(RUTH, ArrangeGroups("b", ("One", "Two")))
        if kind in {VisitGroup, LeaveGroup}:
            script.by(RUTH, StartGroups())
    if phase is Phase.ENDED:
        script.by(RUTH, End())
    system = kind in {Join, Lose, GiveUp, Return, Withdraw} or (kind is End and phase is Phase.WAITING)
    script.by(None if system else RUTH if leads else ANA, made[kind])
    if (phase, kind) in MOVES:
        assert script.refused is None
        assert script.room.phase is MOVES[phase, kind]
    else:
        script.refuses(RoomClosed)


people = st.sampled_from([ANA, BEN, RUTH])
seats = people.map(seat)
anything = st.one_of(
    st.tuples(st.none(), st.builds(comes, people, st.sampled_from(["line-1", "line-2", "line-3"]))),
    st.tuples(st.none(), st.builds(Lose, st.sampled_from(["line-1", "line-2"]), st.just(SIX))),
    st.tuples(st.none(), st.builds(GiveUp, st.sampled_from(["line-1", "line-2"]), st.just(SIX))),
    st.tuples(people, st.sampled_from([Leave(), RaiseHand(), LowerHand(), SendNote("n", "x"), AdmitAll(), End()])),
    st.tuples(people, st.sampled_from([StepAway(), StepBack()])),
    st.tuples(people, st.one_of(st.builds(Admit, seats), st.builds(Remove, seats))),
    st.tuples(st.none(), st.builds(Withdraw, people)),
    st.tuples(people, st.builds(PlaceInGroup, seats, st.sampled_from([GroupId("b-1"), GroupId("b-2"), None]))),
    st.tuples(
        st.sampled_from([ANA, RUTH]),
        st.sampled_from([ArrangeGroups("b", ("One", "Two"), evenly=True), StartGroups(5), EndGroups(), LeaveGroup()]),
    ),
    st.tuples(people, st.sampled_from([VisitGroup(GroupId("b-1")), SendMessage("m", "x", GroupId("b-1"))])),
)


@given(st.lists(anything, max_size=30))
def test_whatever_is_asked_the_room_makes_sense(asked: list[tuple[PersonId | None, Command]]) -> None:
    """One seat a person, replay comes to the same room, no peer event names a person, hands only inside."""
    script = RoomScript()
    for person, command in asked:
        script.by(person, command)
    room = script.room
    assert len({one.person for one in room.seats.values()}) == len(room.seats)
    assert reduce(evolve, script.journal, Room(segments=("check_in", "closing"))) == room
    assert all(not hasattr(event, "person") for event in script.journal if event.stream != events.NOBODY)
    assert all(one.standing is not Standing.LOBBY and not one.removed for one in room.seats.values() if one.hand)
    assert all(one.presence is not Presence.LEFT for one in room.seats.values() if one.away)
    inside = {one.seat for one in room.seats.values() if one.standing is Standing.MEMBER}
    told = {event.seat for event in script.journal if isinstance(event, MemberJoined)}
    assert inside <= told
    assert set(room.groups.placed) <= {one.seat for one in room.seats.values() if not one.removed}
    assert all(room.groups.of(one.seat) is None for one in room.seats.values() if one.standing is Standing.LOBBY)


def test_every_event_belongs_to_one_stream() -> None:
    """By construction: a stream is part of every event."""
    script = an_open_room(ANA, BEN)
    script.by(ANA, RaiseHand())
    assert {event.stream for event in script.journal} == {ROOM, FACILITATORS, events.NOBODY}


def test_an_event_about_somebody_who_can_no_longer_be_read_changes_nothing() -> None:
    """What is left of a room after keys were destroyed still evolves."""
    lost = Room()
    for event in an_open_room(ANA).journal:
        if not isinstance(event, events.SeatGiven):
            lost = evolve(lost, event)
    assert not lost.seats
    with pytest.raises(NotFound):
        decide(lost, Admit(seat(ANA)), None, SIX)
