"""The part of the client for forms that are not letters: clients ask and fetch, clinicians attach."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from handrail_client.asks import Asks, part, read
from handrail_client.messages import new_id
from handrail_client.records import Document, Paperwork, PaperworkKinds, WaitingPaperwork


class PaperworkAsks(Asks):
    """What can be asked for about such forms."""

    async def paperwork_kinds(self, *, language: str = "en") -> PaperworkKinds:
        """What a letter is not, and what a form of each kind usually reveals; `language` is `en` or `es`."""
        answer = await self.http.call("GET", "/v1/paperwork-kinds", query={"language": language})
        return read(PaperworkKinds, answer.content)

    async def ask_paperwork(
        self, kind: str, *, understood: bool, needed_by: date | None = None, key: str | None = None
    ) -> Paperwork:
        """Ask a clinician to complete a form.

        Args:
            kind: one of `paperwork_kinds`.
            understood: whether we have read what such a form reveals.
            needed_by: the day on which we have to hand it in.
            key: UUID of this request, to repeat it.
        """
        body: dict[str, Any] = {"kind": kind, "understood": understood}
        body |= {"needed_by": needed_by.isoformat()} if needed_by else {}
        return await self._make(Paperwork, "/v1/paperwork", body, key)

    async def paperwork(self, *, language: str = "en") -> tuple[Paperwork, ...]:
        """The forms that we asked for, newest first."""
        return await self._many(Paperwork, "/v1/paperwork", {"language": language})

    async def cancel_paperwork(self, paperwork: str) -> Paperwork:
        """Take a request for a form back."""
        return read(Paperwork, (await self.http.call("POST", f"/v1/paperwork/{part(paperwork)}/cancellation")).content)

    async def paperwork_document(self, paperwork: str, form: str) -> Document:
        """A completed form of ours, a PDF."""
        path = f"/v1/paperwork/{part(paperwork)}/forms/{part(form)}/document"
        answer = await self.http.call("GET", path)
        return Document(answer.document, answer.file_name or "form.pdf")

    async def paperwork_queue(self) -> tuple[WaitingPaperwork, ...]:
        """For clinicians: forms that wait for us, the most urgent first."""
        return await self._many(WaitingPaperwork, "/v1/paperwork-queue")

    async def attach_paperwork(self, paperwork: str, pdf: bytes, *, key: str | None = None) -> None:
        """For clinicians: attach a completed form. Only its pages are kept, and it goes to the client alone."""
        body = {"document": b64encode(pdf).decode()}
        await self.http.call("POST", f"/v1/paperwork-queue/{part(paperwork)}/forms", body, key=key or new_id())

    async def decline_paperwork(self, paperwork: str, reason: str) -> None:
        """For clinicians: no form comes; `reason` is a word of the list."""
        await self.http.call("POST", f"/v1/paperwork-queue/{part(paperwork)}/refusal", {"reason": reason})
