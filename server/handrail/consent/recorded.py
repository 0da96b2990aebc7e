"""What staff read off a form on paper, before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from handrail.consent.authorization import Choices
from handrail.consent.codes import LegalAuthority
from handrail.consent.paper import Paper


@dataclass(frozen=True, slots=True)
class Recorded:
    """What staff read off a paper.

    Attributes:
        kinds: the rules that it says it serves.
        scan: the scanned paper, a PDF.
        paper: makes the rest, given the digest of the scan and the instant.
    """

    choices: Choices
    kinds: frozenset[LegalAuthority]
    scan: bytes = field(repr=False)
    paper: Callable[[str, datetime], Paper] = field(repr=False)
