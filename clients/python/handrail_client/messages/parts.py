"""What frames are made of: their names, and what everything said, heard or told as an event has."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import uuid_utils
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Seat = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
GroupName = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
StandingName = Literal["lobby", "member", "facilitator"]
PresenceName = Literal["connected", "reconnecting", "left"]
Answer = bool | int | float | str | tuple[str, ...] | None
"""A scale's number, an option's id, several ids, words, yes or no; None is "I prefer not to say"."""


def new_id() -> str:
    """A fresh UUIDv7: the id of a command, and the key of a request that may be repeated."""
    return str(uuid_utils.uuid7())


class Said(BaseModel):
    """What we say."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class Heard(BaseModel):
    """What we hear."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class HeardEvent(Heard):
    """`n` counts from 1 without gaps within `stream`; `at` is UTC."""

    stream: str
    n: Annotated[int, Field(ge=1)]
    at: datetime
