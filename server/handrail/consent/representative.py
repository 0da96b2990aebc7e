"""Who may act for a client, how far, and whether they are suspended (45 CFR 164.502(g)).

                 question            confirm
        ACTIVE ───────────> QUESTIONED ───────> SUSPENDED ──lift──> ACTIVE
          │  <──dismiss───────┘ │                  │
          └─────────────────────┴──────end─────────┴──────────────> ENDED

A suspension takes two people: one of those who give care sees the danger, another one looks (164.502(g)(5)).
From the question on nothing goes on this representative's word; another one, and the client, speak as before. The
end of a paper does not end a suspension: whoever is recorded anew under the same name is the same person.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from handrail.consent.codes import RepresentativeAuthority, Signer
from handrail.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from handrail.kernel.ids import PersonId, ProgramId
from handrail.kernel.principal import Role

STANDS_IN = frozenset({Signer.PERSONAL_REPRESENTATIVE, Signer.PARENT_GUARDIAN})
LONGEST = 500


class Standing(StrEnum):
    ACTIVE = "active"
    QUESTIONED = "questioned"
    SUSPENDED = "suspended"
    ENDED = "ended"


class Step(StrEnum):
    QUESTION = "question"
    CONFIRM = "confirm"
    DISMISS = "dismiss"
    LIFT = "lift"
    END = "end"


MOVES: Mapping[tuple[Standing, Step], Standing] = MappingProxyType(
    {
        (Standing.ACTIVE, Step.QUESTION): Standing.QUESTIONED,
        (Standing.QUESTIONED, Step.CONFIRM): Standing.SUSPENDED,
        (Standing.QUESTIONED, Step.DISMISS): Standing.ACTIVE,
        (Standing.SUSPENDED, Step.LIFT): Standing.ACTIVE,
        (Standing.ACTIVE, Step.END): Standing.ENDED,
        (Standing.QUESTIONED, Step.END): Standing.ENDED,
        (Standing.SUSPENDED, Step.END): Standing.ENDED,
        (Standing.ENDED, Step.DISMISS): Standing.ENDED,
        (Standing.ENDED, Step.LIFT): Standing.ENDED,
    }
)

MAY: Mapping[Step, frozenset[Role]] = MappingProxyType(
    {
        Step.QUESTION: frozenset({Role.FACILITATOR}),
        Step.CONFIRM: frozenset({Role.FACILITATOR, Role.PRIVACY_OFFICER}),
        Step.DISMISS: frozenset({Role.FACILITATOR, Role.PRIVACY_OFFICER}),
        Step.LIFT: frozenset({Role.FACILITATOR, Role.PRIVACY_OFFICER}),
        Step.END: frozenset({Role.COORDINATOR, Role.PRIVACY_OFFICER}),
    }
)
"""Whose it is. The danger is seen by somebody who gives care; the front desk suspends nobody."""

ANOTHER = frozenset({Step.CONFIRM, Step.DISMISS, Step.LIFT})
"""Steps that somebody else takes than whoever took the one before; an end is not counted."""

_ASIDE: Mapping[Step, bool | None] = MappingProxyType(
    {Step.QUESTION: None, Step.CONFIRM: True, Step.DISMISS: False, Step.LIFT: False}
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody took; the reason is sealed, as it speaks of the client's life."""

    step: Step
    by: PersonId
    at: datetime
    reason: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Representative:
    """One person who stands in for a client.

    Attributes:
        relation: parent or guardian of a minor, or another representative.
        basis: the paper that it rests on, as staff saw it: what, from whom, when.
        in_scope: it covers decisions about health care; a power over money alone does not.
        activated: it holds now; a power that waits for incapacity is nothing until then (trap 15).
        steps: what happened since, oldest first.
    """

    id: str
    person: PersonId
    program: ProgramId
    recorded_at: datetime
    by: PersonId
    relation: Signer
    name: str = field(repr=False)
    basis: str = field(repr=False)
    in_scope: bool
    activated: bool
    steps: tuple[Taken, ...] = ()

    @property
    def standing(self) -> Standing:
        """Where the steps lead."""
        standing = Standing.ACTIVE
        for taken in self.steps:
            standing = _moved(standing, taken.step)
        return standing

    @property
    def set_aside(self) -> bool | None:
        """Whether they are kept away for the client's safety; `None` while somebody still has to look."""
        found = [_ASIDE[taken.step] for taken in self.steps if taken.step in _ASIDE]
        return found[-1] if found else False

    @property
    def authority(self) -> RepresentativeAuthority:
        """How far it goes now; a suspension is a fact of its own."""
        if self.standing is Standing.ENDED:
            return RepresentativeAuthority.NONE
        if not self.activated:
            return RepresentativeAuthority.NOT_ACTIVATED
        return RepresentativeAuthority.ACTIVE_IN_SCOPE if self.in_scope else RepresentativeAuthority.OUT_OF_SCOPE


def checked(one: Representative) -> Representative:
    """The representative, if enough is known.

    Raises:
        Invalid: no name, no paper, or somebody who stands in for nobody.
    """
    faults = []
    if one.relation not in STANDS_IN:
        faults.append(Fault("/relation", "a spouse, lawyer, sponsor or payer is no representative"))
    for at, text in (("/name", one.name), ("/basis", one.basis)):
        if not text.strip() or len(text) > LONGEST or not text.isprintable():
            faults.append(Fault(at, f"say who, and on which paper, in 1 to {LONGEST} letters"))
    if faults:
        raise Invalid(faults=tuple(faults))
    return one


def taken(one: Representative, step: Step, by: PersonId, roles: frozenset[Role], at: datetime, reason: str) -> Taken:
    """The step, if this person may take it now.

    Raises:
        NotAllowed: it is for somebody in another role, or for another person than whoever took the last step.
        Conflict: it leads nowhere from here.
        Invalid: no reason was given.
    """
    if not roles & MAY[step]:
        raise NotAllowed
    _moved(one.standing, step)
    if step in ANOTHER and by == next((before.by for before in reversed(one.steps) if before.step in _ASIDE), None):
        raise NotAllowed("Somebody else has to look at this.")
    if not reason.strip() or len(reason) > LONGEST:
        raise Invalid(faults=(Fault("/reason", f"say why, in 1 to {LONGEST} letters"),))
    return Taken(step, by, at, " ".join(reason.split()))


def suspended(representatives: Collection[Representative], name: str = "") -> bool | None:
    """Whether the representative of this name is suspended; `None` while somebody still has to look.

    Where nobody bears the name it could be any of them.
    """
    these = [one for one in representatives if _plain(one.name) == _plain(name)] or representatives
    found = {one.set_aside for one in these}
    return True if True in found else None if None in found else False


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _moved(standing: Standing, step: Step) -> Standing:
    try:
        return MOVES[standing, step]
    except KeyError:
        raise Conflict(f"Somebody who is {standing} cannot be taken to {step}.") from None
