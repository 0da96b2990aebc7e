"""How a client wants to be reached (45 CFR 164.522(b)): versions, the newest of which holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handrail.consent.codes import Channel
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId

CHOOSABLE = frozenset({Channel.EMAIL_PLAIN, Channel.EMAIL_SECURE, Channel.FAX, Channel.PHONE, Channel.POST})
"""Channels that reach the client from outside; handing over and the client's own account are always there."""

ALWAYS = frozenset({Channel.PORTAL, Channel.HAND, Channel.IN_PERSON, Channel.ROOM})


@dataclass(frozen=True, slots=True)
class ContactPolicy:
    """One version. Why is never asked.

    Attributes:
        channels: channels besides the client's own account.
        plain_email_accepted: the client was warned that plain e-mail can be read on the way, and wants it.
    """

    person: PersonId
    program: ProgramId
    set_at: datetime
    channels: frozenset[Channel]
    plain_email_accepted: bool = False

    @property
    def allowed(self) -> frozenset[Channel]:
        return self.channels | ALWAYS


def checked(policy: ContactPolicy) -> ContactPolicy:
    """The policy, if it can be kept.

    Raises:
        Invalid: a channel that is not for choosing, or plain e-mail without having accepted its risk.
    """
    if not policy.channels <= CHOOSABLE:
        raise Invalid(faults=(Fault("/channels", "choose among e-mail, secure e-mail, fax, phone and post"),))
    if Channel.EMAIL_PLAIN in policy.channels and not policy.plain_email_accepted:
        raise Invalid(
            faults=(Fault("/plain_email_accepted", "plain e-mail can be read on the way; accept this first"),)
        )
    return policy
