"""A person in a room, at a terminal: typed lines become commands, and what happens becomes lines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from handrail_client.aio import Change, Room
from handrail_client.client import Client
from handrail_client.errors import HandrailError, Problem, RoomLeft
from handrail_client.messages import (
    AlertAcknowledge,
    AnswerReceived,
    AnswerShare,
    AnswerShared,
    AwayEnd,
    AwayStart,
    Command,
    GroupLeave,
    GroupPlace,
    GroupsArrange,
    GroupsEnd,
    GroupsStart,
    GroupVisit,
    HandLower,
    Handout,
    HandoutAcknowledge,
    HandoutShare,
    HandoutTurn,
    HandRaise,
    HelpAsk,
    MessageSend,
    NoteSend,
    PictureShow,
    PictureShown,
    RoomAdmit,
    RoomAdmitAll,
    RoomEnd,
    RoomRemove,
    Round,
    RoundAnswer,
    RoundClose,
    RoundOpen,
    SegmentStart,
)
from handrail_client.records import CheckIn, Segment
from handrail_client.terminal import view
from handrail_client.terminal.form import Cancelled, Finished, Form, Unclear, question, take
from handrail_client.terminal.prose import prose
from handrail_client.terminal.screen import Screen

_MOST_GROUPS = 12
_MOST_MINUTES = 180
_PATIENCE = 5.0
"""Seconds that leaving waits for answers to what was sent."""


class Usage(Exception):
    """What was typed is no command here; the words say what would be."""


class For(StrEnum):
    """Whose word it is."""

    BOTH = "both"
    PARTICIPANTS = "participants"
    FACILITATORS = "facilitators"


@dataclass(frozen=True, slots=True)
class Word:
    """A word that can be typed."""

    says: str
    whose: For
    act: Callable[[TakingPart, str], Awaitable[None]]

    def is_for(self, *, leads: bool) -> bool:
        """Whether it is offered to somebody who leads, or who does not. The server decides for itself."""
        return self.whose in {For.BOTH, For.FACILITATORS if leads else For.PARTICIPANTS}


class TakingPart:
    """Keeps what is being typed apart from what happens, so that neither waits for the other."""

    def __init__(self, client: Client, room: Room, screen: Screen) -> None:
        self._client = client
        self._room = room
        self._screen = screen
        self._form: tuple[str, Form] | None = None
        self._asked: dict[tuple[str, int], CheckIn] = {}
        self._ending = ""
        self._group: asyncio.TaskGroup | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    async def __call__(self) -> None:
        """Take part until the session is over or the person leaves.

        Raises:
            HandrailError: the room ended for this person, and why.
        """
        self._screen.say("Type help for what you can do. Nobody sees what you type until you send it.")
        async with asyncio.TaskGroup() as group:
            self._group = group
            typing = group.create_task(self._listen())
            await self._watch()
            typing.cancel()
        if self._room.ended is not None and not _is_over(self._room.ended):
            raise self._room.ended

    async def _watch(self) -> None:
        try:
            async for change in self._room.changes():
                await self._show(change)
        except HandrailError as ended:
            self._screen.say(str(ended))

    async def _show(self, change: Change) -> None:
        if isinstance(change, AnswerReceived | AnswerShared | PictureShown):
            one = self._room.state.round(change.round)
            if one is not None:
                await self._text(one)
        for line in view.told(change, self._room.state, self._asked):
            self._screen.say(line)
        if self._form is not None and self._gone(self._form[0]):
            self._end_form()
            self._screen.say("The check-in was closed before you sent it; nothing of it was sent.")

    def _gone(self, round_id: str) -> bool:
        one = self._room.state.round(round_id)
        return one is None or not one.open

    async def _listen(self) -> None:
        async for line in self._screen.lines():
            try:
                await self._typed(line.strip())
            except (Usage, Unclear) as unclear:
                self._screen.say(str(unclear))
            except HandrailError as failure:
                self._say_failure(failure)
            if self._ending == "asked":
                break
        if self._under_way:  # what was sent is answered before we go, if it can be
            await asyncio.wait(self._under_way, timeout=_PATIENCE)
        await self._room.leave()

    async def _typed(self, line: str) -> None:
        if self._form is not None:
            await self._fill_in(line)
            return
        name, _, rest = line.removeprefix("/").partition(" ")
        if not name:
            return
        word = WORDS.get(name.lower())
        if word is None or not word.is_for(leads=self._room.state.leads):
            raise Usage("That is no command here. Type help.")
        await word.act(self, rest.strip())

    # --- sending ---------------------------------------------------------------------------------------------------

    def _send(self, command: Command, *, sensitive: bool = False) -> None:
        """Send without making the typing wait: through a lost connection an answer may take a while."""
        assert self._group is not None
        task = self._group.create_task(self._answered(command, sensitive=sensitive))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _answered(self, command: Command, *, sensitive: bool) -> None:
        try:
            await self._room.do(command)
        except RoomLeft:
            if sensitive:
                self._screen.say(f"Whether this was kept is not known. {view.CRISIS}")
        except HandrailError as failure:
            self._say_failure(failure)
            if sensitive:  # never a false "sent" (security C2)
                self._screen.say(f"Nothing was saved. {view.CRISIS}")

    def _say_failure(self, failure: HandrailError) -> None:
        self._screen.say(str(failure))
        for fault in failure.faults if isinstance(failure, Problem) else ():
            self._screen.say(f"  {fault.says}")

    # --- the check-in ----------------------------------------------------------------------------------------------

    async def _text(self, one: Round) -> CheckIn:
        """The check-in that a round asks, fetched once."""
        key = (one.template, one.version)
        if key not in self._asked:
            self._asked[key] = await self._client.check_in(*key)
        return self._asked[key]

    async def _fill_in(self, line: str) -> None:
        assert self._form is not None
        round_id, form = self._form
        match take(form, line):
            case Form() as going_on:
                self._form = (round_id, going_on)
                self._screen.say(question(going_on))
            case Cancelled():
                self._end_form()
                self._screen.say("Nothing was sent. You can answer while the check-in is open.")
            case Finished(answers):
                self._end_form()
                passes = True if answers is None else None
                self._send(
                    RoundAnswer(round=round_id, answers=dict(answers) if answers is not None else None, pass_=passes),
                    sensitive=answers is not None,
                )

    def _end_form(self) -> None:
        self._form = None
        self._screen.prompt = "> "

    def _open_round(self) -> Round:
        one = self._room.state.open_round
        if one is None:
            raise Usage("No check-in is open now.")
        return one

    async def answer(self, _: str) -> None:
        one = self._open_round()
        form = Form(await self._text(one))
        self._form = (one.round, form)
        self._screen.prompt = "answer> "
        if form.check_in.intro:
            self._screen.say(form.check_in.intro)
        self._screen.say(question(form))

    async def pass_(self, _: str) -> None:
        self._send(RoundAnswer(round=self._open_round().round, pass_=True))

    async def share(self, typed: str) -> None:
        answered = [one for one in self._room.state.room.rounds if one.mine is not None and not one.mine.passed]
        if not answered:
            raise Usage("You have no answers to share.")
        items = [item for item in (await self._text(answered[-1])).items if item.shareable]
        item = view.find([(item.id, item.prompt) for item in items], typed)
        if item is None:
            whom = "everybody" if self._room.state.room.group is None else "your small group"
            self._screen.say(f"Which answer shall {whom} see?  share NUMBER")
            for number, one in enumerate(items, 1):
                self._screen.say(f"  {number}  {one.prompt}")
            return
        group = self._room.state.room.group
        self._send(AnswerShare(round=answered[-1].round, item=item, group=group and group.group))

    # --- in the room -----------------------------------------------------------------------------------------------

    async def help(self, _: str) -> None:
        for name, word in WORDS.items():
            if word.is_for(leads=self._room.state.leads) and word.says:
                self._screen.say(f"  {name:<8} {word.says}")

    async def who(self, _: str) -> None:
        for line in view.standing(self._room.state):
            self._screen.say(line)

    async def hand(self, _: str) -> None:
        self._send(HandRaise())

    async def lower(self, typed: str) -> None:
        self._send(HandLower(seat=self._member(typed) if typed else None))

    async def note(self, typed: str) -> None:
        if not typed:
            raise Usage("note WORDS: only the facilitators see them.")
        self._send(NoteSend(text=typed), sensitive=True)

    async def away(self, _: str) -> None:
        self._send(AwayStart())

    async def here(self, _: str) -> None:
        self._send(AwayEnd())

    async def need(self, _: str) -> None:
        self._send(HelpAsk(), sensitive=True)

    async def say(self, typed: str) -> None:
        group = self._room.state.room.group
        if group is None:
            raise Usage("You are in no small group.")
        if not typed:
            raise Usage("say WORDS: only your small group sees them.")
        self._send(MessageSend(text=typed, group=group.group))

    async def back(self, _: str) -> None:
        self._send(GroupLeave())

    async def read(self, typed: str) -> None:
        one = self._handout(typed)
        text = await self._client.handout(one.handout, one.version)
        self._screen.say(f"{text.title}\n\n{prose(text.body)}\n")

    async def got(self, typed: str) -> None:
        self._send(HandoutAcknowledge(handout=self._handout(typed).handout))

    async def leave(self, _: str) -> None:
        self._ending = "asked"

    def _handout(self, typed: str) -> Handout:
        shared = self._room.state.room.handouts
        if not shared:
            raise Usage("No handout has been shared yet.")
        found = view.find([(one.handout, one.title) for one in shared], typed) if typed else shared[-1].handout
        if found is None:
            raise Usage(" ".join(f"{number} {one.title}." for number, one in enumerate(shared, 1)))
        return next(one for one in shared if one.handout == found)

    # --- leading ---------------------------------------------------------------------------------------------------

    async def admit(self, typed: str) -> None:
        waiting = [(one.seat, one.name) for one in self._room.state.room.waiting]
        if not waiting:
            raise Usage("Nobody is waiting.")
        if typed == "all" or (not typed and len(waiting) == 1):
            self._send(RoomAdmitAll())
            return
        seat = view.find(waiting, typed)
        if seat is None:
            raise Usage("admit all, admit NUMBER or admit NAME; who shows the list.")
        self._send(RoomAdmit(seat=seat))

    async def remove(self, typed: str) -> None:
        self._send(RoomRemove(seat=self._member(typed)))

    async def tell(self, typed: str) -> None:
        if not typed:
            raise Usage("tell WORDS: everybody sees them, in small groups too.")
        self._send(MessageSend(text=typed))

    async def groups(self, typed: str) -> None:
        names = [name for part in typed.split(",") if (name := part.strip())]
        if typed.isascii() and typed.isdigit():
            names = [f"Group {number}" for number in range(1, int(typed) + 1)]
        if not 2 <= len(names) <= _MOST_GROUPS:  # noqa: PLR2004 - one group is the room
            raise Usage("groups 2, or groups NAME, NAME: everybody who is here is put into them evenly.")
        self._send(GroupsArrange(names=tuple(names), evenly=True))

    async def place(self, typed: str) -> None:
        who, _, where = typed.rpartition(" ")
        if not who:
            raise Usage("place WHO GROUP, by the numbers that who shows; place WHO 0 for no group.")
        self._send(GroupPlace(seat=self._member(who), group=None if where == "0" else self._small_group(where)))

    async def begin(self, typed: str) -> None:
        minutes = int(typed) if typed.isascii() and typed.isdigit() else None
        if typed and not (minutes and minutes <= _MOST_MINUTES):
            raise Usage("begin, or begin MINUTES, as long as it is meant to take.")
        self._send(GroupsStart(minutes=minutes))

    async def visit(self, typed: str) -> None:
        self._send(GroupVisit(group=self._small_group(typed)))

    async def gather(self, _: str) -> None:
        self._send(GroupsEnd())

    def _small_group(self, typed: str) -> str:
        groups = self._room.state.room.groups
        drawn = [(one.group, one.name) for one in groups.all] if groups is not None else []
        found = view.find(drawn, typed)
        if found is None:
            raise Usage("Give the number of a group that who shows." if drawn else "There are no small groups now.")
        return found

    async def open(self, typed: str) -> None:
        there = await self._client.check_ins()
        found = view.find([(one.id, one.title) for one in there], typed) if typed or len(there) != 1 else there[0].id
        if found is None:
            raise Usage("open NUMBER:  " + "  ".join(f"{number} {one.title}" for number, one in enumerate(there, 1)))
        self._send(RoundOpen(template=found))

    async def close(self, _: str) -> None:
        self._send(RoundClose(round=self._open_round().round))

    async def answers(self, _: str) -> None:
        if not self._room.state.room.rounds:
            raise Usage("No check-in has been opened yet.")
        newest = self._room.state.room.rounds[-1]
        for line in view.answers(self._room.state, newest, await self._text(newest)):
            self._screen.say(line)

    async def picture(self, typed: str) -> None:
        closed = [one for one in self._room.state.room.rounds if not one.open]
        if not closed:
            raise Usage("The group can be shown how it answered once a check-in is closed.")
        items = [
            (item.id, item.prompt) for item in (await self._text(closed[-1])).items if item.kind in {"scale", "choice"}
        ]
        found = view.find(items, typed)
        if found is None:
            raise Usage(
                "picture NUMBER:  " + "  ".join(f"{number} {prompt}" for number, (_, prompt) in enumerate(items, 1))
            )
        self._send(PictureShow(round=closed[-1].round, item=found))

    async def handout(self, typed: str) -> None:
        there = await self._client.handouts()
        found = view.find([(one.id, one.title) for one in there], typed)
        if found is None:
            raise Usage("handout NUMBER:  " + "  ".join(f"{number} {one.title}" for number, one in enumerate(there, 1)))
        self._send(HandoutShare(handout=found))

    async def turn(self, typed: str) -> None:
        if not (typed.isascii() and typed.isdigit()):
            raise Usage("turn NUMBER: the part of the newest handout that the group is at, counted by its headings.")
        self._send(HandoutTurn(handout=self._handout("").handout, section=int(typed)))

    async def segment(self, typed: str) -> None:
        kinds = [one.kind for one in await self._segments()]
        found = view.find([(kind, kind.replace("_", " ")) for kind in kinds], typed)
        if found is None:
            raise Usage("segment NUMBER:  " + "  ".join(f"{number} {kind}" for number, kind in enumerate(kinds, 1)))
        self._send(SegmentStart(segment=found))

    async def alert(self, _: str) -> None:
        waiting = [one for one in self._room.state.room.alerts if not one.acknowledged]
        if not waiting:
            raise Usage("No alert waits for a person.")
        self._send(AlertAcknowledge(alert=waiting[0].alert))

    async def end(self, typed: str) -> None:
        if typed != "session":
            raise Usage("This ends the session for everybody. Type:  end session")
        self._send(RoomEnd())

    async def _segments(self) -> tuple[Segment, ...]:
        return (await self._client.session(self._room.session)).segments

    def _member(self, typed: str) -> str:
        seat = view.find([(one.seat, one.name) for one in self._room.state.room.members], typed)
        if seat is None:
            raise Usage("Give the number or the name that who shows.")
        return seat


def _is_over(ended: HandrailError) -> bool:
    return isinstance(ended, RoomLeft) and ended.reason in {"left", "over"}


WORDS: Mapping[str, Word] = MappingProxyType(
    {
        "help": Word("this list", For.BOTH, TakingPart.help),
        "who": Word("who is here, and how things stand", For.BOTH, TakingPart.who),
        "answer": Word("answer the check-in, item by item", For.PARTICIPANTS, TakingPart.answer),
        "pass": Word("pass this check-in", For.PARTICIPANTS, TakingPart.pass_),
        "share": Word("show the group, or your small group, one of your answers", For.PARTICIPANTS, TakingPart.share),
        "hand": Word("say that you would like to speak", For.BOTH, TakingPart.hand),
        "lower": Word("take your hand down", For.BOTH, TakingPart.lower),
        "note": Word("a word that only facilitators see", For.PARTICIPANTS, TakingPart.note),
        "need": Word("say that you need somebody; only facilitators see it", For.PARTICIPANTS, TakingPart.need),
        "away": Word("say that you step away for a moment", For.PARTICIPANTS, TakingPart.away),
        "here": Word("say that you are back at it", For.PARTICIPANTS, TakingPart.here),
        "say": Word("a word to your small group", For.BOTH, TakingPart.say),
        "back": Word("go back from a small group into the room", For.BOTH, TakingPart.back),
        "read": Word("read the handout", For.BOTH, TakingPart.read),
        "got": Word("say that you have the handout", For.PARTICIPANTS, TakingPart.got),
        "admit": Word("let somebody in from the lobby, or all", For.FACILITATORS, TakingPart.admit),
        "open": Word("open a check-in", For.FACILITATORS, TakingPart.open),
        "answers": Word("the answers to the newest check-in", For.FACILITATORS, TakingPart.answers),
        "close": Word("close the check-in", For.FACILITATORS, TakingPart.close),
        "picture": Word("show everyone how the group answered one question", For.FACILITATORS, TakingPart.picture),
        "handout": Word("share a handout with everyone", For.FACILITATORS, TakingPart.handout),
        "turn": Word("show which part of the handout the group is at", For.FACILITATORS, TakingPart.turn),
        "tell": Word("a word to everybody", For.FACILITATORS, TakingPart.tell),
        "groups": Word("draw up small groups", For.FACILITATORS, TakingPart.groups),
        "place": Word("put somebody into a small group", For.FACILITATORS, TakingPart.place),
        "begin": Word("let the small groups begin", For.FACILITATORS, TakingPart.begin),
        "visit": Word("go to a small group; they see you there", For.FACILITATORS, TakingPart.visit),
        "gather": Word("call everybody back from the small groups", For.FACILITATORS, TakingPart.gather),
        "segment": Word("go on to a part of the session", For.FACILITATORS, TakingPart.segment),
        "alert": Word("say that you see to the oldest alert", For.FACILITATORS, TakingPart.alert),
        "remove": Word("take somebody out of this session", For.FACILITATORS, TakingPart.remove),
        "end": Word("end the session for everybody", For.FACILITATORS, TakingPart.end),
        "leave": Word("leave the room", For.BOTH, TakingPart.leave),
        "quit": Word("", For.BOTH, TakingPart.leave),
    }
)
"""Every word that can be typed in the room."""
