"""Reads every hiding place of a finished message for `scan` to judge (security E3): headers, parts and names.

A file whose exact bytes are known to be permitted is not looked through again: the letter was when it was issued, and
the notice of 42 CFR 2.32 is meant to be there.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256

from handrail.letters import pdf_reading
from handrail.letters.markup import calendar_places, html_places
from handrail.letters.scan import Kind, Place

PDF = "application/pdf"


def message_places(raw: bytes, permitted: frozenset[str] = frozenset()) -> tuple[Place, ...]:
    """Every place of a message as it goes over the wire.

    Args:
        raw: the whole message.
        permitted: SHA-256, in hex, of files that may stand in it as they are.

    Raises:
        Unreadable: an attached PDF cannot be read through.
    """
    return tuple(place for place in _all(raw, permitted) if place.text)


def _all(raw: bytes, permitted: frozenset[str]) -> Iterator[Place]:
    message = message_from_bytes(raw, policy=policy.SMTP)
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    yield Place("mail headers", Kind.LABEL, head.decode("latin-1"))
    for place, part in enumerate(message.walk(), 1):
        where = "mail" if place == 1 else f"mail part {place}"
        for name, value in part.items():
            yield Place(f"{where}, {name} header", Kind.PROSE, str(value))
        if part.is_multipart():
            if isinstance(part, EmailMessage):
                yield Place(f"{where}, preamble", Kind.PROSE, f"{part.preamble or ''}{part.epilogue or ''}")
            continue
        content, charset = part.get_payload(decode=True), part.get_content_charset("utf-8")
        yield from _part(where, content, part.get_content_type(), charset, permitted)
        yield Place(f"{where}, file name", Kind.LABEL, part.get_filename() or "")


def _part(where: str, content: object, kind: str, charset: str, permitted: frozenset[str]) -> Iterator[Place]:
    if not isinstance(content, bytes) or sha256(content).hexdigest() in permitted:
        return
    if kind == PDF:
        yield from pdf_reading.places(content)
        return
    try:
        text = content.decode(charset, errors="replace")
    except LookupError:  # an encoding that nobody knows
        text = content.decode("latin-1")
    yield Place(f"{where}, text", Kind.PROSE, text)
    if kind == "text/html":
        yield from html_places(where, text)
    elif kind == "text/calendar":
        yield from calendar_places(where, text)
    elif not kind.startswith("text/"):
        yield Place(where, Kind.STRUCTURE, f"a file that cannot be looked through: {kind}")
