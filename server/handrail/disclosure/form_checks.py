"""What can be said of one form at one instant: blank, over, taken back, for somebody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from handrail.disclosure.facts import Facts
from handrail.disclosure.request import Authority
from handrail.disclosure.truth import Truth
from handrail.disclosure.vocabulary import ExpiryEvent, RecipientClass

EMPLOYERS = frozenset(
    {
        RecipientClass.EMPLOYER_HR,
        RecipientClass.EMPLOYER_SUPERVISOR,
        RecipientClass.EMPLOYER_OCC_HEALTH,
        RecipientClass.LEAVE_ADMINISTRATOR,
    }
)

BLANK: Mapping[str, Callable[[Authority], bool]] = {
    "signature": lambda form: form.signed_at is None,
    "recipients": lambda form: not form.recipients,
    "purposes": lambda form: not form.purposes,
    "expiry": lambda form: form.expires_on is None and form.expiry_event is None,
    "data": lambda form: not form.data,
    "empty_data": lambda form: form.data is not None and not form.data,
    "reference": lambda form: not (form.reference and form.reference.strip()),
    "recipient_name": lambda form: not any(one.name and one.name.strip() for one in form.recipients or ()),
    "unnamed_employer": lambda form: any(
        one.klass in EMPLOYERS and not (one.name and one.name.strip()) for one in form.recipients or ()
    ),
    "representative": lambda form: form.representative_authority is None,
}
"""Parts of a form that may be blank. "data" counts a form that limits nothing as blank."""


def expired(facts: Facts, form: Authority) -> Truth:
    """Whether the last day of the form, in the client's zone, is over."""
    return form.expires_on is not None and form.expires_on < facts.request.today


def event_over(_facts: Facts, form: Authority) -> Truth:
    """Whether the event that ends the form has come; where nobody recorded whether, it counts as come."""
    ends_by_event = form.expiry_event is not None and form.expiry_event is not ExpiryEvent.NONE_STATED
    return ends_by_event and form.expiry_event_occurred is not False


def revoked(facts: Facts, form: Authority) -> Truth:
    """Whether the form was taken back, in whatever manner, by this instant."""
    return form.revoked_at is not None and form.revoked_at <= facts.request.now


def other_recipient(facts: Facts, form: Authority) -> Truth:
    """Whether the form names recipients and this is none of them."""
    return bool(form.recipients) and not any(facts.request.recipient.same_as(one) for one in form.recipients or ())


def other_purpose(facts: Facts, form: Authority) -> Truth:
    """Whether the form states purposes and this is none of them."""
    return bool(form.purposes) and facts.request.purpose not in (form.purposes or ())


def over_a_year(facts: Facts, form: Authority) -> Truth:
    """Whether the form was meant for more than a year, or a year has passed since it was signed."""
    if form.signed_at is None:
        return None
    signed = form.signed_at.astimezone(facts.request.now.tzinfo).date()
    last = _a_year_after(signed)
    return facts.request.today > last or (form.expires_on is not None and form.expires_on > last)


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day + timedelta(days=365)


def received_today(facts: Facts, form: Authority) -> Truth:
    """Whether the form reached the discloser on this day; where no day is given, the day it was signed."""
    received = form.received_on
    if received is None and form.signed_at is not None:
        received = form.signed_at.astimezone(facts.request.now.tzinfo).date()
    return None if received is None else received == facts.request.today


def channel_allowed(facts: Facts) -> Truth:
    """Whether the way of sending is one that the person allows; a person who set nothing allows all."""
    allowed = facts.request.context.contact_policy.allowed_channels
    return allowed is None or facts.request.channel in allowed
