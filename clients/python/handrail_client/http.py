"""Requests to the server: who we are, when to ask again, and what an answer means.

A request that is safe to repeat (a read, or one with an `Idempotency-Key`) is repeated when the answer was
lost or the server was busy; any other is sent once. Access tokens live in memory only.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import secrets
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

import aiohttp

from handrail_client.address import origin
from handrail_client.answer import Answer, read
from handrail_client.credentials import CredentialFile, Credentials
from handrail_client.errors import (
    Conflict,
    SignedOut,
    SignInFailed,
    TooMany,
    Unavailable,
    Unreachable,
)
from handrail_client.messages import new_id

TRIES = 4
_LONGEST_WAIT = 10.0
_EARLY = 30.0
"""Seconds before its end at which an access token is replaced."""

_LONGEST_LIFE = 600.0
"""Seconds that no access token outlives, whatever two clocks make of it."""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a request shows. `until` is on the monotonic clock, seconds."""

    value: str = field(repr=False)
    until: float


class Http:
    """A connection to one server. Use it as `async with Http(...) as http`."""

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
            credentials: where the refresh token is kept; None keeps it in memory only.
            use_proxy: whether proxy settings of the environment are followed.
            timeout: seconds for one try.
        """
        self.server = origin(server)
        self._file = credentials
        self._kept: Credentials | None = None
        self._access: AccessToken | None = None
        self._turn = asyncio.Lock()
        self.use_proxy = use_proxy
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=self._timeout, trust_env=self.use_proxy, cookie_jar=aiohttp.DummyCookieJar()
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask as whoever is signed in; the access token is replaced when it has run out.

        Raises:
            SignedOut: nobody is signed in here, or no longer.
            Problem: the server refused.
            Unreachable: no answer.
        """
        token = await self._token()
        try:
            return await self.send(method, path, body, key=key, query=query, token=token)
        except SignedOut:
            if self._access is not None and self._access.value == token:
                self._access = None
            return await self.send(method, path, body, key=key, query=query, token=await self._token())

    async def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        query: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> Answer:
        """Ask, without being signed in unless `token` is given. Repeats only what is safe to repeat."""
        headers = {"Accept": "application/json, application/problem+json, */*"}
        if key is not None:
            headers["Idempotency-Key"] = key
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        tries = TRIES if key is not None or method == "GET" else 1
        for attempt in range(1, tries + 1):
            try:
                return await self._once(method, path, body, headers, query)
            except (Unreachable, Unavailable, TooMany, Conflict) as failure:
                wait = backoff(attempt, secrets.SystemRandom().random())
                asked = getattr(failure, "retry_after", None)
                # A conflict that says when is our own first try, still at work; any other stays one.
                for_good = isinstance(failure, Conflict) and asked is None
                if attempt == tries or for_good or (asked or 0) > _LONGEST_WAIT:
                    raise
                await asyncio.sleep(max(wait, asked or 0))
        raise AssertionError("unreachable")  # pragma: no cover

    async def _once(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        headers: Mapping[str, str],
        query: Mapping[str, str] | None,
    ) -> Answer:
        if self._session is None:
            raise RuntimeError("Use `async with`.")
        try:
            async with self._session.request(
                method, self.server + path, json=body, headers=headers, params=query, allow_redirects=False
            ) as response:
                return await read(response)
        except (aiohttp.ClientError, TimeoutError, OSError):
            # Their text may hold the address with what stands in it: it is not passed on.
            raise Unreachable("The server could not be reached. Check the network, then try again.") from None

    # --- who we are ------------------------------------------------------------------------------------------------

    def keep(self, answer: Answer, given: Mapping[str, Any]) -> None:
        """Keep the tokens that a sign-in, an activation or a refresh gave."""
        life = min(answer.seconds_until(given["access_expires_at"]), _LONGEST_LIFE)
        until = time.monotonic() + max(0.0, life - _EARLY)
        self._access = AccessToken(given["access"], until)
        self._kept = Credentials(self.server, given["refresh"])
        if self._file is not None:
            self._file.save(self._kept)

    def forget(self) -> None:
        """Forget everything that this computer keeps."""
        self._access = None
        self._kept = None
        if self._file is not None:
            self._file.forget()

    def _expire(self) -> None:
        """The sign-in is over. Where the server is stays known, so that signing in again needs no address."""
        self._access, self._kept = None, Credentials(self.server, "")
        if self._file is not None:
            self._file.save(self._kept)

    async def _token(self) -> str:
        async with self._turn:
            if self._access is None or time.monotonic() >= self._access.until:
                await self._refresh()
            assert self._access is not None
            return self._access.value

    async def _refresh(self) -> None:
        """Trade the refresh token for the next one, one process at a time (A7: a used token ends the family)."""
        async with self._alone():
            kept = self._file.load() if self._file is not None else self._kept
            if kept is None or kept.server != self.server or not kept.refresh:
                raise SignedOut
            kept = replace(kept, refresh_key=kept.refresh_key or new_id())
            if self._file is not None:
                self._file.save(kept)  # before it is sent: after a crash the same key asks again
            try:
                answer = await self.send("POST", "/v1/refreshes", {"refresh": kept.refresh}, key=kept.refresh_key)
            except (SignedOut, SignInFailed):
                self._expire()
                raise SignedOut from None
            self.keep(answer, answer.members)

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        if self._file is None:
            yield
            return
        path = self._file.lock_path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("w") as lock:
            await asyncio.to_thread(fcntl.flock, lock, fcntl.LOCK_EX)
            yield


def backoff(attempt: int, jitter: float) -> float:
    """Seconds to wait before try `attempt` + 1 (from 1); `jitter` in 0–1 spreads clients that failed together.

    Full jitter over a doubling ceiling, from half a second to ten; never less than a tenth.
    """
    ceiling = min(_LONGEST_WAIT, 0.5 * 2.0 ** min(attempt - 1, 10))
    return 0.1 + jitter * (ceiling - 0.1)
