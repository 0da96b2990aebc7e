"""The plain-text twin of a letter: the same words in the same order, for a screen reader, a form field or a phone."""

from __future__ import annotations

from handrail.letters.code import shown
from handrail.letters.content import LetterContent
from handrail.letters.phrases import PHRASES, in_words


def plain_text(content: LetterContent) -> str:
    """The letter as text, one blank line between its parts, ending in a line break."""
    head, say = content.head, PHRASES[content.form.language]
    parts = [
        "\n".join((head.name, *head.address_lines, *((head.phone,) if head.phone else ()))),
        in_words(content.issued_on, content.form.language),
        content.title,
        *content.paragraphs,
        *("\n".join((points.lead, *(f"- {one}" for one in points.each))) for points in content.points),
        *(one for one in (content.named, content.stated_by) if one),
        *content.closing,
        "\n".join(part for part in (head.signer_name, head.signer_title, head.name) if part),
    ]
    if content.check_page:
        parts.append(f"{say.scan} {content.check_page} {say.type}\n{content.check_code}\n{say.answer}")
    parts.append(f"{say.number} {shown(content.number)}")
    return "\n\n".join(parts) + "\n"
