"""Requests by right: where each act leads, when each is due, and what may be charged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from handrail.kernel.errors import Conflict, Invalid
from handrail.rights.request import MOVES, Act, Entry, Ground, Manner, Outcome, Request, Right, State, after, is_free
from tests.consent.people import ANA, CEDAR, PIA

AT = datetime(2026, 9, 2, 17, tzinfo=UTC)
DAY = date(2026, 9, 2)
ASKED = Request("q1", ANA, CEDAR, Right.ACCOUNTING, Manner.ACCOUNT, AT, DAY, ANA, free=False)
PATHS: dict[State, tuple[Act, ...]] = {
    State.OPEN: (),
    State.FEE_TOLD: (Act.TELL_FEE,),
    State.ANSWERED: (Act.ANSWER,),
    State.WITHDRAWN: (Act.WITHDRAW,),
}


def did(act: Act, on: date = DAY, **over: object) -> Entry:
    said = {"reason": "why", "cents": 500 if act is Act.TELL_FEE else 0}
    said |= {"outcome": Outcome.GIVEN} if act is Act.ANSWER else {}
    return Entry(act, PIA, AT, on, **(said | over))  # type: ignore[arg-type]


def later(*acts: Act, request: Request = ASKED) -> Request:
    return replace(request, entries=tuple(did(act) for act in acts))


@pytest.mark.parametrize(("state", "act"), list(product(State, Act)))
def test_each_act_leads_where_the_table_says_or_is_refused(state: State, act: Act):
    request = later(*PATHS[state])
    assert request.state is state
    if act is Act.OVERDUE:
        request = replace(request, asked_on=DAY - timedelta(days=61))
    if (state, act) not in MOVES:
        with pytest.raises(Conflict):
            after(request, did(act))
        return
    moved = replace(request, entries=(*request.entries, after(request, did(act))))
    assert moved.state is MOVES[state, act]


@pytest.mark.parametrize(("right", "days"), [(Right.RECORD, 30), (Right.ACCOUNTING, 60)])
def test_a_request_is_due_on_its_day_and_once_thirty_days_later(right: Right, days: int):
    """164.524(b)(2), 164.528(c)(1): the last day itself is in time."""
    request = replace(ASKED, right=right)
    due = DAY + timedelta(days=days)
    assert request.due_on == due
    assert not request.overdue_on(due)
    assert request.overdue_on(due + timedelta(days=1))
    assert after(request, did(Act.EXTEND, due))
    with pytest.raises(Conflict):
        after(request, did(Act.EXTEND, due + timedelta(days=1)))
    longer = later(Act.EXTEND, request=request)
    assert longer.due_on == due + timedelta(days=30)
    with pytest.raises(Conflict):
        after(longer, did(Act.EXTEND))
    assert not later(Act.ANSWER, request=request).overdue_on(due + timedelta(days=99))


def test_late_is_written_down_once_and_not_while_there_is_time():
    over = ASKED.due_on + timedelta(days=1)
    assert after(ASKED, did(Act.OVERDUE, over))
    for request, on in ((ASKED, ASKED.due_on), (replace(ASKED, entries=(did(Act.OVERDUE, over),)), over)):
        with pytest.raises(Conflict):
            after(request, did(Act.OVERDUE, on))


def test_longer_takes_a_reason():
    with pytest.raises(Invalid):
        after(ASKED, did(Act.EXTEND, reason=" "))


def test_the_first_accounting_in_twelve_months_is_free_and_a_record_always():
    """164.528(c)(2): a request that was taken back does not count."""
    before = [replace(ASKED, asked_on=date(2025, 9, 3))]
    assert not is_free(Right.ACCOUNTING, DAY, before)
    assert is_free(Right.ACCOUNTING, DAY + timedelta(days=1), before)
    assert is_free(Right.ACCOUNTING, DAY, [later(Act.WITHDRAW)])
    assert is_free(Right.ACCOUNTING, DAY, [replace(ASKED, right=Right.RECORD)])
    assert is_free(Right.RECORD, DAY, [replace(ASKED, right=Right.RECORD)])
    with pytest.raises(Conflict):
        after(replace(ASKED, free=True), did(Act.TELL_FEE))


def test_nobody_pays_what_they_did_not_accept():
    told = later(Act.TELL_FEE)
    assert (told.told_cents, told.owed_cents) == (500, 0)
    assert later(Act.TELL_FEE, Act.ACCEPT_FEE, Act.ANSWER).owed_cents == 500
    assert later(Act.TELL_FEE, Act.ANSWER).owed_cents == 0
    assert later(Act.TELL_FEE, Act.WITHDRAW).owed_cents == 0
    with pytest.raises(Conflict):  # it is told once
        after(later(Act.TELL_FEE, Act.ACCEPT_FEE), did(Act.TELL_FEE, cents=900))
    for cents in (0, -1, 20_001):
        with pytest.raises(Invalid):
            after(ASKED, did(Act.TELL_FEE, cents=cents))


def test_a_record_is_kept_on_a_listed_ground_alone_with_the_rest_given():
    """164.524(a), (d): a refusal names its ground and says why; an accounting is not refused."""
    record = replace(ASKED, right=Right.RECORD)
    for outcome in (Outcome.IN_PART, Outcome.DENIED):
        assert after(record, did(Act.ANSWER, outcome=outcome, ground=Ground.NOTES))
        for wrong in ({"ground": None}, {"ground": Ground.NOTES, "reason": ""}):
            with pytest.raises(Invalid):
                after(record, did(Act.ANSWER, outcome=outcome, **wrong))
    with pytest.raises(Invalid):
        after(record, did(Act.ANSWER, ground=Ground.NOTES))
    with pytest.raises(Invalid):
        after(record, did(Act.ANSWER, outcome=None))
    with pytest.raises(Invalid):
        after(ASKED, did(Act.ANSWER, outcome=Outcome.DENIED))


def test_words_of_a_request_are_kept_out_of_logs():
    assert "bruise" not in repr(replace(ASKED, wants="a bruise", entries=(did(Act.EXTEND, reason="a bruise"),)))
