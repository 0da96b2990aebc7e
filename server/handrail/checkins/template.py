"""What a check-in asks, item by item, and which answers are valid (security C4).

Answers are plain values: a whole number for a scale, an option's id for a choice, a list of ids for
choices, text, true or false. `null` is "I prefer not to say", which every item accepts. An item that is
left out was not answered; only optional items may be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from handrail.kernel.errors import Fault, Invalid

LONGEST_TEXT = 4000
"""Characters (code points) of a short text."""

Answer = int | str | bool | tuple[str, ...] | None
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. `alone` excludes the others ("none of these"); `alarming` alerts facilitators."""

    id: str
    label: str
    alone: bool = False
    alarming: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """A whole number from `low` to `high`, both included; the labels say what the two ends mean."""

    id: str
    prompt: str
    low_label: str
    high_label: str
    low: int = 0
    high: int = 10
    help: str = ""
    optional: bool = False
    shareable: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the options."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    help: str = ""
    optional: bool = False
    shareable: bool = True


@dataclass(frozen=True, slots=True)
class Choices:
    """One or more of the options, in any order, each once."""

    id: str
    prompt: str
    options: tuple[Option, ...]
    help: str = ""
    optional: bool = False
    shareable: bool = True


@dataclass(frozen=True, slots=True)
class ShortText:
    """The person's own words, kept as written: 1 to `longest` characters, at most 4,000."""

    id: str
    prompt: str
    longest: int = LONGEST_TEXT
    help: str = ""
    optional: bool = False
    shareable: bool = True


@dataclass(frozen=True, slots=True)
class YesNo:
    """True or false. `alarming` is the answer that alerts facilitators, if one does."""

    id: str
    prompt: str
    alarming: bool | None = None
    help: str = ""
    optional: bool = False
    shareable: bool = True


Item = Scale | Choice | Choices | ShortText | YesNo


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a check-in. It never changes; a change of words is a new version (I9)."""

    id: str
    version: int
    title: str
    intro: str
    closing: str
    items: tuple[Item, ...]

    def item(self, name: str) -> Item | None:
        """The item of this id, if there is one."""
        return next((item for item in self.items if item.id == name), None)


def validate(template: Template, answers: Mapping[str, object]) -> Answers:
    """The answers, checked and in the template's order; whole floats become integers, lists become tuples.

    Args:
        template: the version that the round was opened with.
        answers: what was sent, as JSON reads it.

    Raises:
        Invalid: one fault for each wrong item, at `/answers/<item>`. No fault repeats a value.
    """
    faults: list[Fault] = []
    kept: dict[str, Answer] = {}
    known = {item.id for item in template.items}
    if not answers.keys() <= known:
        faults.append(Fault("/answers", "There is an answer to something that this check-in does not ask."))
    for item in template.items:
        at = f"/answers/{item.id}"
        given = answers.get(item.id)
        if item.id not in answers or (item.optional and isinstance(item, ShortText) and given == ""):
            if not item.optional:
                faults.append(Fault(at, "Answer this, or choose to prefer not to say."))
            continue
        try:
            kept[item.id] = None if given is None else _read(item, given)
        except _Wrong as wrong:
            faults.append(Fault(at, wrong.says))
    if faults:
        raise Invalid("Some answers have to be changed.", faults=tuple(faults))
    return kept


def alarming(template: Template, answers: Answers) -> tuple[str, ...]:
    """Ids of the safety items whose valid answer must reach a facilitator at once.

    Not to answer and to prefer not to say are never alarming: neither is a statement.
    """
    return tuple(item.id for item in template.items if _alarms(item, answers.get(item.id)))


class _Wrong(Exception):
    """An answer is not one. `says` repeats nothing of it."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def _read(item: Item, given: object) -> Answer:
    match item:
        case Scale():
            return _number(item, given)
        case Choice():
            return _option(item, given)
        case Choices():
            return _options(item, given)
        case ShortText():
            return _text(item, given)
        case YesNo():
            if not isinstance(given, bool):
                raise _Wrong("Answer yes or no (true or false).")
            return given
        case _:
            assert_never(item)


def _number(item: Scale, given: object) -> int:
    says = f"Give a whole number from {item.low} to {item.high}."
    if isinstance(given, bool) or not isinstance(given, int | float):  # Python counts true as 1; we do not
        raise _Wrong(says)
    if not item.low <= given <= item.high or given != int(given):
        raise _Wrong(says)
    return int(given)


def _option(item: Choice, given: object) -> str:
    if not isinstance(given, str) or given not in {option.id for option in item.options}:
        raise _Wrong("Choose one of the options.")
    return given


def _options(item: Choices, given: object) -> tuple[str, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes) or not given:
        raise _Wrong("Choose one or more of the options.")
    if not all(isinstance(one, str) for one in given) or len(set(given)) != len(given):
        raise _Wrong("Choose each option once.")
    chosen = tuple(option for option in item.options if option.id in given)
    if len(chosen) != len(given):
        raise _Wrong("Choose from the options.")
    if len(chosen) > 1 and any(option.alone for option in chosen):
        raise _Wrong("One of these options cannot be chosen together with others.")
    return tuple(option.id for option in chosen)


def _text(item: ShortText, given: object) -> str:
    if not isinstance(given, str) or not given:
        raise _Wrong("Write something, or choose to prefer not to say.")
    if len(given) > item.longest:
        raise _Wrong(f"Write at most {item.longest} characters.")
    if any("\ud800" <= character <= "\udfff" for character in given):  # half of a pair: no UTF-8 can hold it
        raise _Wrong("This holds a character that cannot be kept. Please write it again.")
    return given


def _alarms(item: Item, answer: Answer) -> bool:
    match item:
        case YesNo(alarming=bool(alarm)):
            return answer is alarm
        case Choice(options=options):
            return any(option.alarming and option.id == answer for option in options)
        case Choices(options=options):
            return isinstance(answer, tuple) and any(option.alarming and option.id in answer for option in options)
        case Scale() | ShortText() | YesNo():
            return False
        case _:
            assert_never(item)
