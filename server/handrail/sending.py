"""Route B as a node runs it: the configured mail server, refused where its names tell, and the round that sends."""

from __future__ import annotations

from urllib.parse import urlsplit

from handrail.config import BadConfig, Config
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Gate
from handrail.kernel.clock import Clock
from handrail.kernel.ids import Ids
from handrail.letters.outbox_mail import SmtpMailer
from handrail.letters.outbox_reading import message_places
from handrail.letters.pdf_press import file_name
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.scan import Kind, Place, scan
from handrail.letters.send_due import SendDue
from handrail.unit_of_work import Units


def mailer(config: Config, clock: Clock) -> SmtpMailer | None:
    """The mail server; None: this installation sends nothing.

    Raises:
        BadConfig: the sender's address or the links' host would tell the kind of care (trap 2).
    """
    server = config.mail
    if server is None:
        return None
    told = {
        "HANDRAIL_MAIL_SENDER": server.sender,
        "HANDRAIL_CHECK_ORIGIN": urlsplit(config.check_origin).hostname or "",
    }
    lexicon = read_lexicon()
    wrong = [
        f"{name} tells the kind of care ({found[0].word}): choose a name that says nothing"
        for name, text in told.items()
        if (found := scan([Place(name, Kind.LABEL, text)], lexicon))
    ]
    if wrong:
        raise BadConfig("\n".join(wrong))
    return SmtpMailer(server.host, server.port, server.sender, clock, server.user, server.password, server.tls)


def send_due(mail: SmtpMailer, units: Units, clock: Clock, ids: Ids, origin: str) -> SendDue:
    """The round that sends what is due."""
    gate = Gate(units, rulebook(), clock, ids)
    return SendDue(units, gate, mail, clock, ids, read_lexicon(), message_places, file_name, origin)
