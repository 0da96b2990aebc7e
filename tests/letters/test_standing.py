"""Where a letter stands: each step is in the table or refused."""

from itertools import product

import pytest

from handrail.kernel.errors import Conflict
from handrail.letters.standing import MOVES, Standing, Step, after, move


@pytest.mark.parametrize(("standing", "step"), list(product(Standing, Step)))
def test_every_step_leads_somewhere_or_is_refused(standing: Standing, step: Step):
    if (standing, step) in MOVES:
        assert move(standing, step) is MOVES[standing, step]
        return
    with pytest.raises(Conflict):
        move(standing, step)


def test_nothing_leads_back_to_issued():
    assert Standing.ISSUED not in MOVES.values()


def test_a_letter_without_steps_is_issued_and_one_taken_back_is_withdrawn():
    assert after([]) is Standing.ISSUED
    assert after([Step.WITHDRAW]) is Standing.WITHDRAWN
