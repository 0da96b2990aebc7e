"""What alerts look like to the facilitators of their session."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from handrail.safety.alert import Phase, Watched
from handrail.web.model import Model

LONGEST_NOTE = 2000


class AcknowledgeIn(Model):
    """Taking an alert on. `note` says what was done, if there is something to say."""

    note: Annotated[str, Field(max_length=LONGEST_NOTE, repr=False)] = ""


class AcknowledgementOut(Model):
    """Who took it on, and when (UTC)."""

    by: str
    at: datetime
    note: Annotated[str, Field(repr=False)]


class AlertOut(Model):
    """An alert. `items` names the safety questions; the answers are in the response, null where they only asked."""

    id: str
    session: str
    person: str
    response: str | None
    items: Annotated[list[str], Field(repr=False)]
    raised_at: datetime
    phase: Phase
    acknowledgements: list[AcknowledgementOut]


def alert_out(watched: Watched) -> AlertOut:
    """An alert as it is shown."""
    alert = watched.alert
    return AlertOut(
        id=alert.id,
        session=alert.session,
        person=alert.person,
        response=alert.response,
        items=list(alert.items),
        raised_at=alert.raised_at,
        phase=watched.phase,
        acknowledgements=[AcknowledgementOut(by=one.by, at=one.at, note=one.note) for one in watched.acknowledgements],
    )
