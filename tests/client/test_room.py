"""What a client folds together from events is what the server would tell it in a snapshot (I6)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from handrail.checkins import commands as checkins
from handrail.checkins.rounds import prepared
from handrail.checkins.template import Scale, Template, YesNo
from handrail.handouts import commands as handouts
from handrail.handouts.shelf import Offer, Shelf
from handrail.kernel.audience import Actor
from handrail.kernel.errors import Refusal
from handrail.kernel.ids import (
    AlertId,
    CommandId,
    GroupId,
    HandoutId,
    PersonId,
    ProgramId,
    ResponseId,
    RoundId,
    SeatId,
    SessionId,
)
from handrail.live import outbox_snapshot
from handrail.live.alerts import AcknowledgeAlert, AskForHelp
from handrail.live.entry import Entry
from handrail.live.live_room import LiveRoom, decide, evolve, number
from handrail.live.outbox_frames import encode
from handrail.rooms import commands as rooms
from handrail.rooms import group_commands as groups
from handrail.rooms.room import Room
from handrail_client.messages import Unknown, as_event, as_snapshot, as_you
from handrail_client.room import evolve as fold
from handrail_client.room import forget
from handrail_client.room_state import RoomState

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PEOPLE = ("lead", "co", "ana", "ben", "cleo")
SEATS = {name: SeatId(letter * 16) for name, letter in zip(PEOPLE, "DBCAE", strict=True)}
TEMPLATE = Template(
    "evening",
    1,
    "Evening check-in",
    "",
    "",
    (Scale("mood", "Mood", "low", "high"), YesNo("safe", "Are you safe?", alarming=False)),
)


def a_room() -> LiveRoom:
    offer = Offer(HandoutId("grounding"), 1, "Grounding", sections=2)
    return LiveRoom(
        SessionId("s"),
        ProgramId("p"),
        Room(segments=("check_in", "closing")),
        prepared([TEMPLATE]),
        Shelf({offer.handout: offer}),
    )


@dataclass
class World:
    """The server's room, and what each person's client makes of what it is told."""

    room: LiveRoom = field(default_factory=a_room)
    clients: dict[str, RoomState] = field(default_factory=dict)
    count: int = 0

    def do(self, who: str, command: Any) -> None:
        self.count += 1
        seated = self.room.room.seats.get(SEATS[who])
        within = self.room.room.groups.of(SEATS[who])
        actor = Actor(seated.seat, seated.standing, within) if seated and not seated.removed else None
        if actor is None and not isinstance(command, rooms.Join):
            return
        try:
            events = decide(self.room, command, actor, NOW, "epoch")
        except Refusal:
            return
        before = self.room
        numbered = number(before, events)
        entry = Entry(
            before.session,
            before.version + 1,
            NOW,
            PersonId(who),
            CommandId(f"c{self.count}"),
            b"",
            "",
            "node",
            numbered,
        )
        self.room = evolve(before, entry)
        for name in PEOPLE:
            self.tell(name, before, entry, arrives=isinstance(command, rooms.Join) and name == who)

    def tell(self, name: str, before: LiveRoom, entry: Entry, *, arrives: bool) -> None:
        """Events of the streams that they follow; a snapshot where they come, or may see more than before."""
        seat = SEATS[name]
        now = self.room.room.seats.get(seat)
        then = before.room.seats.get(seat)
        if now is None or now.removed:
            self.clients.pop(name, None)
        elif arrives or name not in self.clients or then is None:
            self.clients[name] = self.fresh(name)
        else:
            streams, followed = before.followed(seat), self.room.followed(seat)
            for one in entry.events:
                if one.stream in streams:
                    event = as_event(orjson.loads(encode(one, entry.at)))
                    assert not isinstance(event, Unknown)
                    self.clients[name] = fold(self.clients[name], event)
            self.clients[name] = forget(self.clients[name], streams - followed)
            if followed - streams:
                self.clients[name] = self.fresh(name)

    def fresh(self, name: str) -> RoomState:
        you = outbox_snapshot.you(self.room, SEATS[name]).model_dump(mode="json")
        snapshot = outbox_snapshot.snapshot(self.room, SEATS[name]).model_dump(mode="json")
        return RoomState(as_you(you), as_snapshot(snapshot))


def the_command(kind: str, who: str, other: str, world: World) -> Any:  # noqa: C901, PLR0911, PLR0912
    rounds = list(world.room.rounds.rounds)
    newest = rounds[-1] if rounds else RoundId("none")
    seat = SEATS[other]
    match kind:
        case "join":
            return rooms.Join(PersonId(who), SEATS[who], who.title(), who in {"lead", "co"}, f"k{world.count}", "node")
        case "lose":
            seated = world.room.room.seats.get(SEATS[who])
            return rooms.Lose(seated.connection if seated else "none", NOW)
        case "give up":
            seated = world.room.room.seats.get(SEATS[who])
            return rooms.GiveUp(seated.connection if seated else "none", NOW)
        case "leave":
            return rooms.Leave()
        case "admit":
            return rooms.Admit(seat)
        case "admit all":
            return rooms.AdmitAll()
        case "remove":
            return rooms.Remove(seat)
        case "segment":
            return rooms.StartSegment("closing")
        case "raise":
            return rooms.RaiseHand()
        case "lower":
            return rooms.LowerHand(seat)
        case "note":
            return rooms.SendNote(f"n{world.count}", "hello")
        case "open":
            return checkins.OpenRound(RoundId(f"r{world.count}"), "evening")
        case "answer":
            return checkins.AnswerRound(ResponseId(f"a{world.count}"), newest, {"mood": 4, "safe": True})
        case "alarm":
            return checkins.AnswerRound(ResponseId(f"a{world.count}"), newest, {"mood": None, "safe": False})
        case "pass":
            return checkins.AnswerRound(ResponseId(f"a{world.count}"), newest, None)
        case "share":
            return checkins.ShareAnswer(newest, "mood")
        case "close":
            return checkins.CloseRound(newest)
        case "handout":
            return handouts.ShareHandout(HandoutId("grounding"))
        case "turn":
            return handouts.TurnTo(HandoutId("grounding"), world.count % 3)
        case "got":
            return handouts.AcknowledgeHandout(HandoutId("grounding"))
        case "away":
            return rooms.StepAway()
        case "back":
            return rooms.StepBack()
        case "help":
            return AskForHelp(AlertId(f"h{world.count}"))
        case "groups":
            return groups.ArrangeGroups(f"b{world.count}", ("One", "Two"), who != "co")
        case "place":
            return groups.PlaceInGroup(seat, a_group(world))
        case "start groups":
            return groups.StartGroups(10)
        case "visit":
            return groups.VisitGroup(a_group(world) or GroupId("none"))
        case "go back":
            return groups.LeaveGroup()
        case "end groups":
            return groups.EndGroups()
        case "say":
            return rooms.SendMessage(f"m{world.count}", "hello", world.room.room.groups.of(SEATS[who]))
        case "share in group":
            return checkins.ShareAnswer(newest, "mood", world.room.room.groups.of(SEATS[who]))
        case "alert":
            return AcknowledgeAlert(next(iter(world.room.alerts), AlertId("none")))
        case _:
            return rooms.End()


def a_group(world: World) -> GroupId | None:
    there = [*world.room.room.groups.names, None]
    return there[world.count % len(there)]


KINDS = (
    *("join", "lose", "give up", "leave", "admit", "admit all", "remove", "segment", "raise", "lower", "note"),
    *("open", "answer", "alarm", "pass", "share", "close", "handout", "got", "alert", "end"),
    *("away", "back", "help", "turn"),
    *("groups", "place", "start groups", "visit", "go back", "end groups", "say", "share in group"),
)
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=40)


def check(world: World) -> None:
    for name, client in world.clients.items():
        assert client == world.fresh(name)


@given(STEPS)
def test_who_saw_every_event_knows_what_a_newcomer_is_told(steps: list[tuple[str, str, str]]) -> None:
    world = World()
    for who in ("lead", "ana", "ben"):
        world.do(who, the_command("join", who, who, world))
    world.do("lead", rooms.AdmitAll())
    for kind, who, other in steps:
        world.do(who, the_command(kind, who, other, world))
        check(world)


def test_a_whole_evening() -> None:
    world = World()
    for who in PEOPLE:
        world.do(who, the_command("join", who, who, world))
    evening = [("lead", "admit all"), ("lead", "open"), ("ana", "answer"), ("ben", "pass"), ("cleo", "alarm")]
    evening += [("ana", "share"), ("co", "alert"), ("ana", "note"), ("ben", "raise"), ("lead", "close")]
    evening += [("lead", "handout"), ("cleo", "got"), ("ben", "lose"), ("lead", "segment"), ("lead", "end")]
    for who, kind in evening:
        world.do(who, the_command(kind, who, who, world))
        check(world)

    ana, lead = world.clients["ana"].room, world.clients["lead"].room
    assert (ana.rounds[0].responses, ana.alerts, ana.notes) == ((), (), ())
    assert [one.passed for one in lead.rounds[0].responses] == [True, False, False]
    assert ana.phase == "ended"


def test_who_may_no_longer_see_something_forgets_it() -> None:
    world = World()
    for who in PEOPLE:
        world.do(who, the_command("join", who, who, world))
    for who, kind in [("lead", "admit all"), ("lead", "open"), ("cleo", "alarm"), ("ana", "note")]:
        world.do(who, the_command(kind, who, who, world))

    seen = forget(world.clients["lead"], ["facilitators"])

    assert (seen.room.alerts, seen.room.notes, seen.room.rounds[0].responses) == ((), (), ())
    assert len(seen.room.members) == 5
    assert forget(seen, ["room"]).room.members == ()
