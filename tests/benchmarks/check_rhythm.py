"""Whether the time of an answer tells a reader what was found: a live code, one made up, and one with another file.

Real sockets, a server in this process, the three questions in turn. Prints the median and the 95th percentile of each,
and how far the medians lie apart beside the beat to which all answers keep (F1: an outsider must not tell them apart).
Run with `python -m tests.benchmarks.check_rhythm [ROUNDS]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import sys
import time
from statistics import median, quantiles

from handrail.letters.http_check import BEAT
from tests.letters.test_http import ASKED, House, a_server

ROUNDS = 40


async def measure(house: House, rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each answer, by question."""
    await house("POST", "/v1/letters", ASKED)
    (code,) = house.world.letters.codes
    questions = {"live": {"code": code}, "made up": {"code": "0" * 26}, "another file": {"code": code, "sha256": "x"}}
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(rounds):
        for name, question in questions.items():
            began = time.perf_counter()
            status, _, _ = await house("POST", "/v1/checks", question)
            if status == 200:
                taken[name].append((time.perf_counter() - began) * 1000)
            house.world.clock.advance(60)
    return taken


async def main(rounds: int = ROUNDS) -> None:
    async with a_server() as house:
        taken = await measure(house, rounds)
    print(f"{'milliseconds':<16}{'answers':>8}{'median':>9}{'p95':>9}")
    for name, times in taken.items():
        print(f"{name:<16}{len(times):>8}{median(times):>9.2f}{quantiles(times, n=20)[-1]:>9.2f}")
    medians = [median(times) for times in taken.values()]
    print(f"apart: {max(medians) - min(medians):.2f} ms; a beat is {BEAT * 1000:.0f} ms")


if __name__ == "__main__":
    asyncio.run(main(*(int(word) for word in sys.argv[1:2])))
