"""How a line that tells of something begins: when, and of whom. Pure."""

from __future__ import annotations

from datetime import datetime

from handrail_client.aio import Change
from handrail_client.room_state import RoomState


def who(state: RoomState, seat: str) -> str:
    return "You" if is_me(state, seat) else state.name(seat)


def is_me(state: RoomState, seat: str) -> bool:
    return state.you is not None and state.you.seat == seat


def at_time(change: Change, says: str) -> str:
    at = getattr(change, "at", None)
    return f"{at.astimezone():%H:%M}  {says}" if isinstance(at, datetime) else says
