"""Takes what the program answers for about its own name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handrail.audit.entry import Tag
from handrail.disclosure.issuer_review import IssuerReview, checked
from handrail.disclosure.ports import ReviewUnits
from handrail.disclosure.vocabulary import YesNoUnknown
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.kernel.principal import Principal
from handrail.programs.calendar import today


@dataclass(frozen=True)
class ReviewIssuer:
    """The privacy officer records a new version; it holds from the commit on."""

    units: ReviewUnits
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        caller: Principal,
        *,
        publicly_sud: YesNoUnknown,
        signed_off: bool,
        counsel: str = "",
        reviewed_on: date | None = None,
        with_notice: bool = False,
    ) -> IssuerReview:
        """The review, kept, of the letterhead as it is now.

        Raises:
            Invalid: it cannot be relied on.
        """
        now = self.clock.now()
        async with self.units.begin() as unit:
            program = await unit.programs.get(caller.program, lock=True)
            profile = await unit.programs.latest_issuer_profile(caller.program)
            review = checked(
                IssuerReview(
                    caller.program,
                    now,
                    caller.person,
                    publicly_sud,
                    signed_off,
                    counsel,
                    reviewed_on,
                    profile.version if profile else 0,
                    with_notice,
                ),
                today(now, program.zone),
            )
            await unit.issuer_reviews.record(review, self.ids.new())
            await unit.audit.record(
                Tag.ISSUER_REVIEWED, actor=caller.person, subject=caller.program, program=caller.program
            )
        return review

    async def latest(self, caller: Principal) -> IssuerReview | None:
        """The newest version; `None`: there is none, and nobody may rely on the name."""
        async with self.units.read() as unit:
            return await unit.issuer_reviews.latest(caller.program)
