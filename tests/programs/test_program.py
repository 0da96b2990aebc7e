import pytest
from tests.programs.factories import CEDAR

from handrail.kernel.errors import Invalid
from handrail.programs.program import Part2Status, Program, known_state


def test_not_knowing_protects_as_much_as_yes_and_closes_the_readers_check():
    assert [status for status in Part2Status if not status.applies] == [Part2Status.NO]
    assert [status for status in Part2Status if status.lets_readers_check] == [Part2Status.NO]


def test_a_program_cannot_be_made_without_an_answer():
    with pytest.raises(TypeError):
        Program(id=CEDAR, name="Cedar", state="OR", zone="America/Los_Angeles")  # type: ignore[call-arg]


@pytest.mark.parametrize("code", ["", "or", "Oregon", "XX"])
def test_a_state_is_given_by_its_two_letters(code: str):
    with pytest.raises(Invalid):
        known_state(code)
