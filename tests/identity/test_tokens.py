"""What makes an access token hold, and everything that makes it not (A4, A5, A6, K6)."""

import json
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import FakeClock

from handrail.db.key_file import KeyFileRefused
from handrail.identity.tokens import (
    CLAIMS,
    LEEWAY,
    LIVES,
    Bearing,
    SigningKey,
    Tokens,
    new_key,
    open_keys,
    read_keys,
    retire,
    rotate,
)
from handrail.kernel.clock import SteadyClock
from handrail.kernel.errors import SignedOut
from handrail.kernel.ids import PersonId, SignInId, SystemIds

IDS = SystemIds()
ISSUER = "https://rooms.example"
ANA, SIGN_IN = PersonId("0199-ana"), SignInId("0199-sign-in")
KEY = new_key(IDS)


def tokens(clock: FakeClock, *keys: SigningKey, issuer: str = ISSUER) -> Tokens:
    return Tokens(keys or (KEY,), issuer, SteadyClock(clock), IDS)


def claims(clock: FakeClock, **over: Any) -> dict[str, Any]:
    now = int(clock.now().timestamp())
    times = {"iat": now, "nbf": now, "exp": now + 600}
    return {"iss": ISSUER, "aud": "handrail", "sub": ANA, "sid": SIGN_IN, "use": "access", "jti": "X", **times, **over}


def forged(content: dict[str, Any], *, key: SigningKey = KEY, **header: Any) -> str:
    """Signed as it should be, whatever it says."""
    parts = [{"alg": "EdDSA", "kid": key.id, **header}, content]
    head, body = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    signature = urlsafe_b64encode(key.private().sign(head + b"." + body)).rstrip(b"=")
    return b".".join((head, body, signature)).decode()


def test_a_token_says_whose_it_is_and_which_sign_in_to_look_up(clock: FakeClock):
    issued = tokens(clock).issue(ANA, SIGN_IN)
    assert tokens(clock).read(issued.text) == Bearing(ANA, SIGN_IN)
    assert issued.expires_at - clock.now() <= timedelta(minutes=10)


def test_it_names_ids_and_nothing_else(clock: FakeClock):
    """No name, address, program or role: what a token says, anyone who sees it can read (A6)."""
    text = tokens(clock).issue(ANA, SIGN_IN).text
    assert set(jwt.decode(text, options={"verify_signature": False})) == set(CLAIMS)


def test_it_lives_ten_minutes_and_a_little(clock: FakeClock):
    """The leeway is for the clocks of two nodes."""
    text = tokens(clock).issue(ANA, SIGN_IN).text
    reader = tokens(clock)
    clock.advance((LIVES + LEEWAY).total_seconds() - 1)
    assert reader.read(text)
    clock.advance(1)
    with pytest.raises(SignedOut):
        reader.read(text)
    assert timedelta(seconds=30) >= LEEWAY


@pytest.mark.parametrize("step", [-86_400, -900, 86_400])
def test_a_clock_step_does_not_make_it_live_longer(clock: FakeClock, step: float):
    """After the true ten minutes it is over, however the wall clock was moved (K6)."""
    both = tokens(clock)
    text = both.issue(ANA, SIGN_IN).text
    clock.advance(300)
    clock.jump(step)
    clock.advance(311)
    with pytest.raises(SignedOut):
        both.read(text)


def test_a_clock_set_back_does_not_sign_people_out(clock: FakeClock):
    """Whoever was in stays in for the true interval."""
    both = tokens(clock)
    text = both.issue(ANA, SIGN_IN).text
    clock.jump(-86_400)
    assert both.read(text)


@pytest.mark.parametrize("missing", sorted(CLAIMS))
def test_every_claim_is_needed(clock: FakeClock, missing: str):
    content = claims(clock)
    del content[missing]
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(content))


@pytest.mark.parametrize(
    "over",
    [
        {"iss": "https://evil.example"},
        {"iss": [ISSUER]},
        {"aud": "other"},
        {"aud": ["handrail", "other"]},
        {"use": "refresh"},
        {"sid": 7},
        {"sid": None},
        {"exp": "soon"},
        {"exp": 4102444800},
        {"exp": True},
        {"iat": 1.5},
        {"nbf": None},
    ],
)
def test_a_wrong_claim_is_refused_though_the_signature_holds(clock: FakeClock, over: dict[str, Any]):
    """Another audience, issuer or use, a wrong type, or a life longer than ten minutes."""
    assert tokens(clock).read(forged(claims(clock)))
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock, **over)))


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_not_yet_valid_is_refused(clock: FakeClock, name: str):
    at = int(clock.now().timestamp()) + int(LEEWAY.total_seconds()) + 1
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock, **{name: at, "exp": at + 60})))


def test_another_key_under_our_name_is_refused(clock: FakeClock):
    other = SigningKey(KEY.id, Ed25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock), key=other))


def test_an_unknown_key_id_is_refused(clock: FakeClock):
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock), key=new_key(IDS)))


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"], "exp": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"kid": 7},
        {"kid": []},
        {"alg": "none"},
        {"alg": "ES256"},
    ],
)
def test_a_header_we_do_not_understand_is_refused(clock: FakeClock, header: dict[str, Any]):
    """Also one that the signature covers (RFC 7515 §4.1.11)."""
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock), **header))


def test_the_header_chooses_no_algorithm(clock: FakeClock):
    """Neither none nor an HMAC under our public key (RFC 8725 §2.1)."""
    public = urlsafe_b64decode(KEY.public()["x"] + "=")
    none = jwt.encode(claims(clock), None, "none", headers={"kid": KEY.id})  # type: ignore[arg-type]
    hmac = jwt.encode(claims(clock), public, "HS256", headers={"kid": KEY.id})
    for text in (none, hmac):
        with pytest.raises(SignedOut):
            tokens(clock).read(text)


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_the_header_brings_no_key(clock: FakeClock, name: str):
    """A key that comes with the token is not looked at, so the signature is checked with ours and fails."""
    other = SigningKey(KEY.id, Ed25519PrivateKey.generate().private_bytes_raw())
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock), key=other, **{name: other.public()}))


@given(st.text(max_size=300) | st.from_regex(r"[\w-]{0,40}\.[\w-]{0,40}\.[\w-]{0,40}", fullmatch=True))
def test_anything_else_is_refused_the_same_way(text: str):
    """No text makes another error than "signed out"."""
    with pytest.raises(SignedOut):
        tokens(FakeClock()).read(text)


def test_a_very_long_token_is_not_even_decoded(clock: FakeClock):
    with pytest.raises(SignedOut):
        tokens(clock).read(forged(claims(clock, jti="x" * 4000)))


def test_any_changed_character_breaks_it(clock: FakeClock):
    text = tokens(clock).issue(ANA, SIGN_IN).text
    body = text.index(".") + 3
    changed = text[:body] + ("A" if text[body] != "A" else "B") + text[body + 1 :]
    with pytest.raises(SignedOut):
        tokens(clock).read(changed)


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path: Path):
    path = tmp_path / "keys" / "tokens.key"
    made = open_keys(path, IDS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert open_keys(path, IDS) == made
    assert made[0].secret.hex() not in repr(made)


def test_after_a_rotation_both_keys_verify_and_the_new_one_signs(tmp_path: Path, clock: FakeClock):
    """People stay signed in; a key taken out of the file stops at once (I3)."""
    path = tmp_path / "tokens.key"
    before = open_keys(path, IDS)
    old = tokens(clock, *before).issue(ANA, SIGN_IN).text
    after = rotate(path, IDS)
    assert read_keys(path) == after
    assert tokens(clock, *after).read(old)
    new = tokens(clock, *after).issue(ANA, SIGN_IN).text
    assert jwt.get_unverified_header(new)["kid"] == after[0].id != before[0].id
    with pytest.raises(SignedOut):
        tokens(clock, *after[:1]).read(old)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b'{"keys": []}', b'{"keys": [{"id": "A", "secret": "c2hvcnQ="}]}', b"\xff", b"[]"]
)
def test_a_file_that_holds_no_keys_stops_the_start(tmp_path: Path, raw: bytes):
    path = tmp_path / "tokens.key"
    path.write_bytes(raw)
    path.chmod(0o600)
    with pytest.raises(KeyFileRefused):
        read_keys(path)


def test_a_file_that_others_can_read_stops_the_start(tmp_path: Path):
    path = tmp_path / "tokens.key"
    open_keys(path, IDS)
    path.chmod(0o644)
    with pytest.raises(KeyFileRefused, match="chmod 600"):
        read_keys(path)


def test_a_key_taken_out_stops_at_once(tmp_path: Path, clock: FakeClock):
    """From the next start on nothing it signed is believed; the key that signs is never taken out."""
    path = tmp_path / "tokens.key"
    old = tokens(clock, *open_keys(path, IDS)).issue(ANA, SIGN_IN).text
    new = tokens(clock, *rotate(path, IDS)).issue(ANA, SIGN_IN).text
    assert (retire(path), retire(path)) == (1, 0)
    assert tokens(clock, *read_keys(path)).read(new)
    with pytest.raises(SignedOut):
        tokens(clock, *read_keys(path)).read(old)
