"""What the program answers for about its own name: is it publicly known, did counsel sign off, does it send a notice.

A letter of a Part 2 program that shows no sign of it may go out under a neutral name without the notice of
42 CFR 2.32, if the name tells nothing and counsel signed for it (trap 1, route C). Off until both are recorded,
and off again once the letterhead changes: counsel looked at another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from handrail.disclosure.vocabulary import YesNoUnknown
from handrail.kernel.errors import Fault, Invalid
from handrail.kernel.ids import PersonId, ProgramId

LONGEST = 200


@dataclass(frozen=True, slots=True)
class IssuerReview:
    """One version; the newest holds.

    Attributes:
        publicly_sud: whether the issuer's name, address, website or licence tell of substance use care (42 CFR 2.12).
        signed_off: whether counsel agreed to route C.
        counsel: who did, as named by the privacy officer.
        reviewed_on: the day of counsel's opinion.
        profile: version of the issuer profile that was looked at.
        with_notice: whether letters that need the notice of 42 CFR 2.32 are sent with it; otherwise clients get theirs,
            and nobody else does.
    """

    program: ProgramId
    recorded_at: datetime
    by: PersonId
    publicly_sud: YesNoUnknown
    signed_off: bool
    counsel: str = field(default="", repr=False)
    reviewed_on: date | None = None
    profile: int = 0
    with_notice: bool = False

    def route_c(self, profile: int) -> bool:
        """Whether route C is open for this version of the letterhead."""
        return self.signed_off and self.profile == profile


def checked(review: IssuerReview, today: date) -> IssuerReview:
    """The review, if it can be relied on.

    Raises:
        Invalid: a sign-off by nobody, for a day to come, without a letterhead, or of a name that tells.
    """
    faults = []
    if review.signed_off:
        if not review.counsel.strip() or len(review.counsel) > LONGEST or not review.counsel.isprintable():
            faults.append(Fault("/counsel", "name the lawyer who signed off"))
        if review.reviewed_on is None or review.reviewed_on > today:
            faults.append(Fault("/reviewed_on", "give the day of the opinion"))
        if review.publicly_sud is not YesNoUnknown.NO:
            faults.append(Fault("/publicly_sud", "only a name that tells nothing can be signed off"))
        if not review.profile:
            faults.append(Fault("/signed_off", "write the letterhead first: that is what counsel looks at"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return review
