"""Which texts name a time zone: those of the IANA database, by name and never by offset (K6)."""

from __future__ import annotations

from zoneinfo import ZoneInfo


def known_zone(name: str) -> str | None:
    """`name`, if it is a zone that is known; None where it is empty: the program's zone.

    Raises:
        ValueError: no such zone.
    """
    if not name:
        return None
    try:
        return ZoneInfo(name).key
    except (KeyError, ValueError, OSError):
        raise ValueError("this is not the name of a time zone, such as America/Los_Angeles") from None
