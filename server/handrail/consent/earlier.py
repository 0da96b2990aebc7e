"""What in a new form goes against something that the client chose before; shown before anybody signs (trap 26).

The least that was ever chosen for a recipient is the safe default. Telling more is a decision of its own, and
so is a form about something the client asked not to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from handrail.consent.authorization import Choices, Form
from handrail.consent.codes import DataElement, Purpose
from handrail.consent.receipt import Out
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


def earlier(
    choices: Choices, restrictions: Iterable[Restriction], forms: Iterable[Form], out: Iterable[Out]
) -> tuple[Earlier, ...]:
    """Restrictions that the form touches, and elements beyond the least that this recipient was ever to be told.

    The least is looked for among the forms for this recipient and among what was told to it. That a reader may check a
    letter is a matter of its own: it tells nothing of the person, and is left out.
    """
    against = [Earlier(f"restriction:{one.id}", _of(one)) for one in restrictions if _touches(one, choices)]
    if Purpose.VERIFICATION_CALLBACK in choices.purposes:
        return tuple(against)
    least = min(_chosen_before(choices, forms, out), key=lambda one: (len(one), sorted(one)), default=None)
    if least is not None and (more := (choices.elements or frozenset()) - least):
        said = to_you(listed([element for element in DataElement if element in more]))
        key = "wider:" + ",".join(sorted(more))
        against.append(Earlier(key, f"Before, you chose to tell {choices.recipient_name} less. New is: {said}."))
    return tuple(against)


def _chosen_before(choices: Choices, forms: Iterable[Form], out: Iterable[Out]) -> Iterator[frozenset[DataElement]]:
    for form in forms:
        chosen = form.choices
        if chosen.elements and Purpose.VERIFICATION_CALLBACK not in chosen.purposes and _same(choices, chosen):
            yield chosen.elements
    for one in out:
        if one.told and one.why is not Purpose.VERIFICATION_CALLBACK and _same(choices, one):
            yield frozenset(one.told)


def _touches(restriction: Restriction, choices: Choices) -> bool:
    elements = choices.elements or frozenset()
    return (
        restriction.agreed is not False
        and restriction.ended_at is None
        and (restriction.recipients is None or choices.recipient in restriction.recipients)
        and (restriction.purposes is None or not restriction.purposes.isdisjoint(choices.purposes))
        and (restriction.elements is None or not restriction.elements.isdisjoint(elements))
    )


def _of(restriction: Restriction) -> str:
    if restriction.agreed or restriction.self_paid:
        return "You asked that this is not told, and it will not be, even if you sign. To change that, end it first."
    return "You asked that this is not told. Until the program answers, it will not be, even if you sign."


def _same(one: Choices, other: Choices | Out) -> bool:
    return one.recipient is other.recipient and _plain(one.recipient_name) == _plain(other.recipient_name)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
