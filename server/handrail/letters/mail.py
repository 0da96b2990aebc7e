"""The mail that carries a link or a letter: alike for every letter but for sender, link and date, and silent.

Its envelope, headers, words and file names tell no person, no kind of letter and no kind of care; there is no footer of
confidentiality either (trap 28). Only for a Part 2 program does it carry the notice of 42 CFR 2.32, after two warnings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from handrail.letters.choices import Language
from handrail.letters.phrases import in_words

NOTICE = "42 CFR part 2 prohibits unauthorized use or disclosure of these records."
"""The short statement of 42 CFR 2.32(a)(2), word for word."""
NOTICE_FILE = "notice.txt"

_SUBJECT = {Language.ENGLISH: "A document for you", Language.SPANISH: "Un documento para usted"}
_LINK = {
    Language.ENGLISH: (
        "Hello,\n\n{sender} has a document for you. It can be opened once, until {day}, at this address:\n\n{link}\n\n"
        "You will be asked for a passcode. It comes to you in another way.\n\n{sender}\n"
    ),
    Language.SPANISH: (
        "Hola:\n\n{sender} tiene un documento para usted. Se puede abrir una sola vez, hasta el {day}, aquí:\n\n"
        "{link}\n\nSe le pedirá una clave. La recibirá por otra vía.\n\n{sender}\n"
    ),
}
_SCOPE = {
    Language.ENGLISH: "The consent covers telling you that there is this document, and what the document says.",
    Language.SPANISH: "La autorización abarca decirle que existe este documento, y lo que el documento dice.",
}
"""What 2.32(b) asks for where a copy of the consent would name a person: a clear account of its scope."""
_ATTACHED = {
    Language.ENGLISH: "Hello,\n\n{sender} sends you the document that is attached.\n\n{sender}\n",
    Language.SPANISH: "Hola:\n\n{sender} le envía el documento adjunto.\n\n{sender}\n",
}


class Tls(StrEnum):
    """How a mail server is spoken to, by the scheme of its URL."""

    START = "smtp"  # encrypted before anything is said (RFC 3207)
    WRAPPED = "smtps"  # encrypted from the first byte (RFC 8314)
    OFF = "smtp+plain"  # towards this machine alone


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file of a message, with a neutral name."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: plain text, and the files that it carries.

    Attributes:
        id: for the Message-ID, random.
        sender_name: the issuer's neutral name.
    """

    id: str
    to: str = field(repr=False)
    sender_name: str
    subject: str
    text: str = field(repr=False)
    files: tuple[Enclosure, ...] = ()


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every message of a sending begins with."""

    id: str
    to: str = field(repr=False)
    sender: str
    language: Language


def link_mail(envelope: Envelope, link: str, until: date, *, notice: bool) -> Mail:
    """The message with the link; it names nobody, so for a Part 2 program it carries an account of the scope."""
    language, sender = envelope.language, envelope.sender
    text = _LINK[language].format(sender=sender, link=link, day=in_words(until, language))
    if notice:
        text += f"\n{NOTICE}\n{_SCOPE[language]}\n"
    return Mail(envelope.id, envelope.to, sender, _SUBJECT[language], text)


def attached_mail(envelope: Envelope, letter: Enclosure, notice: str) -> Mail:
    """The message with the letter; for a Part 2 program with the notice, and a copy of the consent as a second file."""
    text = _ATTACHED[envelope.language].format(sender=envelope.sender)
    files: tuple[Enclosure, ...] = (letter,)
    if notice:
        text += f"\n{NOTICE}\n"
        files += (Enclosure(NOTICE_FILE, notice.encode()),)
    return Mail(envelope.id, envelope.to, envelope.sender, _SUBJECT[envelope.language], text, files)


def notice_with(consent: str) -> str:
    """The statement and a copy of the consent, as they go with a letter (42 CFR 2.32(a) and (b))."""
    return f"{NOTICE}\n\n{consent}\n"
