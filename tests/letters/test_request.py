"""What can happen to a request, in which order, and when its letter can be had."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from tests.letters.builders import statement
from tests.letters.world import ASK, JORDAN, PROGRAM, ROSA

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Conflict
from handrail.letters.choices import Level
from handrail.letters.request import ANSWERS, MOVES, Act, Entry, Reason, Request, RequestKind, State, after, move

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
TODAY = date(2026, 9, 14)
NAMED = replace(
    ASK, level=Level.NAMED, items=frozenset({DataElement.PROVIDER_SPECIALTY, DataElement.DIAGNOSIS_GENERAL})
)
NEEDS = replace(ASK, level=Level.FUNCTION, items=frozenset({DataElement.FUNCTIONAL_LIMITS}))


def request(ask: Any = NEEDS, *entries: Entry):
    return Request("r", JORDAN, PROGRAM, RequestKind.CLINICIAN, ask, NOW, entries)


def signed(**change: Any):
    return Entry(Act.SIGN, ROSA, NOW, statement=statement(**change))


def item(element: DataElement, hours: int = 0):
    return Entry(Act.SIGN_ITEM, JORDAN, NOW + timedelta(hours=hours), item=element)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_is_in_the_table_or_refused(state: State, act: Act):
    if (state, act) in MOVES:
        assert move(state, act) is MOVES[state, act]
    else:
        with pytest.raises(Conflict):
            move(state, act)


def test_the_client_is_told_by_when_and_then_what():
    assert request().due_at == NOW + timedelta(days=5)
    assert request().answer == ""
    for reason in Reason:
        assert request(NEEDS, Entry(Act.DECLINE, ROSA, NOW, reason=reason)).answer == ANSWERS[reason]
    assert "again" in request(NEEDS, Entry(Act.SETTLE, ROSA, NOW)).answer


def test_a_letter_of_level_3_can_be_had_once_it_is_signed():
    with pytest.raises(Conflict):
        request().ready(NOW, TODAY)
    assert request(NEEDS, signed()).ready(NOW, TODAY) == statement()


def test_a_statement_runs_out():
    one = request(NEEDS, signed(good_until=date(2026, 9, 20)))
    assert one.ready(NOW, date(2026, 9, 20))
    with pytest.raises(Conflict):
        one.ready(NOW, date(2026, 9, 21))


def test_level_4_takes_a_signature_for_each_item_and_then_a_day():
    half = request(NAMED, signed(), item(DataElement.PROVIDER_SPECIALTY))
    assert half.items_to_sign == {DataElement.DIAGNOSIS_GENERAL}
    assert half.ready_at is None
    whole = replace(half, entries=(*half.entries, item(DataElement.DIAGNOSIS_GENERAL, hours=2)))
    assert whole.ready_at == NOW + timedelta(hours=26)
    with pytest.raises(Conflict):
        whole.ready(NOW + timedelta(hours=25, minutes=59), TODAY)
    assert whole.ready(NOW + timedelta(hours=26), TODAY)


def test_after_the_letter_nothing_more_happens():
    assert after((signed(), Entry(Act.ISSUE, JORDAN, NOW, letter="x"))) is State.ISSUED
    with pytest.raises(Conflict):
        after((signed(), Entry(Act.CANCEL, JORDAN, NOW), Entry(Act.ISSUE, JORDAN, NOW)))


def test_what_was_stated_shows_in_no_repr():
    assert "F33" not in repr(request(NAMED, signed()))
    assert "Rosa" not in repr(statement())
