"""What a client is told once a form is taken back: what stopped with it, and what is out and cannot be called back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from handrail.consent.authorization import Form
from handrail.consent.codes import DataElement, Purpose, RecipientClass
from handrail.consent.terms import day_in_words, listed, to_you

TERMS = 1
"""Version of the terms of a revocation: what a client is told of it. An old one stays, as with forms."""


class Kind(StrEnum):
    """What can rest on a form and stops with it."""

    CHECK = "check"  # a reader's check of a letter
    SENDING = "sending"  # a letter that waits to be sent
    LINK = "link"  # a link that somebody could still open
    DRAFT = "draft"  # a letter that was prepared and not issued
    RENEWAL = "renewal"  # a standing request that has a letter sent each month


@dataclass(frozen=True, slots=True)
class Stopped:
    """One thing that rested on the form and no longer does.

    Attributes:
        subject: its id.
    """

    kind: Kind
    subject: str


@dataclass(frozen=True, slots=True)
class Out:
    """One thing that left on the form before it was taken back.

    Attributes:
        at: when it left, UTC.
        on: that date at the client's place.
    """

    at: datetime
    on: date
    recipient: RecipientClass
    recipient_name: str = field(repr=False)
    told: tuple[DataElement, ...]
    why: Purpose


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to a revocation; it can be read again at any time and stays the same."""

    form: Form
    stopped: tuple[Stopped, ...]
    out: tuple[Out, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The receipt in plain words, those of the terms under which the form was taken back."""
        return _VERSIONS[self.form.revocation_terms](self)


def _version_1(receipt: Receipt) -> tuple[str, ...]:
    first = _held() if receipt.form.held else _over()
    return (first, *_of_stopped(receipt.stopped), *_of_out(receipt.out))


_VERSIONS: Mapping[int, Callable[[Receipt], tuple[str, ...]]] = {1: _version_1}


def _over() -> str:
    return "You took this form back. From now on nothing is told on it."


def _held() -> str:
    return (
        "You took this form back. From now on nothing is told on it. "
        "The law of Illinois asks that somebody witnesses this. "
        "Until then the form is on hold, which stops it just as well."
    )


_STOPS = {
    Kind.CHECK: ("1 letter can no longer be checked.", "{} letters can no longer be checked."),
    Kind.SENDING: ("1 letter that was to be sent will not be sent.", "{} letters that were to be sent will not be."),
    Kind.LINK: ("1 link no longer opens.", "{} links no longer open."),
    Kind.DRAFT: ("1 letter that was being prepared was dropped.", "{} letters that were being prepared were dropped."),
    Kind.RENEWAL: ("1 standing request no longer sends letters.", "{} standing requests no longer send letters."),
}


def _of_stopped(stopped: tuple[Stopped, ...]) -> tuple[str, ...]:
    if not stopped:
        return ("Nothing was waiting to be sent or checked.",)
    counts = {kind: sum(one.kind is kind for one in stopped) for kind in Kind}
    return tuple(_STOPS[kind][count > 1].format(count) for kind, count in counts.items() if count)


def _of_out(out: tuple[Out, ...]) -> tuple[str, ...]:
    if not out:
        return ("Nothing was told on it before.",)
    times = "once" if len(out) == 1 else f"{len(out)} times"
    return (
        f"On this form something was told {times} before. That cannot be called back:",
        *(f"{day_in_words(one.on)}: {one.recipient_name} was told {to_you(listed(one.told))}." for one in out),
    )
