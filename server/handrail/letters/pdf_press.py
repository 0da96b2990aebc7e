"""Makes finished letters: draws, signs, scans; a few at a time, so that a rush of them delays no room.

In threads of the server, or in processes beside it: drawing gives way to the rooms, but signing and scanning are
Python, of which a process runs one thread at a time. A process beside it ends with the server, however that ends.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TypeVar

from handrail.letters.content import LetterContent
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_pictures import pictures
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.plain_text import plain_text
from handrail.letters.ports import Made
from handrail.letters.scan import Kind, Place, scan

AT_ONCE = 2
T = TypeVar("T")


def file_name(number: str) -> str:
    """What a letter's file is called."""
    return f"letter-{number}.pdf"


class Desk:
    """Where one letter after the other is made."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._typesetter = Typesetter()
        self._lexicon = read_lexicon()

    def make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str], *, signed: bool) -> Made:
        """The document, and what the scan of its bytes found."""
        pdf = self._typesetter.draw(content)
        if signed:
            pdf = self._key.sign(pdf, content.issued_on)
        text = plain_text(content)
        everywhere = (*places(pdf, file_name(content.number)), Place("plain text", Kind.PROSE, text))
        return Made(pdf, text, scan(everywhere, self._lexicon, names, spare))


class PdfPress:
    """Satisfies `letters.ports.Press`.

    Args:
        key: what letters are signed with.
        processes: how many make letters beside this one; 0: threads of this one do.
    """

    def __init__(self, key: SigningKey, processes: int = 0) -> None:
        self._key = key
        self._processes = processes
        self._desk = None if processes else Desk(key)
        self._places = asyncio.Semaphore(processes or AT_ONCE)
        self._hands = self._executor()

    async def make(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The finished document and what the scan of its bytes found."""
        return await self._made(content, names, spare, signed=True)

    async def draw(self, content: LetterContent, names: Sequence[str], spare: Sequence[str]) -> Made:
        """The same, unsigned, for its client to look at first."""
        return await self._made(content, names, spare, signed=False)

    async def pictures(self, pdf: bytes) -> tuple[bytes, ...]:
        """The pages of a document as they are seen, each a PNG."""
        return await self._done(partial(pictures, pdf))

    async def _made(self, content: LetterContent, names: Sequence[str], spare: Sequence[str], *, signed: bool) -> Made:
        act = partial(self._desk.make if self._desk else _make_beside, content, names, spare, signed=signed)
        return await self._done(act)

    async def _done(self, act: Callable[[], T]) -> T:
        async with self._places:
            hands = self._hands
            try:
                return await asyncio.get_running_loop().run_in_executor(hands, act)
            except BrokenProcessPool:
                # One was killed, for want of memory perhaps: others take its place. Nothing was written yet.
                if self._hands is hands:
                    self._hands = self._executor()
                return await asyncio.get_running_loop().run_in_executor(self._hands, act)

    def _executor(self) -> Executor:
        if not self._processes:
            return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="press")
        return ProcessPoolExecutor(
            self._processes, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(self._key.pem(),)
        )


_DESKS: list[Desk] = []
"""The desk of this process, where it is one that makes letters beside the server."""


def _begin(pem: bytes) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the server from a terminal stops it alone
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    _DESKS.append(Desk(SigningKey.of_pem(pem)))


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(1)


def _make_beside(content: LetterContent, names: Sequence[str], spare: Sequence[str], *, signed: bool) -> Made:
    return _DESKS[0].make(content, names, spare, signed=signed)
