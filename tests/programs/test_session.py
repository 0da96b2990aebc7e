from itertools import product

import pytest
from tests.programs.factories import NOON, a_session

from handrail.kernel.errors import Conflict
from handrail.programs.session import MOVES, SessionState, moved


@pytest.mark.parametrize(("before", "after"), list(product(SessionState, SessionState)))
def test_every_pair_of_states_is_in_the_table_or_refused(before: SessionState, after: SessionState):
    session = a_session(state=before)
    if after in MOVES[before]:
        assert moved(session, after, NOON).state is after
    else:
        with pytest.raises(Conflict):
            moved(session, after, NOON)


def test_a_session_has_an_instant_only_for_what_has_happened():
    scheduled = a_session()
    opened = moved(scheduled, SessionState.OPEN, NOON)
    ended = moved(opened, SessionState.ENDED, NOON)

    assert (scheduled.opened_at, scheduled.closed_at) == (None, None)
    assert (opened.opened_at, opened.closed_at) == (NOON, None)
    assert (ended.opened_at, ended.closed_at) == (NOON, NOON)
