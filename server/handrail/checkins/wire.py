"""What templates and responses look like over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from handrail.checkins.response import KeptResponse
from handrail.checkins.template import Choice, Choices, Item, Option, Scale, ShortText, Template, YesNo
from handrail.web.model import Model

AnswerOut = bool | int | str | list[str] | None
"""One answer; null is "prefer not to say"."""


class OptionOut(Model):
    """One thing to choose; `alone` excludes the others."""

    id: str
    label: str
    alone: bool


class ItemOut(Model):
    """One question. `low`, `high` and their labels come with a scale, `options` with choices, `longest` with text."""

    kind: Literal["scale", "choice", "choices", "text", "yes_no"]
    id: str
    prompt: str
    help: str
    optional: bool
    shareable: bool
    low: int | None = None
    high: int | None = None
    low_label: str | None = None
    high_label: str | None = None
    options: list[OptionOut] | None = None
    longest: int | None = None


class TemplateOut(Model):
    """One version of a check-in. Every item also takes null: "I prefer not to say"."""

    id: str
    version: int
    title: str
    intro: str
    closing: str
    items: list[ItemOut]


class ResponseOut(Model):
    """One response; `answers` is null for a pass. `replaced` says that the person thought again."""

    id: str
    session: str
    round: str
    template: str
    version: int
    person: str
    answers: Annotated[dict[str, AnswerOut] | None, Field(repr=False)]
    at: datetime
    replaced: bool


def template_out(template: Template) -> TemplateOut:
    """A template as it is shown. Which answers alert facilitators is not part of it."""
    return TemplateOut(
        id=template.id,
        version=template.version,
        title=template.title,
        intro=template.intro,
        closing=template.closing,
        items=[_item(item) for item in template.items],
    )


def _item(item: Item) -> ItemOut:
    common = {
        "id": item.id,
        "prompt": item.prompt,
        "help": item.help,
        "optional": item.optional,
        "shareable": item.shareable,
    }
    return ItemOut.model_validate({**common, **_own(item)})


def _own(item: Item) -> Mapping[str, object]:
    match item:
        case Scale():
            return {
                "kind": "scale",
                "low": item.low,
                "high": item.high,
                "low_label": item.low_label,
                "high_label": item.high_label,
            }
        case Choice(options=options):
            return {"kind": "choice", "options": _options(options)}
        case Choices(options=options):
            return {"kind": "choices", "options": _options(options)}
        case ShortText(longest=longest):
            return {"kind": "text", "longest": longest}
        case YesNo():
            return {"kind": "yes_no"}


def _options(options: tuple[Option, ...]) -> list[OptionOut]:
    return [OptionOut(id=one.id, label=one.label, alone=one.alone) for one in options]


def responses_out(responses: tuple[KeptResponse, ...]) -> list[ResponseOut]:
    """Responses as they are shown, in the order given."""
    replaced = {one.replaces for one in responses}
    return [
        ResponseOut(
            id=one.id,
            session=one.session,
            round=one.round,
            template=one.template,
            version=one.version,
            person=one.person,
            answers=None if one.answers is None else {name: _answer(said) for name, said in one.answers.items()},
            at=one.at,
            replaced=one.id in replaced,
        )
        for one in responses
    ]


def _answer(answer: int | str | bool | tuple[str, ...] | None) -> AnswerOut:  # noqa: FBT001 - an answer may be yes
    return list(answer) if isinstance(answer, tuple) else answer
