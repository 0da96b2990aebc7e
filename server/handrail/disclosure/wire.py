"""What the log of disclosures looks like over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import Field

from handrail.disclosure.accounting import Entry
from handrail.disclosure.vocabulary import DataElement, Purpose, RecipientClass
from handrail.web.model import Model


class DisclosureOut(Model):
    """One thing that left: when (your date), to whom, what, for which purpose, and the rules it rested on."""

    on: date
    recipient: RecipientClass
    recipient_name: Annotated[str, Field(repr=False)]
    told: list[DataElement]
    why: Purpose
    rules: list[str]


class AccountingOut(Model):
    """Both reports: six years without authorised disclosures, and three years with consented ones."""

    hipaa: list[DisclosureOut]
    part2: list[DisclosureOut]


def disclosure_out(entry: Entry) -> DisclosureOut:
    """One entry as it is shown."""
    return DisclosureOut(
        on=entry.on,
        recipient=entry.recipient,
        recipient_name=entry.recipient_name,
        told=list(entry.told),
        why=entry.why,
        rules=list(entry.basis),
    )


def accounting_out(hipaa: Sequence[Entry], part2: Sequence[Entry]) -> AccountingOut:
    """Both reports as they are shown."""
    return AccountingOut(hipaa=[disclosure_out(one) for one in hipaa], part2=[disclosure_out(one) for one in part2])
