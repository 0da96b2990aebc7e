"""The accounting of disclosures: one log of decisions, two reports out of it, and the person's own view of all of it.

HIPAA leaves out treatment, payment, operations, the person and what was authorised, for six years
(45 CFR 164.528(a)(1)); Part 2 puts consented disclosures in, for three years (42 CFR 2.25). Handing over to
the person is in neither, yet stands in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from handrail.disclosure.record import Record
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Obligation, Purpose, RecipientClass

HIPAA_YEARS = 6
PART2_YEARS = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a report: the four parts that 164.528(b)(2) asks for, and the ground it rested on.

    Attributes:
        on: the date at the client's place.
        basis: ids of the rules that it rested on; of a refusal, that kept it.
        authorities: what permitted it.
        released: whether anything left at all.
    """

    on: date
    recipient: RecipientClass
    recipient_name: str = field(repr=False)
    told: tuple[DataElement, ...]
    why: Purpose
    basis: tuple[str, ...]
    authorities: tuple[LegalAuthority, ...] = ()
    released: bool = True


@dataclass(frozen=True, slots=True)
class Accounting:
    """The two reports out of one log (45 CFR 164.528; 42 CFR 2.25).

    Attributes:
        on: the day it was made, at the client's place.
        suspended: what an agency had suspended: for the officer, not to be given out now.
    """

    on: date
    person_name: str = field(repr=False)
    hipaa: tuple[Entry, ...]
    part2: tuple[Entry, ...]
    suspended: tuple[Entry, ...] = ()


def hipaa_report(records: Iterable[Record], today: date) -> tuple[Entry, ...]:
    """Disclosures that 45 CFR 164.528 lists, oldest first."""
    return _report(records, _years_before(today, HIPAA_YEARS), Obligation.ACCOUNTING_ENTRY_HIPAA)


def part2_report(records: Iterable[Record], today: date) -> tuple[Entry, ...]:
    """Disclosures that 42 CFR 2.25 lists, oldest first."""
    return _report(records, _years_before(today, PART2_YEARS), Obligation.ACCOUNTING_ENTRY_PART2)


def everything(records: Iterable[Record]) -> tuple[Entry, ...]:
    """All that ever left, oldest first: what the person sees."""
    return tuple(_entry(one) for one in sorted(records, key=lambda one: (one.at, one.id)) if one.released)


def kept_back(records: Iterable[Record]) -> tuple[Entry, ...]:
    """All that was asked and not told, oldest first: a refusal is a fact about the person too (trap 24)."""
    return tuple(_entry(one) for one in sorted(records, key=lambda one: (one.at, one.id)) if not one.released)


def on_form(records: Iterable[Record], consent: str) -> tuple[Entry, ...]:
    """What left on one form, oldest first: what cannot be called back once the form is."""
    return everything(one for one in records if consent in one.consents)


def _report(records: Iterable[Record], since: date, duty: Obligation) -> tuple[Entry, ...]:
    counted = (one for one in records if one.on >= since and duty in one.obligations)
    return everything(counted)


def _entry(one: Record) -> Entry:
    return Entry(
        one.on,
        one.recipient,
        one.recipient_name,
        one.elements,
        one.purpose,
        one.rules,
        one.authorities,
        one.released,
    )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
