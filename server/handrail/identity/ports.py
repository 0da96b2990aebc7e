"""What the use cases of identity need from the world, and what others need from accounts."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handrail.audit.ports import AuditLog
from handrail.identity.account import Account, Credentials, State
from handrail.identity.invitation import Invitation
from handrail.identity.passkey import Challenge, Enrolled, Passkey, Spoken
from handrail.identity.pin import Pin
from handrail.identity.refresh import RefreshToken
from handrail.identity.sign_in import Access, SignIn
from handrail.identity.throttle import Tries
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Role


@dataclass(frozen=True, slots=True)
class Candidate:
    """An active account that an address names: just enough to check a password against."""

    person: PersonId
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says about the bearer of a token, at this request."""

    sign_in: SignIn
    program: ProgramId
    roles: frozenset[Role]
    state: State


class Accounts(Protocol):
    """Accounts by person and by address."""

    async def get(self, person: PersonId) -> Account:
        """The account of `person`.

        Raises:
            NotFound: there is none.
        """
        ...

    async def hold(self, person: PersonId) -> Account:
        """`get`, and nobody else changes it until the unit ends."""
        ...

    async def credentials(self, person: PersonId) -> Credentials: ...

    async def candidates(self, email: str, program: str | None) -> list[Candidate]:
        """Active accounts that `email` names, in one program or in any."""
        ...

    async def named(self, email: str, program: ProgramId) -> Account | None:
        """The account in `program` that `email` names and that is not disabled."""
        ...

    async def add(self, account: Account, at: datetime) -> None:
        """Write a new account.

        Raises:
            Conflict: its id or its address in the program is taken; the unit cannot go on.
        """
        ...

    async def keep(self, account: Account) -> None:
        """Write state, roles, names and zone; a disabled account is no longer found by address."""
        ...

    async def arm(self, person: PersonId, credentials: Credentials) -> None:
        """Write what proves that it is this person."""
        ...

    async def use_step(self, person: PersonId, step: int) -> bool:
        """Mark a code's time step as used; False if it or a later one was used before."""
        ...

    async def of_program(self, program: ProgramId) -> list[Account]: ...

    async def none_yet(self) -> bool:
        """Whether this installation has no account at all."""
        ...


class Invitations(Protocol):
    """One-time links, found by their secret."""

    async def add(self, invitation: Invitation, secret: str) -> None: ...

    async def hold(self, secret: str) -> Invitation | None:
        """The invitation, and nobody else uses it until the unit ends."""
        ...

    async def enrol(self, invitation: Invitation, secret: str) -> None:
        """Keep the authenticator secret that waits for its first code."""
        ...

    async def use(self, invitation: Invitation, at: datetime) -> None: ...

    async def void(self, person: PersonId, at: datetime) -> None:
        """Every link of this person stops opening."""
        ...


class SignIns(Protocol):
    """Sign-ins and their refresh tokens."""

    async def add(self, sign_in: SignIn, refresh: str) -> None: ...

    async def known(self, sign_in: SignInId) -> Known | None:
        """A sign-in with the account behind it."""
        ...

    async def open_of(self, person: PersonId) -> list[SignIn]:
        """Those not ended, whatever their limits say."""
        ...

    async def touch(self, sign_in: SignInId, at: datetime) -> None:
        """The person did something."""
        ...

    async def confirm(self, sign_in: SignInId, at: datetime) -> None:
        """The person proved again that it is them; what was paused goes on."""
        ...

    async def pause(self, sign_in: SignInId, at: datetime) -> bool:
        """Its screen went blank; False if it was paused already."""
        ...

    async def resume(self, sign_in: SignInId, at: datetime) -> None:
        """The person is back: what was paused goes on, and tries of the PIN are counted anew."""
        ...

    async def choose_pin(self, sign_in: SignInId, encoded: str) -> None: ...

    async def try_pin(self, sign_in: SignInId) -> Pin | None:
        """Count a try of the sign-in's PIN; None where it has none."""
        ...

    async def has_pin(self, sign_in: SignInId) -> bool: ...

    async def end(self, sign_in: SignInId, at: datetime) -> bool:
        """End it; False if it had ended before."""
        ...

    async def hold_refresh(self, secret: str) -> RefreshToken | None:
        """The token, and nobody else uses it until the unit ends."""
        ...

    async def forget_tokens(self, before: datetime) -> None:
        """Drop the refresh tokens of sign-ins that began before."""
        ...

    async def rotate(self, token: RefreshToken, key: str, successor: str, at: datetime) -> None:
        """Mark the token as used by the request with this key, and add its successor."""
        ...


class TryLog(Protocol):
    """Failures in a row, by address, whether or not an account has it."""

    async def hold(self, email: str, now: datetime) -> Tries:
        """The failures so far, and nobody else counts one until the unit ends."""
        ...

    async def put(self, email: str, tries: Tries) -> None: ...

    async def clear(self, email: str) -> None: ...

    async def forget(self, before: datetime) -> None:
        """Drop what nobody tried since `before`."""
        ...


class PasskeyBook(Protocol):
    """Passkeys by person and by what a device calls them, and challenges that wait for an answer."""

    async def challenge(self, secret: bytes, challenge: Challenge) -> None: ...

    async def take(self, secret: bytes) -> Challenge | None:
        """The open challenge with this secret, which is open no longer."""
        ...

    async def forget_challenges(self, before: datetime) -> None: ...

    async def add(self, passkey: Passkey) -> None: ...

    async def of(self, person: PersonId) -> list[Passkey]: ...

    async def get(self, credential: str) -> Passkey | None: ...

    async def use(self, passkey: Passkey, counter: int, at: datetime) -> bool:
        """Keep the device's new count; False where it was used meanwhile, or is there no longer."""
        ...

    async def remove(self, person: PersonId, passkey: str) -> bool: ...


class IdentityUnit(Protocol):
    """One transaction over everything identity keeps."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def invitations(self) -> Invitations: ...
    @property
    def sign_ins(self) -> SignIns: ...
    @property
    def tries(self) -> TryLog: ...
    @property
    def passkeys(self) -> PasskeyBook: ...
    @property
    def audit(self) -> AuditLog: ...

    def state(self, event: object) -> None: ...


class Units(Protocol):
    def begin(self) -> AbstractAsyncContextManager[IdentityUnit]: ...

    def read(self) -> AbstractAsyncContextManager[IdentityUnit]: ...


class Hasher(Protocol):
    """Slow hashing of passwords, away from the event loop."""

    async def hash(self, password: str) -> str: ...

    async def holds(self, encoded: str, password: str) -> bool:
        """Whether the password is the hashed one; an empty `encoded` costs as much and is False."""
        ...


class Codes(Protocol):
    """Codes of authenticator apps (RFC 6238)."""

    def secret(self) -> str:
        """A new secret in base32."""
        ...

    def address(self, secret: str, account: str) -> str:
        """What the app reads from a QR code (`otpauth://…`)."""
        ...

    def step(self, secret: str, code: str, at: datetime) -> int | None:
        """The time step that `code` belongs to, one before and one after `at` included; None if to none."""
        ...


class Ceremonies(Protocol):
    """What a browser is asked about passkeys, and whether its answer holds. None: it does not."""

    def creation(self, challenge: bytes, account: Account, known: list[Passkey]) -> Spoken: ...

    def request(self, challenge: bytes) -> Spoken: ...

    def answers(self, spoken: Spoken) -> bytes | None:
        """The challenge that this says it answers."""
        ...

    def enrolled(self, spoken: Spoken, challenge: bytes) -> Enrolled | None: ...

    def holds(self, spoken: Spoken, challenge: bytes, passkey: Passkey) -> int | None:
        """The device's new count."""
        ...


class AccessTokens(Protocol):
    def issue(self, person: PersonId, sign_in: SignInId) -> Access: ...


class Digests(Protocol):
    """A keyed digest: the same value gives the same 32 bytes, and nobody without the key can make them."""

    def digest(self, purpose: str, value: str | bytes) -> bytes: ...
