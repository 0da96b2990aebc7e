"""What follows from what, in the same unit, before the commit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handrail.unit_of_work import SqlUnit


async def react(unit: SqlUnit, event: object) -> None:
    """Run what follows from `event`; what has no consequence has none."""
