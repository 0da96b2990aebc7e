from datetime import date, timedelta

import pytest
from tests.programs.factories import NOON, WEDNESDAY, a_session, an_enrolment

from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import CohortId
from handrail.programs.enrolment import ended, replanned

FRIDAY = date(2026, 9, 4)
MONDAY = date(2026, 8, 31)


def test_somebody_is_on_the_roster_from_their_first_day_on():
    enrolment = an_enrolment(starts_on=WEDNESDAY)

    assert not enrolment.counts_for(a_session(MONDAY))
    assert not enrolment.admits_to(a_session(MONDAY))
    assert enrolment.counts_for(a_session(WEDNESDAY))
    assert enrolment.admits_to(a_session(FRIDAY))


def test_another_cohorts_session_is_not_theirs():
    other = a_session(cohort=CohortId("cohort-mornings"))

    assert not an_enrolment().counts_for(other)
    assert not an_enrolment().admits_to(other)


def test_a_planned_end_takes_nobody_off_the_roster():
    leaving = replanned(an_enrolment(), WEDNESDAY)

    assert leaving.admits_to(a_session(FRIDAY))
    assert replanned(leaving, None).planned_end is None


def test_leaving_before_the_evening_means_not_being_expected_that_evening():
    left = ended(an_enrolment(), last_day=None, today=WEDNESDAY, at=NOON)

    assert left.last_day == WEDNESDAY
    assert not left.counts_for(a_session(WEDNESDAY))


def test_leaving_in_the_middle_of_an_evening_closes_the_door_and_keeps_the_evening():
    left = ended(an_enrolment(), last_day=None, today=WEDNESDAY, at=NOON + timedelta(hours=7))

    assert left.counts_for(a_session(WEDNESDAY))
    assert not left.admits_to(a_session(WEDNESDAY))
    assert not left.counts_for(a_session(FRIDAY))


def test_an_end_written_down_late_counts_from_the_day_it_names():
    left = ended(an_enrolment(starts_on=MONDAY), last_day=MONDAY, today=WEDNESDAY, at=NOON)

    assert left.counts_for(a_session(MONDAY))
    assert not left.counts_for(a_session(WEDNESDAY))


@pytest.mark.parametrize("last_day", [FRIDAY, MONDAY])
def test_the_last_day_lies_between_the_first_day_and_today(last_day: date):
    with pytest.raises(Invalid):
        ended(an_enrolment(starts_on=WEDNESDAY), last_day=last_day, today=WEDNESDAY, at=NOON)


def test_an_enrolment_that_has_not_begun_can_be_ended():
    left = ended(an_enrolment(starts_on=FRIDAY), last_day=None, today=WEDNESDAY, at=NOON)

    assert not left.counts_for(a_session(FRIDAY))
    assert not left.admits_to(a_session(FRIDAY))


def test_an_enrolment_ends_once():
    left = ended(an_enrolment(), last_day=None, today=WEDNESDAY, at=NOON)

    with pytest.raises(Conflict):
        ended(left, last_day=None, today=WEDNESDAY, at=NOON)
    with pytest.raises(Conflict):
        replanned(left, FRIDAY)


def test_nobody_plans_to_leave_before_they_came():
    with pytest.raises(Invalid):
        replanned(an_enrolment(starts_on=WEDNESDAY), MONDAY)
