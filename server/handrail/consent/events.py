"""What happened to a form, for whatever follows from it in the same unit."""

from __future__ import annotations

from dataclasses import dataclass

from handrail.kernel.ids import ConsentId, PersonId, ProgramId


@dataclass(frozen=True, slots=True)
class ConsentSigned:
    """A form holds from now on."""

    consent: ConsentId
    person: PersonId
    program: ProgramId


@dataclass(frozen=True, slots=True)
class ConsentRevoked:
    """A form no longer holds: what waits to be sent or checked on it stops."""

    consent: ConsentId
    person: PersonId
    program: ProgramId
