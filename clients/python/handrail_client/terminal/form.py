"""A check-in on the terminal, item by item: what is asked, and what a typed line means.

Every item takes `-` for "I prefer not to say". The words that steer (`pass`, `back`, `cancel`, `send`) may always
be typed with a slash; where an item asks for the person's own words they must be, so that any text can be written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handrail_client.messages import Answer
from handrail_client.records import CheckIn, Item

PREFER_NOT = "-"
_YES = frozenset({"y", "yes"})
_NO = frozenset({"n", "no"})


class Unclear(Exception):
    """The line is no answer to the item; the words say what would be, and repeat nothing."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form being filled in. `at` is the item that is asked; past the last one comes a last look at all answers."""

    check_in: CheckIn
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    at: int = 0

    @property
    def item(self) -> Item | None:
        """The item that is asked now; None at the last look."""
        return self.check_in.items[self.at] if self.at < len(self.check_in.items) else None


@dataclass(frozen=True, slots=True)
class Finished:
    """The answers are to be sent; None means that the person passes."""

    answers: Mapping[str, Answer] | None = field(repr=False)


class Cancelled:
    """Nothing is to be sent; the check-in can be answered later while it is open."""


def question(form: Form) -> str:
    """What to show now."""
    item = form.item
    if item is None:
        return _last_look(form)
    lines = [f"({form.at + 1} of {len(form.check_in.items)}) {item.prompt}"]
    if item.help:
        lines.append(f"    {item.help}")
    lines += [f"    {line}" for line in _how(item)]
    lines.append(f"    {_steering(item)}")
    return "\n".join(lines)


def take(form: Form, line: str) -> Form | Finished | Cancelled:
    """What follows from a typed line.

    Raises:
        Unclear: it is no answer here.
    """
    item, typed = form.item, line.strip()
    word = typed.removeprefix("/").lower() if typed.startswith("/") or item is None or item.kind != "text" else ""
    match word:
        case "pass":
            return Finished(None)
        case "cancel":
            return Cancelled()
        case "back":
            return replace(form, at=max(0, form.at - 1))
        case "send" if item is None:
            return Finished(form.answers)
    if item is None:
        raise Unclear("Type send, back, pass or cancel.")
    if not typed:
        if not item.optional:
            raise Unclear("Answer this, or type - if you prefer not to say.")
        return replace(form, answers={k: v for k, v in form.answers.items() if k != item.id}, at=form.at + 1)
    answer = None if typed == PREFER_NOT else _ANSWERS[item.kind](item, typed)
    return replace(form, answers={**form.answers, item.id: answer}, at=form.at + 1)


def in_words(item: Item, answer: Answer) -> str:
    """An answer as its writer would say it."""
    labels = {option.id: option.label for option in item.options or ()}
    match answer:
        case None:
            return "prefer not to say"
        case bool():
            return "yes" if answer else "no"
        case str():
            return labels.get(answer, answer)
        case int() | float():
            return f"{answer} of {item.high}" if item.high is not None else str(answer)
        case _:
            return ", ".join(labels.get(one, one) for one in answer)


def _last_look(form: Form) -> str:
    lines = ["This is what you would send to the facilitators:"]
    for item in form.check_in.items:
        said = in_words(item, form.answers[item.id]) if item.id in form.answers else "(left out)"
        lines.append(f"    {item.prompt}  →  {said}")
    if form.check_in.closing:
        lines.append(form.check_in.closing)
    return "\n".join([*lines, "    send, back, pass or cancel"])


def _how(item: Item) -> list[str]:
    match item.kind:
        case "scale":
            return [f"{item.low} = {item.low_label}, {item.high} = {item.high_label}. A whole number."]
        case "yes_no":
            return ["yes or no"]
        case "text":
            return ["In your own words."]
        case "choice" | "choices":
            several = ["One or more numbers, with spaces between."] if item.kind == "choices" else ["One number."]
            return [f"{number}  {one.label}" for number, one in enumerate(item.options or (), 1)] + several


def _steering(item: Item) -> str:
    slash = "/" if item.kind == "text" else ""
    skip = "; Enter leaves it out" if item.optional else ""
    return f"- prefer not to say{skip}; {slash}back; {slash}pass the whole check-in; {slash}cancel"


def _scale(item: Item, typed: str) -> Answer:
    says = f"A whole number from {item.low} to {item.high}, please, or - if you prefer not to say."
    try:
        number = int(typed)
    except ValueError:
        raise Unclear(says) from None
    if item.low is None or item.high is None or not item.low <= number <= item.high:
        raise Unclear(says)
    return number


def _choice(item: Item, typed: str) -> Answer:
    return _option(item, typed)


def _choices(item: Item, typed: str) -> Answer:
    chosen = tuple(dict.fromkeys(_option(item, one) for one in typed.replace(",", " ").split()))
    if not chosen:
        raise Unclear("One or more numbers, please.")
    alone = {one.id for one in item.options or () if one.alone}
    if len(chosen) > 1 and alone & set(chosen):
        raise Unclear("One of these cannot be chosen together with others.")
    return chosen


def _option(item: Item, typed: str) -> str:
    options = item.options or ()
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(options):
        return options[int(typed) - 1].id
    if any(option.id == typed for option in options):
        return typed
    raise Unclear(f"A number from 1 to {len(options)}, please, or - if you prefer not to say.")


def _words(item: Item, typed: str) -> Answer:
    if item.longest is not None and len(typed) > item.longest:
        raise Unclear(f"At most {item.longest} characters, please.")
    return typed


def _yes_no(_: Item, typed: str) -> Answer:
    if typed.lower() in _YES | _NO:
        return typed.lower() in _YES
    raise Unclear("yes or no, please, or - if you prefer not to say.")


_ANSWERS = {"scale": _scale, "choice": _choice, "choices": _choices, "text": _words, "yes_no": _yes_no}
