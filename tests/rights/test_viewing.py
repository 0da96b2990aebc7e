"""Whoever looked at what is somebody's is told to them, and nothing else of the log."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handrail.audit.entry import Entry, Tag
from handrail.kernel.ids import PersonId, SessionId
from handrail.rights.viewing import Has, What, seen

NOW = datetime(2026, 9, 2, 18, 0, tzinfo=UTC)
ANA = PersonId("0199-ana")
EVENING, ANOTHER = SessionId("0199-evening"), SessionId("0199-another")
HAS = Has(answered=frozenset({EVENING}), attendance=frozenset({EVENING}), alerts=frozenset())


def an_entry(tag: Tag, subject: str, actor: str = "0199-sol", minute: int = 0) -> Entry:
    return Entry(f"e{minute}", NOW.replace(minute=minute), tag, actor, subject, "0199-program", "done", "node")


@pytest.mark.parametrize(
    ("tag", "subject", "what"),
    [
        (Tag.RESPONSE_READ, EVENING, What.ANSWERS),
        (Tag.ROOM_JOINED, EVENING, What.ROOM),
        (Tag.ATTENDANCE_READ, EVENING, What.ATTENDANCE),
        (Tag.PLACE_READ, f"{EVENING}/{ANA}", What.PLACE),
        (Tag.CLIENT_FACTS_READ, ANA, What.FACTS),
        (Tag.ACCOUNTING_EXPORTED, ANA, What.ACCOUNTING),
        (Tag.CONSENT_READ, ANA, What.FORMS),
    ],
)
def test_a_look_at_what_is_mine_is_told(tag: Tag, subject: str, what: What):
    (look,) = seen([an_entry(tag, subject)], ANA, HAS)
    assert (look.what, look.by) == (what, "0199-sol")


@pytest.mark.parametrize(
    ("tag", "subject"),
    [
        (Tag.RESPONSE_READ, ANOTHER),
        (Tag.ALERT_READ, EVENING),
        (Tag.PLACE_READ, f"{EVENING}/0199-ben"),
        (Tag.CLIENT_FACTS_READ, "0199-ben"),
        (Tag.SIGN_IN_DONE, ANA),
    ],
)
def test_a_look_at_what_is_not_mine_is_not_told(tag: Tag, subject: str):
    """Where I answered nothing and no answer of mine worried anybody, nothing of mine was seen."""
    assert seen([an_entry(tag, subject)], ANA, HAS) == ()


def test_my_own_looks_are_not_among_them():
    assert seen([an_entry(Tag.RESPONSE_READ, EVENING, actor=ANA)], ANA, HAS) == ()


def test_leading_an_evening_is_one_look():
    """However often the connection was lost and found again."""
    looks = seen([an_entry(Tag.ROOM_JOINED, EVENING, minute=one) for one in (3, 9)], ANA, HAS)
    assert [one.at.minute for one in looks] == [3]


def test_the_newest_comes_first():
    looks = seen([an_entry(Tag.RESPONSE_READ, EVENING, minute=one) for one in (3, 9, 5)], ANA, HAS)
    assert [one.at.minute for one in looks] == [9, 5, 3]
