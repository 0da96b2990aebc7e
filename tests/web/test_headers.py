"""Every answer is dressed alike, and every failure leaves by one door (J1, J2, J5)."""

from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from tests.web.conftest import FAILURE, Site

from handrail.kernel.errors import Conflict, TooMany
from handrail.web.headers import ALWAYS


class Told(Exception):
    """A driver's error with a state."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("Ana Ruiz")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/words"),
        ("GET", "/v1/own"),
        ("GET", "/none"),
        ("PUT", "/v1/words"),
        ("GET", "/v1/words?x=1"),
        ("OPTIONS", "/"),
    ],
)
async def test_every_answer_carries_every_header(site: Site, method: str, path: str):
    """Refusals and unknown addresses, too."""
    answer = await site(method, path)
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    assert answer.headers["Server"] == "web"
    assert len(answer.headers["Request-Id"]) == 16
    assert "Access-Control-Allow-Origin" not in answer.headers


async def test_the_policy_allows_no_inline_script_and_no_frame():
    policy = ALWAYS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
        policy.split("; ")
    )


async def test_a_wrong_method_says_which_are_there(site: Site):
    """RFC 9110 §15.5.6."""
    answer = await site("PUT", "/v1/words")
    assert (answer.status, set(answer.headers["Allow"].split(", "))) == (405, {"GET", "POST"})


async def test_a_refusal_says_when_to_come_back(site: Site):
    site.app[FAILURE].append(TooMany(retry_after=7))
    answer = await site("GET", "/v1/broken")
    assert (answer.status, answer.headers["Retry-After"], answer.body["retry_after"]) == (429, "7", 7)


async def test_a_refusal_keeps_its_words(site: Site):
    site.app[FAILURE].append(Conflict("The round is closed."))
    answer = await site("GET", "/v1/broken")
    assert (answer.status, answer.body["detail"]) == (409, "The round is closed.")


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (OperationalError("select", {}, Told("")), 503),
        (InterfaceError("select", {}, Told("")), 503),
        (PoolTimeout(), 503),
        (TimeoutError(), 503),
        (ConnectionRefusedError(), 503),
        (OSError("Multiple exceptions: refused, refused"), 503),
        (DBAPIError("select", {}, Told("40001")), 503),
        (DBAPIError("select", {}, Told("40P01")), 503),
        (DBAPIError("select", {}, Told("53300")), 503),
        (DBAPIError("select", {}, Told("57P03")), 503),
        (DBAPIError("select", {}, Told("25006")), 503),
        (DBAPIError("select", {}, Told("08006")), 503),
        (DBAPIError("select", {}, Told(""), connection_invalidated=True), 503),
        (DBAPIError("select", {}, Told("22P02")), 500),
        (IntegrityError("insert", {}, Told("23505")), 500),
        (KeyError("Ana Ruiz"), 500),
    ],
)
async def test_a_database_that_is_away_is_not_a_fault_of_ours(site: Site, failure: Any, status: int):
    """503 with a hint, so that clients try again (K4); anything else is 500."""
    site.app[FAILURE].append(failure)
    answer = await site("GET", "/v1/broken")
    assert answer.status == status
    assert ("Retry-After" in answer.headers) == (status == 503)
    assert "Ana" not in str(answer.body)
