"""Sends what is due: judged again, written down as an attempt, then mailed once and never again (design §9.9).

    a mail server answers    nobody answered: it waits, and nothing was said
    one unit                 release, accounting, attempt, audit: committed before a byte of the message leaves
    the message              on that release alone
    one unit                 what became of it; a node that died before this leaves "unknown"

Locks are taken in one order everywhere: forms (by the gate), then the letter, then the sending.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from handrail.audit.entry import Tag
from handrail.disclosure.gate import Artefact, Gate, Permit, Refused, Release
from handrail.disclosure.vocabulary import Obligation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import Conflict, Invalid, NotFound, Refusal
from handrail.kernel.ids import ConsentId, Ids, LetterId
from handrail.letters.delivery import ABANDONED, GIVE_UP, Act, Delivery, Happened, Manner, State, Why
from handrail.letters.issued import Letter
from handrail.letters.judge_delivery import CARRIED, asked_by_mail, conditions_met, covers, offered, whole
from handrail.letters.lexicon import Term
from handrail.letters.mail import NOTICE, Enclosure, Envelope, Mail, attached_mail, link_mail, notice_with
from handrail.letters.ports import Unit, Units
from handrail.letters.readings import fold
from handrail.letters.scan import Place, scan
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

LINK_PATH = "/letter"


class Talk(Protocol):
    """A conversation with a mail server."""

    @property
    def private(self) -> bool:
        """Whether it can promise encryption all the way to the recipient."""
        ...

    async def send(self, release: Release, message: bytes, to: str, *, private: bool) -> Happened:
        """What became of exactly this message: accepted, refused, or unknown.

        Raises:
            TypeError: it is not what was released.
        """
        ...


class Mailer(Protocol):
    """Writes messages and speaks to a mail server."""

    @property
    def sender(self) -> str:
        """The address that messages come from."""
        ...

    def written(self, mail: Mail) -> bytes:
        """The message as it goes over the wire, headers and body."""
        ...

    def open(self) -> AbstractAsyncContextManager[Talk | None]:
        """A conversation; None: it cannot be had, and nothing was said."""
        ...


Reads = Callable[[bytes, frozenset[str]], Sequence[Place]]
"""Every place of a finished message, but for files with these digests."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that may go, as it was judged outside any unit."""

    delivery: Delivery
    permit: Permit
    message: bytes = field(repr=False)


class _Stays(Exception):
    """Nothing is sent: because of this, or because another node has it (None)."""

    def __init__(self, why: Why | None) -> None:
        super().__init__()
        self.why = why


@dataclass(frozen=True)
class SendDue:
    """One round over the queue; every node may run it.

    Attributes:
        file_name: what a letter's file is called, by its number.
        reads: finds the places of a finished message.
        origin: configured neutral origin of the page where recipients open documents.
    """

    units: Units
    gate: Gate
    mailer: Mailer
    clock: Clock
    ids: Ids
    lexicon: Sequence[Term]
    reads: Reads
    file_name: Callable[[str], str]
    origin: str

    async def __call__(self) -> int:
        """How many were tried."""
        await self._write_down_the_abandoned()
        async with self.units.read() as unit:
            due = await unit.deliveries.due(self.clock.now())
        tried = 0
        for one in due:
            try:
                answered = await self._send(one.id)
            except _Stays as stays:
                if stays.why is not None:
                    await self._settle(one.id, State.QUEUED, self._failed(stays.why))
                continue
            if not answered:
                await self._give_up_old(due)
                break
            tried += 1
        return tried

    async def _send(self, delivery_id: str) -> bool:
        """Whether a mail server answered.

        Raises:
            _Stays: it is not sent.
        """
        ready = await self._prepared(delivery_id)
        private = ready.delivery.manner is Manner.ATTACHED
        async with self.mailer.open() as talk:
            if talk is None:
                return False
            if private and not talk.private:
                raise _Stays(Why.NOT_PRIVATE)
            release = await self._attempt(ready)
            outcome = await talk.send(release, ready.message, ready.delivery.address, private=private)
        await self._settle(delivery_id, State.SENDING, outcome)
        return True

    async def _prepared(self, delivery_id: str) -> _Ready:
        """The message and the leave to send it."""
        async with self.units.read() as unit:
            delivery = await unit.deliveries.get(delivery_id)
            letter = await unit.letters.get(delivery.letter)
            mail, canaries = await self._mail(unit, delivery, letter)
            permitted = {letter.digest, *(sha256(file.content).hexdigest() for file in mail.files[1:])}
            token = await unit.deliveries.token(delivery.id)
        if letter.standing(today(self.clock.now(), letter.zone)) is not Standing.ISSUED:
            raise _Stays(Why.LETTER)
        message = self.mailer.written(mail)
        spare = [delivery.address, delivery.address.rpartition("@")[2], token, self.file_name(letter.number)]
        spare += [NOTICE] if delivery.notice else []  # permitted: it was accepted, twice
        if scan(self.reads(message, frozenset(permitted)), self.lexicon, canaries, spare):
            raise _Stays(Why.LEAK)
        try:
            handed = await self.gate.consider(whole(letter, delivery))  # else the link would lead nowhere
            offered(handed)
            covers(handed.decision, letter)
            ask = asked_by_mail(letter, delivery)
            permit = handed if ask == handed.ask else await self.gate.consider(ask)
            conditions_met(permit.decision, ask)
        except (Refusal, Invalid, NotFound):
            raise _Stays(Why.RULES) from None
        if delivery.notice is not (Obligation.REDISCLOSURE_NOTICE_PART2 in permit.decision.obligations):
            raise _Stays(Why.RULES)  # the client was told otherwise, so it is theirs to choose again
        return _Ready(delivery, permit, message)

    async def _mail(self, unit: Unit, delivery: Delivery, letter: Letter) -> tuple[Mail, list[str]]:
        """The mail, and the names that may not stand in it."""
        profile = await unit.programs.latest_issuer_profile(delivery.program)
        if profile is None:
            raise _Stays(Why.LETTER)
        names = [
            (await unit.accounts.get(delivery.person)).legal_name,
            (await unit.programs.get(delivery.program)).name,
        ]
        canaries = [name for name in names if fold(name) != fold(profile.name)]
        envelope = Envelope(self.ids.new(), delivery.address, profile.name, delivery.language)
        if delivery.manner is Manner.LINK:
            link = f"{self.origin}{LINK_PATH}#{await unit.deliveries.token(delivery.id)}"
            return link_mail(envelope, link, delivery.until, notice=delivery.notice), canaries
        form = await unit.consents.get(ConsentId(delivery.form)) if delivery.notice else None
        document = Enclosure(self.file_name(letter.number), await unit.letters.document(letter.id))
        return attached_mail(envelope, document, notice_with(form.text) if form else ""), canaries

    async def _attempt(self, ready: _Ready) -> Release:
        """The attempt and what it discloses, committed.

        Raises:
            _Stays: not permitted any more, or another node has it.
        """
        delivery = ready.delivery
        artefact = Artefact(sha256(ready.message).hexdigest(), CARRIED if delivery.notice else frozenset())
        try:
            async with self.gate.watching(self.units.begin()) as unit:
                release = await self.gate.release(unit, ready.permit, artefact)
                await self._still_stands(unit, delivery.letter)
                current = await unit.deliveries.get(delivery.id, lock=True)
                if current.state is not State.QUEUED:
                    raise _Stays(None)
                await unit.deliveries.append(current, Happened(Act.SEND, self.clock.now()))
                await unit.audit.record(Tag.DELIVERY_BEGUN, subject=delivery.id, program=delivery.program)
        except (Refused, Conflict, NotFound):
            raise _Stays(Why.RULES) from None
        return release

    async def _still_stands(self, unit: Unit, letter_id: LetterId) -> None:
        letter = await unit.letters.get(letter_id, lock=True)
        if letter.standing(today(self.clock.now(), letter.zone)) is not Standing.ISSUED:
            raise _Stays(Why.LETTER)

    async def _settle(self, delivery_id: str, state: State, happened: Happened) -> None:
        """Write down what became of it, if nothing else did meanwhile."""
        async with self.units.begin() as unit:
            current = await unit.deliveries.get(delivery_id, lock=True)
            if current.state is state:
                await unit.deliveries.append(current, happened)
                sent = happened.act is Act.SENT
                await unit.audit.record(
                    Tag.DELIVERY_SENT if sent else Tag.DELIVERY_NOT_SENT, subject=current.id, program=current.program
                )

    async def _give_up_old(self, due: Sequence[Delivery]) -> None:
        for one in due:
            if one.queued_at + GIVE_UP <= self.clock.now():
                await self._settle(one.id, State.QUEUED, self._failed(Why.UNREACHABLE))

    async def _write_down_the_abandoned(self) -> None:
        """A try whose node died may or may not have arrived; that is shown, and it is never repeated."""
        now = self.clock.now()
        async with self.units.read() as unit:
            lost = await unit.deliveries.abandoned(now - ABANDONED)
        for one in lost:
            await self._settle(one.id, State.SENDING, Happened(Act.LOSE, now))

    def _failed(self, why: Why) -> Happened:
        return Happened(Act.FAIL, self.clock.now(), why)
