"""What can go wrong, as types: one class for every problem code of the server, and three faults of the way there.

Each message says what to do next and repeats nothing that was sent, so it may be shown and logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

_URN = "urn:handrail:problem:"


class HandrailError(Exception):
    """Base of everything this package raises on purpose."""


class Unreachable(HandrailError):
    """The server did not answer. What was asked may or may not have happened: ask again with the same id."""


class ProtocolBroken(HandrailError):
    """The other side sent what it may not, or refused our frames as broken. Usually a version that is too old."""


class RoomLeft(HandrailError):
    """The way into the room has ended. `reason` is a word of `connection.Ending`."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to change: `at` is a JSON Pointer (RFC 6901) into what was sent."""

    at: str
    says: str


class Problem(HandrailError):
    """The server said no (RFC 9457), over HTTP or in the room; the codes are the same.

    Attributes:
        code: stable name of the problem; every subclass has its own, the base keeps one it does not know.
        title: the same words for every occurrence.
        detail: what to do about this occurrence; may be empty.
        faults: what is wrong with the content, field by field.
        rules: ids of the disclosure rules behind the refusal.
        retry_after: whole seconds after which trying again may work.
        request_id: quote it when asking for help; it names nobody.
    """

    code: str = ""
    title: ClassVar[str] = "The server refused this."

    def __init__(
        self,
        detail: str = "",
        *,
        code: str = "",
        faults: tuple[Fault, ...] = (),
        rules: tuple[str, ...] = (),
        retry_after: int | None = None,
        request_id: str | None = None,
    ) -> None:
        self.code = code or type(self).code
        self.detail = detail
        self.faults = faults
        self.rules = rules
        self.retry_after = retry_after
        self.request_id = request_id
        super().__init__(" ".join(part for part in (type(self).title, detail) if part))


class Malformed(Problem):
    code = "malformed"
    title = "This could not be read."


class Invalid(Problem):
    code = "invalid"
    title = "Something in this has to be changed."


class SignedOut(Problem):
    code = "signed-out"
    title = "Please sign in."


class SignInFailed(Problem):
    code = "sign-in-failed"
    title = "That did not work. Check what you typed, or ask your program for a new link."


class SecondFactorNeeded(Problem):
    code = "second-factor-needed"
    title = "Enter the code from your authenticator app."


class FreshSignInNeeded(Problem):
    code = "fresh-sign-in-needed"
    title = "Please confirm that it is you: sign in again, then repeat this within five minutes."


class Paused(FreshSignInNeeded):
    """The sign-in was paused, or not used for a while but in a room: the password brings it back."""

    code = "paused"


class NotAllowed(Problem):
    code = "not-allowed"
    title = "This is not yours to do."


class NotFound(Problem):
    code = "not-found"
    title = "There is nothing here."


class Conflict(Problem):
    code = "conflict"
    title = "This cannot be done now."


class CommandReused(Problem):
    code = "command-reused"
    title = "This id was used for something else. Use a new one."


class RoomClosed(Problem):
    code = "room-closed"
    title = "The room is not open."


class PlaceNeeded(Problem):
    code = "place-needed"
    title = "Please tell us where you are today, so that we can send help if you ever need it."


class DisclosureRefused(Problem):
    code = "disclosure-refused"
    title = "The rules do not allow this to be given out."


class LeakFound(Problem):
    code = "leak-found"
    title = "The document would say more than was chosen. Nothing was released."


class TooMany(Problem):
    code = "too-many"
    title = "That was a lot at once. Please wait a moment."


class TooLarge(Problem):
    code = "too-large"
    title = "This is too large."


class WrongMediaType(Problem):
    code = "wrong-media-type"
    title = "Send this as application/json."


class WrongOrigin(Problem):
    code = "wrong-origin"
    title = "This page may not ask."


class MethodNotAllowed(Problem):
    code = "method-not-allowed"
    title = "This cannot be done here."


class Unavailable(Problem):
    code = "unavailable"
    title = "This did not work just now, and nothing was changed. Please try again in a moment."


class Unexpected(Problem):
    code = "unexpected"
    title = "Something went wrong on the server's side."


PROBLEMS: Mapping[str, type[Problem]] = MappingProxyType(
    {one.code: one for one in (*Problem.__subclasses__(), *FreshSignInNeeded.__subclasses__())}
)
"""Every problem code that this version knows."""


def from_problem(body: Mapping[str, Any]) -> Problem:
    """The exception for a problem body (RFC 9457). A code that this version does not know becomes a plain `Problem`."""
    code = str(body.get("type", "")).removeprefix(_URN)
    faults = tuple(
        Fault(str(one.get("at", "")), str(one.get("says", "")))
        for one in body.get("faults", ())
        if isinstance(one, dict)
    )
    retry_after = body.get("retry_after")
    return PROBLEMS.get(code, Problem)(
        str(body.get("detail", "")),
        code=code,
        faults=faults,
        rules=tuple(str(rule) for rule in body.get("rules", ())),
        retry_after=retry_after if isinstance(retry_after, int) else None,
        request_id=str(body["request_id"]) if body.get("request_id") else None,
    )
