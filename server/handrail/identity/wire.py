"""Bodies of identity's routes. Whatever can hold a person's words or a secret is kept out of reprs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from handrail.identity.account import Account, State
from handrail.identity.activation import Activation, Enrolling
from handrail.identity.correction import Correction
from handrail.identity.invitee import Invited, Invitee
from handrail.identity.passkey import Passkey
from handrail.identity.password import LONGEST
from handrail.identity.proof import Proof
from handrail.identity.sign_in import Entered
from handrail.kernel.principal import Principal, Role
from handrail.web.model import Model

Email = Annotated[str, Field(min_length=3, max_length=320, repr=False)]
Name = Annotated[str, Field(max_length=400, repr=False)]
Password = Annotated[str, Field(max_length=LONGEST, repr=False)]
Code = Annotated[str, Field(max_length=16, repr=False)]
Secret = Annotated[str, Field(min_length=1, max_length=200, repr=False)]
Zone = Annotated[str, Field(max_length=64)]


class InvitationAsk(Model):
    """Whom to invite. `zone` is an IANA name; empty: the program's."""

    email: Email
    legal_name: Name
    display_name: Name
    roles: Annotated[frozenset[Role], Field(min_length=1)]
    zone: Zone = ""

    def to_invitee(self) -> Invitee:
        return Invitee(self.email, self.legal_name, self.display_name, self.roles, self.zone)


class InvitationOut(Model):
    """The one-time link, shown once: hand it over in person or by a way the invited person agreed to."""

    person: str
    link: str = Field(repr=False)
    expires_at: datetime

    @classmethod
    def of(cls, invited: Invited) -> InvitationOut:
        return cls(person=invited.person, link=invited.link, expires_at=invited.expires_at)


class SetupAsk(Model):
    """The secret that the server printed, and who the first coordinator is."""

    secret: Secret
    email: Email
    legal_name: Name
    display_name: Name
    zone: Zone = ""

    def to_invitee(self) -> Invitee:
        roles = frozenset({Role.COORDINATOR})
        return Invitee(self.email, self.legal_name, self.display_name, roles, self.zone)


class ActivationAsk(Model):
    """The link's fragment and a password. Staff call twice: the second time with a code from their authenticator."""

    secret: Secret
    password: Password
    code: Code = ""
    second_factor: bool = False
    display_name: Name = ""

    def to_activation(self, source: str) -> Activation:
        return Activation(self.secret, self.password, self.code, self.second_factor, self.display_name, source)


class SignInAsk(Model):
    """`program` is needed only where one address has accounts in two programs."""

    email: Email
    password: Password
    code: Code = ""
    program: Annotated[str, Field(max_length=64)] | None = None

    def to_proof(self, source: str) -> Proof:
        return Proof(self.email, self.password, self.code, self.program, source)


class ReauthenticationAsk(Model):
    """The password again, and a code where the account has an authenticator."""

    password: Password
    code: Code = ""


class PinAsk(Model):
    """Four to twelve digits, of this sign-in alone."""

    pin: Annotated[str, Field(max_length=64, repr=False)]


class SignInOut(Model):
    """The sign-in that asks: whether it is paused, and what brings it back besides the password."""

    paused: bool
    pin: bool
    passkey: bool
    second_factor: bool


class PasskeyOptions(Model):
    """What to hand to the browser: `PublicKeyCredential.parseCreationOptionsFromJSON`, `…RequestOptionsFromJSON`."""

    options: dict[str, Any] = Field(repr=False)


class PasskeyAsk(Model):
    """What the browser made of it (`PublicKeyCredential.toJSON`)."""

    credential: dict[str, Any] = Field(repr=False)


class PasskeyOut(Model):
    """One of the caller's passkeys."""

    id: str
    made_at: datetime
    used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> PasskeyOut:
        return cls(id=passkey.id, made_at=passkey.made_at, used_at=passkey.used_at)


class RefreshAsk(Model):
    """`refresh` as it was given; browsers leave it out, theirs is in a cookie."""

    refresh: Annotated[str | None, Field(max_length=200, repr=False)] = None


class AuthenticatorOut(Model):
    """What to put into an authenticator app: as a QR code of `address`, or `secret` typed by hand."""

    address: str = Field(repr=False)
    secret: str = Field(repr=False)


class SignedInOut(Model):
    """A sign-in. `access` goes into `Authorization: Bearer`; `refresh` renews it once (browsers get it as a cookie)."""

    sign_in: str
    person: str
    program: str
    roles: list[Role]
    access: str = Field(repr=False)
    access_expires_at: datetime
    ends_at: datetime
    refresh: str | None = Field(default=None, repr=False)

    @classmethod
    def of(cls, entered: Entered, *, with_refresh: bool) -> SignedInOut:
        sign_in = entered.sign_in
        return cls(
            sign_in=sign_in.id,
            person=sign_in.person,
            program=entered.program,
            roles=sorted(entered.roles),
            access=entered.access.text,
            access_expires_at=entered.access.expires_at,
            ends_at=sign_in.started_at + sign_in.limits.overall,
            refresh=entered.refresh if with_refresh else None,
        )


class ActivatedOut(Model):
    """One of two: the authenticator to set up first, or the sign-in."""

    authenticator: AuthenticatorOut | None = None
    signed_in: SignedInOut | None = None

    @classmethod
    def of(cls, outcome: Entered | Enrolling, *, with_refresh: bool) -> ActivatedOut:
        if isinstance(outcome, Enrolling):
            return cls(authenticator=AuthenticatorOut(address=outcome.address, secret=outcome.secret))
        return cls(signed_in=SignedInOut.of(outcome, with_refresh=with_refresh))


class MeOut(Model):
    """The caller's own account."""

    person: str
    program: str
    roles: list[Role]
    display_name: str = Field(repr=False)
    legal_name: str = Field(repr=False)
    email: str = Field(repr=False)
    zone: str
    second_factor: bool
    authenticated_at: datetime

    @classmethod
    def of(cls, account: Account, principal: Principal, *, second_factor: bool) -> MeOut:
        return cls(
            person=account.person,
            program=account.program,
            roles=sorted(account.roles),
            display_name=account.display_name,
            legal_name=account.legal_name,
            email=account.email,
            zone=account.zone or "",
            second_factor=second_factor,
            authenticated_at=principal.authenticated_at,
        )


class MeChange(Model):
    """What to change of one's own account; what is left out stays."""

    display_name: Annotated[str | None, Field(max_length=400, repr=False)] = None
    zone: Annotated[str | None, Field(max_length=64)] = None


class PasswordAsk(Model):
    """The password to use from now on."""

    password: Password


class AccountChange(Model):
    """What to correct of somebody's account; what is left out stays."""

    legal_name: Annotated[str | None, Field(max_length=400, repr=False)] = None
    roles: frozenset[Role] | None = None

    def to_correction(self) -> Correction:
        return Correction(self.legal_name, self.roles)


class AccountOut(Model):
    """Somebody of the program, as its coordinators see them."""

    person: str
    roles: list[Role]
    state: State
    display_name: str = Field(repr=False)
    legal_name: str = Field(repr=False)
    email: str = Field(repr=False)

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        return cls(
            person=account.person,
            roles=sorted(account.roles),
            state=account.state,
            display_name=account.display_name,
            legal_name=account.legal_name,
            email=account.email,
        )


class PublicKeys(Model):
    """The keys that verify access tokens (RFC 7517 §5)."""

    keys: list[dict[str, str]]
