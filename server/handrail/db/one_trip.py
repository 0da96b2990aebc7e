"""SQLite in one trip to its thread a statement, where the usual adapter makes four: cursor, execute, fetch, close.

Each trip hands the interpreter from one thread to the other and back, which costs more than the statement.
"""

# ruff: noqa: SLF001 - SQLAlchemy's own adapter for aiosqlite reaches into both in the same way

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Knows all that a statement gave as soon as it is done."""

    __slots__ = ("_description", "_lastrowid", "_rowcount")

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._rows = deque()
        self._description: Any = None
        self._rowcount = -1
        self._lastrowid: int | None = None

    @property
    def description(self) -> Any:
        return self._description

    @property
    def rowcount(self) -> int:
        return self._rowcount

    @property
    def lastrowid(self) -> Any:
        return self._lastrowid

    def close(self) -> None:
        self._rows.clear()  # the cursor itself was closed with the statement

    async def _async_soft_close(self) -> None:
        """Nothing is left open."""

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        await self._trip(sqlite3.Cursor.execute, operation, parameters or ())

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._trip(sqlite3.Cursor.executemany, operation, seq_of_parameters)

    async def _trip(self, act: Callable[..., Any], *arguments: Any) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            done = await connection._execute(_done, connection._conn, act, *arguments)
        self._description, self._rowcount, self._lastrowid, rows = done
        self._rows = deque(rows)


def _done(connection: sqlite3.Connection, act: Callable[..., Any], *arguments: Any) -> Any:
    """In the thread of the database: the whole statement."""
    cursor = connection.cursor()
    try:
        act(cursor, *arguments)
        return cursor.description, cursor.rowcount, cursor.lastrowid, cursor.fetchall() if cursor.description else ()
    finally:
        cursor.close()


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls = _Cursor  # type: ignore[assignment]


class OneTrip(AsyncAdapt_aiosqlite_dbapi):
    """The driver that engines are given as their `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return _Connection(self, super().connect(*arg, **kw)._connection)
