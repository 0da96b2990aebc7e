"""What use cases that keep an upload need: somebody who takes it down to its pages (security D2)."""

from __future__ import annotations

from typing import Protocol


class Pages(Protocol):
    """An upload, taken down to its pages."""

    @property
    def pdf(self) -> bytes: ...
    @property
    def pages(self) -> int: ...


class Clean(Protocol):
    """Takes an upload down to its pages; takes its time, so never inside a unit."""

    async def __call__(self, raw: bytes) -> Pages:
        """The pages and nothing else.

        Raises:
            WrongMediaType: not a PDF.
            TooLarge: too many bytes or pages.
            Invalid: it could act by itself, is locked or cannot be read through.
        """
        ...
