"""A standing request: the same letter anew each month, into its client's own documents, until a day that they chose.

    state    | MAKE, SKIP, QUEUE, KEEP | STOP    | REFUSE  | REVOKE, LAPSE, RESTORE
    ---------+-------------------------+---------+---------+-----------------------
    STANDING | STANDING                | STOPPED | REFUSED | LAPSED

A missing pair is refused; nothing leads back. The client signs once, for level 1 or 2 and for nothing that a clinician
would have to state; every single letter is judged anew on the facts of its day. A decision that permits no more ends
the request. One that names a form and an address has each letter sent there by link as well, as long as the form holds;
days of attendance go to no employer this way: a standing feed must not exist (29 CFR 825.308).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Language, Level, Use
from handrail.letters.delivery import DeliveryAsk, Manner

LONGEST = timedelta(days=366)
"""How long one signature holds."""
MOST = Level.UNDER_CARE


class State(StrEnum):
    STANDING = "standing"
    STOPPED = "stopped"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Act(StrEnum):
    MAKE = "make"  # a letter
    SKIP = "skip"  # nothing true could be said for that month
    STOP = "stop"  # the client took the request back
    REFUSE = "refuse"  # the rules permit it no more
    QUEUE = "queue"  # the letter just made is on its way to the recipient of the form
    KEEP = "keep"  # that letter could not be queued: its client has it, and can send it
    REVOKE = "revoke"  # the client took the form back
    LAPSE = "lapse"  # the form ended, covers less than the letter says, or it could not go as was accepted
    RESTORE = "restore"  # the server went back to a copy: what went out since then is not known


MOVES: Mapping[tuple[State, Act], State] = MappingProxyType(
    {
        (State.STANDING, Act.MAKE): State.STANDING,
        (State.STANDING, Act.SKIP): State.STANDING,
        (State.STANDING, Act.STOP): State.STOPPED,
        (State.STANDING, Act.REFUSE): State.REFUSED,
        (State.STANDING, Act.QUEUE): State.STANDING,
        (State.STANDING, Act.KEEP): State.STANDING,
        (State.STANDING, Act.REVOKE): State.LAPSED,
        (State.STANDING, Act.LAPSE): State.LAPSED,
        (State.STANDING, Act.RESTORE): State.LAPSED,
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        due_on: the day that it answers; of a stop, the day it was made on.
        letter: id of the letter made, or queued.
    """

    act: Act
    due_on: date
    at: datetime
    letter: str = ""


@dataclass(frozen=True, slots=True)
class RenewalAsk:
    """What a client chooses once."""

    use: Use
    level: Level
    until: date
    language: Language = Language.ENGLISH
    large: bool = False


@dataclass(frozen=True, slots=True)
class Sends:
    """Where each letter goes as well, as its client accepted it.

    Attributes:
        ask: the form, the address and the warnings accepted.
        recipient: whom the form names.
        passcode: of every link; the client was shown it once.
        notice: whether the notice of 42 CFR 2.32 was to go with it.
        neutral: whether it was to go without, by route C.
    """

    ask: DeliveryAsk = field(repr=False)
    recipient: str = field(repr=False)
    passcode: str = field(repr=False)
    notice: bool
    neutral: bool


@dataclass(frozen=True, slots=True)
class Renewal:
    """A standing request, and what happened to it, oldest first.

    Attributes:
        sends: where the letters go besides to their client; None: nowhere.
        start_on: the day of signing at the client's place; letters are due on that day of each later month.
    """

    id: str
    person: PersonId
    program: ProgramId
    ask: RenewalAsk
    start_on: date
    signed_at: datetime
    entries: tuple[Entry, ...] = ()
    sends: Sends | None = None

    @property
    def state(self) -> State:
        return after(self.entries)

    def due(self, today: date) -> date | None:
        """The day of the letter that is to be made now; what was missed meanwhile is in it."""
        if self.state is not State.STANDING:
            return None
        return due(self.start_on, self.ask.until, self.answered, today)

    @property
    def unsent(self) -> Entry | None:
        """What was made and still has to be queued."""
        last = self.entries[-1] if self.entries else None
        waits = self.sends and last and last.act is Act.MAKE and self.state is State.STANDING
        return last if waits else None

    @property
    def answered(self) -> date:
        """The last due day that was answered; before the first one, the day of signing."""
        return max((one.due_on for one in self.entries), default=self.start_on)

    def letter(self, due_on: date) -> LetterAsk:
        """The letter of that day: of level 1 about the days since the last, of level 2 about being under care."""
        ask = self.ask
        days = ask.level is Level.APPOINTMENT
        return LetterAsk(
            ask.use,
            ask.level,
            first_day=self.answered if days else None,
            last_day=due_on - timedelta(days=1) if days else None,
            language=ask.language,
            large=ask.large,
        )


def checked(ask: RenewalAsk, today: date) -> RenewalAsk:
    """The choice, if it can stand.

    Raises:
        Invalid: a level that is signed for letter by letter, or an end that is over, too far off or before the first.
    """
    faults = []
    if ask.level > MOST:
        faults.append(Fault("/level", "letters of level 3 and 4 are signed for one by one"))
    if not nth(today, 1) <= ask.until <= today + LONGEST:
        faults.append(Fault("/until", "give a day from a month to a year from now"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return ask


def may_be_sent(ask: RenewalAsk, send: DeliveryAsk) -> None:
    """Nothing, if such letters may be sent each month.

    Raises:
        Invalid: it is for nobody in particular, would report attendance to an employer, or is to go attached.
    """
    faults = []
    if ask.use is Use.OTHER:
        faults.append(Fault("/use", "a letter that is sent each month is for work or for school"))
    if ask.use is Use.WORK and ask.level is Level.APPOINTMENT:
        faults.append(
            Fault("/level", "days of attendance are not reported to an employer each month; level 2 names no days")
        )
    if send.manner is not Manner.LINK:
        faults.append(Fault("/send/manner", "what is sent each month goes by link"))
    if faults:
        raise Invalid(faults=tuple(faults))


def due(start_on: date, until: date, answered: date, today: date) -> date | None:
    """The latest due day up to today and the end that was not answered yet."""
    last = min(today, until)
    months = (last.year - start_on.year) * 12 + last.month - start_on.month
    if nth(start_on, months) > last:
        months -= 1
    latest = nth(start_on, months)
    return latest if months > 0 and latest > answered else None


def nth(start: date, months: int) -> date:
    """That many months later, on the same day or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def move(state: State, act: Act) -> State:
    """Where the act leads.

    Raises:
        Conflict: a request in this state cannot take it.
    """
    try:
        return MOVES[state, act]
    except KeyError:
        raise Conflict(f"A standing request that is {state} cannot take this step.") from None


def after(entries: Iterable[Entry]) -> State:
    """Where a request stands after these entries, oldest first."""
    state = State.STANDING
    for entry in entries:
        state = move(state, entry.act)
    return state
