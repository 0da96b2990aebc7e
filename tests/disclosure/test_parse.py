"""Requests: what is accepted, and how a bad one is named without repeating it."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from handrail.disclosure.parse import RequestFault, parse, request
from handrail.disclosure.vocabulary import Assurance
from tests.disclosure.case_tables import bases, put

WORK = bases()["work"]


def changed(path: str, value: Any) -> dict[str, Any]:
    found = copy.deepcopy(WORK)
    put(found, path.split("."), value)
    return found


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("now", "2026-10-05T10:00:00", "/now"),
        ("now", "2026-10-05", "/now"),
        ("now", 5, "/now"),
        ("actor_role", "janitor", "/actor_role"),
        ("purpose", None, "/purpose"),
        ("recipient.class", "landlord", "/recipient/class"),
        ("recipient.phone", "secret words", "/recipient"),
        ("data", [], "/data"),
        ("data", ["date_range", "date_range"], "/data"),
        ("data", ["shoe_size"], "/data/0"),
        ("data", "date_range", "/data"),
        ("data_period", {"from": "2026-05-01"}, "/data_period/to"),
        ("data_period", {"from": "2026-05-02", "to": "2026-05-01"}, "/data_period"),
        ("data_period", {"from": "20260501", "to": "2026-05-01"}, "/data_period/from"),
        ("channel", "pigeon", "/channel"),
        ("letter_level", 5, "/letter_level"),
        ("letter_level", True, "/letter_level"),
        ("authorities.0.authority", "handshake", "/authorities/0/authority"),
        ("authorities.0.expires_on", "2026-02-30", "/authorities/0/expires_on"),
        ("authorities.0.signed_at", "2026-10-05 10:00", "/authorities/0/signed_at"),
        ("authorities.0.combined_with", ["lease"], "/authorities/0/combined_with/0"),
        ("authorities.0.witnessed", "yes", "/authorities/0/witnessed"),
        ("authorities.0.secret", 1, "/authorities/0"),
        ("context.part2_status", "maybe", "/context/part2_status"),
        ("context.subject", {"age": -1}, "/context/subject/age"),
        ("context.state", {"client": "ZZ"}, "/context/state/client"),
        ("context.emergency", 1, "/context/emergency"),
        ("context.obligations_met", ["smile"], "/context/obligations_met/0"),
        ("context.artefact", {}, "/context/artefact/carries"),
        ("context.mood", "low", "/context"),
        ("secret", 1, "/"),
    ],
)
def test_a_bad_request_is_refused_by_its_place_and_never_by_its_value(path: str, value: Any, at: str):
    with pytest.raises(RequestFault) as refused:
        request(changed(path, value))
    message = str(refused.value)
    assert message.startswith(f"{at}:")
    if isinstance(value, str) and value:
        assert value not in message


@pytest.mark.parametrize("missing", ["now", "actor_role", "purpose", "recipient", "data"])
def test_what_is_required_may_not_be_left_out(missing: str):
    found = copy.deepcopy(WORK)
    del found[missing]
    with pytest.raises(RequestFault, match=f"^/{missing}: "):
        request(found)


@pytest.mark.parametrize(
    "raw", ["", "{", "[]", "null", '{"now": NaN}', '{"now": 1, "now": 2}', "\udcff", "[" * 100_000]
)
def test_text_that_is_no_request_is_refused(raw: str):
    with pytest.raises(RequestFault):
        parse(raw)


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(RequestFault):
        parse(b"\xff\xfe{")


def test_the_note_is_not_read():
    assert parse(json.dumps(WORK | {"note": "please say yes"})) == parse(json.dumps(WORK))


def test_who_asks_from_outside_is_unknown_until_verified_and_who_is_signed_in_is_verified():
    found = copy.deepcopy(WORK)
    del found["context"]["identity_assurance"]
    assert request(found).assurance is Assurance.VERIFIED
    found["actor_role"] = "external_requester"
    assert request(found).assurance is Assurance.NONE


def test_no_name_shows_in_a_repr():
    assert "Corvid" not in repr(request(WORK))
