"""What a client is told before a letter is sent: whether it can be, on which form, and how the mail would look.

Nothing is asked for and nothing is queued, so nothing is recorded: the rules are only looked up (`Gate.foresee`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from handrail.disclosure.gate import Gate
from handrail.disclosure.on_file import OnFile
from handrail.disclosure.request import Authority
from handrail.disclosure.vocabulary import DataElement, Obligation, Purpose, YesNoUnknown
from handrail.kernel.clock import Clock
from handrail.kernel.ids import LetterId
from handrail.kernel.principal import Principal
from handrail.letters.choices import Language
from handrail.letters.delivery import LINK_LASTS, Manner
from handrail.letters.issued import Letter
from handrail.letters.judge_delivery import Thought, allows, foreseen, in_time, narrower, needed
from handrail.letters.mail import Enclosure, Envelope, Mail, attached_mail, link_mail
from handrail.letters.ports import Units
from handrail.letters.see import own
from handrail.letters.send_due import LINK_PATH
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

SOMEBODY = "…"
"""Stands where an address or the secret of a link will."""


class Closed(StrEnum):
    """Why the program cannot send this letter; the client can always download it."""

    NO_MAIL_SERVER = "no_mail_server"
    NOT_STANDING = "not_standing"
    NO_LETTERHEAD = "no_letterhead"
    NOTICE_OFF = "notice_off"  # it would need the notice of 42 CFR 2.32, and the program sends none with it
    NOT_FOR_OTHERS = "not_for_others"  # it was made for nobody in particular: no form can serve for it


class Warns(StrEnum):
    """What a client accepts twice before it is sent."""

    NOTICE = "notice"  # the notice of 42 CFR 2.32 shows the kind of care
    REVEALING = "revealing"  # the letter says more than that there was an appointment, or a school will keep it


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the client's forms that this letter may be sent on.

    Attributes:
        until: last day on which a link could be opened.
        manners: how it may go on this form.
        neutral: without the notice, since counsel signed the neutral issuer off (route C).
        mails: the message for each manner, as it would look.
    """

    form: str
    recipient_name: str = field(repr=False)
    until: date
    manners: tuple[Manner, ...]
    warns: tuple[Warns, ...]
    neutral: bool
    mails: tuple[tuple[Manner, Mail], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What there is to choose from.

    Attributes:
        purpose: what a form for this letter has to be for.
        elements: what it has to allow, by link; attached it needs no `letter_existence`.
        sender: the address that the mail comes from.
    """

    closed: Closed | None
    purpose: Purpose
    elements: tuple[DataElement, ...]
    sender: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class ForeseeDelivery:
    """Looks at every form of the client's for one of their letters.

    Attributes:
        sender: address that mails come from; empty: this server sends none.
    """

    units: Units
    gate: Gate
    clock: Clock
    file_name: Callable[[str], str]
    origin: str
    sender: str

    async def __call__(self, caller: Principal, letter_id: LetterId, language: Language) -> Foreseen:
        """What can be chosen.

        Raises:
            NotFound: no such letter of the caller's.
        """
        async with self.units.read() as unit:
            letter = await own(unit, caller.person, letter_id)
            on_file = await unit.disclosure_files.on_file(caller.person, caller.program, lock=False)
            profile = await unit.programs.latest_issuer_profile(letter.program)
        day = today(self.clock.now(), on_file.zone)
        closed = self._closed(letter, day, on_file, letterhead=profile is not None)
        found = []
        if closed is None and profile is not None:
            envelope = Envelope("", SOMEBODY, profile.name, language)
            for form in _several(on_file):
                choice = await self._choice(letter, form, on_file, envelope, day)
                found += [choice] if choice else []
        elements = tuple(sorted(needed(letter, Manner.LINK)))
        return Foreseen(closed, letter.purpose, elements, self.sender, tuple(found))

    def _closed(self, letter: Letter, day: date, on_file: OnFile, *, letterhead: bool) -> Closed | None:
        if not self.sender:
            return Closed.NO_MAIL_SERVER
        if letter.standing(day) is not Standing.ISSUED:
            return Closed.NOT_STANDING
        if letter.purpose is Purpose.INDIVIDUAL_ACCESS:
            return Closed.NOT_FOR_OTHERS
        needs_notice = on_file.part2_status is not YesNoUnknown.NO and not on_file.neutral_issuer
        if needs_notice and not on_file.with_notice:
            return Closed.NOTICE_OFF
        return None if letterhead else Closed.NO_LETTERHEAD

    async def _choice(
        self, letter: Letter, form: Authority, on_file: OnFile, envelope: Envelope, day: date
    ) -> Choice | None:
        """The choice; None: the letter cannot go on this form."""
        if not form.recipients:
            return None
        thought = Thought(form.id or "", form.recipients[0])
        way, decision = await foreseen(self.gate, letter, thought, on_file)
        manners = tuple(one for one in Manner if allows(needed(letter, one), letter.purpose, form))
        if not manners or not decision.outcome.permits or narrower(decision, letter):
            return None
        notice = Obligation.REDISCLOSURE_NOTICE_PART2 in decision.obligations
        warned = Obligation.REVEAL_WARNING in decision.obligations
        until = in_time(day + LINK_LASTS, form.expires_on)
        link = f"{self.origin}{LINK_PATH}#{SOMEBODY}"
        document = Enclosure(self.file_name(letter.number), b"")
        mails = {
            Manner.LINK: link_mail(envelope, link, until, notice=notice),
            Manner.ATTACHED: attached_mail(envelope, document, SOMEBODY if notice else ""),
        }
        return Choice(
            form=way.form,
            recipient_name=way.recipient.name or "",
            until=until,
            manners=manners,
            warns=(Warns.NOTICE if notice else Warns.REVEALING,) if warned else (),
            neutral=way.neutral,
            mails=tuple((one, mails[one]) for one in manners),
        )


def _several(on_file: OnFile) -> tuple[Authority, ...]:
    """The forms, each once, however many rules it serves."""
    return tuple({one.id: one for one in on_file.authorities if one.id and one.revoked_at is None}.values())
