"""What the person's own door looks like over HTTP: requests, looks, wishes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.identity.account import Account
from handrail.identity.account import State as AccountState
from handrail.rights.request import (
    LONGEST,
    MOST_CENTS,
    Act,
    Entry,
    Ground,
    Manner,
    Outcome,
    Request,
    Right,
    State,
    Waiting,
)
from handrail.rights.viewing import Viewing, What
from handrail.rights.wish import Wish
from handrail.web.model import Model

Words = Annotated[str, Field(max_length=LONGEST, repr=False)]


class RightIn(Model):
    """`record`: what is kept about you. `accounting`: the list of what was told to others. `wants`: your own words."""

    right: Right
    wants: Words = ""


class ToldRightIn(RightIn):
    """The same, as a client asked staff for it."""

    manner: Literal["written", "oral"]


class ExtensionIn(Model):
    """Why it takes longer, as the client will read it."""

    reason: Words


class FeeIn(Model):
    """What making it costs, in cents."""

    cents: Annotated[int, Field(gt=0, le=MOST_CENTS)]


class RightAnswerIn(Model):
    """What was given. Where a part of a record is kept: its ground, and why, as the client will read it."""

    outcome: Outcome
    ground: Ground | None = None
    reason: Words = ""


class RightEntryOut(Model):
    """Something that happened to a request."""

    act: Act
    on: date
    reason: Annotated[str, Field(repr=False)]
    outcome: Outcome | None
    ground: Ground | None


class RightOut(Model):
    """A request. It is answered by the end of `due_on`; `told_cents` waits to be accepted while `state` says so."""

    id: str
    right: Right
    manner: Manner
    asked_at: datetime
    asked_on: date
    due_on: date
    state: State
    free: bool
    told_cents: int | None
    owed_cents: int
    wants: Annotated[str, Field(repr=False)]
    entries: list[RightEntryOut]


class StaffRightOut(RightOut):
    """The same for the privacy officer."""

    person: str
    name: Annotated[str, Field(repr=False)]
    overdue: bool


def right_out(request: Request) -> RightOut:
    """A request as its person reads it."""
    return RightOut(
        id=request.id,
        right=request.right,
        manner=request.manner,
        asked_at=request.asked_at,
        asked_on=request.asked_on,
        due_on=request.due_on,
        state=request.state,
        free=request.free,
        told_cents=request.told_cents,
        owed_cents=request.owed_cents,
        wants=request.wants,
        entries=[_entry_out(one) for one in request.entries],
    )


def staff_right_out(waiting: Waiting) -> StaffRightOut:
    """A request as the privacy officer reads it."""
    request = waiting.request
    return StaffRightOut(
        **right_out(request).model_dump(), person=request.person, name=waiting.name, overdue=waiting.overdue
    )


def _entry_out(entry: Entry) -> RightEntryOut:
    return RightEntryOut(act=entry.act, on=entry.on, reason=entry.reason, outcome=entry.outcome, ground=entry.ground)


class ViewingOut(Model):
    """One look: when, by whom (the name you know them by), at what, and in which session."""

    at: datetime
    name: Annotated[str, Field(repr=False)]
    what: What
    session: str | None

    @classmethod
    def of(cls, viewing: Viewing) -> ViewingOut:
        return cls(at=viewing.at, name=viewing.name, what=viewing.what, session=viewing.session or None)


class ClientOut(Model):
    """A client of the program, as those who keep forms and accountings find them."""

    person: str
    legal_name: Annotated[str, Field(repr=False)]
    display_name: Annotated[str, Field(repr=False)]
    active: bool

    @classmethod
    def of(cls, account: Account) -> ClientOut:
        return cls(
            person=account.person,
            legal_name=account.legal_name,
            display_name=account.display_name,
            active=account.state is AccountState.ACTIVE,
        )


class WishOut(Model):
    """A wish that waits for the program's answer. Until there is one, nothing goes that it touches."""

    id: str
    person: str
    name: Annotated[str, Field(repr=False)]
    elements: list[DataElement] | None
    recipients: list[RecipientClass] | None
    purposes: list[Purpose] | None
    self_paid: bool
    asked_at: datetime

    @classmethod
    def of(cls, wish: Wish) -> WishOut:
        asked = wish.restriction
        return cls(
            id=asked.id,
            person=asked.person,
            name=wish.name,
            elements=None if asked.elements is None else sorted(asked.elements),
            recipients=None if asked.recipients is None else sorted(asked.recipients),
            purposes=None if asked.purposes is None else sorted(asked.purposes),
            self_paid=asked.self_paid,
            asked_at=asked.asked_at,
        )
