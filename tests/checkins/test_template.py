"""Which answers are valid, and that nothing a person wrote comes back in a refusal (security C4)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins.reading import NotATemplate, read
from handrail.checkins.template import Option, ShortText, Template, YesNo, alarming, validate
from handrail.kernel.errors import Invalid

SOURCE = files("handrail.checkins").joinpath("library", "evening.1.toml").read_text("utf-8")
EVENING = read(SOURCE)
FULL: Mapping[str, object] = {
    "mood": 4,
    "urges": 7,
    "sleep": "broken",
    "skills": ["grounding", "breathing"],
    "topic": "My brother’s visit 👋🏽",
    "harm": False,
    "safe_tonight": "yes",
}


def faults(answers: Mapping[str, object]) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        validate(EVENING, answers)
    return {fault.at: fault.says for fault in refused.value.faults}


def test_a_full_answer_is_kept_as_it_was_given() -> None:
    kept = validate(EVENING, FULL)

    assert kept == {**FULL, "skills": ("breathing", "grounding")}
    assert list(kept) == [item.id for item in EVENING.items]


def test_every_question_accepts_prefer_not_to_say() -> None:
    silent = dict.fromkeys(FULL)

    assert validate(EVENING, silent) == silent
    assert alarming(EVENING, silent) == ()


def test_only_what_is_optional_may_be_left_out() -> None:
    assert validate(EVENING, {**FULL, "topic": ""}) == validate(
        EVENING, {k: v for k, v in FULL.items() if k != "topic"}
    )
    assert set(faults({})) == {f"/answers/{item.id}" for item in EVENING.items if not item.optional}


@pytest.mark.parametrize(
    ("item", "wrong"),
    [
        ("mood", -1),
        ("mood", 11),
        ("mood", 4.5),
        ("mood", True),
        ("mood", "4"),
        ("mood", math.nan),
        ("mood", math.inf),
        ("sleep", "badly"),
        ("sleep", ["well"]),
        ("skills", []),
        ("skills", "grounding"),
        ("skills", ["grounding", "grounding"]),
        ("skills", ["grounding", "juggling"]),
        ("skills", ["none", "grounding"]),
        ("skills", [["grounding"]]),
        ("topic", 4),
        ("topic", "x" * 4001),
        ("topic", "half a \ud83d"),
        ("harm", "yes"),
        ("harm", 1),
        ("safe_tonight", True),
    ],
)
def test_a_wrong_answer_is_pointed_at(item: str, wrong: object) -> None:
    assert set(faults({**FULL, item: wrong})) == {f"/answers/{item}"}


def test_whole_numbers_may_be_written_as_json_writes_them() -> None:
    assert validate(EVENING, {**FULL, "mood": 4.0})["mood"] == 4


def test_four_thousand_characters_fit_in_any_script() -> None:
    words = "שלום𝔊" * 800

    assert validate(EVENING, {**FULL, "topic": words})["topic"] == words


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(list(FULL)) | st.text(), json))
def test_whatever_is_sent_is_kept_whole_or_refused_whole(answers: dict[str, object]) -> None:
    """Validation has no third way out, and what it keeps it accepts again unchanged."""
    try:
        kept = validate(EVENING, answers)
    except Invalid:
        return
    assert validate(EVENING, kept) == kept


@given(st.text(min_size=12, alphabet="abcdefghijkl<>'é"), st.sampled_from(list(FULL)))
def test_a_refusal_repeats_nothing_that_was_sent(words: str, item: str) -> None:
    with pytest.raises(Invalid) as refused:
        validate(EVENING, {**FULL, "mood": 99, item: [words], words: words})

    assert words not in f"{refused.value} {refused.value.faults}"


@pytest.mark.parametrize(
    ("harm", "tonight", "raised"),
    [
        (False, "yes", ()),
        (True, "yes", ("harm",)),
        (False, "not_sure", ("safe_tonight",)),
        (False, "no", ("safe_tonight",)),
        (True, "no", ("harm", "safe_tonight")),
        (None, None, ()),
    ],
)
def test_which_safety_answers_call_a_facilitator(harm: object, tonight: object, raised: tuple[str, ...]) -> None:
    kept = validate(EVENING, {**FULL, "harm": harm, "safe_tonight": tonight})

    assert alarming(EVENING, kept) == raised


def test_an_alarm_may_be_the_no_of_a_yes_or_no() -> None:
    template = Template("t", 1, "T", "", "", (YesNo("safe", "Safe?", alarming=False), ShortText("words", "Words?")))

    assert alarming(template, {"safe": False}) == ("safe",)
    assert alarming(template, {"safe": True, "words": "no"}) == ()


class TestTheEveningCheckIn:
    def test_it_asks_about_mood_urges_sleep_skills_a_topic_and_safety(self) -> None:
        assert [item.id for item in EVENING.items] == list(FULL)

    def test_safety_answers_cannot_be_shared_with_the_group_by_a_slip(self) -> None:
        assert {item.id for item in EVENING.items if not item.shareable} == {"harm", "safe_tonight"}

    def test_asking_about_harm_says_what_happens_then(self) -> None:
        harm = EVENING.item("harm")

        assert harm is not None
        assert "a facilitator is told" in harm.help
        assert EVENING.item("weight") is None


@pytest.mark.parametrize(
    "broken",
    [
        "not toml",
        SOURCE.replace('id = "evening"\n', ""),
        SOURCE.replace('kind = "scale"', 'kind = "dial"'),
        SOURCE.replace('id = "urges"', 'id = "mood"'),
        SOURCE.replace('id = "broken"', 'id = "well"'),
        SOURCE.replace("alarming = true\nshareable", "alarm = true\nshareable"),
        'id = "x"\nversion = 1\ntitle = "X"\nintro = ""\nclosing = ""\nitem = []\n',
    ],
)
def test_a_template_with_a_slip_in_it_is_not_read(broken: str) -> None:
    with pytest.raises(NotATemplate):
        read(broken)


def test_an_option_is_harmless_unless_it_says_so() -> None:
    assert not Option("a", "A").alarming
