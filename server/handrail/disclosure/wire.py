"""What the log of disclosures looks like over HTTP."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from handrail.disclosure.accounting import Accounting, Entry
from handrail.disclosure.decision import Judgement
from handrail.disclosure.issuer_review import LONGEST, IssuerReview
from handrail.disclosure.rulebook import Rulebook
from handrail.disclosure.sentences import sentence
from handrail.disclosure.suspension import Suspension
from handrail.disclosure.vocabulary import DataElement, Obligation, Outcome, Purpose, RecipientClass, YesNoUnknown
from handrail.kernel.ids import PersonId, ProgramId
from handrail.web.model import Model


class RuleOut(Model):
    """One rule that had a say."""

    id: str
    cite: str
    says: str


class DisclosureOut(Model):
    """One thing that left: when (your date), to whom, what, for which purpose, and the rules it rested on.

    `says` is the same in plain words; `basis` quotes the rules. What was not told has `told` empty.
    """

    on: date
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(repr=False)]
    told: list[DataElement]
    why: Purpose
    rules: list[str]
    basis: list[RuleOut]
    says: Annotated[str, Field(repr=False)]


class AccountingOut(Model):
    """Both reports: six years without authorised disclosures, and three years with consented ones.

    `suspended` is what an agency asked not to be told for now; it is in neither, and not to be given out.
    """

    hipaa: list[DisclosureOut]
    part2: list[DisclosureOut]
    suspended: list[DisclosureOut]


class SuspensionIn(Model):
    """An agency's statement that telling the person would impede it. By word (`oral`) it holds for 30 days at most."""

    agency: Literal["oversight_agency", "law_enforcement"]
    agency_name: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]
    official: Annotated[str, Field(min_length=1, max_length=LONGEST, repr=False)]
    oral: bool
    said_on: date
    until: date

    def to_suspension(self, id_: str, person: PersonId, program: ProgramId, by: PersonId, at: datetime) -> Suspension:
        return Suspension(
            id_,
            person,
            program,
            RecipientClass(self.agency),
            self.agency_name,
            self.official,
            self.oral,
            self.said_on,
            self.until,
            by,
            at,
        )


class SuspensionOut(SuspensionIn):
    """A suspension that was recorded."""

    id: str
    at: datetime


class ReviewIn(Model):
    """`signed_off`: counsel agreed that letters under this name carry no notice of 42 CFR 2.32.

    `with_notice`: letters that need it are sent to others with it; otherwise clients get theirs, and nobody else does.
    """

    publicly_sud: YesNoUnknown
    signed_off: bool = False
    counsel: Annotated[str, Field(max_length=LONGEST, repr=False)] = ""
    reviewed_on: date | None = None
    with_notice: bool = False


class ReviewOut(ReviewIn):
    """The newest version, and the version of the letterhead that was looked at."""

    recorded_at: datetime | None
    profile: int


class JudgementOut(Model):
    """What a form would permit for one purpose, and the rules that say so."""

    purpose: Purpose
    outcome: Outcome
    permitted: list[DataElement]
    denied: list[DataElement]
    still_needed: list[Obligation]
    rules: list[RuleOut]
    says: Annotated[str, Field(repr=False)]


def judgement_out(judged: Judgement) -> JudgementOut:
    """A judgement as staff read it."""
    decision = judged.decision
    return JudgementOut(
        purpose=judged.purpose,
        outcome=decision.outcome,
        permitted=list(decision.permitted),
        denied=[one.element for one in decision.denied],
        still_needed=[] if decision.outcome.permits else list(decision.obligations),
        rules=[RuleOut(id=one.id, cite=one.cite, says=one.says) for one in decision.rules],
        says=decision.explanation,
    )


def review_out(review: IssuerReview | None) -> ReviewOut:
    """A review as it is shown; unknown where there is none."""
    if review is None:
        return ReviewOut(publicly_sud=YesNoUnknown.UNKNOWN, recorded_at=None, profile=0)
    return ReviewOut(
        publicly_sud=review.publicly_sud,
        signed_off=review.signed_off,
        counsel=review.counsel,
        reviewed_on=review.reviewed_on,
        with_notice=review.with_notice,
        recorded_at=review.recorded_at,
        profile=review.profile,
    )


def disclosure_out(entry: Entry, rulebook: Rulebook) -> DisclosureOut:
    """One entry as it is shown."""
    return DisclosureOut(
        on=entry.on,
        recipient=entry.recipient,
        recipient_name=entry.recipient_name,
        told=list(entry.told),
        why=entry.why,
        rules=list(entry.basis),
        basis=[
            RuleOut(id=rule, cite=rulebook.rules[rule].cite, says=rulebook.rules[rule].says)
            for rule in entry.basis
            if rule in rulebook.rules
        ],
        says=sentence(entry, rulebook),
    )


def suspension_out(one: Suspension) -> SuspensionOut:
    """A suspension as the privacy officer reads it."""
    return SuspensionOut(
        id=one.id,
        at=one.at,
        agency="oversight_agency" if one.agency is RecipientClass.OVERSIGHT_AGENCY else "law_enforcement",
        agency_name=one.agency_name,
        official=one.official,
        oral=one.oral,
        said_on=one.said_on,
        until=one.until,
    )


def accounting_out(accounting: Accounting, rulebook: Rulebook) -> AccountingOut:
    """Both reports as they are shown."""
    return AccountingOut(
        hipaa=[disclosure_out(one, rulebook) for one in accounting.hipaa],
        part2=[disclosure_out(one, rulebook) for one in accounting.part2],
        suspended=[disclosure_out(one, rulebook) for one in accounting.suspended],
    )
