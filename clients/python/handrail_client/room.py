"""What a connection knows of its room: the snapshot, and every event after it, folded in (I6).

`evolve` is pure and never fails. Someone who saw every event and someone who came late and got a snapshot end
with the same state; an event of a type that we do not know changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from handrail_client.messages import (
    Alert,
    AlertAcknowledged,
    AlertRaised,
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    AwayKept,
    Event,
    Gone,
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
    HandLowered,
    Handout,
    HandoutAcknowledged,
    HandoutShared,
    HandoutTurned,
    HandRaised,
    Help,
    HelpKept,
    HelpTaken,
    Kept,
    Member,
    MemberAway,
    MemberJoined,
    MemberPresence,
    MemberRemoved,
    MemberWaiting,
    Message,
    MessageSent,
    Note,
    NoteKept,
    NoteReceived,
    Picture,
    PictureShown,
    Response,
    RoomEnded,
    RoomOpened,
    Round,
    RoundClosed,
    RoundOpened,
    RoundSummary,
    SegmentStarted,
    Shared,
    Snapshot,
    Totals,
    Unknown,
    Waiting,
)
from handrail_client.room_groups import back, group_of, grouped, moved, seat_in
from handrail_client.room_state import (
    RoomState,
    by_alert,
    by_handout,
    by_round,
    by_seat,
    change,
    changed,
    put,
    seated,
)


def evolve(state: RoomState, event: Event | Unknown) -> RoomState:  # noqa: C901, PLR0911, PLR0912 - one case an event
    """The state after `event`."""
    room = state.room
    match event:
        case RoomOpened():
            return changed(state, phase="open")
        case RoomEnded():
            return changed(state, phase="ended")
        case SegmentStarted():
            return changed(state, segment=event.segment, segment_since=event.at)
        case MemberWaiting():
            waiting = Waiting(seat=event.seat, name=event.name, presence="connected")
            return changed(state, waiting=seated(room.waiting, waiting))
        case MemberJoined():
            return _joined(state, event)
        case MemberPresence():
            return changed(
                _not_away(state, event.seat) if event.presence == "left" else state,
                members=change(room.members, event.seat, by_seat, presence=event.presence),
                waiting=tuple(
                    one
                    for one in change(room.waiting, event.seat, by_seat, presence=event.presence)
                    if one.presence != "left"
                ),
            )
        case MemberRemoved():
            return changed(
                _not_away(moved(state, event.seat, None), event.seat),
                members=tuple(one for one in room.members if one.seat != event.seat),
                waiting=tuple(one for one in room.waiting if one.seat != event.seat),
            )
        case HandRaised():
            return changed(state, members=change(room.members, event.seat, by_seat, hand=True))
        case HandLowered():
            return changed(state, members=change(room.members, event.seat, by_seat, hand=False))
        case MemberAway():
            return changed(state, away=_away(room.away, event.seat, there=event.away))
        case AwayKept():
            return changed(state, i_am_away=event.away)
        case HelpKept():
            return changed(state, my_help=Help(alert=event.alert))
        case HelpTaken():
            return changed(state, my_help=Help(alert=event.alert, taken=True, by=event.by))
        case NoteReceived():
            return changed(state, notes=(*room.notes, Note(note=event.note, seat=event.seat, text=event.text)))
        case NoteKept():
            return changed(state, my_notes=(*room.my_notes, event.note))
        case MessageSent():
            message = Message(message=event.message, seat=event.seat, text=event.text, group=group_of(event.stream))
            return changed(state, messages=(*room.messages, message))
        case GroupJoined() | GroupLeft():
            return changed(state, group=room.group and seat_in(room.group, event.seat, isinstance(event, GroupJoined)))
        case GroupsArranged() | GroupPlaced() | GroupsDropped() | GroupsStarted() | GroupsEnded():
            return grouped(state, event)
        case RoundOpened():
            opened = Round(
                round=event.round, template=event.template, version=event.version, title=event.title, open=True
            )
            return changed(state, rounds=put(room.rounds, opened, by_round))
        case RoundClosed():
            return changed(state, rounds=change(room.rounds, event.round, by_round, open=False))
        case AnswerReceived() | AnswerKept() | AnswerShared() | RoundSummary() | PictureShown():
            return _answered(state, event)
        case HandoutShared():
            shared = Handout(handout=event.handout, version=event.version, title=event.title)
            return changed(state, handouts=put(room.handouts, shared, by_handout))
        case HandoutTurned():
            turned = change(room.handouts, event.handout, by_handout, section=event.section)
            return changed(state, handouts=turned)
        case HandoutAcknowledged():
            return _acknowledged(state, event)
        case AlertRaised():
            alert = Alert(
                alert=event.alert, round=event.round, response=event.response, seat=event.seat, items=event.items
            )
            return changed(state, alerts=put(room.alerts, alert, by_alert))
        case AlertAcknowledged():
            return changed(state, alerts=change(room.alerts, event.alert, by_alert, acknowledged=True, by=event.by))
        case Gone() | Unknown():
            return state


def forget(state: RoomState, streams: Iterable[str]) -> RoomState:
    """The state after `unfollow`: without what only those streams tell."""
    gone, room, you = frozenset(streams), state.room, state.you
    if any(stream.startswith("group:") for stream in gone):
        return forget(back(state), (stream for stream in gone if not stream.startswith("group:")))
    if "room" in gone:
        return RoomState(you and you.model_copy(update={"standing": "lobby"}), Snapshot(phase=room.phase))
    if "facilitators" not in gone:
        return state
    return RoomState(
        you and you.model_copy(update={"standing": "member"}),
        room.model_copy(
            update={
                "waiting": (),
                "notes": (),
                "alerts": (),
                "away": (),
                "groups": room.groups.model_copy(update={"all": ()}) if room.groups and room.groups.running else None,
                "rounds": tuple(one.model_copy(update={"responses": (), "summary": None}) for one in room.rounds),
                "handouts": tuple(one.model_copy(update={"by": ()}) for one in room.handouts),
            }
        ),
    )


def _away(those: tuple[str, ...], seat: str, *, there: bool) -> tuple[str, ...]:
    return tuple(sorted({*those, seat} if there else {*those} - {seat}))


def _not_away(state: RoomState, seat: str) -> RoomState:
    """Who left, or was taken out, has not only stepped away."""
    mine = state.you is not None and state.you.seat == seat
    return changed(state, away=_away(state.room.away, seat, there=False), i_am_away=state.room.i_am_away and not mine)


def _joined(state: RoomState, event: MemberJoined) -> RoomState:
    room, you = state.room, state.you
    hand = any(one.hand for one in room.members if one.seat == event.seat)
    member = Member(seat=event.seat, name=event.name, standing=event.standing, presence="connected", hand=hand)
    state = changed(
        state,
        members=seated(room.members, member),
        waiting=tuple(one for one in room.waiting if one.seat != event.seat),
    )
    if you is not None and you.seat == event.seat:
        return replace(state, you=you.model_copy(update={"standing": event.standing}))
    return state


def _answered(
    state: RoomState, event: AnswerReceived | AnswerKept | AnswerShared | RoundSummary | PictureShown
) -> RoomState:
    known = state.round(event.round)
    if known is None:
        return state
    now: dict[str, Any] = {}
    match event:
        case AnswerReceived():
            response = Response(seat=event.seat, response=event.response, passed=event.passed, answers=event.answers)
            now = {"responses": seated(known.responses, response)}
        case AnswerKept():
            now = {"mine": Kept(response=event.response, passed=event.passed, alerted=event.alerted)}
        case AnswerShared():
            shared = Shared(seat=event.seat, item=event.item, answer=event.answer, group=group_of(event.stream))
            now = {"shared": (*known.shared, shared)}
        case RoundSummary():
            now = {"summary": Totals(answered=event.answered, passed=event.passed, items=event.items)}
        case PictureShown():
            now = {"pictures": (*known.pictures, Picture(item=event.item, groups=event.groups))}
    return changed(state, rounds=change(state.room.rounds, event.round, by_round, **now))


def _acknowledged(state: RoomState, event: HandoutAcknowledged) -> RoomState:
    if event.stream != "facilitators":
        return changed(state, handouts=change(state.room.handouts, event.handout, by_handout, mine=True))
    return changed(
        state,
        handouts=tuple(
            one.model_copy(update={"by": tuple(sorted((*one.by, event.seat)))})
            if one.handout == event.handout and event.seat not in one.by
            else one
            for one in state.room.handouts
        ),
    )
