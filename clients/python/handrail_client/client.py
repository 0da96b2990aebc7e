"""What a person can ask a Handrail server for, one method each.

    async with Client("https://program.example", CredentialFile()) as client:
        await client.sign_in(email, password)
        for session in await client.sessions(): ...

Every method raises a `Problem` when the server refuses, `SignedOut` among them, and `Unreachable` when nobody
answers. What changes something carries an id, so that a repeated request has one effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import TracebackType
from typing import Any, Self

from handrail_client.answer import Answer
from handrail_client.asks import part, read
from handrail_client.credentials import CredentialFile
from handrail_client.crisis_plan import PlanAsks
from handrail_client.deliveries import DeliveryAsks
from handrail_client.http import Http
from handrail_client.letter_requests import LetterRequestAsks
from handrail_client.messages import as_frame
from handrail_client.paperwork import PaperworkAsks
from handrail_client.records import (
    Authenticator,
    CheckIn,
    CheckInWaiting,
    Consent,
    ConsentChoices,
    ConsentDraft,
    Dispute,
    Document,
    Handout,
    HandoutText,
    Letter,
    Me,
    Preview,
    Receipt,
    Session,
    SignedIn,
)
from handrail_client.renewals import RenewalAsks


class Client(LetterRequestAsks, PaperworkAsks, DeliveryAsks, RenewalAsks, PlanAsks):
    """One person's way to one server. Use it as `async with Client(...) as client`."""

    def __init__(
        self,
        server: str,
        credentials: CredentialFile | None = None,
        *,
        use_proxy: bool = False,
        timeout: float = 20.0,
    ) -> None:
        """Nothing is sent yet.

        Args:
            server: https origin; http for this computer alone.
            credentials: where to stay signed in; None forgets with the process.
            use_proxy: whether proxy settings of the environment are followed.
            timeout: seconds for one try of a request.
        """
        self.http = Http(server, credentials, use_proxy=use_proxy, timeout=timeout)

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.__aexit__(kind, failure, trace)

    # --- who we are ------------------------------------------------------------------------------------------------

    async def activate(
        self, secret: str, password: str, *, code: str = "", second_factor: bool = False, display_name: str = ""
    ) -> SignedIn | Authenticator:
        """Use a one-time link's secret. Staff call twice: the second time with a code from their authenticator."""
        body: dict[str, Any] = {"secret": secret, "password": password}
        body |= {"code": code} if code else {}
        body |= {"second_factor": True} if second_factor else {}
        body |= {"display_name": display_name} if display_name else {}
        answer = await self.http.send("POST", "/v1/activations", body)
        if answer.members.get("signed_in") is None:
            return read(Authenticator, answer.members.get("authenticator"))
        return self._signed_in(answer, answer.members["signed_in"])

    async def sign_in(self, email: str, password: str, *, code: str = "", program: str | None = None) -> SignedIn:
        """Sign in; raises `SecondFactorNeeded` where a code from an authenticator is needed too."""
        body: dict[str, Any] = {"email": email, "password": password}
        body |= {"code": code} if code else {}
        body |= {"program": program} if program else {}
        answer = await self.http.send("POST", "/v1/sign-ins", body)
        return self._signed_in(answer, answer.members)

    async def reauthenticate(self, password: str, *, code: str = "") -> None:
        """Confirm who we are, for acts that raise `FreshSignInNeeded`."""
        body = {"password": password} | ({"code": code} if code else {})
        await self.http.call("POST", "/v1/reauthentications", body)

    async def sign_out(self, *, everywhere: bool = False) -> None:
        """End this sign-in, or all of ours, and forget what this computer keeps."""
        await self.http.call("DELETE", "/v1/sign-ins" if everywhere else "/v1/sign-ins/current")
        self.http.forget()

    async def me(self) -> Me:
        """Our own account."""
        return read(Me, (await self.http.call("GET", "/v1/me")).content)

    def _signed_in(self, answer: Answer, given: Mapping[str, Any]) -> SignedIn:
        entered = read(SignedIn, given)
        self.http.keep(answer, given)
        return entered

    # --- sessions --------------------------------------------------------------------------------------------------

    async def sessions(self) -> tuple[Session, ...]:
        """Our next sessions."""
        return await self._many(Session, "/v1/sessions")

    async def session(self, session: str) -> Session:
        """One session of ours."""
        return read(Session, (await self.http.call("GET", f"/v1/sessions/{part(session)}")).content)

    async def tell_place(self, session: str, *, kind: str, address: str, callback: str, privacy: str) -> None:
        """Say where we are today, so that help finds us. Asked before every session; the latest answer holds.

        Args:
            session: its id.
            kind: `home`, `work`, `car` or `other`.
            address: in our own words, 3–200 characters.
            callback: a telephone number.
            privacy: `alone` or `others_nearby`.
        """
        body = {"kind": kind, "address": address, "callback": callback, "privacy": privacy}
        await self.http.call("POST", f"/v1/sessions/{part(session)}/place", body)

    async def check_in_waiting(self, session: str) -> str | None:
        """The title of the check-in that waits for us in a session that is on; None: none does."""
        answer = (await self.http.call("GET", f"/v1/sessions/{part(session)}/check-in")).content
        return read(CheckInWaiting, answer).title

    async def ticket(self, session: str) -> str:
        """A one-use ticket for the room, good for a minute. `aio.join` asks for them by itself."""
        answer = await self.http.call("POST", f"/v1/sessions/{part(session)}/tickets")
        return str(answer.members["ticket"])

    @property
    def live_address(self) -> str:
        """Where rooms are. It names none: the room is in the ticket."""
        return "ws" + self.http.server.removeprefix("http") + "/v1/live"

    @property
    def use_proxy(self) -> bool:
        """Whether proxy settings of the environment are followed."""
        return self.http.use_proxy

    # --- check-ins -------------------------------------------------------------------------------------------------

    async def check_ins(self) -> tuple[CheckIn, ...]:
        """The check-ins that there are, in their newest version."""
        return await self._many(CheckIn, "/v1/checkins")

    async def check_in(self, template: str, version: int) -> CheckIn:
        """One version of a check-in, as a round names it."""
        return read(CheckIn, (await self.http.call("GET", f"/v1/checkins/{part(template)}/versions/{version}")).content)

    # --- handouts and attendance -----------------------------------------------------------------------------------

    async def handouts(self) -> tuple[Handout, ...]:
        """The handouts that there are, in their newest version."""
        return await self._many(Handout, "/v1/handouts")

    async def handout(self, handout: str, version: int | None = None) -> HandoutText:
        """One handout with its text in Markdown."""
        query = None if version is None else {"version": str(version)}
        return read(HandoutText, (await self.http.call("GET", f"/v1/handouts/{part(handout)}", query=query)).content)

    async def handout_pdf(self, handout: str, version: int | None = None) -> bytes:
        """The same for printing, as a tagged PDF."""
        query = None if version is None else {"version": str(version)}
        return (await self.http.call("GET", f"/v1/handouts/{part(handout)}/document.pdf", query=query)).document

    async def attendance(self) -> tuple[Receipt, ...]:
        """Our own attendance, session by session."""
        return await self._many(Receipt, "/v1/attendance")

    async def dispute(self, entry: str, words: str, *, key: str | None = None) -> Dispute:
        """Say in our own words that an entry of our attendance is wrong."""
        return await self._make(Dispute, f"/v1/attendance/{part(entry)}/disputes", {"words": words}, key)

    # --- consents --------------------------------------------------------------------------------------------------

    async def draft_consent(self, choices: ConsentChoices) -> ConsentDraft:
        """A form as it will read; nothing is signed and nothing is kept."""
        answer = await self.http.call("POST", "/v1/consent-drafts", as_frame(choices))
        return read(ConsentDraft, answer.content)

    async def sign_consent(
        self, choices: ConsentChoices, digest: str, *, seen: tuple[str, ...] = (), key: str | None = None
    ) -> Consent:
        """Sign a form exactly as it was shown: `digest` is the draft's, `seen` the keys of its `earlier`.

        Raises `FreshSignInNeeded` where we did not just sign in, and `Conflict` where the text would read
        differently now.
        """
        return await self._make(
            Consent, "/v1/consents", {"choices": as_frame(choices), "digest": digest, "seen": list(seen)}, key
        )

    async def consents(self) -> tuple[Consent, ...]:
        """Our forms, newest first."""
        return await self._many(Consent, "/v1/consents")

    async def revoke_consent(self, consent: str, *, key: str | None = None) -> Consent:
        """Take a form back; it stops at once."""
        return await self._make(Consent, f"/v1/consents/{part(consent)}/revocations", None, key)

    # --- letters ---------------------------------------------------------------------------------------------------

    async def ask_letter(
        self,
        *,
        use: str,
        level: int,
        first_day: date | None = None,
        last_day: date | None = None,
        time_of_day: bool = False,
        expected_end: bool = False,
        language: str = "en",
        reader_form: str = "",
        key: str | None = None,
    ) -> Letter:
        """Have a letter computed from our own attendance, and handed to us.

        Args:
            use: `work`, `school` or `other`.
            level: 1 says that there was an appointment, 2 that we are under care.
            first_day: the first day that it speaks of.
            last_day: the last one.
            time_of_day: whether it tells the hours.
            expected_end: whether it tells when the care is expected to end.
            language: the language it is written in, `en` or `es`.
            reader_form: id of a consent that lets a reader check the letter; without one it carries no code.
            key: UUID of this request, to repeat it; the same key gives the same letter.
        """
        body: dict[str, Any] = {"use": use, "level": level, "time_of_day": time_of_day, "expected_end": expected_end}
        body |= {"first_day": first_day.isoformat()} if first_day else {}
        body |= {"last_day": last_day.isoformat()} if last_day else {}
        body |= {"reader_form": reader_form} if reader_form else {}
        body |= {"language": language} if language != "en" else {}
        return await self._make(Letter, "/v1/letters", body, key)

    async def letters(self) -> tuple[Letter, ...]:
        """Our letters, newest first."""
        return await self._many(Letter, "/v1/letters")

    async def letter(self, letter: str) -> Letter:
        """One of our letters, and when a reader was told that it is confirmed."""
        return read(Letter, (await self.http.call("GET", f"/v1/letters/{part(letter)}")).content)

    async def letter_document(self, letter: str) -> Document:
        """The letter as it was issued, a signed PDF."""
        answer = await self.http.call("GET", f"/v1/letters/{part(letter)}/document")
        return Document(answer.document, answer.file_name or "letter.pdf")

    async def replacement(self, letter: str) -> Preview:
        """What the letter would say that takes the place of a replaced one."""
        answer = await self.http.call("POST", f"/v1/letters/{part(letter)}/successor-preview")
        return read(Preview, answer.content)

    async def replace_letter(self, letter: str, *, key: str | None = None) -> Letter:
        """Have the letter made that takes the place of a replaced one: as it was chosen, on the facts of now."""
        return await self._make(Letter, f"/v1/letters/{part(letter)}/successor", None, key)

    async def withdraw_letter(self, letter: str, *, key: str | None = None) -> Letter:
        """Take a letter back: from now on a check no longer confirms it."""
        return await self._make(Letter, f"/v1/letters/{part(letter)}/withdrawal", None, key)

    async def check(self, code: str, *, sha256: str | None = None) -> bool:
        """Whether a letter is confirmed, for anybody who holds its code; nothing more can be learned.

        Args:
            code: as it stands on the letter; spaces and case do not matter.
            sha256: of the file, in hex, to know that not a byte of it was changed.
        """
        body = {"code": code} | ({"sha256": sha256} if sha256 else {})
        return (await self.http.send("POST", "/v1/checks", body)).members.get("answer") == "confirmed"
