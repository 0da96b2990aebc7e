"""Who stands in which relation to a program, a cohort or a session (security G1).

A role says what kind of thing somebody may ask for; the relation says whether this one is theirs. Where it
is not, the answer is `NotFound`, as for a thing that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from handrail.identity.account import Account, State
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import CohortId, ProgramId
from handrail.kernel.principal import Power, Principal, Role
from handrail.programs.assignment import Assignment, Part
from handrail.programs.enrolment import Enrolment
from handrail.programs.session import Session


def runs(principal: Principal, program: ProgramId) -> None:
    """Nothing, if the principal runs this program.

    Raises:
        NotFound: it is another's, or theirs but not to run.
    """
    if principal.program != program or not principal.may(Power.RUN_PROGRAM):
        raise NotFound


def belongs(account: Account, role: Role) -> bool:
    """Whether this account may be given a place that goes with `role`."""
    return role in account.roles and account.state is not State.DISABLED


def cohorts_of(enrolments: Iterable[Enrolment], assignments: Iterable[Assignment]) -> frozenset[CohortId]:
    """The cohorts that somebody is in now, as participant or facilitator."""
    own = {one.cohort for one in enrolments if one.ended_at is None}
    return frozenset(own | {one.cohort for one in assignments if one.ended_at is None})


class SessionPart(StrEnum):
    """What somebody is in a session."""

    PARTICIPANT = "participant"
    LEAD = "lead"
    CO = "co"


def part_in(session: Session, enrolments: Iterable[Enrolment], assignments: Iterable[Assignment]) -> SessionPart | None:
    """What somebody is in this session now; None for nothing."""
    parts = {one.part for one in assignments if one.covers(session)}
    if parts:
        return SessionPart.LEAD if Part.LEAD in parts else SessionPart.CO
    return SessionPart.PARTICIPANT if any(one.admits_to(session) for one in enrolments) else None
