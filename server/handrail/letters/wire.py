"""Bodies of letters and checks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from pydantic import Field

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.ids import PersonId
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Away, Condition, Credential, Language, Level, Limit, Restriction, Specialty, Use
from handrail.letters.delivery import DeliveryAsk, Manner
from handrail.letters.slip import SlipAsk
from handrail.letters.statement import Leave, Schedule, Statement
from handrail.web.model import Model

Item = Literal[
    "leave_amount",
    "return_date",
    "functional_limits",
    "work_restrictions",
    "schedule_need",
    "provider_specialty",
    "program_name",
    "level_of_care",
    "diagnosis_general",
    "diagnosis_specific",
]


class LetterIn(Model):
    """What a client chooses.

    Level 1 says that there was an appointment, level 2 that the client is under care, level 3 what they need, level 4
    what they tick by name. `items` rest on a clinician's statement. `large` sets the letter in 14 points.
    `reader_form` is the id of a signed form for `verification_callback`: without it the letter carries no code.
    """

    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    first_day: date | None = None
    last_day: date | None = None
    time_of_day: bool = False
    expected_end: bool = False
    items: frozenset[Item] = frozenset()
    language: Literal["en", "es"] = "en"
    large: bool = False
    reader_form: str = ""

    def to_ask(self) -> LetterAsk:
        """The choice, for the use case."""
        return LetterAsk(
            use=Use(self.use),
            level=Level(self.level),
            first_day=self.first_day,
            last_day=self.last_day,
            time_of_day=self.time_of_day,
            expected_end=self.expected_end,
            items=frozenset(DataElement(item) for item in self.items),
            language=Language(self.language),
            large=self.large,
            reader_form=self.reader_form,
        )

    @classmethod
    def of(cls, ask: LetterAsk) -> LetterIn:
        """The same choice, as it is sent."""
        return cls.model_validate(
            {
                "use": ask.use.value,
                "level": int(ask.level),
                "first_day": ask.first_day,
                "last_day": ask.last_day,
                "time_of_day": ask.time_of_day,
                "expected_end": ask.expected_end,
                "items": frozenset(str(item) for item in ask.items),
                "language": ask.language.value,
                "large": ask.large,
                "reader_form": ask.reader_form,
            }
        )


class InferenceOut(Model):
    """One thing that a reader could work out, and from what on the page."""

    source: Literal["issuer_name", "address", "phone", "domain", "signer", "time", "dates", "care", "school"]
    says: str


class RevealingOut(Model):
    """One word of the letterhead that keeps letters from being issued: where (JSON Pointer), why, and what to do."""

    at: str
    word: str
    reason: str
    fix: str


class IssuerCheckOut(Model):
    """What in an issuer profile has to change before letters can be issued; `neutral`: nothing."""

    neutral: bool
    blocking: tuple[RevealingOut, ...]


class PreviewOut(Model):
    """What a reader would learn. `page`: the unsigned PDF in base64; `blocking` must be empty, `warnings` accepted.

    `pictures`: the pages of that PDF as they are seen, each a PNG in base64; `text`: the same in plain words.
    """

    page: str = Field(repr=False)
    pictures: tuple[str, ...] = Field(repr=False)
    text: str = Field(repr=False)
    says: tuple[str, ...]
    could_infer: tuple[InferenceOut, ...]
    cannot_tell: tuple[str, ...]
    blocking: tuple[RevealingOut, ...]
    warnings: tuple[str, ...]


class OfferOut(Model):
    """A place to hand a letter in, and the level that stands there at first: the lowest ever chosen for it."""

    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]


class LevelOut(Model):
    """What a level says, in plain words."""

    level: Literal[1, 2, 3, 4]
    says: str


class ChoicesOut(Model):
    """What can be chosen, and what a letter is not."""

    offers: tuple[OfferOut, ...]
    levels: tuple[LevelOut, ...]
    other_forms: tuple[str, ...]


class LeaveIn(Model):
    """Time away: one stretch of days, or up to so many days a month until a date."""

    first: date
    last: date
    days_a_month: int | None = None


class AwayIn(Model):
    """Away before or after a time of day on some weekdays, until about a date."""

    side: Literal["before", "after"]
    at: time
    until: date


class StatementIn(Model):
    """What a clinician states: chosen from lists, dates and a code; nobody words a letter."""

    good_until: date
    leave: LeaveIn | None = None
    return_on: date | None = None
    limits: tuple[Literal["long_focus", "long_standing", "heavy_lifting", "driving", "night_work"], ...] = ()
    restrictions: tuple[
        Literal[
            "no_night_shifts",
            "no_overtime",
            "no_on_call",
            "no_overnight_travel",
            "no_dangerous_machines",
            "short_breaks",
            "work_from_home",
            "more_time_for_tests",
        ],
        ...,
    ] = ()
    schedule: AwayIn | None = None
    specialty: Literal["mental_health", "substance_use", "both"] | None = None
    condition: Literal["mental_health", "substance_use"] | None = None
    diagnosis_code: str = Field(default="", max_length=8)

    def to_statement(self) -> Statement:
        """The statement, for the use case, which fills in who signs, as what and when."""
        return Statement(
            clinician=PersonId(""),
            name="",
            credential=Credential.LICENSED_PROFESSIONAL,
            signed_on=date.min,
            good_until=self.good_until,
            leave=Leave(self.leave.first, self.leave.last, self.leave.days_a_month) if self.leave else None,
            return_on=self.return_on,
            limits=tuple(dict.fromkeys(Limit(one) for one in self.limits)),
            restrictions=tuple(dict.fromkeys(Restriction(one) for one in self.restrictions)),
            schedule=(
                Schedule(Away(self.schedule.side), self.schedule.at, self.schedule.until) if self.schedule else None
            ),
            specialty=Specialty(self.specialty) if self.specialty else None,
            condition=Condition(self.condition) if self.condition else None,
            diagnosis_code=self.diagnosis_code,
        )


class ItemIn(Model):
    """One item of level 4 that the client signs for."""

    item: Literal["provider_specialty", "program_name", "level_of_care", "diagnosis_general", "diagnosis_specific"]


class RequestedLetterIn(Model):
    """The letter of a request; its warnings have to be accepted."""

    warnings_accepted: bool = False


class RequestAnswerIn(Model):
    """An answer of staff: declined for a reason of the list, or settled where none is given."""

    reason: Literal["cannot_state", "needs_visit", "lower_level", "other_form", "rules"] | None = None


class ClinicianIn(Model):
    """What a member of staff may sign statements as; null: no longer."""

    credential: Literal["licensed_professional", "physician", "nurse_practitioner", "physician_assistant"] | None


class RequestOut(Model):
    """A request as its client sees it. `ready_at`: from when on the letter can be had, where all else is there.

    `choices`: what staff prepared, for the client to change and to make a letter of, or to take away.
    """

    id: str
    kind: Literal["clinician", "review", "prepared"]
    state: Literal["waiting", "signed", "settled", "declined", "issued", "cancelled"]
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    items: tuple[str, ...]
    asked_at: datetime
    due_at: datetime
    answer: str
    items_to_sign: tuple[str, ...]
    ready_at: datetime | None
    letter: str
    warnings: tuple[str, ...]
    choices: LetterIn | None = None


class WaitingOut(Model):
    """A request as staff see it."""

    id: str
    kind: Literal["clinician", "review", "prepared"]
    name: str
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    items: tuple[str, ...]
    first_day: date | None
    last_day: date | None
    asked_at: datetime
    due_at: datetime


class ConfirmationOut(Model):
    """One time that a reader was told "confirmed": when (UTC), and roughly from where."""

    at: datetime
    source: str


class SlipIn(Model):
    """A slip: `reader_form` is the id of a signed form for `verification_callback`; `until` may end it earlier."""

    reader_form: str
    until: date | None = None
    language: Literal["en", "es"] = "en"

    def to_ask(self) -> SlipAsk:
        """The choice, for the use case."""
        return SlipAsk(self.reader_form, self.until, Language(self.language))


class SlipOut(Model):
    """A slip as its client sees it; `live`: its code may still confirm."""

    id: str
    issued_on: date
    until: date | None
    live: bool
    sha256: str


class LetterOut(Model):
    """A letter as its client sees it. `sha256` is that of the document, in hex.

    `replaces` and `replaced_by` are ids of letters. `again`: it was replaced, nothing took its place, and this is what
    its client chose; `POST …/successor` makes the new one, or a request where a clinician has to state it.
    """

    id: str
    number: str
    use: Literal["work", "school", "other"]
    level: Literal[1, 2, 3, 4]
    route: Literal["A"] = "A"
    issued_on: date
    standing: Literal["issued", "replaced", "withdrawn", "expired"]
    sha256: str
    can_be_checked: bool
    scan: Literal["clean"] = "clean"
    confirmations: tuple[ConfirmationOut, ...] = ()
    slips: tuple[SlipOut, ...] = ()
    replaces: str = ""
    replaced_by: str = ""
    again: LetterIn | None = None


class MailOut(Model):
    """A mail as it would look; "…" stands for what is not known yet."""

    sender: str
    subject: str
    text: str = Field(repr=False)
    files: tuple[str, ...]


class DeliveryChoiceOut(Model):
    """A form that the letter may be sent on. Each of `warnings` has to be accepted, twice.

    `notice`: the mail shows that this is substance use care. `revealing`: the letter says more than that there was an
    appointment. `neutral`: no notice is needed, by the program's recorded sign-off. `until`: a link's last day.
    """

    form: str
    recipient: str = Field(repr=False)
    until: date
    manners: tuple[Literal["link", "attached"], ...]
    warnings: tuple[Literal["notice", "revealing"], ...]
    neutral: bool
    mails: dict[str, MailOut]


class DeliveryChoicesOut(Model):
    """What there is to choose from before a letter is sent; `closed`: why it cannot be at all.

    A form for it is for `purpose` and allows `elements`; a letter attached to the mail needs no `letter_existence`.
    """

    closed: Literal["no_mail_server", "not_standing", "no_letterhead", "notice_off", "not_for_others"] | None
    purpose: str
    elements: tuple[str, ...]
    sender: str
    choices: tuple[DeliveryChoiceOut, ...]


class DeliveryIn(Model):
    """A sending. `form`: the authorization that names the recipient. The address is typed twice.

    A letter under 42 CFR Part 2 goes with a notice that shows what care it was: accept that twice. `attached` puts the
    letter into the mail itself; it goes only where every mail server on the way encrypts.
    """

    form: str
    address: str = Field(max_length=254, repr=False)
    address_again: str = Field(max_length=254, repr=False)
    language: Literal["en", "es"] = "en"
    manner: Literal["link", "attached"] = "link"
    notice_accepted: bool = False
    notice_accepted_again: bool = False

    def to_ask(self) -> DeliveryAsk:
        """The choice, for the use case."""
        return DeliveryAsk(
            self.form,
            self.address,
            self.address_again,
            Language(self.language),
            Manner(self.manner),
            notice_accepted=self.notice_accepted,
            notice_accepted_again=self.notice_accepted_again,
        )


class DeliveryOut(Model):
    """A sending as its client sees it: the address in full; `passcode` is there once, when a link is queued.

    `undo_seconds`: left before it may go; `since`: when it came to this state; `why`: why nothing was sent; `until`:
    the last day of its link.
    """

    id: str
    letter: str
    state: Literal["queued", "sending", "sent", "unknown", "failed", "fetched", "cancelled"]
    manner: Literal["link", "attached"]
    recipient: str
    address: str = Field(repr=False)
    notice: bool
    neutral: bool
    queued_at: datetime
    sends_at: datetime
    undo_seconds: int
    since: datetime
    until: date | None
    why: Literal["rules", "letter", "leak", "refused", "not_private", "unreachable"] | None
    can_be_stopped: bool
    wrong_passcodes: int
    passcode: str = Field(default="", repr=False)


class FetchIn(Model):
    """A recipient's link and passcode."""

    token: str = Field(max_length=200)
    passcode: str = Field(max_length=40)


class FetchOut(Model):
    """What was sent: the PDF in base64, and with it a notice where the law asks for one. Empty: nothing to be had."""

    name: str = ""
    document: str = ""
    notice: str = ""


class CheckIn(Model):
    """A reader's question: the code as typed, and the SHA-256 of the file in hex where one was dropped."""

    code: str = Field(repr=False)
    sha256: str | None = None


class CheckOut(Model):
    """The whole answer."""

    answer: Literal["confirmed", "not_confirmed"]
