"""What a use case needs to write an act down."""

from __future__ import annotations

from typing import Protocol

from handrail.audit.entry import Tag


class AuditLog(Protocol):
    """Appends inside the caller's unit: if the entry cannot be written, the act did not happen."""

    async def record(
        self, tag: Tag, *, actor: str = "", subject: str = "", program: str = "", outcome: str = "done"
    ) -> None:
        """Write one act down, by ids only."""
        ...
