"""What several tests of letters stand on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.letters.post import Post, Taken, a_mail_server


@pytest_asyncio.fixture
async def post() -> AsyncIterator[Post]:
    taken = Taken()
    async with a_mail_server(taken) as port:
        yield Post(taken, port)
