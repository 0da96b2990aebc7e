"""Alembic's entry: runs on the connection that `db.migrate` hands over.

Revisions name plain SQL types, so that an old one never depends on code that has moved on.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import handrail.installation
import handrail.unit_of_work  # noqa: F401 - these two import every table
from handrail.db.columns import UTCDateTime
from handrail.db.sealed import SealedColumn

PLAIN: tuple[tuple[type[sa.types.TypeEngine[Any] | sa.types.TypeDecorator[Any]], str], ...] = (
    (UTCDateTime, "sa.DateTime(timezone=True)"),
    (SealedColumn, "sa.LargeBinary()"),
    (AutoString, "sa.String()"),
)


def plain(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """How a type of ours is written in a revision."""
    if kind == "type":
        for ours, written in PLAIN:
            if isinstance(item, ours):
                return written
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
