"""All that a connection would know, had it seen every event of the streams it follows: a pure function (I6).

Nothing here asks for more than the streams carry: what stands in a snapshot for a member is what `room`,
their own stream and that of their small group told, for a facilitator besides what `facilitators` told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from handrail.checkins.events import SafetyRaised
from handrail.checkins.round import Phase as RoundPhase
from handrail.checkins.round import Round
from handrail.checkins.summary import Group, summarise
from handrail.kernel.audience import FACILITATORS, ROOM, Standing, Stream
from handrail.kernel.ids import GroupId, SeatId
from handrail.live import wire_checkin_events
from handrail.live import wire_snapshot as wire
from handrail.live.alerts import RoomAlert, asked_by
from handrail.live.live_room import LiveRoom
from handrail.live.wire import You
from handrail.rooms import groups
from handrail.rooms.events import Presence


def you(state: LiveRoom, seat: SeatId) -> You:
    """Where the person in this seat stands."""
    seated = state.room.seats[seat]
    return You(seat=seat, name=seated.name, standing=seated.standing.value)


def last(state: LiveRoom, streams: AbstractSet[Stream]) -> Mapping[str, int]:
    """The last number of each of these streams."""
    return {stream: state.counters.get(stream, 0) for stream in sorted(streams)}


def snapshot(state: LiveRoom, seat: SeatId) -> wire.Snapshot:
    """The room as the person in this seat may know it."""
    streams = state.followed(seat)
    leads = FACILITATORS in streams
    if ROOM not in streams:
        return wire.Snapshot(
            phase="waiting",
            rounds=_asked(state, seat),
            my_notes=_own_notes(state, seat),
            my_help=_help(state, seat),
        )
    return wire.Snapshot(
        phase=state.room.phase.value,
        segment=state.room.segment,
        segment_since=state.room.segment_since,
        members=_members(state),
        waiting=_waiting(state) if leads else (),
        rounds=tuple(_round(state, one, seat, leads=leads) for one in state.rounds.rounds.values()),
        handouts=_handouts(state, seat, leads=leads),
        notes=_notes(state) if leads else (),
        my_notes=_own_notes(state, seat),
        alerts=_alerts(state) if leads else (),
        away=tuple(sorted(one.seat for one in state.room.seats.values() if one.away)) if leads else (),
        i_am_away=state.room.seats[seat].away,
        my_help=_help(state, seat),
        messages=_messages(state, seat),
        groups=_groups(state, leads=leads),
        group=_group(state, state.room.groups.of(seat)),
    )


def _members(state: LiveRoom) -> tuple[wire.Member, ...]:
    inside = [one for one in state.room.seats.values() if one.standing is not Standing.LOBBY and not one.removed]
    return tuple(
        wire.Member(
            seat=one.seat, name=one.name, standing=one.standing.value, presence=one.presence.value, hand=one.hand
        )
        for one in sorted(inside, key=lambda one: one.seat)
    )


def _waiting(state: LiveRoom) -> tuple[wire.Waiting, ...]:
    return tuple(
        wire.Waiting(seat=one.seat, name=one.name, presence=one.presence.value)
        for one in sorted(state.room.seats.values(), key=lambda one: one.seat)
        if one.waits and one.presence is not Presence.LEFT
    )


def _notes(state: LiveRoom) -> tuple[wire.Note, ...]:
    return tuple(wire.Note(note=one.note, seat=one.seat, text=one.text) for one in state.room.notes)


def _own_notes(state: LiveRoom, seat: SeatId) -> tuple[str, ...]:
    return tuple(one.note for one in state.room.notes if one.seat == seat)


def _help(state: LiveRoom, seat: SeatId) -> wire.Help | None:
    asked = asked_by(state.alerts, seat)
    if asked is None:
        return None
    return wire.Help(alert=asked.raised.alert, taken=asked.by is not None, by=asked.by or None)


def _messages(state: LiveRoom, seat: SeatId) -> tuple[wire.Message, ...]:
    return tuple(
        wire.Message(message=one.message, seat=one.seat, text=one.text, group=one.group)
        for one in state.room.messages
        if one.group in {None, state.room.groups.of(seat)}
    )


def _groups(state: LiveRoom, *, leads: bool) -> wire.Groups | None:
    now = state.room.groups
    running = now.phase is groups.Phase.RUNNING
    if now.phase is groups.Phase.NONE or not (running or leads):
        return None
    found = tuple(one for group in now.names if (one := _group(state, group)))
    return wire.Groups(running=running, since=now.since, minutes=now.minutes, all=found if leads else ())


def _group(state: LiveRoom, group: GroupId | None) -> wire.SmallGroup | None:
    if group is None:
        return None
    return wire.SmallGroup(
        group=group, name=state.room.groups.names[group], seats=tuple(state.room.groups.seats(group))
    )


def _round(state: LiveRoom, one: Round, seat: SeatId, *, leads: bool) -> wire.Round:
    mine = one.responses.get(seat)
    return wire.Round(
        round=one.id,
        template=one.template.id,
        version=one.template.version,
        title=one.template.title,
        open=one.phase is RoundPhase.OPEN,
        shared=tuple(
            wire.Shared(seat=shown.seat, item=shown.item, answer=shown.answer, group=shown.group)
            for shown in one.shared
            if shown.group in {None, state.room.groups.of(seat)}
        ),
        mine=mine and wire.Kept(response=mine.id, passed=mine.answers is None, alerted=mine.id in _alerted(state)),
        responses=_responses(one) if leads else (),
        pictures=tuple(wire.Picture(item=shown.item, groups=_parts(shown.groups)) for shown in one.pictures),
        summary=_totals(one) if leads and one.phase is RoundPhase.CLOSED else None,
    )


def _asked(state: LiveRoom, seat: SeatId) -> tuple[wire.Round, ...]:
    """The rounds that this person was asked while they waited in the lobby, without what the room was shown."""
    asked = (one for one in state.rounds.rounds.values() if seat in one.asked)
    return tuple(_round(state, replace(one, shared=(), pictures=()), seat, leads=False) for one in asked)


def _alerted(state: LiveRoom) -> frozenset[str]:
    return frozenset(one.raised.response for one in state.alerts.values() if isinstance(one.raised, SafetyRaised))


def _responses(one: Round) -> tuple[wire.Response, ...]:
    return tuple(
        wire.Response(
            seat=seat,
            response=response.id,
            passed=response.answers is None,
            answers=None if response.answers is None else dict(response.answers),
        )
        for seat, response in sorted(one.responses.items())
    )


def _totals(one: Round) -> wire.Totals:
    totals = summarise(one.template, (response.answers for response in one.responses.values()))
    return wire.Totals(
        answered=totals.answered,
        passed=totals.passed,
        items=tuple(
            wire_checkin_events.ItemSummary(
                item=item.item,
                people=item.people,
                middle=item.middle,
                groups=_parts(item.groups),
            )
            for item in totals.items
        ),
    )


def _parts(groups: Iterable[Group]) -> tuple[wire_checkin_events.Group, ...]:
    return tuple(wire_checkin_events.Group(name=group.name, people=group.people) for group in groups)


def _handouts(state: LiveRoom, seat: SeatId, *, leads: bool) -> tuple[wire.Handout, ...]:
    return tuple(
        wire.Handout(
            handout=one.handout,
            version=one.version,
            title=one.title,
            mine=seat in one.acknowledged,
            by=tuple(sorted(one.acknowledged)) if leads else (),
            section=one.section,
        )
        for one in state.shelf.shared.values()
    )


def _alerts(state: LiveRoom) -> tuple[wire.Alert, ...]:
    return tuple(_alert(one) for one in state.alerts.values())


def _alert(one: RoomAlert) -> wire.Alert:
    answer = one.raised if isinstance(one.raised, SafetyRaised) else None
    return wire.Alert(
        alert=one.raised.alert,
        round=answer and answer.round,
        response=answer and answer.response,
        seat=one.raised.seat,
        items=answer.items if answer else (),
        acknowledged=one.by is not None,
        by=one.by or None,
    )
