"""Roles carry powers, and no role none."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import POWERS, STAFF, Power, Principal, Role

ANA = Principal(PersonId("ana"), ProgramId("p"), frozenset(), SignInId("s"), datetime(2026, 9, 2, tzinfo=UTC))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_carries_its_powers_and_no_others(role: Role):
    one = replace(ANA, roles=frozenset({role}))
    assert {power for power in Power if one.may(power)} == POWERS[role]
    assert one.is_staff == (role in STAFF)


def test_without_a_role_nothing_may_be_asked():
    assert not [power for power in Power if ANA.may(power)]


def test_two_roles_carry_the_powers_of_both():
    both = replace(ANA, roles=frozenset({Role.FACILITATOR, Role.COORDINATOR}))
    assert both.may(Power.LEAD_ROOM)
    assert both.may(Power.INVITE)
    assert not both.may(Power.OWN_RECORD)
