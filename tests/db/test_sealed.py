"""A sealed value opens where it was written, for whom it was written, and nowhere else (security I1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from handrail.db.sealed import (
    Cell,
    DataKey,
    KeyGone,
    KeyRef,
    Ring,
    SealBroken,
    Sealed,
    SealedColumn,
    care,
    place,
    program_key,
    record,
)
from handrail.kernel.ids import PersonId, ProgramId, SessionId, SystemIds

ANA, BEN = PersonId("ana"), PersonId("ben")
CELL = Cell("letter", "text", "1")
NONCE = SystemIds().secret


def ring(*refs: KeyRef, version: int = 1) -> Ring:
    return Ring({ref: DataKey(version, (ref.owner + ref.klass).encode().ljust(32, b"k")[:32]) for ref in refs}, NONCE)


@given(st.text())
def test_what_was_sealed_opens(words: str):
    here = ring(care(ANA))
    assert here.text(care(ANA), CELL, here.seal(care(ANA), CELL, words)) == words


@given(st.binary())
def test_bytes_open_as_bytes(raw: bytes):
    here = ring(care(ANA))
    assert here.open(care(ANA), CELL, here.seal(care(ANA), CELL, raw)) == raw


@pytest.mark.parametrize("cell", [Cell("other", "text", "1"), Cell("letter", "name", "1"), Cell("letter", "text", "2")])
def test_a_value_moved_to_another_place_does_not_open(cell: Cell):
    here = ring(care(ANA))
    with pytest.raises(SealBroken):
        here.open(care(ANA), cell, here.seal(care(ANA), CELL, "words"))


def test_a_value_does_not_open_for_another_person_or_class():
    """Even where the key bytes were exchanged in the store of keys."""
    same = DataKey(1, bytes(range(32)))
    here = Ring({care(ANA): same, care(BEN): same, record(ANA): same}, NONCE)
    sealed = here.seal(care(ANA), CELL, "words")
    for other in (care(BEN), record(ANA)):
        with pytest.raises(SealBroken):
            here.open(other, CELL, sealed)


@given(st.data())
def test_any_changed_byte_is_noticed(data: st.DataObject):
    here = ring(care(ANA))
    raw = bytearray(here.seal(care(ANA), CELL, "words").raw)
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        here.open(care(ANA), CELL, Sealed(bytes(raw)))


@given(st.binary(max_size=60))
def test_other_bytes_are_not_a_sealed_value(raw: bytes):
    with pytest.raises(SealBroken):
        ring(care(ANA)).open(care(ANA), CELL, Sealed(raw))


def test_equal_words_look_different():
    """In one row or in two people's (security I1)."""
    here = ring(care(ANA))
    assert here.seal(care(ANA), CELL, "words") != here.seal(care(ANA), CELL, "words")


def test_a_destroyed_key_says_so():
    gone = Ring({care(ANA): None}, NONCE)
    with pytest.raises(KeyGone):
        gone.seal(care(ANA), CELL, "words")
    with pytest.raises(KeyGone):
        gone.open(care(ANA), CELL, Sealed(bytes(60)))


def test_nothing_shows_in_a_repr():
    here = ring(care(ANA))
    assert repr(here.seal(care(ANA), CELL, "words")) == "<sealed>"
    assert "kkk" not in repr(here) + repr(DataKey(1, b"k" * 32))


@pytest.mark.parametrize("plain", ["words", b"words", 7])
def test_forgetting_to_seal_is_not_possible(plain: object):
    """The column takes nothing else."""
    with pytest.raises(TypeError):
        SealedColumn().process_bind_param(plain, sqlite.dialect())  # type: ignore[arg-type]


def test_owners_and_classes_name_different_keys():
    """A session's place key is one person's in one session."""
    session, program = SessionId("s"), ProgramId("ana")
    assert len({care(ANA), record(ANA), place(ANA, session), place(BEN, session), care(BEN)}) == 5
    assert program_key(program) == record(PersonId("ana"))  # ids are UUIDs, so no program is ever called as a person
