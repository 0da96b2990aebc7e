"""A screen that went blank: what stays open behind it, and who brings it back (A3)."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity.builders import NOW, a_sign_in
from tests.identity.conftest import PASSWORD, Client, House

from handrail.identity.pin import MOST_TRIES, faults
from handrail.identity.sign_in import OTHER_LIMITS, Standing

PIN = "4071"
PAUSED = "urn:handrail:problem:paused"


async def ana_with_a_pin(house: House) -> Client:
    """Ana, signed in, with a PIN chosen and her screen blank."""
    ana = await house.participant(await house.coordinator())
    assert (await ana("PUT", "/v1/sign-ins/current/pin", {"pin": PIN})).status == 204
    assert (await ana("PUT", "/v1/sign-ins/current/pause")).status == 204
    return ana


@pytest.mark.parametrize("pin", ["123", "1" * 13, "12a4", "", "٣٤٠٧"])
def test_a_pin_is_four_to_twelve_digits(pin: str):
    """A number pad types it, on every phone."""
    assert faults(pin) == ("use 4 to 12 digits",)


@pytest.mark.parametrize("pin", ["0000", "1234", "987654"])
def test_a_pin_that_anybody_tries_first_is_not_taken(pin: str):
    """One digit again and again, or counting up or down."""
    assert faults(pin)


@given(st.text("0123456789", min_size=4, max_size=12))
def test_few_pins_are_refused(pin: str):
    """Only those whose steps are all alike."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    assert bool(faults(pin)) == (steps in ({0}, {1}, {-1}))


def test_a_paused_sign_in_still_ends_with_its_limits():
    """A blank page is no way to stay signed in for longer."""
    paused = a_sign_in(paused_at=NOW)
    assert paused.standing(NOW) is Standing.LOCKED
    assert paused.standing(NOW + OTHER_LIMITS.inactive) is Standing.OVER
    assert paused.confirmed(NOW).standing(NOW) is Standing.OPEN


async def test_behind_a_blank_screen_no_record_is_read(house: House):
    """Not with the token that was good a moment ago, nor with the next one of the same browser."""
    ana = await ana_with_a_pin(house)
    assert (await ana("GET", "/v1/me")).body["type"] == PAUSED
    assert (await ana("PATCH", "/v1/me", {"display_name": "Somebody"})).body["type"] == PAUSED
    ana.keep((await ana.renew()).body)
    assert (await ana("GET", "/v1/me")).body["type"] == PAUSED
    standing = (await ana("GET", "/v1/sign-ins/current")).body
    assert standing == {"paused": True, "pin": True, "passkey": False, "second_factor": False}


async def test_the_pin_brings_back_what_was_open_and_nothing_more(house: House):
    """It is no fresh authentication: an act that matters still asks for the password (G2)."""
    ana = await ana_with_a_pin(house)
    house.clock.advance(301)
    assert (await ana("POST", "/v1/returns", {"pin": PIN})).status == 204
    assert (await ana("GET", "/v1/me")).status == 200
    again = await ana("PUT", "/v1/sign-ins/current/pin", {"pin": "8053"})
    assert again.body["type"] == "urn:handrail:problem:fresh-sign-in-needed"


async def test_the_password_brings_back_as_well(house: House):
    """For whoever chose no PIN, or forgot it."""
    ana = await ana_with_a_pin(house)
    assert (await ana("POST", "/v1/reauthentications", {"password": PASSWORD})).status == 204
    assert (await ana("GET", "/v1/me")).status == 200


async def test_the_fifth_wrong_pin_ends_the_sign_in(house: House):
    """The right one comes too late then."""
    ana = await ana_with_a_pin(house)
    tries = [(await ana("POST", "/v1/returns", {"pin": "9999"})).body["type"].rpartition(":")[2] for _ in range(5)]
    assert tries == ["sign-in-failed"] * 4 + ["signed-out"]
    assert (await ana("POST", "/v1/returns", {"pin": PIN})).status == 401
    assert (await ana.renew()).status == 401


async def test_many_pins_at_once_are_not_let_through_together(house: House):
    """Each try is counted before it is looked at."""
    ana = await ana_with_a_pin(house)
    pins = [f"{900 + number}7" for number in range(12)]
    answers = await asyncio.gather(*(ana("POST", "/v1/returns", {"pin": pin}) for pin in pins))
    assert {answer.status for answer in answers} == {401}
    assert (await ana("POST", "/v1/returns", {"pin": PIN})).status == 401


async def test_a_right_pin_forgives_the_wrong_ones_before_it(house: House):
    """Tired fingers over a long evening end nothing."""
    ana = await ana_with_a_pin(house)
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            await ana("POST", "/v1/returns", {"pin": "9999"})
        assert (await ana("POST", "/v1/returns", {"pin": PIN})).status == 204
    assert (await ana("GET", "/v1/me")).status == 200


async def test_a_pin_is_of_one_sign_in(house: House):
    """Another device of the same person has its own, or none."""
    await ana_with_a_pin(house)
    laptop = house.client()
    laptop.keep((await laptop("POST", "/v1/sign-ins", {"email": "ana@example.org", "password": PASSWORD})).body)
    assert (await laptop("GET", "/v1/me")).status == 200
    await laptop("PUT", "/v1/sign-ins/current/pause")
    assert (await laptop("POST", "/v1/returns", {"pin": PIN})).body["type"].endswith("sign-in-failed")


async def test_whoever_finds_a_blank_screen_cannot_choose_its_pin(house: House):
    """It is chosen in the first minutes after the password."""
    ana = await ana_with_a_pin(house)
    chosen = await ana("PUT", "/v1/sign-ins/current/pin", {"pin": "8053"})
    assert chosen.body["type"] == PAUSED


async def test_no_pin_is_kept_in_plain(house: House):
    """Nor as a digest that a list of all pins would tell."""
    await ana_with_a_pin(house)
    async with house.units.begin() as unit:
        (kept,) = [one for one in await unit.sign_ins.open_now() if one.paused_at]
        pin = await unit.sign_ins.try_pin(kept.id)
    assert pin.encoded.startswith("$argon2id$")
    assert PIN not in repr(pin)
