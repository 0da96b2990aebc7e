"""Numbers and codes: random, plain to type, and forgiving of what a tired reader types."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handrail.kernel.ids import SystemIds
from handrail.letters.code import ALPHABET, CODE_BYTES, CODE_LENGTH, mint, normalise, number, shown


class Fixed:
    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    def new(self) -> str:
        return "fixed"

    def secret(self, size: int) -> bytes:
        assert len(self.raw) == size
        return self.raw


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES), st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_all_128_bits_reach_the_code(one: Any, other: Any):
    assert (mint(Fixed(one)) == mint(Fixed(other))) == (one == other)


def test_a_number_has_16_characters_and_a_code_26():
    assert len(number(SystemIds())) == 16
    assert len(mint(SystemIds())) == CODE_LENGTH


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES), st.data())
def test_a_code_survives_being_typed_by_a_person(raw: bytes, data: Any):
    code = mint(Fixed(raw))
    typed = "".join(
        data.draw(st.sampled_from({"0": "0Oo", "1": "1IlLi", "V": "VvUu"}.get(char, char + char.lower())))
        + data.draw(st.sampled_from(["", "", "", " ", "-", "\u2013", "\u00a0"]))
        for char in code
    )
    assert normalise(typed) == code
    assert normalise(shown(code)) == code


@given(st.text(max_size=60))
def test_anything_typed_is_a_code_or_none(typed: str):
    code = normalise(typed)
    assert code is None or (len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) and code[0] <= "7")


def test_a_code_of_more_than_128_bits_is_none():
    assert normalise("8" + "0" * 25) is None


def test_a_megabyte_is_not_worked_on():
    assert normalise("0" * 1_000_000) is None
