"""What the server answers over HTTP, as the SDK reads it. Fields that a newer server adds are left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from handrail_client.messages import Heard


class SignedIn(Heard):
    """A sign-in on this computer. The tokens are kept by the client, not here."""

    sign_in: str
    person: str
    program: str
    roles: tuple[str, ...]
    ends_at: datetime


class Authenticator(Heard):
    """What to put into an authenticator app: as a QR code of `address`, or `secret` typed by hand."""

    address: str = Field(repr=False)
    secret: str = Field(repr=False)


class Me(Heard):
    """Our own account."""

    person: str
    program: str
    roles: tuple[str, ...]
    display_name: str = Field(repr=False)
    legal_name: str = Field(repr=False)
    email: str = Field(repr=False)
    zone: str
    second_factor: bool


class Segment(Heard):
    """A part of a session and its planned minutes."""

    kind: str
    minutes: int


class Session(Heard):
    """A session in local time. `part` is what we are in it: `participant`, `lead`, `co`, or None."""

    id: str
    cohort: str
    on: date
    starts: str
    ends: str
    zone: str
    state: str
    segments: tuple[Segment, ...] = ()
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    part: str | None = None


class Option(Heard):
    """One thing to choose; `alone` excludes the others."""

    id: str
    label: str
    alone: bool = False


class Item(Heard):
    """One question of a check-in. Every one also takes None: "I prefer not to say"."""

    kind: Literal["scale", "choice", "choices", "text", "yes_no"]
    id: str
    prompt: str
    help: str = ""
    optional: bool = False
    shareable: bool = True
    low: int | None = None
    high: int | None = None
    low_label: str | None = None
    high_label: str | None = None
    options: tuple[Option, ...] | None = None
    longest: int | None = None


class CheckIn(Heard):
    """One version of a check-in."""

    id: str
    version: int
    title: str
    intro: str = ""
    closing: str = ""
    items: tuple[Item, ...]

    def item(self, name: str) -> Item | None:
        """The item of this id, if there is one."""
        return next((item for item in self.items if item.id == name), None)
