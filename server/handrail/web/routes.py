"""One typed table of routes: what each takes, gives, asks of the caller, and which of I1's ways out it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from aiohttp import web

from handrail.kernel.errors import SignedOut
from handrail.kernel.principal import Power, Principal
from handrail.web.model import Model

Body = TypeVar("Body")


class WayOut(StrEnum):
    """How information may leave (I1). There is no sixth."""

    TO_PERSON = "to_person"
    TO_STAFF = "to_staff"
    IN_ROOM = "in_room"
    DISCLOSURE = "disclosure"
    NOTHING = "nothing"  # says nothing about any person


@dataclass(frozen=True, slots=True)
class Call(Generic[Body]):
    """One request, read and checked.

    Attributes:
        body: the validated body; None where the route takes none.
        path: values of the path's parameters.
        query: the declared query parameters that were given.
        idempotency_key: the `Idempotency-Key` header, where the route is idempotent.
    """

    request: web.Request
    principal: Principal | None
    body: Body
    path: Mapping[str, str]
    query: Mapping[str, str]
    idempotency_key: str | None

    @property
    def app(self) -> web.Application:
        return self.request.app

    @property
    def caller(self) -> Principal:
        """Who is asking.

        Raises:
            SignedOut: nobody is signed in.
        """
        if self.principal is None:
            raise SignedOut
        return self.principal


Handler = Callable[[Call[Any]], Awaitable[Model | list[Any] | web.StreamResponse | None]]


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path.

    Attributes:
        path: with parameters in braces, e.g. `/v1/letters/{letter}`.
        way: which of I1's ways out its answer takes.
        power: what the caller's role must carry; `Power.ANYONE` needs no sign-in. The relation to the
            object (own, assigned, member) is checked by the use case.
        body: model of the JSON body, or None for no body.
        result: model of the JSON answer, or None where the answer is empty or of media type `produces`.
        many: whether the answer is a JSON object `{"items": [result, …]}`.
        ok: status of success where it is neither 200 nor, with an empty answer, 204.
        query: names of the query parameters that are read; others are refused.
        fresh: whether a sign-in of the last five minutes is needed (G2).
        idempotent: whether an `Idempotency-Key` header (a UUID) is taken.
        limit: most bytes of body.
    """

    method: str
    path: str
    handler: Handler
    way: WayOut
    power: Power
    summary: str
    body: type[Model] | None = None
    result: type[Model] | None = None
    many: bool = False
    ok: HTTPStatus | None = None
    produces: str | None = None
    query: tuple[str, ...] = ()
    fresh: bool = False
    idempotent: bool = False
    limit: int = 64 * 1024

    @property
    def status(self) -> int:
        """Status of success."""
        if self.ok is not None:
            return int(self.ok)
        return int(HTTPStatus.OK if self.result or self.produces else HTTPStatus.NO_CONTENT)
