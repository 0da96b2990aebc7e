"""Totals that point at nobody: no number stands for fewer than five people, nor leaves fewer than five over."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins.summary import FEWEST, Group, ItemSummary, summarise
from handrail.checkins.template import Answers, Choice, Choices, Option, Scale, ShortText, Template, YesNo

OPTIONS = (Option("a", "A"), Option("b", "B"), Option("c", "C"))
TEMPLATE = Template(
    "t",
    1,
    "T",
    "",
    "",
    (
        Scale("scale", "?", "low", "high"),
        Choice("choice", "?", OPTIONS),
        Choices("choices", "?", OPTIONS),
        YesNo("yes_no", "?"),
        ShortText("words", "?"),
        YesNo("safety", "?", alarming=True, shareable=False),
    ),
)


def everyone(**each: list[object]) -> list[Answers | None]:
    count = len(next(iter(each.values())))
    return [{name: values[one] for name, values in each.items()} for one in range(count)]  # type: ignore[misc]


def of(item: str, responses: list[Answers | None]) -> ItemSummary:
    return next(one for one in summarise(TEMPLATE, responses).items if one.item == item)


def test_four_people_are_too_few_for_any_number() -> None:
    assert of("scale", everyone(scale=[3, 3, 3, 3])) == ItemSummary("scale", None, None, ())


def test_five_people_have_a_middle_and_thirds() -> None:
    found = of("scale", everyone(scale=[1, 2, 0, 3, 3]))

    assert (found.people, found.middle) == (5, 2)
    assert found.groups == (Group("low", 5), Group("middle", None), Group("high", None))


def test_one_person_left_over_hides_the_large_group_too() -> None:
    """Five yes of six would tell that the sixth said no."""
    assert of("yes_no", everyone(yes_no=[True] * 5 + [False])).groups == (Group("yes", None), Group("no", None))


def test_two_large_groups_are_shown() -> None:
    assert of("choice", everyone(choice=["a"] * 5 + ["b"] * 6)).groups == (
        Group("a", 5),
        Group("b", 6),
        Group("c", None),
    )


def test_passes_and_what_was_not_said_stand_behind_no_number() -> None:
    found = summarise(TEMPLATE, [*everyone(scale=[5, 5, 5, 5, None]), None])

    assert (found.answered, found.passed) == (5, 1)
    assert found.items[0].people is None


def test_words_and_safety_answers_are_in_no_summary() -> None:
    assert [one.item for one in summarise(TEMPLATE, []).items] == ["scale", "choice", "choices", "yes_no"]


response = st.none() | st.fixed_dictionaries(
    {
        "scale": st.none() | st.integers(0, 10),
        "choice": st.sampled_from([None, "a", "a", "a", "b", "c"]),
        "choices": st.sampled_from([None, ("a",), ("a", "b"), ("b", "c"), ("c",)]),
        "yes_no": st.sampled_from([None, True, True, True, False]),
        "words": st.none() | st.text(max_size=3),
        "safety": st.booleans(),
    }
)


@given(st.lists(response, max_size=24))
def test_no_number_stands_for_fewer_than_five_people(responses: list[Answers | None]) -> None:
    for item in summarise(TEMPLATE, responses).items:
        if item.people is None:
            assert (item.middle, item.groups) == (None, ())
            continue
        shown = [group.people for group in item.groups if group.people is not None]
        assert min([item.people, *shown]) >= FEWEST
        if item.item == "choices":
            assert all(item.people - one == 0 or item.people - one >= FEWEST for one in shown)
        else:
            left = [item.people - sum(some) for size in range(len(shown) + 1) for some in combinations(shown, size)]
            assert all(one == 0 or one >= FEWEST for one in left)
