"""What a letter says, and above all what it leaves out."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.letters.builders import CHECK, HEAD, ISSUED_ON, NUMBER, allowed, content, facts, words

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Invalid
from handrail.letters.letter import CARRIES, Allowed, Day, Level, PartOfDay, Use, compose, in_words, part_of_day
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.scan import Kind, Place, scan

LEXICON = read_lexicon()
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
attended = st.lists(st.builds(Day, days, st.sampled_from(PartOfDay)), min_size=1, max_size=12).map(tuple)
fields = st.frozensets(st.sampled_from(DataElement))
levels = st.sampled_from(Level)


def compose_or_none(facts_: Any, fields_: Any, level: Level, check: Any = None):
    try:
        return compose(facts_, Allowed(fields_), level, Use.WORK, HEAD, ISSUED_ON, NUMBER, check)
    except Invalid:
        return None


def test_one_day_is_confirmed_as_one_appointment():
    one = (Day(date(2026, 6, 4), PartOfDay.EVENING),)
    assert content(attended=one).paragraphs == (
        "This letter confirms that Jordan Lee attended a health appointment on June 4, 2026, in the evening.",
    )


def test_a_range_names_its_first_and_last_attended_day_and_no_number_between():
    assert content().paragraphs == (
        (
            "This letter confirms that Jordan Lee attended health appointments in the period from "
            "September 2, 2026 to September 11, 2026, in the evening."
        ),
    )


def test_level_2_adds_the_care_and_its_planned_end():
    assert content(Level.UNDER_CARE).paragraphs[0] == (
        "Jordan Lee is under the care of a licensed health professional. "
        "This care is expected to continue until about October 30, 2026."
    )


def test_level_1_says_nothing_of_care_whatever_was_permitted():
    everything = Allowed(frozenset(DataElement))
    letter = compose(facts(), everything, Level.APPOINTMENT, Use.WORK, HEAD, ISSUED_ON, NUMBER, None)
    assert "care" not in words(letter)


def test_who_attended_at_mixed_times_gets_no_time_of_day():
    mixed = (Day(date(2026, 9, 2), PartOfDay.MORNING), Day(date(2026, 9, 11), PartOfDay.EVENING))
    assert "in the" not in content(attended=mixed).paragraphs[0].replace("in the period", "")


def test_days_outside_the_permitted_period_are_not_spoken_of():
    only = allowed(first_day=date(2026, 9, 10), last_day=date(2026, 9, 30))
    letter = compose(facts(), only, Level.APPOINTMENT, Use.SCHOOL, HEAD, ISSUED_ON, NUMBER, None)
    assert "September 2," not in words(letter)
    assert "September 11" in words(letter)


@pytest.mark.parametrize("missing", [DataElement.PERSON_NAME, DataElement.FACILITY_NEUTRAL_NAME])
def test_there_is_no_letter_without_person_or_issuer(missing: DataElement):
    with pytest.raises(Invalid):
        compose(
            facts(), allowed(fields=CARRIES[1] - {missing}), Level.APPOINTMENT, Use.WORK, HEAD, ISSUED_ON, NUMBER, None
        )


def test_there_is_no_letter_where_nothing_true_can_be_said():
    with pytest.raises(Invalid) as refused:
        content(attended=())
    assert refused.value.faults[0].at == "/first_day"


def test_somebody_no_longer_in_care_is_not_said_to_be():
    assert "care" not in " ".join(content(Level.UNDER_CARE, under_care=False).paragraphs)


def test_a_letter_without_a_check_shows_no_code_and_speaks_of_none():
    letter = content(check=None)
    assert (letter.check_page, letter.check_code, letter.check_link) == ("", "", "")
    assert "checked" not in words(letter)


def test_the_code_travels_in_the_fragment():
    letter = content()
    assert letter.check_link.partition("#")[2] == CHECK.code
    assert CHECK.code not in letter.check_page


@given(attended, attended, fields, levels, st.booleans(), st.booleans())
def test_two_people_who_differ_only_outside_the_scope_get_equal_letters(
    one: Any, other: Any, permitted: Any, level: Level, care: Any, longer: Any
):
    """I3: same name, same first and last day and part of day; all else differs and is not permitted, or not said."""
    edges = (Day(date(2026, 1, 5), PartOfDay.EVENING), Day(date(2026, 8, 7), PartOfDay.EVENING))
    permitted = permitted - {DataElement.UNDER_CARE_STATEMENT, DataElement.EXPECTED_END_DATE}
    inside = [
        edges + tuple(replace(day, part=PartOfDay.EVENING) for day in all_ if edges[0].on < day.on < edges[1].on)
        for all_ in (one, other)
    ]
    first = facts(attended=inside[0], under_care=care, expected_end=date(2026, 12, 1) if longer else None)
    second = facts(attended=inside[1], under_care=not care, expected_end=date(2027, 3, 1))
    assert compose_or_none(first, permitted, level) == compose_or_none(second, permitted, level)


@given(attended, fields, levels)
def test_every_date_stands_in_the_ledger_or_the_plan(shown: Any, permitted: Any, level: Level):
    planned = date(2028, 2, 29)
    letter = compose_or_none(facts(attended=shown, expected_end=planned), permitted, level)
    if letter is None:
        return
    known = {in_words(day.on) for day in shown} | {in_words(planned)}
    every_day = {in_words(date(2025, 1, 1) + timedelta(days=n)) for n in range(1200)}
    said = {
        day
        for day in every_day
        if f"{day}." in words(letter) or f"{day} " in words(letter) or f"{day}," in words(letter)
    }
    assert said <= known


@given(attended, fields, levels, st.sampled_from(Use))
def test_no_letter_holds_a_word_that_tells_the_kind_of_care(shown: Any, permitted: Any, level: Level, use: Use):
    try:
        letter = compose(facts(attended=shown), Allowed(permitted), level, use, HEAD, ISSUED_ON, NUMBER, CHECK)
    except Invalid:
        return
    assert scan([Place("letter", Kind.PROSE, words(letter))], LEXICON, spare=["Jordan Lee"]) == ()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Ana\u202eLee", "direction"),
        ("Ana\u200bLee", "invisible"),
        ("Ana\U000e0041Lee", "invisible"),
        ("Ana\x07Lee", "control"),
        ("x\u0331\u0332\u0333\u0334\u0335\u0336na", "marks"),
    ],
)
def test_a_name_that_hides_something_is_refused_by_kind(name: str, why: str):
    with pytest.raises(Invalid) as refused:
        content(person_name=name)
    assert refused.value.faults[0].at == "/person_name"
    assert why in refused.value.faults[0].says
    assert "Ana" not in str(refused.value) + refused.value.faults[0].says


@pytest.mark.parametrize("name", ["Siobhán O’Neill-Nguyễn", '#eval("1") *b* $x$ <a>', "محمد علي", "Anne-Marie d'Été"])
def test_a_name_keeps_its_spelling(name: str):
    assert name in content(person_name=name).paragraphs[0]


def test_times_are_coarse():
    assert [part_of_day(hour) for hour in (9, 11, 12, 16, 17, 18)] == [
        *(PartOfDay.MORNING, PartOfDay.MORNING),
        *(PartOfDay.AFTERNOON, PartOfDay.AFTERNOON),
        *(PartOfDay.EVENING, PartOfDay.EVENING),
    ]


def test_the_words_of_a_letter_show_in_no_repr():
    assert "Jordan" not in repr(content()) + repr(facts())
    assert CHECK.code not in repr(content()) + repr(CHECK)
