"""From the bytes of a client's text frame to a message that is known, or a refusal that repeats none of it (B8)."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import ValidationError

from handrail.kernel.errors import Malformed
from handrail.live.wire_commands import CLIENT_FRAME, Hello, Renew, RoomCommand
from handrail.web.problems import from_validation

DEEPEST = 16
_UUID = 36


def read(raw: bytes) -> tuple[str | None, Hello | Renew | RoomCommand]:
    """One client frame and its id, as far as it has one.

    Raises:
        Malformed: not one JSON object, or nested too deeply.
        Invalid: not a frame that is known.
    """
    value, identity = identified(raw)
    return identity, frame_of(raw, value)


def identified(raw: bytes) -> tuple[dict[str, Any], str | None]:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Malformed("Send one JSON object a frame.") from None
    if not isinstance(value, dict):
        raise Malformed("Send one JSON object a frame.")
    identity = value.get("id")
    known = isinstance(identity, str) and len(identity) == _UUID and identity.replace("-", "").isalnum()
    return value, identity if known else None


def frame_of(raw: bytes, value: dict[str, Any]) -> Hello | Renew | RoomCommand:
    if _too_deep(value):
        raise Malformed("This is nested too deeply.")
    try:
        return CLIENT_FRAME.validate_json(raw)
    except ValidationError as failure:
        raise from_validation(failure) from None


def _too_deep(value: Any, at: int = 1) -> bool:
    if at > DEEPEST:
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(_too_deep(one, at + 1) for one in inner)


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
