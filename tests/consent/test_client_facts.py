"""Facts about clients: what can be true, and how old somebody is on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.consent.client_facts import ClientFacts, age_on, checked
from handrail.consent.codes import ExpiryEvent
from handrail.kernel.errors import Invalid
from tests.consent.people import ANA, CEDAR, PIA, TODAY

FACTS = ClientFacts(ANA, CEDAR, datetime(2026, 9, 2, tzinfo=UTC), PIA)
LEAVE = (ExpiryEvent.END_OF_LEAVE, TODAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "XX"},
        {"state": "or"},
        {"born_on": TODAY + timedelta(days=1)},
        {"born_on": date(1890, 1, 1)},
        {"died_on": TODAY + timedelta(days=1)},
        {"born_on": date(2000, 1, 1), "died_on": date(1999, 1, 1)},
        {"ended": ((ExpiryEvent.END_OF_TERM, TODAY + timedelta(days=1)),)},
        {"ended": (LEAVE, LEAVE)},
        {"ended": ((ExpiryEvent.NONE_STATED, TODAY),)},
    ],
)
def test_what_cannot_be_true_is_not_recorded(wrong: dict[str, object]):
    with pytest.raises(Invalid):
        checked(replace(FACTS, **wrong), TODAY)  # type: ignore[arg-type]


def test_all_that_can_be_true_is():
    whole = replace(FACTS, state="IL", born_on=date(2009, 1, 1), died_on=TODAY, ended=(LEAVE,), emancipated=True)
    assert checked(whole, TODAY) == whole
    assert checked(FACTS, TODAY) == FACTS
    assert whole.has_come(ExpiryEvent.END_OF_LEAVE)
    assert not whole.has_come(ExpiryEvent.END_OF_TERM)
    assert "2009" not in repr(whole)


def test_majority_begins_with_the_birthday():
    """Trap 14: parental authority ends the same day."""
    born = date(2008, 9, 2)
    assert [age_on(born, born.replace(year=2026) + timedelta(days=days)) for days in (-1, 0, 1)] == [17, 18, 18]
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@given(st.dates(date(1950, 1, 1), date(2020, 1, 1)), st.integers(0, 20000))
def test_nobody_grows_younger(born: date, days: int):
    today = born + timedelta(days=days)
    assert 0 <= age_on(born, today) <= age_on(born, today + timedelta(days=1)) <= age_on(born, today) + 1
