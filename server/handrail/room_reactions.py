"""What a room's events leave behind in rows of their own, in the commit of the event itself (design §9.13).

The journal is trimmed after the session; these rows are the record: presence, responses, alerts, attendance.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handrail.attendance.ledger import Where, counted
from handrail.attendance.record import Held, RecordAttendance
from handrail.audit.entry import Tag
from handrail.checkins.events import AnswerReceived, AnswerShared, PictureShown, RoundClosed, RoundOpened, SafetyRaised
from handrail.checkins.response import KeptResponse
from handrail.handouts.events import HandoutAcknowledged, HandoutShared
from handrail.kernel.audience import Standing
from handrail.live.alerts import AlertAcknowledged, HelpAsked
from handrail.live.entry import Happened
from handrail.programs.calendar import ends_at, starts_at
from handrail.programs.session import SessionState
from handrail.rooms.events import (
    MemberJoined,
    MemberRemoved,
    MemberWaiting,
    NoteReceived,
    Presence,
    PresenceChanged,
    RoomEnded,
    RoomOpened,
    WaitingChanged,
    WaitingRemoved,
)
from handrail.safety import alert as alerts
from handrail.safety.alert import Acknowledge, Alert

if TYPE_CHECKING:
    from handrail.unit_of_work import SqlUnit


async def follow(unit: SqlUnit, happened: Happened) -> None:  # noqa: C901 - one case an event
    """Write what this event leaves behind."""
    match happened.event:
        case RoomOpened() | RoomEnded():
            await _session(unit, happened)
        case MemberWaiting() | MemberJoined() | PresenceChanged() | WaitingChanged():
            await _presence(unit, happened)
        case MemberRemoved() | WaitingRemoved():
            await _presence(unit, happened)
            await _record(unit, Tag.MEMBER_REMOVED, happened)
        case AnswerReceived() | SafetyRaised() | HelpAsked() | AlertAcknowledged():
            await _answers(unit, happened)
        case RoundOpened(round, seat=None):
            await _record(unit, Tag.ROUND_OPENED, happened, round)
        case RoundClosed(round, seat=None):
            await _record(unit, Tag.ROUND_CLOSED, happened, round)
        case AnswerShared(round):
            await _record(unit, Tag.ANSWER_SHARED, happened, round)
        case PictureShown(round):
            await _record(unit, Tag.PICTURE_SHOWN, happened, round)
        case NoteReceived(note):
            await _record(unit, Tag.NOTE_KEPT, happened, note)
        case HandoutShared(handout=handout, version=version):
            await unit.handouts.share(happened.session, handout, version, by=happened.actor, at=happened.at)
            await _record(unit, Tag.HANDOUT_SHARED, happened, handout)
        case HandoutAcknowledged(handout=handout, version=version) if happened.about is not None:
            await unit.handouts.acknowledge(happened.session, handout, version, person=happened.about, at=happened.at)
        case _:
            pass  # the journal alone keeps it


async def _session(unit: SqlUnit, happened: Happened) -> None:
    if isinstance(happened.event, RoomOpened):
        await unit.sessions.set_state(happened.session, SessionState.OPEN, happened.at)
        await _record(unit, Tag.ROOM_OPENED, happened)
        return
    await unit.ledger.leave_all(happened.session, happened.at)
    session = await unit.sessions.get(happened.session)
    if session.state is not SessionState.OPEN:
        return  # cancelled: it did not take place, so there is nothing to attend
    session = await unit.sessions.set_state(happened.session, SessionState.ENDED, happened.at)
    await _record(unit, Tag.ROOM_CLOSED, happened)
    expected = await unit.accounts.many(list(await unit.sessions.roster(session.id)))
    opened = session.opened_at or starts_at(session)
    held = Held(
        session=session.id,
        program=session.program,
        on=session.on,
        span=counted(opened, await _closed(unit, happened), starts_at(session), ends_at(session)),
        zones={person: account.zone or session.zone for person, account in expected.items()},
    )
    await RecordAttendance(unit.clock, unit.ids)(unit, held)


async def _closed(unit: SqlUnit, happened: Happened) -> datetime:
    """When it was over: where nobody ended it, when the last one left."""
    if happened.actor:
        return happened.at
    stays = (await unit.ledger.stays(happened.session)).values()
    ends = [one.until for some in stays for one in some if one.where is Where.ROOM and one.until is not None]
    return max(ends, default=happened.at)


async def _presence(unit: SqlUnit, happened: Happened) -> None:
    """Presence is evidence: where, since when, until when; a lost connection ends at the moment it was lost."""
    person, session = happened.about, happened.session
    if person is None:
        return
    match happened.event:
        case MemberWaiting():
            await unit.ledger.enter(unit.ids.new(), person, session, Where.LOBBY, happened.at)
        case MemberJoined(standing=standing):
            await unit.ledger.enter(unit.ids.new(), person, session, Where.ROOM, happened.at)
            if standing is Standing.FACILITATOR:  # a live view is one read a session and person (security H1)
                await _record(unit, Tag.ROOM_JOINED, happened)
            else:
                await _record(unit, Tag.MEMBER_ADMITTED, happened, person)
        case PresenceChanged(presence=Presence.CONNECTED, since=since):
            await unit.ledger.enter(unit.ids.new(), person, session, Where.ROOM, since)
        case WaitingChanged(presence=Presence.CONNECTED, since=since):
            await unit.ledger.enter(unit.ids.new(), person, session, Where.LOBBY, since)
        case PresenceChanged(since=since) | WaitingChanged(since=since):
            await unit.ledger.leave(person, session, since)
        case _:
            await unit.ledger.leave(person, session, happened.at)


async def _answers(unit: SqlUnit, happened: Happened) -> None:
    match happened.event:
        case AnswerReceived() as answer if happened.about is not None:
            await unit.responses.keep(
                KeptResponse(
                    id=answer.response,
                    command=happened.command,
                    program=happened.program,
                    session=happened.session,
                    round=answer.round,
                    template=answer.template,
                    version=answer.version,
                    person=happened.about,
                    answers=answer.answers,
                    at=happened.at,
                    replaces=answer.replaces,
                )
            )
            await _record(unit, Tag.RESPONSE_KEPT, happened, answer.response)
        case (SafetyRaised() | HelpAsked()) as raised if happened.about is not None:
            asked = raised if isinstance(raised, SafetyRaised) else None
            alert = Alert(
                id=raised.alert,
                session=happened.session,
                program=happened.program,
                person=happened.about,
                response=asked.response if asked else None,
                items=asked.items if asked else (),
                raised_at=happened.at,
            )
            await unit.alerts.open(alert)
            await _record(unit, Tag.ALERT_OPENED, happened, raised.alert)
        case AlertAcknowledged(alert=alert_id) if happened.actor:
            watched = await unit.alerts.get(alert_id)
            # Where it was acknowledged over HTTP first, the room only hears of it.
            for seen in alerts.decide(watched, Acknowledge(unit.ids.new(), happened.actor), happened.at):
                await unit.alerts.acknowledge(watched, seen)
                await _record(unit, Tag.ALERT_ACKNOWLEDGED, happened, alert_id)


async def _record(unit: SqlUnit, tag: Tag, happened: Happened, subject: str = "") -> None:
    await unit.audit.record(tag, actor=happened.actor, subject=subject or happened.session, program=happened.program)
