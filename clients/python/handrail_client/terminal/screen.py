"""A terminal that speaks and listens at once: what happens is printed above the line that is being typed.

On a terminal the line is edited here, so that it can be drawn again after something was said. Elsewhere (a pipe, a
screen reader's dumb terminal, a test) lines come and go as they are. Whatever is printed loses its control
characters first: a name must not be able to move the cursor.
"""

from __future__ import annotations

import asyncio
import codecs
import itertools
import os
import shutil
import signal
import sys
import termios
import textwrap
import threading
import tty
import unicodedata
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self, TextIO

_ENTER_SCREEN, _LEAVE_SCREEN = "\x1b[?1049h\x1b[2J\x1b[H", "\x1b[?1049l"
_CLEAR_LINE = "\r\x1b[J"
_ERASE_LINE, _ERASE_WORD, _END, _ESCAPE = "\x15", "\x17", "\x04", "\x1b"
_BACKSPACE = frozenset({"\x7f", "\x08"})
_ENTER = frozenset({"\r", "\n"})
_CHUNK = 4096


_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that override or embed direction (UAX #9): they can make a line look like another one."""


def clean(text: str) -> str:
    """`text` without what a terminal would obey or what turns the direction of writing; line breaks stay."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _obeyed(one) else one for one in text)


def _obeyed(one: str) -> bool:
    return one in _TURNS or (one != "\n" and unicodedata.category(one) in {"Cc", "Cs"})


def wrapped(text: str, columns: int) -> str:
    """`text` in lines of at most `columns`, broken between words; what follows keeps the indentation of its line."""
    lines: list[str] = []
    for line in text.split("\n"):
        inset = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line, max(20, columns), subsequent_indent=inset, break_on_hyphens=False, replace_whitespace=False
        ) or [""]
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns that `text` takes: wide letters (UAX #11) two, marks that sit on another none."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(unicodedata.combining(one) != 0 for one in text)


class Editing:
    """A line being typed."""

    def __init__(self) -> None:
        self.text = ""
        self._escape = ""

    def key(self, key: str) -> str | None:
        """Take one character; the line, when it was Enter.

        Raises:
            EOFError: Ctrl-D on an empty line.
        """
        if self._escape:
            self._in_escape(key)
            return None
        if key in _ENTER:
            line, self.text = self.text, ""
            return line
        if key == _END and not self.text:
            raise EOFError
        if key == _ESCAPE:
            self._escape = key
        elif key in _BACKSPACE:
            self.text = self.text[:-1]
        elif key == _ERASE_LINE:
            self.text = ""
        elif key == _ERASE_WORD:
            self.text = self.text.rstrip().rpartition(" ")[0]
        elif unicodedata.category(key) != "Cc":
            self.text += key
        return None

    def _in_escape(self, key: str) -> None:
        """Arrow and function keys are `ESC [ … letter` or `ESC O letter`: nothing here."""
        self._escape += key
        if len(self._escape) == 2 and key in "[O":  # noqa: PLR2004 - the introducer
            return
        if key.isalpha() or key == "~" or len(self._escape) == 2:  # noqa: PLR2004 - Alt and a key
            self._escape = ""


class Screen:
    """Use it as `async with Screen() as screen`."""

    def __init__(self, *, keep: bool = False, out: TextIO | None = None) -> None:
        """Nothing is printed yet.

        Args:
            keep: leave what was printed on the terminal afterwards; otherwise it is gone, as at a shared computer
                it should be.
            out: where to print; stdout if left out.
        """
        self._out = out or sys.stdout
        self._live = sys.stdin.isatty() and self._out.isatty() and os.environ.get("TERM") != "dumb"
        self._keep = keep
        self._editing = Editing()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._before: list[object] | None = None
        self._rows = 0
        """Rows that the line being typed takes beyond its first."""
        self.prompt = "> "

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        if not self._live:
            threading.Thread(target=self._read_lines, args=(loop,), daemon=True).start()
            return self
        self._before = termios.tcgetattr(sys.stdin.fileno())
        tty.setcbreak(sys.stdin.fileno())
        loop.add_reader(sys.stdin.fileno(), self._read_keys)
        loop.add_signal_handler(signal.SIGINT, self._lines.put_nowait, None)
        if not self._keep:
            self._write(_ENTER_SCREEN)
        self._draw()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is None:
            return
        loop = asyncio.get_running_loop()
        loop.remove_reader(sys.stdin.fileno())
        loop.remove_signal_handler(signal.SIGINT)
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, self._before)  # type: ignore[arg-type] # as it was got
        self._write(_CLEAR_LINE if self._keep else _LEAVE_SCREEN)

    def say(self, text: str) -> None:
        """Print `text` above the line that is being typed."""
        if not self._live:
            self._write(f"{clean(text)}\n")
            return
        self._erase()
        self._write(wrapped(clean(text), shutil.get_terminal_size().columns) + "\n")
        self._draw()

    async def lines(self) -> AsyncIterator[str]:
        """What is typed, line by line, until Ctrl-C, Ctrl-D or the end of the input."""
        while (line := await self._lines.get()) is not None:
            yield line

    def _draw(self) -> None:
        self._erase()
        line = f"{self.prompt}{self._editing.text}"
        self._write(line)
        # A line that ends at the edge leaves the cursor on its own row, hence the one less.
        self._rows = max(0, _width(line) - 1) // max(1, shutil.get_terminal_size().columns)

    def _erase(self) -> None:
        """Take the line that is being typed off the screen, all its rows."""
        self._write((f"\x1b[{self._rows}A" if self._rows else "") + _CLEAR_LINE)
        self._rows = 0

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()

    def _read_keys(self) -> None:
        for key in self._decoder.decode(os.read(sys.stdin.fileno(), _CHUNK)):
            try:
                line = self._editing.key(key)
            except EOFError:
                self._lines.put_nowait(None)
                return
            if line is not None:
                self._erase()
                self._write(f"{self.prompt}{line}\n")
                self._lines.put_nowait(line)
        self._draw()

    def _read_lines(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a thread of its own, since a pipe cannot be waited for everywhere; it ends with the process."""
        line: str | None
        for line in itertools.chain(iter(sys.stdin.readline, ""), ("",)):
            try:
                loop.call_soon_threadsafe(self._lines.put_nowait, line.rstrip("\r\n") if line else None)
            except RuntimeError:  # the loop has closed: nobody listens any more
                return
