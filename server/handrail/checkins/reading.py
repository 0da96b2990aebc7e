"""How a check-in template is read from the TOML that it is kept in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from handrail.checkins.template import Choice, Choices, Item, Option, Scale, ShortText, Template, YesNo

KINDS: Mapping[str, type[Item]] = {
    "scale": Scale,
    "choice": Choice,
    "choices": Choices,
    "text": ShortText,
    "yes_no": YesNo,
}


class NotATemplate(ValueError):
    """The text is not a template: a fault of ours, found by a test."""


def read(text: str) -> Template:
    """The template in `text`.

    Raises:
        NotATemplate: something is missing, unknown or doubled.
    """
    try:
        given = tomllib.loads(text)
        items = tuple(_item(one) for one in given.pop("item"))
        template = Template(items=items, **given)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as fault:
        raise NotATemplate("a field is missing, unknown or not of its kind") from fault
    if len({item.id for item in items}) != len(items) or not items:
        raise NotATemplate("every item needs an id of its own")
    return template


def _item(given: dict[str, Any]) -> Item:
    kind = KINDS[given.pop("kind")]
    fields = {name.replace("-", "_"): value for name, value in given.items()}
    if "options" in fields:
        fields["options"] = tuple(Option(**option) for option in fields["options"])
        if len({option.id for option in fields["options"]}) != len(fields["options"]):
            raise NotATemplate("every option needs an id of its own")
    return kind(**fields)
