"""What the frames of the room protocol are made of: its names, and what every event has."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from handrail.web.model import Model

SUBPROTOCOL = "handrail.v1"
VERSION = 1

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Seat = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]
GroupName = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
StandingName = Literal["lobby", "member", "facilitator"]
PresenceName = Literal["connected", "reconnecting", "left"]
Answer = bool | int | float | str | tuple[str, ...] | None
"""A scale's number, an option's id, several ids, words, yes or no; null is "I prefer not to say"."""


class Numbered(Model):
    """`n` counts from 1 without gaps within `stream`; `at` is UTC."""

    stream: str
    n: Annotated[int, Field(ge=1)]
    at: datetime
