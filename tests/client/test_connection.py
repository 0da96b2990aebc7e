"""The client's half of the conversation: nothing lost, nothing twice, and the right way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.live.wire import Close
from handrail.live.wire_commands import CLIENT_FRAME
from handrail_client.connection import STEADY, Connection, Phase, delay
from handrail_client.errors import ProtocolBroken
from handrail_client.outputs import (
    Answered,
    CloseCode,
    Ended,
    Ending,
    Followed,
    Hang,
    Happened,
    Passing,
    Refused,
    Retry,
    Send,
    Unfollowed,
    Welcomed,
)

YOU = {"seat": "A" * 16, "name": "Ana", "standing": "member"}
SNAPSHOT: dict[str, Any] = {"phase": "open"}


def a_welcome(streams: Mapping[str, int], **more: Any) -> dict[str, Any]:
    return {
        "type": "welcome",
        "version": 1,
        "session": "s",
        "epoch": "e1",
        "you": YOU,
        "streams": dict(streams),
        "recovered": True,
        "limits": {"renew_seconds": 600},
        "server_time": "2026-11-23T18:00:00Z",
        **more,
    }


def an_event(n: int, stream: str = "room") -> dict[str, Any]:
    return {"type": "hand.raised", "stream": stream, "n": n, "at": "2026-11-23T18:00:00Z", "seat": "B" * 16}


def a_live_connection(streams: Mapping[str, int] | None = None) -> Connection:
    connection = Connection()
    connection.opened("ticket")
    connection.received(a_welcome(streams or {"room": 3}, snapshot=SNAPSHOT), 0)
    return connection


def a_hello(connection: Connection) -> dict[str, Any]:
    (send,) = connection.opened("ticket")
    assert isinstance(send, Send)
    CLIENT_FRAME.validate_python(send.frame)
    return dict(send.frame)


class TestComingBack:
    def test_the_first_hello_asks_for_everything(self) -> None:
        assert a_hello(Connection()) == {"type": "hello", "ticket": "ticket", "versions": [1]}

    def test_who_comes_for_the_first_time_has_missed_nothing(self) -> None:
        connection = Connection()
        connection.opened("ticket")

        (welcomed,) = connection.received(a_welcome({"room": 3}, snapshot=SNAPSHOT, recovered=False), 0)

        assert isinstance(welcomed, Welcomed)
        assert welcomed.recovered

    def test_a_later_hello_tells_what_was_seen(self) -> None:
        connection = a_live_connection({"room": 3, "member:A": 1})
        connection.received(an_event(4), 1)
        connection.closed(1006, 1, 0.5)

        hello = a_hello(connection)

        assert (hello["resume"], hello["epoch"]) == ({"room": 4, "member:A": 1}, "e1")

    def test_a_replay_goes_on_where_we_were(self) -> None:
        connection = a_live_connection({"room": 3})
        connection.closed(1006, 1, 0.5)
        connection.opened("ticket")

        welcomed, *happened = connection.received(a_welcome({"room": 5}, replay=[an_event(4), an_event(5)]), 2)

        assert isinstance(welcomed, Welcomed)
        assert welcomed.snapshot is None
        assert happened == [Happened(an_event(4)), Happened(an_event(5))]

    def test_a_new_epoch_forgets_the_old_numbers(self) -> None:
        connection = a_live_connection({"room": 30})
        connection.closed(1006, 1, 0.5)
        connection.opened("ticket")

        connection.received(a_welcome({"room": 2}, epoch="e2", recovered=False, snapshot=SNAPSHOT), 2)

        assert connection.received(an_event(3), 3) == (Happened(an_event(3)),)

    @pytest.mark.parametrize(
        ("code", "why"),
        [
            (Close.REMOVED, Ending.REMOVED),
            (Close.MOVED, Ending.MOVED),
            (Close.STOP, Ending.OVER),
            (1002, Ending.BROKEN),
            (1007, Ending.BROKEN),
            (1009, Ending.BROKEN),
        ],
    )
    def test_some_goodbyes_are_for_good(self, code: int, why: Ending) -> None:
        connection = a_live_connection()

        assert connection.closed(code, 5, 0.5) == Ended(why)
        assert connection.phase is Phase.OVER

    @pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012, 1013, Close.RESUME, Close.REJOIN])
    def test_the_others_are_answered_with_a_new_ticket(self, code: int) -> None:
        assert a_live_connection().closed(code, STEADY, 0.5) == Retry(0.5)

    def test_every_close_code_of_the_server_is_known(self) -> None:
        assert {one.name: int(one) for one in Close} == {one.name: int(one) for one in CloseCode}

    def test_a_stale_ticket_is_tried_once_more_with_a_new_one(self) -> None:
        connection = Connection()
        connection.opened("stale")
        assert isinstance(connection.closed(Close.SIGNED_OUT, 1, 0.5), Retry)
        connection.opened("new")
        assert connection.closed(Close.SIGNED_OUT, 2, 0.5) == Ended(Ending.SIGNED_OUT)

    def test_who_left_does_not_come_back(self) -> None:
        connection = a_live_connection()
        connection.leave()

        assert connection.closed(1006, 1, 0.5) == Ended(Ending.LEFT)

    def test_a_server_in_trouble_is_asked_less_and_less(self) -> None:
        connection = Connection()
        waits = []
        for _ in range(8):
            connection.opened("ticket")
            after = connection.closed(1006, 0, 1.0)
            assert isinstance(after, Retry)
            waits.append(after.after)

        assert waits == [2, 4, 8, 16, 30, 30, 30, 30]

    def test_a_server_that_welcomes_and_drops_is_no_healthier(self) -> None:
        connection = a_live_connection()
        connection.closed(1006, 1, 1.0)
        connection.opened("ticket")
        connection.received(a_welcome({"room": 3}, replay=[]), 2)

        assert connection.closed(1006, 3, 1.0) == Retry(4)

    def test_the_wait_that_a_server_asks_for_is_kept(self) -> None:
        after = Connection().closed(1013, 0, 0.25, at_least=20)

        assert isinstance(after, Retry)
        assert after.after >= 20

    @given(st.integers(0, 10_000), st.floats(0, 1))
    def test_waits_stay_within_half_a_minute(self, failures: int, jitter: float) -> None:
        assert 0 <= delay(failures, jitter) <= 30


class TestStreams:
    def test_each_event_is_handed_on_once(self) -> None:
        connection = a_live_connection({"room": 3})

        assert connection.received(an_event(4), 1) == (Happened(an_event(4)),)
        assert connection.received(an_event(4), 1) == ()
        assert connection.received(an_event(2), 1) == ()

    def test_streams_number_for_themselves(self) -> None:
        connection = a_live_connection({"room": 3, "member:A": 0})

        assert connection.received(an_event(1, "member:A"), 1) == (Happened(an_event(1, "member:A")),)

    def test_after_a_gap_we_come_back_and_say_what_we_have(self) -> None:
        connection = a_live_connection({"room": 3})

        assert connection.received(an_event(5), 1) == (Hang(CloseCode.RESUME),)
        assert connection.received(an_event(6), 1) == ()
        assert isinstance(connection.closed(1006, 1, 0), Retry)
        assert a_hello(connection)["resume"] == {"room": 3}

    def test_a_gap_that_stays_is_healed_by_a_snapshot(self) -> None:
        connection = a_live_connection({"room": 3})
        connection.received(an_event(5), 1)
        connection.closed(1006, 1, 0)
        connection.opened("ticket")
        *_, last = connection.received(a_welcome({"room": 5}, replay=[an_event(5)]), 2)
        assert last == Hang(CloseCode.RESUME)
        connection.closed(1006, 2, 0)

        assert "resume" not in a_hello(connection)

    def test_a_replay_that_ends_too_early_is_a_gap(self) -> None:
        connection = a_live_connection({"room": 3})
        connection.closed(1006, 1, 0)
        connection.opened("ticket")

        *_, last = connection.received(a_welcome({"room": 5}, replay=[an_event(4)]), 2)

        assert last == Hang(CloseCode.RESUME)

    def test_admission_brings_the_room(self) -> None:
        connection = a_live_connection({"member:A": 1})
        follow = {"type": "follow", "you": YOU, "streams": {"member:A": 2, "room": 7}, "snapshot": SNAPSHOT}

        assert connection.received(follow, 1) == (Followed(YOU, ("member:A", "room"), SNAPSHOT),)
        assert connection.received(an_event(8), 1) == (Happened(an_event(8)),)

    def test_what_is_no_longer_followed_is_not_handed_on(self) -> None:
        connection = a_live_connection({"room": 3, "facilitators": 9})

        assert connection.received({"type": "unfollow", "streams": ["facilitators"]}, 1) == (
            Unfollowed(("facilitators",)),
        )
        assert connection.received(an_event(10, "facilitators"), 1) == ()

    def test_a_frame_without_a_number_is_only_passing(self) -> None:
        frame = {"type": "server.time", "at": "2026-11-23T18:00:00Z"}

        assert a_live_connection().received(frame, 1) == (Passing(frame),)

    @pytest.mark.parametrize(
        "frame", [{}, {"type": "welcome"}, {"type": "reply"}, {"type": "follow"}, {"type": "x", "n": 1}]
    )
    def test_a_frame_that_lacks_what_it_must_have_ends_the_conversation(self, frame: dict[str, Any]) -> None:
        connection = a_live_connection()
        connection.phase = Phase.GREETING if frame.get("type") == "welcome" else Phase.LIVE

        with pytest.raises(ProtocolBroken):
            connection.received(frame, 1)


class TestCommands:
    COMMAND: Mapping[str, Any] = {"type": "hand.raise", "id": "0192d4e0-0000-7000-8000-000000000001"}

    def test_a_command_goes_out_at_once(self) -> None:
        assert a_live_connection().command(self.COMMAND) == (Send(self.COMMAND),)

    def test_a_command_given_offline_waits_for_the_welcome(self) -> None:
        connection = Connection()
        assert connection.command(self.COMMAND) == ()
        connection.opened("ticket")

        *_, last = connection.received(a_welcome({"room": 0}, snapshot=SNAPSHOT), 1)

        assert last == Send(self.COMMAND)

    def test_a_command_without_an_answer_is_sent_again_as_it_was(self) -> None:
        connection = a_live_connection()
        connection.command(self.COMMAND)
        connection.closed(1006, 1, 0)
        connection.opened("ticket")

        *_, last = connection.received(a_welcome({"room": 3}, replay=[]), 2)

        assert last == Send(self.COMMAND)

    def test_an_answer_is_given_once(self) -> None:
        connection = a_live_connection()
        connection.command(self.COMMAND)
        reply = {"type": "reply", "to": self.COMMAND["id"], "ok": True, "result": {"made": None}}

        assert connection.received(reply, 1) == (Answered(self.COMMAND["id"], {"made": None}),)
        assert connection.received(reply, 1) == ()
        assert connection.pending == ()

    def test_a_refusal_is_an_answer(self) -> None:
        connection = a_live_connection()
        connection.command(self.COMMAND)
        problem = {"type": "urn:handrail:problem:conflict", "title": "x", "status": 409}

        answer = connection.received({"type": "reply", "to": self.COMMAND["id"], "problem": problem}, 1)

        assert answer == (Refused(self.COMMAND["id"], problem),)

    def test_what_nobody_waits_for_is_not_sent_again(self) -> None:
        connection = a_live_connection()
        connection.command(self.COMMAND)
        connection.withdraw(self.COMMAND["id"])

        assert connection.pending == ()


class TestStayingAuthorised:
    ID = "0192d4e0-0000-7000-8000-000000000002"

    def test_a_socket_is_renewed_well_before_it_must_be(self) -> None:
        connection = a_live_connection()

        assert connection.renew_in(100) == 380
        assert connection.renew_in(1000) == 0

    def test_a_renewal_carries_a_new_ticket(self) -> None:
        connection = a_live_connection()

        (send,) = connection.renew("next", 480, command=self.ID)

        assert isinstance(send, Send)
        CLIENT_FRAME.validate_json(json.dumps(send.frame))
        assert connection.renew_in(480) == 480

    def test_a_refused_renewal_is_tried_again_soon(self) -> None:
        connection = a_live_connection()
        connection.renew("next", 480, command=self.ID)
        connection.received({"type": "reply", "to": self.ID, "problem": {}}, 481)

        assert connection.renew_in(481) == 5

    def test_a_renewal_is_not_sent_on_the_next_socket(self) -> None:
        connection = a_live_connection()
        connection.renew("next", 480, command=self.ID)
        connection.closed(1006, 490, 0)
        connection.opened("ticket")

        assert len(connection.received(a_welcome({"room": 3}, replay=[]), 491)) == 1

    def test_nothing_is_renewed_offline(self) -> None:
        assert Connection().renew_in(0) is None
        assert Connection().renew("x", 0, command=self.ID) == ()


# --- A server that loses connections, and a client that must not notice -----------------------------------------------


@dataclass
class PatientServer:
    """Keeps numbered events and the commands it accepted; forgets nothing but connections and, at times, the past."""

    events: list[dict[str, Any]] = field(default_factory=list)
    accepted: dict[str, int] = field(default_factory=dict)
    forgot: int = 0

    def happen(self) -> dict[str, Any]:
        self.events.append(an_event(len(self.events) + 1))
        return self.events[-1]

    def welcome(self, hello: Mapping[str, Any]) -> dict[str, Any]:
        last = (hello.get("resume") or {}).get("room")
        streams = {"room": len(self.events)}
        if last is None or last < self.forgot:
            return a_welcome(streams, snapshot={"seen": len(self.events)}, recovered=last is None)
        return a_welcome(streams, replay=self.events[last:])

    def accept(self, command: Mapping[str, Any]) -> dict[str, Any]:
        self.accepted.setdefault(command["id"], len(self.accepted))
        return {"type": "reply", "to": command["id"], "ok": True, "result": {"made": str(self.accepted[command["id"]])}}


class Client:
    """Runs the connection against the server over a line on which frames and replies can be lost."""

    def __init__(self, server: PatientServer) -> None:
        self.server = server
        self.connection = Connection()
        self.seen = 0
        self.given: list[str] = []
        self.answers: list[tuple[str, str]] = []
        self.now = 0.0

    def run(self, outputs: tuple[Any, ...], *, replies_are_lost: bool = False) -> None:
        for output in outputs:
            match output:
                case Send(frame) if frame["type"] == "hello":
                    self.run(self.connection.received(self.server.welcome(frame), self.now))
                case Send(frame):
                    reply = self.server.accept(frame)
                    if not replies_are_lost:
                        self.run(self.connection.received(reply, self.now))
                case Welcomed(snapshot=snapshot) if snapshot is not None:
                    self.seen = int(snapshot["seen"])
                case Happened(event):
                    assert event["n"] == self.seen + 1, "an event was shown twice, or one was left out"
                    self.seen = event["n"]
                case Answered(command, result):
                    self.answers.append((command, result["made"]))
                case Hang():
                    self.lose()

    def lose(self) -> None:
        assert isinstance(self.connection.closed(1006, self.now, 0.0), Retry)

    def connect(self) -> None:
        if self.connection.phase is Phase.OFFLINE:
            self.run(self.connection.opened("ticket"))

    def step(self, name: str) -> None:
        self.now += 1
        live = self.connection.phase is Phase.LIVE
        match name:
            case "event":
                event = self.server.happen()
                if live:
                    self.run(self.connection.received(event, self.now))
            case "lost event":
                self.server.happen()
            case "again" if live and self.seen:
                self.run(self.connection.received(self.server.events[self.seen - 1], self.now))
            case "command" | "lost reply":
                self.given.append(f"c{len(self.given)}")
                command = {"type": "hand.raise", "id": self.given[-1]}
                self.run(self.connection.command(command), replies_are_lost=name == "lost reply")
            case "lose" if live:
                self.lose()
            case "forget":
                self.server.forgot = len(self.server.events)
            case "connect":
                self.connect()


STEPS = st.lists(
    st.sampled_from(["event", "lost event", "again", "command", "lost reply", "lose", "connect", "forget"])
)


@given(STEPS)
def test_whatever_the_network_does_the_client_ends_where_the_server_is(steps: list[str]) -> None:
    client = Client(PatientServer())
    for step in ("connect", *steps):
        client.step(step)

    if client.connection.phase is Phase.LIVE:
        client.lose()
    for _ in range(3):  # a gap may need one more way back
        client.connect()

    assert client.seen == len(client.server.events)
    assert sorted(command for command, _ in client.answers) == sorted(client.given)
    assert client.connection.pending == ()
