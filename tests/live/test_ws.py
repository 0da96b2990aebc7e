"""The socket: who gets in, what is refused, and why it closes (security B)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio
import uuid_utils
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from handrail.db.engine import Database
from handrail.db.vault import Vault
from handrail.kernel.ids import PersonId, SessionId
from handrail.live.hub_patience import Pace, Patience
from handrail.live.outbox import text_frame
from handrail.web.limits import Rate
from tests.fakes import FakeClock
from tests.live.people import ORIGIN, Someone, at, generous, serving
from tests.live.world import ANA, BEN, RUTH, SESSION, Books, LiveNode, a_node
from tests.support.patience import PATIENCE

PROTOCOL = Subprotocol("handrail.v1")
SHORT = replace(generous(), first_frame=0.2, closing=0.5)


@dataclass
class House:
    """One node served over a socket, and a way to bring people in."""

    node: LiveNode
    url: str
    books: Books
    stack: AsyncExitStack

    async def bring(self, person: PersonId, **how: object) -> Someone:
        return await self.stack.enter_async_context(at(self.url, self.node, person, **how))  # type: ignore[arg-type]


Build = Callable[..., "AsyncIterator[House]"]


@pytest_asyncio.fixture(loop_scope="session")
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def open_house(
    sqlite_database: Database, sqlite_vault: Vault, clock: FakeClock, stack: AsyncExitStack
) -> Callable[..., object]:
    async def build(patience: Patience = SHORT, pace: Pace | None = None) -> House:
        books = Books(clock)
        node = await stack.enter_async_context(a_node(sqlite_database, sqlite_vault, clock, books, pace=pace))
        url = await stack.enter_async_context(serving(node, patience))
        return House(node, url, books, stack)

    return build


@pytest_asyncio.fixture(loop_scope="session")
async def house(open_house: Callable[..., object]) -> House:
    return await open_house()  # type: ignore[misc,no-any-return]


async def first_words(url: str, *said: str | bytes, binary: bool = False) -> tuple[list[str], int | None]:
    """What a stranger hears who says this, until the close; and its code."""
    heard: list[str] = []
    async with connect(url, subprotocols=[PROTOCOL], proxy=None) as socket:
        try:
            for one in said:
                await socket.send(one, text=not binary)
            async with asyncio.timeout(PATIENCE):
                heard.extend([str(await socket.recv()) for _ in range(99)])
        except ConnectionClosed:
            pass
    return heard, socket.close_code


def hello(ticket: str, **members: object) -> str:
    return json.dumps({"type": "hello", "ticket": ticket, "versions": [1], **members})


class TestTheDoor:
    """B1: refused before the upgrade, or closed with 4401 and not a word."""

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "https://elsewhere.example"}, 403),
            ({"Origin": "null"}, 403),
            ({"Origin": ORIGIN + ":444"}, 403),
            ({"Sec-Fetch-Site": "cross-site"}, 403),
        ],
    )
    async def test_a_page_of_somebody_else_is_refused_before_the_upgrade(
        self, house: House, headers: dict[str, str], status: int
    ) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(house.url, subprotocols=[PROTOCOL], proxy=None, additional_headers=headers):
                pass
        assert refused.value.response.status_code == status

    async def test_a_page_of_ours_and_a_client_that_is_no_browser_come_in(self, house: House) -> None:
        for headers in ({"Origin": ORIGIN}, {}):
            async with connect(house.url, subprotocols=[PROTOCOL], proxy=None, additional_headers=headers) as socket:
                assert socket.subprotocol == PROTOCOL
                assert "permessage-deflate" not in (socket.response.headers.get("Sec-WebSocket-Extensions") or "")  # type: ignore[union-attr]

    async def test_without_our_subprotocol_there_is_no_upgrade(self, house: House) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(house.url, proxy=None):
                pass
        assert refused.value.response.status_code == 422

    async def test_a_token_in_the_address_is_refused(self, house: House) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(house.url + "?ticket=x", subprotocols=[PROTOCOL], proxy=None):
                pass
        assert refused.value.response.status_code == 422

    @pytest.mark.parametrize(
        "said",
        [
            "",
            "{",
            "[]",
            '{"type":"hello"}',
            '{"type":"hello","ticket":"made up"}',
            '{"type":"hello","ticket":"made up","room":"x"}',
            '{"type":"hand.raise","id":"0197f2a0-0000-7000-8000-000000000001"}',
            '{"type":"hello","ticket":' + '"' + "x" * 1000 + '"}',
        ],
    )
    async def test_without_a_good_first_frame_it_closes_without_a_word(self, house: House, said: str) -> None:
        assert await first_words(house.url, said) == ([], 4401)

    async def test_who_says_nothing_is_closed(self, house: House) -> None:
        assert await first_words(house.url) == ([], 4401)

    async def test_a_ticket_is_good_once(self, house: House) -> None:
        secret = await house.node.ticket(ANA)
        await house.bring(ANA, ticket=secret)
        assert await first_words(house.url, hello(secret)) == ([], 4401)

    async def test_a_ticket_is_good_for_a_minute(self, house: House, clock: FakeClock) -> None:
        secret = await house.node.ticket(ANA)
        clock.advance(60)
        assert await first_words(house.url, hello(secret)) == ([], 4401)

    async def test_a_clock_set_back_gives_no_ticket_a_longer_life(self, house: House, clock: FakeClock) -> None:
        """K6."""
        secret = await house.node.ticket(ANA)
        clock.advance(60)
        clock.jump(-3600)
        assert await first_words(house.url, hello(secret)) == ([], 4401)

    async def test_who_signed_out_after_getting_a_ticket_stays_out(self, house: House) -> None:
        secret = await house.node.ticket(ANA)
        house.books.ended.add(house.books.sign_in(ANA).id)
        assert await first_words(house.url, hello(secret)) == ([], 4401)

    async def test_who_was_discharged_after_getting_a_ticket_stays_out(self, house: House) -> None:
        secret = await house.node.ticket(ANA)
        house.books.roster.discard(ANA)
        assert await first_words(house.url, hello(secret)) == ([], 4403)

    async def test_an_unknown_version_of_the_protocol_is_told_to_stop(self, house: House) -> None:
        secret = await house.node.ticket(ANA)
        assert await first_words(house.url, hello(secret, versions=[2, 3])) == ([], 4410)


class TestWhatIsSaid:
    """B6 to B9: sizes, kinds, schemas and rates."""

    async def test_what_is_wrong_is_told_without_repeating_it(self, house: House) -> None:
        ana = await house.bring(ANA)
        identity = str(uuid_utils.uuid7())
        for bad in (
            {"type": "sesame-open", "id": identity},
            {"type": "hand.raise", "id": identity, "sesame": 1},
            {"type": "note.send", "id": identity, "text": {"sesame": 1}},
            {"type": "note.send", "id": identity, "text": "sesame" * 1000},
            {"type": "round.answer", "id": identity, "round": "r", "answers": {"mood": [[["sesame"]]]}},
            {"type": "hand.raise", "id": identity, "deep": json.loads("[" * 30 + "]" * 30)},
        ):
            before = len(ana.frames)
            await ana.socket.send(json.dumps(bad))
            while len(ana.frames) == before:
                ana._news.clear()
                await ana._news.wait()
            reply = ana.frames[-1]
            assert reply["to"] == identity
            assert reply["problem"]["type"] in {"urn:handrail:problem:invalid", "urn:handrail:problem:malformed"}
            assert "sesame" not in json.dumps(reply)

    async def test_a_frame_that_is_not_json_gets_a_reply_to_nothing(self, house: House) -> None:
        ana = await house.bring(ANA)
        await ana.socket.send("{")
        reply = await ana.until("reply", to=None)
        assert reply["problem"]["status"] == 400

    async def test_too_much_closes_with_1009(self, house: House) -> None:
        ana = await house.bring(ANA)
        await ana.socket.send("x" * 65_537)
        assert await ana.until_closed() == 1009

    async def test_exactly_64_kib_is_read(self, house: House) -> None:
        ana = await house.bring(ANA)
        await ana.socket.send(" " * 65_536)
        assert (await ana.until("reply"))["problem"]["status"] == 400

    async def test_what_is_not_utf8_closes_with_1007(self, house: House) -> None:
        ana = await house.bring(ANA)
        await ana.socket.send(b'{"type":"\xff"}', text=True)
        assert await ana.until_closed() == 1007

    async def test_binary_closes_with_1003(self, house: House) -> None:
        ana = await house.bring(ANA)
        await ana.socket.send(b"{}")
        assert await ana.until_closed() == 1003

    async def test_the_eleventh_message_at_once_is_too_many(self, open_house: Callable[..., object]) -> None:
        house: House = await open_house(Patience())  # type: ignore[misc]
        ana = await house.bring(ANA)
        for _ in range(11):
            await ana.socket.send(json.dumps({"type": "hand.lower", "id": str(uuid_utils.uuid7())}))
        reply = await ana.until("reply")
        async with asyncio.timeout(PATIENCE):
            while len(ana.frames) < 12:
                ana._news.clear()
                await ana._news.wait()
        problems = [frame["problem"]["type"] for frame in ana.frames if "problem" in frame]
        assert problems.count("urn:handrail:problem:too-many") == 1
        assert reply["to"]

    async def test_who_does_not_stop_is_closed(self, open_house: Callable[..., object]) -> None:
        house: House = await open_house(replace(SHORT, messages=Rate(1, 0.001)))  # type: ignore[misc]
        ana = await house.bring(ANA)
        for _ in range(30):
            await ana.socket.send("{}")
        assert await ana.until_closed() == 4408

    async def test_pings_are_answered_but_not_a_flood_of_them(self, house: House) -> None:
        ana = await house.bring(ANA)
        async with asyncio.timeout(PATIENCE):
            await (await ana.socket.ping())
        waiting = [asyncio.ensure_future(await ana.socket.ping(str(n).encode())) for n in range(20)]
        await ana.say("hand.lower")
        assert sum(one.done() for one in waiting) <= 2
        for one in waiting:
            one.cancel()


class TestHowMany:
    """B9: five sockets a person, two joins a second."""

    async def test_a_sixth_socket_of_one_person_is_told_to_come_back(self, house: House) -> None:
        for number in range(5):
            session = SessionId(f"0197f2a0-0000-7000-8000-00000000f00{number}")
            house.books.meetings[session] = replace(house.books.meetings[SESSION], id=session)
            await house.bring(ANA, session=session)
        assert await first_words(house.url, hello(await house.node.ticket(ANA))) == ([], 4408)
        await house.bring(BEN)

    async def test_a_third_join_within_a_second_is_told_to_come_back(self, open_house: Callable[..., object]) -> None:
        house: House = await open_house(replace(SHORT, joins=Rate(2, 2)))  # type: ignore[misc]
        await house.bring(ANA)
        await house.bring(ANA)
        assert await first_words(house.url, hello(await house.node.ticket(ANA))) == ([], 4408)


class TestTheEnd:
    """Close codes say what to do next."""

    async def test_another_device_takes_the_seat(self, house: House) -> None:
        first = await house.bring(ANA)
        second = await house.bring(ANA)
        assert await first.until_closed() == 4409
        assert first.seat == second.seat
        assert (await second.say("hand.lower"))["problem"]["status"] in {404, 409}

    async def test_the_removed_are_told_and_cannot_come_back(self, house: House) -> None:
        ana, ruth = await house.bring(ANA), await house.bring(RUTH)
        await ruth.say("room.admit_all")
        kept = await house.node.ticket(ANA)
        assert (await ruth.say("room.remove", seat=ana.seat))["ok"]
        assert await ana.until_closed() == 4403
        assert await first_words(house.url, hello(kept)) == ([], 4403)

    async def test_who_leaves_is_answered_first(self, house: House) -> None:
        ana = await house.bring(ANA)
        assert (await ana.say("leave"))["ok"]
        assert await ana.until_closed() == 4410

    async def test_the_end_of_a_sign_in_closes_the_socket_without_any_hint(self, house: House) -> None:
        """I7: found by asking the database."""
        ana = await house.bring(ANA)
        house.books.ended.add(house.books.sign_in(ANA).id)
        assert await ana.until_closed() == 4401

    async def test_a_hint_closes_it_at_once(self, open_house: Callable[..., object]) -> None:
        house: House = await open_house(pace=Pace(ask=60))  # type: ignore[misc]
        ana, ben = await house.bring(ANA), await house.bring(BEN)
        house.books.ended.add(house.books.sign_in(ANA).id)
        house.node.hub.rights_ended(house.books.sign_in(ANA).id)
        assert await ana.until_closed() == 4401
        assert ben.closed_with is None

    async def test_discharge_closes_it(self, house: House) -> None:
        ana = await house.bring(ANA)
        house.books.roster.discard(ANA)
        assert await ana.until_closed() == 4403

    async def test_who_does_not_renew_is_closed_after_ten_minutes(self, house: House, clock: FakeClock) -> None:
        ana, ben = await house.bring(ANA), await house.bring(BEN)
        clock.advance(590)
        renewed = await ben.say("renew", ticket=await house.node.ticket(BEN))
        assert renewed["ok"]
        clock.advance(20)
        assert await ana.until_closed() == 4401
        assert (await ben.say("hand.lower"))["to"]

    async def test_nobody_renews_with_the_ticket_of_somebody_else(self, house: House) -> None:
        ana = await house.bring(ANA)
        reply = await ana.say("renew", ticket=await house.node.ticket(BEN))
        assert reply["problem"]["type"] == "urn:handrail:problem:signed-out"

    async def test_a_server_that_goes_away_says_so(self, house: House) -> None:
        ana = await house.bring(ANA)
        await house.node.hub.drain()
        assert await ana.until_closed() == 4412
        with pytest.raises(InvalidStatus) as refused:
            async with connect(house.url, subprotocols=[PROTOCOL], proxy=None):
                pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"]


class TestPresence:
    """Lost, back, or gone: others see it, and a lost connection costs nothing."""

    async def test_a_lost_connection_shows_and_comes_back_with_nothing_missed(
        self, open_house: Callable[..., object]
    ) -> None:
        house: House = await open_house(pace=Pace(ask=0.05, grace=60))  # type: ignore[misc]
        ana, ruth = await house.bring(ANA), await house.bring(RUTH)
        await ruth.say("room.admit_all")
        await ana.until("follow")
        await ana.vanish()
        await ruth.until("member.presence", seat=ana.seat, presence="reconnecting")
        await ruth.say("segment.start", segment="closing")
        back = await house.bring(ANA, resume=ana)
        assert back.welcome["recovered"] is True
        assert [event["type"] for event in back.welcome["replay"]] == [
            "member.presence",
            "segment.started",
            "member.presence",
        ]
        await ruth.until("member.presence", seat=ana.seat, presence="connected")

    async def test_who_does_not_come_back_has_left(self, house: House) -> None:
        ana, ruth = await house.bring(ANA), await house.bring(RUTH)
        await ruth.say("room.admit_all")
        await ana.say("hand.raise")
        await ana.vanish()
        await ruth.until("member.presence", seat=ana.seat, presence="reconnecting")
        await ruth.until("hand.lowered", seat=ana.seat)
        await ruth.until("member.presence", seat=ana.seat, presence="left")

    async def test_before_a_facilitator_comes_everybody_waits(self, house: House) -> None:
        ana = await house.bring(ANA)
        assert ana.welcome["you"]["standing"] == "lobby"
        reply = await ana.say("room.admit_all")
        assert reply["problem"]["type"] == "urn:handrail:problem:room-closed"


class TestUnderLoad:
    """B10, B13, K4: one who is slow, many at once, a database that is away."""

    async def test_a_reader_that_does_not_read_is_cut_off_and_the_others_are_served(self, house: House) -> None:
        ana, ruth = await house.bring(ANA), await house.bring(RUTH)
        await ruth.say("room.admit_all")
        secret = await house.node.ticket(BEN)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(house.url.split(":")[2].split("/")[0]))
        writer.write(HANDSHAKE)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(masked(hello(secret).encode()))
        await ruth.until("member.waiting", name="Ben")
        line = next(line for line in house.node.hub.lines.values() if line.claim.person == BEN)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        frame = text_frame(b'"' + bytes(60_000) + b'"')
        async with asyncio.timeout(PATIENCE):
            while line.id in house.node.hub.lines:
                line.push(frame)
                await asyncio.sleep(0)
        assert (await ana.say("hand.raise"))["ok"]
        await ruth.until("hand.raised", seat=ana.seat)
        writer.close()

    async def test_too_many_on_their_way_in_are_asked_to_come_back(self, open_house: Callable[..., object]) -> None:
        house: House = await open_house(replace(SHORT, entering=1))  # type: ignore[misc]
        ana = await house.bring(ANA)  # is in: counts no more
        async with connect(house.url, subprotocols=[PROTOCOL], proxy=None):
            with pytest.raises(InvalidStatus) as refused:
                async with connect(house.url, subprotocols=[PROTOCOL], proxy=None):
                    pass
        assert refused.value.response.status_code == 503
        assert refused.value.response.headers["Retry-After"] == "2"
        assert (await ana.say("hand.lower"))["to"]

    async def test_a_loss_that_the_database_did_not_take_is_written_when_it_is_back(
        self, open_house: Callable[..., object]
    ) -> None:
        house: House = await open_house(pace=Pace(ask=0.05, grace=60))  # type: ignore[misc]
        ana, ruth = await house.bring(ANA), await house.bring(RUTH)
        await ruth.say("room.admit_all")
        house.node.units.away = True
        await ana.vanish()
        assert (await ruth.say("hand.raise"))["problem"]["status"] == 503
        house.node.units.away = False
        await ruth.until("member.presence", seat=ana.seat, presence="reconnecting")


HANDSHAKE = (
    b"GET /v1/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: handrail.v1\r\n\r\n"
)


def masked(payload: bytes) -> bytes:
    """A client's text frame under a mask of zeros (RFC 6455 §5.3)."""
    return bytes((0x81, 0x80 | 126)) + len(payload).to_bytes(2, "big") + bytes(4) + payload
