"""How an event is written in the journal: a stable name, and its fields as JSON.

The names are kept for ever: a row of last year is read by the server of next year. A field that is added
needs a default; a name is never used for something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import orjson
from pydantic import TypeAdapter

from handrail.checkins import events as checkins
from handrail.handouts import events as handouts
from handrail.live import alerts
from handrail.live.entry import EpochStarted, Event
from handrail.rooms import events as rooms
from handrail.rooms import group_events as groups

NAMES: Mapping[str, type[Any]] = MappingProxyType(
    {
        "epoch": EpochStarted,
        "seat": rooms.SeatGiven,
        "held": rooms.SeatHeld,
        "opened": rooms.RoomOpened,
        "waiting": rooms.MemberWaiting,
        "joined": rooms.MemberJoined,
        "presence": rooms.PresenceChanged,
        "waiting.presence": rooms.WaitingChanged,
        "removed": rooms.MemberRemoved,
        "waiting.removed": rooms.WaitingRemoved,
        "segment": rooms.SegmentStarted,
        "hand.raised": rooms.HandRaised,
        "hand.lowered": rooms.HandLowered,
        "away": rooms.AwayChanged,
        "away.kept": rooms.AwayKept,
        "note.received": rooms.NoteReceived,
        "note.kept": rooms.NoteKept,
        "message": rooms.MessageSent,
        "groups.arranged": groups.GroupsArranged,
        "groups.placed": groups.GroupPlaced,
        "groups.dropped": groups.GroupsDropped,
        "groups.started": groups.GroupsStarted,
        "groups.joined": groups.GroupJoined,
        "groups.left": groups.GroupLeft,
        "groups.ended": groups.GroupsEnded,
        "ended": rooms.RoomEnded,
        "round.opened": checkins.RoundOpened,
        "answer.received": checkins.AnswerReceived,
        "answer.kept": checkins.AnswerKept,
        "safety": checkins.SafetyRaised,
        "answer.shared": checkins.AnswerShared,
        "round.closed": checkins.RoundClosed,
        "round.summary": checkins.RoundSummarised,
        "picture.shown": checkins.PictureShown,
        "handout.shared": handouts.HandoutShared,
        "handout.received": handouts.HandoutAcknowledged,
        "handout.kept": handouts.AcknowledgementKept,
        "handout.turned": handouts.HandoutTurned,
        "alert.acknowledged": alerts.AlertAcknowledged,
        "help.asked": alerts.HelpAsked,
        "help.kept": alerts.HelpKept,
        "help.taken": alerts.HelpTaken,
    }
)
_ADAPTERS: Mapping[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in NAMES.items()}
_NAME_OF: Mapping[type[Any], str] = {kind: name for name, kind in NAMES.items()}


def write(event: Event) -> bytes:
    """The event as JSON: `["name", {fields}]`."""
    name = _NAME_OF[type(event)]
    return b'["' + name.encode() + b'",' + _ADAPTERS[name].dump_json(event) + b"]"


def read(raw: bytes) -> Event:
    """The event that `write` wrote."""
    name, fields = orjson.loads(raw)
    event: Event = _ADAPTERS[name].validate_python(fields)
    return event
