"""What a client is told that a reader would learn: all that is on the page, and nothing that is not."""

import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from tests.letters.builders import CHECK, CODE, HEAD, NUMBER, allowed, content, facts
from tests.letters.test_letterhead import NEUTRAL
from tests.letters.world import ASK, READER, ZONE

from handrail.disclosure.vocabulary import DataElement
from handrail.letters.ask import warnings
from handrail.letters.choices import Language, Level, PartOfDay, Use
from handrail.letters.draft import Draft
from handrail.letters.gathered import Gathered
from handrail.letters.issued import Reader
from handrail.letters.learned import Learned, Source, learned
from handrail.letters.learned_said import ENGLISH, SPANISH, Heed, Sayings
from handrail.letters.letter import CARRIES, Day
from handrail.programs.program import Part2Status


def learn(level: Level = Level.APPOINTMENT, *, use: Use = Use.WORK, check: Any = None, **change: Any) -> Learned:
    permitted = change.pop("fields", CARRIES[level])
    reader = Reader("form", READER, None) if check else None
    draft = Draft(
        replace(ASK, level=level, use=use),
        date(2026, 9, 14),
        ZONE,
        NUMBER,
        CODE,
        reader,
        allowed(level, fields=permitted),
    )
    gathered = Gathered(facts(**change), HEAD, NEUTRAL, (), (), Part2Status.NO)
    return learned(draft, gathered, content(level, check=check, **change))


def sources(found: Learned) -> set[Source]:
    return {one.source for one in found.could_infer}


def test_it_says_every_sentence_of_the_letter():
    assert learn().says == content(check=None).sentences


def test_the_senders_traces_are_always_told():
    assert {Source.ISSUER_NAME, Source.ADDRESS, Source.PHONE, Source.SIGNER} <= sources(learn())


@pytest.mark.parametrize(("check", "told"), [(CHECK, True), (None, False)])
def test_the_domain_is_told_where_the_letter_names_a_page(check: Any, told: bool):  # noqa: FBT001
    assert (Source.DOMAIN in sources(learn(check=check))) is told


def test_evenings_are_told_only_where_the_letter_says_evening():
    assert Source.TIME in sources(learn())
    assert Source.TIME not in sources(learn(fields=CARRIES[1] - {DataElement.TIME_WINDOW}))
    mornings = (Day(date(2026, 9, 2), PartOfDay.MORNING),)
    assert Source.TIME not in sources(learn(attended=mornings))


def test_a_long_period_is_told_to_show_a_course_of_care():
    long = (Day(date(2026, 8, 3), PartOfDay.EVENING), Day(date(2026, 9, 9), PartOfDay.EVENING))
    told = [one.says for one in learn(attended=long).could_infer if one.source is Source.DATES]
    assert len(told) == 2
    assert "course of care" in told[0]


def test_dates_that_fit_the_timetable_are_told():
    told = [one.says for one in learn().could_infer if one.source is Source.DATES]
    assert any("evening group" in one for one in told)


def test_level_2_tells_of_continuing_care_and_level_1_that_it_does_not():
    assert Source.CARE in sources(learn(Level.UNDER_CARE))
    assert "whether you are still in care" in learn().cannot_tell
    assert "whether you are still in care" not in learn(Level.UNDER_CARE).cannot_tell


def test_a_school_keeps_what_it_gets():
    assert Source.SCHOOL in sources(learn(use=Use.SCHOOL))


def test_no_sentence_shows_in_a_repr():
    assert "Jordan" not in repr(learn())


def test_a_letter_that_names_the_care_is_not_said_to_keep_it():
    assert "the kind of care, a diagnosis or a specialty" in learn(Level.FUNCTION).cannot_tell
    assert "the kind of care, a diagnosis or a specialty" not in learn(Level.NAMED).cannot_tell


def test_every_sentence_has_its_like_in_the_other_language():
    for name in (one.name for one in fields(Sayings)):
        english, spanish = getattr(ENGLISH, name), getattr(SPANISH, name)
        if name == "heed":
            assert set(english) == set(spanish) == set(Heed)
        else:
            assert re.findall(r"{\w+}", english) == re.findall(r"{\w+}", spanish)
            assert english != spanish


def test_warnings_are_told_in_the_clients_language():
    ask = replace(ASK, level=Level.FUNCTION, items=frozenset({DataElement.SCHEDULE_NEED}), use=Use.SCHOOL)
    assert len(warnings(ask)) == len(warnings(ask, Language.SPANISH)) == 3
    assert not set(warnings(ask)) & set(warnings(ask, Language.SPANISH))
