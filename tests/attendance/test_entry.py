"""Entries are appended: a correction has a reason, points at what it corrects, and both stay readable (I9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.attendance.entry import Attended, Entry, Kind, corrected, recorded, standing
from handrail.attendance.ledger import tally
from handrail.attendance.policy import DEFAULT, Status
from handrail.attendance.receipt import Dispute, receipts
from handrail.kernel.errors import Invalid
from handrail.kernel.ids import EntryId, PersonId, ProgramId, SessionId
from tests.attendance.test_ledger import GRACE, SESSION, in_room

NOW = datetime(2026, 9, 3, 4, 1, tzinfo=UTC)
ANA, LEA = PersonId("ana"), PersonId("lea")


def an_entry(name: str = "e1", zone: str = "America/Los_Angeles", session: str = "s1") -> Entry:
    who = Attended(ANA, ProgramId("p1"), SessionId(session), zone)
    return recorded(EntryId(name), who, tally([in_room(0, 60), in_room(90, 180)], SESSION, GRACE), DEFAULT, NOW)


def a_correction(of: Entry, name: str = "e2", reason: str = "The call dropped; I saw her there.") -> Entry:
    return corrected(EntryId(name), of, Status.PRESENT, 180, reason, LEA, NOW + timedelta(days=1))


def test_an_entry_says_minutes_gaps_status_and_the_rule() -> None:
    entry = an_entry()

    assert (entry.minutes, entry.session_minutes, entry.status) == (150, 180, Status.PRESENT)
    assert (entry.policy, entry.rule) == (0, DEFAULT.says())
    assert len(entry.gaps) == 1


@pytest.mark.parametrize(
    ("zone", "day"),
    [("America/Los_Angeles", date(2026, 9, 2)), ("UTC", date(2026, 9, 3)), ("Asia/Tokyo", date(2026, 9, 3))],
)
def test_the_date_is_the_one_on_the_clients_own_calendar(zone: str, day: date) -> None:
    assert an_entry(zone=zone).day == day


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    first = an_entry()
    second = a_correction(first)

    assert (second.kind, second.corrects, second.by) == (Kind.CORRECTED, "e1", LEA)
    assert second.gaps == first.gaps
    assert standing([second, first]) == (second,)


@pytest.mark.parametrize(("reason", "minutes"), [("", 10), ("  ", 10), ("x" * 1001, 10), ("Why", 181), ("Why", -1)])
def test_a_correction_needs_a_reason_and_minutes_of_that_session(reason: str, minutes: int) -> None:
    with pytest.raises(Invalid):
        corrected(EntryId("e2"), an_entry(), Status.EXCUSED, minutes, reason, LEA, NOW)


def test_a_receipt_tells_the_person_everything_that_stands() -> None:
    (receipt,) = receipts([an_entry()])

    assert (receipt.minutes, receipt.session_minutes, receipt.status) == (150, 180, Status.PRESENT)
    assert [(str(gap.left), str(gap.came_back)) for gap in receipt.gaps] == [("19:00:00", "19:30:00")]
    assert receipt.rule == DEFAULT.says()


def test_a_receipt_of_a_correction_shows_what_was_there_before() -> None:
    first = an_entry()
    second = a_correction(first)
    (receipt,) = receipts([a_correction(second, "e3"), first, second])

    assert [entry.id for entry in receipt.history] == ["e2", "e1"]
    assert receipt.reason


def test_a_dispute_stands_until_a_correction_answers_it() -> None:
    first = an_entry()
    dispute = Dispute("d1", first.id, ANA, "I was there.", NOW)

    assert receipts([first], [dispute])[0].disputed == NOW
    assert receipts([first, a_correction(first)], [dispute])[0].disputed is None


def test_no_words_show_when_entries_are_printed() -> None:
    second = a_correction(an_entry(), reason="private words")
    shown = repr((second, receipts([second]), Dispute("d1", second.id, ANA, "private words", NOW)))

    assert "private words" not in shown


@given(st.lists(st.integers(0, 5), max_size=8))
def test_one_entry_stands_for_a_session_however_often_it_is_corrected(sessions: list[int]) -> None:
    entries: dict[str, list[Entry]] = {}
    for number, session in enumerate(sessions):
        line = entries.setdefault(f"s{session}", [])
        line.append(a_correction(line[-1], f"e{number}") if line else an_entry(f"e{number}", session=f"s{session}"))

    found = standing(entry for line in entries.values() for entry in line)
    assert {entry.session: entry.id for entry in found} == {name: line[-1].id for name, line in entries.items()}
