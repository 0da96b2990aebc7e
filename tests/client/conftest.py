"""A running fake server, and a command run beside it, for every test that asks for one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from click.testing import CliRunner, Result
from tests.client.fake_server import Asked, FakeServer, running

from handrail_client.cli import main
from handrail_client.credentials import CredentialFile, Credentials

LATER = "2100-01-01T00:00:00Z"
TOKENS = {
    "sign_in": "s",
    "person": "p",
    "program": "g",
    "roles": ["participant"],
    "access": "access-1",
    "access_expires_at": LATER,
    "ends_at": LATER,
    "refresh": "refresh-1",
}
Run = Callable[..., Awaitable[Result]]


def says(content: Any, status: int = 200) -> Callable[[Asked], web.Response]:
    return lambda _: web.json_response(content, status=status)


@pytest.fixture
async def fake() -> AsyncIterator[FakeServer]:
    async with running(FakeServer()) as server:
        yield server


@pytest.fixture
def run(fake: FakeServer, tmp_path: Path) -> Run:
    """Runs a command beside the server, as somebody who is signed in unless `signed_out`."""

    async def runs(*words: str, typed: str = "", signed_out: bool = False) -> Result:
        if not signed_out:
            CredentialFile(tmp_path).save(Credentials(fake.origin, "refresh-0"))
            fake.on("POST", "/v1/refreshes", says(TOKENS))
        env = {"HANDRAIL_HOME": str(tmp_path), "TERM": "dumb"}
        result = await asyncio.to_thread(CliRunner().invoke, main, list(words), input=typed, env=env)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return runs
