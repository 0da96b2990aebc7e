"""Whether letters can be set with a letterhead: tried when it is written, not at the first letter (E10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from handrail.kernel.errors import Fault, Invalid
from handrail.letters.choices import Level, Use
from handrail.letters.content import Form, LetterContent, Letterhead
from handrail.letters.gather import head_of
from handrail.letters.ports import Press
from handrail.programs.issuer_profile import IssuerProfile

_BLANK = Letterhead("", (), "", "", "")


@dataclass(frozen=True, slots=True)
class TryLetterhead:
    """Satisfies `programs.ports.TryPrinting`."""

    press: Press

    async def __call__(self, profile: IssuerProfile) -> tuple[Fault, ...]:
        """What the fonts of letters cannot draw, each at its line; empty: nothing."""
        whole = await self._undrawn(head_of(profile))
        if not whole:
            return ()
        found = [(at, await self._undrawn(head)) for at, head in _lines(profile)]
        # Where no line alone is at fault, it is still the letterhead that cannot be drawn.
        return tuple(Fault(at, one.says) for at, faults in found for one in faults) or whole

    async def _undrawn(self, head: Letterhead) -> tuple[Fault, ...]:
        try:
            await self.press.draw(_specimen(head), (), ())
        except Invalid as refusal:
            return refusal.faults or (Fault("", str(refusal)),)
        return ()


def _lines(profile: IssuerProfile) -> Iterator[tuple[str, Letterhead]]:
    yield "/name", replace(_BLANK, name=profile.name)
    for place, line in enumerate(profile.address_lines):
        yield f"/address_lines/{place}", replace(_BLANK, address_lines=(line,))
    yield "/phone", replace(_BLANK, phone=profile.phone)
    yield "/signer_name", replace(_BLANK, signer_name=profile.signer_name)
    yield "/signer_title", replace(_BLANK, signer_title=profile.signer_title)


def _specimen(head: Letterhead) -> LetterContent:
    """A letter that states nothing."""
    return LetterContent(
        number="0" * 16,
        issued_on=date(2000, 1, 1),
        form=Form(Level.APPOINTMENT, Use.OTHER),
        head=head,
        title="Specimen",
        paragraphs=(),
        points=(),
        named="",
        stated_by="",
        closing=(),
    )
