"""Refusals have stable codes and safe words."""

import pytest

from handrail.kernel.errors import Refusal, every_refusal

CODES = [
    "command-reused",
    "conflict",
    "disclosure-refused",
    "fresh-sign-in-needed",
    "invalid",
    "leak-found",
    "malformed",
    "method-not-allowed",
    "not-allowed",
    "not-found",
    "paused",
    "place-needed",
    "room-closed",
    "second-factor-needed",
    "sign-in-failed",
    "signed-out",
    "too-large",
    "too-many",
    "unavailable",
    "unexpected",
    "wrong-media-type",
    "wrong-origin",
]


def test_codes_stay():
    """Clients hang on them; a new one is added here, an old one never goes."""
    assert set(CODES) <= {refusal.code for refusal in every_refusal()}


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.code)
def test_a_refusal_speaks_in_a_sentence(refusal: type[Refusal]):
    assert refusal.title.endswith((".", "?"))
    assert str(refusal()) == refusal.title
    assert str(refusal("Do this.")) == "Do this."
