"""What an answer means: a JSON object, a document, or a refusal to be raised."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import aiohttp

from handrail_client.errors import Problem, ProtocolBroken, TooMany, Unavailable, from_problem

_TOO_LARGE = 32 * 1024 * 1024
_ERROR = 400
_REDIRECT = 300
_WRONG_ADDRESS = "This does not answer like a Handrail server. Is the address right?"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the JSON object, or the bytes of a document."""

    status: int
    content: Any = field(repr=False)
    media_type: str
    file_name: str | None = None
    at: datetime | None = None
    """The server's clock when it answered."""

    @property
    def members(self) -> Mapping[str, Any]:
        """The JSON object.

        Raises:
            ProtocolBroken: the answer is none.
        """
        if not isinstance(self.content, dict):
            raise ProtocolBroken(_WRONG_ADDRESS)
        return self.content

    @property
    def document(self) -> bytes:
        """The bytes of a document.

        Raises:
            ProtocolBroken: the answer is none.
        """
        if not isinstance(self.content, bytes):
            raise ProtocolBroken(_WRONG_ADDRESS)
        return self.content

    def seconds_until(self, instant: str) -> float:
        """Seconds from the answer to `instant` (RFC 3339), by the server's clock, whatever ours says."""
        at = self.at or datetime.now(UTC)
        return (datetime.fromisoformat(instant) - at).total_seconds()


async def read(response: aiohttp.ClientResponse) -> Answer:
    """The answer.

    Raises:
        Problem: the server refused.
        ProtocolBroken: it does not answer as a Handrail server would.
    """
    return _read(response, await _bytes(response))


async def _bytes(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in response.content.iter_chunked(64 * 1024):
        raw += chunk
        if len(raw) > _TOO_LARGE:
            raise ProtocolBroken("The answer is larger than any that this program knows.")
    return bytes(raw)


def _read(response: aiohttp.ClientResponse, raw: bytes) -> Answer:
    media_type = response.content_type
    content: Any = raw
    if media_type in {"application/json", "application/problem+json"}:
        try:
            content = json.loads(raw)
        except ValueError:
            raise ProtocolBroken(_WRONG_ADDRESS) from None
    if response.status >= _ERROR:
        if not isinstance(content, dict):
            raise (
                Unavailable
                if response.status in {502, 503, 504}
                else ProtocolBroken("This does not answer like a Handrail server. Is the address right?")
            )
        raise _problem(response, content)
    if response.status >= _REDIRECT:
        raise ProtocolBroken(_WRONG_ADDRESS)
    disposition = response.content_disposition
    file_name = disposition.filename if disposition else None
    return Answer(response.status, content, media_type, file_name, _date(response.headers.get("Date")))


def _problem(response: aiohttp.ClientResponse, content: dict[str, Any]) -> Problem:
    """The problem; one without a code (RFC 9457 `about:blank`) is known by its status."""
    problem = from_problem(content)
    wait = response.headers.get("Retry-After", "")
    if type(problem) is Problem and response.status == HTTPStatus.TOO_MANY_REQUESTS:
        return TooMany(retry_after=int(wait) if wait.isascii() and wait.isdigit() else None)
    return problem


def _date(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
