"""Totals of a round, without any group small enough to hide nobody.

A number is told only where at least `FEWEST` people stand behind it *and* those it leaves out are none or
at least as many: otherwise the few that are left could be worked out by subtracting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import assert_never

from handrail.checkins.template import Answer, Answers, Choice, Choices, Item, Scale, ShortText, Template, YesNo

FEWEST = 5
"""The smallest group of people that a number may stand for."""


@dataclass(frozen=True, slots=True)
class Group:
    """How many people answered alike; None where the group, or what it leaves over, is too small."""

    name: str
    people: int | None


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One item's totals.

    Attributes:
        people: how many gave an answer (not "prefer not to say"); None below five, and then all else is hidden.
        middle: the lower median, for a scale.
        groups: for a scale thirds of its range (`low`, `middle`, `high`); else options, or `yes` and `no`.
    """

    item: str
    people: int | None
    middle: int | None
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A round's totals, for its facilitators: they know who answered, so those two counts are exact."""

    answered: int
    passed: int
    items: tuple[ItemSummary, ...]


def summarise(template: Template, responses: Iterable[Answers | None]) -> Summary:
    """Totals of one response a person, where None is a pass.

    Texts and safety items are left out: words belong to their writer, safety goes the way of an alert.
    """
    everyone = tuple(responses)
    answered = [one for one in everyone if one is not None]
    counted = [item for item in template.items if item.shareable and not isinstance(item, ShortText)]
    return Summary(
        answered=len(answered),
        passed=len(everyone) - len(answered),
        items=tuple(_item(item, [one.get(item.id) for one in answered]) for item in counted),
    )


def _item(item: Item, answers: Sequence[Answer]) -> ItemSummary:
    said = [answer for answer in answers if answer is not None]
    if len(said) < FEWEST:
        return ItemSummary(item.id, None, None, ())
    match item:
        case Scale():
            numbers = [answer for answer in said if isinstance(answer, int)]
            return _summary(item, said, apart(*tallied(item, said)), median_low(numbers))
        case Choice():
            return _summary(item, said, apart(*tallied(item, said)))
        case YesNo():
            return _summary(item, said, apart(("yes", "no"), Counter("yes" if answer else "no" for answer in said)))
        case Choices():
            chosen = Counter(name for answer in said if isinstance(answer, tuple) for name in answer)
            names = [option.id for option in item.options]
            return _summary(item, said, _overlapping(names, chosen, len(said)))
        case ShortText():
            return _summary(item, said, ())
        case _:
            assert_never(item)


def _summary(item: Item, said: Sequence[Answer], groups: tuple[Group, ...], middle: int | None = None) -> ItemSummary:
    return ItemSummary(item.id, len(said), middle, groups)


def tallied(item: Scale | Choice, said: Sequence[Answer]) -> tuple[Sequence[str], Counter[str]]:
    """The groups that there are, in order, and how many of these answers belong to each."""
    if isinstance(item, Scale):
        return ("low", "middle", "high"), Counter(_third(item, one) for one in said if isinstance(one, int))
    return [option.id for option in item.options], Counter(str(answer) for answer in said)


def _third(item: Scale, number: int) -> str:
    span = item.high - item.low + 1
    return ("low", "middle", "high")[3 * (number - item.low) // span]


def apart(names: Sequence[str], counts: Counter[str]) -> tuple[Group, ...]:
    """Groups of which each person is in one: hide small ones, then more until the hidden are none or five."""
    shown = {name: counts[name] for name in names if counts[name] >= FEWEST}
    while shown and 0 < counts.total() - sum(shown.values()) < FEWEST:
        del shown[min(shown, key=lambda name: (shown[name], name))]
    return tuple(Group(name, shown.get(name)) for name in names)


def _overlapping(names: Sequence[str], counts: Counter[str], people: int) -> tuple[Group, ...]:
    """Groups that share people: each stands alone against those who are not in it."""

    def telling(count: int) -> bool:
        return count >= FEWEST and (people == count or people - count >= FEWEST)

    return tuple(Group(name, counts[name] if telling(counts[name]) else None) for name in names)
