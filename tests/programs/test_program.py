from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.programs.factories import CEDAR, WEDNESDAY

from handrail.kernel.errors import Invalid
from handrail.programs.program import Part2Status, PolicyReference, Program, in_force, known_state


def test_not_knowing_protects_as_much_as_yes_and_closes_the_readers_check():
    assert [status for status in Part2Status if not status.applies] == [Part2Status.NO]
    assert [status for status in Part2Status if status.lets_readers_check] == [Part2Status.NO]


def test_a_program_cannot_be_made_without_an_answer():
    with pytest.raises(TypeError):
        Program(id=CEDAR, name="Cedar", state="OR", zone="America/Los_Angeles")  # type: ignore[call-arg]


def test_a_policy_holds_from_its_day_until_a_later_one_does():
    references = (PolicyReference("first", WEDNESDAY), PolicyReference("second", WEDNESDAY + timedelta(days=7)))

    assert in_force(references, WEDNESDAY - timedelta(days=1)) is None
    assert in_force(references, WEDNESDAY) == "first"
    assert in_force(references, WEDNESDAY + timedelta(days=6)) == "first"
    assert in_force(references, WEDNESDAY + timedelta(days=7)) == "second"


@given(st.lists(st.builds(PolicyReference, st.text(min_size=1, max_size=3), st.dates())), st.dates())
def test_no_policy_holds_before_its_day(references: list[PolicyReference], day: date):
    holding = in_force(references, day)

    possible = [one for one in references if one.from_day <= day]
    possible.sort(key=lambda one: one.from_day)
    assert holding == (possible[-1].policy if possible else None)


@pytest.mark.parametrize("code", ["", "or", "Oregon", "XX"])
def test_a_state_is_given_by_its_two_letters(code: str):
    with pytest.raises(Invalid):
        known_state(code)
