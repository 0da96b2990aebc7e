"""The part of the client for letters that a clinician signs for first: levels 3 and 4, leave and return."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from handrail_client.asks import Asks, part, read
from handrail_client.records import LetterChoices, LetterRequest, Preview

_OWN = "/v1/letter-requests"


class LetterRequestAsks(Asks):
    """What can be asked for about such requests."""

    async def letter_choices(self) -> LetterChoices:
        """What each level says in plain words, where to start for each use, and what a letter is not."""
        return read(LetterChoices, (await self.http.call("GET", "/v1/letter-choices")).content)

    async def request_letter(
        self,
        *,
        use: str,
        level: int,
        items: Collection[str],
        first_day: date | None = None,
        last_day: date | None = None,
        time_of_day: bool = False,
        expected_end: bool = False,
        language: str = "en",
        reader_form: str = "",
        key: str | None = None,
    ) -> LetterRequest:
        """Ask for a letter that rests on a clinician's statement.

        Args:
            use: `work`, `school` or `other`.
            level: 2 for leave or return, 3 says what we need, 4 names what we tick.
            items: what else it says, such as `return_date`, `functional_limits` or, at level 4, `diagnosis_general`.
            first_day: the first day that it speaks of.
            last_day: the last one.
            time_of_day: whether it tells morning, afternoon or evening.
            expected_end: whether it tells when the care is expected to end.
            language: `en` or `es`.
            reader_form: id of a consent that lets a reader check it.
            key: UUID of this request, to repeat it.
        """
        body: dict[str, Any] = {"use": use, "level": level, "items": sorted(items), "language": language}
        body |= {"time_of_day": time_of_day, "expected_end": expected_end, "reader_form": reader_form}
        body |= {"first_day": first_day.isoformat()} if first_day else {}
        body |= {"last_day": last_day.isoformat()} if last_day else {}
        return await self._make(LetterRequest, _OWN, body, key)

    async def letter_requests(self) -> tuple[LetterRequest, ...]:
        """Our requests, newest first."""
        return await self._many(LetterRequest, _OWN)

    async def sign_letter_item(self, request: str, item: str) -> LetterRequest:
        """Sign for one item of level 4. Needs a sign-in of the last minutes."""
        return await self._step(request, "item-signatures", {"item": item})

    async def cancel_letter_request(self, request: str) -> LetterRequest:
        """Take a request back, at any time before there is a letter."""
        return await self._step(request, "cancellation")

    async def preview_letter_request(self, request: str) -> Preview:
        """What the letter of a signed request would say."""
        answer = await self.http.call("POST", f"{_OWN}/{part(request)}/preview")
        return read(Preview, answer.content)

    async def issue_letter_request(
        self, request: str, *, warnings_accepted: bool, key: str | None = None
    ) -> LetterRequest:
        """Have the letter of a request made; `letter` of the answer is its id."""
        body = {"warnings_accepted": warnings_accepted}
        return await self._make(LetterRequest, f"{_OWN}/{part(request)}/letter", body, key)

    async def _step(self, request: str, step: str, body: dict[str, Any] | None = None) -> LetterRequest:
        return read(LetterRequest, (await self.http.call("POST", f"{_OWN}/{part(request)}/{step}", body)).content)
