"""The mail that carries a link: alike for every letter but for sender, link and date, and silent about whom it is for.

It names no person, no kind of letter and no kind of care; there is no footer of confidentiality either (trap 28).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from handrail.letters.choices import Language
from handrail.letters.phrases import in_words
from handrail.letters.scan import Kind, Place

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short statement of 42 CFR 2.32(a)(2), word for word."""

_SUBJECT = {Language.ENGLISH: "A document for you", Language.SPANISH: "Un documento para usted"}
_BODY = {
    Language.ENGLISH: (
        "Hello,\n\n{sender} has a document for you. It can be opened once, until {day}, at this address:\n\n{link}\n\n"
        "You will be asked for a passcode. It comes to you in another way.\n\n{sender}\n"
    ),
    Language.SPANISH: (
        "Hola:\n\n{sender} tiene un documento para usted. Se puede abrir una sola vez, hasta el {day}, aquí:\n\n"
        "{link}\n\nSe le pedirá una clave. La recibirá por otra vía.\n\n{sender}\n"
    ),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One message, plain text only.

    Attributes:
        id: for the Message-ID, random.
        sender_name: the issuer's neutral name.
    """

    id: str
    to: str = field(repr=False)
    sender_name: str
    subject: str
    text: str = field(repr=False)


def link_mail(ident: str, to: str, sender: str, link: str, until: date, language: Language) -> Mail:
    """The message with the link."""
    text = _BODY[language].format(sender=sender, link=link, day=in_words(until, language))
    return Mail(ident, to, sender, _SUBJECT[language], text)


def mail_places(raw: str) -> tuple[Place, ...]:
    """The places of a finished message as it goes over the wire, for the leak scan: headers and body."""
    headers, _, body = raw.replace("\r\n", "\n").partition("\n\n")
    return Place("mail headers", Kind.LABEL, headers), Place("mail body", Kind.PROSE, body)
