"""What the server answers over HTTP, as the SDK reads it. Fields that a newer server adds are left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Literal

from pydantic import Field

from handrail_client.messages import Heard, Said


class SignedIn(Heard):
    """A sign-in on this computer. The tokens are kept by the client, not here."""

    sign_in: str
    person: str
    program: str
    roles: tuple[str, ...]
    ends_at: datetime


class Authenticator(Heard):
    """What to put into an authenticator app: as a QR code of `address`, or `secret` typed by hand."""

    address: str = Field(repr=False)
    secret: str = Field(repr=False)


class Me(Heard):
    """Our own account."""

    person: str
    program: str
    roles: tuple[str, ...]
    display_name: str = Field(repr=False)
    legal_name: str = Field(repr=False)
    email: str = Field(repr=False)
    zone: str
    second_factor: bool


class Segment(Heard):
    """A part of a session and its planned minutes."""

    kind: str
    minutes: int


class CheckInWaiting(Heard):
    """The title of the check-in that waits for us in a session that is on, or None."""

    title: str | None = None


class Session(Heard):
    """A session in local time. `part` is what we are in it: `participant`, `lead`, `co`, or None."""

    id: str
    cohort: str
    on: date
    starts: str
    ends: str
    zone: str
    state: str
    segments: tuple[Segment, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    part: str | None = None


class Option(Heard):
    """One thing to choose; `alone` excludes the others."""

    id: str
    label: str
    alone: bool = False


class Item(Heard):
    """One question of a check-in. Every one also takes None: "I prefer not to say"."""

    kind: Literal["scale", "choice", "choices", "text", "yes_no"]
    id: str
    prompt: str
    help: str = ""
    optional: bool = False
    shareable: bool = True
    low: int | None = None
    high: int | None = None
    low_label: str | None = None
    high_label: str | None = None
    options: tuple[Option, ...] | None = None
    longest: int | None = None


class CheckIn(Heard):
    """One version of a check-in."""

    id: str
    version: int
    title: str
    intro: str = ""
    closing: str = ""
    items: tuple[Item, ...]

    def item(self, name: str) -> Item | None:
        """The item of this id, if there is one."""
        return next((item for item in self.items if item.id == name), None)


class Handout(Heard):
    """A handout in a list. `reading_level` is the US school grade that it was written for."""

    id: str
    version: int
    title: str
    summary: str = ""
    source: str = ""
    reviewed_on: date | None = None
    reading_level: int | None = None


class HandoutText(Handout):
    """A handout with its text in Markdown."""

    body: str


class Gap(Heard):
    """An absence within a session, by the clock of our own zone."""

    left: time
    came_back: time


class Receipt(Heard):
    """One session in our own attendance: minutes in the room, and the rule that was applied."""

    entry: str
    session: str
    day: date
    status: str
    late: bool = False
    minutes: int
    session_minutes: int
    gaps: tuple[Gap, ...] = ()
    rule: str
    reason: str | None = Field(default=None, repr=False)
    disputed: datetime | None = None


class Dispute(Heard):
    """A dispute that is kept."""

    id: str
    entry: str
    at: datetime


class Confirmation(Heard):
    """One time that a reader was told "confirmed", and roughly from where."""

    at: datetime
    source: str = ""


class Letter(Heard):
    """One of our letters. `standing`: `issued`, `replaced`, `withdrawn` or `expired`; `sha256` is the document's."""

    id: str
    number: str
    use: str
    level: int
    route: str
    issued_on: date
    standing: str
    sha256: str
    can_be_checked: bool
    scan: str = ""
    confirmations: tuple[Confirmation, ...] = ()


class Preview(Heard):
    """What a letter would say, before there is one; `text` is its whole page in plain words."""

    says: tuple[str, ...] = Field(repr=False)
    text: str = Field(repr=False)


class LetterOffer(Heard):
    """Where a letter goes, and the level that stands there at first: the lowest ever chosen for it."""

    use: str
    level: int


class LetterLevel(Heard):
    """What a level says, in plain words."""

    level: int
    says: str


class LetterChoices(Heard):
    """What can be chosen, and what a letter is not."""

    offers: tuple[LetterOffer, ...]
    levels: tuple[LetterLevel, ...]
    other_forms: tuple[str, ...]


class LetterRequest(Heard):
    """A letter that we asked for and that a clinician signs for first.

    `state`: `waiting`, `signed`, `settled`, `declined`, `issued` or `cancelled`. `items_to_sign`: what we still have to
    sign for, each by itself. `ready_at`: from when on the letter can be had; `letter`: its id, once there is one.
    """

    id: str
    kind: str
    state: str
    use: str
    level: int
    items: tuple[str, ...] = Field(repr=False)
    asked_at: datetime
    due_at: datetime
    answer: str = Field(repr=False)
    items_to_sign: tuple[str, ...] = Field(repr=False)
    ready_at: datetime | None = None
    letter: str = ""
    warnings: tuple[str, ...] = ()


class RenewalEntry(Heard):
    """What happened: `make` a letter, `skip` (nothing true to say), `stop` (by us), `refuse` (by the rules).

    Where letters are sent: `queue`, `keep` (it could not be queued), and what ends it: `revoke` (we took the form
    back), `lapse` (the form ended or covers less), `restore` (the server went back to a copy).
    """

    act: str
    due_on: date
    at: datetime
    letter: str | None = None


class Renewal(Heard):
    """A letter that we asked to have made each month. `state`: `standing`, `stopped`, `refused` or `lapsed`.

    `recipient` and `address`: where each goes by link as well; `passcode` opens every one, told once, at signing.
    """

    id: str
    use: str
    level: int
    start_on: date
    until: date
    state: str
    form: str = ""
    recipient: str = ""
    address: str = Field(default="", repr=False)
    notice: bool = False
    passcode: str = Field(default="", repr=False)
    entries: tuple[RenewalEntry, ...] = ()


class LetterBatch(Heard):
    """One run over the standing requests that are due, in numbers; `left` of 0: done."""

    id: str
    started_at: datetime
    by_staff: bool
    total: int
    left: int
    made: int
    nothing_to_say: int
    refused: int
    blocked: int
    later: int
    gone: int


class PaperworkKind(Heard):
    """A form that is not a letter: what a letter is not, and what the completed form usually reveals."""

    kind: str
    title: str
    is_not: str
    reveals: str
    then: str = ""
    cites: tuple[str, ...] = ()


class PaperworkKinds(Heard):
    """Every kind of form, and what holds for all of them."""

    kinds: tuple[PaperworkKind, ...]
    always: str = ""


class PaperworkForm(Heard):
    """A completed form; `sha256` is that of the file, in hex."""

    id: str
    attached_at: datetime
    pages: int
    sha256: str


class Paperwork(Heard):
    """A form that we asked for. `state`: `waiting`, `attached`, `declined` or `cancelled`; newest form first."""

    id: str
    kind: str
    title: str
    state: str
    needed_by: date | None = None
    asked_at: datetime
    due_at: datetime
    answer: str = Field(default="", repr=False)
    forms: tuple[PaperworkForm, ...] = ()


class WaitingPaperwork(Heard):
    """The same as clinicians see it."""

    id: str
    kind: str
    name: str = Field(repr=False)
    needed_by: date | None = None
    asked_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A file from the server. `name` is neutral, but still the server's word: take only its last part."""

    content: bytes = field(repr=False)
    name: str


class ConsentChoices(Said):
    """Who may be told what, for which purpose, until when; codes are those of the closed vocabulary.

    Dates are our own, in our own time zone; `expires_on` is the last day on which it holds, at most a year ahead.
    """

    recipient: str
    recipient_name: str = Field(repr=False)
    purposes: tuple[str, ...]
    elements: tuple[str, ...]
    expires_on: date
    service_from: date | None = None
    service_to: date | None = None


class EarlierChoice(Heard):
    """Something chosen before that the form would go against."""

    key: str
    says: str = Field(repr=False)


class ConsentDraft(Heard):
    """A form as it will read. Signing repeats its `digest` and, in `seen`, the keys of `earlier`.

    `not_alone`: one signature is not enough, so it cannot be signed here; `says` what to do instead.
    """

    text: str = Field(repr=False)
    digest: str
    terms: int
    serves: tuple[str, ...] = ()
    earlier: tuple[EarlierChoice, ...] = ()
    not_alone: str | None = None
    says: str = ""


class Consent(Heard):
    """A signed form; it holds to the end of `expires_on` unless it was taken back. Only a paper can have blanks."""

    id: str
    recipient: str
    recipient_name: str = Field(repr=False)
    purposes: tuple[str, ...]
    elements: tuple[str, ...] | None = None
    service_from: date | None = None
    service_to: date | None = None
    expires_on: date | None = None
    signed_at: datetime
    signed_on: date
    text: str = Field(repr=False)
    revoked_at: datetime | None = None


class Mail(Heard):
    """A mail as it would look; "…" stands for what is not known yet."""

    sender: str
    subject: str
    text: str = Field(repr=False)
    files: tuple[str, ...] = ()


class DeliveryChoice(Heard):
    """A form that a letter may be sent on. Each of `warnings` has to be accepted, twice.

    `notice`: the mail shows that this is substance use care. `revealing`: the letter says more than that there was an
    appointment. `neutral`: no notice is needed. `until`: the last day of a link.
    """

    form: str
    recipient: str = Field(repr=False)
    until: date
    manners: tuple[str, ...]
    warnings: tuple[str, ...] = ()
    neutral: bool = False
    mails: dict[str, Mail]


class DeliveryChoices(Heard):
    """What there is to choose from before a letter is sent; `closed`: why it cannot be sent at all.

    A form that serves is for `purpose` and allows `elements`.
    """

    closed: str | None = None
    purpose: str
    elements: tuple[str, ...]
    sender: str = ""
    choices: tuple[DeliveryChoice, ...] = ()


class Delivery(Heard):
    """A sending. `state`: `queued`, `sending`, `sent`, `unknown`, `failed`, `fetched` or `cancelled`.

    `passcode` is there once, when a link is queued; `why` says why nothing was sent.
    """

    id: str
    letter: str
    state: str
    manner: str
    recipient: str = Field(repr=False)
    address: str = Field(repr=False)
    notice: bool = False
    neutral: bool = False
    queued_at: datetime
    sends_at: datetime
    undo_seconds: int = 0
    since: datetime
    until: date | None = None
    why: str | None = None
    can_be_stopped: bool = False
    wrong_passcodes: int = 0
    passcode: str = Field(default="", repr=False)
