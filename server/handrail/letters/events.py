"""What letters state to the rest of the product."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import LetterId, PersonId


@dataclass(frozen=True, slots=True)
class LetterReplaced:
    """An entry that this letter states was corrected, so it no longer stands; its client should be told."""

    letter: LetterId
    person: PersonId
