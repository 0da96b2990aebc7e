"""Logs: one JSON line an event, keys from an allow-list, everything else scrubbed (I10, security I6)."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import MutableMapping
from typing import Any, BinaryIO

import orjson
import structlog

ALLOWED = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "request_id",
        "kind",
        "where",
        "node",
        "session",
        "room",
        "version",
        "count",
        "seconds",
        "port",
        "host",
        "signal",
        "code",
    }
)
"""Keys that may be written. None can hold a person's words, name, token, URL or answer."""


def scrub(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every key that is not allowed: by name, never by pattern."""
    return {key: value if key in ALLOWED else "[scrubbed]" for key, value in event.items()}


class Libraries(logging.Handler):
    """Writes down that a library said something, where and about which kind of failure, and not what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        failure = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno,
            "library",
            where=f"{record.name}:{record.lineno}",
            kind=failure.__name__ if failure else "message",
        )


class Lines(structlog.BytesLogger):
    """Where a line cannot be written (a full disk, a closed pipe) it is lost, and what it told of goes on."""

    def msg(self, message: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    log = debug = info = warn = warning = error = critical = exception = fatal = failure = msg


def configure(level: str, to: BinaryIO | None = None) -> None:
    """Log at `level` and above to `to` (standard output); of libraries only that something happened."""
    logging.root.handlers[:] = [Libraries()]
    logging.root.setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))
    logging.getLogger("aiohttp.access").disabled = True
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            scrub,
            structlog.processors.JSONRenderer(serializer=lambda event, **_: orjson.dumps(event)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=lambda *_: Lines(to),
        cache_logger_on_first_use=True,
    )
