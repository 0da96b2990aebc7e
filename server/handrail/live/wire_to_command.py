"""What a client's frame asks of the core."""

from __future__ import annotations

from typing import assert_never

from handrail.checkins import commands as checkins
from handrail.handouts import commands as handouts
from handrail.kernel.errors import Invalid
from handrail.kernel.ids import AlertId, GroupId, HandoutId, ResponseId, RoundId, SeatId
from handrail.live.alerts import AcknowledgeAlert, AskForHelp
from handrail.live.entry import Command
from handrail.live.wire_commands import (
    AlertAcknowledge,
    AnswerShare,
    AwayEnd,
    AwayStart,
    GroupLeave,
    GroupPlace,
    GroupsArrange,
    GroupsEnd,
    GroupsStart,
    GroupVisit,
    HandLower,
    HandoutAcknowledge,
    HandoutShare,
    HandoutTurn,
    HandRaise,
    HelpAsk,
    LeaveRoom,
    MessageSend,
    NoteSend,
    PictureShow,
    RoomAdmit,
    RoomAdmitAll,
    RoomCommand,
    RoomEnd,
    RoomRemove,
    RoundAnswer,
    RoundClose,
    RoundOpen,
    SegmentStart,
)
from handrail.rooms import commands as rooms
from handrail.rooms import group_commands as groups


def to_command(frame: RoomCommand) -> Command:  # noqa: C901, PLR0911, PLR0912 - one arm a command
    """The frame as a command of the core. What it makes bears the frame's own id, so a repeat names the same."""
    made = str(frame.id)
    match frame:
        case RoomAdmit():
            return rooms.Admit(SeatId(frame.seat))
        case RoomAdmitAll():
            return rooms.AdmitAll()
        case RoomRemove():
            return rooms.Remove(SeatId(frame.seat))
        case RoomEnd():
            return rooms.End()
        case SegmentStart():
            return rooms.StartSegment(frame.segment)
        case HandRaise():
            return rooms.RaiseHand()
        case HandLower():
            return rooms.LowerHand(None if frame.seat is None else SeatId(frame.seat))
        case AwayStart():
            return rooms.StepAway()
        case AwayEnd():
            return rooms.StepBack()
        case HelpAsk():
            return AskForHelp(AlertId(made))
        case NoteSend():
            return rooms.SendNote(made, frame.text)
        case MessageSend():
            return rooms.SendMessage(made, frame.text, _group(frame.group))
        case GroupsArrange() | GroupPlace() | GroupsStart() | GroupVisit() | GroupLeave() | GroupsEnd():
            return _to_group_command(frame, made)
        case LeaveRoom():
            return rooms.Leave()
        case RoundOpen():
            return checkins.OpenRound(RoundId(made), frame.template)
        case RoundAnswer():
            if (frame.answers is None) is (frame.pass_ is None):
                raise Invalid("Give either answers or a pass.")
            return checkins.AnswerRound(ResponseId(made), RoundId(frame.round), frame.answers)
        case RoundClose():
            return checkins.CloseRound(RoundId(frame.round))
        case AnswerShare():
            return checkins.ShareAnswer(RoundId(frame.round), frame.item, _group(frame.group))
        case PictureShow():
            return checkins.ShowPicture(RoundId(frame.round), frame.item)
        case HandoutShare():
            return handouts.ShareHandout(HandoutId(frame.handout))
        case HandoutAcknowledge():
            return handouts.AcknowledgeHandout(HandoutId(frame.handout))
        case HandoutTurn():
            return handouts.TurnTo(HandoutId(frame.handout), frame.section)
        case AlertAcknowledge():
            return AcknowledgeAlert(AlertId(frame.alert))
        case _:
            assert_never(frame)


def _group(named: str | None) -> GroupId | None:
    return None if named is None else GroupId(named)


def _to_group_command(
    frame: GroupsArrange | GroupPlace | GroupsStart | GroupVisit | GroupLeave | GroupsEnd, made: str
) -> groups.GroupCommand:
    match frame:
        case GroupsArrange():
            return groups.ArrangeGroups(made, frame.names, frame.evenly)
        case GroupPlace():
            return groups.PlaceInGroup(SeatId(frame.seat), _group(frame.group))
        case GroupsStart():
            return groups.StartGroups(frame.minutes)
        case GroupVisit():
            return groups.VisitGroup(GroupId(frame.group))
        case GroupLeave():
            return groups.LeaveGroup()
        case GroupsEnd():
            return groups.EndGroups()
        case _:
            assert_never(frame)
