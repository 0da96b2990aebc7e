"""A request is read, checked and answered from the table, and nothing it sent comes back."""

import contextlib
import gzip
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.conftest import FAILURE, PRINCIPAL, Ask, Site, a_principal

from handrail.kernel.errors import Invalid, Malformed
from handrail.web.serve import read

SIGNED_IN = {"Authorization": "Bearer x"}
JSON = {"Content-Type": "application/json"}


async def test_a_body_is_read_and_answered(site: Site):
    answer = await site("POST", "/v1/words", json={"words": "hello"})
    assert (answer.status, answer.body) == (200, {"words": "hello"})


async def test_a_list_is_an_object_with_items(site: Site):
    """So that something can be added beside them later."""
    assert (await site("GET", "/v1/words?words=a%20b")).body == {"items": [{"words": "a"}, {"words": "b"}]}


@pytest.mark.parametrize("query", ["?other=1", "?words=a&words=b", "?words=a&access_token=x"])
async def test_unknown_or_doubled_query_parameters_are_refused(site: Site, query: str):
    """Whoever reads the first and whoever reads the last would read different things (ASVS 15.3.7)."""
    assert (await site("GET", f"/v1/words{query}")).status == 422


@pytest.mark.parametrize(
    ("content", "status", "at"),
    [
        ({"words": "secret words that are too long"}, 422, "/words"),
        ({"words": 7}, 422, "/words"),
        ({"count": 1}, 422, "/words"),
        ({"words": "a", "count": "many"}, 422, "/count"),
        ({"words": "a", "my secret field": 1}, 422, ""),
        ([1], 400, None),
        ("text", 400, None),
        (None, 400, None),
    ],
)
async def test_a_refusal_says_where_and_repeats_nothing(site: Site, content: Any, status: int, at: str | None):
    """Neither a value nor the name of a field that the sender made up (B8, C4)."""
    answer = await site("POST", "/v1/words", data=json.dumps(content), headers=JSON)
    assert (answer.status, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert "secret" not in str(answer.body)
    if at is not None:
        assert [fault["at"] for fault in answer.body["faults"]] == [at]


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b'{"words": NaN}', b'{"words": "\xff"}', b"[" * 100_0, b'{"words":' + b'{"a":' * 17 + b"1" + b"}" * 18],
)
async def test_what_is_no_json_is_malformed(site: Site, raw: bytes):
    assert (await site("POST", "/v1/words", data=raw, headers=JSON)).status == 400


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", ""]
)
async def test_what_a_form_of_another_site_can_send_is_not_read(site: Site, media: str):
    """Those need no permission from us, so they change nothing (A9)."""
    answer = await site("POST", "/v1/words", data=b'{"words": "a"}', headers={"Content-Type": media})
    assert answer.status == 415


async def test_the_limit_holds_for_what_it_inflates_to(site: Site):
    """Declared, sent in pieces, or packed (J4)."""
    large = json.dumps({"words": "a" * 2000}).encode()

    async def pieces() -> Any:
        for start in range(0, len(large), 100):
            yield large[start : start + 100]

    assert (await site("POST", "/v1/words", data=large, headers=JSON)).status == 413
    assert (await site("POST", "/v1/words", data=pieces(), headers=JSON)).status == 413
    packed = {**JSON, "Content-Encoding": "gzip"}
    assert (await site("POST", "/v1/words", data=gzip.compress(b" " * 10_000_000), headers=packed)).status == 413


async def test_a_body_where_none_is_taken_is_refused(site: Site):
    assert (await site("GET", "/v1/words", data=b"x")).status == 400


async def test_nobody_is_signed_out_and_somebody_else_is_not_allowed(site: Site):
    """Three answers: not signed in, not yours, yours (G1)."""
    assert (await site("GET", "/v1/own")).status == 401
    site.app[PRINCIPAL].append(a_principal(site.clock, role=next(iter(a_principal(site.clock).roles))))
    assert (await site("GET", "/v1/own", headers=SIGNED_IN)).body == {"words": "0199-ana"}


async def test_fresh_authentication_lasts_five_minutes_and_a_clock_set_back_does_not_renew_it(site: Site):
    """G2, K6."""
    site.app[PRINCIPAL].append(a_principal(site.clock))
    assert (await site("DELETE", "/v1/own", headers=SIGNED_IN)).status == 204
    site.clock.advance(300)
    assert (await site("DELETE", "/v1/own", headers=SIGNED_IN)).status == 204
    site.clock.advance(1)
    assert (await site("DELETE", "/v1/own", headers=SIGNED_IN)).status == 401
    site.clock.jump(-86_400)
    assert (await site("DELETE", "/v1/own", headers=SIGNED_IN)).status == 401


async def test_a_locked_screen_asks_who_it_is(site: Site):
    """Neither the record nor the account is shown until the person is back (A3)."""
    site.app[PRINCIPAL].append(a_principal(site.clock, locked=True))
    for method in ("GET", "DELETE"):
        answer = await site(method, "/v1/own", headers=SIGNED_IN)
        assert (answer.status, answer.body["type"]) == (401, "urn:handrail:problem:paused")


async def test_a_fault_of_ours_tells_nothing(site: Site, capfd: pytest.CaptureFixture[str]):
    """A request id helps to find it; the exception's words stay out, of the log too (I10)."""
    site.app[FAILURE].append(ValueError("Ana Ruiz said something"))
    answer = await site("GET", "/v1/broken")
    assert (answer.status, answer.body["type"]) == (500, "urn:handrail:problem:unexpected")
    assert answer.body["request_id"] == answer.headers["Request-Id"]
    told = capfd.readouterr()
    assert "Ana" not in str(answer.body) + told.out + told.err


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=20,
    )
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_read_or_refused(value: Any):
    """There is no third outcome, however it is nested."""
    with contextlib.suppress(Malformed, Invalid):
        assert isinstance(read(Ask, json.dumps(value).encode()), Ask)
