"""Taking a form back: what rests on it stops in the same commit, and the client gets a receipt of all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from handrail.consent.events import ConsentRevoked
from handrail.consent.receipt import Kind, Stopped
from handrail.consent.revoke import ReadReceipt, RevokeConsent
from handrail.disclosure.gate import Artefact, Refused
from handrail.disclosure.request import Recipient
from handrail.kernel.errors import NotFound
from handrail.kernel.ids import ConsentId, LetterId, SignInId
from handrail.letters.issued import Letter, Reader
from handrail.reactions import Reactions
from handrail.unit_of_work import SqlUnit, Units
from tests.consent.people import ANA, CEDAR, HE, SHE, choices, settle, signs
from tests.disclosure.test_gate import CHECK, CHECKABLE, DONE, HR, OWN, SEND, a_gate, sends
from tests.fakes import FakeClock
from tests.letters.test_store import FIRST


class Rooms:
    """Open rooms that note what they hear."""

    def __init__(self) -> None:
        self.asked = 0

    def rights_ended(self, sign_in: SignInId | None = None) -> None:
        self.asked += 1

    def tell_soon(self, *_: object) -> None:
        raise AssertionError


@pytest.fixture
def rooms(units: Units) -> Rooms:
    reactions, rooms = Reactions(), Rooms()
    reactions.rooms = rooms
    units.react = reactions
    return rooms


async def a_letter_on(units: Units, consent: ConsentId, number: str) -> Letter:
    letter = replace(
        FIRST,
        id=LetterId(f"letter-{number}"),
        number=number,
        person=ANA,
        program=CEDAR,
        reader=Reader(consent, Recipient(HR.klass, HR.name), date(2026, 10, 2)),
    )
    async with units.begin() as unit:
        await unit.letters.add(letter, b"%PDF", "words", f"code-{number}")
    return letter


@pytest.mark.usefixtures("rooms")
async def test_nothing_was_told_and_the_receipt_says_so(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    assert (receipt.stopped, receipt.out) == ((), ())
    assert receipt.sentences == (
        "You took this form back. From now on nothing is told on it.",
        "Nothing was waiting to be sent or checked.",
        "Nothing was told on it before.",
    )


@pytest.mark.usefixtures("rooms")
async def test_the_receipt_names_what_is_out_to_whom_and_when(units: Units, clock: FakeClock):
    """What left on this form, twice, and nothing of what left on another one or to the client."""
    await settle(units, clock)
    form = await signs(units, clock, choices())
    gate = a_gate(units, clock)
    first = await sends(units, gate)
    clock.advance(86400)
    second = await sends(units, gate)
    await sends(units, gate, OWN, Artefact("cd" * 32))
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    assert [(one.at, one.recipient_name) for one in receipt.out] == [(first.at, HR.name), (second.at, HR.name)]
    told = (
        "Corvid Mills, staff office was told your name and the first and last day of a time in which you had "
        "appointments."
    )
    assert receipt.sentences[2:] == (
        "On this form something was told 2 times before. That cannot be called back:",
        f"September 2, 2026: {told}",
        f"September 3, 2026: {told}",
    )
    with pytest.raises(Refused):
        await gate.consider(SEND)


async def test_checks_of_letters_stop_and_are_named(units: Units, clock: FakeClock, rooms: Rooms):
    await settle(units, clock)
    form = await signs(units, clock, choices(**CHECKABLE))
    other = await signs(units, clock, choices(**CHECKABLE, recipient_name="Another"))
    letter, _kept = await a_letter_on(units, form.id, "N1"), await a_letter_on(units, other.id, "N2")
    gate = a_gate(units, clock)
    async with units.begin() as unit:
        assert await gate.answer(unit, CHECK)
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    assert receipt.stopped == (Stopped(Kind.CHECK, letter.id),)
    assert "1 letter can no longer be checked." in receipt.sentences
    assert "Corvid Mills, staff office was told that a letter exists and is genuine." in receipt.sentences[-1]
    assert rooms.asked == 1
    async with units.begin() as unit:
        assert not await gate.answer(unit, CHECK)


@pytest.mark.usefixtures("rooms")
async def test_the_receipt_stays_as_it_was(units: Units, clock: FakeClock):
    await settle(units, clock)
    form = await signs(units, clock, choices())
    await sends(units, a_gate(units, clock))
    with pytest.raises(NotFound):
        await ReadReceipt(units)(SHE, form.id)
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    await signs(units, clock, choices())
    await sends(units, a_gate(units, clock), artefact=replace(DONE, digest="ef" * 32))
    assert await ReadReceipt(units)(SHE, form.id) == receipt
    with pytest.raises(NotFound):
        await ReadReceipt(units)(HE, form.id)


async def test_what_cannot_be_stopped_leaves_the_form_as_it_was(
    units: Units, clock: FakeClock, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
):
    """One commit: a revocation that left something running would be a lie."""

    async def fails(unit: SqlUnit, revoked: ConsentRevoked) -> list[Stopped]:
        await unit.consents.note_stopped(revoked.consent, [Stopped(Kind.LINK, "link-1")])
        raise OSError("disk full")

    monkeypatch.setattr("handrail.reactions.RESTING", (fails,))
    await settle(units, clock)
    form = await signs(units, clock, choices())
    with pytest.raises(OSError, match="disk full"):
        await RevokeConsent(units, clock)(SHE, form.id)
    async with units.read() as unit:
        assert (await unit.consents.get(form.id)).revoked_at is None
        assert await unit.consents.stopped(form.id) == ()
    assert rooms.asked == 0


async def test_all_that_rests_on_a_form_is_stopped_and_counted(
    units: Units, clock: FakeClock, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
):
    """What comes later (sendings, links, drafts) takes the same way out."""

    async def queue(_: SqlUnit, __: ConsentRevoked) -> list[Stopped]:
        return [Stopped(Kind.SENDING, "send-1"), Stopped(Kind.SENDING, "send-2"), Stopped(Kind.DRAFT, "draft-1")]

    monkeypatch.setattr("handrail.reactions.RESTING", (queue,))
    await settle(units, clock)
    form = await signs(units, clock, choices())
    receipt = await RevokeConsent(units, clock)(SHE, form.id)
    assert len(receipt.stopped) == 3
    assert receipt.sentences[1:3] == (
        "2 letters that were to be sent will not be.",
        "1 letter that was being prepared was dropped.",
    )
    assert rooms.asked == 1
