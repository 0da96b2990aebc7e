"""The part of the client for letters that the program sends: what can be chosen, sending, and taking it back."""

from __future__ import annotations

from typing import Any

from handrail_client.asks import Asks, part, read
from handrail_client.records import Delivery, DeliveryChoices


class DeliveryAsks(Asks):
    """What can be asked for about sendings."""

    async def delivery_choices(self, letter: str, *, language: str = "en") -> DeliveryChoices:
        """Whether and on which form of ours a letter can be sent, and how the mail would look."""
        path = f"/v1/letters/{part(letter)}/delivery-choices"
        return read(DeliveryChoices, (await self.http.call("GET", path, query={"language": language})).content)

    async def send_letter(
        self,
        letter: str,
        *,
        form: str,
        address: str,
        address_again: str,
        manner: str = "link",
        language: str = "en",
        accepted: bool = False,
        accepted_again: bool = False,
        key: str | None = None,
    ) -> Delivery:
        """Have a letter sent to the recipient of a form. It can be taken back until `sends_at`.

        Args:
            letter: id of one of our letters.
            form: id of the consent that names the recipient; `delivery_choices` lists those that serve.
            address: the recipient's e-mail address.
            address_again: the same, typed once more.
            manner: `link` (the answer holds a passcode, this once), or `attached`.
            language: of the mail, `en` or `es`.
            accepted: whether the warnings of the choice were accepted.
            accepted_again: and once more.
            key: UUID of this request, to repeat it; the same key gives the same sending.
        """
        body: dict[str, Any] = {"form": form, "address": address, "address_again": address_again}
        body |= {"manner": manner, "language": language}
        body |= {"notice_accepted": accepted, "notice_accepted_again": accepted_again}
        return await self._make(Delivery, f"/v1/letters/{part(letter)}/deliveries", body, key)

    async def deliveries(self) -> tuple[Delivery, ...]:
        """Our sendings, newest first, and what became of each."""
        return await self._many(Delivery, "/v1/deliveries")

    async def send_again(self, delivery: str, *, key: str | None = None) -> Delivery:
        """Send a link again that nobody opened: a new link and passcode (told this once); the old one ends."""
        return await self._make(Delivery, f"/v1/deliveries/{part(delivery)}/again", None, key)

    async def cancel_delivery(self, delivery: str, *, key: str | None = None) -> Delivery:
        """Take a sending back: what waits does not go, and a link that nobody opened leads nowhere."""
        return await self._make(Delivery, f"/v1/deliveries/{part(delivery)}/cancellation", None, key)
