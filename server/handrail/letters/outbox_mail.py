"""Hands messages to a mail server: neutral envelope and headers, one try (RFC 5321, RFC 5322)."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

import aiosmtplib
import structlog

from handrail.disclosure.gate import Release
from handrail.kernel.clock import Clock
from handrail.letters.delivery import Act, Happened, Why
from handrail.letters.mail import Mail, Tls

PRIVATE = "REQUIRETLS"
"""Every server on the way has to encrypt, or give the message back (RFC 8689)."""

log = structlog.get_logger()


@dataclass(frozen=True)
class SmtpMailer:
    """Satisfies `letters.send_due.Mailer`.

    Attributes:
        sender: envelope and From address, at a neutral domain.
        patience: seconds that one answer of the server may take.
    """

    host: str
    port: int
    sender: str
    clock: Clock
    user: str = ""
    password: str = field(default="", repr=False)
    tls: Tls = Tls.START
    patience: float = 30.0

    def written(self, mail: Mail) -> bytes:
        """The message as it goes over the wire. Only what RFC 5322 asks for, and the date is the day alone.

        An hour would tell of the evenings.
        """
        message = EmailMessage(policy=SMTP)
        local, _, domain = self.sender.rpartition("@")
        message["From"] = Address(mail.sender_name, local, domain)
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = self.clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
        message["Message-ID"] = f"<{mail.id}@{domain}>"
        message.set_content(mail.text, cte="quoted-printable")
        for file in mail.files:
            kind, _, sub = ("application/pdf" if file.name.endswith(".pdf") else "text/plain").partition("/")
            message.add_attachment(file.content, maintype=kind, subtype=sub, filename=file.name)
        if mail.files:
            message.set_boundary(f"={mail.id}")  # else one that tells which library wrote it
        return message.as_bytes()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[SmtpTalk | None]:
        """A conversation with the server; None: it cannot be had, and nothing was said."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=self.patience,
            use_tls=self.tls is Tls.WRAPPED,
            start_tls=self.tls is Tls.START,
            local_hostname=self.sender.rpartition("@")[2],  # else this machine's own name is told
        )
        try:
            await client.connect()
            await client.ehlo()
            if self.user:
                await client.login(self.user, self.password)
        except (TimeoutError, aiosmtplib.SMTPException, OSError, ValueError) as failure:
            client.close()
            log.warning("the mail server cannot be used", kind=type(failure).__name__)
            yield None
            return
        try:
            yield SmtpTalk(client, self.sender, self.clock)
        finally:
            await _leave(client)


@dataclass(frozen=True)
class SmtpTalk:
    """Satisfies `letters.send_due.Talk`."""

    client: aiosmtplib.SMTP
    sender: str
    clock: Clock

    @property
    def private(self) -> bool:
        """Whether the server can promise encryption to the recipient's own server (RFC 8689)."""
        return self.client.supports_extension(PRIVATE.lower())

    async def send(self, release: Release, message: bytes, to: str, *, private: bool) -> Happened:
        """What became of it: accepted, refused, or unknown: the connection broke when it might have been taken.

        Raises:
            TypeError: this is not what was released.
        """
        if type(release) is not Release or release.artefact != sha256(message).hexdigest():
            raise TypeError("only what the disclosure gate released is mailed")
        try:
            await self.client.sendmail(self.sender, [to], message, mail_options=[PRIVATE] if private else [])
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            return Happened(Act.FAIL, self._now(), Why.REFUSED)
        except (TimeoutError, aiosmtplib.SMTPException, OSError):
            return Happened(Act.LOSE, self._now())
        return Happened(Act.SENT, self._now())

    def _now(self) -> datetime:
        return self.clock.now()


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye where somebody still listens; what became of the message is known by now."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await client.quit()
    client.close()
