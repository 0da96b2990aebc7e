"""The log in plain sentences: every code has words, and every entry says what, to whom, why and on what ground."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from handrail.disclosure.accounting import Entry
from handrail.disclosure.bundled import rulebook
from handrail.disclosure.sentences import BASIS, WHO, WHY, ground, sentence
from handrail.disclosure.vocabulary import DataElement, LegalAuthority, Purpose, RecipientClass
from tests.handouts.test_handout import grade

ENTRY = Entry(
    date(2026, 9, 2),
    RecipientClass.EMPLOYER_HR,
    "Corvid Mills",
    (DataElement.PERSON_NAME, DataElement.DATES_ATTENDED),
    Purpose.ATTENDANCE_PROOF_WORK,
    ("H-508-a1",),
    (LegalAuthority.HIPAA_AUTHORIZATION, LegalAuthority.PART2_CONSENT),
)


def test_every_code_has_words():
    assert set(WHO) == set(RecipientClass)
    assert set(WHY) == set(Purpose)
    assert set(BASIS) == set(LegalAuthority)


def test_an_entry_says_what_went_to_whom_why_and_on_what_ground():
    assert sentence(ENTRY, rulebook()) == (
        "On September 2, 2026, Corvid Mills (your employer's staff office) was told your name and the days on which "
        "you came, to show at work that you came to appointments. This was allowed because you signed a form for it."
    )


def test_what_the_person_was_handed_is_told_as_that():
    own = replace(
        ENTRY, recipient=RecipientClass.INDIVIDUAL, recipient_name="", authorities=(LegalAuthority.TO_INDIVIDUAL,)
    )
    said = sentence(own, rulebook())
    assert said.startswith("On September 2, 2026, you were handed your name")
    assert said.endswith("because it is about you, and went to you.")


def test_a_refusal_says_why_nothing_was_told():
    refused = replace(ENTRY, told=(), released=False, authorities=(), basis=("H-508-b2iii",))
    said = sentence(refused, rulebook())
    assert "was told nothing, because " in said
    assert rulebook().rules["H-508-b2iii"].plain in said
    assert sentence(replace(refused, basis=("no-longer-there",)), rulebook()).endswith("because no rule allows it.")


@pytest.mark.parametrize(("recipient", "purpose"), list(product(RecipientClass, list(Purpose)[:8])))
def test_it_reads_at_grade_eight_at_most_for_whoever_and_whatever(recipient: RecipientClass, purpose: Purpose):
    entry = replace(ENTRY, recipient=recipient, why=purpose)
    assert grade(sentence(entry, rulebook()).replace(", ", ".\n")) <= 8


def test_one_ground_is_named_once():
    assert ground(ENTRY.authorities) == "you signed a form for it"
    assert ground(()) == "the rules allow it"
