"""A client has a letter sent by the program: to one address typed twice, on a form, with time to undo (route B)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Ask, Gate, Permit
from handrail.disclosure.request import Period, Recipient
from handrail.disclosure.vocabulary import ActorRole, Assurance, Channel, Obligation, Relation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Fault, Invalid, NotFound
from handrail.kernel.ids import Ids, LetterId
from handrail.kernel.principal import Principal
from handrail.letters.choices import Level
from handrail.letters.code import mint, number
from handrail.letters.delivery import LINK_LASTS, Act, Delivery, DeliveryAsk, move, typed_twice
from handrail.letters.issued import Letter
from handrail.letters.ports import Unit, Units
from handrail.letters.see import own
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

CARRIED = frozenset({Obligation.REDISCLOSURE_NOTICE_PART2, Obligation.COPY_OF_CONSENT_OR_SCOPE})
PASSCODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Queued:
    """A delivery, and the passcode that the client gives to the recipient; it is shown this once."""

    delivery: Delivery
    passcode: str = field(repr=False)


@dataclass(frozen=True)
class QueueDelivery:
    """Queues one sending. It is decided again when it is sent and when it is fetched (trap 30)."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids
    sends: bool = True
    """Whether a job takes what is queued to a mail server; without one nothing is queued: nobody waits in vain."""

    async def __call__(self, caller: Principal, letter_id: LetterId, ask: DeliveryAsk) -> Queued:
        """The delivery, which can be taken back until `sends_at`.

        Raises:
            NotFound: no such letter of the caller's.
            Invalid: the addresses differ, no such form, the form covers less than the letter says, or the notice of
                42 CFR 2.32 was not accepted twice.
            DisclosureRefused: the rules do not permit it; recorded.
            Conflict: the letter no longer stands, or this server sends nothing.
        """
        address = typed_twice(ask.address, ask.address_again)
        now = self.clock.now()
        async with self.units.read() as unit:
            letter = await own(unit, caller.person, letter_id)
            on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
        day = today(now, on_file.zone)
        if letter.standing(day) is not Standing.ISSUED:
            raise Conflict("This letter no longer stands, so it is not sent.")
        if not self.sends:
            raise Conflict("This server does not send letters by mail. Download yours and hand it over.")
        form = next((one for one in on_file.authorities if one.id == ask.form), None)
        if form is None or not form.recipients:
            raise Invalid(faults=(Fault("/form", "sign a form that names whom the letter goes to first"),))
        recipient = form.recipients[0]
        accepted = ask.notice_accepted and ask.notice_accepted_again
        permit = await self.gate.consider(to_the_recipient(letter, recipient, ask.form, accepted=accepted))
        covers(permit, letter)
        notice = Obligation.REDISCLOSURE_NOTICE_PART2 in permit.decision.obligations
        if Obligation.REVEAL_WARNING in permit.decision.obligations and not accepted:
            raise Invalid(faults=_warning(notice=notice))
        delivery = Delivery(
            id=self.ids.new(),
            letter=letter.id,
            person=caller.person,
            program=caller.program,
            form=ask.form,
            recipient=recipient,
            address=address,
            language=ask.language,
            notice=notice,
            accepted=accepted,
            queued_at=now,
            until=min(day + LINK_LASTS, form.expires_on or date.max),
        )
        token, passcode = mint(self.ids), number(self.ids)[:PASSCODE_LENGTH]
        async with self.units.begin() as unit:
            await unit.deliveries.add(delivery, token, passcode)
            await unit.audit.record(
                Tag.DELIVERY_QUEUED, actor=caller.person, subject=delivery.id, program=caller.program
            )
        return Queued(delivery, passcode)


@dataclass(frozen=True)
class CancelDelivery:
    """Takes a sending back: before it starts nothing leaves, afterwards its link is dead."""

    units: Units

    async def __call__(self, caller: Principal, delivery_id: str) -> Delivery:
        """The delivery, cancelled.

        Raises:
            NotFound: no such delivery of the caller's.
            Conflict: it was fetched already, or is over.
        """
        async with self.units.begin() as unit:
            delivery = await unit.deliveries.get(delivery_id, lock=True)
            if delivery.person != caller.person:
                raise NotFound
            move(delivery.state, Act.CANCEL)
            await unit.audit.record(
                Tag.DELIVERY_CANCELLED, actor=caller.person, subject=delivery.id, program=caller.program
            )
            return await unit.deliveries.append(delivery, Act.CANCEL)


@dataclass(frozen=True)
class SeeDeliveries:
    """The caller's own deliveries, newest first, each with its address in full."""

    units: Units

    async def __call__(self, caller: Principal) -> tuple[Delivery, ...]:
        async with self.units.read() as unit:
            return await unit.deliveries.of(caller.person)


def to_the_recipient(letter: Letter, recipient: Recipient, form: str, *, accepted: bool) -> Ask:
    """Route B: what is asked of the gate, when queued, when sent and when fetched."""
    met = {Obligation.REVEAL_WARNING} if accepted else set()
    if letter.level >= Level.FUNCTION:
        met.add(Obligation.CLINICIAN_APPROVAL)  # there was no letter without it
    return Ask(
        person=letter.person,
        program=letter.program,
        actor=letter.person,
        actor_role=ActorRole.PARTICIPANT,
        purpose=letter.purpose,
        recipient=recipient,
        data=tuple(sorted(letter.told)),
        data_period=Period(*letter.days) if letter.days else None,
        channel=Channel.EMAIL_SECURE,
        letter_level=int(letter.level),
        assurance=Assurance.VERIFIED,
        relation=Relation.SELF,
        met=frozenset(met),
        form=form,
    )


def covers(permit: Permit, letter: Letter) -> None:
    """Nothing, if all that the letter says may go; a letter is sent whole or not at all.

    Raises:
        Invalid: the form covers less.
    """
    period = permit.decision.permitted_period
    narrower = period is not None and letter.days is not None and (period.start, period.end) != letter.days
    if permit.elements != letter.told or narrower:
        raise Invalid(
            faults=(Fault("/form", "the form covers less than this letter says; make a letter that says less"),)
        )


async def judged(unit: Unit, delivery: Delivery, day: date) -> tuple[Letter, Ask] | None:
    """The letter and what to ask of the gate, where the letter still stands."""
    letter = await unit.letters.get(delivery.letter)
    if letter.standing(day) is not Standing.ISSUED:
        return None
    return letter, to_the_recipient(letter, delivery.recipient, delivery.form, accepted=delivery.accepted)


def _warning(*, notice: bool) -> tuple[Fault, ...]:
    if notice:
        says = "the letter will carry a notice that shows this is substance use treatment: accept it, and once more"
    else:
        says = "the letter says more than that there was an appointment: accept it, and once more"
    return Fault("/notice_accepted", says), Fault("/notice_accepted_again", says)
