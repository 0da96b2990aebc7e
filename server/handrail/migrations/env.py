"""Alembic's entry: runs on the connection that `db.migrate` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import handrail.unit_of_work  # noqa: F401 - imports every table

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
