"""A running fake server for every test that asks for one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.client.fake_server import FakeServer, running


@pytest.fixture
async def fake() -> AsyncIterator[FakeServer]:
    async with running(FakeServer()) as server:
        yield server
