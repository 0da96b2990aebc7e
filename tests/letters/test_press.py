"""Letters are made beside the server as they are in it, and a process that dies there takes no letter with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from tests.letters.builders import content

from handrail.kernel.errors import Invalid
from handrail.kernel.ids import SystemIds
from handrail.letters.pdf_press import PdfPress
from handrail.letters.pdf_signature import SigningKey

KEY = SigningKey.make(SystemIds(), date(2026, 9, 1))
SPARE = ["Jordan Lee", content().number, content().check_code]


async def test_a_letter_made_beside_the_server_is_the_same_byte_for_byte_and_outlives_a_killed_process():
    within, beside = PdfPress(KEY), PdfPress(KEY, processes=1)
    letter = await beside.make(content(), ["Harbor IOP"], SPARE)
    assert letter == await within.make(content(), ["Harbor IOP"], SPARE)
    assert (await beside.draw(content(), [], SPARE)).pdf == (await within.draw(content(), [], SPARE)).pdf
    with pytest.raises(Invalid) as refusal:
        await beside.make(content(person_name="\U0001f9ff"), [], SPARE)
    assert refusal.value.faults
    (process,) = beside._hands._processes.values()  # type: ignore[attr-defined]
    os.kill(process.pid, signal.SIGKILL)
    assert await beside.make(content(), ["Harbor IOP"], SPARE) == letter


SERVER = """
import asyncio, os, signal
from tests.letters.test_press import KEY, SPARE, content
from handrail.letters.pdf_press import PdfPress

async def main():
    press = PdfPress(KEY, processes=1)
    await press.make(content(), [], SPARE)
    print(*press._hands._processes, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_process_outlives_a_server_that_was_killed(tmp_path: Path):
    (tmp_path / "server.py").write_text(SERVER)
    # The end of its output is the end of all who write there.
    killed = subprocess.run(
        [sys.executable, str(tmp_path / "server.py")],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (killed.returncode, bool(killed.stdout)) == (-signal.SIGKILL, True)
