"""From what happened to the bytes of an event frame: one encoding for everybody who follows its stream.

What a frame says depends on the event alone. Fields that peers must not see are not left out here: they
are in no event of a stream that peers follow.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, assert_never

import orjson

from handrail.checkins import events as checkins
from handrail.handouts import events as handouts
from handrail.live import alerts
from handrail.live.entry import EpochStarted, Event, Gone, Numbered
from handrail.rooms import events as rooms
from handrail.rooms import group_events as groups


def encode(one: Numbered, at: datetime) -> bytes:
    """The frame of one event, in UTF-8."""
    kind, fields = ("gone", {}) if isinstance(one.event, Gone) else members(one.event)
    return orjson.dumps({"type": kind, "stream": one.stream, "n": one.n, "at": at, **fields}, option=orjson.OPT_UTC_Z)


def members(event: Event) -> tuple[str, dict[str, Any]]:
    """The frame's `type` and own members."""
    match event:
        case rooms.SeatGiven() | rooms.SeatHeld() | EpochStarted():
            raise AssertionError("this is for nobody and never leaves")
        case alerts.AlertAcknowledged() | alerts.HelpAsked() | alerts.HelpKept() | alerts.HelpTaken():
            return _alert(event)
        case (
            checkins.RoundOpened()
            | checkins.AnswerReceived()
            | checkins.AnswerKept()
            | checkins.SafetyRaised()
            | checkins.AnswerShared()
            | checkins.RoundClosed()
            | checkins.RoundSummarised()
            | checkins.PictureShown()
        ):
            return _checkin(event)
        case handouts.HandoutShared(handout, version, title):
            return "handout.shared", {"handout": handout, "version": version, "title": title}
        case handouts.HandoutTurned(handout, section):
            return "handout.turned", {"handout": handout, "section": section}
        case handouts.HandoutAcknowledged(seat, handout, version) | handouts.AcknowledgementKept(
            seat, handout, version
        ):
            return "handout.acknowledged", {"handout": handout, "version": version, "seat": seat}
        case _:
            return _room(event)


def _alert(event: alerts.Event) -> tuple[str, dict[str, Any]]:
    match event:
        case alerts.AlertAcknowledged(alert, by):
            return "alert.acknowledged", {"alert": alert, "by": by or None}
        case alerts.HelpAsked(alert, seat):
            asked = {"alert": alert, "round": None, "response": None, "seat": seat, "items": ()}
            return "alert.raised", asked
        case alerts.HelpKept(alert):
            return "help.kept", {"alert": alert}
        case alerts.HelpTaken(alert, _, by):
            return "help.taken", {"alert": alert, "by": by or None}
        case _:
            assert_never(event)


def _checkin(event: checkins.Event) -> tuple[str, dict[str, Any]]:  # noqa: PLR0911 - one arm an event
    match event:
        case checkins.RoundOpened(identity, template, version, title):
            return "round.opened", {"round": identity, "template": template, "version": version, "title": title}
        case checkins.AnswerReceived(identity, response, seat, answers, replaces):
            return "answer.received", {
                "round": identity,
                "response": response,
                "seat": seat,
                "passed": answers is None,
                "answers": answers,
                "replaces": replaces or None,
            }
        case checkins.AnswerKept(identity, response, _, passed, alerted):
            return "answer.kept", {"round": identity, "response": response, "passed": passed, "alerted": alerted}
        case checkins.SafetyRaised(alert, identity, response, seat, items):
            raised = {"alert": alert, "round": identity, "response": response, "seat": seat, "items": items}
            return "alert.raised", raised
        case checkins.AnswerShared(identity, seat, item, answer, _):
            return "answer.shared", {"round": identity, "seat": seat, "item": item, "answer": answer}
        case checkins.RoundClosed(identity):
            return "round.closed", {"round": identity}
        case checkins.RoundSummarised(identity, answered, passed, items):
            totals = [asdict(item) for item in items]
            return "round.summary", {"round": identity, "answered": answered, "passed": passed, "items": totals}
        case checkins.PictureShown(identity, item, groups):
            return "picture.shown", {"round": identity, "item": item, "groups": [asdict(group) for group in groups]}
        case _:
            assert_never(event)


def _room(event: rooms.Event) -> tuple[str, dict[str, Any]]:  # noqa: C901, PLR0911, PLR0912 - one arm an event
    match event:
        case rooms.RoomOpened():
            return "room.opened", {}
        case rooms.RoomEnded():
            return "room.ended", {}
        case rooms.SegmentStarted(segment, _):
            return "segment.started", {"segment": segment}
        case rooms.MemberWaiting(seat, name):
            return "member.waiting", {"seat": seat, "name": name}
        case rooms.MemberJoined(seat, name, standing):
            return "member.joined", {"seat": seat, "name": name, "standing": standing}
        case rooms.PresenceChanged(seat, presence) | rooms.WaitingChanged(seat, presence):
            return "member.presence", {"seat": seat, "presence": presence}
        case rooms.MemberRemoved(seat) | rooms.WaitingRemoved(seat):
            return "member.removed", {"seat": seat}
        case rooms.HandRaised(seat):
            return "hand.raised", {"seat": seat}
        case rooms.HandLowered(seat):
            return "hand.lowered", {"seat": seat}
        case rooms.AwayChanged(seat, away):
            return "member.away", {"seat": seat, "away": away}
        case rooms.AwayKept(_, away):
            return "away.kept", {"away": away}
        case rooms.NoteReceived(note, seat, text):
            return "note.received", {"note": note, "seat": seat, "text": text}
        case rooms.NoteKept(note):
            return "note.kept", {"note": note}
        case rooms.MessageSent(message, seat, text, _):
            return "message.sent", {"message": message, "seat": seat, "text": text}
        case (
            groups.GroupsArranged()
            | groups.GroupPlaced()
            | groups.GroupsDropped()
            | groups.GroupsStarted()
            | groups.GroupJoined()
            | groups.GroupLeft()
            | groups.GroupsEnded()
        ):
            return _groups(event)
        case rooms.SeatGiven() | rooms.SeatHeld():
            raise AssertionError("this is for nobody and never leaves")
        case _:
            assert_never(event)


def _groups(event: groups.GroupEvent) -> tuple[str, dict[str, Any]]:  # noqa: PLR0911 - one arm an event
    match event:
        case groups.GroupsArranged(names):
            return "groups.arranged", {"groups": [{"group": group, "name": name} for group, name in names]}
        case groups.GroupPlaced(seat, group):
            return "group.placed", {"seat": seat, "group": group}
        case groups.GroupsDropped():
            return "groups.dropped", {}
        case groups.GroupsStarted(_, minutes):
            return "groups.started", {"minutes": minutes}
        case groups.GroupJoined(_, seat):
            return "group.joined", {"seat": seat}
        case groups.GroupLeft(_, seat):
            return "group.left", {"seat": seat}
        case groups.GroupsEnded():
            return "groups.ended", {}
        case _:
            assert_never(event)
