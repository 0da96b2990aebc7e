from datetime import date

from tests.programs.factories import NOON, TONIGHT, WEDNESDAY, a_session, an_assignment

from handrail.kernel.ids import CohortId, SessionId


def test_a_facilitator_of_the_cohort_leads_its_sessions_from_their_first_day_on():
    assignment = an_assignment(starts_on=WEDNESDAY)

    assert assignment.covers(a_session(WEDNESDAY))
    assert assignment.covers(a_session(date(2026, 9, 4)))
    assert not assignment.covers(a_session(date(2026, 8, 31)))
    assert not assignment.covers(a_session(cohort=CohortId("cohort-mornings")))


def test_a_stand_in_leads_one_session_and_no_other():
    stand_in = an_assignment(session=TONIGHT)

    assert stand_in.covers(a_session(session=TONIGHT))
    assert not stand_in.covers(a_session(session=SessionId("session-friday")))


def test_an_assignment_taken_back_opens_nothing():
    assert not an_assignment(ended_at=NOON).covers(a_session())
