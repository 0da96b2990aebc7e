"""A letter on its way to a named recipient by route B: queued, sent once, by link or attached; a link is fetched once.

    state    | SEND    | SENT | LOSE    | FAIL   | FETCH   | WRONG | CANCEL
    ---------+---------+------+---------+--------+---------+-------+----------
    QUEUED   | SENDING | -    | -       | FAILED | -       | -     | CANCELLED
    SENDING  | -       | SENT | UNKNOWN | FAILED | FETCHED | same  | CANCELLED
    SENT     | -       | -    | -       | -      | FETCHED | same  | CANCELLED
    UNKNOWN  | -       | -    | -       | -      | FETCHED | same  | CANCELLED

Mail cannot be sent exactly once: the attempt is written first, and one whose outcome is unknown is shown as that and
never repeated by the machine (design §9.9). Nothing leads back to QUEUED. What went attached can neither be fetched
nor taken back once it started.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handrail.disclosure.request import Recipient
from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import LetterId, PersonId, ProgramId
from handrail.letters.choices import Language

UNDO = timedelta(minutes=10)
"""How long a client can take a sending back before it starts (trap 27)."""
LINK_LASTS = timedelta(days=14)
GIVE_UP = timedelta(days=2)
"""How long a sending waits for a mail server that cannot be reached; until then nothing was said to anybody."""
ABANDONED = timedelta(minutes=10)
"""After this a try whose end nobody wrote down has an unknown outcome: the node that made it is gone."""
MOST_WRONG = 5
"""Wrong passcodes after which a link is dead."""
LONGEST_ADDRESS = 254


class State(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    FETCHED = "fetched"
    CANCELLED = "cancelled"


class Manner(StrEnum):
    """How it goes: by a link that is opened once with a passcode, or as a file in the mail itself."""

    LINK = "link"
    ATTACHED = "attached"


class Why(StrEnum):
    """Why nothing was sent."""

    RULES = "rules"  # no longer permitted
    LETTER = "letter"  # withdrawn, replaced or expired, or the program has no letterhead
    LEAK = "leak"  # the finished message would say more than it may
    REFUSED = "refused"  # the mail server did not take it
    NOT_PRIVATE = "not_private"  # the mail server cannot promise encryption to the end (RFC 8689)
    UNREACHABLE = "unreachable"  # no mail server answered for two days


class Act(StrEnum):
    SEND = "send"
    SENT = "sent"
    LOSE = "lose"
    FAIL = "fail"
    FETCH = "fetch"
    WRONG = "wrong"
    CANCEL = "cancel"


_OUT = (State.SENDING, State.SENT, State.UNKNOWN)
MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.QUEUED, Act.SEND): State.SENDING,
        (State.QUEUED, Act.FAIL): State.FAILED,
        (State.QUEUED, Act.CANCEL): State.CANCELLED,
        (State.SENDING, Act.SENT): State.SENT,
        (State.SENDING, Act.LOSE): State.UNKNOWN,
        (State.SENDING, Act.FAIL): State.FAILED,
        **{(state, Act.FETCH): State.FETCHED for state in _OUT},
        **{(state, Act.WRONG): state for state in _OUT},
        **{(state, Act.CANCEL): State.CANCELLED for state in _OUT},
    }
)


@dataclass(frozen=True, slots=True)
class DeliveryAsk:
    """What the client chose.

    Attributes:
        form: id of the authorization that names the recipient.
        manner: a link, unless the client chose otherwise.
        notice_accepted: "the letter will carry a notice that shows this is substance use treatment", accepted.
        notice_accepted_again: and once more.
    """

    form: str
    address: str = field(repr=False)
    address_again: str = field(repr=False)
    language: Language = Language.ENGLISH
    manner: Manner = Manner.LINK
    notice_accepted: bool = False
    notice_accepted_again: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the warning was accepted, and once more."""
        return self.notice_accepted and self.notice_accepted_again


@dataclass(frozen=True, slots=True)
class Happened:
    """One act, and where nothing was sent, why."""

    act: Act
    at: datetime
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One sending of one letter.

    Attributes:
        form: id of the authorization that it rests on.
        notice: whether the notice of 42 CFR 2.32 and a copy of the consent go with it.
        accepted: whether the client accepted, twice, what it was warned of.
        neutral: route C: without the notice, since counsel signed the neutral issuer off.
        until: last day on which its link can be opened, in the client's zone.
        history: what happened since, oldest first.
    """

    id: str
    letter: LetterId
    person: PersonId
    program: ProgramId
    form: str
    recipient: Recipient = field(repr=False)
    address: str = field(repr=False)
    language: Language
    notice: bool
    accepted: bool
    queued_at: datetime
    until: date
    manner: Manner = Manner.LINK
    neutral: bool = False
    history: tuple[Happened, ...] = ()

    @property
    def acts(self) -> tuple[Act, ...]:
        return tuple(one.act for one in self.history)

    @property
    def state(self) -> State:
        return after(self.acts)

    @property
    def sends_at(self) -> datetime:
        """When it may be sent: until then it can be taken back as if it had never been."""
        return self.queued_at + UNDO

    @property
    def since(self) -> datetime:
        """When it came to where it stands."""
        return self.history[-1].at if self.history else self.queued_at

    @property
    def why(self) -> Why | None:
        """Why nothing was sent."""
        return self.history[-1].why if self.history else None

    @property
    def can_be_stopped(self) -> bool:
        """Whether taking it back still changes something: a queued sending, or a link that nobody opened."""
        started = self.manner is Manner.ATTACHED and self.state is not State.QUEUED
        return (self.state, Act.CANCEL) in MOVES and not started

    def open_on(self, today: date) -> bool:
        """Whether its link still leads anywhere on that date at the client's place."""
        linked = self.manner is Manner.LINK and self.state in _OUT
        return linked and today <= self.until and self.acts.count(Act.WRONG) < MOST_WRONG


def move(state: State, act: Act) -> State:
    """Where the act leads.

    Raises:
        Conflict: a delivery in this state cannot take it.
    """
    try:
        return MOVES[state, act]
    except KeyError:
        raise Conflict(f"A delivery that is {state} cannot take this step.") from None


def after(acts: Iterable[Act]) -> State:
    """Where a delivery stands after these acts."""
    state = State.QUEUED
    for act in acts:
        state = move(state, act)
    return state


def typed_twice(address: str, again: str) -> str:
    """The address, if both say the same and it is one mailbox (RFC 5321 §4.1.2, without quoted local parts).

    Raises:
        Invalid: they differ, or it is none.
    """
    if address != again:
        raise Invalid(faults=(Fault("/address_again", "the two addresses differ"),))
    local, at, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not set(address) & set(' ",:;<>()[]\\')
    labels = domain.split(".")
    proper = len(labels) > 1 and all(label and label.replace("-", "").isalnum() for label in labels)
    if not (at and local and plain and proper and len(address) <= LONGEST_ADDRESS and local.count("@") == 0):
        raise Invalid(faults=(Fault("/address", "give one e-mail address"),))
    return address
