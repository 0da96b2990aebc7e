"""What a client is offered before asking: the levels in plain words, and the lowest that was chosen before (trap 26).

A level is never remembered upward: whoever once took level 1 to an employer starts at level 1 again, and raising it
is a choice made anew each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from handrail.letters.choices import Level, Use
from handrail.letters.issued import Letter

PLAINLY: Mapping[Level, str] = MappingProxyType(
    {
        Level.APPOINTMENT: "That you had a health appointment, on a day or in a period. Nothing of the kind of care.",
        Level.UNDER_CARE: "Also that you are under the care of a licensed health professional, and until about when.",
        Level.FUNCTION: (
            "Also what you need or cannot do for now, and which clinician states it. A clinician has to sign it."
        ),
        Level.NAMED: (
            "Also what you tick: specialty, program, level of care or diagnosis. A clinician signs, you sign for each "
            "by itself, and there is a day to think again."
        ),
    }
)

OTHER_FORMS = (
    (
        "A letter is not a leave certification. If your employer gave you a form under the Family and Medical Leave "
        "Act (such as WH-380-E), bring it to your clinician: it asks for things that no letter says (29 CFR 825.306). "
        "You get the completed form back and decide yourself whom you give it to."
    ),
    (
        "A letter is not an accommodation decision. Under the Americans with Disabilities Act your employer or school "
        "works out together with you what to arrange (29 CFR 1630.2(o)(3)). A letter of level 3 says what you need "
        "and gives no diagnosis."
    ),
)
"""What a letter is not."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One place to hand a letter in, and the level that stands there at first."""

    use: Use
    level: Level


def offers(earlier: Iterable[Letter]) -> tuple[Offer, ...]:
    """For each use the lowest level that was ever chosen for it; level 1 where there was none."""
    lowest: dict[Use, Level] = {}
    for letter in earlier:
        lowest[letter.use] = min(letter.level, lowest.get(letter.use, letter.level))
    return tuple(Offer(use, lowest.get(use, Level.APPOINTMENT)) for use in Use)
