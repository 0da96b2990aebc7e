"""What the log's state looks like to those who may ask."""

from __future__ import annotations

from handrail.audit.chain import Verdict
from handrail.web.model import Model


class BreakOut(Model):
    """The first entry that does not hold."""

    number: int
    entry: str
    why: str


class AuditState(Model):
    """What walking the log found.

    `entries` counts linked entries up to the first break; `unlinked` those that wait for the sequencer;
    `head` is the last good link in hex, to be kept as a checkpoint together with `entries`.
    """

    verified: bool
    entries: int
    unlinked: int
    head: str
    broken: BreakOut | None = None


def state(verdict: Verdict, unlinked: int) -> AuditState:
    """A verdict as it is shown."""
    broken = verdict.broken
    return AuditState(
        verified=broken is None,
        entries=verdict.linked,
        unlinked=unlinked,
        head=verdict.head.hex(),
        broken=BreakOut(number=broken.number, entry=broken.entry_id, why=broken.why) if broken else None,
    )
