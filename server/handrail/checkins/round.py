"""One opening of a check-in: who may answer when, and what each act tells whom.

        OpenRound            CloseRound
DRAFT ────────────▶ OPEN ────────────────▶ CLOSED
                   │    ▲                  │    ▲
                   └────┘                  └────┘
        AnswerRound, ShareAnswer   ShareAnswer, ShowPicture

Who waits in the lobby may answer what they were asked there, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from handrail.checkins.commands import AnswerRound, CloseRound, Command, OpenRound, ShareAnswer, ShowPicture
from handrail.checkins.events import (
    AnswerKept,
    AnswerReceived,
    AnswerShared,
    Event,
    PictureShown,
    RoundClosed,
    RoundOpened,
    RoundSummarised,
    SafetyRaised,
)
from handrail.checkins.picture import picture
from handrail.checkins.summary import summarise
from handrail.checkins.template import Answers, Template, alarming, validate
from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from handrail.kernel.ids import AlertId, ResponseId, RoundId, SeatId


class Phase(StrEnum):
    """How far a round has come."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


MOVES: Mapping[tuple[Phase, type[Command]], Phase] = MappingProxyType(
    {
        (Phase.DRAFT, OpenRound): Phase.OPEN,
        (Phase.OPEN, AnswerRound): Phase.OPEN,
        (Phase.OPEN, ShareAnswer): Phase.OPEN,
        (Phase.OPEN, CloseRound): Phase.CLOSED,
        (Phase.CLOSED, ShareAnswer): Phase.CLOSED,
        (Phase.CLOSED, ShowPicture): Phase.CLOSED,
    }
)
"""Every legal move. A pair that is not here is a `Conflict`."""


@dataclass(frozen=True, slots=True)
class Response:
    """One person's latest word in the round; `answers` is None for a pass."""

    id: ResponseId
    answers: Answers | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Round:
    """One round.

    Attributes:
        template: the version that is asked; fixed when the round is drafted.
        asked: the seats that were asked while they waited in the lobby.
        responses: the latest of each seat. Facilitators see all of it, a member their own.
        shared: what members showed the room or their small group, in order.
        pictures: what facilitators showed the room of the group's answers, in order.
    """

    id: RoundId
    template: Template
    phase: Phase = Phase.DRAFT
    asked: frozenset[SeatId] = frozenset()
    responses: Mapping[SeatId, Response] = field(default_factory=dict)
    shared: tuple[AnswerShared, ...] = ()
    pictures: tuple[PictureShown, ...] = ()


def decide(state: Round, command: Command, actor: Actor, now: datetime) -> tuple[Event, ...]:  # noqa: ARG001 - one shape for every decide
    """What follows from the command; nothing, when it changes nothing.

    Raises:
        Conflict: the round's phase does not allow it, there is nothing to share, or a picture would tell too much.
        Invalid: an answer is not valid; faults point at items and repeat no value.
        NotAllowed: the actor's standing does not carry it.
        NotFound: the actor is in the lobby and was not asked there, or wants more than to answer.
    """
    _allow(state, command, actor)
    if (state.phase, type(command)) not in MOVES:
        raise Conflict(f"The check-in is {_SAID[state.phase]}.")
    match command:
        case OpenRound():
            return (RoundOpened(state.id, state.template.id, state.template.version, state.template.title),)
        case AnswerRound():
            return _answer(state, command, actor.seat)
        case CloseRound():
            return _close(state)
        case ShareAnswer():
            return _share(state, command, actor)
        case ShowPicture():
            return _show(state, command)
        case _:
            assert_never(command)


_SAID = {Phase.DRAFT: "not open yet", Phase.OPEN: "open", Phase.CLOSED: "closed"}


def ask(state: Round, seat: SeatId) -> tuple[Event, ...]:
    """To one who waits in the lobby: there is a check-in that they may answer there; nothing, where they know."""
    if seat in state.asked:
        return ()
    return (RoundOpened(state.id, state.template.id, state.template.version, state.template.title, seat),)


def _allow(state: Round, command: Command, actor: Actor) -> None:
    if actor.standing is Standing.LOBBY:
        if isinstance(command, AnswerRound) and actor.seat in state.asked:
            return
        raise NotFound
    leads = isinstance(command, OpenRound | CloseRound | ShowPicture)
    if leads and actor.standing is not Standing.FACILITATOR:
        raise NotAllowed("Facilitators open and close check-ins, and show the group its picture.")
    if not leads and actor.standing is not Standing.MEMBER:
        raise NotAllowed("Participants answer check-ins and share answers of their own.")


def _answer(state: Round, command: AnswerRound, seat: SeatId) -> tuple[Event, ...]:
    answers = None if command.answers is None else validate(state.template, command.answers)
    before = state.responses.get(seat)
    alarms = () if answers is None else alarming(state.template, answers)
    received = AnswerReceived(
        round=state.id,
        response=command.response,
        seat=seat,
        answers=answers,
        replaces=before.id if before else "",
        template=state.template.id,
        version=state.template.version,
    )
    kept = AnswerKept(state.id, command.response, seat, passed=answers is None, alerted=bool(alarms))
    if not alarms:
        return (received, kept)
    raised = SafetyRaised(AlertId(command.response), state.id, command.response, seat, alarms)
    return (received, raised, kept)


def _close(state: Round) -> tuple[Event, ...]:
    totals = summarise(state.template, (response.answers for response in state.responses.values()))
    waiting = tuple(RoundClosed(state.id, seat) for seat in sorted(state.asked))
    return (RoundSummarised(state.id, totals.answered, totals.passed, totals.items), RoundClosed(state.id), *waiting)


def _share(state: Round, command: ShareAnswer, actor: Actor) -> tuple[Event, ...]:
    name, group = command.item, command.group
    if group is not None and group != actor.group:
        raise Conflict("You are not in that small group any more.")
    item = state.template.item(name)
    if item is None:
        raise Invalid(faults=(Fault("/item", "This check-in does not ask that."),))
    if not item.shareable:
        raise NotAllowed("This answer is for your facilitators. You can tell the group in your own words.")
    if any(shown.item == name for shown in state.pictures):  # each one that is known makes the rest fewer
        raise Conflict("The group has seen the numbers of this. You can tell it in your own words.")
    mine = state.responses.get(actor.seat)
    answer = mine.answers.get(name) if mine and mine.answers is not None else None
    if answer is None:
        raise Conflict("You have no answer to share here.")
    event = AnswerShared(state.id, actor.seat, name, answer, group)
    shown = [one for one in state.shared if (one.seat, one.item, one.group) == (actor.seat, name, group)]
    return () if shown and shown[-1] == event else (event,)


def _show(state: Round, command: ShowPicture) -> tuple[Event, ...]:
    item = state.template.item(command.item)
    if item is None:
        raise Invalid(faults=(Fault("/item", "This check-in does not ask that."),))
    if any(shown.item == item.id for shown in state.pictures):
        return ()
    known = {shown.seat for shown in state.shared if shown.item == item.id}
    said = [(seat, one.answers.get(item.id)) for seat, one in state.responses.items() if one.answers is not None]
    untold = [answer for seat, answer in said if seat not in known]
    told = [answer for seat, answer in said if seat in known]
    return (PictureShown(state.id, item.id, picture(item, untold, told)),)


def evolve(state: Round, event: Event) -> Round:
    """The round after the event."""
    match event:
        case RoundOpened(seat=seat):
            return replace(state, phase=Phase.OPEN, asked=state.asked if seat is None else state.asked | {seat})
        case AnswerReceived():
            latest = Response(event.response, event.answers)
            return replace(state, responses={**state.responses, event.seat: latest})
        case AnswerShared():
            return replace(state, shared=(*state.shared, event))
        case PictureShown():
            return replace(state, pictures=(*state.pictures, event))
        case RoundClosed():
            return replace(state, phase=Phase.CLOSED)
        case AnswerKept() | SafetyRaised() | RoundSummarised():
            return state
        case _:
            assert_never(event)
