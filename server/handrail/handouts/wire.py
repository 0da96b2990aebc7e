"""What handouts look like over HTTP."""

from __future__ import annotations

from datetime import date

from handrail.handouts.handout import Handout
from handrail.web.model import Model


class HandoutOut(Model):
    """A handout in a list. `reading_level` is the US school grade that it was written for."""

    id: str
    version: int
    title: str
    summary: str
    source: str
    reviewed_on: date
    reading_level: int


class HandoutText(HandoutOut):
    """A handout with its text in Markdown."""

    body: str


def handout_out(handout: Handout) -> HandoutOut:
    """The facts of a handout."""
    return HandoutOut(
        id=handout.id,
        version=handout.version,
        title=handout.title,
        summary=handout.summary,
        source=handout.source,
        reviewed_on=handout.reviewed_on,
        reading_level=handout.reading_level,
    )


def handout_text(handout: Handout) -> HandoutText:
    """The facts and the text."""
    return HandoutText(**handout_out(handout).model_dump(), body=handout.body)
