"""What the law asks of each kind of form on paper, row by row, and which of it a paper lacks.

What the engine sees itself is not here: blanks, dates, a second kind on the same paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from handrail.consent.codes import DataElement, LegalAuthority
from handrail.consent.paper import Origin, Paper, Statement

_NOTES = frozenset({DataElement.PSYCHOTHERAPY_NOTES, DataElement.SUD_COUNSELING_NOTES})


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not as the law asks, and the row of the rules that asks for it."""

    rule: str
    says: str


_Asked = tuple[tuple[Statement, Missing], ...]
_REVOCATION = "It does not say that it can be taken back, and how."
_HIPAA: _Asked = (
    (Statement.DISCLOSER, Missing("H-508-c1ii", "It does not say who may tell.")),
    (Statement.REVOCATION, Missing("H-508-c2", _REVOCATION)),
    (Statement.CONDITIONS, Missing("H-508-c2", "It does not say whether anything depends on signing.")),
    (Statement.REDISCLOSURE, Missing("H-508-c2", "It does not say that whoever is told may tell others.")),
    (Statement.PLAIN, Missing("H-508-c34", "It is not in plain language.")),
)
_NAMES: _Asked = (
    (Statement.PATIENT, Missing("P-31a1", "It does not name the client.")),
    (Statement.DISCLOSER, Missing("P-31a2", "It does not say who may tell.")),
)
_PART2: _Asked = (*_NAMES, (Statement.REVOCATION, Missing("P-31a6", _REVOCATION)))
_TPO: _Asked = (
    *_PART2,
    (
        Statement.NOT_AGAINST_ME,
        Missing("P-31a4iii", "It does not say that it may be passed on as HIPAA allows, but not used in court."),
    ),
    (Statement.REDISCLOSURE, Missing("P-31a10", "It does not say that whoever is told may tell others.")),
    (Statement.REFUSAL, Missing("P-31a10", "It does not say what happens if it is not signed.")),
)
_CASE: _Asked = (
    *_NAMES,
    (
        Statement.REVOCABLE_FROM,
        Missing("P-35", "It does not say from when it can be taken back, by the end of the case at the latest."),
    ),
)
_DIRECTIVE: _Asked = ((Statement.WHERE, Missing("H-524-c3ii", "It does not say where the copy is to be sent.")),)

ASKED: Mapping[LegalAuthority, _Asked] = {
    LegalAuthority.HIPAA_AUTHORIZATION: _HIPAA,
    LegalAuthority.HIPAA_NOTES_AUTHORIZATION: _HIPAA,
    LegalAuthority.PART2_CONSENT: _PART2,
    LegalAuthority.PART2_TPO_CONSENT: _TPO,
    LegalAuthority.PART2_NOTES_CONSENT: _PART2,
    LegalAuthority.PART2_PROCEEDINGS_CONSENT: _PART2,
    LegalAuthority.PART2_CJ_CONSENT: _CASE,
    LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE: _DIRECTIVE,
}
"""Statements by kind of form; what states add stands below, for the kinds that they speak of."""

_HIPAA_KINDS = frozenset({LegalAuthority.HIPAA_AUTHORIZATION, LegalAuthority.HIPAA_NOTES_AUTHORIZATION})
_PART2_KINDS = ASKED.keys() - _HIPAA_KINDS - {LegalAuthority.ACCESS_THIRD_PARTY_DIRECTIVE}
_STATE: Mapping[str, tuple[AbstractSet[LegalAuthority], _Asked]] = {
    "CA": (
        _HIPAA_KINDS | {LegalAuthority.PART2_CONSENT, LegalAuthority.PART2_NOTES_CONSENT},
        (
            (Statement.LARGE_OR_BY_HAND, Missing("X-CA-1", "It is neither in 14 points nor written by hand.")),
            (Statement.SET_APART, Missing("X-CA-1", "It does not stand apart with a signature of its own.")),
            (Statement.COPIES, Missing("X-CA-1", "It does not say how to get more copies.")),
        ),
    ),
    "IL": (
        _HIPAA_KINDS | _PART2_KINDS,
        (
            (Statement.INSPECT, Missing("X-IL-1", "It does not say that the client may see and copy what is told.")),
            (Statement.REFUSAL, Missing("X-IL-1", "It does not say what happens if it is not signed.")),
        ),
    ),
}
_MIXED_HIPAA = Missing("H-508-b2iv", "It asks for a therapist's separate notes beside other things. They stand alone.")
_MIXED_PART2 = Missing("P-31b", "It asks for a counselor's separate notes beside other things. They stand alone.")
_NO_COPY = Missing("H-508-c34", "The signer has no copy.")


def missing(
    paper: Paper,
    kinds: AbstractSet[LegalAuthority],
    states: Iterable[str],
    elements: AbstractSet[DataElement] | None = None,
) -> tuple[Missing, ...]:
    """What the law asks of such a form and the paper lacks, each row once.

    The copy is asked for where the program gave the form out itself (164.508(c)(4)).
    """
    asked = [one for kind in ASKED if kind in kinds for one in ASKED[kind]]
    for state in sorted(set(states) & _STATE.keys()):
        concerned, adds = _STATE[state]
        asked += adds if kinds & concerned else ()
    found = [one for statement, one in asked if statement not in paper.statements]
    found += _mixed(kinds, elements or frozenset())
    if paper.origin is Origin.OURS and not paper.copy_given and kinds & (_HIPAA_KINDS | _PART2_KINDS):
        found.append(_NO_COPY)
    return tuple(dict.fromkeys(found))


def _mixed(kinds: AbstractSet[LegalAuthority], elements: AbstractSet[DataElement]) -> Iterator[Missing]:
    """Separate notes on one paper with anything else (45 CFR 164.508(b)(3)(ii), 42 CFR 2.31(b))."""
    if not elements - _NOTES:
        return
    if LegalAuthority.HIPAA_NOTES_AUTHORIZATION in kinds or (
        kinds & _HIPAA_KINDS and DataElement.PSYCHOTHERAPY_NOTES in elements
    ):
        yield _MIXED_HIPAA
    if LegalAuthority.PART2_NOTES_CONSENT in kinds or (
        kinds & _PART2_KINDS and DataElement.SUD_COUNSELING_NOTES in elements
    ):
        yield _MIXED_PART2
