"""The words of a form: every part that the rules ask for, in plain language, and no version ever changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from handrail.consent.authorization import PURPOSES, kinds
from handrail.consent.codes import DataElement, Purpose
from handrail.consent.receipt import Kind, Out, Receipt, Stopped
from handrail.consent.terms import CURRENT, Occasion, Parties, digest, element_in_words, text, to_you
from tests.consent.people import TODAY, choices
from tests.consent.test_attest import a_form
from tests.handouts.test_handout import grade

BASE = Occasion(Parties("Ana Ruiz", "Cedar House"), choices(), kinds(part2=False), TODAY)
WITH_DAYS = replace(BASE, choices=choices(service_from=date(2026, 8, 1), service_to=date(2026, 8, 31)))
PART2 = replace(BASE, kinds=kinds(part2=True))


@pytest.mark.parametrize("version", [1, 2])
def test_the_text_holds_every_part_that_the_rule_asks_for(version: int):
    """45 CFR 164.508(c)(1) and (c)(2): what, who, to whom, why, until when; revoking, no condition, passing on."""
    shown = text(WITH_DAYS, version)
    for part in (
        "Ana Ruiz",
        "Cedar House may tell Corvid Mills, staff office",
        "- my name",
        "from August 1, 2026 to August 31, 2026",
        "to show at work that I came to appointments",
        "to the end of October 2, 2026",
        "I may take this back at any time",
        "in writing",
        "My care, what I pay and what I am entitled to",
        "may tell others",
        "I get a copy",
    ):
        assert part in shown
    assert "substance" not in shown
    assert "witness" not in shown


@pytest.mark.parametrize("version", [1, 2])
def test_a_part_2_form_says_that_its_notice_tells_the_kind_of_care(version: int):
    """42 CFR 2.31, 2.32 and trap 1: whoever signs knows what the notice gives away."""
    shown = text(PART2, version)
    assert "shows what kind of care" in shown
    assert "42 CFR Part 2" in shown
    assert "against me in court" in shown


def test_illinois_is_told_of_the_witness_and_its_rights():
    shown = text(replace(BASE, states=frozenset({"OR", "IL"})))
    for part in ("signs as a witness", "look at what is told, and copy it", "If I do not sign", "may not tell others"):
        assert part in shown


def test_california_is_told_how_to_get_more_copies():
    assert "more copies" in text(replace(BASE, states=frozenset({"CA"})))


def test_no_version_ever_changes():
    """A signed text can be made again: the digests of what was shown once stand here for good."""
    assert digest(text(WITH_DAYS, 1)) == "2aa0f5a8194d6de57ec18d9b8d4d77b09086bc30ab20557a1d63ef62afbbacc7"
    assert (
        digest(text(replace(PART2, states=frozenset({"CA", "IL"})), 2))
        == "1b376671812017b9ab312324c95cbd459e13b6b28dbfd367cf35a95f1f5c9aeb"
    )
    with pytest.raises(KeyError):
        text(BASE, CURRENT + 1)


@pytest.mark.parametrize(("states", "part2"), list(product([(), ("IL",), ("CA",), ("CA", "IL")], [False, True])))
def test_it_reads_at_grade_eight_at_most(states: tuple[str, ...], *, part2: bool):
    """Plain language (164.508(c)(3)), measured as handouts are; names count as they fall."""
    occasion = replace(PART2 if part2 else BASE, states=frozenset(states))
    assert grade(text(occasion)) <= 8


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_every_purpose_has_words(purpose: Purpose):
    assert grade(text(replace(BASE, choices=choices(purposes=frozenset({purpose}))))) <= 8


def test_every_element_has_words_of_its_own():
    said = [element_in_words(element) for element in DataElement]
    assert len(set(said)) == len(said)
    assert all("_" not in one for one in said)


def test_another_choice_is_another_text():
    base = digest(text(BASE))
    for change in (
        {"recipient_name": "Corvid Hills"},
        {"expires_on": date(2026, 10, 3)},
        {"elements": frozenset({DataElement.PERSON_NAME})},
        {"purposes": frozenset({Purpose.RETURN_TO_WORK})},
        {"service_from": date(2026, 8, 1)},
    ):
        assert digest(text(replace(BASE, choices=choices(**change)))) != base


def test_what_i_say_is_said_to_you():
    assert to_you("my name and the days on which I came") == "your name and the days on which you came"
    assert to_you("the day I was born, and who cares for me") == "the day you were born, and who cares for you"


def test_a_receipt_reads_as_plainly():
    form = replace(a_form(), revoked_at=a_form().signed_at, revocation_terms=1, held=True)
    out = Out(
        form.signed_at, TODAY, form.choices.recipient, "Corvid Mills", (DataElement.PERSON_NAME,), Purpose.TREATMENT
    )
    receipt = Receipt(form, tuple(Stopped(kind, "x") for kind in Kind), (out, out))
    assert grade("\n".join(receipt.sentences)) <= 8
    assert "on hold" in receipt.sentences[0]
