"""One builder per noun of identity: valid as it comes, and takes what a test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from handrail.identity.account import Account, State
from handrail.identity.invitation import LIVES, Invitation
from handrail.identity.refresh import RefreshToken
from handrail.identity.sign_in import SignIn, started
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Role

NOW = datetime(2026, 9, 2, 18, 0, tzinfo=UTC)
ANA = PersonId("0199-ana")
PROGRAM = ProgramId("0199-program")


def an_account(**over: Any) -> Account:
    account = Account(
        person=ANA,
        program=PROGRAM,
        roles=frozenset({Role.PARTICIPANT}),
        state=State.INVITED,
        display_name="Ana",
        legal_name="Ana Ruiz",
        email="ana@example.org",
    )
    return replace(account, **over)


def a_sign_in(*, staff: bool = False, **over: Any) -> SignIn:
    return replace(started(SignInId("0199-sign-in"), ANA, NOW, staff=staff), **over)


def an_invitation(**over: Any) -> Invitation:
    return replace(Invitation("0199-invitation", ANA, NOW, NOW + LIVES), **over)


def a_refresh_token(**over: Any) -> RefreshToken:
    return replace(RefreshToken("ab" * 32, SignInId("0199-sign-in"), NOW), **over)
