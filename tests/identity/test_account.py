"""Accounts move one way, and an address has one spelling."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.builders import an_account

from handrail.identity.account import MOVES, Act, State, mailbox
from handrail.kernel.errors import Conflict
from handrail.kernel.principal import Role


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State, Act)))
def test_every_move_is_in_the_table_or_refused(state: State, act: Act):
    """There is no third way."""
    account = an_account(state=state)
    if (state, act) in MOVES:
        assert account.after(act).state is MOVES[state, act]
    else:
        with pytest.raises(Conflict):
            account.after(act)


def test_a_disabled_account_stays_disabled():
    """Somebody who comes back gets a new account, so that the log keeps its meaning."""
    assert not [act for state, act in MOVES if state is State.DISABLED]


def test_no_name_or_address_shows_in_a_repr():
    """An account may stand in a traceback; what it says of a person does not (I10)."""
    account = an_account(display_name="Ana", legal_name="Ana Ruiz", email="ana@example.org")
    assert not {"Ana", "Ruiz", "ana@example.org"} & set(repr(account).replace("'", " ").split())


@pytest.mark.parametrize("role", list(Role))
def test_everybody_but_participants_is_staff(role: Role):
    """Staff have a second factor and the shorter limits (A1, A3)."""
    assert an_account(roles=frozenset({role})).is_staff == (role is not Role.PARTICIPANT)


@pytest.mark.parametrize("text", ["Ana@Example.org", " ana@example.org ", "ANA@EXAMPLE.ORG"])
def test_an_address_has_one_spelling(text: str):
    """People type it either way, and mean the same mailbox."""
    assert mailbox(text) == "ana@example.org"


@pytest.mark.parametrize(
    "text",
    ["", "ana", "ana@", "@example.org", "ana@example", "a na@example.org", "ana@exa\nmple.org", "x" * 250 + "@e.org"],
)
def test_what_is_no_address_is_refused(text: str):
    with pytest.raises(ValueError, match="not an e-mail address"):
        mailbox(text)


@given(st.text(max_size=40))
def test_spelling_twice_changes_nothing(text: str):
    """What is stored is what is looked up."""
    try:
        once = mailbox(text)
    except ValueError:
        return
    assert mailbox(once) == once
