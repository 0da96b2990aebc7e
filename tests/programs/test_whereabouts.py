from datetime import timedelta

import pytest
from tests.programs.factories import NOON, a_session

from handrail.kernel.errors import Conflict, Invalid
from handrail.programs.session import SessionState
from handrail.programs.whereabouts import PlaceKind, Privacy, may_tell, whereabouts


def test_an_answer_is_not_in_its_repr():
    told = whereabouts(PlaceKind.CAR, "car park behind the mill", "503-555-0143", Privacy.ALONE)

    assert "mill" not in repr(told)
    assert "0143" not in repr(told)
    assert "car" not in repr(told)


@pytest.mark.parametrize(
    ("address", "callback", "at"),
    [("?", "503-555-0143", "/address"), ("at home", "none", "/callback"), ("at home", "12", "/callback")],
)
def test_help_must_be_able_to_find_and_to_call(address: str, callback: str, at: str):
    with pytest.raises(Invalid) as refused:
        whereabouts(PlaceKind.HOME, address, callback, Privacy.ALONE)

    assert [fault.at for fault in refused.value.faults] == [at]


def test_today_begins_a_day_before_the_session():
    may_tell(a_session(), NOON)
    with pytest.raises(Conflict):
        may_tell(a_session(), NOON - timedelta(days=1))


@pytest.mark.parametrize("state", [SessionState.ENDED, SessionState.CANCELLED])
def test_nobody_is_asked_once_the_session_is_over(state: SessionState):
    with pytest.raises(Conflict):
        may_tell(a_session(state=state), NOON)
