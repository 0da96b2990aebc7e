"""Fixtures of the live rooms."""

from __future__ import annotations

import pytest

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.ids import SystemIds
from tests.conftest import MASTER
from tests.fakes import FakeClock


@pytest.fixture
def sqlite_vault(sqlite_database: Database, clock: FakeClock, ids: SystemIds) -> Vault:
    return Vault(sqlite_database.writer, MASTER, clock, ids)
