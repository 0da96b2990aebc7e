"""Refusals become problems: one table, stable codes, nothing repeated (RFC 9457)."""

import re

import pytest
from pydantic import ValidationError
from tests.web.conftest import Ask

from handrail.kernel.errors import DisclosureRefused, Fault, Invalid, Refusal, every_refusal
from handrail.web.problems import STATUS, body, from_validation, problem


def test_every_refusal_has_a_status_and_no_status_is_left_over():
    assert set(STATUS) == set(every_refusal())


@pytest.mark.parametrize("refusal", every_refusal(), ids=lambda refusal: refusal.code)
def test_a_refusal_becomes_a_problem(refusal: type[Refusal]):
    """Type, title and status are the same each time; the rest is said where there is something to say."""
    out = body(problem(refusal("Do this.", retry_after=3), "ID"))
    assert out["type"] == f"urn:handrail:problem:{refusal.code}"
    assert out["title"] == refusal.title
    assert 400 <= out["status"] <= 503
    assert (out["detail"], out["retry_after"], out["request_id"]) == ("Do this.", 3, "ID")
    assert set(body(problem(refusal()))) == {"type", "title", "status"}


def test_a_refusal_that_carries_more_is_its_parent_to_whoever_asked():
    """What it carries is for those who write it down."""

    class Refused(DisclosureRefused):
        """No code of its own."""

    assert Refused not in every_refusal()
    assert body(problem(Refused())) == body(problem(DisclosureRefused()))


def test_codes_are_words_and_no_two_are_alike():
    codes = [refusal.code for refusal in every_refusal()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_faults_are_pointers():
    """RFC 6901: a slash and a tilde in a name are escaped."""
    with pytest.raises(ValidationError) as failure:
        Ask.model_validate_json('{"words": 1}')
    assert [fault.at for fault in from_validation(failure.value, within=("a/b", "c~d")).faults] == ["/a~1b/c~0d/words"]


def test_a_flood_of_faults_is_cut():
    """Twenty are enough to start with, and the answer stays small."""
    with pytest.raises(ValidationError) as failure:
        Ask.model_validate({f"field{number}": 1 for number in range(100)})
    assert len(from_validation(failure.value).faults) == 20


def test_faults_reach_the_problem():
    out = body(problem(Invalid(faults=(Fault("/words", "this is needed"),))))
    assert out["faults"] == [{"at": "/words", "says": "this is needed"}]
