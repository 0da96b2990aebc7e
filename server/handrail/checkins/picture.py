"""What a group may see of its own check-in: how many answered one item alike, and nobody's answer by it (I4).

Stricter than the facilitators' totals. Peers know their own answer and what was shared, so the rule of
`summary` has to hold for those whose answer nobody knows; and where all of these answered alike, the number
would be the answer of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from handrail.checkins.summary import FEWEST, Group, apart, tallied
from handrail.checkins.template import Answer, Choice, Item, Scale
from handrail.kernel.errors import Conflict, NotAllowed


def picture(item: Item, untold: Sequence[Answer], told: Sequence[Answer]) -> tuple[Group, ...]:
    """The groups that may be shown; `people` is None where one is left out, and it may be empty.

    Args:
        item: what was asked.
        untold: answers that their writers kept from their peers; a pass is none of them.
        told: answers that their writers shared.

    Raises:
        Conflict: too few answered, or a number would tell what somebody said.
        NotAllowed: the item is neither a scale nor a choice, or not for peers at all.
    """
    if not (item.shareable and isinstance(item, Scale | Choice)):
        raise NotAllowed("The group can be shown a scale or a choice, and nothing else.")
    hidden = [answer for answer in untold if answer is not None]
    everyone = [*hidden, *(answer for answer in told if answer is not None)]
    if len(everyone) < FEWEST:
        raise Conflict("Fewer than five people answered this, so the group is not shown it.")
    names, unknown = tallied(item, hidden)
    safe = {group.name for group in apart(names, unknown) if group.people is not None}
    if not safe or any(unknown[name] == unknown.total() for name in safe):
        raise Conflict("The numbers would tell what somebody answered, so the group is not shown them.")
    _, counts = tallied(item, everyone)
    return tuple(Group(name, counts[name] if name in safe else None) for name in names)
