"""What cannot be read as HTTP gets one quiet answer, and nobody waits for ever (J3, J4, J5)."""

import asyncio

import pytest
from tests.web.conftest import Site

from handrail.web import runner

BAD = {
    "two hosts": b"GET /v1/words HTTP/1.1\r\nHost: a\r\nHost: ana\r\n\r\n",
    "no host": b"GET /v1/words HTTP/1.1\r\n\r\n",
    "two lengths": b"POST /v1/words HTTP/1.1\r\nHost: ana\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "length and chunks": b"POST / HTTP/1.1\r\nHost: ana\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    "bad chunk": b"POST /v1/words HTTP/1.1\r\nHost: ana\r\nTransfer-Encoding: chunked\r\n\r\nana\r\n",
    "control character": b"GET /ana\x01 HTTP/1.1\r\nHost: a\r\n\r\n",
    "no HTTP": b"ANA-\xff\xfe RUIZ\r\n\r\n",
    "bad address": b"GET http://[::ana HTTP/1.1\r\nHost: a\r\n\r\n",
    "large header": b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"ana" * 20_000 + b"\r\n\r\n",
    "folded header": b"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n ana\r\n\r\n",
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD.keys())
async def test_it_is_answered_once_and_the_connection_ends(site: Site, raw: bytes):
    """Without a part of the request, without our library's name, with the usual headers."""
    answer = await site.raw(raw, b"GET /v1/words HTTP/1.1\r\nHost: a\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.")
    assert head.split()[1] == b"400"
    assert answer.count(b"HTTP/1.") == 1
    assert b'"urn:handrail:problem:malformed"' in body
    assert b"Server: web" in head
    assert b"nosniff" in head
    assert b"ana" not in answer.replace(b"handrail", b"").lower()
    assert b"aiohttp" not in answer.lower()
    assert b"python" not in answer.lower()


async def test_an_unknown_expectation_is_not_repeated(site: Site):
    raw = b"GET /v1/words HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: ana\r\n\r\n"
    answer = await site.raw(raw)
    assert answer.split()[1] == b"417"
    assert b"Expect: ana" not in answer
    assert b"expect: ana" not in answer.lower()


async def test_the_usual_expectation_is_met(site: Site):
    """A client may ask before it sends a large body."""
    head = (
        b"POST /v1/words HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\n"
        b"Content-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    )
    answer = await site.raw(head, b'{"words": "a"}')
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")


async def test_a_connection_that_says_nothing_is_closed(site: Site, monkeypatch: pytest.MonkeyPatch):
    """And one that asks in time is not."""
    monkeypatch.setattr(runner, "HEADER_TIME", 0.05)
    assert await site.raw(b"GET /v1/words HTTP/1.1\r\nHos") == b""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    for _ in range(2):
        writer.write(b"GET /v1/words HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        await reader.readexactly(len(b'{"items":[]}'))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.1)
    writer.close()
