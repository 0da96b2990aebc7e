"""When a session counts as attended, by the policy that was in force on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handrail.attendance.ledger import tally
from handrail.attendance.policy import DEFAULT, AttendancePolicy, Status, check, in_force, judge
from handrail.kernel.errors import Invalid
from tests.attendance.test_ledger import GRACE, SESSION, in_room


def judged(since: float, until: float, policy: AttendancePolicy = DEFAULT) -> tuple[Status, bool]:
    return judge(tally([in_room(since, until)], SESSION, GRACE), policy)


@pytest.mark.parametrize(
    ("minutes", "status"),
    [
        (180, Status.PRESENT),
        (144, Status.PRESENT),
        (143.9, Status.PARTIAL),
        (72, Status.PARTIAL),
        (71.9, Status.ABSENT),
        (0, Status.ABSENT),
    ],
)
def test_the_thresholds_are_met_exactly(minutes: float, status: Status) -> None:
    assert judged(0, minutes)[0] is status


def test_who_comes_late_is_marked_and_loses_no_status() -> None:
    assert judged(15, 180) == (Status.PRESENT, False)
    assert judged(15.1, 180) == (Status.PRESENT, True)


def test_who_never_came_is_absent_and_not_late() -> None:
    assert judge(tally([], SESSION, GRACE), DEFAULT) == (Status.ABSENT, False)


def test_the_newest_policy_in_force_on_the_day_applies() -> None:
    strict = replace(DEFAULT, version=1, in_force_from=date(2026, 9, 1), present_from=90)
    later = replace(DEFAULT, version=2, in_force_from=date(2026, 10, 1), present_from=70)

    assert in_force([later, strict], date(2026, 8, 31)) is DEFAULT
    assert in_force([later, strict], date(2026, 9, 1)) is strict
    assert in_force([later, strict], date(2026, 10, 2)) is later
    assert in_force([strict, replace(strict, version=3)], date(2026, 9, 2)).version == 3


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"present_from": 0, "partial_from": 0}, "/present_from"),
        ({"present_from": 101}, "/present_from"),
        ({"partial_from": 81}, "/partial_from"),
        ({"partial_from": 0}, "/partial_from"),
        ({"grace_minutes": 31}, "/grace_minutes"),
        ({"late_minutes": -1}, "/late_minutes"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(change: dict[str, int], at: str) -> None:
    with pytest.raises(Invalid) as refused:
        check(replace(DEFAULT, **change))

    assert at in {fault.at for fault in refused.value.faults}


def test_the_rule_is_told_in_words() -> None:
    assert check(DEFAULT) is DEFAULT
    assert DEFAULT.says() == (
        "Present from 80 percent of the session, partly present from 40 percent. Gaps up to 5 minutes count as present."
    )
