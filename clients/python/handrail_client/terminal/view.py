"""What a room looks like in plain text: a line for what happened, a few for where things stand. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handrail_client.aio import Change, Entered, Interrupted, Refreshed
from handrail_client.messages import (
    AlertAcknowledged,
    AlertRaised,
    Answer,
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    AwayKept,
    GroupJoined,
    GroupLeft,
    GroupPlaced,
    GroupsArranged,
    GroupsDropped,
    GroupsEnded,
    GroupsStarted,
    HandLowered,
    HandoutAcknowledged,
    HandoutShared,
    HandoutTurned,
    HandRaised,
    HelpKept,
    HelpTaken,
    MemberAway,
    MemberJoined,
    MemberPresence,
    MemberRemoved,
    MemberWaiting,
    MessageSent,
    NoteKept,
    NoteReceived,
    PictureShown,
    RoomEnded,
    RoomOpened,
    Round,
    RoundClosed,
    RoundOpened,
    RoundSummary,
    SegmentStarted,
)
from handrail_client.records import CheckIn
from handrail_client.room_state import RoomState
from handrail_client.terminal.form import in_words
from handrail_client.terminal.reached import reached
from handrail_client.terminal.telling import at_time, is_me, who
from handrail_client.terminal.view_groups import about_groups, in_groups

Asked = Mapping[tuple[str, int], CheckIn]
"""The check-ins whose text we have, by template and version."""

CRISIS = "If you are in danger now, call 911. To talk to somebody at any hour, call or text 988."

_PRESENCE = {
    "connected": "is back",
    "reconnecting": "has lost the connection",
    "left": "has left",
}
_AWAY = {True: "steps away for a moment", False: "is back at it"}
_AWAY_MINE = {True: "have stepped away", False: "are back"}
_STANDING = {"lobby": "waiting to be let in", "member": "in the room", "facilitator": "leading"}
_PHASE = {"waiting": "The room opens when a facilitator is there.", "open": "", "ended": "The session is over."}


def told(change: Change, state: RoomState, asked: Asked) -> list[str]:  # noqa: C901, PLR0911, PLR0912 - one case a change
    """What to say of a change; nothing, of most. `state` is the one after it."""
    match change:
        case Entered(you, recovered):
            again = [] if recovered else ["Something was missed; this is how things stand now."]
            return [*again, f"You are {_STANDING[you.standing]}.", *standing(state)]
        case Refreshed():
            return [*([f"You are {_STANDING[state.you.standing]}."] if state.you is not None else []), *standing(state)]
        case Interrupted(after):
            return [f"The connection is lost. Trying again in {max(1, round(after))} s; nothing you sent is lost."]
        case RoomOpened():
            return [at_time(change, "The room is open.")]
        case RoomEnded():
            return [at_time(change, "The session is over. Thank you for being here.")]
        case SegmentStarted():
            return [at_time(change, f"Now: {_segment(change.segment)}.")]
        case MemberWaiting():
            return [at_time(change, f"{change.name} is waiting to be let in.  admit")]
        case MemberJoined():
            return [] if is_me(state, change.seat) else [at_time(change, f"{change.name} is here.")]
        case MemberPresence():
            mine = is_me(state, change.seat)
            return [] if mine else [at_time(change, f"{state.name(change.seat)} {_PRESENCE[change.presence]}.")]
        case MemberRemoved():
            return [at_time(change, "Somebody has gone.")]
        case HandRaised():
            return [at_time(change, f"{who(state, change.seat)} would like to speak.")]
        case HandLowered():
            return []
        case (
            GroupsArranged()
            | GroupPlaced()
            | GroupsDropped()
            | GroupsStarted()
            | GroupJoined()
            | GroupLeft()
            | GroupsEnded()
        ):
            return about_groups(change, state)
        case MessageSent():
            to = " to your group" if change.stream.startswith("group:") else ""
            return [at_time(change, f"{who(state, change.seat)}{to}: {change.text}")]
        case MemberAway():
            return [at_time(change, f"{state.name(change.seat)} {_AWAY[change.away]}.")]
        case AwayKept():
            return [at_time(change, f"The facilitators see that you {_AWAY_MINE[change.away]}; nobody else does.")]
        case HelpKept():
            told = reached(state, "The facilitators have been told that you need somebody.")
            return [at_time(change, told), CRISIS]
        case HelpTaken():
            comes = state.name(change.by) if change.by else "A facilitator"
            return [at_time(change, f"{comes} sees to you.")]
        case NoteReceived():
            return [at_time(change, f"A note from {state.name(change.seat)}, to facilitators only: {change.text}")]
        case NoteKept():
            return [at_time(change, "The facilitators have your note.")]
        case RoundOpened():
            return [at_time(change, opened(change.title, leads=state.leads))]
        case AnswerReceived():
            return _received(change, state, asked)
        case AnswerKept():
            return _kept(change, state)
        case AnswerShared():
            said = _item_words(state, asked, change.round, change.item, change.answer)
            shares = "You share" if is_me(state, change.seat) else f"{state.name(change.seat)} shares"
            shares += " with the small group" if change.stream.startswith("group:") else ""
            return [at_time(change, f"{shares}: {said}")]
        case RoundClosed():
            return [at_time(change, "The check-in is closed.")]
        case RoundSummary():
            return [at_time(change, f"{change.answered} answered, {change.passed} passed.  answers")]
        case PictureShown():
            return [at_time(change, f"The group is shown how it answered: {_picture(state, asked, change)}")]
        case HandoutShared():
            return [at_time(change, _handout(change.title, leads=state.leads))]
        case HandoutTurned():
            return [at_time(change, f"The group is at part {change.section} of the handout.  read")]
        case HandoutAcknowledged():
            return [at_time(change, f"{state.name(change.seat)} has the handout.")] if state.leads else []
        case AlertRaised():
            why = "asks for somebody" if change.round is None else "gave an answer that needs a person now"
            return [
                at_time(change, f"!! {state.name(change.seat)} {why}."),
                "   alert  says that you see to it.",
            ]
        case AlertAcknowledged():
            return [at_time(change, _seen_to(state, change))]
        case _:
            return []


def standing(state: RoomState) -> list[str]:
    """Where things stand, for somebody who has just come in."""
    room = state.room
    if state.you is not None and state.you.standing == "lobby":
        asked = state.open_round
        waits = [opened(asked.title, leads=False)] if asked is not None and asked.mine is None else []
        return ["A facilitator will let you in when the room is ready. You need not do anything.", *waits]
    lines = [line for line in (_PHASE[room.phase],) if line]
    if room.segment:
        lines.append(f"Now: {_segment(room.segment)}.")
    lines += people(state)
    lines += in_groups(state)
    lines += [
        f"A handout for you: {one.title}.  read, got" for one in room.handouts if not one.mine and not state.leads
    ]
    if (open_round := state.open_round) is not None and (state.leads or open_round.mine is None):
        lines.append(opened(open_round.title, leads=state.leads))
    if any(not alert.acknowledged for alert in room.alerts):
        lines.append("!! An alert needs a person now.  alert")
    return lines


def opened(title: str, *, leads: bool) -> str:
    """That a check-in is open."""
    return f"The check-in is open: {title}.  " + ("answers, close" if leads else "answer, pass")


def _handout(title: str, *, leads: bool) -> str:
    return f"Shared with everyone: {title}" if leads else f"A handout for you: {title}.  read, got"


def people(state: RoomState) -> list[str]:
    """Who is here, numbered: the numbers are what commands take."""
    lines = []
    for number, one in enumerate(state.room.members, 1):
        mine = is_me(state, one.seat)
        marks: list[str] = [] if one.presence == "connected" else [one.presence]
        marks += ["hand up"] if one.hand else []
        marks += ["away for a moment"] if one.seat in state.room.away or (mine and state.room.i_am_away) else []
        marks += ["facilitator"] if one.standing == "facilitator" else []
        marks += ["you"] if mine else []
        lines.append(f"  {number}  {one.name}" + (f" ({', '.join(marks)})" if marks else ""))
    waiting = [f"  {number}  {one.name}" for number, one in enumerate(state.room.waiting, 1)]
    return [*lines, *(["Waiting to be let in:", *waiting] if waiting else [])]


def answers(state: RoomState, one: Round, check_in: CheckIn) -> list[str]:
    """What a facilitator sees of a round: each person's answers, then the totals of a closed one."""
    lines = [f"{one.title} ({'open' if one.open else 'closed'})"]
    for response in one.responses:
        lines.append(f"{state.name(response.seat)}:" + (" passed" if response.passed else ""))
        said = response.answers or {}
        lines += [
            f"    {item.prompt}  →  {in_words(item, said[item.id])}" for item in check_in.items if item.id in said
        ]
    answered = {response.seat for response in one.responses}
    silent = [each.name for each in state.room.members if each.standing == "member" and each.seat not in answered]
    if silent and one.open:
        lines.append(f"Not yet: {', '.join(silent)}")
    if one.summary is not None:
        lines.append(f"{one.summary.answered} answered, {one.summary.passed} passed.")
        for total in one.summary.items:
            asked = check_in.item(total.item)
            if asked is not None and total.people is not None:
                groups = ", ".join(
                    f"{group.name}: {group.people}" for group in total.groups if group.people is not None
                )
                middle = f"half were at {total.middle} or below" if total.middle is not None else ""
                lines.append(f"    {asked.prompt}  →  {'; '.join(part for part in (middle, groups) if part)}")
    return lines


def find(those: Sequence[tuple[str, str]], typed: str) -> str | None:
    """The seat that a number or the beginning of a name means; None where it means nobody, or more than one.

    Args:
        those: seat and name, in the order in which they were shown.
        typed: a number from 1, or the beginning of a name.
    """
    if typed.isascii() and typed.isdigit():
        return those[int(typed) - 1][0] if 1 <= int(typed) <= len(those) else None
    named = [seat for seat, name in those if name.casefold().startswith(typed.casefold())]
    return named[0] if len(named) == 1 and typed else None


def _received(change: AnswerReceived, state: RoomState, asked: Asked) -> list[str]:
    name = state.name(change.seat)
    if change.passed or change.answers is None:
        return [at_time(change, f"{name} passes.")]
    again = " (changed)" if change.replaces else ""
    lines = [at_time(change, f"{name} has answered{again}:")]
    return lines + [
        f"    {_item_words(state, asked, change.round, item, answer)}" for item, answer in change.answers.items()
    ]


def _kept(change: AnswerKept, state: RoomState) -> list[str]:
    if change.passed:
        return [at_time(change, "You passed. That is fine.")]
    inside = state.you is not None and state.you.standing != "lobby"
    lines = [at_time(change, "Your answers are kept. Only you and the facilitators see them." + "  share" * inside)]
    if change.alerted:
        lines += [reached(state, "A facilitator has been asked to come to you."), CRISIS]
    return lines


def _item_words(state: RoomState, asked: Asked, round_id: str, item_id: str, answer: Answer) -> str:
    one = state.round(round_id)
    check_in = asked.get((one.template, one.version)) if one is not None else None
    item = check_in.item(item_id) if check_in is not None else None
    return f"{item.prompt}  →  {in_words(item, answer)}" if item is not None else f"{item_id}: {answer}"


def _picture(state: RoomState, asked: Asked, change: PictureShown) -> str:
    one = state.round(change.round)
    check_in = asked.get((one.template, one.version)) if one is not None else None
    item = check_in.item(change.item) if check_in is not None else None
    labels = {option.id: option.label for option in ((item.options if item is not None else None) or ())}
    counts = ", ".join(
        f"{labels.get(group.name, group.name)}: {'not shown' if group.people is None else group.people}"
        for group in change.groups
    )
    return f"{item.prompt if item is not None else change.item}  →  {counts}"


def _seen_to(state: RoomState, change: AlertAcknowledged) -> str:
    about = next((state.name(one.seat) for one in state.room.alerts if one.alert == change.alert), "Somebody")
    if change.by is None:
        return f"A facilitator sees to {about}."
    return f"You see to {about}." if is_me(state, change.by) else f"{state.name(change.by)} sees to {about}."


def _segment(kind: str) -> str:
    return kind.replace("_", " ").replace("check in", "check-in")
