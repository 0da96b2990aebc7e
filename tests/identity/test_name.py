"""A name keeps its spelling in any script, and nothing invisible rides along (E10)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.identity.name import LONGEST, NameRefused, checked

REAL = [
    "Ana Ruiz",
    "Siobhán O’Neill-Nguyễn",
    "d'Artagnan",
    "Dr. María-José  Ñúñez",
    "李小龍",
    "Иван Петров",
    "محمد علی",
    "می‌خواهم",  # Persian with a zero-width non-joiner between letters
    "क्‍ष",  # Devanagari with a zero-width joiner
    "יִשְׂרָאֵל",
    "Þórður",
]


@pytest.mark.parametrize("name", REAL)
def test_real_names_are_taken_as_they_are_spelled(name: str):
    """Normalised, and otherwise untouched."""
    assert checked(name) == " ".join(unicodedata.normalize("NFC", name).split(" ")).replace("  ", " ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "needed"),
        ("   ", "needed"),
        ("Ana\nRuiz", "control"),
        ("Ana\x00", "control"),
        ("Ana\u202eziuR", "direction"),
        ("Ana\u200fRuiz", "direction"),
        ("Ana\u2066Ruiz", "direction"),
        ("Ana\u200bRuiz", "invisible"),
        ("Ana\ufeffRuiz", "invisible"),
        ("\u200dAna", "invisible"),
        ("Ana\u200c", "invisible"),
        ("Ana \u200dRuiz", "invisible"),
        ("Ana\u00adRuiz", "invisible"),
        ("Ana\u3164", "invisible"),
        ("Ana\ufe0f", "invisible"),
        ("Ana\U000e0041", "invisible"),
        ("Ana\u00a0Ruiz", "invisible"),
        ("Ana\u2028Ruiz", "invisible"),
        ("Ana\ue000", "no agreed meaning"),
        ("a" + "\u0316" * 5, "marks"),
        ("x" * (LONGEST + 1), "longer"),
    ],
)
def test_the_refusal_says_which_kind_of_character(text: str, says: str):
    """And repeats nothing of what was typed."""
    with pytest.raises(NameRefused, match=says) as refused:
        checked(text)
    assert "Ana" not in str(refused.value)


@given(st.text(max_size=60))
def test_a_name_that_was_taken_is_taken_again_unchanged(text: str):
    """So that reading, showing and saving it again never drifts."""
    try:
        name = checked(text)
    except NameRefused:
        return
    assert checked(name) == name
    assert not {unicodedata.category(one) for one in name} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
