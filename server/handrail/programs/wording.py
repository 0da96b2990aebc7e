"""What one line of text may hold where staff or a person type it."""

from __future__ import annotations

from handrail.identity.name import NameRefused, checked
from handrail.kernel.errors import Fault, Invalid


def one_line(text: str, at: str, *, most: int, least: int = 1) -> str:
    """`text` as it is kept: the spelling rules of names hold for every line (security E10).

    Args:
        text: what was typed.
        at: JSON Pointer to it, for the fault.
        most: largest length in characters, up to 200.
        least: smallest length in characters.

    Raises:
        Invalid: too short, too long, or with control, direction-changing or invisible characters.
    """
    try:
        kept = checked(text)
    except NameRefused as refused:
        raise Invalid(faults=(Fault(at, str(refused)),)) from None
    if not least <= len(kept) <= most:
        raise Invalid(faults=(Fault(at, f"this has {least} to {most} characters"),))
    return kept
