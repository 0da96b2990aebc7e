"""Towards a real mail server nothing is said in the clear, to nobody unproven, and by name where one was set."""

from __future__ import annotations

import ssl
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from tests.fakes import FakeClock
from tests.letters.certificates import Authority
from tests.letters.post import ADDRESS, SEND, SENDER, TEN_MINUTES, Post, Taken, a_mail_server

from handrail.letters.delivery import Manner, State
from handrail.letters.mail import Tls
from handrail.letters.outbox_mail import SmtpMailer


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """One that nobody has heard of yet."""
    return Authority(tmp_path)


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def at_home(port: int, tls: Tls) -> SmtpMailer:
    """The server by its name, which is what a certificate proves."""
    return replace(mailer(port, tls), host="localhost")


def mailer(port: int, tls: Tls) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", port, SENDER, FakeClock(), tls=tls)


async def opens(mail: SmtpMailer) -> bool:
    async with mail.open() as talk:
        return talk is not None


async def test_a_server_that_cannot_encrypt_is_told_nothing():
    async with a_mail_server(Taken()) as port:
        assert not await opens(mailer(port, Tls.START))
        assert not await opens(replace(mailer(port, Tls.WRAPPED), patience=0.2))


async def test_a_server_that_nobody_vouches_for_is_told_nothing(authority: Authority):
    async with a_mail_server(Taken(), tls_context=authority.context("localhost")) as port:
        assert not await opens(at_home(port, Tls.START))
    async with a_mail_server(Taken(), authority.context("localhost")) as port:
        assert not await opens(at_home(port, Tls.WRAPPED))


@pytest.mark.parametrize("tls", [Tls.START, Tls.WRAPPED])
async def test_a_server_under_another_name_is_told_nothing(trusted: Authority, tls: Tls):
    """Vouched for as somebody else: it may be anybody."""
    async with secure_server(Taken(), trusted.context("mail.example"), tls) as port:
        assert not await opens(at_home(port, tls))


@pytest.mark.parametrize("tls", [Tls.START, Tls.WRAPPED])
@pytest.mark.parametrize("manner", [Manner.LINK, Manner.ATTACHED])
async def test_a_letter_goes_encrypted_to_a_proven_server_by_name(trusted: Authority, tls: Tls, manner: Manner):
    """The whole conversation: encryption, name and password, envelope, message; nothing of it before encryption."""
    taken, logins = Taken(), Logins()
    async with secure_server(taken, trusted.context("localhost"), tls, authenticator=logins) as port:
        post = Post(taken, port)
        post.send = replace(post.send, mailer=replace(at_home(port, tls), user="letters", password="hush"))
        queued, _ = await post.sent(replace(SEND, manner=manner))
    (envelope,) = taken.envelopes
    assert post.state(queued) is State.SENT
    assert (logins.asked, logins.encrypted) == ({b"letters"}, {True})
    assert (envelope.mail_from, envelope.rcpt_tos) == (SENDER, [ADDRESS])
    assert (post.message["Subject"], post.message["From"]) == (
        "A document for you",
        f"Northgate Health Services <{SENDER}>",
    )
    names = [file.get_filename() for file in post.message.iter_attachments()]
    assert names == ([f"letter-{post.letter(queued).number}.pdf"] if manner is Manner.ATTACHED else [])
    assert ("REQUIRETLS" in envelope.mail_options) == (manner is Manner.ATTACHED)


async def test_with_a_wrong_password_nothing_is_sent_and_it_is_tried_again_later(trusted: Authority):
    """Refused before anything was said, so it is certain that nothing left."""
    taken, logins = Taken(), Logins()
    context = trusted.context("localhost")
    async with secure_server(taken, context, Tls.START, authenticator=logins) as port:
        post = Post(taken, port)
        post.send = replace(post.send, mailer=replace(at_home(port, Tls.START), user="letters", password="wrong"))
        queued = await post.queued()
        post.world.clock.advance(TEN_MINUTES)
        assert await post.send() == 0
    assert taken.envelopes == []
    assert post.state(queued) is State.QUEUED


class Logins:
    """Knows one password, and remembers who asked and whether that was encrypted."""

    def __init__(self) -> None:
        self.asked: set[bytes] = set()
        self.encrypted: set[bool] = set()

    def __call__(self, server: Any, session: Any, _: Any, __: str, given: Any) -> AuthResult:
        self.asked.add(given.login)
        self.encrypted.add(server.transport.get_extra_info("ssl_object") is not None)
        return AuthResult(success=given.password == b"hush", handled=False)


def secure_server(taken: Taken, context: ssl.SSLContext, tls: Tls, **how: Any) -> AbstractAsyncContextManager[int]:
    if tls is Tls.WRAPPED:
        return a_mail_server(taken, context, auth_require_tls=False, **how)
    return a_mail_server(taken, tls_context=context, require_starttls=True, auth_required="authenticator" in how, **how)


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
