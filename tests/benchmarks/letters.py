"""How many letters a machine makes end to end, beside drawing alone and signing alone in the same run.

End to end: read, decide, compose, draw, sign, scan the finished bytes, decide again under lock, commit; on a real
database file, for somebody whose evening was played over real sockets. pyHanko alone is pyHanko as it comes, with the
same key and certificate. Memory is printed at each quarter of the letters. Run with
`python -m tests.benchmarks.letters [LETTERS [OF_PARTS_ALONE]]`.
"""

# ruff: noqa: T201 - printing is what it is for

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from io import BytesIO
from pathlib import Path
from statistics import median, quantiles

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

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
from tests.letters.builders import CODE, ISSUED_ON, NUMBER, content
from tests.project.gate_world import _evening

AT_ONCE = 2
IN_FLIGHT = 4
"""Letters under way end to end: while two are drawn, others are read and written."""
PROCESSES = 2
LETTERS = 300


One = Callable[[], Awaitable[object]]


async def rate(name: str, letters: int, one: One, at_once: int = AT_ONCE, *, memory: bool = False) -> float:
    """Letters a second, `at_once` at a time; prints them with the time that one took, and memory at each quarter."""
    taken: list[float] = []
    quarters = {letters * part // 4 for part in (1, 2, 3, 4)} if memory else set()
    left = iter(range(letters))

    async def work() -> None:
        for _ in left:
            began = time.perf_counter()
            await one()
            taken.append(time.perf_counter() - began)
            if len(taken) in quarters:
                print(f"  {len(taken):>6} letters, {held():.0f} MiB held")

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(at_once)))
    return told(name, letters / (time.perf_counter() - began), taken)


async def rate_amid(name: str, letters: int, one: One) -> float:
    """The same of letters asked for one at a time while others are made without a pause."""
    done = asyncio.Event()

    async def batch() -> None:
        while not done.is_set():
            await one()

    async with asyncio.TaskGroup() as others:
        for _ in range(AT_ONCE):
            others.create_task(batch())
        try:
            return await rate(name, letters, one, at_once=1)
        finally:
            done.set()


def told(name: str, found: float, taken: list[float]) -> float:
    """The rate, printed with the time that one took."""
    slowest = quantiles(taken, n=100)[98]
    print(f"{name:<44} {found:9.1f} {median(taken) * 1000:9.1f} {slowest * 1000:9.1f}")
    return found


def held() -> float:
    """Memory that this process and those beside it hold now, in MiB."""
    every = [os.getpid(), *(one.pid for one in multiprocessing.active_children())]
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in every)
    return pages * resource.getpagesize() / 2**20


class PlainPyHanko:
    """pyHanko as it comes: invisible, PAdES, the same key and certificate; none of what letters need besides."""

    def __init__(self, key: SigningKey) -> None:
        pem, none = key.pem(), serialization.NoEncryption()
        private = serialization.load_pem_private_key(pem, None)
        der = private.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, none)
        self._signer = SimpleSigner(
            signing_cert=asn1_x509.Certificate.load(key.certificate.public_bytes(serialization.Encoding.DER)),
            signing_key=asn1_keys.PrivateKeyInfo.load(der),
            cert_registry=SimpleCertificateStore(),
        )

    def sign(self, pdf: bytes) -> bytes:
        metadata = PdfSignatureMetadata(field_name="Signature", subfilter=SigSeedSubFilter.PADES)
        signer = PdfSigner(metadata, signer=self._signer)
        out = BytesIO()
        asyncio.run(signer.async_sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)), output=out))
        return out.getvalue()


async def main(letters: int, alone: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        async with a_house(Path(folder) / "data") as house, a_clinic(house, participants=2) as clinic:
            await _evening(clinic)
            node, ana = house.served.node, clinic.people[0]
            key = SigningKey.make(node.ids, node.clock.now().date())
            gate = Gate(node.units, rulebook(), node.clock, node.ids)
            prepare = PrepareLetter(node.units, gate, GatherFacts(), node.clock, "https://letters.example.org")
            press = PdfPress(key, PROCESSES)
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
            await asyncio.gather(*(issue(caller, ask) for _ in range(4 * PROCESSES)))  # every process has begun

            typesetter, drawn = Typesetter(), Typesetter().draw(content())
            lexicon, finished = read_lexicon(), await asyncio.to_thread(key.sign, drawn, ISSUED_ON)
            plain = PlainPyHanko(key)
            print(f"{letters} letters, {AT_ONCE} at a time{'':<17} {'a second':>9} {'median ms':>9} {'p99 ms':>9}")
            drawing = await rate("Typst alone", alone, lambda: asyncio.to_thread(typesetter.draw, content()))
            signing = await rate("pyHanko alone", alone, lambda: asyncio.to_thread(plain.sign, drawn))
            await rate("signing alone, as letters are", alone, lambda: asyncio.to_thread(key.sign, drawn, ISSUED_ON))
            names, spare = ["Evening cohort", "Harbor IOP", "Ana Ruiz"], ["Jordan Lee", NUMBER, CODE]
            await rate(
                "the scan alone, of a letter with a barcode",
                alone,
                lambda: asyncio.to_thread(lambda: scan(places(finished, "letter.pdf"), lexicon, names, spare)),
            )
            whole = await rate(
                f"end to end, {IN_FLIGHT} under way", letters, lambda: issue(caller, ask), IN_FLIGHT, memory=True
            )
            await rate("end to end, one at a time", alone, lambda: issue(caller, ask), at_once=1)
            await rate_amid("one at a time, while two others are made", alone, lambda: issue(caller, ask))
            print(f"share of the slower of Typst and pyHanko: {whole / min(drawing, signing):.0%}")


if __name__ == "__main__":
    letters = int(sys.argv[1]) if len(sys.argv) > 1 else LETTERS
    asyncio.run(main(letters, int(sys.argv[2]) if len(sys.argv) > 2 else min(letters, LETTERS)))
