"""What a letter says, and above all what it leaves out."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.letters.builders import CHECK, HEAD, ISSUED_ON, NUMBER, allowed, content, facts, statement, words

from handrail.disclosure.vocabulary import DataElement
from handrail.kernel.errors import Invalid
from handrail.letters.choices import Away, Language, Level, Limit, PartOfDay, Restriction, Use
from handrail.letters.content import Form
from handrail.letters.letter import CARRIES, NAMED_ITEMS, Allowed, Day, compose, part_of_day
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.phrases import in_words
from handrail.letters.scan import Kind, Place, scan
from handrail.letters.statement import Leave, Schedule

LEXICON = read_lexicon()
days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
attended = st.lists(st.builds(Day, days, st.sampled_from(PartOfDay)), min_size=1, max_size=12).map(tuple)
fields = st.frozensets(st.sampled_from(DataElement))
levels = st.sampled_from(Level)


def everything_stated():
    return statement(limits=tuple(Limit), restrictions=tuple(Restriction))


def compose_or_none(facts_: Any, fields_: Any, level: Level, check: Any = None):
    try:
        return compose(facts_, Allowed(fields_), Form(level, Use.WORK), HEAD, ISSUED_ON, NUMBER, check)
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
    letter = compose(facts(), everything, Form(Level.APPOINTMENT, Use.WORK), HEAD, ISSUED_ON, NUMBER, None)
    assert "care" not in words(letter)


def test_who_attended_at_mixed_times_gets_no_time_of_day():
    mixed = (Day(date(2026, 9, 2), PartOfDay.MORNING), Day(date(2026, 9, 11), PartOfDay.EVENING))
    assert "in the" not in content(attended=mixed).paragraphs[0].replace("in the period", "")


def test_days_outside_the_permitted_period_are_not_spoken_of():
    only = allowed(first_day=date(2026, 9, 10), last_day=date(2026, 9, 30))
    letter = compose(facts(), only, Form(Level.APPOINTMENT, Use.SCHOOL), HEAD, ISSUED_ON, NUMBER, None)
    assert "September 2," not in words(letter)
    assert "September 11" in words(letter)


@pytest.mark.parametrize("missing", [DataElement.PERSON_NAME, DataElement.FACILITY_NEUTRAL_NAME])
def test_there_is_no_letter_without_person_or_issuer(missing: DataElement):
    with pytest.raises(Invalid):
        compose(
            facts(),
            allowed(fields=CARRIES[1] - {missing}),
            Form(Level.APPOINTMENT, Use.WORK),
            HEAD,
            ISSUED_ON,
            NUMBER,
            None,
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


@given(attended, fields, st.sampled_from((1, 2, 3)).map(Level), st.sampled_from(Use), st.sampled_from(Language))
def test_below_level_4_no_letter_holds_a_word_that_tells_the_kind_of_care(
    shown: Any, permitted: Any, level: Level, use: Use, language: Language
):
    try:
        known = facts(attended=shown, statement=everything_stated(), program="Harbor IOP")
        letter = compose(known, Allowed(permitted), Form(level, use, language), HEAD, ISSUED_ON, NUMBER, CHECK)
    except Invalid:
        return
    assert scan([Place("letter", Kind.PROSE, words(letter))], LEXICON, spare=["Jordan Lee", "Rosa Quispe"]) == ()


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


def test_level_3_states_needs_and_who_states_them():
    letter = content(Level.FUNCTION)
    assert "needs to be away from work after 5:30\u00a0PM on some weekdays until about October 30, 2026" in words(
        letter
    )
    assert [points.each for points in letter.points] == [
        ("working for long stretches without a short break", "working at night"),
        ("no overtime", "short breaks when needed"),
    ]
    assert letter.stated_by == "Stated by Rosa Quispe, licensed health professional, on September 10, 2026."


def test_leave_may_be_a_stretch_or_some_days_a_month():
    assert "on up to 4 days a month, from September 1, 2026" in words(content(Level.FUNCTION))
    stretch = Leave(date(2026, 9, 1), date(2026, 9, 30))
    assert "away from September 1, 2026 to September 30" in words(
        content(Level.FUNCTION, statement=statement(leave=stretch))
    )


def test_without_a_statement_nothing_of_needs_is_said():
    letter = content(Level.NAMED, statement=None)
    assert (letter.points, letter.stated_by) == ((), "")
    assert "field of" not in words(letter)


@pytest.mark.parametrize("item", NAMED_ITEMS)
def test_level_4_names_each_item_only_where_it_was_ticked(item: DataElement):
    says = {
        DataElement.PROVIDER_SPECIALTY: "field of mental health",
        DataElement.PROGRAM_NAME: "Harbor IOP",
        DataElement.LEVEL_OF_CARE: "intensive outpatient",
        DataElement.DIAGNOSIS_GENERAL: "mental health condition",
        DataElement.DIAGNOSIS_SPECIFIC: "F33.1",
    }
    text = words(content(Level.NAMED, fields=CARRIES[Level.FUNCTION] | {item}))
    assert [one for one, sentence in says.items() if sentence in text] == [item]
    assert "signed for each of these items by itself" in text


def test_spanish_says_the_same_with_dates_as_they_are_written_there():
    text = words(content(Level.FUNCTION, language=Language.SPANISH))
    assert "acudió a citas de salud en el periodo del 2 de septiembre de 2026 al 11 de septiembre de 2026" in text
    assert "después de las 5:30\u00a0p.\u00a0m. algunos días entre semana" in text


@pytest.mark.parametrize("side", Away)
@pytest.mark.parametrize("use", Use)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("level", Level)
def test_every_form_is_filled_in_to_the_end(level: Level, language: Language, use: Use, side: Away):
    told = statement(schedule=Schedule(side, time(9, 0), date(2026, 10, 30)))
    text = words(content(level, language=language, use=use, statement=told))
    assert "{" not in text
    assert "  " not in text
