"""Whether a client's own signature, in their account, is enough for a form, or somebody has to sign with or for them.

A minor signs alone where state law let them agree to this care alone, or once emancipated (45 CFR 164.502(g)(3),
42 CFR 2.14); otherwise minor and parent sign, and where capacity was found to be lacking a representative does
(42 CFR 2.15). Two people sign on paper, before somebody who sees who they are: a form that would open nothing is not
signed here at all.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from handrail.consent.client_facts import ClientFacts, age_on

OF_AGE = 18


class NotAlone(StrEnum):
    """Why the signature alone is not enough."""

    MINOR = "minor"
    CAPACITY = "capacity"


SAYS = {
    NotAlone.MINOR: (
        "You are under 18, so your signature alone is not enough for this form. You and your parent or guardian can "
        "sign it on paper at your program. If you agreed to this care by yourself, ask your program to write that down "
        "first."
    ),
    NotAlone.CAPACITY: (
        "Your program has written down that somebody else signs for you. That person can sign this form on paper "
        "there. If this is not so, ask your program to look at it again."
    ),
}


def not_alone(facts: ClientFacts | None, today: date) -> NotAlone | None:
    """Why not; `None`: it is enough. What nobody recorded about a minor counts as not enough."""
    if facts is None:
        return None
    if facts.lacks_capacity:
        return NotAlone.CAPACITY
    minor = facts.born_on is not None and age_on(facts.born_on, today) < OF_AGE
    return NotAlone.MINOR if minor and not (facts.emancipated or facts.consented_alone) else None
