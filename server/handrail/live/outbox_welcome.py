"""The frames that speak to one connection: welcome, follow, unfollow and replies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import orjson

from handrail.kernel.audience import Stream
from handrail.kernel.errors import Refusal
from handrail.kernel.ids import SeatId
from handrail.live import wire, wire_parts
from handrail.live.live_room import LiveRoom
from handrail.live.outbox_snapshot import last, snapshot, you
from handrail.web.problems import body, problem


def welcome(state: LiveRoom, seat: SeatId, replay: Iterable[bytes] | None, limits: wire.Limits, now: datetime) -> bytes:
    """The answer to a hello: what was missed, or all there is to know."""
    frame = {
        "type": "welcome",
        "version": wire_parts.VERSION,
        "session": state.session,
        "epoch": state.epoch,
        "you": you(state, seat).model_dump(),
        "streams": last(state, state.followed(seat)),
        "snapshot": None if replay is not None else snapshot(state, seat).model_dump(mode="json"),
        "replay": None if replay is None else [orjson.Fragment(one) for one in replay],
        "recovered": replay is not None,
        "limits": limits.model_dump(),
        "server_time": now,
    }
    return orjson.dumps(frame, option=orjson.OPT_UTC_Z)


def follow(state: LiveRoom, seat: SeatId) -> bytes:
    """The connection sees more from here on, and all there is in it."""
    return orjson.dumps(
        {
            "type": "follow",
            "you": you(state, seat).model_dump(),
            "streams": last(state, state.followed(seat)),
            "snapshot": snapshot(state, seat).model_dump(mode="json"),
        }
    )


def unfollow(streams: Iterable[Stream]) -> bytes:
    """The connection sees less from here on."""
    return orjson.dumps({"type": "unfollow", "streams": sorted(streams)})


def accepted(to: str, made: str) -> bytes:
    """The reply to a command that is committed."""
    return orjson.dumps({"type": "reply", "to": to, "ok": True, "result": {"made": made or None}})


def refused(to: str | None, refusal: Refusal) -> bytes:
    """The reply to a command that changed nothing."""
    return orjson.dumps({"type": "reply", "to": to, "problem": body(problem(refusal))})


def server_time(now: datetime) -> bytes:
    """The server's clock."""
    return orjson.dumps({"type": "server.time", "at": now}, option=orjson.OPT_UTC_Z)
