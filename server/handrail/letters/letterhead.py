"""What in an issuer profile would tell the kind of care, where, and what to write instead (trap 2).

The sender is the message: a neutral sentence on telling paper is a telling letter. Two lists look at it: the
program's own (`programs.issuer_profile.telling`) and the lexicon of the leak scan. No list knows every clinic,
so a profile without a finding may still tell; `learned` says so to the client.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from handrail.letters.lexicon import Term
from handrail.letters.scan import Kind, Place, scan
from handrail.programs.issuer_profile import IssuerProfile, Reveals, telling

_REASONS = {
    Reveals.MENTAL_HEALTH: "points at mental health",
    Reveals.SUBSTANCE_USE: "points at substance use",
    Reveals.KIND_OF_CARE: "names the level or kind of care",
    Reveals.SPECIALTY: "shows the specialty of who signs",
}

_FIXES = {
    "name": "Register a neutral business name, such as Northgate Health Services, and write that.",
    "address_lines": "Use a postal address or mailbox that is not known for this care; leave names of units out.",
    "phone": "Use a plain number in digits, answered with the neutral name or with a greeting only.",
    "signer_name": "Write the signer's name alone, without licences, degrees or registry numbers.",
    "signer_title": "Use a plain title, such as Records Office or Director of Client Services.",
    "check_host": "Use a domain of its own with a neutral name, not that of the program's website.",
}


@dataclass(frozen=True, slots=True)
class Revealing:
    """One word that blocks letters until it is gone.

    Attributes:
        at: JSON Pointer into the issuer profile.
        word: the word as the lists write it.
        reason: what it would tell.
        fix: what to write instead.
    """

    at: str
    word: str
    reason: str
    fix: str


def revealing(profile: IssuerProfile, lexicon: Sequence[Term]) -> tuple[Revealing, ...]:
    """Every word of the profile that would tell a reader more than "a health office"; empty: letters may go out."""
    found = {(one.at, one.word): _REASONS[one.reveals] for one in telling(profile)}
    for finding in scan(_places(profile), lexicon):
        if not any(at == finding.where and word in finding.word for at, word in found):
            found[finding.where, finding.word] = finding.reason
    return tuple(Revealing(at, word, reason, _FIXES[at.split("/")[1]]) for (at, word), reason in found.items())


def _places(profile: IssuerProfile) -> Iterator[Place]:
    yield Place("/name", Kind.PROSE, profile.name)
    for number, line in enumerate(profile.address_lines):
        yield Place(f"/address_lines/{number}", Kind.PROSE, line)
    yield Place("/phone", Kind.LABEL, profile.phone)
    yield Place("/signer_name", Kind.PROSE, profile.signer_name)
    yield Place("/signer_title", Kind.PROSE, profile.signer_title)
    yield Place("/check_host", Kind.LABEL, profile.check_host)
