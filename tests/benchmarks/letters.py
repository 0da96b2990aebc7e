"""How many letters a machine makes end to end, beside drawing alone and signing alone in the same run.

End to end: read, decide, compose, draw, sign, scan the finished bytes, decide again under lock, commit; on a real
database file, for somebody whose evening was played over real sockets. Run with
`python -m tests.benchmarks.letters [LETTERS]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles

from handrail.disclosure.bundled import rulebook
from handrail.disclosure.gate import Gate
from handrail.kernel.ids import PersonId, ProgramId, SignInId
from handrail.kernel.principal import Principal, Role
from handrail.letters.ask import LetterAsk
from handrail.letters.choices import Level, Use
from handrail.letters.gather import GatherFacts
from handrail.letters.issue import IssueLetter
from handrail.letters.pdf import Typesetter
from handrail.letters.pdf_press import PdfPress
from handrail.letters.pdf_reading import places, read_lexicon
from handrail.letters.pdf_signature import SigningKey
from handrail.letters.prepare import PrepareLetter
from handrail.letters.scan import scan
from tests.journeys.house import a_clinic, a_house
from tests.letters.builders import ISSUED_ON, content
from tests.project.gate_world import _evening

AT_ONCE = 2
LETTERS = 300


async def rate(name: str, letters: int, one: Callable[[], Awaitable[object]], at_once: int = AT_ONCE) -> float:
    """Letters a second, `at_once` at a time; prints them with the time that one took."""
    taken: list[float] = []
    left = iter(range(letters))

    async def work() -> None:
        for _ in left:
            began = time.perf_counter()
            await one()
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    found = letters / (time.perf_counter() - began)
    slowest = quantiles(taken, n=100)[98]
    print(f"{name:<44} {found:9.1f} {median(taken) * 1000:9.1f} {slowest * 1000:9.1f}")
    return found


def peak() -> float:
    """Most memory held so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(letters: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_house(Path(folder) / "data") as house, a_clinic(house, participants=2) as clinic:
            await _evening(clinic)
            node, ana = house.served.node, clinic.people[0]
            key = SigningKey.make(node.ids, node.clock.now().date())
            gate = Gate(node.units, rulebook(), node.clock, node.ids)
            prepare = PrepareLetter(node.units, gate, GatherFacts(), node.clock, "https://letters.example.org")
            press = PdfPress(key)
            issue = IssueLetter(node.units, gate, prepare, press, node.clock, node.ids, read_lexicon())
            caller = Principal(
                PersonId(ana.id),
                ProgramId(clinic.cast.program),
                frozenset({Role.PARTICIPANT}),
                SignInId("s"),
                node.clock.now(),
            )
            day = clinic.begins.date()
            ask = LetterAsk(Use.WORK, Level.APPOINTMENT, day, day)
            await issue(caller, ask)

            typesetter, drawn = Typesetter(), Typesetter().draw(content())
            lexicon, finished = read_lexicon(), await asyncio.to_thread(key.sign, drawn, ISSUED_ON)
            print(f"{letters} letters, {AT_ONCE} at a time{'':<17} {'a second':>9} {'median ms':>9} {'p99 ms':>9}")
            drawing = await rate("Typst alone", letters, lambda: asyncio.to_thread(typesetter.draw, content()))
            signing = await rate("pyHanko alone", letters, lambda: asyncio.to_thread(key.sign, drawn, ISSUED_ON))
            await rate(
                "the scan alone",
                letters,
                lambda: asyncio.to_thread(lambda: scan(places(finished, "letter.pdf"), lexicon, ["A"], ["Jordan Lee"])),
            )
            before = peak()
            whole = await rate("end to end", letters, lambda: issue(caller, ask))
            await rate("end to end, one at a time", max(letters // 4, 2), lambda: issue(caller, ask), at_once=1)
            print(f"share of the slower of Typst and pyHanko: {whole / min(drawing, signing):.0%}")
            print(f"peak memory: {before:.0f} MiB before, {peak():.0f} MiB after {letters} letters")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS))
