"""What every part of the client asks with: paths from ids, records from answers, a key for what changes something."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import ValidationError

from handrail_client.errors import ProtocolBroken
from handrail_client.http import Http
from handrail_client.messages import Heard, new_id

Record = TypeVar("Record", bound=Heard)


class Asks:
    """A part of the client, over one connection."""

    http: Http

    async def _many(self, kind: type[Record], path: str, query: Mapping[str, str] | None = None) -> tuple[Record, ...]:
        answer = await self.http.call("GET", path, query=query)
        return tuple(read(kind, one) for one in answer.members.get("items", ()))

    async def _make(self, kind: type[Record], path: str, body: Mapping[str, Any] | None, key: str | None) -> Record:
        return read(kind, (await self.http.call("POST", path, body, key=key or new_id())).content)


def part(value: str) -> str:
    """An id as a part of a path."""
    return quote(value, safe="")


def read(kind: type[Record], content: Any) -> Record:
    """A record from an answer.

    Raises:
        ProtocolBroken: it has not the shape that this version knows.
    """
    try:
        return kind.model_validate(content)
    except ValidationError:
        raise ProtocolBroken("The server's answer could not be read. Please update this program.") from None
