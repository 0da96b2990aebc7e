"""Any change to the log shows, and where (H2)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.audit.chain import START, Linked, extend, leaf, link, verify
from handrail.audit.entry import Entry, Tag

AT = datetime(2026, 9, 2, 18, 0, 0, 123456, tzinfo=UTC)


def an_entry(number: int = 1, **over: object) -> Entry:
    entry = Entry(f"0199-{number:04}", AT, Tag.SIGN_IN_DONE, "ana", "sign-in", "program", "done", "node")
    return replace(entry, **over)  # type: ignore[arg-type]


def a_log(size: int = 5) -> list[Linked]:
    entries = [an_entry(number) for number in range(1, size + 1)]
    pairs = zip(entries, extend(START, entries), strict=True)
    return [Linked(number, entry.id, stored, entry) for number, (entry, stored) in enumerate(pairs, 1)]


def test_vectors():
    """Published, so that another program can be checked against them."""
    assert leaf(an_entry()).hex() == VECTOR_LEAF
    assert link(START, leaf(an_entry())).hex() == VECTOR_LINK


VECTOR_LEAF = "77a748c060243b545c6b5a411ffadbde629aceadc1c756390270175cd877dbe1"
VECTOR_LINK = "03d236b98efaae3b0d8b9dcbff99e2de9b647bcbef02c6fca3ae0b5a66b2e613"


def test_an_instant_is_spelled_one_way_whatever_its_zone():
    there = AT.astimezone(timezone(timedelta(hours=-7)))
    assert leaf(an_entry(at=there)) == leaf(an_entry())


def test_a_leaf_cannot_pose_as_a_link():
    """RFC 6962 §2.1: they begin with another byte."""
    assert leaf(an_entry()) != link(START, leaf(an_entry()))


def test_what_was_written_holds():
    verdict = verify(a_log())
    assert (verdict.linked, verdict.head, verdict.broken) == (5, a_log()[-1].stored, None)
    assert verify([]).head == START


@pytest.mark.parametrize("name", [field.name for field in fields(Entry)])
def test_a_changed_field_is_found_where_it_is(name: str):
    log = a_log()
    value = AT + timedelta(microseconds=1) if name == "at" else "changed"
    log[2] = replace(log[2], entry=an_entry(3, **{name: value}))
    broken = verify(log).broken
    assert broken is not None
    assert (broken.number, broken.why) == (3, "the entry or its link was changed")


@given(st.integers(1, 8), st.data())
def test_any_edit_breaks_the_chain_at_its_place(size: int, data: st.DataObject):
    """Change, removal, exchange, insertion or another link: the first bad entry is named."""
    log = a_log(size)
    at = data.draw(st.integers(0, size - 1))
    edit = data.draw(st.sampled_from(["change", "remove", "blank", "insert", "relink"]))
    match edit:
        case "change":
            log[at] = replace(log[at], entry=an_entry(99))
        case "remove":
            del log[at]
        case "blank":
            log[at] = replace(log[at], entry=None)
        case "insert":
            log.insert(at, replace(log[at], entry=an_entry(99)))
        case _:
            log[at] = replace(log[at], stored=bytes(32))
    verdict = verify(log, checkpoint=(size, a_log(size)[-1].stored))
    assert verdict.broken is not None
    assert verdict.broken.number in {at + 1, at + 2}
    assert verdict.linked == at


def test_exchanged_entries_are_found():
    log = a_log()
    log[1], log[2] = replace(log[1], entry=log[2].entry), replace(log[2], entry=log[1].entry)
    assert verify(log).broken


@pytest.mark.parametrize("kept", range(5))
def test_a_log_cut_short_is_found_by_a_checkpoint(kept: int):
    """Without one a shorter log is only a shorter log."""
    log = a_log()
    checkpoint = (5, log[-1].stored)
    assert verify(log[:kept]).broken is None
    broken = verify(log[:kept], checkpoint=checkpoint).broken
    assert broken is not None
    assert broken.number == kept + 1


def test_a_log_written_anew_is_found_by_a_checkpoint():
    """Every link fits, and it is another log."""
    entries = [an_entry(number, actor="somebody else") for number in range(1, 6)]
    pairs = zip(entries, extend(START, entries), strict=True)
    forged = [Linked(number, entry.id, stored, entry) for number, (entry, stored) in enumerate(pairs, 1)]
    assert verify(forged).broken is None
    assert verify(forged, checkpoint=(3, a_log()[2].stored)).broken
    assert verify(a_log(), checkpoint=(3, a_log()[2].stored)).broken is None
