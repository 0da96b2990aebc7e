"""Argon2id and authenticator codes behave as their sources say."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type
from argon2.profiles import CHEAPEST

from handrail.identity import factors
from handrail.identity.factors import Argon, Authenticators
from handrail.kernel.ids import SystemIds


class PlainDigests:
    """Any keyed digest will do."""

    def __init__(self, key: str = "key") -> None:
        self._key = key

    def digest(self, purpose: str, value: str | bytes) -> bytes:
        return sha256(f"{self._key}/{purpose}/{value!r}".encode()).digest()


async def test_the_right_password_holds_and_no_other():
    argon = Argon(PlainDigests(), CHEAPEST)
    encoded = await argon.hash("a lantern in the harbour fog")
    assert await argon.holds(encoded, "a lantern in the harbour fog")
    assert not await argon.holds(encoded, "a lantern in the harbour fog ")
    assert encoded != await argon.hash("a lantern in the harbour fog")


async def test_nobody_is_not_anybody():
    """An unknown account costs a hash and never holds (A11)."""
    argon = Argon(PlainDigests(), CHEAPEST)
    assert not await argon.holds("", "")
    assert not await argon.holds("", "nobody's password, which no digest equals")
    assert not await argon.holds("not a hash", "anything")


async def test_a_stolen_table_alone_tells_nothing():
    """The hash is over a keyed digest, and the key is not in the table."""
    encoded = await Argon(PlainDigests("ours"), CHEAPEST).hash("password")
    assert not await Argon(PlainDigests("theirs"), CHEAPEST).holds(encoded, "password")


async def test_the_default_is_argon2id_as_rfc_9106_recommends():
    """64 MiB, three passes, four lanes."""
    made = extract_parameters(await Argon(PlainDigests()).hash("x"))
    assert (made.type, made.memory_cost, made.time_cost, made.parallelism) == (Type.ID, 65536, 3, 4)


async def test_known_and_unknown_accounts_cost_the_same():
    """Medians of interleaved tries differ by less than a quarter (A11)."""
    argon = Argon(PlainDigests())
    encoded = await argon.hash("right")
    known, unknown = [], []
    for _ in range(5):
        for hashed, into in ((encoded, known), ("", unknown)):
            before = time.process_time()
            await argon.holds(hashed, "wrong")
            into.append(time.process_time() - before)
    assert abs(sorted(known)[2] / sorted(unknown)[2] - 1) < 0.25


async def test_hashing_does_not_hold_up_the_loop():
    """A room goes on while people sign in."""
    argon = Argon(PlainDigests())
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0)
            beats += 1

    async with asyncio.TaskGroup() as tasks:
        beating = tasks.create_task(beat())
        await asyncio.gather(*(argon.hash("x") for _ in range(4)))
        beating.cancel()
    assert beats > 100


SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238 appendix B, "12345678901234567890"


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_rfc_6238(at: int, code: str):
    """Appendix B, the last six digits of its eight."""
    authenticators = Authenticators(SystemIds(), "rooms.example")
    assert authenticators.step(SECRET, code, datetime.fromtimestamp(at, UTC)) == at // factors.STEP


def test_a_code_holds_one_step_before_and_after():
    """People type slowly, and phones are a little off."""
    authenticators = Authenticators(SystemIds(), "rooms.example")
    at = datetime.fromtimestamp(1234567890, UTC)
    for seconds, holds in ((-31, False), (-30, True), (0, True), (59, True), (60, False)):
        found = authenticators.step(SECRET, "005924", at + timedelta(seconds=seconds))
        assert (found == 1234567890 // 30) == holds


@pytest.mark.parametrize("code", ["", "0", "00592", "0059240", "00592４", "abcdef", "005925"])
def test_what_is_no_code_does_not_hold(code: str):
    authenticators = Authenticators(SystemIds(), "rooms.example")
    assert authenticators.step(SECRET, code, datetime.fromtimestamp(1234567890, UTC)) is None


def test_a_code_may_be_typed_with_a_space():
    """As the app shows it."""
    authenticators = Authenticators(SystemIds(), "rooms.example")
    assert authenticators.step(SECRET, "005 924", datetime.fromtimestamp(1234567890, UTC))


def test_the_entry_on_the_phone_is_neutral():
    """It carries the host name and the address, and a secret of 160 bits."""
    authenticators = Authenticators(SystemIds(), "rooms.example")
    address = urlsplit(authenticators.address(authenticators.secret(), "ana@example.org"))
    told = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert told["issuer"] == ["rooms.example"]
    assert len(told["secret"][0]) == 32


async def test_a_flood_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch):
    """It waits neither in memory nor in front of everybody else."""
    monkeypatch.setattr(factors, "MOST_WAITING", 4)
    argon = Argon(PlainDigests(), CHEAPEST)
    told = await asyncio.gather(*(argon.holds("", "x") for _ in range(10)), return_exceptions=True)
    assert [type(one).__name__ for one in told] == ["bool"] * 4 + ["Unavailable"] * 6
    assert not await argon.holds("", "x")
