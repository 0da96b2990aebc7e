"""The two libraries behind what a person knows and has: Argon2id for passwords, RFC 6238 for authenticator apps."""

from __future__ import annotations

import asyncio
import contextlib
from base64 import b32encode
from collections.abc import AsyncIterator
from datetime import datetime
from functools import cache
from hmac import compare_digest
from importlib.resources import files

import pyotp
from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from handrail.identity.ports import Digests
from handrail.kernel.errors import Unavailable
from handrail.kernel.ids import Ids

AT_ONCE = 2
"""Hashes at the same time: each takes 64 MiB and about 0.15 s of a core, so a flood waits here and not in the loop."""

MOST_WAITING = 60
"""Hashes that run or wait, at most: about five seconds of work. Whoever comes later is told to come back."""

STEP = 30
"""Seconds of one code."""


class Argon:
    """Argon2id (RFC 9106 §4, second recommended choice), over a keyed digest: a stolen table alone tells nothing."""

    def __init__(self, digests: Digests, profile: Parameters = RFC_9106_LOW_MEMORY) -> None:
        """Hash with `profile`; tests use `argon2.profiles.CHEAPEST`."""
        self._digests = digests
        self._hasher = PasswordHasher.from_parameters(profile)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._nobody = self._hasher.hash(b"nobody's password, which no digest equals")

    async def hash(self, password: str) -> str:
        """The encoded hash.

        Raises:
            Unavailable: too many wait already; trying again in a moment may work.
        """
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, self._keyed(password))

    async def holds(self, encoded: str, password: str) -> bool:
        """See `Hasher.holds`.

        Raises:
            Unavailable: too many wait already; trying again in a moment may work.
        """
        keyed = self._keyed(password)
        async with self._turn():
            held = await asyncio.to_thread(self._verify, encoded or self._nobody, keyed)
        return held and bool(encoded)

    @contextlib.asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= MOST_WAITING:
            raise Unavailable(retry_after=5)
        self._waiting += 1
        try:
            async with self._turns:
                yield
        finally:
            self._waiting -= 1

    def _verify(self, encoded: str, keyed: bytes) -> bool:
        try:
            return self._hasher.verify(encoded, keyed)
        except (VerificationError, InvalidHashError):
            return False

    def _keyed(self, password: str) -> bytes:
        return self._digests.digest("password", password)


class Authenticators:
    """Six digits, thirty seconds, SHA-1: what every authenticator app speaks (RFC 6238 §1.2)."""

    def __init__(self, ids: Ids, issuer: str) -> None:
        """Name entries in the app after `issuer`, which should be neutral: others may see the phone."""
        self._ids = ids
        self._issuer = issuer

    def secret(self) -> str:
        return b32encode(self._ids.secret(20)).decode("ascii")

    def address(self, secret: str, account: str) -> str:
        return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=self._issuer)

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        given = "".join(code.split())
        totp = pyotp.TOTP(secret)
        now = int(at.timestamp()) // STEP
        found = None
        for step in (now - 1, now, now + 1):
            if compare_digest(totp.generate_otp(step).encode(), given.encode()):
                found = step
        return found


@cache
def common_passwords() -> frozenset[str]:
    """Common and breached passwords in lower case, from the list that lies beside this module."""
    text = files("handrail.identity").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("# "))
