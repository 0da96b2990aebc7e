"""Which pages may ask (A9, B1)."""

import pytest
from tests.web.conftest import ORIGIN, Site


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": ORIGIN}, 200),
        ({"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": ""}, 403),
        ({"Origin": "http://rooms.example"}, 403),
        ({"Origin": ORIGIN + ":8443"}, 403),
        ({"Origin": ORIGIN + ".evil.example"}, 403),
        ({"Origin": ORIGIN.upper()}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
async def test_only_listed_pages_change_something(site: Site, headers: dict[str, str], status: int):
    """Scheme, host and port exactly; a client that is no browser sends none."""
    assert (await site("POST", "/v1/words", json={"words": "a"}, headers=headers)).status == status


async def test_reading_needs_no_origin_and_gives_no_other_page_a_right_to_read(site: Site):
    """Safe methods change nothing, and there is no CORS grant (J1)."""
    answer = await site("GET", "/v1/words", headers={"Origin": "https://evil.example"})
    assert answer.status == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


async def test_two_origins_are_none(site: Site):
    raw = (
        b"POST /v1/words HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: https://rooms.example\r\n"
        b"Origin: https://evil.example\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n"
    )
    assert (await site.raw(raw + b'{"words": "a"}')).split()[1] in {b"403", b"400"}
