"""The leak scan's judgement: each word is seen however it is dressed, and ordinary letters are left alone."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.letters.plain_scan import plain_scan

from handrail.letters.lexicon import Term, parse_lexicon
from handrail.letters.pdf_reading import read_lexicon
from handrail.letters.scan import Kind, Place, scan

LEXICON = read_lexicon()
WORDS = [term for term in LEXICON if term.holds]


def example(term: Term):
    return term.word.removesuffix("*")


def found(text: str, kind: Any = Kind.PROSE, **more: Any):
    return scan([Place("here", kind, text)], LEXICON, **more)


@given(
    st.sampled_from(WORDS), st.sampled_from(["", "We note: ", "…", "("]), st.sampled_from(["", ".", ", thanks", ")"])
)
def test_every_word_is_found_in_prose(term: Term, before: str, after: str):
    assert term.word in {one.word for one in found(f"{before}{example(term)}{after}")}


@given(
    st.sampled_from([term for term in WORDS if not term.exact]),
    st.sampled_from(["upper", "title", "lines", "hyphen", "soft"]),
)
def test_every_word_is_found_in_disguise(term: Term, how: str):
    word = example(term)
    dressed = {
        "upper": word.upper(),
        "title": word.title(),
        "lines": word.replace(" ", "\n"),
        "hyphen": word[:2] + "-\n" + word[2:] if word.isalpha() and len(word) > 4 else word,
        "soft": "\u00ad".join(word) if word.isalpha() else word,
    }[how]
    assert term.word in {one.word for one in found(f"before {dressed} after")}


@given(st.sampled_from([term for term in WORDS if not term.exact]))
def test_every_word_is_found_in_the_path_of_a_link(term: Term):
    word = example(term).replace(" ", "-")
    assert found(f"https://example.org/{word}/letters/1", Kind.LABEL)
    assert found(f"https://{word}.example.org/", Kind.LABEL)


@pytest.mark.parametrize(
    "label",
    [
        "MindfulRecoveryLetter.pdf",
        "evening_group_letter.pdf",
        "https://x.org/%69op/1",
        "harborrehabcenter.com",
        "IOPLetter",
    ],
)
def test_words_run_together_in_names_are_found(label: str):
    assert found(label, Kind.LABEL)


@pytest.mark.parametrize(
    "text", ["p r o g r a m", "t.h.e.r.a.p.y", "ther\u200bapy", "ｔｈｅｒａｐｙ", "psicológico", "sesión"]
)
def test_spaced_accented_and_wide_letters_are_found(text: str):
    assert found(text)


@pytest.mark.parametrize("text", ["F10.20", "H0015", "S9480", "42 CFR Part 2", "NPI 1234567890", "261QM0850X", "LCSW"])
def test_codes_of_diagnosis_billing_and_licence_are_found(text: str):
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Jordan Lee is under the care of a licensed health professional.",
        "To check this letter, scan the code.",
        "Northgate Medical Group, 12 Court Street, Suite F12",
        "Confirmation of appointment, June 4, 2026, in the evening",
    ],
)
def test_an_ordinary_letter_is_left_alone(text: str):
    assert found(text) == ()


def test_the_persons_own_name_is_spared_and_only_as_a_whole():
    assert found("Maria Sober attended", spare=["Maria Sober"]) == ()
    assert found("Maria Sober is sober", spare=["Maria Sober"])


def test_a_name_that_must_not_appear_is_found_and_not_repeated():
    (one,) = found("with Rosa-Maria  Quispe", names=["Evening cohort", "rosa maria quispe"])
    assert one.word == "name 2"
    assert found("Rosamariana", names=["Rosa"]) == ()


def test_short_words_in_binary_data_are_chance_and_long_ones_are_not():
    assert found("xiopx IOP aa", Kind.DATA) == ()
    assert found("\x01therapist\x02", Kind.DATA)


def test_what_may_not_be_there_at_all_is_found():
    assert found("/JavaScript", Kind.STRUCTURE)


def test_a_finding_is_told_once_a_place():
    places = [Place("a", Kind.PROSE, "group"), Place("b", Kind.PROSE, "group"), Place("a", Kind.PROSE, "group")]
    assert [one.where for one in scan(places, LEXICON)] == ["a", "b"]


@pytest.mark.parametrize(
    "toml",
    [
        'language="en"\n[[term]]\nreason="x"',
        'language="en"\n[[term]]\nfind=["a"]',
        'language="en"\n[[term]]\nreason="x"\nfnd=["a"]',
    ],
)
def test_a_term_without_reason_or_words_is_refused(toml: str):
    with pytest.raises(ValueError, match="lexicon"):
        parse_lexicon(toml)


def test_every_term_has_its_reason():
    assert all(term.reason and term.language in {"en", "es"} for term in LEXICON)


def test_a_place_does_not_show_its_text():
    assert "therapy" not in repr(Place("here", Kind.PROSE, "therapy"))


@pytest.mark.parametrize("number", ["7K2M4Q9RTV3XW9AA", "7K2M4Q9RTV3XW9NA"])
def test_a_number_that_ends_like_a_word_is_still_a_number(number: str):
    assert found(f"letter-{number}.pdf", Kind.LABEL, spare=[number]) == ()
    assert found(f"letter-{number}.pdf", Kind.LABEL)


def test_a_short_name_is_looked_for_everywhere_but_among_binary_noise():
    assert found("x Sol y", Kind.DATA, names=["Sol"]) == ()
    assert found("x Sol Quispe y", Kind.DATA, names=["Sol Quispe"])
    for kind in (Kind.PROSE, Kind.LABEL):
        assert found("with Sol", kind, names=["Sol"])


PIECES = st.one_of(
    st.sampled_from([example(term) for term in LEXICON]),
    st.sampled_from([part for term in WORDS for part in example(term).split()]),
    st.sampled_from(["medical group", "F10.20", "H0015", "rev code", "Rosa", "Quispe", "Maria", "Sober", "7K2M4Q9R"]),
    st.sampled_from(
        [" ", "", "-", "-\n", "\n", "_", ". ", "\u00ad", "\u2011", "\0", "%20", "´", "é", "e\u0301", "İ", "ß"]
    ),
    st.text(max_size=4),
)


@st.composite
def texts(draw: Any):
    dress = draw(st.sampled_from([str, str.upper, str.title, str.capitalize, " ".join, lambda text: text + text]))
    return dress("".join(draw(st.lists(PIECES, max_size=7))))


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(st.sampled_from(Kind), texts()), max_size=5))
def test_reading_a_document_at_once_finds_what_reading_each_place_by_itself_finds(drawn: Any):
    places = [Place(f"place {number}", kind, text) for number, (kind, text) in enumerate(drawn)]
    names, spare = ["Evening cohort", "rosa maria quispe", "Sol", "¶"], ["Maria Sober", "7K2M4Q9R", "IOP", "\0"]
    assert scan(places, LEXICON, names, spare) == plain_scan(places, LEXICON, names, spare[:3])


def test_a_name_torn_between_two_places_is_no_name_and_a_spared_one_hides_nothing():
    torn = [Place("a", Kind.PROSE, "Maria"), Place("b", Kind.PROSE, "Sober, Rosa"), Place("c", Kind.PROSE, "Quispe")]
    assert {one.word for one in scan(torn, LEXICON, ["Rosa Quispe"], ["Maria Sober"])} == {"sober"}
