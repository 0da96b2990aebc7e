"""The check-in rounds of one session: at most one is open, and a command goes to the round it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from handrail.checkins import round as one_round
from handrail.checkins.commands import Command, OpenRound
from handrail.checkins.events import Event, RoundOpened
from handrail.checkins.round import Phase, Round
from handrail.checkins.template import Template
from handrail.kernel.audience import Actor, Standing
from handrail.kernel.errors import Conflict, NotAllowed, NotFound
from handrail.kernel.ids import RoundId


@dataclass(frozen=True, slots=True)
class Rounds:
    """The rounds of one session.

    Attributes:
        templates: every version there is, by id and version; replay needs those that rounds were opened with.
        rounds: in the order of opening.
    """

    templates: Mapping[tuple[str, int], Template] = field(default_factory=dict, repr=False)
    rounds: Mapping[RoundId, Round] = field(default_factory=dict)

    @property
    def open(self) -> Round | None:
        """The round that takes answers now, if there is one."""
        return next((one for one in self.rounds.values() if one.phase is Phase.OPEN), None)

    def newest(self, template: str) -> Template | None:
        """The newest version of the template of this id."""
        versions = [one for (name, _), one in self.templates.items() if name == template]
        return max(versions, key=lambda one: one.version, default=None)


def prepared(templates: Iterable[Template]) -> Rounds:
    """A session in which no round has been opened."""
    return Rounds({(one.id, one.version): one for one in templates})


def decide(state: Rounds, command: Command, actor: Actor, now: datetime) -> tuple[Event, ...]:
    """What follows from the command.

    Raises:
        Conflict: another round is open, or `round.decide` says so.
        NotFound: no such round or template, or the actor is in the lobby and was not asked there.
        Invalid, NotAllowed: as `round.decide`.
    """
    if not isinstance(command, OpenRound):
        named = state.rounds.get(command.round)
        if named is None:
            raise NotFound
        return one_round.decide(named, command, actor, now)
    if actor.standing is Standing.LOBBY:
        raise NotFound
    if actor.standing is not Standing.FACILITATOR:
        raise NotAllowed("Facilitators open and close check-ins.")
    template = state.newest(command.template)
    if template is None:
        raise NotFound
    if state.open is not None:
        raise Conflict("A check-in is open. Close it before you open another.")
    if command.round in state.rounds:
        raise Conflict("This check-in is over. Open a new one.")
    return one_round.decide(Round(command.round, template), command, actor, now)


def evolve(state: Rounds, event: Event) -> Rounds:
    """The rounds after the event."""
    before = state.rounds.get(event.round)
    if before is None:
        template = state.templates.get((event.template, event.version)) if isinstance(event, RoundOpened) else None
        if template is None:  # a round that this server cannot know any more: its events change nothing
            return state
        before = Round(event.round, template)
    return replace(state, rounds={**state.rounds, event.round: one_round.evolve(before, event)})
