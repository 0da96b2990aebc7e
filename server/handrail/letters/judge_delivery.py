"""What is asked of the gate about a sending: that the mail tells of a letter, and that the letter itself is told.

A link and an attached letter are two questions (decision 0013):

    link      the mail       letter_existence, to the recipient of the form   released when it is sent
              the download   everything that the letter says                  released when it is fetched
    attached  the mail       everything that the letter says                  released when it is sent
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from handrail.consent.terms import listed, to_you
from handrail.disclosure.decision import Decision
from handrail.disclosure.gate import Ask, Gate, Permit
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.request import Authority, Period, Recipient
from handrail.disclosure.vocabulary import (
    ActorRole,
    Assurance,
    Channel,
    DataElement,
    Obligation,
    Purpose,
    Relation,
    YesNoUnknown,
)
from handrail.kernel.errors import Conflict, Fault, Invalid
from handrail.kernel.ids import LetterId, PersonId, ProgramId
from handrail.letters.ask import LetterAsk, elements, purpose
from handrail.letters.choices import Level
from handrail.letters.delivery import Delivery, Manner
from handrail.letters.issue import NEED_EVIDENCE

CARRIED = frozenset({Obligation.REDISCLOSURE_NOTICE_PART2, Obligation.COPY_OF_CONSENT_OR_SCOPE})
"""What a sending of a Part 2 program carries, the mail as well as the download."""


class Going(Protocol):
    """What a sending rests on: a delivery, or one that is only thought of."""

    @property
    def form(self) -> str: ...
    @property
    def recipient(self) -> Recipient: ...
    @property
    def accepted(self) -> bool: ...
    @property
    def neutral(self) -> bool: ...


class Says(Protocol):
    """What a letter tells, and about whom: one that is there, or one to come."""

    @property
    def id(self) -> LetterId: ...
    @property
    def person(self) -> PersonId: ...
    @property
    def program(self) -> ProgramId: ...
    @property
    def level(self) -> Level: ...
    @property
    def told(self) -> frozenset[DataElement]: ...
    @property
    def days(self) -> tuple[date, date] | None: ...
    @property
    def purpose(self) -> Purpose: ...


@dataclass(frozen=True, slots=True)
class ToCome:
    """What a letter that is still to be made will tell, if all that it may say is true then."""

    person: PersonId
    program: ProgramId
    ask: LetterAsk

    @property
    def id(self) -> LetterId:
        return LetterId("")

    @property
    def level(self) -> Level:
        return self.ask.level

    @property
    def told(self) -> frozenset[DataElement]:
        return frozenset(elements(self.ask))

    @property
    def days(self) -> tuple[date, date] | None:
        ask = self.ask
        return (ask.first_day, ask.last_day) if ask.first_day and ask.last_day else None

    @property
    def purpose(self) -> Purpose:
        return purpose(self.ask)


@dataclass(frozen=True, slots=True)
class Thought:
    """A sending that is only thought of."""

    form: str
    recipient: Recipient
    accepted: bool = False
    neutral: bool = False


async def foreseen(gate: Gate, letter: Says, thought: Thought, on_file: OnFile) -> tuple[Thought, Decision]:
    """The way that the letter would go, and what the rules say to it: route C where it is open and reaches far enough.

    Route C is never a way around a refusal: without the recorded sign-off it is not even tried (trap 1).
    """
    if on_file.neutral_issuer and on_file.part2_status is not YesNoUnknown.NO:
        neutral = replace(thought, neutral=True)
        decision = await gate.foresee(whole(letter, neutral))
        if decision.outcome.permits and not narrower(decision, letter):
            return neutral, decision
    return thought, await gate.foresee(whole(letter, thought))


def whole(letter: Says, going: Going) -> Ask:
    """That the recipient is told everything that the letter says."""
    met = {Obligation.REVEAL_WARNING} if going.accepted else set()
    if letter.level >= Level.FUNCTION:
        met.add(Obligation.CLINICIAN_APPROVAL)  # there was no letter without it
    return Ask(
        person=letter.person,
        program=letter.program,
        actor=letter.person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=letter.purpose,
        recipient=going.recipient,
        data=tuple(sorted(letter.told)),
        data_period=Period(*letter.days) if letter.days else None,
        channel=Channel.EMAIL_SECURE,
        letter_level=int(letter.level),
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        met=frozenset(met),
        form=going.form,
        neutral=going.neutral,
    )


def existence(letter: Says, going: Going) -> Ask:
    """That the recipient is told that there is a letter, by a mail that names nobody."""
    return replace(whole(letter, going), data=(DataElement.LETTER_EXISTENCE,), data_period=None, letter_level=None)


def asked_by_mail(letter: Says, delivery: Delivery) -> Ask:
    """What the mail itself tells."""
    return existence(letter, delivery) if delivery.manner is Manner.LINK else whole(letter, delivery)


def needed(letter: Says, manner: Manner) -> frozenset[DataElement]:
    """What a form has to allow for this letter to be sent in this manner."""
    return letter.told | {DataElement.LETTER_EXISTENCE} if manner is Manner.LINK else letter.told


def covers(decision: Decision, letter: Says) -> None:
    """Nothing, if all that the letter says may go and nothing is missing; a letter is sent whole or not at all.

    Raises:
        Invalid: the form covers less.
        Conflict: something has to be approved first.
    """
    if narrower(decision, letter):
        raise Invalid(
            faults=(Fault("/form", "the form covers less than this letter says; make a letter that says less"),)
        )


def narrower(decision: Decision, letter: Says) -> bool:
    """Whether less may go than the letter says."""
    period = decision.permitted_period
    shorter = period is not None and letter.days is not None and (period.start, period.end) != letter.days
    return frozenset(decision.permitted) != letter.told or shorter


def conditions_met(decision: Decision, ask: Ask) -> None:
    """Nothing, if every condition that a person has to fulfil is fulfilled.

    Raises:
        Invalid: a warning has to be accepted, twice.
        Conflict: somebody has to approve or witness something.
    """
    missing = frozenset(decision.obligations) & NEED_EVIDENCE - ask.met
    if missing == {Obligation.REVEAL_WARNING}:
        raise Invalid(faults=_warning(notice=Obligation.REDISCLOSURE_NOTICE_PART2 in decision.obligations))
    if missing:
        raise Conflict("Something has to be approved or witnessed before this letter may be sent.")


def offered(permit: Permit) -> None:
    """Nothing, unless it needs a notice that the program does not send letters with (E4).

    Raises:
        Conflict: this program gives such letters to their clients alone.
    """
    if Obligation.REDISCLOSURE_NOTICE_PART2 in permit.decision.obligations and not permit.on_file.with_notice:
        raise Conflict("Your program does not send letters with the notice that the law asks for. Download yours.")


def allows(told: frozenset[DataElement], why: Purpose, form: Authority) -> bool:
    """Whether a form reaches far enough, whoever it is for and until when."""
    return (form.data is None or told <= form.data) and (form.purposes is None or why in form.purposes)


def lacking(told: Iterable[DataElement]) -> Fault:
    """What to tell somebody whose form does not reach far enough."""
    return Fault("/form", f"sign a form for this letter that allows telling {to_you(listed(sorted(told)))}")


def in_time(until: date, expires_on: date | None) -> date:
    """The last day on which a link may be opened: never after the form's."""
    return min(until, expires_on or date.max)


def _warning(*, notice: bool) -> tuple[Fault, ...]:
    if notice:
        says = "the letter will carry a notice that shows this is substance use treatment: accept it, and once more"
    else:
        says = "the letter says more than that there was an appointment: accept it, and once more"
    return Fault("/notice_accepted", says), Fault("/notice_accepted_again", says)
