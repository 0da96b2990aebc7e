"""Once it rotates, twice it ends the family, and a lost answer is not a theft (A7)."""

from datetime import timedelta

import pytest
from tests.identity.builders import NOW, a_refresh_token

from handrail.identity.refresh import RETRY_WITHIN, Ruling, rule, secret_text

USED = a_refresh_token(used_at=NOW, used_key="key-1")


def test_the_first_use_rotates():
    assert rule(a_refresh_token(), "key-1", NOW) is Ruling.ROTATE
    assert rule(a_refresh_token(), None, NOW) is Ruling.ROTATE


@pytest.mark.parametrize(
    ("key", "after", "ruling"),
    [
        ("key-1", timedelta(), Ruling.REPEAT),
        ("key-1", RETRY_WITHIN, Ruling.REPEAT),
        ("key-1", RETRY_WITHIN + timedelta(microseconds=1), Ruling.REUSED),
        ("key-1", -timedelta(microseconds=1), Ruling.REUSED),
        ("key-2", timedelta(), Ruling.REUSED),
        (None, timedelta(), Ruling.REUSED),
        ("", timedelta(), Ruling.REUSED),
    ],
)
def test_the_second_use_is_a_retry_or_a_theft(key: str | None, after: timedelta, ruling: Ruling):
    """The same key within a minute is the same request."""
    assert rule(USED, key, NOW + after) is ruling


def test_a_retry_after_the_successor_was_used_is_a_theft():
    """Whoever used the successor had received it."""
    followed = a_refresh_token(used_at=NOW, used_key="key-1", followed=True)
    assert rule(followed, "key-1", NOW) is Ruling.REUSED


def test_a_use_without_a_key_cannot_be_retried():
    """An empty key equals no key."""
    assert rule(a_refresh_token(used_at=NOW, used_key=""), "", NOW) is Ruling.REUSED


def test_a_secret_travels_without_padding():
    assert secret_text(bytes(32)) == "A" * 43
