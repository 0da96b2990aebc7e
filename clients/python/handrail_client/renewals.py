"""The part of the client for standing requests: a letter each month, and for staff the batches that make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handrail_client.asks import Asks, part, read
from handrail_client.records import LetterBatch, Renewal


@dataclass(frozen=True, slots=True)
class RenewalSend:
    """Where the letters of a standing request go besides to us.

    Attributes:
        form: id of the consent that names the recipient; it has to hold as long as the request.
        address: the recipient's e-mail address, and the same typed once more.
        accepted: whether the warnings were accepted, and once more.
    """

    form: str
    address: str = field(repr=False)
    address_again: str = field(repr=False)
    accepted: bool = False
    accepted_again: bool = False


class RenewalAsks(Asks):
    """What can be asked for about them."""

    async def sign_renewal(
        self,
        *,
        use: str,
        level: int,
        until: date,
        language: str = "en",
        large: bool = False,
        send: RenewalSend | None = None,
        key: str | None = None,
    ) -> Renewal:
        """Have such a letter made each month, into our own documents. It needs a sign-in of the last minutes.

        Args:
            use: `work`, `school` or `other`.
            level: 1 or 2; the others are signed for letter by letter.
            until: the last day, within a year.
            language: `en` or `es`.
            large: whether the letters are set in 14 points.
            send: where each letter goes by link as well; the answer then holds the passcode, this once.
            key: UUID of this request, to repeat it.
        """
        body: dict[str, Any] = {"use": use, "level": level, "until": until.isoformat(), "language": language}
        body["large"] = large
        if send:
            body["send"] = {
                "form": send.form,
                "address": send.address,
                "address_again": send.address_again,
                "language": language,
                "notice_accepted": send.accepted,
                "notice_accepted_again": send.accepted_again,
            }
        return await self._make(Renewal, "/v1/letter-renewals", body, key)

    async def renewals(self) -> tuple[Renewal, ...]:
        """Our standing requests and what came of them, newest first."""
        return await self._many(Renewal, "/v1/letter-renewals")

    async def stop_renewal(self, renewal: str) -> Renewal:
        """Take a standing request back. Letters that were made stay."""
        return read(Renewal, (await self.http.call("POST", f"/v1/letter-renewals/{part(renewal)}/stop")).content)

    async def start_letter_batch(self, program: str, *, key: str | None = None) -> LetterBatch:
        """For coordinators: make what is due of standing requests. The server goes on with it by itself."""
        return await self._make(LetterBatch, f"/v1/programs/{part(program)}/letter-batches", None, key)

    async def letter_batches(self, program: str) -> tuple[LetterBatch, ...]:
        """For coordinators: the latest batches and how far they are, newest first. They name nobody."""
        return await self._many(LetterBatch, f"/v1/programs/{part(program)}/letter-batches")
