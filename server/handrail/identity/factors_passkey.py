"""The library behind passkeys: what a browser is asked, and whether its answer holds (A1)."""

from __future__ import annotations

import json

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from handrail.identity.account import Account
from handrail.identity.passkey import Enrolled, Passkey, Spoken

_NOT_THIS = (WebAuthnException, ValueError, TypeError, KeyError)
"""All that an answer which does not hold, or is none, can raise."""


class Passkeys:
    """Ceremonies for one installation. User verification is required in each."""

    def __init__(self, origin: str, host: str) -> None:
        """Answer for `origin` alone; `host`, its host name, is the relying party and the only name a device shows."""
        self._origin = origin
        self._host = host

    def creation(self, challenge: bytes, account: Account, known: list[Passkey]) -> Spoken:
        options = generate_registration_options(
            rp_id=self._host,
            rp_name=self._host,
            user_id=account.person.encode(),
            user_name=account.email,
            user_display_name=account.email,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one.credential)) for one in known],
        )
        spoken: Spoken = json.loads(options_to_json(options))
        return spoken

    def request(self, challenge: bytes) -> Spoken:
        """For whichever passkey of this host the person chooses; nobody is named (A11)."""
        options = generate_authentication_options(
            rp_id=self._host, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        spoken: Spoken = json.loads(options_to_json(options))
        return spoken

    def answers(self, spoken: Spoken) -> bytes | None:
        """The challenge that this says it answers; None where it is no answer."""
        try:
            return parse_client_data_json(base64url_to_bytes(spoken["response"]["clientDataJSON"])).challenge
        except _NOT_THIS:
            return None

    def enrolled(self, spoken: Spoken, challenge: bytes) -> Enrolled | None:
        try:
            made = verify_registration_response(
                credential=spoken,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except _NOT_THIS:
            return None
        return Enrolled(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)

    def holds(self, spoken: Spoken, challenge: bytes, passkey: Passkey) -> int | None:
        """The device's new count, where the answer is this passkey's; a count that does not grow is a copy's."""
        try:
            return verify_authentication_response(
                credential=spoken,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.counter,
                require_user_verification=True,
            ).new_sign_count
        except _NOT_THIS:
            return None
