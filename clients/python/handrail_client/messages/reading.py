"""From what we say to the JSON that is sent, and from the JSON that comes to what it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from handrail_client.errors import ProtocolBroken
from handrail_client.messages.events import AnyEvent, Event, Unknown
from handrail_client.messages.parts import Said
from handrail_client.messages.server import You
from handrail_client.messages.snapshot import Snapshot

_EVENT: TypeAdapter[Event] = TypeAdapter(AnyEvent)


def as_frame(said: Said) -> dict[str, Any]:
    """`said` as the JSON object that goes on the wire; members that are None stay out, answers of None stay in."""
    return {name: value for name, value in said.model_dump(mode="json", by_alias=True).items() if value is not None}


def as_event(frame: Mapping[str, Any]) -> Event | Unknown:
    """The event in `frame`.

    Raises:
        ProtocolBroken: it is no event at all.
    """
    try:
        return _EVENT.validate_python(frame)
    except ValidationError:
        try:
            return Unknown.model_validate(frame)
        except ValidationError:
            raise ProtocolBroken("The server sent something that could not be read.") from None


def as_snapshot(frame: Mapping[str, Any]) -> Snapshot:
    """The snapshot in `frame`.

    Raises:
        ProtocolBroken: it is none that this version can read.
    """
    try:
        return Snapshot.model_validate(frame)
    except ValidationError:
        raise ProtocolBroken("The room could not be read: this program is too old for the server.") from None


def as_you(frame: Mapping[str, Any]) -> You:
    """Where we stand, as a `welcome` or a `follow` tells it.

    Raises:
        ProtocolBroken: it does not say.
    """
    try:
        return You.model_validate(frame)
    except ValidationError:
        raise ProtocolBroken("The room could not be read: this program is too old for the server.") from None
