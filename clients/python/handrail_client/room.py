"""What a connection knows of its room: the snapshot, and every event after it, folded in (I6).

`evolve` is pure and never fails. Someone who saw every event and someone who came late and got a snapshot end
with the same state; an event of a type that we do not know changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from handrail_client.messages import (
    Alert,
    AlertAcknowledged,
    AlertRaised,
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    Event,
    Gone,
    HandLowered,
    Handout,
    HandoutAcknowledged,
    HandoutShared,
    HandRaised,
    Kept,
    Member,
    MemberJoined,
    MemberPresence,
    MemberRemoved,
    MemberWaiting,
    Note,
    NoteKept,
    NoteReceived,
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
    You,
)

EMPTY = Snapshot(phase="waiting")


@dataclass(frozen=True, slots=True)
class RoomState:
    """Where we stand and all we know. `you` is None before the first welcome."""

    you: You | None = field(default=None, repr=False)
    room: Snapshot = field(default=EMPTY, repr=False)

    def name(self, seat: str) -> str:
        """The display name of a seat; of one that has gone, the words "Somebody"."""
        known: tuple[Member | Waiting, ...] = (*self.room.members, *self.room.waiting)
        return next((one.name for one in known if one.seat == seat), "Somebody")

    def round(self, name: str) -> Round | None:
        """The round of this id."""
        return next((one for one in self.room.rounds if one.round == name), None)

    @property
    def open_round(self) -> Round | None:
        """The newest round that takes answers."""
        return next((one for one in reversed(self.room.rounds) if one.open), None)

    @property
    def leads(self) -> bool:
        """Whether we are a facilitator here."""
        return self.you is not None and self.you.standing == "facilitator"


def evolve(state: RoomState, event: Event | Unknown) -> RoomState:  # noqa: C901, PLR0911, PLR0912 - one case an event
    """The state after `event`."""
    room = state.room
    match event:
        case RoomOpened():
            return _with(state, phase="open")
        case RoomEnded():
            return _with(state, phase="ended")
        case SegmentStarted():
            return _with(state, segment=event.segment)
        case MemberWaiting():
            waiting = Waiting(seat=event.seat, name=event.name, presence="connected")
            return _with(state, waiting=_seated(room.waiting, waiting))
        case MemberJoined():
            return _joined(state, event)
        case MemberPresence():
            return _with(
                state,
                members=_change(room.members, event.seat, _seat, presence=event.presence),
                waiting=tuple(
                    one
                    for one in _change(room.waiting, event.seat, _seat, presence=event.presence)
                    if one.presence != "left"
                ),
            )
        case MemberRemoved():
            return _with(
                state,
                members=tuple(one for one in room.members if one.seat != event.seat),
                waiting=tuple(one for one in room.waiting if one.seat != event.seat),
            )
        case HandRaised():
            return _with(state, members=_change(room.members, event.seat, _seat, hand=True))
        case HandLowered():
            return _with(state, members=_change(room.members, event.seat, _seat, hand=False))
        case NoteReceived():
            return _with(state, notes=(*room.notes, Note(note=event.note, seat=event.seat, text=event.text)))
        case NoteKept():
            return _with(state, my_notes=(*room.my_notes, event.note))
        case RoundOpened():
            opened = Round(
                round=event.round, template=event.template, version=event.version, title=event.title, open=True
            )
            return _with(state, rounds=_put(room.rounds, opened, _round))
        case RoundClosed():
            return _with(state, rounds=_change(room.rounds, event.round, _round, open=False))
        case AnswerReceived() | AnswerKept() | AnswerShared() | RoundSummary():
            return _answered(state, event)
        case HandoutShared():
            shared = Handout(handout=event.handout, version=event.version, title=event.title)
            return _with(state, handouts=_put(room.handouts, shared, _handout))
        case HandoutAcknowledged():
            return _acknowledged(state, event)
        case AlertRaised():
            alert = Alert(
                alert=event.alert, round=event.round, response=event.response, seat=event.seat, items=event.items
            )
            return _with(state, alerts=_put(room.alerts, alert, _alert))
        case AlertAcknowledged():
            return _with(state, alerts=_change(room.alerts, event.alert, _alert, acknowledged=True, by=event.by))
        case Gone() | Unknown():
            return state


def forget(state: RoomState, streams: Iterable[str]) -> RoomState:
    """The state after `unfollow`: without what only those streams tell."""
    gone, room, you = frozenset(streams), state.room, state.you
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
                "rounds": tuple(one.model_copy(update={"responses": (), "summary": None}) for one in room.rounds),
                "handouts": tuple(one.model_copy(update={"by": ()}) for one in room.handouts),
            }
        ),
    )


def _joined(state: RoomState, event: MemberJoined) -> RoomState:
    room, you = state.room, state.you
    hand = any(one.hand for one in room.members if one.seat == event.seat)
    member = Member(seat=event.seat, name=event.name, standing=event.standing, presence="connected", hand=hand)
    state = _with(
        state,
        members=_seated(room.members, member),
        waiting=tuple(one for one in room.waiting if one.seat != event.seat),
    )
    if you is not None and you.seat == event.seat:
        return replace(state, you=you.model_copy(update={"standing": event.standing}))
    return state


def _answered(state: RoomState, event: AnswerReceived | AnswerKept | AnswerShared | RoundSummary) -> RoomState:
    known = state.round(event.round)
    if known is None:
        return state
    now: dict[str, Any] = {}
    match event:
        case AnswerReceived():
            response = Response(seat=event.seat, response=event.response, passed=event.passed, answers=event.answers)
            now = {"responses": _seated(known.responses, response)}
        case AnswerKept():
            now = {"mine": Kept(response=event.response, passed=event.passed, alerted=event.alerted)}
        case AnswerShared():
            shared = Shared(seat=event.seat, item=event.item, answer=event.answer)
            now = {"shared": (*known.shared, shared)}
        case RoundSummary():
            now = {"summary": Totals(answered=event.answered, passed=event.passed, items=event.items)}
    return _with(state, rounds=_change(state.room.rounds, event.round, _round, **now))


def _acknowledged(state: RoomState, event: HandoutAcknowledged) -> RoomState:
    if event.stream != "facilitators":
        return _with(state, handouts=_change(state.room.handouts, event.handout, _handout, mine=True))
    return _with(
        state,
        handouts=tuple(
            one.model_copy(update={"by": tuple(sorted((*one.by, event.seat)))})
            if one.handout == event.handout and event.seat not in one.by
            else one
            for one in state.room.handouts
        ),
    )


def _with(state: RoomState, **changes: Any) -> RoomState:
    return replace(state, room=state.room.model_copy(update=changes))


def _put(those: Iterable[Any], one: Any, key: Callable[[Any], object]) -> tuple[Any, ...]:
    """`those` with `one`, in the place of the one with the same key, or at the end."""
    kept = tuple(those)
    if any(key(other) == key(one) for other in kept):
        return tuple(one if key(other) == key(one) else other for other in kept)
    return (*kept, one)


def _seated(those: Iterable[Any], one: Any) -> tuple[Any, ...]:
    """`those` with `one` in its seat; people stand in the order of their seats, which tells nothing of them."""
    return tuple(sorted(_put(those, one, _seat), key=lambda other: str(other.seat)))


def _change(those: Iterable[Any], name: str, key: Callable[[Any], object], **changes: Any) -> tuple[Any, ...]:
    return tuple(one.model_copy(update=changes) if key(one) == name else one for one in those)


def _seat(one: Any) -> object:
    return one.seat


def _round(one: Any) -> object:
    return one.round


def _handout(one: Any) -> object:
    return one.handout


def _alert(one: Any) -> object:
    return one.alert
