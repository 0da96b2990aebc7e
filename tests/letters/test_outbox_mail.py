"""Towards a real mail server nothing is said in the clear, to nobody unproven, and by name where one was set."""

from __future__ import annotations

import ssl
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.fakes import FakeClock
from tests.letters.post import SENDER, Taken, a_mail_server

from handrail.letters.mail import Tls
from handrail.letters.outbox_mail import SmtpMailer


@pytest.fixture
def unproven(tmp_path: Path) -> ssl.SSLContext:
    """The context of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day.replace(year=2036))
    signed = made.sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8
    file = tmp_path / "server.pem"
    pem = serialization.Encoding.PEM
    file.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()) + signed.public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


def mailer(port: int, tls: Tls) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", port, SENDER, FakeClock(), tls=tls)


async def opens(mail: SmtpMailer) -> bool:
    async with mail.open() as talk:
        return talk is not None


async def test_a_server_that_cannot_encrypt_is_told_nothing():
    async with a_mail_server(Taken()) as port:
        assert not await opens(mailer(port, Tls.START))
        assert not await opens(replace(mailer(port, Tls.WRAPPED), patience=0.2))


async def test_a_server_that_nobody_vouches_for_is_told_nothing(unproven: ssl.SSLContext):
    async with a_mail_server(Taken(), tls_context=unproven) as port:
        assert not await opens(mailer(port, Tls.START))


async def test_a_name_and_password_are_needed_where_the_server_asks():
    asked: list[bytes] = []

    def knows(*given: Any) -> AuthResult:
        asked.append(given[-1].login)
        return AuthResult(success=given[-1].password == b"hush", handled=False)

    async with a_mail_server(Taken(), authenticator=knows, auth_require_tls=False) as port:
        ours = replace(mailer(port, Tls.OFF), user="letters", password="hush")
        assert await opens(ours)
        assert not await opens(replace(ours, password="wrong"))
    assert set(asked) == {b"letters"}
    assert "hush" not in repr(ours)
