"""The golden examples: one short evening, as each person's socket saw it.

`python -m tests.live.conversation` writes `schemas/examples/`; a test holds the files to the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from handrail.kernel.errors import Refusal
from handrail.kernel.ids import PersonId
from handrail.live import outbox_welcome, wire_commands
from handrail.live.entry import Entry
from handrail.live.wire_to_command import to_command
from handrail.rooms.commands import Lose
from tests.live.stage import Stage, seat_of
from tests.live.world import ANA, BEN, FINE, RUTH

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
TICKET = "ZXhhbXBsZS1vZi1hLW9uZS11c2UtdGlja2V0LTMyYg"


PASS: Any = {"pass": True}


class Conversation:
    """A staged room that writes down what each person says and hears, in order."""

    def __init__(self) -> None:
        self.stage = Stage()
        self.heard: dict[PersonId, list[dict[str, Any]]] = {}
        self._read: dict[str, int] = {}
        self._commands = 0

    def join(self, person: PersonId, *, resume: bool = False) -> None:
        hello: dict[str, Any] = {"type": "hello", "ticket": TICKET, "versions": [1]}
        if resume:
            hello |= {"resume": self.stage.last_seen(person), "epoch": self.stage.state.epoch}
        self.heard.setdefault(person, []).append({"from": "client", "frame": hello})
        self.stage.join(person, resume=resume)
        self._listen()

    def say(self, person: PersonId, kind: str, *, again: str | None = None, **members: Any) -> str:
        """A command; gives its id."""
        if again is None:
            self._commands += 1
        identity = again or f"0197f2a0-5f00-7000-8000-0000000c{self._commands:04x}"
        frame = {"type": kind, "id": identity, **members}
        self.heard[person].append({"from": "client", "frame": frame})
        command = wire_commands.CLIENT_FRAME.validate_python(frame)
        assert not isinstance(command, wire_commands.Hello | wire_commands.Renew)
        content = json.dumps({**frame, "id": None}, sort_keys=True).encode()
        outcome = self.stage.give(person, to_command(command), id=identity, content=content)
        self._listen()
        reply = (
            outbox_welcome.refused(identity, outcome)
            if isinstance(outcome, Refusal)
            else outbox_welcome.accepted(identity, outcome.made if isinstance(outcome, Entry) else "")
        )
        self.heard[person].append({"from": "server", "frame": json.loads(reply)})
        self.stage.clock.advance(7)
        return identity

    def lose(self, person: PersonId) -> None:
        line = self.stage.lines[person].id
        self.stage.cut(person)
        self.stage.give(None, Lose(line, self.stage.clock.now()))
        self.stage.clock.advance(4)
        self._listen()

    def _listen(self) -> None:
        for person in self.stage.lines:
            frames = self.stage.all_frames(person)
            for raw in frames[self._read.get(person, 0) :]:
                self.heard[person].append({"from": "server", "frame": json.loads(raw)})
            self._read[person] = len(frames)

    def take(self, person: PersonId) -> list[dict[str, Any]]:
        """What this person said and heard since the last time it was asked."""
        said, self.heard[person] = self.heard[person], []
        return said


def examples() -> Mapping[str, Any]:
    """Every example by its file name."""
    told: dict[str, Any] = {}
    talk = Conversation()

    def keep(name: str, title: str, person: PersonId) -> None:
        told[name] = {"title": title, "conversation": talk.take(person)}

    talk.join(ANA)
    talk.join(RUTH)
    talk.join(BEN)
    talk.say(RUTH, "room.admit", seat=seat_of(ANA))
    talk.say(RUTH, "room.admit_all")
    talk.say(RUTH, "segment.start", segment="check_in")
    keep("01-member-joins.json", "A participant waits in the lobby and is let in.", ANA)
    keep("02-facilitator-joins.json", "The facilitator comes, the room opens, people are let in.", RUTH)
    talk.take(BEN)

    first = talk.say(RUTH, "round.open", template="evening")
    answer = {**FINE, "topic": "My sister's visit.", "safety": True}
    given = talk.say(ANA, "round.answer", round=first, answers=answer)
    talk.say(ANA, "round.answer", round=first, answers=answer, again=given)
    talk.say(BEN, "round.answer", round=first, **PASS)
    talk.say(ANA, "answer.share", round=first, item="mood")
    talk.say(RUTH, "alert.acknowledge", alert=given)
    talk.say(RUTH, "round.close", round=first)
    keep("03-member-answers.json", "A participant answers, asks again with the same id, shares one answer.", ANA)
    keep("04-member-passes.json", "Another passes, and sees nothing of what the first one answered.", BEN)
    keep("05-facilitator-leads-a-round.json", "The facilitator sees each answer, an alert, and the totals.", RUTH)

    talk.say(ANA, "hand.raise")
    talk.say(RUTH, "hand.lower", seat=seat_of(ANA))
    talk.say(ANA, "away.start")
    talk.say(ANA, "away.end")
    asked = talk.say(BEN, "help.ask")
    talk.say(RUTH, "alert.acknowledge", alert=asked)
    talk.say(BEN, "note.send", text="I have to go ten minutes early today.")
    talk.lose(BEN)
    talk.say(RUTH, "handout.share", handout="grounding")
    talk.say(RUTH, "handout.turn", handout="grounding", section=1)
    talk.join(BEN, resume=True)
    talk.say(BEN, "handout.acknowledge", handout="grounding")
    keep("06-member-resumes.json", "A note, a lost connection, and the way back with nothing missed.", BEN)
    keep("07-facilitator-shares-a-handout.json", "Hands, a note, a handout and who has it.", RUTH)

    in_small_groups(talk, first)
    keep("08-member-in-a-small-group.json", "A small group begins; what is said in it stays in it.", ANA)
    keep("09-another-small-group.json", "Another group hears nothing of it; then somebody is moved.", BEN)
    keep("10-facilitator-leads-small-groups.json", "Small groups drawn up, begun, visited and ended.", RUTH)

    talk.say(BEN, "round.open", template="evening")
    talk.say(ANA, "round.answer", round=first, answers={"mood": 11})
    talk.say(RUTH, "room.remove", seat=seat_of(BEN))
    talk.say(RUTH, "room.end")
    keep("11-refusals.json", "What is refused says so in the same words as HTTP.", BEN)
    keep("12-the-end.json", "Someone is taken out; the session ends.", RUTH)
    keep("13-member-is-told-the-end.json", "An answer after the round is refused; the session ends.", ANA)
    return {**told, "14-group-picture.json": of_ten_people(), "15-asked-in-the-lobby.json": in_the_lobby()}


def in_the_lobby() -> dict[str, Any]:
    """Ana is asked while she waits; she asks for somebody, answers, is let in, and finds her answer there."""
    talk = Conversation()
    talk.join(ANA)
    talk.say(ANA, "help.ask")
    talk.join(RUTH)
    asked = talk.say(RUTH, "round.open", template="evening")
    talk.say(ANA, "round.answer", round=asked, answers={**FINE, "safety": True})
    talk.say(RUTH, "room.admit", seat=seat_of(ANA))
    title = "Who waits in the lobby is asked the check-in, and can ask for somebody, before they are let in."
    return {"title": title, "conversation": talk.take(ANA)}


def of_ten_people() -> dict[str, Any]:
    """Ten answer; the group is shown one picture before Ana is let in, and one after."""
    talk = Conversation()
    talk.join(ANA)
    talk.join(RUTH)
    people = [PersonId(name) for name in ("abe", "bea", "cal", "dot", "eli", "fay", "gus", "hal", "ida", "joe")]
    for person in people:
        talk.join(person)
        talk.say(RUTH, "room.admit", seat=seat_of(person))
    first = talk.say(RUTH, "round.open", template="evening")
    for at, person in enumerate(people):
        answers = {**FINE, "mood": at, "sleep": "well" if at % 2 else "badly"}
        talk.say(person, "round.answer", round=first, answers=answers)
    talk.say(RUTH, "round.close", round=first)
    talk.say(RUTH, "picture.show", round=first, item="sleep")
    talk.say(RUTH, "room.admit", seat=seat_of(ANA))
    second = talk.say(RUTH, "round.open", template="evening")
    for at, person in enumerate([*people, ANA]):
        talk.say(person, "round.answer", round=second, answers={**FINE, "mood": 2 if at < len(people) // 2 else 9})
    talk.say(RUTH, "round.close", round=second)
    talk.say(RUTH, "picture.show", round=second, item="mood")
    title = "The group is shown how it answered; who comes later finds it in the snapshot."
    return {"title": title, "conversation": talk.take(ANA)}


def in_small_groups(talk: Conversation, first: str) -> None:
    """Two groups, a visit, a move, and a word that comes too late; `first` is the round that was answered."""
    made = talk.say(RUTH, "groups.arrange", names=["Quiet", "Lively"])
    quiet, lively = f"{made}-1", f"{made}-2"
    talk.say(RUTH, "group.place", seat=seat_of(ANA), group=quiet)
    talk.say(RUTH, "group.place", seat=seat_of(BEN), group=lively)
    talk.say(RUTH, "groups.start", minutes=10)
    talk.say(ANA, "message.send", text="What helps me is going for a walk.", group=quiet)
    talk.say(RUTH, "group.visit", group=quiet)
    talk.say(ANA, "answer.share", round=first, item="sleep", group=quiet)
    talk.say(RUTH, "group.place", seat=seat_of(BEN), group=quiet)
    talk.say(RUTH, "message.send", text="Two more minutes.")
    talk.say(RUTH, "groups.end")
    talk.say(ANA, "message.send", text="It was good to hear you.", group=quiet)


def text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    for name, value in examples().items():
        (EXAMPLES / name).write_text(text(value), "utf-8")


if __name__ == "__main__":
    write()
