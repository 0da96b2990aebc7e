"""A line that is being typed while things happen."""

from __future__ import annotations

import asyncio
import os
import pty
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.patience import PATIENCE

from handrail_client.terminal.screen import Editing, clean, wrapped


def typed(keys: str) -> tuple[list[str], str]:
    editing = Editing()
    lines = [line for key in keys if (line := editing.key(key)) is not None]
    return lines, editing.text


@pytest.mark.parametrize(
    ("keys", "lines", "rest"),
    [
        ("hello\r", ["hello"], ""),
        ("one\ntwo", ["one"], "two"),
        ("helo\x7f\x7fllo\r", ["hello"], ""),
        ("never mind\x15yes\r", ["yes"], ""),
        ("two words\x17", [], "two"),
        ("a\x1b[Db\x1b[3~c\x1bOAd", [], "abcd"),
        ("Zoë 日本\r", ["Zoë 日本"], ""),
        ("bell\x07\x00", [], "bell"),
    ],
)
def test_a_line_is_edited_as_one_is_used_to(keys: str, lines: list[str], rest: str) -> None:
    assert typed(keys) == (lines, rest)


def test_the_end_of_input_is_only_that_on_an_empty_line() -> None:
    assert typed("a\x04") == ([], "a")
    with pytest.raises(EOFError):
        typed("\x04")


@given(st.text())
def test_nothing_that_is_printed_can_steer_the_terminal(text: str) -> None:
    printed = clean(text)

    assert len(printed) == len(text)
    assert not any(one < " " and one != "\n" for one in printed)
    assert "\x9b" not in printed


def test_lines_break_between_words_and_keep_their_place() -> None:
    assert wrapped("    one two three four five six", 20) == "    one two three\n    four five six"
    assert wrapped("a\n\nb", 20) == "a\n\nb"


SCRIPT = """
import asyncio, fcntl, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
from handrail_client.terminal.screen import Screen

async def main():
    async with Screen() as screen:
        print("ready", flush=True)
        async for line in screen.lines():
            screen.say(f"heard {line}")
            if line == "stop":
                break

asyncio.run(main())
print("left", flush=True)
"""


@pytest.mark.parametrize("goodbye", [b"stop\r", b"\x03", b"\x04"], ids=["a word", "Ctrl-C", "Ctrl-D"])
async def test_a_real_terminal_speaks_while_one_types(tmp_path: Path, goodbye: bytes) -> None:
    """On a terminal of its own: the room is gone from it afterwards, and the keyboard is as it was."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, "utf-8")
    leader, follower = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(script),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm"},
        start_new_session=True,
    )
    shown = bytearray()

    async def until(word: bytes) -> None:
        while word not in shown:
            shown.extend(await asyncio.to_thread(os.read, leader, 4096))

    async with asyncio.timeout(PATIENCE):
        await until(b"ready")
        os.write(leader, "hello zoë\r".encode())
        await until("heard hello zoë".encode())
        os.write(leader, goodbye)
        await until(b"left")
        assert await process.wait() == 0
    os.close(follower)
    os.close(leader)

    assert b"\x1b[?1049h" in shown
    assert shown.index(b"\x1b[?1049l") > shown.index(b"heard hello")
