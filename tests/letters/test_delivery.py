"""What can happen to a letter on its way, and what is an address."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.letters.world import JORDAN, PROGRAM, READER

from handrail.kernel.errors import Conflict, Invalid
from handrail.kernel.ids import LetterId
from handrail.letters.choices import Language
from handrail.letters.delivery import (
    MOST_WRONG,
    MOVES,
    UNDO,
    Act,
    Delivery,
    Happened,
    Manner,
    State,
    move,
    typed_twice,
)

NOW = datetime(2026, 9, 14, 17, 0, tzinfo=UTC)
DELIVERY = Delivery(
    "d",
    LetterId("letter-1"),
    JORDAN,
    PROGRAM,
    "form-1",
    READER,
    "hr@acme.example",
    Language.ENGLISH,
    notice=False,
    accepted=False,
    queued_at=NOW,
    until=date(2026, 9, 28),
)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("act", Act)
def test_every_act_is_in_the_table_or_refused(state: State, act: Act):
    if (state, act) in MOVES:
        assert move(state, act) is MOVES[state, act]
    else:
        with pytest.raises(Conflict):
            move(state, act)


def test_nothing_is_ever_queued_again():
    assert State.QUEUED not in MOVES.values()
    assert (State.UNKNOWN, Act.SEND) not in MOVES
    assert (State.FAILED, Act.SEND) not in MOVES


def after(*acts: Act, manner: Manner = Manner.LINK) -> Delivery:
    return replace(DELIVERY, manner=manner, history=tuple(Happened(act, NOW) for act in acts))


def test_a_link_is_open_from_the_attempt_until_it_is_fetched_or_its_day_is_over():
    sent = after(Act.SEND, Act.SENT)
    assert not DELIVERY.open_on(date(2026, 9, 15))
    assert sent.open_on(date(2026, 9, 28))
    assert not sent.open_on(date(2026, 9, 29))
    assert after(Act.SEND, Act.LOSE).open_on(date(2026, 9, 15))
    assert not after(Act.SEND, Act.SENT, Act.FETCH).open_on(date(2026, 9, 15))


def test_too_many_wrong_passcodes_end_a_link():
    tried = [Act.SEND, Act.SENT, *[Act.WRONG] * (MOST_WRONG - 1)]
    assert after(*tried).open_on(date(2026, 9, 15))
    assert not after(*tried, Act.WRONG).open_on(date(2026, 9, 15))


def test_what_went_attached_is_no_link_and_cannot_be_taken_back():
    assert after(manner=Manner.ATTACHED).can_be_stopped
    for acts in ((Act.SEND,), (Act.SEND, Act.SENT), (Act.SEND, Act.LOSE)):
        assert after(*acts).can_be_stopped
        gone = after(*acts, manner=Manner.ATTACHED)
        assert not gone.can_be_stopped
        assert not gone.open_on(date(2026, 9, 15))


def test_it_can_be_undone_for_a_while():
    assert DELIVERY.sends_at == NOW + UNDO
    assert timedelta(minutes=5) <= UNDO


@pytest.mark.parametrize("address", ["hr@acme.example", "first.last+leave@hr.acme-corp.example"])
def test_an_address_is_kept_as_it_was_typed(address: str):
    assert typed_twice(address, address) == address


@pytest.mark.parametrize(
    "address",
    [
        *("", "hr", "@acme.example", "hr@", "hr@acme", "hr@@acme.example", "hr @acme.example", "hr@acme..example"),
        *("hr@acme.example, boss@acme.example", "hr@acme.example\r\nBcc: x@y.example", "a" * 250 + "@acme.example"),
        *("<hr@acme.example>", "h\u0440@acme.example"),
    ],
)
def test_what_is_no_single_address_is_refused(address: str):
    with pytest.raises(Invalid):
        typed_twice(address, address)


def test_two_addresses_that_differ_are_refused():
    with pytest.raises(Invalid) as refused:
        typed_twice("hr@acme.example", "hr@acne.example")
    assert refused.value.faults[0].at == "/address_again"


def test_no_address_shows_in_a_repr():
    assert "acme" not in repr(DELIVERY).lower()
