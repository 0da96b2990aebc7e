"""Access tokens: EdDSA JWTs of ten minutes, and the key file that signs them (A4, A5; RFC 8725).

A token names ids and nothing else (A6). Which algorithm and key hold is decided by our key file; the
token's header may only name one of our keys. Every claim is checked against our own clock, which does not
go back when the machine's does (K6).
"""

from __future__ import annotations

import json
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from handrail.db import key_file
from handrail.db.key_file import KeyFileRefused
from handrail.identity.sign_in import Access
from handrail.kernel.clock import Clock
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import Ids, PersonId, SignInId, base32

LIVES = timedelta(minutes=10)
LEEWAY = timedelta(seconds=10)
"""Between the clocks of two nodes; at most 30 s is allowed (A4)."""

AUDIENCE = "handrail"
USE = "access"
ALGORITHM = "EdDSA"
LONGEST = 2048
CLAIMS = frozenset({"exp", "iat", "nbf", "iss", "aud", "sub", "sid", "jti", "use"})


@dataclass(frozen=True, slots=True)
class SigningKey:
    """One Ed25519 key. `secret` is its 32-byte seed."""

    id: str
    secret: bytes = field(repr=False)

    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    def public(self) -> dict[str, Any]:
        """The public half as a JWK (RFC 8037)."""
        made: dict[str, Any] = OKPAlgorithm.to_jwk(self.private().public_key(), as_dict=True)
        return {**made, "kid": self.id, "use": "sig", "alg": ALGORITHM}


def new_key(ids: Ids) -> SigningKey:
    return SigningKey(base32(ids.secret(10)), ids.secret(32))


def read_keys(path: Path) -> tuple[SigningKey, ...]:
    """The keys in `path`: the first signs, all of them verify; a key taken out stops at once.

    Raises:
        KeyFileRefused: missing, readable by others, or not a key file. The message holds no key.
    """
    try:
        mode, raw = path.stat().st_mode, path.read_bytes()
    except OSError:
        raise KeyFileRefused(f"the key file {path} cannot be read; restore it from where it is kept") from None
    if stat.S_IMODE(mode) & 0o077:
        raise KeyFileRefused(f"the key file {path} can be read by others; run: chmod 600 {path}")
    try:
        kept = [SigningKey(one["id"], b64decode(one["secret"], validate=True)) for one in json.loads(raw)["keys"]]
    except (ValueError, KeyError, TypeError):
        kept = []
    if not kept or any(len(key.secret) != key_file.SIZE for key in kept) or len({key.id for key in kept}) < len(kept):
        raise KeyFileRefused(f"the key file {path} does not hold a list of signing keys")
    return tuple(kept)


def write_keys(path: Path, keys: tuple[SigningKey, ...]) -> None:
    """Replace `path` whole, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    raw = json.dumps({"keys": [{"id": key.id, "secret": b64encode(key.secret).decode()} for key in keys]}).encode()
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    key_file.make(beside, raw)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_keys(path: Path, ids: Ids) -> tuple[SigningKey, ...]:
    """`read_keys`, after making the file where this is the first run."""
    if not path.exists():
        write_keys(path, (new_key(ids),))
    return read_keys(path)


def rotate(path: Path, ids: Ids) -> tuple[SigningKey, ...]:
    """Sign with a new key from the next start on; the one before still verifies until it is taken out, too."""
    keys = (new_key(ids), *open_keys(path, ids)[:1])
    write_keys(path, keys)
    return keys


def retire(path: Path) -> int:
    """Take out every key but the one that signs: what they signed is refused from the next start on. Gives how many."""
    keys = read_keys(path)
    if len(keys) > 1:
        write_keys(path, keys[:1])
    return len(keys) - 1


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a token that holds says: whose it is and which sign-in to look up."""

    person: PersonId
    sign_in: SignInId


class Tokens:
    """Issues and reads access tokens under one list of keys."""

    def __init__(self, keys: tuple[SigningKey, ...], issuer: str, clock: Clock, ids: Ids) -> None:
        """Use `keys`, the first to sign, as `issuer`: the public origin of this installation.

        `clock` should not go back when the machine's does: see `kernel.clock.SteadyClock`.
        """
        self._issuer = issuer
        self._clock = clock
        self._ids = ids
        self._signing = keys[0]
        self._private = keys[0].private()
        self._verifying: Mapping[str, jwt.PyJWK] = {key.id: jwt.PyJWK(key.public(), ALGORITHM) for key in keys}
        self.public = {"keys": [key.public() for key in keys]}

    def issue(self, person: PersonId, sign_in: SignInId) -> Access:
        now = self._clock.now()
        at = int(now.timestamp())
        until = at + int(LIVES.total_seconds())
        claims = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": person,
            "sid": sign_in,
            "use": USE,
            "jti": base32(self._ids.secret(10)),
            "iat": at,
            "nbf": at,
            "exp": until,
        }
        text = jwt.encode(claims, self._private, ALGORITHM, headers={"kid": self._signing.id, "typ": "at+jwt"})
        return Access(text, datetime.fromtimestamp(until, now.tzinfo))

    def read(self, text: str) -> Bearing:
        """Whose token this is.

        Raises:
            SignedOut: one answer for every way in which a token can be wrong.
        """
        try:
            claims = jwt.decode(
                text,
                self._key(text),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                options={
                    "require": sorted(CLAIMS),
                    "strict_aud": True,
                    "verify_exp": False,  # these three follow, by our own clock
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except (jwt.PyJWTError, ValueError, TypeError):
            raise SignedOut from None
        if not self._in_time(claims) or claims["use"] != USE or not isinstance(claims["sid"], str):
            raise SignedOut
        return Bearing(PersonId(claims["sub"]), SignInId(claims["sid"]))

    def _key(self, text: str) -> jwt.PyJWK:
        """The key the header names, if it is ours; nothing else in a header is followed (RFC 8725 §3.1, §3.10)."""
        if len(text) > LONGEST:
            raise jwt.InvalidTokenError
        header = jwt.get_unverified_header(text)
        key = self._verifying.get(header.get("kid", ""))
        if key is None or header.get("alg") != ALGORITHM or "crit" in header:
            raise jwt.InvalidTokenError
        return key

    def _in_time(self, claims: Mapping[str, Any]) -> bool:
        instants = [claims[name] for name in ("iat", "nbf", "exp")]
        if any(type(one) is not int for one in instants):
            return False
        issued, begins, ends = (int(one) for one in instants)
        now, leeway = self._clock.now().timestamp(), LEEWAY.total_seconds()
        return bool(
            issued <= now + leeway
            and begins <= now + leeway
            and now < ends + leeway
            and ends - issued <= LIVES.total_seconds()
        )
