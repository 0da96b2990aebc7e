"""Three-valued logic (Kleene): true, false, and `None` for what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def every(values: Iterable[Truth]) -> Truth:
    """False if one is false, else unknown if one is unknown, else true."""
    result: Truth = True
    for value in values:
        if value is False:
            return False
        if value is None:
            result = None
    return result


def some(values: Iterable[Truth]) -> Truth:
    """True if one is true, else unknown if one is unknown, else false."""
    result: Truth = False
    for value in values:
        if value is True:
            return True
        if value is None:
            result = None
    return result


def negated(value: Truth) -> Truth:
    """The opposite; what is not known stays unknown."""
    return None if value is None else not value
