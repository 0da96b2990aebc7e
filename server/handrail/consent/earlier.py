"""What in a new form goes against something that the client chose before; shown before anybody signs (trap 26).

The least that was ever chosen for a recipient is the safe default. Telling more is a decision of its own, and
so is a form about something the client asked not to be told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from handrail.consent.authorization import Choices, Form
from handrail.consent.codes import DataElement
from handrail.consent.restriction import Restriction
from handrail.consent.terms import listed, to_you


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier choice that a form would go against.

    Attributes:
        key: what signing repeats, so that nobody signs past it.
        says: the same in plain words.
    """

    key: str
    says: str = field(repr=False)


def earlier(choices: Choices, restrictions: Iterable[Restriction], forms: Iterable[Form]) -> tuple[Earlier, ...]:
    """Restrictions that the form touches, and elements beyond the least that this recipient was ever to be told."""
    against = [
        Earlier(f"restriction:{one.id}", _of(one))
        for one in restrictions
        if one.agreed is not False
        if _touches(one, choices)
    ]
    told = [form for form in forms if _same_recipient(form.choices, choices) and form.choices.elements]
    least = min(told, key=lambda form: (len(form.choices.elements or ()), form.id), default=None)
    if least and (more := (choices.elements or frozenset()) - (least.choices.elements or frozenset())):
        said = to_you(listed([element for element in DataElement if element in more]))
        against.append(
            Earlier(f"wider:{least.id}", f"Before, you chose to tell {choices.recipient_name} less. New is: {said}.")
        )
    return tuple(against)


def _touches(restriction: Restriction, choices: Choices) -> bool:
    elements = choices.elements or frozenset()
    return (
        (restriction.recipients is None or choices.recipient in restriction.recipients)
        and (restriction.purposes is None or not restriction.purposes.isdisjoint(choices.purposes))
        and (restriction.elements is None or not restriction.elements.isdisjoint(elements))
    )


def _of(restriction: Restriction) -> str:
    if restriction.agreed or restriction.self_paid:
        return "You asked that this is not told, and it will not be, even if you sign. Ask for an end of that first."
    return "You asked that this is not told. Until the program answers, it will not be, even if you sign."


def _same_recipient(one: Choices, other: Choices) -> bool:
    return one.recipient is other.recipient and _plain(one.recipient_name) == _plain(other.recipient_name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
