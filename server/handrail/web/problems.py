"""From a refusal to RFC 9457: the one table of status codes, for HTTP and for room replies alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from handrail.kernel import errors
from handrail.kernel.errors import Fault, Invalid, Refusal
from handrail.web.model import Model

STATUS: Mapping[type[Refusal], int] = MappingProxyType(
    {
        errors.Malformed: 400,
        errors.SignedOut: 401,
        errors.SignInFailed: 401,
        errors.SecondFactorNeeded: 401,
        errors.FreshSignInNeeded: 401,
        errors.Paused: 401,
        errors.NotAllowed: 403,
        errors.WrongOrigin: 403,
        errors.NotFound: 404,
        errors.MethodNotAllowed: 405,
        errors.Conflict: 409,
        errors.CommandReused: 409,
        errors.RoomClosed: 409,
        errors.PlaceNeeded: 409,
        errors.DisclosureRefused: 409,
        errors.LeakFound: 409,
        errors.TooLarge: 413,
        errors.WrongMediaType: 415,
        errors.Invalid: 422,
        errors.TooMany: 429,
        errors.Unexpected: 500,
        errors.Unavailable: 503,
    }
)

MEDIA_TYPE = "application/problem+json"
_MOST_FAULTS = 20


class FaultOut(Model):
    """One thing to change: `at` is a JSON Pointer (RFC 6901) into what was sent."""

    at: str
    says: str


class Problem(Model):
    """A problem detail (RFC 9457). `type` is `urn:handrail:problem:<code>`."""

    type: str
    title: str
    status: int
    detail: str = ""
    faults: tuple[FaultOut, ...] = ()
    rules: tuple[str, ...] = ()
    retry_after: int | None = None
    request_id: str | None = None


def status(refusal: type[Refusal]) -> int:
    """The status of a refusal, or of the nearest parent that is in the table."""
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def problem(refusal: Refusal, request_id: str | None = None) -> Problem:
    """The problem that tells of this refusal, without a word of what was sent."""
    return Problem(
        type=f"urn:handrail:problem:{refusal.code}",
        title=refusal.title,
        status=status(type(refusal)),
        detail=refusal.detail,
        faults=tuple(FaultOut(at=fault.at, says=fault.says) for fault in refusal.faults),
        rules=refusal.rules,
        retry_after=refusal.retry_after,
        request_id=request_id,
    )


def body(problem_out: Problem) -> dict[str, Any]:
    """The problem as JSON members, empty ones left out."""
    return problem_out.model_dump(mode="json", exclude_defaults=True, exclude_none=True)


_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "missing": "this is needed",
        "extra_forbidden": "this holds a field that is not known",
        "string_too_short": "this is too short",
        "string_too_long": "this is too long",
        "literal_error": "this is not one of the allowed values",
        "enum": "this is not one of the allowed values",
        "union_tag_invalid": "this type is not known",
        "union_tag_not_found": "this needs a type",
    }
)


def from_validation(failure: ValidationError, within: tuple[str, ...] = ()) -> Invalid:
    """What pydantic found, as pointers and our own words: its own messages may repeat what was typed."""
    faults = [_fault(error["type"], (*within, *(str(part) for part in error["loc"]))) for error in _errors(failure)]
    return Invalid(faults=tuple(faults[:_MOST_FAULTS]))


def _errors(failure: ValidationError) -> Iterable[Any]:
    return failure.errors(include_input=False, include_url=False, include_context=False)


def _fault(kind: str, path: tuple[str, ...]) -> Fault:
    if kind == "extra_forbidden":
        path = path[:-1]  # the name of an unknown field is the sender's own text
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1")[:64] for part in path)
    return Fault(pointer, _WORDS.get(kind, f"this has the wrong form ({kind.replace('_', ' ')})"))
