"""Every way Handrail says no: stable codes and safe words, no status codes (those are `web.problems`).

A refusal's words go to whoever asked. They say what to change and repeat nothing the asker sent:
not a name, an answer, a code or a token. What you may not know of is `NotFound`, never "forbidden".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent.

    Attributes:
        at: where, as a JSON Pointer (RFC 6901), e.g. `/answers/mood`.
        says: what to change, in words that repeat no value.
    """

    at: str
    says: str


class Refusal(Exception):
    """Base of all refusals. `code` names the problem for ever; `title` is the same for every occurrence."""

    code: ClassVar[str]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str = "",
        *,
        faults: tuple[Fault, ...] = (),
        retry_after: int | None = None,
        rules: tuple[str, ...] = (),
    ) -> None:
        """Refuse.

        Args:
            detail: what to do next, in plain words for this occurrence.
            faults: what is wrong with the content, field by field.
            retry_after: whole seconds after which trying again may work.
            rules: ids of the disclosure rules behind the refusal.
        """
        super().__init__(detail or self.title)
        self.detail = detail
        self.faults = faults
        self.retry_after = retry_after
        self.rules = rules


class Malformed(Refusal):
    """What was sent is not JSON, not an object, or not a frame we know."""

    code = "malformed"
    title = "This could not be read."


class Invalid(Refusal):
    """It was read, but something in it must be changed."""

    code = "invalid"
    title = "Something in this has to be changed."


class SignedOut(Refusal):
    """Nobody is signed in, or no longer."""

    code = "signed-out"
    title = "Please sign in."


class SignInFailed(Refusal):
    """One answer for every way a sign-in, link or recovery can fail (A11)."""

    code = "sign-in-failed"
    title = "That did not work. Check what you typed, or ask your program for a new link."


class SecondFactorNeeded(Refusal):
    """The password held; staff also give a code from their authenticator."""

    code = "second-factor-needed"
    title = "Enter the code from your authenticator app."


class FreshSignInNeeded(Refusal):
    """This act needs a sign-in of the last five minutes (G2)."""

    code = "fresh-sign-in-needed"
    title = "Please confirm that it is you."


class Paused(Refusal):
    """The screen went blank; whoever is back says so with a PIN, a passkey or the password (A3)."""

    code = "paused"
    title = "This is paused. Show that it is you to go on."


class NotAllowed(Refusal):
    """The thing is known to the asker, the act is not theirs."""

    code = "not-allowed"
    title = "This is not yours to do."


class NotFound(Refusal):
    """It is not there, or it is not for you to know: one answer for both."""

    code = "not-found"
    title = "There is nothing here."


class Conflict(Refusal):
    """The thing is in a state that does not allow this."""

    code = "conflict"
    title = "This cannot be done now."


class CommandReused(Refusal):
    """The id of an accepted command came again with other content (I5)."""

    code = "command-reused"
    title = "This id was used for something else. Use a new one."


class RoomClosed(Refusal):
    """The room is not open: no facilitator is there yet, or the session is over."""

    code = "room-closed"
    title = "The room is not open."


class PlaceNeeded(Refusal):
    """Joining needs an answer to "where are you today?" first."""

    code = "place-needed"
    title = "Please tell us where you are today, so that we can send help if you ever need it."


class DisclosureRefused(Refusal):
    """The disclosure engine did not permit it; `rules` says why."""

    code = "disclosure-refused"
    title = "The rules do not allow this to be given out."


class LeakFound(Refusal):
    """The finished document would say more than was chosen, so it was not released."""

    code = "leak-found"
    title = "The document would say more than was chosen. Nothing was released."


class TooMany(Refusal):
    """A rate or a number was exceeded; `retry_after` says when to come back."""

    code = "too-many"
    title = "That was a lot at once. Please wait a moment."


class TooLarge(Refusal):
    """More bytes than this place takes."""

    code = "too-large"
    title = "This is too large."


class WrongMediaType(Refusal):
    """The body is not `application/json`."""

    code = "wrong-media-type"
    title = "Send this as application/json."


class WrongOrigin(Refusal):
    """The page that asks does not belong to this server (A9, B1)."""

    code = "wrong-origin"
    title = "This page may not ask."


class MethodNotAllowed(Refusal):
    """The address is there, this method is not."""

    code = "method-not-allowed"
    title = "This cannot be done here."


class Unavailable(Refusal):
    """The database or a part we need is not there; nothing was saved."""

    code = "unavailable"
    title = "This did not work just now, and nothing was changed. Please try again in a moment."


class Unexpected(Refusal):
    """A fault of ours. The request id helps to find it; nothing personal is shown."""

    code = "unexpected"
    title = "Something went wrong on our side."


def every_refusal() -> tuple[type[Refusal], ...]:
    """All refusals with a code of their own, in a stable order: what problem tables are compared with.

    One without is its parent to whoever asked, and carries more for those who write it down.
    """
    found: list[type[Refusal]] = []
    pending = list(Refusal.__subclasses__())
    while pending:
        one = pending.pop()
        if "code" in vars(one):
            found.append(one)
        pending.extend(one.__subclasses__())
    return tuple(sorted(found, key=lambda refusal: refusal.code))
