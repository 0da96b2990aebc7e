"""Long, not common, not about oneself; and nothing else is asked of a password (A12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.identity.factors import common_passwords
from handrail.identity.password import ALONE, LONGEST, WITH_SECOND_FACTOR, faults, prepared

COMMON = frozenset({"password", "letmein1", "correcthorsebatterystaple"})


@pytest.mark.parametrize(
    ("second_factor", "length", "taken"),
    [
        (False, ALONE - 1, False),
        (False, ALONE, True),
        (True, WITH_SECOND_FACTOR - 1, False),
        (True, WITH_SECOND_FACTOR, True),
    ],
)
def test_length_is_what_counts_and_a_second_factor_allows_less(second_factor: bool, length: int, taken: bool):  # noqa: FBT001
    """Fifteen alone, eight with a code (63B §3.1.1.2)."""
    password = "qzvxkwjypmrhbtdgn"[:length]
    assert (not faults(password, second_factor=second_factor, common=COMMON)) == taken


@pytest.mark.parametrize(
    "password", ["x y z a b c d e f", "ęóąśłżźćńęóąśłżź", "🙂🙃😉😊😇🥰😍🤩😘😗☺😚😙🥲😋", "\t\t x\x00 12345678901234"]
)
def test_any_character_is_taken_and_none_is_asked_for(password: str):
    """No composition rules."""
    assert faults(password, second_factor=False, common=COMMON) == ()


def test_sixty_four_characters_and_many_more_are_taken():
    """A password manager's or a sentence."""
    assert faults("a lantern, a harbour, some fog. " * 20, second_factor=False, common=COMMON) == ()
    assert faults("qx" * LONGEST, second_factor=False, common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "Password",
        "LETMEIN1",
        "CorrectHorseBatteryStaple",
        "passwordpassword",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
    ],
)
def test_what_many_people_use_is_refused(password: str):
    """In any case, and repeated, too."""
    assert faults(password, second_factor=True, common=COMMON) == (
        "this is a password that many people use; choose another",
    )


@pytest.mark.parametrize("own", ["Marisol Quintero", "marisol@example.org", "Marisol"])
def test_a_password_that_names_its_owner_is_refused(own: str):
    """Whoever knows the person would try it first."""
    assert faults("i am marisol of the lake", second_factor=False, common=COMMON, own_words=[own])


def test_short_words_of_a_name_may_stand_in_a_password():
    """Nobody called Li has to look for words without "li"."""
    assert faults("a lively little lilac", second_factor=False, common=COMMON, own_words=["Li Wu"]) == ()


def test_the_list_beside_the_module_is_a_few_thousand_common_passwords():
    """In lower case, eight characters or more: shorter ones are refused for their length."""
    shipped = common_passwords()
    assert len(shipped) > 5000
    assert {"password", "12345678", "qwertyuiop", "iloveyou"} <= shipped
    assert all(one == one.lower() and len(one) >= WITH_SECOND_FACTOR for one in shipped)


@given(st.text(max_size=80))
def test_two_keyboards_that_compose_differently_agree(text: str):
    """The same letters give the same hash."""
    import unicodedata  # noqa: PLC0415

    assert prepared(unicodedata.normalize("NFD", text)) == prepared(text)


@given(st.text(max_size=200), st.booleans())
def test_a_fault_repeats_nothing_that_was_typed(password: str, second_factor: bool):  # noqa: FBT001
    """It goes back over the wire, and maybe to a log."""
    told = " ".join(faults(password + "Zq", second_factor=second_factor, common=COMMON))
    assert "Zq" not in told
