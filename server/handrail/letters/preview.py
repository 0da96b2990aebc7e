"""Shows a client the page before there is a letter, and what its reader would learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handrail.kernel.errors import Conflict
from handrail.kernel.ids import ProgramId
from handrail.kernel.principal import Principal
from handrail.letters.ask import LetterAsk, warnings
from handrail.letters.choices import Language
from handrail.letters.draft import NO_CODE, NO_NUMBER, must_not_appear
from handrail.letters.learned import Learned, learned
from handrail.letters.letterhead import Revealing, revealing
from handrail.letters.lexicon import Term
from handrail.letters.ports import Press, Units
from handrail.letters.prepare import NOTHING, Granted, PrepareLetter
from handrail.letters.scan import Finding
from handrail.programs.relation import runs


@dataclass(frozen=True, slots=True)
class Preview:
    """The page as it would be, under a number that no letter has, unsigned.

    Attributes:
        page: the PDF.
        pictures: its pages as they are seen, each a PNG drawn from that PDF.
        text: its words as plain text.
        blocking: what in the letterhead keeps any letter from being issued.
        findings: what else in the finished page says too much.
        warnings: what has to be accepted before issue.
    """

    page: bytes = field(repr=False)
    pictures: tuple[bytes, ...] = field(repr=False)
    text: str = field(repr=False)
    learned: Learned
    blocking: tuple[Revealing, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class PreviewLetter:
    """A preview is for the client alone: it is neither signed nor kept, and nobody can check it."""

    prepare: PrepareLetter
    press: Press
    lexicon: Sequence[Term]

    async def __call__(
        self, caller: Principal, ask: LetterAsk, granted: Granted = NOTHING, language: Language = Language.ENGLISH
    ) -> Preview:
        """The page that `ask` would give today, and what it tells, said in `language`.

        Raises:
            DisclosureRefused: the rules do not permit it; recorded.
            Invalid: nothing true can be said, or the name cannot be drawn.
            Conflict: no letterhead, or no check possible here.
        """
        prepared = await self.prepare(caller, ask, NO_NUMBER, NO_CODE, granted)
        draft, gathered, content = prepared.draft, prepared.gathered, prepared.content
        drawn = await self.press.draw(content, must_not_appear(gathered, content), draft.spare(gathered, content))
        return Preview(
            page=drawn.pdf,
            pictures=await self.press.pictures(drawn.pdf),
            text=drawn.text,
            learned=learned(draft, gathered, content, language),
            blocking=revealing(gathered.profile, self.lexicon),
            findings=drawn.findings,
            warnings=warnings(ask, language),
        )


@dataclass(frozen=True)
class CheckIssuerProfile:
    """The same look at a program's letterhead, before its first letter."""

    units: Units
    lexicon: Sequence[Term]

    async def __call__(self, caller: Principal, program: ProgramId) -> tuple[Revealing, ...]:
        """What has to change; empty: letters can be issued.

        Raises:
            NotFound: not the caller's program.
            Conflict: it has no issuer profile yet.
        """
        runs(caller, program)
        async with self.units.read() as unit:
            profile = await unit.programs.latest_issuer_profile(program)
        if profile is None:
            raise Conflict("Write the issuer profile first.")
        return revealing(profile, self.lexicon)
