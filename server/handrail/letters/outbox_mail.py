"""Hands messages to a mail server: neutral envelope and headers, one try, and what became of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

import aiosmtplib

from handrail.kernel.clock import Clock
from handrail.letters.delivery import Act
from handrail.letters.mail import Mail

SECONDS = 30.0


@dataclass(frozen=True)
class SmtpMailer:
    """Satisfies `letters.ports.Mailer` (RFC 5321, RFC 5322).

    Attributes:
        sender: envelope and From address, at a neutral domain.
        start_tls: whether TLS is asked for before anything is said; off only towards this machine.
    """

    host: str
    port: int
    sender: str
    clock: Clock
    user: str = ""
    password: str = field(default="", repr=False)
    start_tls: bool = True

    def written(self, mail: Mail) -> str:
        """The message as it goes over the wire, headers and body."""
        return self._message(mail).as_string(policy=SMTP)

    async def send(self, mail: Mail) -> Literal[Act.SENT, Act.LOSE, Act.FAIL]:
        """What became of it: accepted, refused, or unknown: the connection broke when it might have been taken."""
        client = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            timeout=SECONDS,
            start_tls=self.start_tls,
            local_hostname=self.sender.rpartition("@")[2],  # else this machine's own name is told
        )
        try:
            await client.connect()
            if self.user:
                await client.login(self.user, self.password)
        except (TimeoutError, aiosmtplib.SMTPException, OSError):
            client.close()
            return Act.FAIL
        try:
            await client.send_message(self._message(mail), sender=self.sender, recipients=[mail.to])
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPRecipientsRefused):
            return Act.FAIL
        except (TimeoutError, aiosmtplib.SMTPException, OSError):
            return Act.LOSE
        finally:
            await _leave(client)
        return Act.SENT

    def _message(self, mail: Mail) -> EmailMessage:
        """Only what RFC 5322 asks for. The date is the day alone: an hour would tell of the evenings."""
        message = EmailMessage(policy=SMTP)
        local, _, domain = self.sender.rpartition("@")
        message["From"] = Address(mail.sender_name, local, domain)
        message["To"] = mail.to
        message["Subject"] = mail.subject
        day = self.clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
        message["Date"] = day
        message["Message-ID"] = f"<{mail.id}@{domain}>"
        message.set_content(mail.text, cte="quoted-printable")
        return message


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Say goodbye where somebody still listens; what became of the message is known by now."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):
        await client.quit()
    client.close()
