"""Answers a reader: confirmed, or not; nothing else, and at the same cost whatever is asked (I8).

The question is decided as a disclosure of `letter_existence` to the recipient that the client's form names:
holding the code is the evidence of being that recipient. A code that nobody knows, a letter that no longer
stands and a wrong file are asked about nobody, which the gate refuses after the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest

from handrail.disclosure.gate import Ask, Gate
from handrail.disclosure.vocabulary import ActorRole, Assurance, Channel, DataElement, Purpose, Relation
from handrail.kernel.clock import Clock
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import Ids
from handrail.letters.code import CODE_LENGTH, normalise
from handrail.letters.issued import Checked, coarse
from handrail.letters.ports import Units
from handrail.letters.slip import Coded
from handrail.letters.standing import Standing
from handrail.programs.calendar import today

_NO_CODE = "-" * CODE_LENGTH
"""Looked up where what was typed cannot be a code, so that the look-up is made all the same."""


@dataclass(frozen=True)
class VerifyLetter:
    """The reader's check."""

    units: Units
    gate: Gate
    clock: Clock
    ids: Ids

    async def __call__(self, typed: str, file_digest: str | None, source: str) -> bool:
        """Whether the code, and the file where one was given, belong to a letter that stands.

        Args:
            typed: the code as the reader typed it.
            file_digest: SHA-256 of the reader's file in hex, or None.
            source: internet address that it came from; kept coarsely.
        """
        code = normalise(typed) or _NO_CODE
        async with self.units.begin() as unit:
            coded = await unit.letters.coded(code)
            try:
                release = await self.gate.answer(unit, self._ask(coded, file_digest))
            except NotFound:  # the person is no longer known here
                release = await self.gate.answer(unit, None)
            await unit.letters.note(
                Checked(
                    id=self.ids.new(),
                    letter=coded.letter.id if coded else "",
                    at=self.clock.now(),
                    confirmed=release is not None,
                    source=coarse(source),
                )
            )
        return release is not None

    def _ask(self, coded: Coded | None, file_digest: str | None) -> Ask | None:
        if coded is None or coded.reader is None:
            return None
        letter, reader = coded.letter, coded.reader
        day = today(self.clock.now(), letter.zone)
        if letter.standing(day) is not Standing.ISSUED or (reader.until and day > reader.until):
            return None
        if file_digest is not None and not compare_digest(letter.digest.encode(), file_digest.lower().encode()):
            return None
        return Ask(
            person=letter.person,
            program=letter.program,
            actor=None,
            actor_role=ActorRole.EXTERNAL_REQUESTER,
            purpose=Purpose.VERIFICATION_CALLBACK,
            recipient=reader.recipient,
            data=(DataElement.LETTER_EXISTENCE,),
            channel=Channel.QR,
            assurance=Assurance.VERIFIED,
            relation=Relation.NONE,
            form=reader.consent,
            neutral=True,  # an answer of one word carries no notice
        )
