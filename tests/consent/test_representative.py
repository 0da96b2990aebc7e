"""Representatives: which steps lead where, and that a suspension takes two people (45 CFR 164.502(g)(5))."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from handrail.consent.codes import RepresentativeAuthority, Signer
from handrail.consent.representative import (
    MOVES,
    Representative,
    Standing,
    Step,
    Taken,
    checked,
    suspended,
    taken,
)
from handrail.kernel.errors import Conflict, Invalid, NotAllowed
from handrail.kernel.ids import PersonId
from handrail.kernel.principal import Role
from tests.consent.people import ANA, CEDAR, PIA

AT = datetime(2026, 9, 2, tzinfo=UTC)
SOL = PersonId("person-sol")
FAR = Representative(
    "r1",
    ANA,
    CEDAR,
    AT,
    PIA,
    Signer.PERSONAL_REPRESENTATIVE,
    "Luis Ruiz",
    "Power for health care, 2024",
    in_scope=True,
    activated=True,
)
ALL = frozenset(Role)
PATHS: dict[Standing, tuple[Step, ...]] = {
    Standing.ACTIVE: (),
    Standing.QUESTIONED: (Step.QUESTION,),
    Standing.SUSPENDED: (Step.QUESTION, Step.CONFIRM),
    Standing.ENDED: (Step.END,),
}


def after(*steps: Step, by: PersonId = SOL) -> Representative:
    return replace(FAR, steps=tuple(Taken(step, by, AT, "seen") for step in steps))


@pytest.mark.parametrize(("standing", "step"), list(product(Standing, Step)))
def test_each_step_leads_where_the_table_says_or_is_refused(standing: Standing, step: Step):
    one = after(*PATHS[standing])
    assert one.standing is standing
    if (standing, step) not in MOVES:
        with pytest.raises(Conflict):
            taken(one, step, PIA, ALL, AT, "why")
        return
    moved = replace(one, steps=(*one.steps, taken(one, step, PIA, ALL, AT, "why")))
    assert moved.standing is MOVES[standing, step]


@pytest.mark.parametrize("step", [Step.CONFIRM, Step.DISMISS])
def test_whoever_asks_does_not_also_answer(step: Step):
    with pytest.raises(NotAllowed):
        taken(after(Step.QUESTION), step, SOL, ALL, AT, "why")


def test_whoever_confirmed_does_not_lift():
    with pytest.raises(NotAllowed):
        taken(after(Step.QUESTION, Step.CONFIRM), Step.LIFT, SOL, ALL, AT, "why")


def test_the_front_desk_suspends_nobody():
    for step, one in ((Step.QUESTION, FAR), (Step.CONFIRM, after(Step.QUESTION))):
        with pytest.raises(NotAllowed):
            taken(one, step, PIA, frozenset({Role.COORDINATOR}), AT, "why")


def test_a_reason_is_given_and_kept_out_of_logs():
    with pytest.raises(Invalid):
        taken(FAR, Step.QUESTION, SOL, ALL, AT, "  ")
    assert "bruise" not in repr(taken(FAR, Step.QUESTION, SOL, ALL, AT, "a bruise"))


def test_until_somebody_else_looked_nobody_knows():
    """Unknown permits nothing: from the question on nothing goes on the representative's word."""
    assert suspended([]) is False
    assert suspended([FAR]) is False
    assert suspended([FAR, after(Step.QUESTION)]) is None
    assert suspended([after(Step.QUESTION), after(Step.QUESTION, Step.CONFIRM)]) is True


def test_a_suspension_is_one_persons_and_nobody_elses():
    mother, father = replace(FAR, id="r2", name="Eva Ruiz"), after(Step.QUESTION, Step.CONFIRM)
    assert suspended([mother, father], "eva  ruiz") is False
    assert suspended([mother, father], "Luis Ruiz") is True
    assert suspended([mother, father], "somebody") is True  # it could be him
    assert suspended([mother, after(Step.QUESTION)], "Luis Ruiz") is None


def test_the_end_of_a_paper_does_not_end_a_suspension_and_a_new_paper_neither():
    ended = after(Step.QUESTION, Step.CONFIRM, Step.END)
    again = replace(FAR, id="r2", basis="A new paper")
    assert suspended([ended, again], "Luis Ruiz") is True
    with pytest.raises(NotAllowed):
        taken(ended, Step.LIFT, SOL, ALL, AT, "why")  # who confirmed it
    lifted = replace(ended, steps=(*ended.steps, taken(ended, Step.LIFT, PIA, ALL, AT, "It was not so.")))
    assert suspended([lifted, again], "Luis Ruiz") is False
    assert lifted.authority is RepresentativeAuthority.NONE


@pytest.mark.parametrize(
    ("one", "authority"),
    [
        (FAR, RepresentativeAuthority.ACTIVE_IN_SCOPE),
        (replace(FAR, in_scope=False), RepresentativeAuthority.OUT_OF_SCOPE),
        (replace(FAR, activated=False), RepresentativeAuthority.NOT_ACTIVATED),
        (after(Step.END), RepresentativeAuthority.NONE),
    ],
)
def test_a_power_goes_as_far_as_its_paper(one: Representative, authority: RepresentativeAuthority):
    """Trap 15: money alone is no power over health; a power that waits is nothing yet."""
    assert one.authority is authority


@pytest.mark.parametrize("wrong", [{"relation": Signer.OTHER}, {"name": " "}, {"basis": ""}])
def test_a_stranger_is_no_representative(wrong: dict[str, object]):
    with pytest.raises(Invalid):
        checked(replace(FAR, **wrong))  # type: ignore[arg-type]
